"""Records as pages write them: a field's value in words, and where two say different things."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.grids import Difference
from common.numbers import format_number
from common.translated import reader_language
from countries.models import Country, CountryTeam
from records.models import CodesField, TeamRecord


def cell(field: models.Field, value: Any) -> str:
    """The value of a record's field in words; "" for none."""
    match value:
        case None | "":
            return ""
        case bool():
            return _("yes") if value else _("no")
        case date():
            return date_format(value, _("j F Y"))
        case Decimal():
            return format_number(value, reader_language())
        case Country():
            return value.name
        case CountryTeam():
            return value.code
    if isinstance(field, CodesField) and field.codes:
        return ", ".join(str(field.codes(code).label) for code in value.split())
    return str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)


def cells(row: TeamRecord, fields: Iterable[models.Field]) -> list[str]:
    """The fields of a record in words."""
    return [cell(field, getattr(row, field.name)) for field in fields]


def differences(fields: Iterable[models.Field], present: models.Model, values: dict[str, Any]) -> list[Difference]:
    """Where `values` say something else than the row as it is now."""
    return [
        Difference(
            field.name, field.verbose_name, cell(field, getattr(present, field.name)), cell(field, values[field.name])
        )
        for field in fields
        if field.name in values and getattr(present, field.name) != values[field.name]
    ]
