"""Answers beside those accepted for the year before: what changed, and what a checker looks at twice.

A confidential answer is shown only to those who give it and to auditors. To everybody else it is answered or not, and
has no words, no past, no difference and no warning; counts of lists leave it out for everybody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from django.db.models import Q

from common.statuses import Status
from surveys.asked import veil
from surveys.models import AcceptedAnswer, Answer, Item, Questionnaire, QuestionVersion, Submission
from surveys.models.submissions import CONTENT
from surveys.permissions import is_confidential
from surveys.validation import Warned, is_answered, warnings_of


@dataclass(frozen=True, slots=True)
class Compared:
    """An answer and last year's accepted one (None: there is none).

    Where `is_hidden`, this reader may not see them: `answer` then holds nothing of what was answered.
    """

    answer: Answer
    last: AcceptedAnswer | None
    is_answered: bool
    is_hidden: bool

    @property
    def code(self) -> str:
        return self.answer.item.question.code

    @property
    def wording(self) -> QuestionVersion:
        return self.answer.item.wording

    @property
    def is_reworded(self) -> bool:
        """Whether last year's answer was given to another wording."""
        return self.last is not None and self.last.item.wording_id != self.answer.item.wording_id

    @property
    def is_changed(self) -> bool:
        """Whether the answer differs from last year's. What is not answered yet has not changed."""
        if self.last is None or self.answer.status == Status.NOT_REPORTED:
            return False
        return any(getattr(self.answer, name) != getattr(self.last, name) for name in CONTENT)

    @property
    def change(self) -> Decimal | None:
        """The number less last year's; None where either is missing."""
        if self.last is None or self.answer.number is None or self.last.number is None:
            return None
        return self.answer.number - self.last.number

    @property
    def warnings(self) -> list[Warned]:
        return warnings_of(self.answer, self.wording, self.last)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list says of a submission, confidential answers left out; `is_hidden` where all of them are."""

    changed: int
    warned: tuple[Compared, ...]
    with_last_year: bool
    is_hidden: bool


def compare(submissions: Collection[Submission], *, open_to: Collection[int] = ()) -> dict[int, list[Compared]]:
    """The answers of each submission, by its id and in order, beside last year's; three queries, however many.

    `open_to` are the ids of the submissions whose confidential answers the reader may see. The submissions come
    `with_respondents()`.
    """
    items = _items(submissions)
    last_year = _last_year(submissions, items)
    found: dict[int, list[Compared]] = {row.pk: [] for row in submissions}
    by_id = {row.pk: row for row in submissions}
    rows = Answer.objects.filter(submission__in=by_id).order_by("item__section__position", "item__position")
    given: dict[int, list[Answer]] = defaultdict(list)
    for row in rows:
        row.item, row.submission = items[row.item_id], by_id[row.submission_id]
        given[row.submission_id].append(row)
    for pk, answers in given.items():
        if pk not in open_to:
            veil(answers)
    for row in chain.from_iterable(given.values()):
        submission = row.submission
        last = last_year.get((_respondent(submission.questionnaire), submission.code), {}).get(row.item.question_id)
        found[submission.pk].append(_compared(row, last, opened=submission.pk in open_to))
    return found


def summary_of(compared: Iterable[Compared]) -> Summary:
    """The counts of one submission for lists."""
    shown = [row for row in compared if not row.is_hidden]
    return Summary(
        changed=sum(row.is_changed for row in shown),
        warned=tuple(row for row in shown if row.warnings),
        with_last_year=any(row.last is not None for row in shown),
        is_hidden=not shown,
    )


def _compared(row: Answer, last: AcceptedAnswer | None, *, opened: bool) -> Compared:
    answered = is_answered(row)
    if is_confidential(row.item) and not opened:
        # What the page does not hold, it cannot show.
        bare = Answer(pk=row.pk, item=row.item, submission=row.submission, is_unlocked=row.is_unlocked)
        return Compared(bare, None, answered, is_hidden=True)
    if last is not None and is_confidential(last.item) and not opened:
        last = None
    return Compared(row, last, answered, is_hidden=False)


def _respondent(questionnaire: Questionnaire) -> tuple[str, int]:
    return questionnaire.respondent, questionnaire.year_id


def _items(submissions: Iterable[Submission]) -> dict[int, Item]:
    """The questions of these submissions' questionnaires and of those of the year before, by id."""
    asked = {_respondent(row.questionnaire) for row in submissions}
    wanted = Q(pk__in=())
    for respondent, year in sorted(asked):
        years = (year, year - 1)
        wanted |= Q(section__questionnaire__respondent=respondent, section__questionnaire__year__in=years)
    rows = Item.objects.filter(wanted).select_related("question", "wording", "section__questionnaire")
    return {row.pk: row for row in rows}


def _last_year(
    submissions: Iterable[Submission], items: Mapping[int, Item]
) -> dict[tuple[tuple[str, int], str], dict[int, AcceptedAnswer]]:
    """What was accepted for the year before: by (respondent, year) and code of this year's submission, by question."""
    rows = AcceptedAnswer.objects.filter(
        submission__code__in={row.code for row in submissions},
        submission__questionnaire__year__in={row.questionnaire.year_id - 1 for row in submissions},
        item__in=items,
    ).select_related("submission__questionnaire")
    found: dict[tuple[tuple[str, int], str], dict[int, AcceptedAnswer]] = defaultdict(dict)
    for row in rows:
        row.item = items[row.item_id]
        respondent, year = _respondent(row.submission.questionnaire)
        found[(respondent, year + 1), row.submission.code][row.item.question_id] = row
    return found
