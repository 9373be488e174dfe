"""What people do, for tests: each line goes through the action that every door calls."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.actions import create_user, grant_membership
from accounts.models import User
from accounts.roles import Role
from activity.actions import lock_head
from frameworks.models import ReportingYear
from indicators.actions import (
    assign_indicators,
    open_reporting_year,
    save_observation,
    submit_observation,
    use_computed,
    validate_observation,
)
from indicators.models import Figure, Indicator, Observation
from indicators.slippage import NONE_YET, explain_slippage
from indicators.validation import Entry
from publications.actions import publish_release
from publications.models import Release
from publications.slippage import still_required
from surveys.actions import (
    accept_submission,
    endorse_submission,
    reopen_submission,
    return_submission,
    save_answer,
    submit_submission,
)
from surveys.choices import BY_OFFICE, Respondent, Type
from surveys.loading import prepare_questionnaire, read_questionnaires
from surveys.models import Answer, Questionnaire, Submission
from surveys.opening import open_questionnaire
from surveys.reading import answers_of
from surveys.validation import AnswerEntry
from tests.live import Account


class People:
    """The demonstration's people by role, read anew each time, so that a test sees what they hold now."""

    def __init__(self, accounts: Mapping[str, Account]) -> None:
        self._accounts = accounts

    def __getattr__(self, role: str) -> User:
        try:
            return User.objects.get(email=self._accounts[role].email)
        except KeyError:
            raise AttributeError(role) from None


def another(role: Role, email: str, **scope: Any) -> User:
    """One more person who holds `role`."""
    user = create_user(email, name=email.partition("@")[0].title(), by=None)
    grant_membership(user, role, by=None, **scope)
    return user


def custodian_of(indicator: str, email: str) -> User:
    """One more custodian, of one indicator."""
    user = another(Role.CUSTODIAN, email)
    assign_indicators(user, Indicator.objects.filter(code=indicator), by=None, first_day=timezone.localdate())
    return user


def observation(key: str) -> Observation:
    """The observation with this key below the framework, such as "2.1.1-d/total/2024", as it is now."""
    indicator, series, year = key.split("/")
    return Observation.objects.select_related("series__indicator__framework", "year").get(
        series__indicator__framework__code="RCS-2022-2025",
        series__indicator__code=indicator,
        series__code=series,
        year=int(year),
    )


def entry(
    value: str | None = None,
    status: str = "reported",
    numerator: str | None = None,
    denominator: str | None = None,
    **columns: Any,
) -> Entry:
    """What somebody enters; numbers as texts."""
    return Entry(
        status=status,
        value=None if value is None else Decimal(value),
        numerator=None if numerator is None else Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        **columns,
    )


def save(key: str, entered: Entry, *, by: User) -> Observation:
    row = observation(key)
    return save_observation(row, entered, by=by, seen=row.version)


def submit(key: str, *, by: User) -> Observation:
    row = observation(key)
    return submit_observation(row, by=by, seen=row.version)


def validate(key: str, *, by: User) -> Figure:
    row = observation(key)
    return validate_observation(row, by=by, seen=row.version)


def bring_to_figure(key: str, entered: Entry, people: People) -> Figure:
    """Entered and submitted by the custodian, validated by the validator."""
    save(key, entered, by=people.custodian)
    submit(key, by=people.custodian)
    return validate(key, by=people.validator)


def take(key: str, people: People) -> Figure:
    """The computed figure taken and submitted by the custodian, validated by the validator."""
    row = observation(key)
    use_computed(row, by=people.custodian, seen=row.version)
    submit(key, by=people.custodian)
    return validate(key, by=people.validator)


# --- Questionnaires and answers ------------------------------------------------------------------------------------


def question(code: str, type: str = "yes_no", /, **content: Any) -> dict[str, Any]:
    """A question as the file of questionnaires has it; scales and the like need their `choices` as codes."""
    choices = [{"code": choice, "text": {"en": choice.title()}} for choice in content.pop("choices", ())]
    texts = {"text": {"en": f"What about {code}?"}} | ({"choices": choices} if choices else {})
    return {"code": code, "type": type} | texts | content


def questionnaire(
    year: int, *sections: Sequence[dict[str, Any]], respondent: str = "team", deadline: date | None = None, **head: Any
) -> Questionnaire:
    """A questionnaire of these questions, prepared for a reporting year, which is opened where it is not there."""
    if not ReportingYear.objects.filter(year=year).exists():
        open_reporting_year(year, by=None)
    content = {
        "code": respondent,
        "respondent": respondent,
        "disclosure": "respondent",
        "title": {"en": f"Questionnaire of each {respondent}"},
        "sections": [
            {"code": f"section-{place}", "title": {"en": f"Section {place}"}, "questions": list(questions)}
            for place, questions in enumerate(sections, 1)
        ],
    }
    return prepare_questionnaire(content | head, year, by=None, deadline=deadline)


def opened(prepared: Questionnaire, **named: Any) -> Questionnaire:
    asked = open_questionnaire(prepared, by=None, seen=prepared.version, **named)
    if connection.vendor == "postgresql":
        # Thousands of new rows at once: in a transaction that ends with the test, nobody else counts them, and
        # without their number the planner joins them one by one.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE surveys_submission, surveys_answer, surveys_item, surveys_question")
    return asked


_shipped = cache(read_questionnaires)  # 0.1 s of processor time, and the file does not change


def open_shipped(year: int, *respondents: str) -> list[Questionnaire]:
    """The shipped questionnaires of these respondents, or all, opened for a reporting year."""
    shipped = _shipped()
    if not ReportingYear.objects.filter(year=year).exists():
        open_reporting_year(year, by=None)
    return [opened(prepare_questionnaire(shipped[Respondent(name)], year, by=None)) for name in respondents or shipped]


def submission(key: str) -> Submission:
    """The submission with this key, such as "2024/KEN", as it is now."""
    year, code = key.split("/")
    return Submission.objects.with_respondents().get(questionnaire__year=int(year), code=code)


def answer(key: str) -> Answer:
    """The answer with this key, such as "2024/KEN/communications-strategy", as it is now."""
    year, code, asked = key.split("/")
    rows = Answer.objects.in_order().select_related("submission__questionnaire__year")
    return rows.get(submission__questionnaire__year=int(year), submission__code=code, item__question__code=asked)


def answered(*choices: str, number: str | None = None, status: str = "reported", **columns: Any) -> AnswerEntry:
    """What somebody answers: chosen codes, or a number as text, or `text`, `day`, `reason`, ..."""
    return AnswerEntry(status=status, choices=choices, number=None if number is None else Decimal(number), **columns)


def give(key: str, entered: AnswerEntry, *, by: User) -> Answer:
    row = answer(key)
    return save_answer(row, entered, by=by, seen=row.version)


def any_answer(row: Answer) -> AnswerEntry:
    """Something that may be answered: the first choice, the least number expected or 0, a word, a day."""
    wording = row.item.wording
    if wording.choice_codes:
        return answered(wording.choice_codes[0])
    match wording.type:
        case Type.NUMBER:
            return AnswerEntry("reported", number=wording.minimum or Decimal(0), explanation="As counted.")
        case Type.DATE:
            return AnswerEntry("reported", day=date(2024, 6, 30))
    return AnswerEntry("reported", text="Nothing to add.")


def answer_all(key: str, *, by: User) -> None:
    """Every question that has no answer yet is given one."""
    for row in answers_of(submission(key)):
        if row.status == "not_reported":
            save_answer(row, any_answer(row), by=by, seen=row.version)


def submit_answers(key: str, *, by: User) -> Submission:
    row = submission(key)
    return submit_submission(row, by=by, seen=row.version)


def return_answers(key: str, issues: Mapping[str, str], *, by: User) -> Submission:
    row = submission(key)
    return return_submission(row, issues, by=by, seen=row.version)


def endorse_answers(key: str, *, by: User) -> Submission:
    row = submission(key)
    return endorse_submission(row, by=by, seen=row.version)


def accept_answers(key: str, *, by: User) -> Submission:
    row = submission(key)
    return accept_submission(row, by=by, seen=row.version)


def reopen_answers(key: str, issues: Mapping[str, str], *, by: User) -> Submission:
    row = submission(key)
    return reopen_submission(row, issues, by=by, seen=row.version)


def bring_to_submission(key: str, people: People) -> Submission:
    """Every question answered and the whole submitted, by the office, or by a custodian for other respondents."""
    by_office = submission(key).questionnaire.respondent in BY_OFFICE
    answer_all(key, by=people.office_editor if by_office else people.custodian)
    return submit_answers(key, by=people.team_leader if by_office else people.custodian)


def bring_to_acceptance(key: str, people: People) -> Submission:
    """Answered and submitted, endorsed by the regional team where an office answers, accepted by the validator."""
    if bring_to_submission(key, people).questionnaire.respondent in BY_OFFICE:
        endorse_answers(key, by=people.regional_team)
    return accept_answers(key, by=people.validator)


def explain_slipped(by: User) -> None:
    """A sentence on every series that publishing waits for."""
    for row in still_required(Release.objects.standing().first()):
        explain_slippage(row.series, row.year, "Fewer offices answered than was planned.", "en", by=by, seen=NONE_YET)


def explain_and_publish(by: User, reason: str) -> Release:
    """The same at once, while others work: nobody validates anything between the sentences and the release."""
    with transaction.atomic():
        lock_head()
        explain_slipped(by)
        return publish_release(reason, by=by)


def publish(people: People, reason: str = "What was validated since the last release.", **wishes: Any) -> Release:
    """The next release, with what has to be explained explained."""
    explain_slipped(people.publisher)
    return publish_release(reason, by=people.publisher, **wishes)
