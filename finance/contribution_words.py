"""A contribution as pages write it: its columns in words, and where two say different things."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.grids import Difference
from common.numbers import format_number
from common.translated import reader_language
from finance.contributors import label_of
from finance.models import Contribution, Contributor
from finance.models.contributions import GiftColumns

FIELDS = tuple(field for field in GiftColumns._meta.get_fields() if field.concrete)


def words(field: Any, value: Any) -> str:
    """The value of a column in words; "" for none."""
    match value:
        case None | "":
            return ""
        case bool():
            return _("yes") if value else _("no")
        case date():
            return date_format(value, _("j F Y"))
        case Decimal():
            return format_number(value, reader_language())
        case Contributor():
            return label_of(value)
    return str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)


def facts(row: GiftColumns) -> list[tuple[str, str]]:
    """What a contribution, or a figure of one, says: label and words."""
    return [(str(capfirst(field.verbose_name)), words(field, getattr(row, field.name))) for field in FIELDS]


def differences(present: GiftColumns, values: Mapping[str, Any]) -> list[Difference]:
    """Where `values` say something else than the row as it is now."""
    return [
        Difference(
            field.name, capfirst(field.verbose_name), words(field, getattr(present, field.name)), words(field, value)
        )
        for field in FIELDS
        if (value := values.get(field.name)) != getattr(present, field.name)
    ]


def in_dollars(value: Decimal | None) -> str:
    """A sum to the cent with its unit, such as `USD 1,250,000.00`, so that columns compare; "" for none."""
    return "" if value is None else f"USD {format_number(value, reader_language(), 2)}"


def amount_of(row: Contribution) -> str:
    """The amount with its currency: `CHF 1,000,000`; "" for none."""
    return "" if row.amount is None else f"{row.currency} {format_number(row.amount, reader_language())}"
