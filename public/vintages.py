"""What was published when: each value of an indicator as each release had it, beside what is known now.

Read from the flat rows of published releases up to the one that is shown; nothing else is older or newer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from indicators.measures import Measure
from public.shown import ShownRelease
from public.words import STATUSES
from public.working import measure_of
from publications.models import Release, ReleasedObservation


@dataclass(frozen=True, slots=True)
class Vintage:
    """A value as releases `first` to `last` had it, one after the other; without a value, its status says why."""

    first: int
    last: int
    value: Decimal | None
    status: str
    measure: Measure

    @property
    def said(self) -> tuple[Decimal | None, str, str]:
        """What it says: the value, its status and its unit."""
        return self.value, self.status, self.measure.unit

    @property
    def shown(self) -> str:
        """The value as it is shown, with its status where it is not firm; else why there is none."""
        words = str(STATUSES[self.status])
        if self.value is None:
            return words
        shown = self.measure.shown(self.value)
        return shown if self.status == "reported" else f"{shown} ({words})"

    @property
    def releases(self) -> str:
        """In which releases it stood."""
        said = {"first": self.first, "last": self.last}
        return (_("release %(first)s") if self.first == self.last else _("releases %(first)s to %(last)s")) % said


@dataclass(frozen=True, slots=True)
class YearVintages:
    """A year of a series through the releases, the first one first; the last is what is known now."""

    series: str
    year: int
    vintages: list[Vintage]

    @property
    def first(self) -> Vintage:
        return self.vintages[0]

    @property
    def now(self) -> Vintage:
        return self.vintages[-1]

    @property
    def between(self) -> list[Vintage]:
        """What stood in between, and neither was the first nor is known now."""
        return self.vintages[1:-1]

    @property
    def differs(self) -> bool:
        """Whether what is known now is not what was published first."""
        return self.now.said != self.first.said


def vintages_of(release: ShownRelease, indicator: dict[str, Any]) -> dict[str, list[YearVintages]]:
    """By series, every year of a released `indicator` through the releases. One query."""
    published = Release.objects.published().filter(number__lte=release.number)
    rows = (
        ReleasedObservation.objects.filter(
            release__in=published, framework=indicator["framework"], indicator=indicator["code"]
        )
        .order_by("series", "year", "release")
        .values("series", "year", "release", "value", "status", "unit")
    )
    found: dict[str, list[YearVintages]] = {}
    for (series, year), of_year in groupby(rows, key=lambda row: (row["series"], row["year"])):
        measure = measure_of(indicator, year)
        found.setdefault(series, []).append(YearVintages(series, year, list(_runs(of_year, measure))))
    return found


def _runs(rows: Iterable[Mapping[str, Any]], measure: Measure) -> Iterator[Vintage]:
    """Releases that follow each other and say the same, as one."""
    for (value, status, unit), same in groupby(rows, key=lambda row: (row["value"], row["status"], row["unit"])):
        numbers = [row["release"] for row in same]
        shown_with = measure if unit == measure.unit else Measure(unit, measure.decimals)
        yield Vintage(numbers[0], numbers[-1], value, status, shown_with)
