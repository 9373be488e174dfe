"""What every content of what is behind a computed figure has, whatever it is computed from: the shape in common."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from common.numbers import canonical, from_canonical

Content = dict[str, Any]
Texts = dict[str, str]
Key = tuple[int, int]  # the primary key of a series, and a reporting year

# What is said of a whole and of its parts, null where it has no meaning: the people where money is counted, and so on.
COUNTS = ("value", "numerator", "denominator", "answered", "not_applicable", "no_response", "expected")


def parts_of(content: Content) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """(value, numerator, denominator) of a content; three None where it is not available."""
    value, numerator, denominator = (from_canonical(content[name]) for name in ("value", "numerator", "denominator"))
    return value, numerator, denominator


def differing(before: Mapping[str, Content], after: Mapping[str, Content]) -> list[str]:
    """The names under which something stands in one of the two alone, or says something else there; in order."""
    return [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]


def text_of_number(number: Decimal | None) -> str | None:
    """A decimal as its canonical string; missing stays null."""
    return None if number is None else canonical(number)
