"""What is left to be done in submissions, section by section, for many of them at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from surveys.asked import Asked, stand, veil
from surveys.choices import State
from surveys.models import AcceptedAnswer, Answer, Item, Questionnaire, Section, Submission
from surveys.permissions import is_confidential
from surveys.settling import facts_of


@dataclass(frozen=True, slots=True)
class SectionLeft:
    """A section in which something is left: questions to be answered, to be corrected, or to be explained."""

    section: Section
    unanswered: int
    at_issue: int
    unexplained: int


def left_of(submissions: Collection[Submission]) -> dict[int, list[SectionLeft]]:
    """By submission id the sections in which something is left, in their order; [] where all is answered.

    Counts tell nothing of confidential answers, to nobody: they are copied into mail and shown to who checks. A fixed
    number of queries for each questionnaire.
    """
    by_questionnaire: dict[Questionnaire, list[Submission]] = defaultdict(list)
    for row in submissions:
        by_questionnaire[row.questionnaire].append(row)
    found: dict[int, list[SectionLeft]] = {}
    for questionnaire, rows in by_questionnaire.items():
        found |= _left_in(questionnaire, rows)
    return found


def _left_in(questionnaire: Questionnaire, submissions: list[Submission]) -> dict[int, list[SectionLeft]]:
    sections = list(questionnaire.sections.order_by("position"))
    answers, last_year = _answers_of(questionnaire, submissions), _last_year_of(questionnaire, submissions)
    facts = facts_of(questionnaire, submissions)
    return {
        row.pk: _sections_left(sections, row, stand(row, answers[row.pk], facts[row.code], last_year[row.code]))
        for row in submissions
    }


def _sections_left(sections: list[Section], submission: Submission, asked: list[Asked]) -> list[SectionLeft]:
    veil([row.answer for row in asked])
    veil([row.stands for row in asked])
    by_section: dict[int, list[Asked]] = defaultdict(list)
    for row in asked:
        by_section[row.answer.item.section_id].append(row)
    left = [_section_left(section, by_section[section.pk], submission) for section in sections]
    return [row for row in left if row.unanswered or row.at_issue or row.unexplained]


def _section_left(section: Section, asked: list[Asked], submission: Submission) -> SectionLeft:
    is_open = [row for row in asked if row.is_open]
    is_returned = submission.state == State.RETURNED
    unexplained = (row for row in is_open if row.needs_explanation and not is_confidential(row.answer.item))
    return SectionLeft(
        section=section,
        unanswered=0 if is_returned else sum(row.is_missing for row in is_open),
        at_issue=len(is_open) if is_returned else 0,
        unexplained=sum(1 for _row in unexplained),
    )


def _answers_of(questionnaire: Questionnaire, submissions: list[Submission]) -> Mapping[int, list[Answer]]:
    """The working answers by submission id, in the questionnaire's order; its questions are loaded once for all."""
    rows = Item.objects.filter(section__questionnaire=questionnaire)
    items = {row.pk: row for row in rows.select_related("wording", "question", "section__questionnaire")}
    answers: dict[int, list[Answer]] = defaultdict(list)
    of_them = Answer.objects.filter(submission__in=[row.pk for row in submissions])
    for answer in of_them.order_by("item__section__position", "item__position"):
        answer.item = items[answer.item_id]
        answers[answer.submission_id].append(answer)
    return answers


def _last_year_of(
    questionnaire: Questionnaire, submissions: list[Submission]
) -> Mapping[str, Mapping[str, AcceptedAnswer]]:
    """Last year's accepted numbers by respondent and question: only these are compared with this year's."""
    rows = AcceptedAnswer.objects.filter(
        submission__code__in=[row.code for row in submissions],
        submission__questionnaire__respondent=questionnaire.respondent,
        submission__questionnaire__year=questionnaire.year_id - 1,
        number__isnull=False,
    )
    found: dict[str, dict[str, AcceptedAnswer]] = defaultdict(dict)
    for row in rows.select_related("submission", "item__question"):
        found[row.submission.code][row.item.question.code] = row
    return found
