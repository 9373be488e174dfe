"""Who answered, as a release tells it: by team for country teams, in numbers for everybody else.

What a submission is in and how far it came is told of the teams' own questionnaire alone, and counted over the
questions that are open by respondent. That a Government or coordinator answered is told of none of them by name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from common.statuses import Status
from surveys.choices import Respondent, SettledBy
from surveys.models import AcceptedAnswer, Answer, Submission
from surveys.workflow import ARRIVED

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Return:
    """One expected return. `answered` and `expected` count questions, and are known of country teams only.

    `is_counted`: it was accepted once, so figures count it even while it is corrected.
    """

    year: int
    respondent: str
    code: str
    region: str | None
    state: str
    is_counted: bool
    answered: int
    expected: int


def returns() -> list[Return]:
    """Every return that was expected since its questionnaire opened, by year and code; three queries.

    A question that its condition takes away is not expected to be answered.
    """
    accepted = AcceptedAnswer.objects.filter(submission=OuterRef("pk"))
    submissions = (
        Submission.objects.filter(questionnaire__opened_at__isnull=False)
        .annotate(is_counted=Exists(accepted))
        .order_by("questionnaire__year", "questionnaire__respondent", "code")
    )
    asked = _of_teams(Answer).annotate(count=Count("pk"))
    settled = _of_teams(AcceptedAnswer).annotate(
        answered=Count("pk", filter=~Q(status=Status.NOT_REPORTED) & ~Q(settled_by=SettledBy.CONDITION)),
        spared=Count("pk", filter=Q(settled_by=SettledBy.CONDITION)),
    )
    questions = dict(asked)
    answered = {pk: (count, spared) for pk, count, spared in settled}
    found = []
    for row in submissions.values(
        "pk", "code", "state", "is_counted", "region__code", "questionnaire__year", "questionnaire__respondent"
    ):
        count, spared = answered.get(row["pk"], (0, 0))
        found.append(
            Return(
                year=row["questionnaire__year"],
                respondent=row["questionnaire__respondent"],
                code=row["code"],
                region=row["region__code"],
                state=row["state"],
                is_counted=row["is_counted"],
                answered=count,
                expected=questions.get(row["pk"], 0) - spared,
            )
        )
    return found


def _of_teams(model: Any) -> Any:
    """Country teams' answers to what they have to answer, and is open by respondent, grouped by submission."""
    rows = model.objects.disclosed().filter(
        submission__questionnaire__respondent=Respondent.TEAM, item__wording__is_required=True
    )
    return rows.order_by().values_list("submission")


def completeness_of(rows: Iterable[Return]) -> dict[str, list[Content]]:
    """By team: how far its own questionnaire came, year by year. What is not accepted yet counts for nothing."""
    found: dict[str, list[Content]] = defaultdict(list)
    for row in rows:
        if row.respondent == Respondent.TEAM:
            found[row.code].append(
                {"year": row.year, "state": row.state, "answered": row.answered, "expected": row.expected}
            )
    return found


def reporting_years(rows: Iterable[Return]) -> Iterator[Content]:
    """Each year with how many of each kind of respondent were expected, are accepted and are missing."""
    by_year: dict[int, list[Return]] = defaultdict(list)
    for row in rows:
        by_year[row.year].append(row)
    for year, of_year in sorted(by_year.items()):
        kinds = [kind for kind in Respondent.values if any(row.respondent == kind for row in of_year)]
        yield {"year": year, "respondents": [_kind(kind, of_year) for kind in kinds]}


def _kind(kind: str, of_year: list[Return]) -> Content:
    rows = [row for row in of_year if row.respondent == kind]
    regions = sorted({row.region for row in rows if row.region})
    content = {
        "code": kind,
        **_counted(rows),
        "regions": [{"code": region, **_counted(row for row in rows if row.region == region)} for region in regions],
    }
    if kind == Respondent.TEAM:
        content["teams"] = [{"code": row.code, "region": row.region, "state": row.state} for row in rows]
    return content


def _counted(rows: Iterable[Return]) -> Content:
    """Expected is accepted, under way and missing together."""
    counted = Counter(
        "accepted" if row.is_counted else "under_way" if row.state in ARRIVED else "missing" for row in rows
    )
    return {"expected": counted.total()} | {name: counted[name] for name in ("accepted", "under_way", "missing")}
