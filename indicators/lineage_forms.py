"""What people type about the next framework, and about how a series goes on in it."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.forms import CONTROL, SELECT, RefusingForm, YearField
from common.grids import Difference
from frameworks.models import Framework
from indicators.choices import Descent
from indicators.models import Lineage, Series

_TEXT_IN = {
    "en": _("Title in English"),
    "fr": _("Title in French"),
    "es": _("Title in Spanish"),
    "ru": _("Title in Russian"),
    "zh": _("Title in Chinese"),
    "ar": _("Title in Arabic"),
}
FIELDS = ("kind", "before", "after", "note")


class CopyForm(RefusingForm):
    """The next framework, and which one it begins as a copy of."""

    source: "forms.ModelChoiceField[Framework]" = forms.ModelChoiceField(
        queryset=Framework.objects.none(),
        to_field_name="code",
        empty_label=None,
        label=_("Copy of"),
        widget=forms.Select(SELECT),
    )
    code = forms.CharField(
        label=_("Code"), max_length=40, widget=forms.TextInput(CONTROL), help_text=_("Such as RCS-2026-2029.")
    )
    document = forms.CharField(
        label=_("Document"), max_length=40, widget=forms.TextInput(CONTROL), help_text=_("Its UN symbol.")
    )
    mandate = forms.CharField(label=_("Mandate"), max_length=200, required=False, widget=forms.TextInput(CONTROL))
    first_year = YearField(label=_("First year"))
    last_year = YearField(label=pgettext_lazy("framework", "Last year"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        source = self.fields["source"]
        assert isinstance(source, forms.ModelChoiceField)
        source.queryset = Framework.objects.adopted().order_by("-first_year", "code")
        for language in settings.MODELTRANSLATION_LANGUAGES:
            direction = {"dir": "rtl"} if language == "ar" else {}
            self.fields[f"title_{language}"] = forms.CharField(
                label=_TEXT_IN[language],
                max_length=400,
                required=language == "en",
                widget=forms.TextInput({"lang": language, **direction, **CONTROL}),
            )

    def values(self) -> dict[str, Any]:
        """What the framework's own columns shall hold."""
        return {name: value for name, value in self.cleaned_data.items() if name != "source"}


class SeriesField(forms.ModelChoiceField):
    """A series, by its key and title."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Series.objects.none(),
            required=False,
            widget=forms.Select(SELECT),
            empty_label=_("none"),
            **options,
        )

    def label_from_instance(self, obj: Any) -> str:
        return series_words(obj)


class LineageForm(RefusingForm):
    """How one series goes on, what is new, or what is dropped."""

    before = SeriesField(label=_("Series before"), help_text=_("None where the series is new."))
    after = SeriesField(label=_("Series after"), help_text=_("None where the series is dropped."))
    kind = forms.ChoiceField(label=_("How it goes on"), choices=Descent.choices, widget=forms.Select(SELECT))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 2, **CONTROL}))

    def __init__(self, framework: Framework, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for name, rows in (("before", earlier_series(framework)), ("after", own_series(framework))):
            series = self.fields[name]
            assert isinstance(series, SeriesField)
            series.queryset = rows

    def differences(self, present: Lineage) -> list[Difference]:
        """Where the row as it is now and what was typed do not agree."""
        return [
            Difference(name, str(self.fields[name].label), theirs, mine)
            for name in FIELDS
            if (theirs := _shown(name, getattr(present, name))) != (mine := _shown(name, self.cleaned_data[name]))
        ]


def own_series(framework: Framework) -> QuerySet[Series]:
    """The framework's series in their order."""
    return _in_order(Series.objects.filter(indicator__framework=framework))


def earlier_series(framework: Framework) -> QuerySet[Series]:
    """Those of adopted frameworks that began before."""
    adopted = Framework.objects.adopted().filter(first_year__lt=framework.first_year)
    return _in_order(Series.objects.filter(indicator__framework__in=adopted))


def series_words(series: Series) -> str:
    """A series as a list to choose from shows it."""
    title = " / ".join(text for text in (series.indicator.title, series.title) if text)
    return f"{series.key}: {Truncator(title).chars(90)}"


def _in_order(rows: QuerySet[Series]) -> QuerySet[Series]:
    return rows.select_related("indicator__framework").order_by(
        "-indicator__framework__first_year", "indicator__position", "position"
    )


def _shown(name: str, value: Any) -> str:
    if name == "kind":
        return str(Descent(value).label)
    return series_words(value) if isinstance(value, Series) else value or ""
