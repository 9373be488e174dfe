"""Countries, teams and regions in public: what their released records say on any day, with the lists behind it."""

import csv
import io
import json
from datetime import date

import pytest
from django.test import Client

from records.actions import end_record
from tests.record_rows import add, confirm, coordinator
from tests.work import publish

pytestmark = pytest.mark.django_db
FIRST_DAY = date(2023, 1, 15)


@pytest.fixture
def visitor():
    return Client()


@pytest.fixture
def published(people):
    """A release with two coordinators (one of them with two teams), three posts, and a framework of two teams."""
    both = coordinator("The coordinator of two teams", is_woman=True, from_programme_country=True)
    add("appointments", "FJI", coordinator=both)
    add("appointments", "WSM", coordinator=both)
    add(
        "appointments",
        "KEN",
        coordinator=coordinator("The other", is_woman=False),
        origin="external",
        entity_of_origin="",
    )
    add("posts", "KEN", function="economics", held_by="woman")
    add("posts", "KEN", function="communications", held_by="vacant")
    add("posts", "KEN", function="other", held_by="man")
    framework = add("frameworks", "FJI", title="The Pacific framework")
    add("framework-teams", "FJI", framework=framework)
    confirm("KEN", 2023, "posts")
    publish(people)


def rows(visitor, path):
    return list(csv.DictReader(io.StringIO(visitor.get(path).content.decode("utf-8-sig"))))


def test_every_country_stands_in_the_list_with_the_office_that_serves_it(visitor):
    page = visitor.get("/countries/").content.decode()
    assert page.count('<tr role="row">') == 5 + 162  # with the heads of five regions
    countries = rows(visitor, "/countries.csv")
    assert len(countries) == 162
    assert {row["team"] for row in countries if row["iso3"] in {"FJI", "SLB", "TUV"}} == {"FJI"}
    assert json.loads(visitor.get("/countries.json").content)[0]["iso3"] == countries[0]["iso3"]


def test_a_release_without_records_says_that_this_is_not_none(visitor):
    for path in ("/countries/", "/countries/coordinators/", "/countries/KEN/"):
        assert "That is not the same as none." in visitor.get(path).content.decode()


def test_who_serves_two_teams_counts_once_and_stands_with_both(visitor, published):
    listed = rows(visitor, "/countries/coordinators.csv?day=2024-06-30")
    assert [(row["teams"], row["woman"]) for row in listed] == [("FJI WSM", "true"), ("KEN", "false")]
    page = visitor.get("/countries/coordinators/?day=2024-06-30").content.decode()
    assert "<dt>Serving</dt><dd>2</dd>" in page
    assert "<dt>Teams without a coordinator</dt><dd>129</dd>" in page


def test_the_numbers_are_those_of_the_day_that_is_asked_for(visitor, published):
    assert rows(visitor, "/countries/coordinators.csv?day=2023-01-14") == []
    assert len(rows(visitor, "/countries/coordinators.csv?day=2023-01-15")) == 2


def test_a_region_or_group_shows_its_own_numbers(visitor, published):
    query = "?day=2024-06-30"
    assert [row["teams"] for row in rows(visitor, f"/countries/coordinators.csv{query}&region=AFR")] == ["KEN"]
    assert [row["teams"] for row in rows(visitor, f"/countries/coordinators.csv{query}&group=SIDS")] == ["FJI WSM"]
    assert {row["team"] for row in rows(visitor, f"/countries.csv{query}&group=SIDS&region=AFR")} >= {"MUS"}
    assert "Kenya" in visitor.get(f"/regions/AFR/{query}").content.decode()


def test_core_posts_are_counted_filled_and_vacant_and_no_team_shows_the_sex_of_who_holds_one(visitor, published):
    listed = rows(visitor, "/countries/offices.csv?day=2024-06-30")
    assert sorted((row["function"], row["held"]) for row in listed) == [
        ("communications", "vacant"),
        ("economics", "filled"),
        ("other", "filled"),
    ]
    team = visitor.get("/countries/KEN.json").content.decode()
    assert "held_by" not in team


def test_a_framework_of_two_teams_stands_on_the_board_once_and_on_the_page_of_each(visitor, published):
    listed = rows(visitor, "/countries/frameworks.csv?day=2024-06-30")
    assert [(row["title"], row["status"]) for row in listed] == [("The Pacific framework", "in_force")]
    for team in listed[0]["teams"].split():
        assert "The Pacific framework" in visitor.get(f"/countries/{team}/?day=2024-06-30").content.decode()


def test_a_country_that_another_office_serves_shows_that_team(visitor, published):
    page = visitor.get("/countries/TUV/?day=2024-06-30").content.decode()
    assert "A multi-country office serves one team" in page
    assert 'href="/countries/FJI/?day=2024-06-30"' in page
    assert "The Pacific framework" in page


def test_what_was_published_stays_although_the_records_change(visitor, published, people):
    paths = ["/countries/KEN.json?release=2", "/countries/offices.csv?release=2&day=2024-06-30"]
    before = [visitor.get(path).content for path in paths]
    post = add("posts", "KEN", function="economics", held_by="man")
    end_record(post, date(2024, 8, 31), by=None, seen=post.version)
    publish(people)
    assert [visitor.get(path).content for path in paths] == before
    assert len(rows(visitor, "/countries/offices.csv?day=2024-06-30")) == 4


def test_no_name_of_a_person_is_in_any_public_answer(visitor, published):
    for path in ("/countries/coordinators/", "/countries/coordinators.json", "/countries/FJI/", "/countries/FJI.json"):
        assert b"The coordinator of two teams" not in visitor.get(f"{path}?day=2024-06-30").content


@pytest.mark.parametrize(
    "path",
    [
        "/countries/ZZZ/",
        "/regions/ZZZ/",
        "/countries/?region=ZZZ",
        "/countries/?group=G77",
        "/countries/?day=yesterday",
        "/countries/?day=20230115",
        "/countries/offices.csv?day=2023-02-30",
        "/countries/KEN/?release=99",
    ],
)
def test_what_does_not_exist_is_not_found(visitor, path):
    assert visitor.get(path).status_code == 404
