"""The answers of all respondents, counted: in a fixed number of queries, however many there are.

What counts for a share, a mean or a sum is decided elsewhere (`indicators.rollup`); here answers are only sorted into
equal ones. Accepted answers are what figures are made of. What has arrived and is not accepted yet makes a figure
preliminary: of a submission on its way (submitted, endorsed) the working answers stand in for the accepted ones.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from surveys.models import AcceptedAnswer, Answer, Item, Submission
from surveys.workflow import ARRIVED


@dataclass(frozen=True, slots=True)
class Counted:
    """Equal answers to one question in one year, from one region and the same groups."""

    year: int
    question: str
    region: str | None
    groups: str
    status: str
    choice: str
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Expected:
    """How many of one kind of respondent are expected to answer in a year, from one region and the same groups."""

    year: int
    respondent: str
    region: str | None
    groups: str
    count: int


@dataclass(frozen=True, slots=True)
class Given:
    """One respondent's answer. `status` is None where nothing counts yet."""

    code: str
    region: str | None
    groups: str
    state: str
    status: str | None
    choice: str
    number: Decimal | None
    reason: str
    is_accepted: bool


def count_answers(years: Collection[int], questions: Collection[str], *, preliminary: bool = False) -> list[Counted]:
    """Accepted answers sorted into equal ones; `preliminary`: with those that have arrived instead of older ones."""
    accepted = AcceptedAnswer.objects.to_questions(questions).filter(submission__questionnaire__year__in=years)
    if not preliminary:
        return list(_grouped(accepted))
    arrived = Answer.objects.to_questions(questions).filter(
        submission__questionnaire__year__in=years, submission__state__in=ARRIVED
    )
    return [*_grouped(accepted.exclude(submission__state__in=ARRIVED)), *_grouped(arrived)]


def count_expected(years: Collection[int], respondents: Collection[str]) -> list[Expected]:
    """The returns that were expected since their questionnaires opened."""
    rows = (
        Submission.objects.filter(questionnaire__year__in=years, questionnaire__respondent__in=respondents)
        .order_by()
        .values(
            "groups",
            year=F("questionnaire__year"),
            respondent=F("questionnaire__respondent"),
            region_code=F("region__code"),
        )
        .annotate(count=Count("pk"))
    )
    return [Expected(row["year"], row["respondent"], row["region_code"], row["groups"], row["count"]) for row in rows]


def given(
    years: Collection[int], questions: Collection[str], *, preliminary: bool = False
) -> dict[tuple[int, str], list[Given]]:
    """What each expected respondent answered, by year and question, in the order of their codes; four queries at most.

    A year and question without an opened questionnaire has no entry.
    """
    asked = _asked(years, questions)
    submissions = _submissions(years, {respondent for _year, _question, respondent in asked})
    answers = _by_submission(AcceptedAnswer.objects.all(), years, questions, is_accepted=True)
    if preliminary:
        arrived = Answer.objects.filter(submission__state__in=ARRIVED)
        answers |= _by_submission(arrived, years, questions, is_accepted=False)
    return {
        (year, question): [_given(row, answers.get((row["pk"], question))) for row in submissions[year, respondent]]
        for year, question, respondent in asked
        if (year, respondent) in submissions
    }


def count_arrived(years: Iterable[int]) -> dict[tuple[int, str], int]:
    """By year and kind of respondent: how many submissions are on their way to acceptance, where there are any."""
    rows = Submission.objects.filter(questionnaire__year__in=years, state__in=ARRIVED).order_by()
    counted = rows.values_list("questionnaire__year", "questionnaire__respondent").annotate(count=Count("pk"))
    return {(year, respondent): count for year, respondent, count in counted}


def _grouped(answers: QuerySet) -> Iterable[Counted]:
    rows = (
        answers.order_by()
        .values(
            "status",
            "choice",
            year=F("submission__questionnaire__year"),
            question=F("item__question__code"),
            region=F("submission__region__code"),
            groups=F("submission__groups"),
        )
        .annotate(count=Count("pk"), total=Sum("number"))
    )
    for row in rows:
        yield Counted(**row | {"total": row["total"] or Decimal(0)})


def _asked(years: Collection[int], questions: Collection[str]) -> list[tuple[int, str, str]]:
    items = Item.objects.filter(section__questionnaire__year__in=years, question__code__in=questions).order_by(
        "section__questionnaire__year", "question__code"
    )
    return list(items.values_list("section__questionnaire__year", "question__code", "question__respondent").distinct())


def _submissions(years: Collection[int], respondents: Collection[str]) -> dict[tuple[int, str], list[dict[str, Any]]]:
    rows: Any = (
        Submission.objects.filter(questionnaire__year__in=years, questionnaire__respondent__in=respondents)
        .order_by("code")
        .values(
            "pk",
            "code",
            "groups",
            "state",
            year=F("questionnaire__year"),
            respondent=F("questionnaire__respondent"),
            region_code=F("region__code"),
        )
    )
    found: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["year"], row["respondent"]].append(row)
    return found


def _by_submission(
    answers: QuerySet, years: Collection[int], questions: Collection[str], *, is_accepted: bool
) -> dict[tuple[int, str], tuple[Any, ...]]:
    rows = answers.filter(submission__questionnaire__year__in=years, item__question__code__in=questions).values_list(
        "submission", "item__question__code", "status", "choice", "number", "reason"
    )
    return {(submission, question): (*content, is_accepted) for submission, question, *content in rows}


def _given(submission: dict[str, Any], answer: tuple[Any, ...] | None) -> Given:
    status, choice, number, reason, is_accepted = answer or (None, "", None, "", False)
    return Given(
        code=submission["code"],
        region=submission["region_code"],
        groups=submission["groups"],
        state=submission["state"],
        status=status,
        choice=choice,
        number=number,
        reason=reason,
        is_accepted=is_accepted,
    )
