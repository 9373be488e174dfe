"""Drawing lots: every draw has a name, so that what is drawn depends on the seed alone and not on what came before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from typing import TypeVar

YEARS = (2022, 2023, 2024)
# How many of a hundred say yes in each of YEARS, near the framework's baselines and on the way to its targets.
SHARES: dict[str, tuple[int, int, int]] = {
    "communications-strategy": (82, 83, 84),
    "website-results": (62, 68, 73),
    "common-country-analysis": (80, 83, 87),
    "analysis-disaggregated-data": (60, 66, 71),
    "cross-border-initiatives": (58, 60, 64),
    "gender-equality": (19, 22, 26),
    "disability-inclusion": (6, 9, 13),
    "human-rights": (14, 17, 20),
    "leave-no-one-behind": (16, 20, 23),
    "human-rights-mainstreaming": (86, 88, 93),
    "technology-innovation-advice": (70, 75, 79),
    "world-bank": (45, 50, 55),
    "imf": (23, 27, 33),
    "regional-bank": (28, 31, 33),
    "financing-strategy-requested": (70, 74, 77),
    "financing-strategy-support": (80, 83, 86),
    "mission-structures": (58, 64, 71),
    "humanitarian-response-plan": (22, 23, 21),
    "collective-outcomes": (6, 8, 9),
    "steering-committee": (66, 69, 72),
    "country-results-report": (72, 79, 84),
    "host-country-agreements": (61, 66, 72),
    "business-continuity-plan": (97, 98, 99),
    "business-operations-strategy": (72, 81, 88),
    "common-back-offices": (6, 11, 17),
    "gender-scorecard": (78, 82, 86),
    "disability-scorecard": (74, 80, 84),
    "youth-scorecard": (60, 68, 75),
    "protection-action-plan": (92, 94, 96),
    "regional-team-support": (92, 92, 93),
    "headquarters-support": (81, 84, 88),
    "framework-aligned-with-needs": (91, 92, 93),
    "configuration-tailored": (82, 85, 87),
    "reaches-furthest-behind": (70, 72, 75),
    "coordinator-entry-point": (65, 69, 74),
    "coordinator-leads-country-team": (84, 86, 87),
    "coordinator-profile": (86, 87, 89),
    "private-sector-engagement": (63, 68, 73),
    "financing-support-received": (64, 68, 72),
    "results-reported-to-government": (73, 77, 81),
}
OTHERWISE = (60, 65, 70)
REGIONS = {"AFR": 2, "AP": 1, "AS": -5, "ECA": 4, "LAC": 0}  # some regions do better, in percentage points
RESTLESS = 5  # by how many points a respondent may lean to one side in one year and to the other in the next

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Lots:
    """What is drawn from one seed. `who` is a respondent's code or another name of what a draw is about."""

    seed: int

    def draw(self, who: str, what: str) -> Random:
        """The same numbers for the same names, whenever asked."""
        return Random(f"{self.seed} {who} {what}")  # noqa: S311 (an invention, not a secret)

    def percent(self, who: str, what: str) -> int:
        """From 0 to 99. Asked for so often that a hash draws it, which costs a tenth."""
        return int.from_bytes(sha256(f"{self.seed} {who} {what}".encode()).digest()[:8]) % 100

    def one_of(self, who: str, what: str, things: Sequence[Thing]) -> Thing:
        """One of `things`."""
        return self.draw(who, what).choice(things)

    def day(self, who: str, what: str, first: date, last: date) -> date:
        """A day between two, both included."""
        return first + timedelta(days=self.draw(who, what).randrange((last - first).days + 1))

    def leaning(self, who: str, question: str, year: int) -> int:
        """How far a respondent is from saying yes: much the same from year to year, and otherwise from 0 to 99."""
        return self.percent(who, question) + self.percent(who, f"{question} {year}") % (2 * RESTLESS + 1) - RESTLESS

    def says(self, who: str, region: str | None, question: str, year: int) -> bool:
        """Whether a respondent says yes to a question for a year."""
        return self.leaning(who, question, year) < share(question, year, region)

    def first_year(self, who: str, region: str | None, what: str) -> int | None:
        """The first of YEARS in which there is what comes to stay; None: in none of them."""
        drawn = self.percent(who, what)
        return next((year for year in YEARS if drawn < share(what, year, region)), None)

    def since(self, who: str, region: str | None, what: str) -> date | None:
        """The day since when there is what comes to stay: in the first such year, or before them all."""
        year = self.first_year(who, region, what)
        if year is None:
            return None
        first = date(2015, 1, 5) if year == YEARS[0] else date(year, 1, 10)
        return self.day(who, f"since when {what}", first, date(year, 10, 31))


def share(question: str, year: int, region: str | None) -> int:
    """How many of a hundred say yes to a question in a year, in a region."""
    return SHARES.get(question, OTHERWISE)[YEARS.index(year)] + REGIONS.get(region or "", 0)
