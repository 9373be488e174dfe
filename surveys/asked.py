"""The questions of a submission as they stand today: what is stored, what the records and conditions make of it."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import rules

from surveys.actions import may_be_written
from surveys.choices import SettledBy
from surveys.models import AcceptedAnswer, Answer, QuestionVersion, Submission
from surveys.permissions import is_confidential
from surveys.reading import answers_of, last_year_of
from surveys.settling import Facts, facts_of, settle
from surveys.validation import Warned, is_answered, warnings_of
from surveys.workflow import EDITABLE


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to a respondent.

    `answer` is the stored row; `stands` is what would be submitted now, with what the records and the question's
    condition decide. `last` is last year's accepted answer. `is_open`: the state lets the answer be changed.
    """

    answer: Answer
    stands: Answer
    last: AcceptedAnswer | None
    is_open: bool

    @property
    def code(self) -> str:
        return self.answer.item.question.code

    @property
    def wording(self) -> QuestionVersion:
        return self.answer.item.wording

    @property
    def applies(self) -> bool:
        return self.stands.settled_by != SettledBy.CONDITION

    @property
    def is_from_records(self) -> bool:
        return self.stands.settled_by == SettledBy.RECORDS

    @property
    def is_expected(self) -> bool:
        """Whether it has to be answered or explained."""
        return self.wording.is_required and self.applies

    @property
    def is_answered(self) -> bool:
        return is_answered(self.stands)

    @property
    def is_missing(self) -> bool:
        return self.is_expected and not self.is_answered

    @property
    def warnings(self) -> list[Warned]:
        return warnings_of(self.stands, self.wording, self.last)

    @property
    def needs_explanation(self) -> bool:
        return bool(self.warnings) and not self.stands.explanation

    @property
    def is_typed(self) -> bool:
        """Whether there is something to type: not what the records say, but a sentence on what is unexpected in it."""
        return not self.is_from_records or bool(self.warnings) or bool(self.stands.explanation)

    @property
    def can_be_confirmed(self) -> bool:
        """Whether last year's answer could be this year's: answered by the respondent, and still among the choices."""
        last = self.last
        return (
            last is not None
            and is_answered(last)
            and last.settled_by == ""
            and last.item.wording.type == self.wording.type
            and set(last.choice.split()) <= set(self.wording.choice_codes)
        )


def asked_for(user: Any, submission: Submission) -> list[Asked]:
    """The same as `asked_of`, for showing it to `user`: from whom confidential answers are kept, gets them veiled."""
    rows = asked_of(submission)
    if rules.has_perm("surveys.read_confidential_answers", user, submission):
        return rows
    veiled = [replace(row, answer=copy(row.answer), stands=copy(row.stands)) for row in rows]
    veil([row.answer for row in veiled])
    veil([row.stands for row in veiled])
    return veiled


def veil(answers: Iterable[Answer]) -> None:
    """Let confidential answers not tell what others are: change those that hang on one, all of a submission in order.

    Whether a question applies, and with it how many are expected, says what was answered to the one that it hangs on.
    So it looks as answered as that one, whatever is there. For rows that are shown and not saved.
    """
    seen: dict[str, Answer] = {}
    for row in answers:
        seen[row.item.question.code] = row
        above = seen.get((row.item.wording.applies_if or {}).get("question", ""))
        if above is None or not (is_confidential(above.item) and is_confidential(row.item)):
            continue
        for name in ("status", "reason", "settled_by", "version", "changed_at"):
            setattr(row, name, getattr(above, name))
        row.choice, row.number, row.text, row.day, row.explanation = "", None, "", None, ""


def asked_of(submission: Submission) -> list[Asked]:
    """Every question of a submission, in the questionnaire's order; in a fixed number of queries."""
    answers = answers_of(submission)
    facts: Facts = {}
    if submission.state in EDITABLE:  # what was submitted is stored with what the records said then
        facts = facts_of(submission.questionnaire, [submission])[submission.code]
    return stand(submission, answers, facts, last_year_of(submission))


def stand(
    submission: Submission, answers: Iterable[Answer], facts: Facts, last_year: Mapping[str, AcceptedAnswer]
) -> list[Asked]:
    """The questions behind `answers`, which are left as they are."""
    rows = list(answers)
    stands = [copy(row) for row in rows]
    settle([row for row in stands if may_be_written(row, submission)], facts, among=stands)  # as submitting it does
    return [
        Asked(
            answer=row,
            stands=now,
            last=last_year.get(row.item.question.code),
            is_open=may_be_written(row, submission),
        )
        for row, now in zip(rows, stands, strict=True)
    ]
