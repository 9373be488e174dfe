"""Values as the working pages show them, in the reader's language."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from common.numbers import format_change, format_number, format_value
from common.translated import reader_language
from indicators.choices import Unit
from indicators.models import Indicator, Observation
from indicators.words import RATINGS, SHORT_REASONS

register = template.Library()


@register.filter
def in_unit_of(value: Decimal | None, indicator: Indicator) -> str:
    """`81%`, `5.6`, `$215 million`; a dash where there is no value."""
    return "–" if value is None else format_value(value, indicator.unit, reader_language())


@register.filter
def number(value: Decimal | None) -> str:
    """A number without a unit, such as a numerator: `1,234.5`."""
    return "–" if value is None else format_number(value, reader_language())


@register.filter
def number_of(count: int) -> str:
    """How many there are: `1,234`."""
    return format_number(Decimal(count), reader_language())


@register.filter
def decimal(canonical: str | None) -> Decimal | None:
    """A number out of its canonical string, for the filters above; None stays missing."""
    return None if canonical is None else Decimal(canonical)


@register.filter
def change_in_unit_of(change: Decimal | None, indicator: Indicator) -> str:
    """A difference with its sign: `+5 points` for per cents, `-$11 million`, `+0.4`."""
    if change is None:
        return "–"
    if indicator.unit == Unit.PERCENT:
        return _("%(change)s points") % {"change": format_change(change, Unit.NUMBER, reader_language())}
    return format_change(change, indicator.unit, reader_language())


@register.filter
def rating_word(code: str) -> str:
    """A rating in words: `on track`."""
    return str(RATINGS[code])


@register.filter
def why_not_rated(reason: str) -> str:
    """In a phrase why there is no rating: `no target`."""
    return str(SHORT_REASONS[reason])


@register.filter
def field_name(column: str) -> str:
    """A column of an observation in words."""
    return str(getattr(Observation._meta.get_field(column), "verbose_name", column))
