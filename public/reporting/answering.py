"""Who has reported for a year, and how far: country teams by region and state, everybody else only counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from common.numbers import format_value, quantize
from common.translated import Text, reader_language, text_of
from public.surveys.documents import respondent_words
from public.texts import count_words
from public.words import STATES
from surveys.choices import Respondent

Content = dict[str, Any]

# Shares from which on a cell is drawn fuller; the last is that of all.
_STEPS = (Fraction(40, 100), Fraction(60, 100), Fraction(80, 100), Fraction(95, 100))
_COUNTS = ("expected", "accepted", "under_way", "missing")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were expected, are accepted, on their way, and missing; `name` of a kind of respondent or a region."""

    code: str
    name: Text | str
    content: Content
    has_results: bool = False

    @property
    def shown(self) -> list[str]:
        return [count_words(self.content[name]) for name in _COUNTS]

    @property
    def share(self) -> str:
        return _share(self.content["accepted"], self.content["expected"])


@dataclass(frozen=True, slots=True)
class Cell:
    """How many questions of a section are answered or explained, of those that are asked."""

    name: Text | str
    answered: int
    expected: int

    @property
    def share(self) -> str:
        return _share(self.answered, self.expected)

    @property
    def parts(self) -> tuple[str, str]:
        return count_words(self.answered), count_words(self.expected)

    @property
    def heat(self) -> int | None:
        """From 0 to 4, the fuller the higher; None where nothing is asked."""
        if not self.expected:
            return None
        return sum(Fraction(self.answered, self.expected) >= step for step in _STEPS)


@dataclass(frozen=True, slots=True)
class InState:
    """The teams of a region that stand in one state: (code, name)."""

    state: str
    teams: Sequence[tuple[str, Text]]

    @property
    def words(self) -> str:
        return str(STATES[self.state])


@dataclass(frozen=True)
class Answering:
    """What a release's document of a year says. `regions` and `countries` are names by code."""

    content: Content
    regions: Mapping[str, Text]
    countries: Mapping[str, Text]
    with_results: Sequence[str]  # the kinds of respondents whose results the release holds

    @property
    def kinds(self) -> list[Counts]:
        """Every kind of respondent that was asked."""
        return [
            Counts(row["code"], respondent_words(row["code"]), row, row["code"] in self.with_results)
            for row in self.content["respondents"]
        ]

    @property
    def teams(self) -> Content | None:
        """What is said of country teams; None where they were not asked."""
        return next((row for row in self.content["respondents"] if row["code"] == Respondent.TEAM), None)

    @property
    def by_region(self) -> list[tuple[Counts, list[InState]]]:
        """Each region with its teams by state, the furthest first."""
        teams = self.teams
        if teams is None:
            return []
        return [
            (Counts(row["code"], self._region(row["code"]), row), self._in_states(teams, row["code"]))
            for row in teams["regions"]
        ]

    @property
    def heads(self) -> list[Text]:
        """The regions of the table of completeness."""
        return [self._region(row["code"]) for row in (self.teams or {"regions": []})["regions"]]

    @property
    def completeness(self) -> list[tuple[Text, list[Cell]]]:
        """Each section with its cells: of all teams, then by region. [] where the release does not hold them."""
        sections = (self.teams or {}).get("sections", [])
        return [
            (
                text_of(section["title"]),
                [
                    Cell(name, row["answered"], row["expected"])
                    for name, row in [
                        (_("All"), section),
                        *((self._region(row["code"]), row) for row in section["regions"]),
                    ]
                ],
            )
            for section in sections
        ]

    def _in_states(self, teams: Content, region: str) -> list[InState]:
        rows = [row for row in teams["teams"] if row["region"] == region]
        found = []
        for state in STATES:
            named = [
                (row["code"], self.countries.get(row["code"], Text(row["code"])))
                for row in rows
                if row["state"] == state
            ]
            if named:
                found.append(InState(str(state), sorted(named, key=lambda pair: pair[1].plain)))
        return found

    def _region(self, code: str) -> Text:
        return self.regions.get(code, Text(code))


def _share(part: int, whole: int) -> str:
    """In per cent; a dash where there is nothing that it could be of."""
    if not whole:
        return "–"
    value: Decimal = quantize(Fraction(part * 100, whole), 1)
    return format_value(value, "percent", reader_language())
