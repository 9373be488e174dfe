"""The rating of a series: each branch of the rule, the published mistakes of others, and what always holds."""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from common.numbers import quantize
from indicators.progress import CODES, REASONS, VERSION, Code, Course, rate, share_text


def course(
    baseline: str | None = "50",
    baseline_year: int | None = 2021,
    target: str | None = "90",
    target_year: int | None = 2025,
    direction: str | None = "up",
    milestone: str | None = None,
    decimals: int = 1,
) -> Course:
    """From 50 in 2021 up to 90 in 2025, unless told otherwise; a milestone is for 2022."""
    start = None if baseline is None else Decimal(baseline)
    end = None if target is None else Decimal(target)
    milestones = () if milestone is None else ((2022, Decimal(milestone)),)
    return Course(start, baseline_year, end, target_year, direction, milestones, decimals)


class Case(NamedTuple):
    says: str
    course: Course
    value: str | None
    year: int
    code: str
    p: str | None = None
    e: str | None = None
    reason: str = ""


def unrated(says: str, course: Course, value: str | None, year: int, reason: str) -> Case:
    return Case(says, course, value, year, "not_rated", reason=reason)


def percent(part: int, whole: int) -> str:
    return str(quantize(Fraction(100 * part, whole), 1))


FALLING = course("60", 2021, "20", 2025, "down")
TO_ZERO = course("8", target="0", direction="down")
DUE_70 = course(milestone="70")

CASES = [
    # not rated, in the order of the reasons
    unrated("no value", course(), None, 2023, "no_value"),
    unrated("no value comes before no target", course(target=None), None, 2023, "no_value"),
    unrated("no target", course(target=None), "60", 2023, "no_target"),
    unrated("a target without a year", course(target_year=None), "99", 2023, "no_target"),
    unrated("no direction", course(direction=None), "60", 2023, "no_direction"),
    unrated("an empty direction", course(direction=""), "60", 2023, "no_direction"),
    unrated("baseline's own year", course(), "50", 2021, "not_after_baseline_year"),
    unrated("before the baseline", course(), "99", 2020, "not_after_baseline_year"),
    unrated("keep, own year", course("90", direction="keep"), "90", 2021, "not_after_baseline_year"),
    # keep: stay at or above the target
    Case("at the target", course("15", target="15", direction="keep"), "15", 2022, "maintained"),
    Case("above the target", course("15", target="15", direction="keep"), "16", 2022, "maintained"),
    Case("below the target", course("15", target="15", direction="keep"), "14.9", 2022, "not_maintained"),
    Case("keep, no baseline", course(None, None, direction="keep"), "90", 2022, "maintained"),
    Case("keep, year of the target", course(direction="keep"), "89", 2025, "not_maintained"),
    unrated("keep, no target", course(target=None, direction="keep"), "90", 2022, "no_target"),
    # achieved: at or past the target, whenever; a distance is shown, not needed
    Case("at the target early", course(), "90", 2022, "achieved", "1", "1/4"),
    Case("past the target", course(), "100", 2025, "achieved", "5/4", "1"),
    Case("after the year", course(), "90", 2026, "achieved", "1", "5/4"),
    Case("falling past the target", FALLING, "10", 2023, "achieved", "5/4", "1/2"),
    Case("no baseline", course(None, None), "90", 2022, "achieved"),
    Case("zero target, falling", TO_ZERO, "0", 2022, "achieved", "1", "1/4"),
    Case("zero target, not met", TO_ZERO, "1", 2025, "partly_achieved", "7/8", "1"),
    Case("zero target, rising", course("-8", target="0"), "0", 2022, "achieved", "1", "1/4"),
    Case("target equals baseline, met", course("90"), "90", 2022, "achieved"),
    Case("target below baseline, met", course("95"), "92", 2022, "achieved"),
    # no distance to measure
    unrated("no baseline", course(None, None), "89", 2022, "no_baseline"),
    unrated("no baseline, target year", course(None, None), "89", 2025, "no_baseline"),
    unrated("baseline without a year", course(baseline_year=None), "89", 2022, "no_baseline"),
    unrated("target equals baseline", course("90"), "89", 2022, "target_equals_baseline"),
    unrated("rising to below", course("95"), "85", 2022, "target_against_direction"),
    unrated("falling to above", course(direction="down"), "95", 2022, "target_against_direction"),
    # from the target year on
    Case("half of the way", course(), "70", 2025, "partly_achieved", "1/2", "1"),
    Case("just less than half", course(), "69.9", 2025, "not_achieved", "199/400", "1"),
    Case("almost there", course(), "89.9", 2025, "partly_achieved", "399/400", "1"),
    Case("nothing done", course(), "50", 2025, "not_achieved", "0", "1"),
    Case("fallen back", course(), "40", 2025, "not_achieved", "-1/4", "1"),
    Case("year after", course(), "80", 2026, "partly_achieved", "3/4", "5/4"),
    Case("target year too early", course(target_year=2020), "80", 2022, "partly_achieved", "3/4", "1"),
    # on the way
    Case("fallen back", course(), "49.9", 2022, "regressed", "-1/400", "1/4"),
    Case("risen back", FALLING, "61", 2022, "regressed", "-1/40", "1/4"),
    Case("far back is not clamped", course(), "-50", 2022, "regressed", "-5/2", "1/4"),
    Case("where it was", course(), "50", 2024, "no_progress", "0", "3/4"),
    Case("nine tenths of what was due", course(), "59", 2022, "on_track", "9/40", "1/4"),
    Case("a little less", course(), "58.9", 2022, "behind", "89/400", "1/4"),
    Case("more than was due", course(), "89", 2022, "on_track", "39/40", "1/4"),
    Case("zero baseline", course("0", target="40"), "10", 2022, "on_track", "1/4", "1/4"),
    Case("zero value", course("-10", target="10"), "0", 2023, "on_track", "1/2", "1/2"),
    Case("zero is a value", course("10", target="50"), "0", 2022, "regressed", "-1/4", "1/4"),
    # milestones stand in for the share of the years, in their own year alone
    Case("below the milestone", DUE_70, "67.9", 2022, "behind", "179/400", "1/2"),
    Case("nine tenths of the milestone", DUE_70, "68", 2022, "on_track", "9/20", "1/2"),
    Case("year after the milestone", DUE_70, "68", 2023, "on_track", "9/20", "1/2"),
    Case("milestone at the baseline", course(milestone="50"), "50.1", 2022, "on_track", "1/400", "0"),
    Case("nor that", course(milestone="50"), "50", 2022, "no_progress", "0", "0"),
    Case("milestone of zero", course("-40", target="40", milestone="0"), "0", 2022, "on_track", "1/2", "1/2"),
    Case("a dip that was planned", course(milestone="45"), "48", 2022, "regressed", "-1/20", "-1/8"),
    # what is shown is what is rated
    Case("shown as 90", course(decimals=0), "89.5", 2022, "achieved", "1", "1/4"),
    Case("milestone shown as 70", course(milestone="69.5", decimals=0), "68", 2022, "on_track", "9/20", "1/2"),
    Case("shown as 89.9", course(), "89.94", 2025, "partly_achieved", "399/400", "1"),
    Case("shown as the baseline", course(decimals=0), "50.4", 2022, "no_progress", "0", "1/4"),
    unrated("shown as the target", course("89.96"), "80", 2022, "target_equals_baseline"),
    # the framework's own first ratings (E/2022/54)
    Case("2.1.1-d", course("86", 2019), "81", 2021, "regressed", "-5/4", "1/3"),
    Case("3.1.1-a", course("223e6", 2019, "281e6", decimals=0), "215e6", 2021, "regressed", "-4/29", "1/3"),
    Case("3.1.1-b", course("34", 2019, "55", decimals=0), "28", 2021, "regressed", "-2/7", "1/3"),
    Case("2.4.2-a civil society", course("88", 2020, "95"), "90", 2021, "on_track", "2/7", "1/5"),
    Case("2.4.2-a private sector", course("49", 2020, "70"), "69", 2021, "on_track", "20/21", "1/5"),
    # elsewhere published as 200 and as 0 per cent, as 66.7, and (for 1 of 2 and 90 of 100 together) as 70
    Case("falling, half of the way", FALLING, "40", 2023, "on_track", "1/2", "1/2"),
    Case("14 of 20", course(), percent(14, 20), 2025, "partly_achieved", "1/2", "1"),
    Case("91 of 102", course(), percent(91, 102), 2023, "on_track", "49/50", "1/2"),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.code}: {case.says}" for case in CASES])
def test_each_case_is_rated_as_the_table_says(case: Case) -> None:
    rating = rate(case.course, None if case.value is None else Decimal(case.value), case.year)
    p, e = (None if share is None else Fraction(share) for share in (case.p, case.e))
    assert (rating.code, rating.reason, rating.p, rating.e) == (case.code, case.reason, p, e)
    assert (rating.year, rating.version) == (case.year, VERSION)


def test_the_table_meets_every_code_and_every_reason() -> None:
    assert {case.code for case in CASES} == set(CODES)
    assert {case.reason for case in CASES} == {"", *REASONS}


def test_the_worked_sum_shows_each_test_with_its_numbers() -> None:
    rating = rate(FALLING, Decimal(40), 2023)
    value, baseline, target = Decimal(40), Decimal(60), Decimal(20)
    assert [(step.kind, dict(step.numbers), step.result) for step in rating.steps] == [
        ("reaches_target", {"value": value, "target": target}, False),
        ("distance_covered", {"value": value, "baseline": baseline, "target": target}, Fraction(1, 2)),
        ("share_due_by_years", {"year": 2023, "baseline_year": 2021, "target_year": 2025}, Fraction(1, 2)),
        ("on_track_from", {"share": Fraction(9, 10), "e": Fraction(1, 2)}, Fraction(9, 20)),
    ]
    assert rating.expected == 40


def test_a_milestone_takes_the_place_of_the_years_in_the_worked_sum() -> None:
    rating = rate(DUE_70, Decimal(60), 2022)
    due = rating.steps[2]
    assert due.kind == "share_due_by_milestone"
    assert due.numbers == {"milestone": Decimal(70), "baseline": Decimal(50), "target": Decimal(90)}
    assert rating.expected == 70


@pytest.mark.parametrize(
    ("rated_course", "value", "year", "last_step"),
    [
        (course(), "90", 2022, "distance_covered"),
        (course(), "80", 2025, "partly_achieved_from"),
        (course(), "40", 2022, "share_due_by_years"),
        (course(None, None), "90", 2022, "reaches_target"),
        (course(direction="keep"), "80", 2022, "reaches_target"),
    ],
)
def test_the_worked_sum_ends_with_the_test_that_decided(
    rated_course: Course, value: str, year: int, last_step: str
) -> None:
    assert rate(rated_course, Decimal(value), year).steps[-1].kind == last_step


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, None),
        (Fraction(2, 7), "0.2857"),
        (Fraction(1, 2), "0.5"),
        (Fraction(-5, 4), "-1.25"),
        (Fraction(0), "0"),
    ],
)
def test_shares_are_written_with_at_most_four_decimals(share: Fraction | None, text: str | None) -> None:
    assert share_text(share) == text


values = st.decimals(-1_000_000, 1_000_000, places=2)
years = st.integers(2022, 2026)
ON_THE_WAY: list[Code] = ["regressed", "no_progress", "behind", "on_track", "achieved"]
AT_THE_END: list[Code] = ["not_achieved", "partly_achieved", "achieved"]


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """A course with a distance to cover, up or down, and perhaps a milestone."""
    baseline, target = draw(values), draw(values)
    assume(baseline != target)
    milestones = ((2023, draw(values)),) if draw(st.booleans()) else ()
    return Course(baseline, 2021, target, 2025, "up" if target > baseline else "down", milestones, decimals=2)


@given(courses(), years)
def test_no_way_is_covered_at_the_baseline_and_all_of_it_at_the_target(course: Course, year: int) -> None:
    at_baseline, at_target = rate(course, course.baseline, year), rate(course, course.target, year)
    assert at_baseline.p == 0
    assert at_baseline.code == ("no_progress" if year < 2025 else "not_achieved")
    assert at_target.p == 1
    assert at_target.code == "achieved"


@given(courses(), values, values, years)
def test_a_better_value_is_never_rated_worse(course: Course, one: Decimal, other: Decimal, year: int) -> None:
    worse, better = sorted([one, other], reverse=course.direction == "down")
    order = ON_THE_WAY if year < 2025 else AT_THE_END
    assert order.index(rate(course, worse, year).code) <= order.index(rate(course, better, year).code)


@given(courses(), values, years)
def test_a_falling_series_is_the_mirror_of_a_rising_one(course: Course, value: Decimal, year: int) -> None:
    assert course.baseline is not None
    assert course.target is not None
    mirrored = Course(
        -course.baseline,
        course.baseline_year,
        -course.target,
        course.target_year,
        "down" if course.direction == "up" else "up",
        tuple((when, -milestone) for when, milestone in course.milestones),
        course.decimals,
    )
    here, there = rate(course, value, year), rate(mirrored, -value, year)
    assert (here.code, here.p, here.e) == (there.code, there.p, there.e)


@given(courses(), values, years)
def test_the_value_expected_has_covered_just_the_share_that_was_due(course: Course, value: Decimal, year: int) -> None:
    rating = rate(course, value, year)
    assert rating.expected is not None
    assert course.baseline is not None
    assert course.target is not None
    way = Fraction(course.target) - Fraction(course.baseline)
    assert (rating.expected - Fraction(course.baseline)) / way == rating.e


@given(
    st.builds(
        Course,
        st.none() | values,
        st.none() | years,
        st.none() | values,
        st.none() | years,
        st.sampled_from(["up", "down", "keep", None]),
        st.lists(st.tuples(years, values), max_size=2).map(tuple),
        st.integers(0, 4),
    ),
    st.none() | values,
    years,
)
def test_every_course_is_rated_and_says_why_it_is_not(course: Course, value: Decimal | None, year: int) -> None:
    rating = rate(course, value, year)
    assert (rating.code == "not_rated") == (rating.reason in REASONS)
    assert (rating.p is None) == (rating.e is None) == (rating.expected is None)
    assert rating.steps or rating.code == "not_rated"
