"""An unopened questionnaire as one respondent would meet it: rows that are made for a page, and never saved.

What the records say and what was accepted last year are the respondent's own; answers are what the tester types.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from accounts.permissions import is_auditor
from common.refusals import Invalid
from surveys.asked import Asked, stand
from surveys.choices import PREFIXES, Respondent
from surveys.forms import FIELDS, AnswerForm
from surveys.models import AcceptedAnswer, Answer, Item, Questionnaire, Submission
from surveys.opening import expected_respondents
from surveys.permissions import is_confidential
from surveys.reading import last_year_of
from surveys.settling import facts_of
from surveys.validation import checked


@dataclass(slots=True)
class Tried:
    """A submission that does not exist, its questions as they would stand, and the forms of what was refused."""

    submission: Submission
    asked: list[Asked]
    refused: dict[int, AnswerForm] = field(default_factory=dict)


def respondents_of(questionnaire: Questionnaire) -> list[Submission]:
    """As whom it can be tried: those whom opening it would ask; where no table lists them, nobody in particular."""
    nobody = Submission(questionnaire=questionnaire, code=f"{PREFIXES[Respondent(questionnaire.respondent)]}X")
    return expected_respondents(questionnaire) or [nobody]


def try_out(submission: Submission, typed: QueryDict, *, user: Any) -> Tried:
    """The questionnaire as this respondent would have it in front of it after typing `typed`.

    Answers have the id of their item. What is confidential of last year stays so, unless `user` is an auditor.
    """
    questionnaire = submission.questionnaire
    items = Item.objects.filter(section__questionnaire=questionnaire).select_related(
        "wording", "question", "section__questionnaire"
    )
    answers = [Answer(pk=item.pk, item=item) for item in items.order_by("section__position", "position")]
    for answer in answers:
        answer.submission = submission
    facts = facts_of(questionnaire, [submission])[submission.code]
    last_year = _last_year(submission, user)
    blank = stand(submission, answers, facts, last_year)
    refused = {row.answer.pk: form for row in blank if (form := _type(row, typed)) is not None}
    return Tried(submission, stand(submission, answers, facts, last_year), refused)


def typed_elsewhere(tried: Tried, section: int, typed: QueryDict) -> list[tuple[str, str]]:
    """What was typed into the other sections, as pairs for a form that carries it along."""
    return [
        (name, value)
        for row in tried.asked
        if row.answer.item.section_id != section
        for name in (f"{row.answer.pk}-{part}" for part in FIELDS)
        for value in typed.getlist(name)
        if value
    ]


def _last_year(submission: Submission, user: Any) -> Mapping[str, AcceptedAnswer]:
    found = last_year_of(submission)
    if is_auditor(user):
        return found
    return {code: row for code, row in found.items() if not is_confidential(row.item)}


def _type(row: Asked, typed: QueryDict) -> AnswerForm | None:
    """Write what was typed into the unsaved answer; the form with its faults where that is not to be kept."""
    form = AnswerForm.posted(row, typed)
    if not form.touched and not any(form.texts.values()):
        return None
    try:
        columns = checked(form.entry(), row.wording)
    except Invalid as refusal:
        form.errors = refusal.errors
        return form
    for name, value in columns.items():
        setattr(row.answer, name, value)
    return None
