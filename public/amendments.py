"""Amendments of a released indicator: in words, where a series' values break, and what its targets were before."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.charts import Mark
from common.translated import listed
from indicators.amended import breaks, is_break, of_series
from indicators.change_words import ChangeShown, change_in_words, changes_in_words
from indicators.progress import Course
from public.amounts import Amount
from public.texts import date_words
from public.working import course_of_year, measure_of

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """An amendment as the indicator's page tells it."""

    number: int
    first_year: int
    decided_on: str
    mandate: str
    reason: str
    changes: list[ChangeShown]

    @property
    def is_break(self) -> bool:
        return any(change.is_break for change in self.changes)


@dataclass(frozen=True, slots=True)
class Break:
    """That values from `year` on are by other words than those before, and by which mandate."""

    year: int
    fields: str
    mandate: str

    @property
    def label(self) -> str:
        """As the chart says it."""
        return _("Amended from %(year)s on: %(fields)s") % {"year": self.year, "fields": self.fields}


def amendments_of(indicator: Content) -> list[AmendmentView]:
    """The amendments of a released indicator, the newest first; earlier releases know of none."""
    measure = measure_of(indicator)
    rows = [
        AmendmentView(
            row["number"],
            row["first_year"],
            date_words(date.fromisoformat(row["decided_on"])),
            row["mandate"],
            row["reason"],
            changes_in_words(row, measure),
        )
        for row in indicator.get("amendments", [])
    ]
    return rows[::-1]


def breaks_of(indicator: Content, series: str) -> list[Break]:
    """Where the values of a series stop being comparable, in the order of years; one for each year."""
    by_year: dict[int, list[Content]] = {}
    for row in breaking(indicator, series):
        by_year.setdefault(row["first_year"], []).append(row)
    return [
        Break(year, listed(sorted(_fields(rows))), listed([row["mandate"] for row in rows]))
        for year, rows in sorted(by_year.items())
    ]


def breaking(indicator: Content, series: str) -> list[Content]:
    """The amendments after which values of a series are not comparable with those before; of a released indicator."""
    return list(breaks(of_series(indicator.get("amendments", []), f"{indicator['code']}/{series}")))


def _fields(amendments: list[Content]) -> set[str]:
    return {change_in_words(change).field for row in amendments for change in row["changes"] if is_break(change)}


def replaced_targets(indicator: Content, series: Content) -> list[tuple[int, Amount]]:
    """The targets of a series, each with the year from which an amendment gave it another one, in their order."""
    return [
        (year, Amount(before.target, before.target_year, measure_of(indicator, year - 1)))
        for year, before, after in _courses(indicator, series)
        if (before.target, before.target_year) != (after.target, after.target_year)
        and before.target is not None
        and before.target_year is not None
    ]


def earlier_targets(indicator: Content, series: Content) -> list[tuple[Amount, str]]:
    """Those, each with until when it held, in words."""
    replaced = replaced_targets(indicator, series)
    return [(amount, _("target before %(year)s") % {"year": year}) for year, amount in replaced]


def earlier_paces(indicator: Content, series: Content) -> list[list[Mark]]:
    """The corners of the way that was due before an amendment of baseline, milestones or target, up to its first year.

    Left out where the unit was another: it has no place on the same scale.
    """
    present = measure_of(indicator)
    courses = [
        (year, before)
        for year, before, after in _courses(indicator, series)
        if _corners(before) != _corners(after) and measure_of(indicator, year - 1).unit == present.unit
    ]
    return [marks for year, course in courses if len(marks := _until(_corners(course), year)) > 1]


def _courses(indicator: Content, series: Content) -> list[tuple[int, Course, Course]]:
    """(first year of amendments, the course before them, the course from then on), in the order of years."""
    rows = of_series(indicator.get("amendments", []), f"{indicator['code']}/{series['code']}")
    years = sorted({row["first_year"] for row in rows})
    return [
        (year, course_of_year(indicator, series, year - 1), course_of_year(indicator, series, year)) for year in years
    ]


def _corners(course: Course) -> list[Mark]:
    if course.target is None or course.target_year is None:
        return []
    if course.baseline is None or course.baseline_year is None or course.direction == "keep":
        return []
    milestones = [Mark(year, value) for year, value in course.milestones]
    ends = [Mark(course.baseline_year, course.baseline), Mark(course.target_year, course.target)]
    return sorted([*ends, *milestones], key=lambda mark: mark.year)


def _until(corners: list[Mark], year: int) -> list[Mark]:
    """The line through `corners`, cut off at a year."""
    kept = [mark for mark in corners if mark.year < year]
    later = next((mark for mark in corners if mark.year >= year), None)
    if not kept or later is None:
        return kept
    start = kept[-1]
    share = Decimal(year - start.year) / Decimal(later.year - start.year)
    return [*kept, Mark(year, start.value + (later.value - start.value) * share)]
