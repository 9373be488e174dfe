"""Numbers, per cents, money and days in the six languages, held against one table that people can read.

In the table ⍽ is a no-break space, ⎵ a narrow one, and ‹LRM› the mark that keeps a minus on the left of its number, and
a per cent sign on its right, in Arabic.
"""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

from common.numbers import format_annex, format_change, format_number, format_value, read_number
from public.texts import date_words

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
MARKS = {"⍽": "\u00a0", "⎵": "\u202f", "‹LRM›": "\u200e"}
with (Path(__file__).parent / "data/house_table.csv").open(encoding="utf-8") as file:
    TABLE = list(csv.DictReader(file))


def written(text: str) -> str:
    for mark, character in MARKS.items():
        text = text.replace(mark, character)
    return text


def shown(kind: str, value: str, language: str) -> str:
    match kind:
        case "number":
            return format_number(Decimal(value), language)
        case "change":
            return format_change(Decimal(value), "number", language)
        case "change in dollars":
            return format_change(Decimal(value), "usd", language)
        case "annex":
            return format_annex(Decimal(value), language, 1)
        case "date":
            with translation.override(language):
                return date_words(date.fromisoformat(value))
    return format_value(Decimal(value), kind, language)


def test_the_table_has_thirty_figures_and_more_in_six_languages():
    assert len(TABLE) >= 30
    assert set(TABLE[0]) == {"kind", "value", *LANGUAGES}
    assert {code for code, _name in settings.LANGUAGES} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['kind']} {row['value']}")
def test_every_figure_is_written_as_its_language_writes_it(row, language):
    assert shown(row["kind"], row["value"], language) == written(row[language])


# A separator before three last digits has two meanings, and is refused where people type: see test_numbers.py.
TYPED = [
    (row["value"], written(row[language]))
    for row in TABLE
    for language in LANGUAGES
    if row["kind"] == "number" and (language in {"fr", "ru"} or row["value"] not in {"1000", "12345"})
]


@pytest.mark.parametrize(("value", "typed"), TYPED)
def test_what_a_page_shows_a_person_may_type(value, typed):
    assert read_number(typed) == Decimal(value)


# Quotation marks that a language does not use; straight ones stand in code alone.
FOREIGN_QUOTES = {"ar": "“”„", "fr": "“”„", "ru": "“”", "es": "“”„", "zh": "«»„"}


@pytest.mark.parametrize("language", FOREIGN_QUOTES)
def test_each_language_has_its_own_quotation_marks(language):
    with (settings.LOCALE_PATHS[0] / language / "LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    wrong = [
        words
        for message in catalogue
        if message.id
        for words in (message.string if isinstance(message.string, tuple) else (message.string,))
        if any(mark in words for mark in FOREIGN_QUOTES[language])
    ]
    assert wrong == []
