"""Dates, counts, lists and sentences as the reader's language writes them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from babel.dates import format_date

from common.numbers import format_number
from common.translated import reader_language

_FULL_STOPS_HOLD_THEIR_SPACE = {"zh"}
_BETWEEN_ITEMS = {"zh": "、", "ar": "، "}
# The United Nations writes English dates the British way: 22 April 2022.
_DATE_LOCALES = {"en": "en_GB"}


def date_words(day: date) -> str:
    """A day in words: 22 April 2022, 2022年4月22日."""
    language = reader_language()
    return format_date(day, "long", locale=_DATE_LOCALES.get(language, language))


def sentences(parts: Iterable[str]) -> str:
    """Whole sentences one after the other, with a space between them where the language has one."""
    space = "" if reader_language() in _FULL_STOPS_HOLD_THEIR_SPACE else " "
    return space.join(part for part in parts if part)


def listed(items: Iterable[str]) -> str:
    """Items of a list within a sentence."""
    return _BETWEEN_ITEMS.get(reader_language(), ", ").join(items)


def count_words(number: int) -> str:
    """A count as the reader's language writes it: 1,234."""
    return format_number(Decimal(number), reader_language())
