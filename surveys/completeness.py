"""How far the answers are: answered or explained, of what is expected. 0 of 0 is nothing to answer, never complete."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.statuses import Status
from surveys.asked import Asked, veil
from surveys.choices import SettledBy, State
from surveys.deadlines import due_day
from surveys.models import Answer, Delegation, Item, Section, Submission
from surveys.settling import settle
from surveys.validation import is_answered
from surveys.workflow import EDITABLE


@dataclass(frozen=True, slots=True)
class Completeness:
    """`answered` counts what is answered or explained, of `expected`; `from_records` rest on the records besides."""

    answered: int = 0
    expected: int = 0
    from_records: int = 0

    @property
    def left(self) -> int:
        return self.expected - self.answered

    @property
    def is_complete(self) -> bool:
        return self.left == 0 and self.expected > 0

    @property
    def in_words(self) -> str:
        """`3 of 7 answered or explained`."""
        if self.expected == 0:
            return gettext("Nothing to answer")
        numbers = {"answered": self.answered, "expected": self.expected}
        return gettext("%(answered)s of %(expected)s answered or explained") % numbers


class Progress(models.TextChoices):
    """How far a section is."""

    NOTHING = "nothing", _("nothing to answer")
    NOT_STARTED = "not_started", _("not started")
    IN_PROGRESS = "in_progress", _("in progress")
    COMPLETE = "complete", _("complete")
    RETURNED = "returned", _("returned")


@dataclass(frozen=True, slots=True)
class SectionStands:
    """A section of a submission: how far it is, how many questions are at issue, and what is said about them.

    `given` is who answers it, where that was said.
    """

    section: Section
    due: date
    completeness: Completeness
    progress: Progress
    at_issue: int
    unexplained: int
    comments: int
    given: Delegation | None = None


def completeness_of(asked: Iterable[Asked]) -> Completeness:
    """How many of these questions are answered or explained, of those that are to be answered now."""
    expected = [row for row in asked if row.is_expected]
    return Completeness(sum(row.is_answered for row in expected), len(expected))


def sections_of(
    submission: Submission,
    sections: Iterable[Section],
    asked: Iterable[Asked],
    comments: Mapping[int, int],
    given: Mapping[int, Delegation] | None = None,
) -> list[SectionStands]:
    """The submission's sections; `comments` are the numbers of open comments by section id, `given` who answers it."""
    by_section: dict[int, list[Asked]] = defaultdict(list)
    for row in asked:
        by_section[row.answer.item.section_id].append(row)
    stands = (_section(submission, row, by_section[row.pk], comments.get(row.pk, 0)) for row in sections)
    return [replace(row, given=(given or {}).get(row.section.pk)) for row in stands]


def stored_completeness(
    submissions: Collection[Submission], *, open_to: Collection[int] = ()
) -> dict[int, Completeness]:
    """For lists of submissions, by id: from the stored answers alone, in two queries however many there are.

    What the records will decide when it is submitted is counted apart: the records are not asked here. `open_to` are
    the ids of the submissions whose confidential answers the reader may see.
    """
    answers: dict[int, list[Answer]] = defaultdict(list)
    questionnaires = {row.questionnaire_id for row in submissions}
    items = {
        item.pk: item
        for item in Item.objects.filter(section__questionnaire__in=questionnaires).select_related(
            "wording", "question", "section__questionnaire"
        )
    }
    of_submissions = Answer.objects.filter(submission__in=[row.pk for row in submissions])
    for answer in of_submissions.order_by("item__section__position", "item__position"):
        answer.item = items[answer.item_id]
        answers[answer.submission_id].append(answer)
    return {row.pk: _stored(row, answers[row.pk], opened=row.pk in open_to) for row in submissions}


def _stored(submission: Submission, answers: list[Answer], *, opened: bool) -> Completeness:
    if submission.state in EDITABLE:
        is_draft = submission.state == State.DRAFT
        settle([row for row in answers if is_draft or row.is_unlocked], {}, among=answers)
    if not opened:
        veil(answers)
    expected = [row for row in answers if row.item.wording.is_required and row.settled_by != SettledBy.CONDITION]
    open_to_records = _resting(answers) if submission.state in EDITABLE else set()
    apart = [row for row in expected if row.item.question.code in open_to_records]
    return Completeness(
        answered=sum(is_answered(row) for row in expected),
        expected=len(expected) - len(apart),
        from_records=len(apart),
    )


def _resting(answers: list[Answer]) -> set[str]:
    """The questions without an answer that the records may decide: by a fact, or by another question that rests."""
    resting: set[str] = set()
    for row in answers:
        wording = row.item.wording
        condition = wording.applies_if or {}
        rests = wording.rests_on or "fact" in condition or condition.get("question") in resting
        if rests and row.status == Status.NOT_REPORTED:
            resting.add(row.item.question.code)
    return resting


def _section(submission: Submission, section: Section, asked: list[Asked], comments: int) -> SectionStands:
    completeness = completeness_of(asked)
    at_issue = sum(row.is_open for row in asked) if submission.state == State.RETURNED else 0
    unexplained = sum(row.is_open and row.needs_explanation for row in asked)
    return SectionStands(
        section=section,
        due=due_day(submission, section),
        completeness=completeness,
        progress=_progress(completeness, at_issue, unexplained),
        at_issue=at_issue,
        unexplained=unexplained,
        comments=comments,
    )


def _progress(completeness: Completeness, at_issue: int, unexplained: int) -> Progress:
    if at_issue:
        return Progress.RETURNED
    if completeness.expected == 0:
        return Progress.NOTHING
    if completeness.is_complete and not unexplained:
        return Progress.COMPLETE
    return Progress.IN_PROGRESS if completeness.answered else Progress.NOT_STARTED
