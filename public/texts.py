"""Dates, counts and sentences as the reader's language writes them."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from babel.dates import format_date, format_skeleton

from common.numbers import format_number
from common.translated import reader_language

_FULL_STOPS_HOLD_THEIR_SPACE = {"zh"}
_GAP = re.compile(r"(?<=[。；：，、])\s+(?=[0-9\u4e00-\u9fff“《（])")
# The United Nations writes English dates the British way: 22 April 2022.
_DATE_LOCALES = {"en": "en_GB"}
# In Arabic it gives every month both of its names: that of the Levant, then that of Egypt.
_ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)


def date_words(day: date) -> str:
    """A day in words: 22 April 2022, 2022年4月22日, 22 نيسان/أبريل 2022, 1er avril 2022."""
    language = reader_language()
    if language == "ar":
        return f"{day.day} {_ARABIC_MONTHS[day.month - 1]} {day.year}"
    words = format_date(day, "long", locale=_DATE_LOCALES.get(language, language))
    return words.replace("1 ", "1er ", 1) if language == "fr" and day.day == 1 else words


def month_words(month: str) -> str:
    """A month of a year, written as 2022-04, in words: April 2022, 2022年4月, نيسان/أبريل 2022, avril 2022."""
    first, language = date.fromisoformat(f"{month}-01"), reader_language()
    if language == "ar":
        return f"{_ARABIC_MONTHS[first.month - 1]} {first.year}"
    return format_skeleton("yMMMM", first, locale=_DATE_LOCALES.get(language, language))


def sentences(parts: Iterable[str]) -> str:
    """Whole sentences one after the other, with a space between them where the language has one."""
    space = "" if reader_language() in _FULL_STOPS_HOLD_THEIR_SPACE else " "
    return space.join(part for part in parts if part)


def without_gaps(text: str) -> str:
    """A text whose sentences were put side by side by a template: in Chinese their stops hold the space already."""
    return _GAP.sub("", text) if reader_language() in _FULL_STOPS_HOLD_THEIR_SPACE else text


def count_words(number: int) -> str:
    """A count as the reader's language writes it: 1,234."""
    return format_number(Decimal(number), reader_language())
