"""Progress is distance covered against distance due: the rating of one series in one reporting year.

Pure arithmetic on exact fractions; docs/progress.md says it in prose, with worked cases. Another threshold or
another order of the tests is another VERSION; a release keeps the one by which it was rated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from common.numbers import canonical, quantize

VERSION = "1"
ON_TRACK_SHARE = Fraction(9, 10)  # of the share of the way that was due by the year
PARTLY_SHARE = Fraction(1, 2)  # of the whole way, from the target year on

Code = Literal[
    "achieved",
    "on_track",
    "behind",
    "no_progress",
    "regressed",
    "maintained",
    "not_maintained",
    "partly_achieved",
    "not_achieved",
    "not_rated",
]
Reason = Literal[
    "no_value",
    "no_target",
    "no_direction",
    "not_after_baseline_year",
    "no_baseline",
    "target_equals_baseline",
    "target_against_direction",
]
CODES: tuple[Code, ...] = get_args(Code)
REASONS: tuple[Reason, ...] = get_args(Reason)
# Not where it should be: headquarters says why before it is published.
SLIPPED: tuple[Code, ...] = (
    "behind",
    "no_progress",
    "regressed",
    "not_maintained",
    "partly_achieved",
    "not_achieved",
)


@dataclass(frozen=True, slots=True)
class Course:
    """Where a series starts, where it should be, and by when; values in the series' own unit.

    A baseline or target counts only with its year. `direction` is "up", "down", "keep" (stay at or above the
    target) or None (not known). `milestones` are pairs of year and value; `decimals`, what it is shown with.
    """

    baseline: Decimal | None
    baseline_year: int | None
    target: Decimal | None
    target_year: int | None
    direction: str | None
    milestones: tuple[tuple[int, Decimal], ...] = ()
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the worked sum: its numbers by name, and what comes out.

    reaches_target          value, target                       is the value at or past the target?
    distance_covered        value, baseline, target             p
    share_due_by_years      year, baseline_year, target_year    e
    share_due_by_milestone  milestone, baseline, target         e
    on_track_from           share, e                            the p from which it is on track
    partly_achieved_from    share                               the p from which it is partly achieved
    """

    kind: str
    numbers: Mapping[str, Decimal | int | Fraction]
    result: Fraction | bool


@dataclass(frozen=True, slots=True)
class Rating:
    """How a series stands in `year`, and why.

    `reason` is filled where the code is not_rated, and only there. `p` is the share of the way that was
    covered, `e` the share that was due by `year`, `expected` the value at that share: exact, never clamped,
    and None where there is no distance to measure. `steps` are the tests that led to the code, in order.
    """

    code: Code
    year: int
    reason: Reason | Literal[""] = ""
    p: Fraction | None = None
    e: Fraction | None = None
    expected: Fraction | None = None
    steps: tuple[Step, ...] = ()
    version: str = VERSION


def rate(course: Course, value: Decimal | None, year: int) -> Rating:
    """The rating of `value` in the reporting year `year`: the first test that matches, from top to bottom.

    Every value is first rounded to the series' own decimals: what is shown is what is rated.
    """
    if value is None:
        return Rating("not_rated", year, "no_value")
    if course.target is None or course.target_year is None:
        return Rating("not_rated", year, "no_target")
    if course.direction not in ("up", "down", "keep"):
        return Rating("not_rated", year, "no_direction")
    if course.baseline_year is not None and year <= course.baseline_year:
        return Rating("not_rated", year, "not_after_baseline_year")

    value, target = quantize(value, course.decimals), quantize(course.target, course.decimals)
    reached = value <= target if course.direction == "down" else value >= target
    reaching = Step("reaches_target", {"value": value, "target": target}, reached)
    if course.direction == "keep":
        return Rating("maintained" if reached else "not_maintained", year, steps=(reaching,))

    if course.baseline is None or course.baseline_year is None:
        return _without_distance(reaching, "no_baseline", year)
    baseline = quantize(course.baseline, course.decimals)
    if target == baseline:
        return _without_distance(reaching, "target_equals_baseline", year)
    if (target > baseline) != (course.direction == "up"):
        # The series began beyond its target; falling back towards it would count as distance covered.
        return _without_distance(reaching, "target_against_direction", year)

    p = _share(value, baseline, target)
    covered = Step("distance_covered", {"value": value, "baseline": baseline, "target": target}, p)
    e, due = _share_due(course, (course.baseline_year, baseline), (course.target_year, target), year)
    expected = Fraction(baseline) + e * (Fraction(target) - Fraction(baseline))

    def rated(code: Code, *steps: Step) -> Rating:
        return Rating(code, year, p=p, e=e, expected=expected, steps=(reaching, covered, *steps))

    if reached:
        return rated("achieved")
    if year >= course.target_year:
        half_way = Step("partly_achieved_from", {"share": PARTLY_SHARE}, PARTLY_SHARE)
        return rated("partly_achieved" if p >= PARTLY_SHARE else "not_achieved", half_way)
    if p < 0:
        return rated("regressed", due)
    if p == 0:
        return rated("no_progress", due)
    enough = ON_TRACK_SHARE * e
    needed = Step("on_track_from", {"share": ON_TRACK_SHARE, "e": e}, enough)
    return rated("on_track" if p >= enough else "behind", due, needed)


def _without_distance(reaching: Step, reason: Reason, year: int) -> Rating:
    """Where there is no way to measure, the target may still have been met."""
    if reaching.result:
        return Rating("achieved", year, steps=(reaching,))
    return Rating("not_rated", year, reason)


def _share(point: Decimal, baseline: Decimal, target: Decimal) -> Fraction:
    """How far `point` is on the way from `baseline` to `target`: 0 at the one, 1 at the other, up or down."""
    return (Fraction(point) - Fraction(baseline)) / (Fraction(target) - Fraction(baseline))


def _share_due(
    course: Course, start: tuple[int, Decimal], end: tuple[int, Decimal], year: int
) -> tuple[Fraction, Step]:
    """The share of the way that was due by `year`, by its milestone or else by the years, and its step."""
    (start_year, baseline), (end_year, target) = start, end
    milestone = dict(course.milestones).get(year)
    if milestone is not None:
        milestone = quantize(milestone, course.decimals)
        e = _share(milestone, baseline, target)
        values = {"milestone": milestone, "baseline": baseline, "target": target}
        return e, Step("share_due_by_milestone", values, e)
    # Where the target was for the baseline's own year or an earlier one, the whole way was due at once.
    e = Fraction(year - start_year, end_year - start_year) if end_year > start_year else Fraction(1)
    years = {"year": year, "baseline_year": start_year, "target_year": end_year}
    return e, Step("share_due_by_years", years, e)


def share_text(share: Fraction | None) -> str | None:
    """A share as the API writes it, with at most four decimals: "0.2857"; None stays None."""
    return None if share is None else canonical(quantize(share, 4))
