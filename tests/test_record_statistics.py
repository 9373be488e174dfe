"""What is public of the records, and the statistics that are computed from it at any day."""

import json
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from common.canonical import to_text
from countries.models import CountryTeam
from records.actions import end_record, withdraw_record
from records.published import confirmed_years, public_part, staffing_counts
from records.statistics import coordinators, framework_board, held_by, holds_on, staffing
from tests.record_rows import add, confirm, coordinator, one_of_each, team, without_records

DAY = date(2024, 6, 30)


@pytest.fixture
def only_these_records(db):
    without_records()


# --- What is public ------------------------------------------------------------------------------------------------


def test_no_name_of_a_person_no_note_and_no_holders_sex_is_public(only_these_records):
    person = coordinator("Somebody Real")
    add("appointments", "KEN", coordinator=person, note="Secret one.")
    add("posts", "KEN", note="Secret two.")
    part = public_part(["KEN"])["KEN"]
    text = to_text(part)
    assert "Somebody" not in text
    assert person.code not in text
    assert "Secret" not in text
    assert part["appointments"] == [
        {
            "from": "2023-01-15",
            "to": None,
            "origin": "entity",
            "entity_of_origin": "UNDP",
            "is_first": True,
            "is_humanitarian_coordinator": False,
            "is_deputy_special_representative": False,
            "woman": True,
            "from_programme_country": False,
            "also_serves": [],
        }
    ]
    assert part["posts"] == [
        {"from": "2023-01-15", "to": None, "function": "economics", "category": "national_officer", "held": "filled"}
    ]


def test_a_framework_stands_with_each_of_its_teams_and_bears_what_belongs_to_it(only_these_records):
    framework = add("frameworks", "BRB")
    add("framework-teams", "BRB", framework=framework, partner=team("GUY"))
    add("framework-milestones", "BRB", framework=framework)
    add("signatories", "BRB", framework=framework)
    part = public_part(["GUY", "KEN"])
    assert list(part) == ["GUY", "KEN"]
    assert part["KEN"] == {}
    (shared,) = part["GUY"]["frameworks"]
    assert shared["reporting_team"] == "BRB"
    assert shared["consulted"] == ["academia", "youth"]
    assert [row["partner"] for row in shared["shared_with"]] == ["GUY"]
    assert [row["step"] for row in shared["milestones"]] == ["design"]
    assert [row["entity_code"] for row in shared["signatories"]] == ["ILO"]
    assert public_part()["BRB"]["frameworks"] == [shared]


def test_everything_public_is_json_in_the_same_words_for_every_reader(only_these_records):
    one_of_each("KEN")
    part = public_part()
    assert json.loads(json.dumps(part)) == part
    assert part["KEN"]["scorecards"][0]["score"] == "62.5"
    assert part["KEN"]["host-country-agreements"][0]["country"] == "KEN"
    with override("zh"):
        assert public_part() == part


def test_what_ended_is_public_and_what_was_withdrawn_is_not(only_these_records):
    end_record(add("back-offices", "KEN", name="A"), date(2023, 12, 31), by=None, seen=1)
    withdraw_record(add("back-offices", "KEN", name="B"), "Never there.", by=None, seen=1)
    assert [(row["name"], row["to"]) for row in public_part()["KEN"]["back-offices"]] == [("A", "2023-12-31")]


def test_what_is_public_costs_as_many_queries_for_all_teams_as_for_one(
    only_these_records, django_assert_num_queries, django_assert_max_num_queries
):
    one_of_each("KEN")
    with django_assert_max_num_queries(25) as few:
        public_part(["KEN"])
    one_of_each("UGA")
    one_of_each("FJI")
    with django_assert_num_queries(len(few)):
        public_part()


def test_confirmed_years_stand_by_team_and_kind(only_these_records):
    confirm("KEN", 2024, "posts")
    confirm("KEN", 2023, "posts", "frameworks")
    confirm("UGA", 2024, "posts")
    assert confirmed_years(["KEN"]) == {"KEN": {"frameworks": [2023], "posts": [2023, 2024]}}
    assert confirmed_years()["UGA"] == {"posts": [2024]}


# --- Coordinators --------------------------------------------------------------------------------------------------


def test_coordinators_are_counted_as_persons_and_told_apart(only_these_records):
    of_two = coordinator(is_woman=True, from_programme_country=True)
    for code in ("WSM", "FJI"):
        add("appointments", code, coordinator=of_two, is_humanitarian_coordinator=True)
    add("appointments", "KEN", coordinator=coordinator(is_woman=False), origin="external", entity_of_origin="")
    add("appointments", "UGA", coordinator=coordinator(is_woman=True), entity_of_origin="UNICEF", is_first=False)
    add("appointments", "RWA", coordinator=coordinator(is_woman=True), valid_to=date(2024, 6, 29))
    found = coordinators(public_part(["FJI", "KEN", "RWA", "UGA", "WSM"]), DAY)
    assert (found.count, found.women, found.from_programme_countries, found.external) == (3, 2, 1, 1)
    assert (found.first_appointments, found.humanitarian_coordinators) == (2, 1)
    assert found.deputy_special_representatives == 0
    assert found.entities_of_origin == (("UNDP", 1), ("UNICEF", 1))
    assert [row.teams for row in found.behind] == [("FJI", "WSM"), ("KEN",), ("UGA",)]
    assert found.without == ("RWA",)
    assert coordinators(public_part(["RWA"]), date(2024, 6, 29)).count == 1


def test_a_coordinator_who_left_one_of_two_teams_still_counts_once(only_these_records):
    moving = coordinator()
    add("appointments", "FJI", coordinator=moving, valid_to=date(2024, 3, 31))
    add("appointments", "WSM", coordinator=moving)
    part = public_part(["FJI", "WSM"])
    assert coordinators(part, date(2024, 3, 31)).count == 1
    assert [row.teams for row in coordinators(part, DAY).behind] == [("WSM",)]


# --- Offices -------------------------------------------------------------------------------------------------------


def test_posts_are_counted_by_function_category_and_holder(only_these_records):
    for function, category, holder in (
        ("economics", "international_professional", "woman"),
        ("economics", "international_professional", "vacant"),
        ("communications", "national_officer", "man"),
        ("other", "un_volunteer", "woman"),
    ):
        add("posts", "KEN", function=function, category=category, held_by=holder)
    add("posts", "UGA", held_by="vacant", valid_to=date(2024, 1, 1))
    found = staffing(public_part(), DAY)
    assert (found.core.posts, found.core.filled, found.core.vacant) == (3, 2, 1)
    by_function = {row.code: (row.filled, row.vacant) for row in found.by_function}
    assert (by_function["economics"], by_function["communications"], by_function["other"]) == ((1, 1), (1, 0), (1, 0))
    assert by_function["strategic_planning"] == (0, 0)
    by_category = {row.code: row.posts for row in found.by_category}
    assert by_category["international_professional"] == 2
    assert [code for code, _post in found.behind] == ["KEN"] * 4
    held = {row.category: (row.women, row.men, row.vacant) for row in held_by(staffing_counts(DAY))}
    assert held["international_professional"] == (1, 0, 1)
    assert held["national_officer"] == (0, 1, 0)
    assert {row["region"] for row in staffing_counts(date(2024, 1, 1))} == {"AFR"}


# --- Frameworks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "in_force"),
        ({"signed_on": None}, "in_design"),
        ({"signed_on": date(2024, 7, 1)}, "in_design"),
        ({"first_year": 2025}, "signed"),
        ({"last_year": 2023}, "ended"),
        ({"last_year": 2023, "signed_on": None}, "ended"),
    ],
)
def test_a_framework_has_one_status_on_a_day(only_these_records, changes, status):
    add("frameworks", "KEN", **changes)
    found = framework_board(public_part(["KEN", "UGA"]), DAY)
    assert dict(found.counts) == {"in_force": 0, "signed": 0, "in_design": 0, "ended": 0, status: 1}
    assert found.without == (("UGA",) if status == "in_force" else ("KEN", "UGA"))


def test_a_framework_of_several_teams_stands_once_on_the_board(only_these_records):
    framework = add("frameworks", "BRB")
    for code in ("GUY", "TTO"):
        add("framework-teams", "BRB", framework=framework, partner=team(code))
    add("framework-milestones", "BRB", framework=framework, step="design", due_on=date(2021, 6, 1), done=True)
    add("framework-milestones", "BRB", framework=framework, step="signature", due_on=date(2021, 12, 1), done=True)
    add("framework-milestones", "BRB", framework=framework, step="evaluation", due_on=date(2024, 6, 1), done=False)
    for code, present in (("ILO", False), ("UNDP", True)):
        add("signatories", "BRB", framework=framework, entity_code=code, has_physical_presence=present)
    found = framework_board(public_part(["BRB", "GUY", "KEN", "TTO"]), DAY)
    (row,) = found.rows
    assert row.teams == ("BRB", "GUY", "TTO")
    assert (row.step, row.signatories, row.without_presence, row.specialized_agencies) == ("signature", 2, 1, 2)
    assert found.without == ("KEN",)


# --- Without a database --------------------------------------------------------------------------------------------

DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
HELD = st.sampled_from(["filled", "vacant"])


def a_post(first, last, held):
    ends = None if last is None else max(first, last).isoformat()
    return {
        "from": first.isoformat(),
        "to": ends,
        "function": "economics",
        "category": "national_officer",
        "held": held,
    }


POSTS = st.lists(st.builds(a_post, DAYS, st.none() | DAYS, HELD), max_size=6)


@given(st.dictionaries(st.sampled_from(["KEN", "UGA", "FJI"]), POSTS), DAYS)
def test_the_posts_of_all_teams_are_the_sum_of_each_teams(posts, day):
    part = {code: {"posts": rows} for code, rows in posts.items()}
    whole = staffing(part, day)
    assert whole.core.posts == sum(staffing({code: kinds}, day).core.posts for code, kinds in part.items())
    assert whole.core.posts == len(whole.behind) == sum(row.posts for row in whole.by_category)
    assert all(holds_on(post, day) for _code, post in whole.behind)


@pytest.mark.django_db
def test_every_team_has_its_place_also_without_records():
    assert list(public_part()) == list(CountryTeam.objects.order_by("code").values_list("code", flat=True))
