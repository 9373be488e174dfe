"""Pages on which answers are counted cost as many queries for 132 teams as for 13, for all series as for five, and for
ten reporting years as for one.
"""

from collections.abc import Iterable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frameworks.models import ReportingYear
from indicators.choices import Method
from indicators.models import Custodianship, FinanceRule, Observation, RollUpRule, Series
from publications.models import Release
from surveys.models import Answer, Question, Submission
from tests.api import body_of
from tests.sweeps import one_in
from tests.work import People, bring_to_figure, entry, opened, publish, question, questionnaire

YEAR, TEAM = 2024, "KEN"  # the team of the demonstration's office
FEW_TEAMS, ALL_TEAMS = 13, 132
FEW_SERIES, ALL_SERIES = 5, 51
FIVE_YEARS, TEN_YEARS = range(2024, 2029), range(2021, 2031)
PLACES = {
    "/tasks/": ("custodian", "validator", "regional_team", "team_leader"),
    f"/review/answers/?year={YEAR}": ("validator", "regional_team"),
    "/rounds/": ("administrator", "regional_team"),
    f"/rounds/{YEAR}/": ("administrator", "regional_team"),
    f"/rounds/{YEAR}/team/": ("administrator", "regional_team"),
    f"/rounds/{YEAR}/team/close/": ("administrator",),
    f"/entry/{YEAR}/": ("custodian", "auditor"),
    f"/review/observations/?year={YEAR}": ("validator",),
    "/countries/": ("anonymous",),
    "/countries/KEN/": ("anonymous",),
    f"/reporting/?year={YEAR}": ("anonymous",),
    "/surveys/": ("anonymous",),
}
LISTS = [(path, role) for path, roles in PLACES.items() for role in roles]


@pytest.fixture
def readers(db, people, signed_in) -> dict[str, Client]:
    """Who reads what: all teams have answered, every series that can be is counted from that, and all are handed in."""
    ask(YEAR)
    count_from_answers()
    Observation.objects.filter(year=YEAR).update(state="submitted", status="reported", value=50)
    roles = {role for _path, role in LISTS} - {"anonymous"}
    return {"anonymous": Client()} | {role: signed_in(role) for role in roles}


def ask(year: int) -> None:
    """Open a questionnaire in which all teams have said yes, endorsed and not accepted yet: figures are preliminary."""
    opened(questionnaire(year, [question("plan"), question("staff", "number")]))
    of_year = Submission.objects.filter(questionnaire__year=year)
    Answer.objects.filter(submission__in=of_year, item__question__code="plan").update(status="reported", choice="yes")
    of_year.update(state="endorsed")


def count_from_answers() -> None:
    plan = Question.objects.get(code="plan")
    RollUpRule.objects.all().delete()
    series = Series.objects.filter(indicator__method__in=(Method.SHARE, Method.COUNT))
    RollUpRule.objects.bulk_create(RollUpRule(series=row, question=plan) for row in series)


def costs(readers: dict[str, Client]) -> dict[tuple[str, str], tuple[int, int]]:
    """The queries and the length of each list; asked for once before, as sessions and caches begin."""
    found = {}
    for path, role in LISTS:
        readers[role].get(path)
        with CaptureQueriesContext(connection) as captured:
            response = readers[role].get(path)
        assert response.status_code == 200, (path, role)
        found[path, role] = len(captured), len(body_of(response))
    return found


def assert_equal(few: dict, many: dict, *, grown: Iterable[tuple[str, str]]) -> None:
    """As many queries everywhere, and more to read in these lists."""
    assert {place: cost[0] for place, cost in few.items()} == {place: cost[0] for place, cost in many.items()}
    for place in grown:
        assert few[place][1] < many[place][1], f"{place} has not grown"


def test_thirteen_teams_cost_as_many_queries_as_132(readers, people):
    publish_something(people)
    many = costs(readers)
    codes = Submission.objects.exclude(code=TEAM).values_list("code", flat=True).order_by("code")[: FEW_TEAMS - 1]
    others = Submission.objects.exclude(code__in=[TEAM, *codes])
    assert others.count() == ALL_TEAMS - FEW_TEAMS
    Answer.objects.filter(submission__in=others).delete()
    others.delete()
    publish_something(people)
    few = costs(readers)
    grown = [(f"/review/answers/?year={YEAR}", "validator"), (f"/rounds/{YEAR}/team/", "administrator")]
    assert_equal(few, many, grown=grown)


def test_five_series_cost_as_many_queries_as_51(readers, people):
    assert Observation.objects.filter(year=YEAR).count() >= ALL_SERIES
    publish_something(people)
    many = costs(readers)
    kept = list(RollUpRule.objects.order_by("pk")[: FEW_SERIES - 1])
    RollUpRule.objects.exclude(pk__in=[rule.pk for rule in kept]).delete()
    of_ledger = FinanceRule.objects.order_by("pk")[:1]  # both sources of figures are asked in both cases
    indicators = [rule.series.indicator_id for rule in (*kept, *of_ledger)]
    Custodianship.objects.exclude(indicator__in=indicators).delete()
    few = costs(readers)
    assert_equal(
        few, many, grown=[(f"/entry/{YEAR}/", "custodian"), (f"/review/observations/?year={YEAR}", "validator")]
    )


@pytest.mark.parametrize("years", [FIVE_YEARS, pytest.param(TEN_YEARS, marks=pytest.mark.assure)], ids=len)
def test_one_reporting_year_costs_as_many_queries_as_several(readers, people, years):
    publish_something(people)
    few = costs(readers)
    ReportingYear.objects.update(closes_at=None)
    for year in set(years) - {YEAR}:
        ask(year)
    publish_something(people)
    many = costs(readers)
    grown = [("/tasks/", "team_leader"), ("/rounds/", "administrator")]
    if years == TEN_YEARS:
        grown.append(("/tasks/", "validator"))
    assert_equal(few, many, grown=grown)


@pytest.mark.parametrize(
    "page", one_in(2, ["questionnaire/", "translations/?section=section-1", "preview/", "open/", "questions/first/"])
)
def test_two_questions_in_preparation_cost_as_many_queries_as_forty(page, db, signed_in):
    few = questionnaire(YEAR, [question("first"), question("last")])
    many = questionnaire(YEAR + 1, [question("first"), *(question(f"q-{number}") for number in range(39))])
    client = signed_in("administrator")
    found = []
    for asked in (few, many):
        address = f"/rounds/{asked.year_id}/team/{page}"
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        found.append(len(captured))
    assert found[0] == found[1]


def publish_something(people: People) -> None:
    """The next release: of a value that differs from the last one's."""
    number = Release.objects.count()
    bring_to_figure(f"3.4.1-a/total/{2021 + number}", entry(str(number)), people)
    publish(people)
