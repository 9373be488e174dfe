"""What records say on a day, for the questions that rest on them: a table of cases."""

from datetime import date
from decimal import Decimal

import pytest

from countries.models import Country, CountryTeam
from records.actions import end_record, withdraw_record
from records.facts import FACTS, OF_TEAMS, Known, coordinator_facts, team_facts
from records.kinds import KINDS
from tests.record_rows import add, confirm, coordinator, one_of_each, without_records

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 30)
NOT_REPORTED = Known("not_reported")
YES, NO, NONE, ZERO = (
    Known("reported", choice="yes"),
    Known("reported", choice="no"),
    Known("reported"),
    Known("reported", number=Decimal(0)),
)
NO_FRAMEWORK = Known("not_applicable", reason="The team has no Cooperation Framework in force.")


@pytest.fixture(autouse=True)
def only_these_records():
    without_records()


def of(team: str, fact: str, day: date = DAY) -> Known:
    return team_facts(day, [team])[team][fact]


# --- What nothing means --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact", OF_TEAMS)
def test_of_no_records_nothing_is_known_until_they_are_confirmed(fact):
    assert of("KEN", fact) == NOT_REPORTED
    confirm("KEN", 2024, *{"frameworks", FACTS[fact].kind})
    absent = {"yes_no": NO, "number": ZERO, "multiple": NONE}[FACTS[fact].type]
    needs_framework = fact.startswith("framework.") and fact != "framework.in_force"
    assert of("KEN", fact) == (NO_FRAMEWORK if needs_framework else absent)


def test_what_is_confirmed_for_one_year_or_team_or_kind_says_nothing_of_another():
    confirm("KEN", 2024, "back-offices")
    assert of("KEN", "back_offices.count") == ZERO
    assert of("KEN", "back_offices.count", date(2023, 6, 30)) == NOT_REPORTED
    assert of("UGA", "back_offices.count") == NOT_REPORTED
    assert of("KEN", "agreements.count") == NOT_REPORTED


def test_what_is_there_is_known_without_a_confirmation():
    one_of_each("KEN")
    known = team_facts(date(2023, 6, 30), ["KEN"])["KEN"]
    assert NOT_REPORTED not in known.values()


def test_an_empty_list_of_the_consulted_is_only_known_once_confirmed():
    add("frameworks", "KEN", consulted="")
    assert of("KEN", "framework.consulted") == NOT_REPORTED
    confirm("KEN", 2024, "frameworks")
    assert of("KEN", "framework.consulted") == NONE


# --- Days ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("happened", "day", "counts"),
    [
        (date(2023, 7, 1), date(2024, 6, 30), True),  # the first of the twelve months
        (date(2023, 6, 30), date(2024, 6, 30), False),  # the day a year before
        (date(2024, 6, 30), date(2024, 6, 30), True),
        (date(2024, 7, 1), date(2024, 6, 30), False),  # has not happened yet
        (date(2024, 1, 1), date(2024, 12, 31), True),
        (date(2023, 12, 31), date(2024, 12, 31), False),
        (date(2023, 3, 1), date(2024, 2, 29), True),
        (date(2023, 2, 28), date(2024, 2, 29), False),
        (date(2024, 2, 29), date(2025, 2, 28), True),
    ],
)
@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        ("country-analyses", "cca.updated_in_past_year"),
        ("steering-committee-meetings", "steering_committee.met_in_past_year"),
        ("continuity-plans", "continuity_plan.up_to_date"),
        ("operations-strategy", "operations_strategy.reviewed"),
    ],
)
def test_the_past_year_is_the_twelve_months_up_to_the_day(kind, fact, happened, day, counts):
    add(kind, "KEN", valid_from=happened)
    confirm("KEN", day.year, kind)
    assert of("KEN", fact, day) == (YES if counts else NO)


def test_an_adopted_strategy_is_not_a_reviewed_one():
    add("operations-strategy", "KEN", valid_from=DAY, step="adopted")
    confirm("KEN", 2024, "operations-strategy")
    assert of("KEN", "operations_strategy.reviewed") == NO


@pytest.mark.parametrize(
    ("changes", "in_force"),
    [
        ({}, True),
        ({"signed_on": None}, False),
        ({"signed_on": DAY}, True),
        ({"signed_on": date(2024, 7, 1)}, False),
        ({"first_year": 2025}, False),
        ({"last_year": 2024}, True),
        ({"last_year": 2023}, False),
        ({"valid_to": date(2024, 6, 29)}, False),
    ],
)
def test_a_framework_is_in_force_when_it_is_signed_and_its_cycle_holds_the_year(changes, in_force):
    add("frameworks", "KEN", **changes)
    confirm("KEN", 2024, "frameworks")
    assert of("KEN", "framework.in_force") == (YES if in_force else NO)
    assert of("KEN", "framework.funding_framework") == (YES if in_force else NO_FRAMEWORK)


def test_of_two_frameworks_in_force_the_later_one_counts():
    add("frameworks", "KEN", code="CF-2019", first_year=2019, last_year=2024)
    add("frameworks", "KEN", code="CF-2024", first_year=2024, last_year=2028, has_funding_framework=False)
    assert of("KEN", "framework.funding_framework") == NO
    assert of("KEN", "framework.funding_framework", date(2023, 6, 30)) == YES


def test_what_ended_or_was_withdrawn_counts_no_more():
    office = add("back-offices", "KEN")
    other = add("back-offices", "KEN", name="Another")
    assert of("KEN", "back_offices.count").number == 2
    end_record(office, date(2024, 1, 31), by=None, seen=1)
    assert of("KEN", "back_offices.count").number == 1
    assert of("KEN", "back_offices.count", date(2024, 1, 31)).number == 2
    withdraw_record(other, "Never there.", by=None, seen=1)
    assert of("KEN", "back_offices.count", date(2024, 1, 31)).number == 1
    assert of("KEN", "back_offices.count") == NOT_REPORTED


# --- Who is counted how often --------------------------------------------------------------------------------------


def test_a_framework_of_three_teams_counts_once_with_the_team_that_reports_for_it():
    framework = add("frameworks", "BRB")
    for partner in ("GUY", "TTO"):
        add("framework-teams", "BRB", framework=framework, partner=CountryTeam.objects.get(code=partner))
    for code, has_physical_presence in (("ILO", False), ("UNIDO", False), ("UNDP", True)):
        add(
            "signatories",
            "BRB",
            framework=framework,
            entity_code=code,
            has_physical_presence=has_physical_presence,
            is_specialized_agency=code != "UNDP",
        )
    known = team_facts(DAY, ["BRB", "GUY", "TTO"])
    assert [known[team]["framework.in_force"] for team in known] == [YES] * 3
    assert [known[team]["framework.consulted"].choice for team in known] == ["academia youth"] * 3
    for fact in ("framework.entities_without_presence", "framework.specialized_agencies"):
        assert known["BRB"][fact] == Known("reported", number=Decimal(2))
        for partner in ("GUY", "TTO"):
            assert known[partner][fact].status == "not_applicable"
            assert "BRB" in known[partner][fact].reason


def test_signatories_that_all_are_present_are_none_without_presence_only_once_confirmed():
    add("signatories", "KEN", has_physical_presence=True)
    assert of("KEN", "framework.entities_without_presence") == NOT_REPORTED
    confirm("KEN", 2024, "signatories")
    assert of("KEN", "framework.entities_without_presence") == ZERO


def test_agreements_count_by_country_and_one_country_once():
    countries = Country.objects.filter(team__code="FJI").order_by("iso3")[:5]
    assert len(countries) == 5
    for country in (*countries, countries[0]):
        add("host-country-agreements", "FJI", country=country)
    assert of("FJI", "agreements.count") == Known("reported", number=Decimal(5))


def test_the_themes_of_all_joint_programmes_are_named_once_and_sorted():
    add("joint-programmes", "KEN", themes="other human-rights")
    add("joint-programmes", "KEN", themes="gender-equality other")
    add("joint-programmes", "KEN", themes="disability-inclusion", valid_to=date(2024, 1, 1))
    assert of("KEN", "joint_programmes.themes").choice == "gender-equality human-rights other"


@pytest.mark.parametrize(
    ("hats", "answer"),
    [
        ({}, NO),
        ({"is_humanitarian_coordinator": True}, YES),
        ({"is_deputy_special_representative": True}, YES),
    ],
)
def test_an_appointment_says_whether_the_coordinator_is_multi_hatted(hats, answer):
    add("appointments", "KEN", **hats)
    assert of("KEN", "coordinator.multi_hatted") == answer


def test_a_coordinator_of_two_teams_is_one_coordinator():
    serving = coordinator(is_woman=True, from_programme_country=False)
    add("appointments", "KEN", coordinator=serving)
    add("appointments", "UGA", coordinator=serving)
    known = coordinator_facts(DAY)
    assert known[serving.code] == {"coordinator.woman": YES, "coordinator.from_programme_country": NO}


def test_coordinators_are_those_who_serve_on_the_day():
    former, present = coordinator(), coordinator()
    add("appointments", "KEN", coordinator=former, valid_from=date(2020, 1, 1), valid_to=date(2024, 6, 29))
    add("appointments", "KEN", coordinator=present, valid_from=DAY)
    assert former.code not in coordinator_facts(DAY)
    assert present.code in coordinator_facts(DAY)
    assert former.code in coordinator_facts(date(2024, 6, 29))
    assert list(coordinator_facts(DAY, [former.code])) == [former.code]


# --- All of it -----------------------------------------------------------------------------------------------------


def test_every_fact_rests_on_a_kind_and_is_told_of_every_team():
    assert {fact.kind for fact in FACTS.values()} <= KINDS.keys()
    known = team_facts(DAY)
    assert list(known) == list(CountryTeam.objects.order_by("code").values_list("code", flat=True))
    assert {tuple(facts) for facts in known.values()} == {OF_TEAMS}


def test_many_teams_cost_as_many_queries_as_one(django_assert_num_queries):
    for code in ("KEN", "UGA", "FJI"):
        one_of_each(code)
    with django_assert_num_queries(14):
        team_facts(DAY, ["KEN"])
    with django_assert_num_queries(14):
        team_facts(DAY)
    with django_assert_num_queries(1):
        coordinator_facts(DAY)
