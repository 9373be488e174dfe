"""Which occasion of a round holds on which day: days alone, without people or rows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.choices import Occasion
from surveys.reminders import latest_occasion, occasions, rank

OPENED, DUE = date(2026, 1, 5), date(2026, 3, 2)  # eight weeks
DAY = timedelta(days=1)
CASES = {
    "the day before it opens": (date(2026, 1, 4), None),
    "as soon as it is open": (date(2026, 1, 5), "invitation"),
    "the day before half-way": (date(2026, 2, 1), "invitation"),
    "half-way": (date(2026, 2, 2), "half_way"),
    "the day before 14 days before": (date(2026, 2, 15), "half_way"),
    "14 days before": (date(2026, 2, 16), "14_days"),
    "7 days before": (date(2026, 2, 23), "7_days"),
    "3 days before": (date(2026, 2, 27), "7_days"),
    "2 days before": (date(2026, 2, 28), "2_days"),
    "the last day": (date(2026, 3, 2), "2_days"),
    "the first day after": (date(2026, 3, 3), "overdue"),
    "months after": (date(2026, 9, 1), "overdue"),
}


@pytest.mark.parametrize(("today", "expected"), CASES.values(), ids=CASES)
def test_the_latest_occasion_that_has_come_is_the_one_that_holds(today, expected):
    assert latest_occasion(OPENED, DUE, today) == expected


def test_a_round_of_eight_weeks_has_all_six_occasions_in_order():
    assert [occasion for _day, occasion in occasions(OPENED, DUE)] == list(Occasion)


SHORT = {
    "opened and due on one day": (0, ["invitation", "overdue"]),
    "of a day": (1, ["invitation", "overdue"]),
    "of two days": (2, ["invitation", "half_way", "overdue"]),
    "of a week": (7, ["invitation", "half_way", "2_days", "overdue"]),
    "of two weeks": (14, ["invitation", "half_way", "7_days", "2_days", "overdue"]),
    "of three weeks": (21, ["invitation", "14_days", "half_way", "7_days", "2_days", "overdue"]),
}


@pytest.mark.parametrize(("days", "expected"), SHORT.values(), ids=SHORT)
def test_what_would_fall_on_the_opening_or_before_is_left_out_of_a_short_round(days, expected):
    assert [occasion for _day, occasion in occasions(OPENED, OPENED + days * DAY)] == expected


def test_of_two_occasions_on_one_day_the_later_counts():
    due = OPENED + 28 * DAY  # half-way is 14 days before
    assert latest_occasion(OPENED, due, due - 14 * DAY) == Occasion.FOURTEEN


def test_what_is_due_before_it_opens_is_overdue_a_day_after_the_invitation():
    due = OPENED - 3 * DAY
    assert latest_occasion(OPENED, due, OPENED) == Occasion.INVITATION
    assert latest_occasion(OPENED, due, OPENED + DAY) == Occasion.OVERDUE


def test_nobody_is_reminded_of_what_came_before_the_day_was_put_off():
    put_off, later = DUE + DAY, DUE + 30 * DAY
    assert latest_occasion(OPENED, later, put_off, since=put_off) is None
    assert latest_occasion(OPENED, later, later - 14 * DAY, since=put_off) == Occasion.FOURTEEN
    assert latest_occasion(OPENED, later, later - 14 * DAY, since=later - 14 * DAY) == Occasion.FOURTEEN
    assert latest_occasion(OPENED, later, later + DAY, since=put_off) == Occasion.OVERDUE


days = st.dates(date(2022, 1, 1), date(2032, 12, 31))
lengths = st.integers(0, 200)


@given(days, lengths, st.integers(-5, 250))
def test_a_worker_that_looks_every_day_meets_each_occasion_once_and_in_order(opened, length, last):
    due = opened + length * DAY
    seen = [latest_occasion(opened, due, opened + ahead * DAY) for ahead in range(-5, last)]
    changes = [now for before, now in zip([None, *seen], seen, strict=False) if now != before]
    last_of_each_day = dict(occasions(opened, due))  # by day, in order: of two on one day the later
    end = opened + last * DAY
    assert changes == [occasion for day, occasion in last_of_each_day.items() if day < end]


@given(days, lengths, st.integers(0, 250), st.integers(0, 250))
def test_whoever_looks_less_often_meets_no_more_occasions_and_ends_with_the_same(opened, length, first, second):
    due, (early, late) = opened + length * DAY, sorted((first, second))
    held = [latest_occasion(opened, due, opened + ahead * DAY) for ahead in (early, late)]
    daily = [latest_occasion(opened, due, opened + ahead * DAY) for ahead in range(early, late + 1)]
    assert set(held) <= set(daily)
    assert held[-1] == daily[-1]


@given(days, lengths, st.integers(-60, 300))
def test_the_day_tells_whether_it_is_overdue_and_nothing_is_said_before_it_opens(opened, length, ahead):
    due, today = opened + length * DAY, opened + ahead * DAY
    held = latest_occasion(opened, due, today)
    assert (held is None) == (today < opened)
    assert (held == Occasion.OVERDUE) == (today > due)


@given(days, lengths, st.integers(0, 300), st.integers(0, 300))
def test_putting_off_never_brings_an_occasion_forward(opened, length, put_off, ahead):
    due, since, today = opened + length * DAY, opened + put_off * DAY, opened + ahead * DAY
    held, without = latest_occasion(opened, due, today, since=since), latest_occasion(opened, due, today)
    assert held is None or held == without


def test_the_order_of_occasions_is_that_of_a_round():
    assert sorted(Occasion, key=rank) == list(Occasion)
