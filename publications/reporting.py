"""Who answered, as a release tells it: by team for country teams, in numbers for everybody else.

What a submission is in and how far it came is told of the teams' own questionnaire alone, and counted over the
questions that are open by respondent. That a Government or coordinator answered is told of none of them by name.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from common.statuses import Status
from common.translated import texts_of
from indicators.disclosure import Level, opens_list
from publications.team_answers import is_of_teams
from surveys.choices import Respondent, SettledBy
from surveys.models import AcceptedAnswer, Answer, Item, Section, Submission
from surveys.workflow import ARRIVED

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Return:
    """One expected return. `sections` are the numbers of questions answered and expected, by the section's key, and
    known of country teams only.

    `is_counted`: it was accepted once, so figures count it even while it is corrected.
    """

    year: int
    respondent: str
    code: str
    region: str | None
    state: str
    is_counted: bool
    sections: Mapping[int, tuple[int, int]]

    @property
    def answered(self) -> int:
        return sum(answered for answered, _expected in self.sections.values())

    @property
    def expected(self) -> int:
        return sum(expected for _answered, expected in self.sections.values())


def returns(items: Iterable[Item], levels: Mapping[int, Level]) -> list[Return]:
    """Every return that was expected since its questionnaire opened, by year and code; three queries.

    `items` are the questions of questionnaires, and `levels` says how far each opens. A question that its condition
    takes away is not expected to be answered.
    """
    accepted = AcceptedAnswer.objects.filter(submission=OuterRef("pk"))
    submissions = (
        Submission.objects.filter(questionnaire__opened_at__isnull=False)
        .annotate(is_counted=Exists(accepted))
        .order_by("questionnaire__year", "questionnaire__respondent", "code")
    )
    counted = [item.pk for item in items if is_of_teams(item) and opens_list(levels[item.pk])]
    sections = _sections(counted)
    found = []
    for row in submissions.values(
        "pk", "code", "state", "is_counted", "region__code", "questionnaire__year", "questionnaire__respondent"
    ):
        found.append(
            Return(
                year=row["questionnaire__year"],
                respondent=row["questionnaire__respondent"],
                code=row["code"],
                region=row["region__code"],
                state=row["state"],
                is_counted=row["is_counted"],
                sections=sections.get(row["pk"], {}),
            )
        )
    return found


def _sections(items: Collection[int]) -> dict[int, dict[int, tuple[int, int]]]:
    """By submission and section: how many of these questions that have to be answered are, and how many there are."""
    asked = _grouped(Answer, items).annotate(count=Count("pk"))
    settled = _grouped(AcceptedAnswer, items).annotate(
        answered=Count("pk", filter=~Q(status=Status.NOT_REPORTED) & ~Q(settled_by=SettledBy.CONDITION)),
        spared=Count("pk", filter=Q(settled_by=SettledBy.CONDITION)),
    )
    answered = {(submission, section): counts for submission, section, *counts in settled}
    found: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for submission, section, count in asked:
        done, spared = answered.get((submission, section), (0, 0))
        found[submission][section] = (done, count - spared)
    return found


def _grouped(model: Any, items: Collection[int]) -> Any:
    rows = model.objects.filter(item__in=items, item__wording__is_required=True)
    return rows.order_by().values_list("submission", "item__section")


def completeness_of(rows: Iterable[Return]) -> dict[str, list[Content]]:
    """By team: how far its own questionnaire came, year by year. What is not accepted yet counts for nothing."""
    found: dict[str, list[Content]] = defaultdict(list)
    for row in rows:
        if row.respondent == Respondent.TEAM:
            found[row.code].append(
                {"year": row.year, "state": row.state, "answered": row.answered, "expected": row.expected}
            )
    return found


def reporting_years(rows: Iterable[Return], items: Iterable[Item]) -> Iterator[Content]:
    """Each year with how many of each kind of respondent were expected, are accepted and are missing.

    Of country teams also how far each section came, in all and by region.
    """
    sections = list(dict.fromkeys(item.section for item in items if is_of_teams(item)))
    by_year: dict[int, list[Return]] = defaultdict(list)
    for row in rows:
        by_year[row.year].append(row)
    for year, of_year in sorted(by_year.items()):
        kinds = [kind for kind in Respondent.values if any(row.respondent == kind for row in of_year)]
        yield {"year": year, "respondents": [_kind(kind, of_year, sections) for kind in kinds]}


def _kind(kind: str, of_year: list[Return], sections: Iterable[Section]) -> Content:
    rows = [row for row in of_year if row.respondent == kind]
    regions = sorted({row.region for row in rows if row.region})
    content = {
        "code": kind,
        **_counted(rows),
        "regions": [{"code": region, **_counted(row for row in rows if row.region == region)} for region in regions],
    }
    if kind == Respondent.TEAM:
        content["teams"] = [{"code": row.code, "region": row.region, "state": row.state} for row in rows]
        content["sections"] = [
            {
                "code": section.code,
                "title": texts_of(section, "title"),
                **_completeness(section.pk, rows),
                "regions": [
                    {"code": region, **_completeness(section.pk, [row for row in rows if row.region == region])}
                    for region in regions
                ],
            }
            for section in sections
            if any(section.pk in row.sections for row in rows)
        ]
    return content


def _completeness(section: int, rows: Iterable[Return]) -> Content:
    """How many questions of a section are answered or explained in accepted answers, of those that are asked."""
    counts = [row.sections[section] for row in rows if section in row.sections]
    return {"answered": sum(done for done, _asked in counts), "expected": sum(asked for _done, asked in counts)}


def _counted(rows: Iterable[Return]) -> Content:
    """Expected is accepted, under way and missing together."""
    counted = Counter(
        "accepted" if row.is_counted else "under_way" if row.state in ARRIVED else "missing" for row in rows
    )
    return {"expected": counted.total()} | {name: counted[name] for name in ("accepted", "under_way", "missing")}
