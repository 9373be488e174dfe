"""Sums and counts of the ledger as its pages write them, in the reader's language."""

from decimal import Decimal

from django import template

from common.numbers import format_number
from common.translated import reader_language
from finance.choices import Stream
from finance.contribution_words import amount_of, in_dollars
from finance.models import Contribution

register = template.Library()


@register.filter
def dollars(value: Decimal | None) -> str:
    """`$1,250,000.50`; "" where there is no value."""
    return in_dollars(value)


@register.filter
def amount(row: Contribution) -> str:
    """The amount of a contribution with its currency: `1,000,000 CHF`; "" for none."""
    return amount_of(row)


@register.filter
def number(value: Decimal) -> str:
    """A number without a unit, such as a count or a rate: `1,234.5`."""
    return format_number(value, reader_language())


@register.filter
def stream(code: str) -> str:
    """A stream in words."""
    return str(Stream(code).label)
