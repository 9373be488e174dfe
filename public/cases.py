"""The worked cases of the methodology page: rated by the rule itself when the page is made, so that they hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators.measures import Measure
from indicators.progress import Course, rate
from indicators.words import REASONS_NOT_RATED
from indicators.working import Working, explain
from public.amounts import Amount

_MEASURE = Measure("percent", 1)


@dataclass(frozen=True, slots=True)
class Case:
    """A course, a value on it, and what the rule says of it."""

    name: str | Promise
    course: Course
    baseline: Amount | None
    target: Amount | None
    latest: Amount
    working: Working

    @property
    def code(self) -> str:
        return self.working.rating.code

    @property
    def why_not(self) -> str | Promise:
        return REASONS_NOT_RATED[self.working.rating.reason] if self.working.rating.reason else ""

    def sum_of(self, *kinds: str) -> str:
        """The sum of the first step of one of these kinds; "" where the rule did not need it."""
        pairs = zip(self.working.rating.steps, self.working.steps, strict=True)
        return next((worked.unbroken for step, worked in pairs if step.kind in kinds), "")

    @property
    def covered(self) -> str:
        return self.sum_of("distance_covered")

    @property
    def due(self) -> str:
        return self.sum_of("share_due_by_years", "share_due_by_milestone")


def _course(
    baseline: str | None,
    start: int | None,
    target: str | None,
    direction: str = "up",
    milestones: tuple[tuple[int, Decimal], ...] = (),
) -> Course:
    return Course(
        None if baseline is None else Decimal(baseline),
        start,
        None if target is None else Decimal(target),
        2025,
        direction,
        milestones,
    )


_MILESTONE_OF_70 = ((2022, Decimal(70)),)
_CASES: list[tuple[str | Promise, Course, str, int]] = [
    (_("RCS 2.1.1-d, as reported in E/2022/54: it moved away from its target"), _course("86", 2019, "90"), "81", 2021),
    (_("RCS 2.4.2-a, civil society, as reported in E/2022/54"), _course("88", 2020, "95"), "90", 2021),
    (_("Lower is better: from 60 down to 20, now 40"), _course("60", 2021, "20", "down"), "40", 2023),
    (_("The same pace, but too little of the way"), _course("50", 2021, "90"), "58", 2022),
    (_("A milestone of 70 stands for the year"), _course("50", 2021, "90", "up", _MILESTONE_OF_70), "60", 2022),
    (_("No movement since the baseline"), _course("50", 2021, "90"), "50", 2022),
    (_("Zero is the target, and a value like any other"), _course("8", 2021, "0", "down"), "0", 2022),
    (_("In the target year, most of the way was covered"), _course("50", 2021, "90"), "75", 2025),
    (_("In the target year, less than half of the way was covered"), _course("50", 2021, "90"), "69.9", 2025),
    (_("To stay at or above 15"), _course("15", 2021, "15", "keep"), "15.5", 2022),
    (_("To stay at or above 15, and it fell below"), _course("15", 2021, "15", "keep"), "14.9", 2022),
    (_("No baseline, but the target has been reached"), _course(None, None, "90"), "92", 2022),
    (_("No baseline, and the target has not been reached"), _course(None, None, "90"), "89", 2022),
    (_("The value is the baseline's own"), _course("50", 2021, "90"), "50", 2021),
    (_("No target is on record"), _course("50", 2021, None), "60", 2022),
]


def worked_cases() -> Iterator[Case]:
    """Every case with its sums in the reader's language."""
    for name, course, value, year in _CASES:
        number = Decimal(value)
        yield Case(
            name,
            course,
            _amount(course.baseline, course.baseline_year),
            _amount(course.target, course.target_year),
            Amount(number, year, _MEASURE),
            explain(rate(course, number, year), _MEASURE),
        )


def _amount(value: Decimal | None, year: int | None) -> Amount | None:
    return None if value is None or year is None else Amount(value, year, _MEASURE)
