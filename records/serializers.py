"""The shape of records in the API: what is read, and what is answered. What a record has to say is for the form of
its kind and for `records.actions`, as on pages."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework import serializers

from common.api_schema import DAY, MOMENT, TEXT, WHOLE, YEAR, array, choice, nullable, record
from common.forms import NO, YES
from common.numbers import NumberRefused, as_typed, read_canonical
from common.refusals import Invalid
from common.strict_json import NumberLiteral
from countries.models import CountryTeam
from records.forms import PERSONAL, RecordForm
from records.kinds import KIND_OF, KINDS, Kind
from records.models import CodesField, RecordConfirmation, TeamRecord
from records.overview import KindState
from records.published import plain_value


def read_form(kind: Kind, team: CountryTeam, body: Any, row: TeamRecord | None = None) -> RecordForm:
    """The valid form that a body fills in: of `row`, or of a new record. A field that is left out is empty.

    Raises the REST framework's ValidationError for what is of another form, Invalid for what a page refuses, too.
    """
    if not isinstance(body, Mapping):
        raise serializers.ValidationError([_("Give an object.")])
    fields = {field.name: field for field in kind.fields}
    if row is None and kind.code == "appointments":
        fields |= {field.name: field for field in PERSONAL}
    data = QueryDict(mutable=True)
    errors: dict[str, Any] = {}
    for name, value in body.items():
        try:
            data.setlist(name, _texts(fields[name], value))
        except KeyError:
            errors[name] = [_("There is no such field.")]
        except serializers.ValidationError as error:
            errors[name] = error.detail
    if errors:
        raise serializers.ValidationError(errors)
    form = RecordForm(kind, team, row, posted=data)
    if not form.is_valid():
        raise Invalid({name: list(sentences) for name, sentences in form.errors.items()})
    return form


def read_text(body: Any, name: str) -> str:
    """The one field that a body says, a text. Raises the REST framework's ValidationError."""
    if not isinstance(body, Mapping) or set(body) != {name} or not isinstance(body[name], str):
        raise serializers.ValidationError({name: [_("Give this field, a text, and nothing else.")]})
    return str(body[name])


def read_year(body: Any) -> int:
    """The year that a body says, a number. Raises the same."""
    year = body.get("year") if isinstance(body, Mapping) and set(body) == {"year"} else None
    if not isinstance(year, NumberLiteral) or not year.text.isdigit() or len(year.text) != 4:
        raise serializers.ValidationError({"year": [_("Give this field, a year, and nothing else.")]})
    return int(year.text)


def _texts(field: models.Field, value: Any) -> list[str]:
    """A JSON value as the form reads it. Raises ValidationError where it is of another type."""
    if value is None:
        return [""]
    match field:
        case models.BooleanField():
            if isinstance(value, bool):
                return [YES if value else NO]
            wanted = _("Give true or false.")
        case CodesField():
            if isinstance(value, list) and all(isinstance(code, str) for code in value):
                return value
            wanted = _("Give a list of texts.")
        case models.PositiveSmallIntegerField():
            if isinstance(value, NumberLiteral):
                return [value.text]
            wanted = _("Give a whole number.")
        case models.DecimalField():
            try:
                return [as_typed(read_canonical(value))]
            except NumberRefused as error:
                wanted = error.message
        case _:
            if isinstance(value, str):
                return [value]
            wanted = _("Give a text.")
    raise serializers.ValidationError([wanted])


def shown(row: TeamRecord) -> dict[str, Any]:
    """A record as the API answers it, to those who may read it."""
    kind = KIND_OF[type(row)]
    return {
        "id": row.pk,
        "team": row.team.code,
        "kind": kind.code,
        **{field.name: plain_value(field, getattr(row, field.name)) for field in kind.fields},
        "withdrawn": row.withdrawn,
        "version": row.version,
    }


def shown_state(state: KindState) -> dict[str, Any]:
    """A kind with what a team has of it."""
    return {
        "kind": state.kind.code,
        "label": str(state.kind.label),
        "count": state.count,
        "confirmed_at": state.confirmation.confirmed_at if state.confirmation else None,
    }


def shown_confirmation(confirmation: RecordConfirmation, team: CountryTeam) -> dict[str, Any]:
    """What was confirmed. Persons are not named."""
    return {
        "team": team.code,
        "kind": confirmation.kind,
        "year": confirmation.year,
        "confirmed_at": confirmation.confirmed_at,
    }


RECORD = record(
    id=WHOLE,
    team=TEXT,
    kind=choice(KINDS),
    valid_from=DAY,
    note=TEXT,
    withdrawn=TEXT | {"description": "Why it was an error; empty while it stands."},
    version=WHOLE,
) | {"description": "Besides these, the fields of its kind; what happens on one day has no `valid_to`."}
ENTERED: dict[str, Any] = {"type": "object", "description": "The fields of a record of this kind, by name."}
REASON = record(reason=TEXT)
LAST_DAY = record(valid_to=DAY)
OF_YEAR = record(year=YEAR)
COMPONENTS = {
    "Record": RECORD,
    "RecordKind": record(kind=choice(KINDS), label=TEXT, count=WHOLE, confirmed_at=nullable(MOMENT)),
    "RecordConfirmation": record(team=TEXT, kind=choice(KINDS), year=YEAR, confirmed_at=MOMENT),
    "Records": record(results=array({"$ref": "#/components/schemas/Record"})),
    "RecordKinds": record(team=TEXT, date=DAY, results=array({"$ref": "#/components/schemas/RecordKind"})),
}
