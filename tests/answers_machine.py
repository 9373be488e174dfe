"""People at work on answers and figures, in any order, beside a plain model of what has to come of it.

Several people answer, submit, return, endorse, accept, reopen, take computed figures, validate and publish, rightly and
wrongly, with power cuts in between. After every step the rows equal the model, and everything that is counted from
them equals a recount in plain Python.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from activity.models import Head
from activity.verification import chain_faults
from common.refusals import Invalid, NotAllowed, Refusal, VersionConflict, WrongState
from indicators import actions as observing
from indicators.behind import content_now, hash_of_behind
from indicators.counting import compute, compute_by_place
from indicators.figures import figure_faults
from indicators.models import Series
from indicators.recomputing import changed_figures
from publications.models import Document
from publications.verification import release_faults
from surveys import actions as answering
from surveys.models import Answer
from surveys.validation import AnswerEntry
from tests.answers_steps import (
    CUSTODIANS,
    GROUPS,
    RIGHTLY,
    VALIDATORS,
    Action,
    How,
    Which,
    answered,
    cell_of,
    chosen,
    counts,
    cuts,
    entering,
    explaining,
    first,
    giving_back,
    hows,
    listed_by_recompute,
    publishing,
    questions,
    returning,
    row_of,
    together,
    which,
)
from tests.answers_world import (
    OPINION,
    QUESTIONS,
    SERIES,
    WRONG,
    YEARS,
    full_answers,
    make_world,
    power_cut,
)
from tests.plain_model import (
    Key,
    Measured,
    PlainSubmission,
    Snapshot,
    measured_of,
    read_observations,
    read_submissions,
    said_in,
    snapshot,
)
from tests.plain_recount import recount
from tests.work import People, entry, explain_slipped


class Answers(RuleBasedStateMachine):
    """The world's people at work. `done` counts what was tried, by verb, over all examples."""

    persons: dict[str, User]
    done: Counter[str]

    @initialize()
    def begins(self) -> None:
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.names: dict[int | None, str] = {user.pk: name for name, user in self.persons.items()} | {None: ""}
        rows = Series.objects.select_related("indicator__framework")
        self.series = {f"{row.indicator.code}/{row.code}": row for row in rows}
        self.keys = {self.series[key].pk: key for key in SERIES}
        self.submissions = read_submissions(self.names)
        self.observations = read_observations(self.names, self.keys)
        self.releases = self.read_releases()
        self.recorded, self.counted = Head.objects.get().sequence, 0

    def teardown(self) -> None:
        if not hasattr(self, "transaction"):
            return
        try:
            faults = [*chain_faults(), *figure_faults(), *release_faults()]
            faults += set(listed_by_recompute()) ^ {f"RCS-2022-2025/{key}/{year}" for year, key in self.changed()}
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)
        assert not faults

    def step(self, verb: str, take: Callable[[], Any], refusal: type[Refusal] | None, how: How) -> bool:
        """Take a step, or meet the refusal that the model expects; whether it was taken to its end."""
        self.done[verb if refusal is None else "refused"] += 1
        if refusal:
            with pytest.raises(refusal):
                take()
        elif how.cut is not None:
            self.done["power cut"] += 1
            with power_cut(entry_is_written=how.cut):
                take()
        else:
            take()
        return refusal is None and how.cut is None

    # --- Answering ---------------------------------------------------------------------------------------------------

    @rule(said=answered, how=hows)
    def answers(self, said: tuple[Which, str, AnswerEntry], how: How) -> None:
        number, question, new = said
        asked = {key: plain for key, plain in self.submissions.items() if question in plain.answers}
        key = chosen(number, asked, lambda plain: plain.is_open(question))
        plain = self.submissions[key]
        answer, by = plain.answers[question], how.by or plain.answer[0]
        row = Answer.objects.in_order().get(submission=row_of(key), item__question__code=question)
        refusal = first(
            (by not in plain.answer, NotAllowed),
            (new in WRONG, Invalid),
            (how.seen != 0, VersionConflict),
            (not plain.is_open(question), WrongState),
        )
        seen = answer.version + how.seen
        if self.step("answer", lambda: answering.save_answer(row, new, by=self.persons[by], seen=seen), refusal, how):
            now = (said_in(question, new), new.explanation)
            if now != (answer.said, answer.explanation):
                answer.said, answer.explanation = now
                answer.settled_by, answer.version, answer.changed_by = "", answer.version + 1, by
                self.recorded += 1

    def moves(
        self, verb: str, key: Key, how: How, action: Action, may: list[str], *, fits: bool, invalid: bool = False
    ) -> str:
        """Let somebody move a submission; by whom it was moved, or "" where it was not."""
        plain = self.submissions[key]
        by = how.by or next(iter(may), "validator")
        refusal = first(
            (by not in may, NotAllowed),
            (invalid, Invalid),
            (how.seen != 0, VersionConflict),
            (not fits, WrongState),
        )
        row, seen = row_of(key), plain.version + how.seen
        if not self.step(verb, lambda: action(row, by=self.persons[by], seen=seen), refusal, how):
            return ""
        plain.version += 1
        self.recorded += 1
        return by

    @rule(which=which, how=hows)
    def submits(self, which: Which, how: How) -> None:
        key = chosen(which, self.submissions, lambda plain: plain.is_editable)
        plain, last = self.submissions[key], self.submissions.get((key[0] - 1, key[1]))
        settled = plain.settled()
        invalid = plain.is_editable and not settled.is_complete(last.accepted if last else {})
        may, fits = plain.lead, plain.is_editable
        if by := self.moves("submit", key, how, answering.submit_submission, may, fits=fits, invalid=invalid):
            plain.answers = settled.answers
            plain.state, plain.submitted_by, plain.endorsed_by = "submitted", by, ""

    @rule(which=which, issues=st.sets(questions, max_size=2), how=hows)
    def returns(self, which: Which, issues: set[str], how: How) -> None:
        key = chosen(which, self.submissions, lambda plain: plain.state in ("submitted", "endorsed"))
        plain = self.submissions[key]
        said = dict.fromkeys(issues if plain.by_office else [OPINION], "Is that so?")
        action = partial(returning, answering.return_submission, said)
        fits = plain.state in ("submitted", "endorsed")
        if self.moves("return", key, how, action, plain.check, fits=fits, invalid=not said):
            plain.state = "returned"
            plain.unlock(said)

    @rule(which=which, how=hows)
    def endorses(self, which: Which, how: How) -> None:
        key = chosen(which, self.submissions, lambda plain: plain.by_office and plain.state == "submitted")
        plain = self.submissions[key]
        fits = plain.state == "submitted"
        if by := self.moves("endorse", key, how, answering.endorse_submission, plain.endorse, fits=fits):
            plain.state, plain.endorsed_by = "endorsed", by

    @rule(which=which, how=hows)
    def accepts(self, which: Which, how: How) -> None:
        key = chosen(which, self.submissions, lambda plain: plain.can_be_accepted)
        plain = self.submissions[key]
        fits = plain.can_be_accepted
        if self.moves("accept", key, how, answering.accept_submission, plain.accept, fits=fits):
            plain.state = "accepted"
            plain.accepted = {question: answer.said for question, answer in plain.answers.items()}
            for answer in plain.answers.values():
                answer.is_unlocked = False

    @rule(which=which, issues=st.sets(questions, min_size=1, max_size=2), how=hows)
    def reopens(self, which: Which, issues: set[str], how: How) -> None:
        key = chosen(which, self.submissions, lambda plain: plain.state == "accepted")
        plain = self.submissions[key]
        said = dict.fromkeys(issues if plain.by_office else [OPINION], "It was otherwise.")
        action = partial(returning, answering.reopen_submission, said)
        if self.moves("reopen", key, how, action, VALIDATORS, fits=plain.state == "accepted"):
            plain.state = "returned"
            plain.unlock(said)

    @rule(which=which, said=full_answers(), steps=st.integers(1, 4), cut=cuts)
    def goes_on(self, which: Which, said: dict[str, AnswerEntry], steps: int, cut: bool | None) -> None:
        """Some steps of the usual way, rightly done, until the power fails or not."""
        key = chosen(which, self.submissions, lambda plain: True)
        plain = self.submissions[key]
        for left in range(steps, 0, -1):
            how = RIGHTLY if left > 1 else How(None, 0, cut)
            if plain.is_editable:
                for question in [question for question in plain.answers if plain.is_open(question)]:
                    self.answers((key, question, replace(said[question], explanation="So it was.")), RIGHTLY)
                self.submits(key, how)
            elif plain.state == "submitted" and plain.by_office:
                self.endorses(key, how)
            elif plain.state in ("submitted", "endorsed"):
                self.accepts(key, how)
            else:
                self.reopens(key, set(QUESTIONS), how)

    # --- Observing ---------------------------------------------------------------------------------------------------

    def now(self, cell: Key) -> Snapshot:
        question, _options, plain = SERIES[cell[1]]
        return snapshot(plain, question, [row for key, row in self.submissions.items() if key[0] == cell[0]])

    def changed(self) -> list[Key]:
        """The figures whose answers have changed since they were validated."""
        return [cell for cell, plain in self.observations.items() if plain.differs(self.now(cell))]

    def observes(
        self, verb: str, cell: Key, how: How, action: Action, may: list[str], *, fits: bool, changes: bool = True
    ) -> str:
        """Let somebody do something with an observation; by whom it was changed, or "" where it was not."""
        plain = self.observations[cell]
        by = how.by or next(iter(may), "validator")
        refusal = first((by not in may, NotAllowed), (how.seen != 0, VersionConflict), (not fits, WrongState))
        row, seen = cell_of(cell), plain.version + how.seen
        if not self.step(verb, lambda: action(row, by=self.persons[by], seen=seen), refusal, how) or not changes:
            return ""
        plain.version += 1
        self.recorded += 1
        return by

    @rule(which=which, how=hows)
    def takes_computed(self, which: Which, how: How) -> None:
        cell = chosen(which, self.observations, lambda plain: plain.is_editable)
        plain = self.observations[cell]
        measured, fits = measured_of(self.now(cell), cell[0], plain.measured.note), plain.is_editable
        changes, action = measured != plain.measured, observing.use_computed
        if self.observes("take computed", cell, how, action, CUSTODIANS, fits=fits, changes=changes):
            plain.measured = measured

    @rule(which=which, number=st.integers(0, 100), note=st.sampled_from(["", "Counted by hand."]), how=hows)
    def enters(self, which: Which, number: int, note: str, how: How) -> None:
        cell = chosen(which, self.observations, lambda plain: plain.is_editable)
        plain = self.observations[cell]
        measured = Measured("reported", Decimal(number), None, None, "", "", note, "entered")
        changes, fits = measured[:-1] != plain.measured[:-1], plain.is_editable
        action = partial(entering, entry(str(number), note=note))
        if self.observes("enter", cell, how, action, CUSTODIANS, fits=fits, changes=changes):
            plain.measured = measured

    @rule(which=which, how=hows)
    def hands_in(self, which: Which, how: How) -> None:
        cell = chosen(
            which, self.observations, lambda plain: plain.is_editable and plain.measured.status != "not_reported"
        )
        plain = self.observations[cell]
        fits = plain.is_editable and plain.says_something and plain.fits(self.now(cell), cell[0])
        if by := self.observes("hand in", cell, how, observing.submit_observation, CUSTODIANS, fits=fits):
            plain.state, plain.submitted_by = "submitted", by

    @rule(which=which, how=hows)
    def validates(self, which: Which, how: How) -> None:
        cell = chosen(which, self.observations, lambda plain: plain.state == "submitted")
        plain, now = self.observations[cell], self.now(cell)
        fits = plain.state == "submitted" and plain.fits(now, cell[0])
        if self.observes("validate", cell, how, observing.validate_observation, plain.validate, fits=fits):
            plain.state = "validated"
            plain.figures.append((plain.measured, now))

    @rule(which=which, is_reopened=st.booleans(), how=hows)
    def gives_back(self, which: Which, is_reopened: bool, how: How) -> None:
        state = "validated" if is_reopened else "submitted"
        cell = chosen(which, self.observations, lambda plain: plain.state == state)
        plain = self.observations[cell]
        action = partial(giving_back, observing.reopen_observation if is_reopened else observing.return_observation)
        fits = plain.state == state
        if self.observes("give back", cell, how, action, VALIDATORS, fits=fits):
            plain.state = "returned"

    @rule(which=which, steps=st.integers(1, 3))
    def goes_on_to_a_figure(self, which: Which, steps: int) -> None:
        cell = chosen(which, self.observations, lambda plain: plain.state != "validated")
        plain = self.observations[cell]
        for _step in range(steps):
            if plain.is_editable:
                self.takes_computed(cell, RIGHTLY)
                self.hands_in(cell, RIGHTLY)
            elif plain.state == "submitted" and plain.fits(self.now(cell), cell[0]):
                self.validates(cell, RIGHTLY)
            else:
                self.gives_back(cell, plain.state == "validated", RIGHTLY)

    @precondition(lambda self: any(plain.is_computed for plain in self.observations.values()))
    @rule(number=st.integers(0, 20), how=hows)
    def explains(self, number: int, how: How) -> None:
        """Say why a figure stands; mostly one whose answers have changed."""
        made = self.changed() or [cell for cell, plain in self.observations.items() if plain.is_computed]
        cell = made[number % len(made)]
        plain, now, by = self.observations[cell], self.now(cell), how.by or "validator"
        figure = cell_of(cell).figures.get(number=len(plain.figures))
        seen = "0" * 64 if how.seen else hash_of_behind(content_now(figure.observation) or {})
        refusal = first(
            (by not in VALIDATORS, NotAllowed),
            (how.seen != 0, VersionConflict),
            (not plain.differs(now) or plain.is_explained(now), WrongState),
        )
        if self.step("explain", partial(explaining, figure, self.persons[by], seen), refusal, how):
            plain.explained.append((len(plain.figures), now))
            self.recorded += 1

    # --- Publishing --------------------------------------------------------------------------------------------------

    @rule(how=hows, chance=st.integers(0, 3))
    def publishes(self, how: How, chance: int) -> None:
        """Now and then, as it takes longer than all the rest; tried with changed figures it is refused."""
        unresolved = [cell for cell in self.changed() if not self.observations[cell].is_explained(self.now(cell))]
        if chance and not unresolved:
            return
        by = how.by or "publisher"
        refusal = first((by != "publisher", NotAllowed), (bool(unresolved), WrongState))
        explain_slipped(self.persons["publisher"])  # what else publishing waits for
        self.recorded, before = Head.objects.get().sequence, len(self.read_releases())
        if self.step("publish", partial(publishing, self.persons[by]), refusal, how):
            found = self.read_releases()
            for number in list(found)[before:]:  # none where nothing has changed since the last one
                self.releases[number] = found[number]
                self.recorded += 1

    def read_releases(self) -> dict[int, str]:
        """A hash of every byte of each release."""
        hashes: dict[int, Any] = {}
        rows = Document.objects.order_by("release__number", "kind", "key")
        for number, *said in rows.values_list("release__number", "kind", "key", "text", "sha256"):
            hashes.setdefault(number, hashlib.sha256()).update(" ".join(said).encode())
        return {number: hashed.hexdigest() for number, hashed in hashes.items()}

    # --- What always holds -------------------------------------------------------------------------------------------

    @invariant()
    def rows_are_what_the_model_says(self) -> None:
        """A figure's `counted` too, which is what was true when it was validated."""
        assert Head.objects.get().sequence == self.recorded, "every step is recorded once, and no refusal"
        rows = read_submissions(self.names)
        assert rows == self.submissions
        assert read_observations(self.names, self.keys) == self.observations
        if self.counted != self.recorded:  # the same rows are not counted again
            self.counted = self.recorded
            self.everything_counted_equals_a_plain_recount(rows)
            self.changed_figures_are_those_whose_answers_changed()

    @invariant()
    def no_release_changes(self) -> None:
        assert self.read_releases() == self.releases

    @invariant()
    def what_does_not_apply_is_not_answered(self) -> None:
        """Of what is handed in: a question is taken away exactly where its condition is not met."""
        for plain in self.submissions.values():
            if plain.by_office and not plain.is_editable:
                is_asked = plain.answers["small-plan"].said.choice == "yes"
                assert is_asked == (plain.answers["small-shared"].settled_by == "")

    def everything_counted_equals_a_plain_recount(self, rows: dict[Key, PlainSubmission]) -> None:
        series = [self.series[key] for key in SERIES]
        computed, placed = compute(YEARS, series), compute_by_place(YEARS, series)
        for year, (key, (question, _options, plain)) in product(YEARS, SERIES.items()):
            of_year = [row for (each, _code), row in rows.items() if each == year and question in row.answers]
            found, places = computed[self.series[key].pk, year], placed[self.series[key].pk, year]
            whole = recount(plain, [row.accepted.get(question) for row in of_year])
            assert counts(found.accepted) == whole
            assert counts(found.preliminary) == recount(plain, [row.arrived.get(question) for row in of_year])
            assert found.is_preliminary == any(row.state in ("submitted", "endorsed") for row in of_year)
            assert plain.method != "share" or whole.value is None or 0 <= whole.value <= 100
            for place, rolled in places.items():
                within = [row for row in of_year if place in (row.region, *row.groups)]
                assert counts(rolled) == recount(plain, [row.accepted.get(question) for row in within])
            assert together(rolled for place, rolled in places.items() if place not in GROUPS) == together([whole])

    def changed_figures_are_those_whose_answers_changed(self) -> None:
        found = {
            (row.figure.observation.year_id, row.figure.observation.series_id): row.explanation is not None
            for row in changed_figures()
        }
        assert found == {
            (year, self.series[key].pk): self.observations[year, key].is_explained(self.now((year, key)))
            for year, key in self.changed()
        }


def run(people: People, *, operations: int, examples: int, steps: int, **wishes: Any) -> Counter[str]:
    """Run the machine, `examples` at a time of at most so many steps, until enough is tried; what was, by verb."""
    persons, done = make_world(people), Counter[str]()
    persons["publisher"] = people.publisher
    machine = type("AnswersOfThesePersons", (Answers,), {"persons": persons, "done": done})
    wanted = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.reuse, Phase.generate],  # a failure says its steps; to find fewer takes minutes
        report_multiple_bugs=False,
        **wishes,
    )
    while done.total() < operations:
        run_state_machine_as_test(machine, settings=wanted)
    return done
