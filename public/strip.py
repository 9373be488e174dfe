"""Who stands where in a figure, a cell for each respondent: as far as answers open, else in words why not.

A cell bears a letter and a pattern, so that it is read without colours, and its name is text.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from common.numbers import format_number
from common.translated import Text, reader_language, text_of
from indicators.rollup import SIDES, YES_METHODS
from indicators.rule_words import SIDE_WORDS, answer_in_words
from public.places import CountedYear
from public.texts import count_words
from public.words import DISCLOSURES
from surveys.choices import Type

# One letter each. The sides are those of a figure; of numbers, the number itself stands in the cell.
LETTERS: dict[str, str | Promise] = {
    "numerator": pgettext_lazy("letter of yes in a cell", "Y"),
    "denominator": pgettext_lazy("letter of no in a cell", "N"),
    "not_applicable": pgettext_lazy("letter of not applicable in a cell", "A"),
    "no_response": "–",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A respondent: the country whose page tells more, its name, the side it stands on, its letter, its answer."""

    iso3: str
    name: Text
    side: str
    letter: str
    answer: str

    @property
    def words(self) -> str:
        """Where it stands, in words."""
        return self.answer or str(SIDE_WORDS[self.side])


@dataclass(frozen=True, slots=True)
class Entry:
    """A side in the legend: how many stand there."""

    side: str
    letter: str
    words: str
    count: str


@dataclass(frozen=True, slots=True)
class Strip:
    """All respondents of a year by region, in the order of their names; none where they are not named, and why."""

    year: int
    whole: str
    regions: list[tuple[Text, list[Cell]]]
    legend: list[Entry]
    disclosure: str


def strip_of(counted: CountedYear) -> Strip:
    """The strip of a counted figure. The legend's counts are those of its cells."""
    content = counted.content
    sides = Counter(row["counted"] for row in content["respondents"])
    of_numbers = counted.method not in YES_METHODS
    legend = [
        Entry(side, "" if of_numbers and side == "numerator" else str(LETTERS[side]), str(SIDE_WORDS[side]), count)
        for side, count in ((side, count_words(sides[side])) for side in SIDES if sides[side])
    ]
    whole = counted.whole
    said = f"{whole.value.words} ({whole.parts})" if whole.parts else whole.value.words
    return Strip(counted.year, said, list(_regions(counted)), legend, str(DISCLOSURES[content["disclosure"]]))


def _regions(counted: CountedYear) -> Iterator[tuple[Text, list[Cell]]]:
    region = itemgetter("region")
    rows = sorted(counted.content["respondents"], key=lambda row: row["region"] or "")
    for code, found in groupby(rows, key=region):
        cells = [cell_of(row, counted.content["described"]) for row in found]
        yield counted.region(code or ""), sorted(cells, key=lambda cell: cell.name.casefold())


def cell_of(row: dict[str, Any], described: dict[str, Any]) -> Cell:
    """A respondent of a figure; `described` is the rule that it was counted by."""
    side, answer, shown = row["counted"], row["answer"], ""
    letter = str(LETTERS[side])
    if answer and described["type"] != Type.YES_NO:  # of yes and no, the side says which
        texts = {choice["code"]: choice["text"] for choice in described["choices"]}
        shown = answer_in_words(answer, texts) if texts else format_number(Decimal(answer), reader_language())
        letter = shown if not texts and side == "numerator" else letter
    return Cell(row["code"].rpartition("-")[2], text_of(row["name"]), side, letter, shown)
