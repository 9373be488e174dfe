"""Every list costs the same number of queries for 3 rows as for many: one table of the places where there are lists.

A database is measured while it holds three of everything, grows to 75, more than any list shows on a page, and is
measured again; `make assure` has it grow to three hundred.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import create_token
from accounts.models import User
from accounts.roles import Role
from activity.actions import record
from common.statuses import Status
from countries.models import Country, CountryTeam, Region, RegionMembership
from finance.figures import new_figure
from finance.loading import load_finance
from finance.models import Contribution, ContributionFigure, Contributor, Fact, FundFigure, FundItem, Report
from finance.reports import open_report
from frameworks.models import Framework, ReportingYear
from indicators.actions import assign_indicators, open_reporting_year
from indicators.choices import State
from indicators.loading import load_framework
from indicators.models import Amendment, FactSource, FactValue, Indicator, LookAlike, Observation, ReportedFact, Series
from jobs.models import Job
from publications.actions import publish_release
from publications.models import Document, Kind, Release
from records.models import Appointment, Coordinator, OfficePost
from surveys.models import Answer, Item, Questionnaire, Submission
from tests.api import body_of
from tests.databases import copy_in_use
from tests.record_rows import EXAMPLES
from tests.work import another, explain_slipped, opened, question, questionnaire

FEW, MANY = 3, (75, pytest.param(300, marks=pytest.mark.assure))
MOST_OF_PUBLIC_PAGES = 8
YEARS = (2022, 2023, 2024, 2025)


@dataclass(frozen=True)
class Place:
    """A list: its address, who reads it (None: everybody), and by a program or at a browser."""

    address: str
    reader: Role | None = None
    token: bool = False

    def __str__(self) -> str:
        return f"{self.address} {self.reader or ''}"


BEFORE_PUBLISHING = [
    Place("/publish/", Role.PUBLISHER),
    Place("/tasks/", Role.PUBLISHER),
]
PLACES = [
    Place("/tasks/", Role.CUSTODIAN),
    Place("/tasks/", Role.VALIDATOR),
    Place("/tasks/", Role.FINANCE_OFFICER),
    Place("/entry/2025/", Role.CUSTODIAN),
    Place("/entry/2025/", Role.AUDITOR),
    Place("/entry/workbook.xlsx", Role.CUSTODIAN),
    Place("/entry/workbook.csv", Role.AUDITOR),
    Place("/review/observations/?year=2024", Role.VALIDATOR),
    Place("/review/observations/?year=2023", Role.VALIDATOR),
    Place("/review/answers/?year=2025", Role.VALIDATOR),
    Place("/review/answers/?year=2025", Role.AUDITOR),
    Place("/amendments/", Role.AUDITOR),
    Place("/activity/", Role.AUDITOR),
    Place("/jobs/", Role.CUSTODIAN),
    Place("/jobs/", Role.AUDITOR),
    Place("/activity/?format=csv", Role.AUDITOR),
    Place("/activity/?format=jsonl", Role.AUDITOR),
    Place("/records/", Role.AUDITOR),
    Place("/records/CAA/?date=2023-01-15", Role.AUDITOR),
    Place("/records/CAA/posts/?date=2023-01-15", Role.AUDITOR),
    Place("/records/CAA/appointments/?date=2023-01-15", Role.AUDITOR),
    Place("/finance/contributions/?year=2024", Role.FINANCE_OFFICER),
    Place("/finance/contributions/?sort=-dollars", Role.AUDITOR),
    Place("/finance/contributions.csv", Role.AUDITOR),
    Place("/finance/contributions.xlsx", Role.AUDITOR),
    Place("/review/finance/?of=contributions", Role.VALIDATOR),
    Place("/review/finance/?of=2022", Role.VALIDATOR),
    Place("/"),
    Place("/overview.csv"),
    Place("/overview.json"),
    Place("/framework/"),
    Place("/framework/?rating=on_track"),
    Place("/framework.csv"),
    Place("/framework.json"),
    Place("/releases/"),
    Place("/releases.csv"),
    Place("/releases.json"),
    Place("/releases/{newest}/"),
    Place("/releases/{newest}.csv"),
    Place("/releases/{newest}.json"),
    Place("/indicators/{framework}/1.1.1-1/"),
    Place("/indicators/{framework}/1.1.1-1.csv"),
    Place("/indicators/{framework}/1.1.1-1.json"),
    Place("/indicators/{framework}/1.1.1-1.svg"),
    Place("/indicators/{framework}/1.1.1-1/2023/behind/"),
    Place("/indicators/{framework}/1.1.1-1/2023/behind.csv"),
    Place("/compare/"),
    Place("/methodology/"),
    Place("/countries/"),
    Place("/countries.csv"),
    Place("/countries.json"),
    Place("/countries/?show=frameworks&group=&team=own"),
    Place("/countries/CAA/"),
    Place("/countries/CAA.csv"),
    Place("/regions/RAA/?show=reporting"),
    Place("/charts/countries/tiles/reporting.csv"),
    Place("/reporting/?year=2025"),
    Place("/reporting.csv?year=2025"),
    Place("/surveys/team/2025/"),
    Place("/surveys/team/2025.csv"),
    Place("/funding/streams/"),
    Place("/funding/streams.csv"),
    Place("/funding/contributions/?year=all"),
    Place("/funding/contributions.csv?sort=-sum"),
    Place("/funding/contributions.xlsx?year=2024"),
    Place("/data/series.csv"),
    Place("/data/series/"),
    Place("/data/contributions.xlsx"),
    Place("/search/?q=indicator&kind=indicator"),
    Place("/search.json?q=indicator&kind=indicator"),
    Place("/api/v1/frameworks/"),
    Place("/api/v1/frameworks/{framework}/"),
    Place("/api/v1/indicators/?limit=1000"),
    Place("/api/v1/indicators/{framework}/1.1.1-1/"),
    Place("/api/v1/observations/?limit=1000"),
    Place("/api/v1/observations/?limit=1000&count=true"),
    Place("/api/v1/observations/?year=2023&goal=1&limit=1000"),
    Place("/api/v1/observations/?format=csv"),
    Place("/api/v1/countries/?limit=1000"),
    Place("/api/v1/regions/?limit=1000"),
    Place("/api/v1/teams/?limit=1000"),
    Place("/api/v1/reporting/2025/"),
    Place("/api/v1/surveys/team/2025/"),
    Place("/facts/"),
    Place("/facts.csv"),
    Place("/api/v1/facts/A-TEST/"),
    Place("/api/v1/finance/contributions/?limit=1000"),
    Place("/api/v1/finance/contributions/?limit=1000&year=2024&stream=voluntary&count=true"),
    Place("/api/v1/finance/resources/"),
    Place("/api/v1/finance/resources/?by=component&kind=estimate"),
    Place("/api/v1/finance/posts/"),
    Place("/api/v1/finance/funding/"),
    Place("/api/v1/releases/?limit=1000"),
    Place("/api/v1/releases/{newest}/"),
    Place("/api/v1/entry/observations/?limit=1000", Role.CUSTODIAN, token=True),
    Place("/api/v1/entry/observations/?limit=1000", Role.AUDITOR, token=True),
    Place("/api/v1/entry/submissions/?limit=1000", Role.VALIDATOR, token=True),
    Place("/api/v1/entry/submissions/?limit=1000&year=2025&kind=team&count=true", Role.AUDITOR, token=True),
    Place("/api/v1/entry/records/CAA/?date=2023-01-15", Role.AUDITOR, token=True),
    Place("/api/v1/entry/records/CAA/posts/?date=2023-01-15", Role.AUDITOR, token=True),
    Place("/api/v1/entry/records/CAA/appointments/?date=2023-01-15", Role.AUDITOR, token=True),
    Place("/api/v1/entry/observations/?limit=1000&state=returned&year=2025", Role.VALIDATOR, token=True),
    Place("/api/v1/entry/finance/items/?limit=1000&kind=received", Role.FINANCE_OFFICER, token=True),
    Place("/api/v1/entry/finance/contributions/?limit=1000", Role.FINANCE_OFFICER, token=True),
    Place("/api/v1/entry/finance/contributions/?limit=1000&year=2024&count=true", Role.AUDITOR, token=True),
]


# --- Growing -------------------------------------------------------------------------------------------------------


def write_framework(folder: Any, code: str, first_year: int, count: int) -> Any:
    """A framework of `count` series, each with a value for 2023, as the loader reads it."""
    numbers, first = range(1, count + 1), max(2, count // 15)
    series = [
        {"code": f"s{n}", "title": f"Part {n}", "baseline": 10, "baseline_year": 2021, "target": 90} for n in numbers
    ]
    indicators = [
        {
            "code": f"1.1.1-{place}",
            "title": f"Indicator {place}",
            "unit": "percent",
            "direction": "up",
            "roll_up": {"method": "share", "of": "country teams"},
            "series": part,
        }
        for place, part in enumerate([series[:first], *([row] for row in series[first:])], 1)
    ]
    outcome = {
        "code": "1.1",
        "title": "Outcome",
        "outputs": [{"code": "1.1.1", "title": "Output", "indicators": indicators}],
    }
    head = {"code": code, "document": "A/TEST", "title": code, "first_year": first_year, "last_year": 2025}
    values = [
        {"indicator": indicator["code"], "series": row["code"], "year": 2023, "value": 50, "paragraph": 1}
        for indicator in indicators
        for row in indicator["series"]
    ]
    (folder / code).mkdir()
    files = {
        "framework": {"framework": head, "goals": [{"code": "1", "title": "Goal", "outcomes": [outcome]}]},
        "reported_values": {"values": values},
        "reporting_years": [{"year": year, "closed": False} for year in YEARS],
    }
    for name, content in files.items():
        (folder / code / f"{name}.yaml").write_text(yaml.safe_dump(content))
    return folder / code / "framework.yaml"


def grow_framework(folder: Any, code: str, first_year: int, count: int, people: dict[Role, User]) -> None:
    """`count` series more, with all their rows: returned ones in 2025, submitted in 2024, validated in 2023."""
    framework = load_framework(write_framework(folder, code, first_year, count))
    indicators = Indicator.objects.filter(framework=framework)
    assign_indicators(people[Role.CUSTODIAN], indicators, by=None, first_day=date(2025, 1, 1))
    # As three rounds of actions on each row would leave it, without waiting for them.
    rows = Observation.objects.filter(series__indicator__framework=framework)
    entered = {
        "value": 60,
        "status": Status.REPORTED,
        "changed_by": people[Role.CUSTODIAN],
        "changed_at": timezone.now(),
    }
    rows.filter(year=2025).update(state=State.RETURNED, comment="Why?", **entered)
    rows.filter(year=2024).update(state=State.SUBMITTED, submitted_by=people[Role.CUSTODIAN], **entered)
    rows.filter(year=2024, series__indicator__position__gt=9).update(submitted_by=people[Role.FINANCE_OFFICER])


def grow_countries(start: int, end: int) -> None:
    """Countries of which each has a team and, for three of them or for all, a region."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for number in range(start, end):
        code = letters[number // 26] + letters[number % 26]
        region = Region.objects.create(code=f"R{code}", name=f"Region {number}", name_en=f"Region {number}")
        team = CountryTeam.objects.create(code=f"C{code}", region=region)
        RegionMembership.objects.create(team=team, region=region)
        Country.objects.create(
            iso3=f"C{code}", iso2=code, name=f"Country {number}", name_en=f"Country {number}", team=team
        )


def grow_records(start: int, end: int) -> None:
    """Posts of the first team, and its coordinators; as so many actions would leave them, without waiting."""
    team = CountryTeam.objects.get(code="CAA")
    example, examples = {"team": team, "valid_from": date(2023, 1, 15)}, range(start, end)
    OfficePost.objects.bulk_create(OfficePost(**EXAMPLES["posts"], **example) for _number in examples)
    persons = Coordinator.objects.bulk_create(
        Coordinator(code=f"RC-{number:04}", name=f"Nobody {number}", is_woman=True, from_programme_country=True)
        for number in examples
    )
    Appointment.objects.bulk_create(
        Appointment(**EXAMPLES["appointments"], **example, coordinator=person) for person in persons
    )


def grow_trust_fund(start: int, end: int) -> None:
    """A report more, and for each number a contributor with its payment and one that waits, a fact, a waiting item."""
    report = load_finance() or open_report(2022 + Report.objects.count(), f"E/{end}/1", by=None)
    examples = range(start, end)
    givers = Contributor.objects.bulk_create(
        Contributor(code=f"giver-{number}", name=f"Giver {number}", name_en=f"Giver {number}", kind="member_state")
        for number in examples
    )
    gifts = {"stream": "voluntary", "kind": "payment", "first_year": 2024, "last_year": 2024, "amount": Decimal(5)}
    contributions = Contribution.objects.bulk_create(
        Contribution(reference=f"2024-{number:04}", contributor=giver, state=State.VALIDATED, **gifts)
        for number, giver in zip(examples, givers, strict=True)
    )
    ContributionFigure.objects.bulk_create(new_figure(row, number=1, by=None) for row in contributions)
    coming = gifts | {"first_year": 2025, "last_year": 2025, "currency": "CHF", "state": State.SUBMITTED}
    Contribution.objects.bulk_create(
        Contribution(reference=f"2025-{number:04}", contributor=giver, **coming)
        for number, giver in zip(examples, givers, strict=True)
    )
    items = list(FundItem.objects.filter(report=report, figures=None))
    for item in items:
        item.status, item.value = Status.REPORTED, Decimal(100_000)
    FundFigure.objects.bulk_create(new_figure(item, number=1, by=None) for item in items)
    waiting = FundItem.objects.filter(report=2022).order_by("pk").values_list("pk", flat=True)[:end]
    FundItem.objects.filter(pk__in=list(waiting)).update(state=State.SUBMITTED)
    Fact.objects.bulk_create(
        Fact(report=report, code=f"fact-{number}", title="A fact", title_en="A fact", year=2021, unit="number", value=1)
        for number in examples
    )


def grow_facts(start: int, end: int) -> None:
    """Facts of a report, each for one year, and as many look-alikes of one indicator."""
    source, _created = FactSource.objects.get_or_create(code="survey", defaults={"title_en": "A survey", "position": 1})
    said = {"document": "A/TEST", "title": "A fact", "title_en": "A fact", "unit": "number", "paragraph": "1"}
    facts = ReportedFact.objects.bulk_create(
        ReportedFact(code=f"fact-{number}", source=source, position=number, **said) for number in range(start, end)
    )
    FactValue.objects.bulk_create(FactValue(fact=fact, year=2021, value=1) for fact in facts)
    indicator = Indicator.objects.order_by("pk")[0]
    different = {"difference": "Otherwise.", "difference_en": "Otherwise.", "year": 2021, "value": 1}
    LookAlike.objects.bulk_create(
        LookAlike(code=f"like-{number}", indicator=indicator, position=number, **said, **different)
        for number in range(start, end)
    )


def grow_submissions() -> None:
    """A questionnaire for 2025, once, and in it all teams there are, their answers endorsed; later ones as it did."""
    if not Questionnaire.objects.exists():
        opened(questionnaire(2025, [question("plan"), question("staff", "number")]))
    [asked] = Questionnaire.objects.all()
    there = set(Submission.objects.values_list("team", flat=True))
    teams = CountryTeam.objects.exclude(pk__in=there)
    more = Submission.objects.bulk_create(
        Submission(questionnaire=asked, code=team.code, team=team, region=team.region)
        for team in teams.select_related("region")
    )
    items = list(Item.objects.all())
    Answer.objects.bulk_create(Answer(submission=row, item=item) for row in more for item in items)
    Submission.objects.update(state="endorsed", submitted_at=timezone.now())


def grow_jobs(start: int, end: int, owner: User) -> None:
    """Jobs that wait, each asked for by the same person."""
    rows = [Job(key=f"job-{number}", kind="tests.note", asked_by=owner, language="en") for number in range(start, end)]
    Job.objects.bulk_create(rows)


def grow_amendments(proposer: User, end: int) -> None:
    """Amendments up to that number which wait for a decision."""
    framework = Framework.objects.order_by("pk")[0]
    change = {"on": f"framework {framework.code}", "field": "mandate", "old": "", "new": "Another"}
    Amendment.objects.bulk_create(
        Amendment(
            framework=framework,
            number=number,
            first_year=framework.first_year,
            decided_on=date(2024, 12, 19),
            mandate="A mandate",
            reason="A reason.",
            changes=[change],
            proposed_at=timezone.now(),
            proposed_by=proposer,
        )
        for number in range(Amendment.objects.count() + 1, end + 1)
    )


def grow_years(last: int) -> None:
    """Open years up to `last`, in which nothing was entered yet."""
    for year in range(ReportingYear.objects.order_by("-year")[0].year + 1, last + 1):
        open_reporting_year(year, by=None)


def grow_releases(end: int) -> None:
    """Releases up to number `end`, of which only their own documents are here: enough for a list of them."""
    first = Document.objects.get(release=1, kind=Kind.RELEASE)
    for number in range(Release.objects.count() + 1, end + 1):
        Release.objects.create(
            number=number,
            title=f"Release {number}",
            reason="Again.",
            published_at=timezone.now() - timedelta(days=1),
            due_year=2024,
            sha256="0" * 64,
        )
        text = first.text.replace('"number":1', f'"number":{number}')
        Document.objects.create(
            release_id=number, kind=Kind.RELEASE, key=str(number), position=1, text=text, sha256="0" * 64
        )


# --- Measuring -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    queries: int
    length: int


def measured(
    places: list[Place], people: dict[Role, User], tokens: dict[Role, str], framework: str
) -> dict[Place, Cost]:
    newest = Release.objects.order_by("-number").values_list("number", flat=True).first() or 0
    costs = {}
    for place in places:
        client = Client(headers={"Authorization": f"Token {tokens[place.reader]}"} if place.token else {})
        if place.reader and not place.token:
            client.force_login(people[place.reader], backend="django.contrib.auth.backends.ModelBackend")
        address = place.address.format(newest=newest, framework=framework)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
            body = body_of(response)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        costs[place] = Cost(len(captured), len(body))
    return costs


@pytest.fixture(scope="module", params=MANY)
def costs(request, databases, django_db_setup, django_db_blocker, tmp_path_factory):
    """What each place cost with few rows and with many: {place: (Cost, Cost)}."""
    folder = tmp_path_factory.mktemp("frameworks")
    with django_db_blocker.unblock(), copy_in_use(databases, "migrated"):
        roles = (Role.CUSTODIAN, Role.FINANCE_OFFICER, Role.VALIDATOR, Role.PUBLISHER, Role.AUDITOR)
        people = {role: another(role, f"{role}@example.org") for role in roles}
        tokens = {role: create_token(user, by=user) for role, user in people.items()}
        grow_countries(0, 1)
        publish_release("So that there is one to compare with.", by=None)
        found = []
        for code, first_year, start, end in (("FEW", 2021, 1, FEW), ("MANY", 2022, FEW, request.param)):
            grow_framework(folder, code, first_year, end - Series.objects.count(), people)
            grow_countries(start, end)
            grow_records(start, end)
            grow_trust_fund(start, end)
            grow_facts(start, end)
            with transaction.atomic():
                for _time in range(start, end):
                    record("accounts.user.changed", f"user {people[Role.AUDITOR].pk}", by=people[Role.PUBLISHER])
            grow_submissions()
            grow_jobs(start, end, people[Role.CUSTODIAN])
            grow_amendments(people[Role.CUSTODIAN], end)
            grow_releases(end - 1)
            grow_years(last=2025 if end == FEW else 2028)
            before = measured(BEFORE_PUBLISHING, people, tokens, code)
            explain_slipped(people[Role.PUBLISHER])
            publish_release("Results.", by=people[Role.PUBLISHER])
            found.append(before | measured(PLACES, people, tokens, code))
        yield {place: (found[0][place], found[1][place]) for place in found[0]}


@pytest.mark.parametrize("place", [*BEFORE_PUBLISHING, *PLACES], ids=str)
def test_many_rows_cost_as_many_queries_as_three(costs, place):
    few, many = costs[place]
    assert many.length > few.length, "the list has not grown"
    assert many.queries == few.queries
    assert place.reader or many.queries <= MOST_OF_PUBLIC_PAGES
