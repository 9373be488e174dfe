"""Fields and forms that pages of every room are made from: days, years, yes or no, and what was refused."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from common.digits import read_digits

YES, NO = "yes", "no"
# What Django ends a label with, named here so that our catalogues say it in their own script.
LABEL_SUFFIX = gettext_noop(":")
CONTROL, SELECT = {"class": "form-control"}, {"class": "form-select"}


class DayField(forms.DateField):
    """A day, as 2024-06-30; browsers offer a calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **CONTROL})
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **options)


class YearField(forms.CharField):
    """A year in four digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput({"inputmode": "numeric", "size": 4, **CONTROL}), **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        year = read_digits(text, 4)
        if text and (year is None or year < 1000):
            raise ValidationError(_("A year in four digits."))
        return year

    def prepare_value(self, value: Any) -> str:
        return "" if value is None else str(value)


class YesNoField(forms.TypedChoiceField):
    """Yes or no, said: nothing is taken for either."""

    def __init__(self, **options: Any) -> None:
        choices = [("", "–"), (YES, _("yes")), (NO, _("no"))]
        widget = forms.Select(SELECT)
        super().__init__(choices=choices, coerce=lambda text: text == YES, empty_value=None, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        return {True: YES, False: NO}.get(value, value)


class RefusingForm(forms.Form):
    """A form that shows afterwards what an action refused, so that what was typed stays."""

    def refuse(self, errors: Mapping[str, list[Any]]) -> None:
        """Show an action's refusals beside their fields; those of no field on top."""
        for name, sentences in errors.items():
            self.add_error(name if name in self.fields else None, list(sentences))
