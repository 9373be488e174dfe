"""What people enter for a record: a form made from the fields of its kind, for pages and for the API alike.

A form reads texts into values; whether they may be kept is for `records.actions`, as for every door.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.administration import NumberField
from common.forms import CONTROL, SELECT, DayField, RefusingForm, YearField, YesNoField
from common.rows import plain_field
from countries.models import Country, CountryTeam
from records.kinds import Kind
from records.models import CodesField, CooperationFramework, Coordinator, TeamRecord

PERSON = ("name", "is_woman", "from_programme_country")  # what is known of a coordinator
PERSONAL = tuple(plain_field(Coordinator, name) for name in PERSON)
_BY_CODE = {"country": "iso3", "framework": "code", "partner": "code", "coordinator": "code"}


class CodesFormField(forms.TypedMultipleChoiceField):
    """Several codes of a closed list; read as "one two", as they are kept."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return " ".join(sorted(set(super().clean(value))))


class RowField(forms.ModelChoiceField):
    """A row that is chosen by its code. `names` are words for codes, where a row has none of its own."""

    def __init__(self, *args: Any, names: Mapping[str, str], **options: Any) -> None:
        self.names = names
        super().__init__(*args, error_messages={"invalid_choice": _("There is no such choice.")}, **options)

    def label_from_instance(self, obj: Any) -> str:
        code = getattr(obj, "code", "")
        return f"{self.names[code]} ({code})" if code in self.names else str(obj)


def field_for(field: models.Field, team: CountryTeam | None = None, *, required: bool | None = None) -> forms.Field:
    """The form's field for a field of a record of `team`."""
    options: dict[str, Any] = {
        "label": capfirst(field.verbose_name),
        "required": not field.blank if required is None else required,
        "help_text": field.help_text,
    }
    match field:
        case models.ForeignKey():
            assert team is not None, "which rows can be chosen depends on the team"
            return _row_field(field, team, options)
        case CodesField():
            assert field.codes is not None, "a list of codes is closed"
            return CodesFormField(choices=field.codes.choices, coerce=str, empty_value=[], **options)
        case models.BooleanField():
            return YesNoField(**options)
        case models.DateField():
            return DayField(**options)
        case models.PositiveSmallIntegerField():
            return YearField(**options)
        case models.DecimalField():
            return NumberField(**options, widget=forms.TextInput({"inputmode": "decimal", "size": 8, **CONTROL}))
        case models.TextField():
            return forms.CharField(widget=forms.Textarea({"rows": 2, **CONTROL}), **options)
    if field.choices:
        choices = [("", "–"), *field.flatchoices]
        return forms.ChoiceField(choices=choices, widget=forms.Select(SELECT), **options)
    return forms.CharField(widget=forms.TextInput(CONTROL), max_length=field.max_length, strip=False, **options)


def _row_field(field: models.Field, team: CountryTeam, options: dict[str, Any]) -> forms.Field:
    """A row that is pointed to, by its code: one that the team may choose."""
    rows: dict[str, Any] = {
        "country": Country.objects.filter(team=team).order_by("iso3"),
        "framework": CooperationFramework.objects.standing().filter(team=team).order_by("-first_year", "code"),
        "partner": CountryTeam.objects.exclude(pk=team.pk).order_by("code"),
        "coordinator": Coordinator.objects.order_by("code"),
    }
    widget: forms.Widget = forms.Select(SELECT)
    if field.name == "coordinator":  # there are many, and most are another office's: whoever knows one, knows the code
        widget = forms.TextInput({**CONTROL, "size": 12})
        options |= {"help_text": _("The code, such as RC-0001.")}
    names = dict(Country.objects.values_list("iso3", "name")) if field.name == "partner" else {}
    return RowField(rows[field.name], to_field_name=_BY_CODE[field.name], widget=widget, names=names, **options)


class RecordForm(RefusingForm):
    """The fields of a record of `team`: of `row`, or of a new one. `posted` binds it."""

    def __init__(
        self, kind: Kind, team: CountryTeam, row: TeamRecord | None = None, posted: Mapping[str, Any] | None = None
    ) -> None:
        initial = {field.name: getattr(row, field.name) for field in kind.fields} if row else {}
        super().__init__(data=posted, initial=initial, auto_id="id_%s")
        self.kind, self.team, self.row = kind, team, row
        with_person = kind.code == "appointments" and row is None
        for field in kind.fields:
            required = False if with_person and field.name == "coordinator" else None
            self.fields[field.name] = field_for(field, team, required=required)
        if with_person:
            new = {field.name: field_for(field, required=False) for field in PERSONAL}
            new["name"].label = _("Name of a coordinator who is new here")
            first = {"coordinator": self.fields["coordinator"], **new}
            self.fields = {**first, **self.fields}

    def clean(self) -> dict[str, Any]:
        read = self.cleaned_data
        if "name" in self.fields and "coordinator" in read:
            given = [name for name in PERSON if read.get(name) not in (None, "")]
            if read["coordinator"] and given:
                self.add_error("coordinator", _("Give either the code of a coordinator, or a new one."))
            elif not read["coordinator"]:
                for name in PERSON:
                    if name not in given and name not in self.errors:
                        self.add_error(name, _("Give the code of a coordinator, or all of this for a new one."))
        return read

    def person(self) -> dict[str, Any] | None:
        """The coordinator who is new; None where one was chosen. Call when valid."""
        read = self.cleaned_data
        return None if "name" not in read or read["coordinator"] else {name: read[name] for name in PERSON}

    def values(self) -> dict[str, Any]:
        """What was entered, by field of the record. Call when valid."""
        return {field.name: self.cleaned_data[field.name] for field in self.kind.fields}


class CoordinatorForm(RefusingForm):
    """What is known of a coordinator."""

    def __init__(self, row: Coordinator, posted: Mapping[str, Any] | None = None) -> None:
        super().__init__(data=posted, initial={name: getattr(row, name) for name in PERSON})
        self.fields |= {field.name: field_for(field) for field in PERSONAL}


class EndForm(RefusingForm):
    """The last day of a record."""

    valid_to = DayField(label=_("Last day"), required=False)


class WithdrawForm(RefusingForm):
    """Why a record was an error."""

    reason = forms.CharField(
        label=_("Why it was an error"), required=False, strip=False, widget=forms.Textarea({"rows": 2, **CONTROL})
    )


class DayForm(forms.Form):
    """The day at which pages show records; today, unless it is said."""

    date = DayField(label=_("On"), required=False)

    def day(self) -> datetime.date:
        """The day that was asked for; today where what was asked is none."""
        return (self.is_valid() and self.cleaned_data["date"]) or timezone.localdate()
