"""Questions, answers, respondents and what comes next, in the reader's words."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.numbers import format_number
from common.statuses import NEEDS_REASON, WITH_VALUE, Status
from common.translated import Text, reader_language, text_of, texts_of
from countries.models import Country
from records.facts import FACTS
from surveys.choices import BY_OFFICE, NO, YES, Respondent, State, Type
from surveys.models import Item, Questionnaire, QuestionVersion, Section, Submission

NONE_OF_THESE_WORDS = gettext_lazy("none of these")
YES_NO = {YES: gettext_lazy("Yes"), NO: gettext_lazy("No")}
_NEXT = {
    State.DRAFT: gettext_lazy("The office answers, and its team leader submits."),
    State.SUBMITTED: gettext_lazy("The regional team checks the answers, and endorses them or returns questions."),
    State.RETURNED: gettext_lazy("The office corrects the questions at issue, and its team leader submits again."),
    State.ENDORSED: gettext_lazy(
        "A validator at headquarters checks the answers, and accepts them or returns questions."
    ),
    State.ACCEPTED: gettext_lazy("The answers count in the figures. There is nothing to do."),
}
_NEXT_AT_HEADQUARTERS = {
    State.DRAFT: gettext_lazy("A custodian enters the answers, and submits them."),
    State.SUBMITTED: gettext_lazy("A validator checks the answers, and accepts them or returns questions."),
    State.RETURNED: gettext_lazy("A custodian corrects the questions at issue, and submits again."),
}


class Said(Protocol):
    """Something that answers a question: an answer, or what the records say."""

    status: str
    choice: str
    number: Decimal | None
    reason: str


def question_text(wording: QuestionVersion) -> Text:
    return text_of(texts_of(wording, "text"))


def help_text(wording: QuestionVersion) -> Text:
    return text_of(texts_of(wording, "help"))


def title_of(row: Questionnaire | Section) -> Text:
    return text_of(texts_of(row, "title"))


def choice_text(wording: QuestionVersion, code: str) -> Text:
    """A choice in the reader's language; the code itself where the wording does not know it."""
    if wording.type == Type.YES_NO and code in YES_NO:
        return Text(str(YES_NO[code]), reader_language())
    texts: Mapping[str, str] = next((row["text"] for row in wording.choices if row["code"] == code), {})
    return text_of(texts) or Text(code)


def answer_parts(said: Said, wording: QuestionVersion) -> list[Text | str]:
    """What is answered, part by part: each chosen choice, the number, the text, the day; [] where nothing is."""
    if said.status not in WITH_VALUE:
        return []
    chosen = said.choice.split()
    if wording.type == Type.MULTIPLE and not chosen:
        return [str(NONE_OF_THESE_WORDS)]
    if chosen:
        strange = [code for code in chosen if code not in wording.choice_codes]
        return [choice_text(wording, code) for code in (*wording.choice_codes, *strange) if code in chosen]
    if said.number is not None:
        return [format_number(said.number, reader_language())]
    day = getattr(said, "day", None)
    return [formats.date_format(day, _("j F Y"))] if day else [getattr(said, "text", "")]


def why_none(said: Said) -> str:
    """Why there is no answer: `not available: the survey was not held`; "" where nothing is said."""
    if said.status not in NEEDS_REASON:
        return ""
    word = str(Status(said.status).label)
    # What a condition or the records decided is stored in English, and read in the reader's language where it can be.
    reason = _(said.reason) if said.reason and getattr(said, "settled_by", "") else said.reason
    return f"{word}: {reason}" if reason else word


def condition_words(wording: QuestionVersion, items: Iterable[Item]) -> list[Text | str]:
    """What a question's condition asks, and the answers under which the question is put; [] without a condition."""
    condition = wording.applies_if
    if not condition:
        return []
    if "fact" in condition:
        return [str(FACTS[condition["fact"]].title), *(str(YES_NO.get(code, code)) for code in condition["is"])]
    other = next((item.wording for item in items if item.question.code == condition["question"]), None)
    if other is None:
        return [condition["question"], *condition["is"]]
    return [question_text(other), *(choice_text(other, code) for code in condition["is"])]


def respondent_names(submissions: Iterable[Submission]) -> dict[int, str]:
    """The respondents' names in the reader's language, by the submission's id; at most one query for all of them.

    `submissions` come with their respondents (`with_respondents`).
    """
    rows = list(submissions)
    return {row.pk: name for row, name in zip(rows, names_in_order(rows), strict=True)}


def names_in_order(rows: Sequence[Submission]) -> list[str]:
    """The same in the order of `rows`, which need not be saved."""
    codes = {row.team.code for row in rows if row.team}
    countries = {row.iso3: row.name for row in Country.objects.filter(iso3__in=codes)} if codes else {}
    return [_name(row, countries) for row in rows]


def next_step(submission: Submission) -> Any:
    """Who does what next."""
    if submission.questionnaire.respondent not in BY_OFFICE and submission.state in _NEXT_AT_HEADQUARTERS:
        return _NEXT_AT_HEADQUARTERS[State(submission.state)]
    return _NEXT[State(submission.state)]


def _name(submission: Submission, countries: Mapping[str, str]) -> str:
    match submission.questionnaire.respondent:
        case Respondent.TEAM if submission.team:
            return _("Country team, %(country)s") % {
                "country": countries.get(submission.team.code, submission.team.code)
            }
        case Respondent.GOVERNMENT if submission.country:
            return _("Government of %(country)s") % {"country": submission.country.name}
        case Respondent.COORDINATOR if submission.coordinator:
            return submission.coordinator.name
    return submission.name or submission.code
