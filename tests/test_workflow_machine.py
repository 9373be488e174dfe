"""Any sequence of steps, sensible or not: figures stay what the observation said when it was validated.

A machine takes random steps and keeps a plain model beside the database. After every step the row equals the model,
the figures are those that were appended and no others, and the log, replayed from its beginning, tells the row.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.actions import grant_membership
from accounts.models import User
from accounts.roles import Role
from activity.models import Entry as Activity
from activity.verification import chain_faults
from common.canonical import to_text
from common.refusals import NotAllowed, Refusal, VersionConflict, WrongState
from indicators.actions import (
    reopen_observation,
    return_observation,
    save_observation,
    submit_observation,
    validate_observation,
)
from indicators.figures import figure_faults
from indicators.models import Figure, Observation
from indicators.validation import Entry
from tests.work import People, custodian_of, observation

KEY = "1.1.1-c/total/2024"
ENTERED = ("value", "numerator", "denominator", "status", "reason", "source", "note", "evidence", "origin")

values = st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)
entries = st.one_of(
    st.builds(
        Entry,
        status=st.sampled_from(["reported", "estimated", "provisional"]),
        value=values,
        note=st.sampled_from(["", "A note."]),
    ),
    st.integers(0, 20).map(
        lambda yes: Entry(status="reported", value=Decimal(yes * 5), numerator=Decimal(yes), denominator=Decimal(20))
    ),
    st.builds(Entry, status=st.sampled_from(["not_available", "withheld"]), reason=st.just("Why.")),
    st.just(Entry(status="not_reported")),
)
# Mostly whoever may, and mostly the present version: otherwise few sequences would ever reach a figure.
who_enters = st.sampled_from(["custodian"] * 4 + ["both"] * 2 + ["validator", "auditor"])
who_checks = st.sampled_from(["validator"] * 4 + ["both"] * 2 + ["custodian", "auditor"])
seen = st.sampled_from([0] * 8 + [-1, 1])  # the version that somebody saw, against the present one


def said(row: Observation | Figure) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ENTERED}


class Workflow(RuleBasedStateMachine):
    people: People

    @initialize()
    def begins(self) -> None:
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        both = custodian_of("1.1.1-c", "both@un.example")  # enters and validates, but not what they submitted
        grant_membership(both, Role.VALIDATOR, by=None)
        self.persons = {name: getattr(self.people, name) for name in ("custodian", "validator", "auditor")}
        self.persons["both"] = User.objects.get(pk=both.pk)
        self.row = said(observation(KEY))
        self.state, self.version, self.submitted_by = "draft", 1, ""
        self.figures: list[dict[str, Any]] = []

    def teardown(self) -> None:
        faults = [*chain_faults(), *figure_faults()]
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        assert not faults

    def step(self, take: Callable[[], Any], *, roles: set[str], states: set[str], by: str, seen: int) -> bool:
        """Take a step, or meet the refusal that the model expects, in the order that refusals have."""
        refusal: type[Refusal] | None = None
        if by not in roles:
            refusal = NotAllowed
        elif seen:
            refusal = VersionConflict
        elif self.state not in states:
            refusal = WrongState
        if refusal:
            with pytest.raises(refusal):
                take()
            return False
        take()
        return True

    @rule(entered=entries, by=who_enters, seen=seen)
    def saves(self, entered: Entry, by: str, seen: int) -> None:
        new = self.row | {name: getattr(entered, name) for name in ENTERED if name not in ("evidence", "origin")}
        changes = new != self.row
        done = self.step(
            lambda: save_observation(observation(KEY), entered, by=self.persons[by], seen=self.version + seen),
            roles={"custodian", "both"},
            states={"draft", "returned"},
            by=by,
            seen=seen,
        )
        if done and changes:
            self.row, self.version = new, self.version + 1

    @rule(by=who_enters, seen=seen)
    def submits(self, by: str, seen: int) -> None:
        says_something = self.row["value"] is not None or self.row["reason"]
        done = self.step(
            lambda: submit_observation(observation(KEY), by=self.persons[by], seen=self.version + seen),
            roles={"custodian", "both"},
            states={"draft", "returned"} if says_something else set(),
            by=by,
            seen=seen,
        )
        if done:
            self.state, self.version, self.submitted_by = "submitted", self.version + 1, by

    @rule(by=who_checks, seen=seen)
    def returns(self, by: str, seen: int) -> None:
        done = self.step(
            lambda: return_observation(observation(KEY), "Why?", by=self.persons[by], seen=self.version + seen),
            roles={"validator", "both"},
            states={"submitted"},
            by=by,
            seen=seen,
        )
        if done:
            self.state, self.version = "returned", self.version + 1

    @rule(by=who_checks, seen=seen)
    def validates(self, by: str, seen: int) -> None:
        done = self.step(
            lambda: validate_observation(observation(KEY), by=self.persons[by], seen=self.version + seen),
            roles={"validator", "both"} - {self.submitted_by},
            states={"submitted"},
            by=by,
            seen=seen,
        )
        if done:
            self.state, self.version = "validated", self.version + 1
            self.figures.append(dict(self.row))

    @rule(by=who_checks, seen=seen)
    def reopens(self, by: str, seen: int) -> None:
        done = self.step(
            lambda: reopen_observation(observation(KEY), "Again.", by=self.persons[by], seen=self.version + seen),
            roles={"validator", "both"},
            states={"validated"},
            by=by,
            seen=seen,
        )
        if done:
            self.state, self.version = "returned", self.version + 1

    @invariant()
    def the_row_is_what_the_model_says(self) -> None:
        row = observation(KEY)
        assert (said(row), row.state, row.version) == (self.row, self.state, self.version)

    @invariant()
    def figures_are_what_was_said_when_they_were_validated(self) -> None:
        figures = Figure.objects.filter(observation=observation(KEY)).order_by("number")
        assert [(figure.number, said(figure)) for figure in figures] == list(enumerate(self.figures, 1))

    @invariant()
    def the_log_replayed_tells_the_row(self) -> None:
        target = f"observation {observation(KEY).key}"
        told: dict[str, Any] = {}
        version, state = 1, "draft"
        for text in Activity.objects.filter(target=target).order_by("sequence").values_list("text", flat=True):
            entry = json.loads(text)
            verb, data = entry["verb"].rpartition(".")[2], entry["data"]
            for name, value in data.get("before", {}).items():
                assert told.get(name, value) == value
            told |= data.get("after", {})
            assert data["version"] == version + 1
            version = data["version"]
            state = {"reopened": "returned", "saved": state}.get(verb, verb)
        assert (version, state) == (self.version, self.state)
        assert told == json.loads(to_text({name: self.row[name] for name in told}))


def run(people: People, examples: int, steps: int) -> None:
    machine = type("WorkflowOfThesePeople", (Workflow,), {"people": people})
    wanted = settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    run_state_machine_as_test(machine, settings=wanted)


def test_any_sequence_of_steps_keeps_figures_log_and_row_in_step(db, people):
    run(people, 12, 20)


@pytest.mark.assure
def test_any_of_many_long_sequences_keeps_figures_log_and_row_in_step(db, people):
    run(people, 60, 40)
