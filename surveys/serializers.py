"""The shape of submissions and answers in the API: what is read, and what is answered.

An answer is written in the form of its question's type: a choice's code, a list of codes, a number as text, a text, a
day; null where there is none. What it has to be says `surveys.validation`, for every door alike.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api_schema import (
    DAY,
    MOMENT,
    TEXT,
    WHOLE,
    YEAR,
    array,
    choice,
    component,
    nullable,
    record,
)
from common.numbers import NumberRefused, read_canonical
from common.serializers import (
    DayField,
    StatusField,
    StrictBooleanField,
    StrictSerializer,
    StrictTextField,
    read_body,
)
from common.statuses import WITH_VALUE, Status
from common.translated import texts_of
from surveys.asked import Asked
from surveys.choices import Disclosure, Respondent, SettledBy, State, Type
from surveys.completeness import Completeness, completeness_of
from surveys.deadlines import due_day
from surveys.models import QuestionVersion, Section, Submission
from surveys.models.submissions import AnswerContent
from surveys.permissions import is_confidential
from surveys.validation import AnswerEntry

ANSWER = {
    "anyOf": [TEXT, array(TEXT), {"type": "null"}],
    "description": "In the form of the question's type: the code of a choice (yes_no, single, scale), a list of codes "
    "(multiple), a decimal as a text (number), a text, a day such as 2024-06-30 (date); null: there is none.",
}


# --- What is read --------------------------------------------------------------------------------------------------


@extend_schema_field(ANSWER)
class AnswerField(serializers.Field):
    """An answer of any type; of which it has to be says its question."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str) or (isinstance(data, list) and all(isinstance(code, str) for code in data)):
            return data
        raise serializers.ValidationError(_("Give a text, a list of texts, or null. A number stands in a text."))


class AnswerSerializer(StrictSerializer):
    """What a PUT says. What is left out is empty; evidence that is left out stays as it is."""

    status = StatusField()
    answer = AnswerField(allow_null=True, default=None)
    reason = StrictTextField(allow_blank=True, trim_whitespace=False, default="")
    explanation = StrictTextField(allow_blank=True, trim_whitespace=False, default="")
    is_unchanged = StrictBooleanField(default=False)
    evidence = serializers.ListField(child=StrictTextField(trim_whitespace=False), default=None, allow_null=False)


class IssuesSerializer(StrictSerializer):
    """What a POST says that opens questions again: a sentence for each, by the question's code."""

    issues = serializers.DictField(child=StrictTextField(allow_blank=True, trim_whitespace=False))


class ExtensionSerializer(StrictSerializer):
    """What a POST says that gives a respondent more time."""

    until = DayField()
    reason = StrictTextField(allow_blank=True, trim_whitespace=False)


def read_answer(data: Any, wording: QuestionVersion) -> AnswerEntry:
    """The answer to `wording` that a body says. Raises the REST framework's ValidationError, by field."""
    content = read_body(AnswerSerializer, data)
    try:
        given = answer_of_type(content.pop("answer"), wording)
    except serializers.ValidationError as error:
        raise serializers.ValidationError({"answer": error.detail}) from error
    return AnswerEntry(**content, **given)


def read_issues(data: Any) -> dict[str, str]:
    """The questions at issue that a body says. Raises the same."""
    issues: dict[str, str] = read_body(IssuesSerializer, data)["issues"]
    return issues


def read_extension(data: Any) -> tuple[date, str]:
    """Until when and why. Raises the same."""
    content = read_body(ExtensionSerializer, data)
    return content["until"], content["reason"]


def answer_of_type(answer: Any, wording: QuestionVersion) -> dict[str, Any]:
    """The fields of an entry that `answer` fills, for a question of this type. Raises ValidationError."""
    if answer is None:
        return {}
    if isinstance(answer, list) != (wording.type == Type.MULTIPLE):
        raise serializers.ValidationError(
            _("Give a list of codes.") if wording.type == Type.MULTIPLE else _("Give one answer, not a list.")
        )
    match wording.type:
        case Type.MULTIPLE:
            return {"choices": answer}
        case Type.NUMBER:
            try:
                return {"number": read_canonical(answer)}
            except NumberRefused as error:
                raise serializers.ValidationError(error.message) from error
        case Type.TEXT:
            return {"text": answer}
        case Type.DATE:
            return {"day": DayField().to_internal_value(answer)}
    return {"choices": [answer]}


# --- What is answered ----------------------------------------------------------------------------------------------


def shown(submission: Submission, completeness: Completeness) -> dict[str, Any]:
    """A submission as the API answers it. Persons are not named."""
    questionnaire = submission.questionnaire
    return {
        "year": questionnaire.year_id,
        "respondent": submission.code,
        "kind": questionnaire.respondent,
        "team": submission.team.code if submission.team else None,
        "region": submission.region.code if submission.region else None,
        "state": submission.state,
        "version": submission.version,
        "deadline": due_day(submission),
        "zone": questionnaire.zone,
        "extended_to": submission.extended_to,
        "disclosure": questionnaire.disclosure,
        "answered": completeness.answered,
        "expected": completeness.expected,
        "from_records": completeness.from_records,
        "changed_at": submission.changed_at,
        "submitted_at": submission.submitted_at,
        "endorsed_at": submission.endorsed_at,
        "accepted_at": submission.accepted_at,
    }


def shown_with_answers(submission: Submission, asked: list[Asked], *, reads_all: bool) -> dict[str, Any]:
    """The same with its sections and answers. `reads_all`: confidential ones too."""
    sections = {row.answer.item.section_id: row.answer.item.section for row in asked}
    return {
        **shown(submission, completeness_of(asked)),
        "sections": [_shown_section(submission, section) for section in sections.values()],
        "answers": [shown_answer(row, reads_all=reads_all) for row in asked],
    }


def shown_answer(asked: Asked, *, reads_all: bool) -> dict[str, Any]:
    """An answer as it is stored, and as it would be submitted now. Confidential: that there is one, never what."""
    answer, wording = asked.answer, asked.wording
    is_hidden = not reads_all and is_confidential(answer.item)
    last = asked.last
    return {
        "question": asked.code,
        "section": answer.item.section.code,
        "wording": wording.number,
        "type": wording.type,
        "text": texts_of(wording, "text"),
        "choices": wording.choice_codes,
        "is_expected": asked.is_expected,
        "is_answered": asked.is_answered,
        "is_open": asked.is_open,
        "hidden": is_hidden,
        **(dict.fromkeys(_STORED) if is_hidden else _stored(answer, wording)),
        "stands": None if is_hidden else _said(asked.stands, wording),
        "last_year": None
        if last is None or is_hidden or (not reads_all and is_confidential(last.item))
        else {"wording": last.item.wording.number, **_said(last, last.item.wording)},
        "version": answer.version,
        "changed_at": answer.changed_at,
    }


def said(content: AnswerContent, wording: QuestionVersion) -> str | list[str] | Decimal | date | None:
    """The answer in the form of its question's type; None where there is none."""
    if content.status not in WITH_VALUE:
        return None
    match wording.type:
        case Type.MULTIPLE:
            return content.choice.split()
        case Type.NUMBER:
            return content.number
        case Type.TEXT:
            return content.text
        case Type.DATE:
            return content.day
    return content.choice


_STORED = ("status", "answer", "reason", "explanation", "is_unchanged", "settled_by", "evidence")


def _said(content: AnswerContent, wording: QuestionVersion) -> dict[str, Any]:
    return {
        "status": content.status,
        "answer": said(content, wording),
        "reason": content.reason,
        "settled_by": content.settled_by,
    }


def _stored(answer: AnswerContent, wording: QuestionVersion) -> Mapping[str, Any]:
    more = {name: getattr(answer, name) for name in ("explanation", "is_unchanged", "evidence")}
    return {name: (_said(answer, wording) | more)[name] for name in _STORED}


def _shown_section(submission: Submission, section: Section) -> dict[str, Any]:
    return {"code": section.code, "title": texts_of(section, "title"), "deadline": due_day(submission, section)}


_TEXTS = {"type": "object", "additionalProperties": TEXT, "description": "By language."}
_SAID: dict[str, Any] = {
    "status": choice(Status.values),
    "answer": ANSWER,
    "reason": TEXT,
    "settled_by": choice(["", *SettledBy.values]),
}
_SUBMISSION: dict[str, Any] = {
    "year": YEAR,
    "respondent": TEXT,
    "kind": choice(Respondent.values),
    "team": nullable(TEXT) | {"description": "Whose office answers; null where headquarters enters the answers."},
    "region": nullable(TEXT),
    "state": choice(State.values),
    "version": WHOLE,
    "deadline": DAY | {"description": "The last day, extensions included."},
    "zone": TEXT | {"description": "The time zone in which that day ends."},
    "extended_to": nullable(DAY),
    "disclosure": choice(Disclosure.values),
    "answered": WHOLE,
    "expected": WHOLE,
    "from_records": WHOLE | {"description": "In lists: questions besides, which rest on the standing records."},
    "changed_at": nullable(MOMENT),
    "submitted_at": nullable(MOMENT),
    "endorsed_at": nullable(MOMENT),
    "accepted_at": nullable(MOMENT),
}
COMPONENTS = {
    "Submission": record(**_SUBMISSION),
    "SubmissionWithAnswers": record(
        **_SUBMISSION,
        sections=array(record(code=TEXT, title=_TEXTS, deadline=DAY)),
        answers=array(component("Answer")),
    ),
    "Answer": record(
        question=TEXT,
        section=TEXT,
        wording=WHOLE | {"description": "Which wording of the question this year's questionnaire asks."},
        type=choice(Type.values),
        text=_TEXTS,
        choices=array(TEXT),
        is_expected={"type": "boolean", "description": "Whether it has to be answered or explained."},
        is_answered={"type": "boolean", "description": "Whether it is, as it stands."},
        is_open={"type": "boolean", "description": "Whether the submission's state lets it be changed."},
        hidden={"type": "boolean", "description": "Confidential: what was answered is null here."},
        status=nullable(choice(Status.values)),
        answer=ANSWER,
        reason=nullable(TEXT),
        explanation=nullable(TEXT),
        is_unchanged={"type": ["boolean", "null"]},
        settled_by=nullable(choice(["", *SettledBy.values])),
        evidence=nullable(array(TEXT)),
        stands=nullable(record(**_SAID)) | {"description": "What would be submitted now."},
        last_year=nullable(record(wording=WHOLE, **_SAID)) | {"description": "Accepted for the year before."},
        version=WHOLE,
        changed_at=nullable(MOMENT),
    ),
}
