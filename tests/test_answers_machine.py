"""Any order of work, sensible or not: every computed figure equals a plain recount over the rows.

The usual suite takes some eighty steps of `tests/answers_machine.py`, `make assure` 10 000. That the machine finds what
is wrong is tested in `make assure` too: each of a list of faults is put in, and has to be caught.
"""

from dataclasses import replace
from typing import Any
from unittest import mock

import pytest

from accounts.models import User
from indicators.behind import content_now
from indicators.recomputing import Changed, changed_figures
from indicators.rollup import RolledUp, Rule, Tally, figure
from surveys import actions as answering
from surveys.choices import State
from surveys.models import AcceptedAnswer, Submission
from surveys.workflow import ARRIVED
from tests.answers_machine import run


def test_any_order_of_work_gives_the_figures_that_a_plain_recount_gives(db, people):
    assert run(people, operations=80, examples=3, steps=25).total() >= 80


@pytest.mark.assure
def test_ten_thousand_operations_give_the_figures_that_a_plain_recount_gives(db, people):
    done = run(people, operations=10_000, examples=40, steps=40)
    wanted = ("answer", "submit", "return", "endorse", "accept", "reopen", "take computed", "enter", "hand in")
    wanted += ("validate", "give back", "explain", "publish", "refused", "power cut")
    assert [verb for verb in wanted if not done[verb]] == []


def counts_what_was_returned() -> Any:
    return mock.patch("surveys.tally.ARRIVED", ARRIVED | {State.RETURNED})


def accepts_without_copying() -> Any:
    return mock.patch("surveys.actions.AcceptedAnswer")


def forgets_what_was_accepted_when_it_is_reopened() -> Any:
    def reopen(row: Submission, issues: dict[str, str], *, by: User, seen: int | None) -> None:
        _reopen(row, issues, by=by, seen=seen)
        AcceptedAnswer.objects.filter(submission=row).delete()

    _reopen = answering.reopen_submission
    return mock.patch.object(answering, "reopen_submission", reopen)


def finds_only_what_moves_a_value() -> Any:
    def found() -> list[Changed]:
        return [changed for changed in _changed_figures() if changed.moves_value]

    _changed_figures = changed_figures
    return mock.patch("tests.answers_machine.changed_figures", found)


def leaves_half_of_an_acceptance_behind() -> Any:
    return mock.patch.object(answering, "accept_submission", answering.accept_submission.__wrapped__)


def validates_what_the_answers_no_longer_give() -> Any:
    return mock.patch("indicators.actions._check_computed", content_now)


def rounds_before_it_divides() -> Any:
    def rounded(rule: Rule, tally: Tally) -> RolledUp:
        return figure(replace(rule, decimals=0), tally)

    return mock.patch("indicators.counting.figure", rounded)


FAULTS = (
    accepts_without_copying,
    counts_what_was_returned,
    finds_only_what_moves_a_value,
    forgets_what_was_accepted_when_it_is_reopened,
    leaves_half_of_an_acceptance_behind,
    rounds_before_it_divides,
    validates_what_the_answers_no_longer_give,
)


@pytest.mark.assure
@pytest.mark.same_on_both
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_caught(db, people, fault):
    found = (AssertionError, pytest.fail.Exception)
    with fault(), pytest.raises(found):
        run(people, operations=5_000, examples=100, steps=40, derandomize=True)
