"""The page of reporting: who has answered, how far, and which series have no value for a year and why."""

import csv
import io
import json

import pytest
from django.test import Client

from countries.models import CountryTeam
from tests.many_answers import accept, hand_in, teams
from tests.public_pages import body, publish_second, words
from tests.work import People, opened, publish, question, questionnaire

pytestmark = pytest.mark.django_db


def rows_of(address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Client().get(address).content.decode("utf-8-sig"))))


def some_answered(people: People) -> None:
    """Ten teams are accepted and one is on its way; of Governments, two are accepted."""
    opened(questionnaire(2024, [question("plan"), question("cost", "number")]))
    opened(questionnaire(2024, [question("opinion")], respondent="government", disclosure="groups"))
    accept("plan", dict.fromkeys(teams(10), "yes"))
    hand_in("plan", {teams(11)[-1]: "yes"})
    accept("opinion", {"GOV-KEN": "yes", "GOV-UGA": "no"})
    publish(people)


def test_who_has_reported_is_named_for_teams_and_counted_for_all_others(people: People):
    some_answered(people)
    page = words("/reporting/")
    assert "Reporting for 2024" in page
    assert "The answers of 10 of 132 country teams are accepted." in page
    assert "Country teams 132 10 1 121 7.6%" in page
    assert "Programme country Governments 162 2 0 160 1.2%" in page
    by_code = {row["team"]: row["state"] for row in rows_of("/reporting.csv") if row["row"] == "team"}
    assert len(by_code) == 132
    assert sum(state == "accepted" for state in by_code.values()) == 10
    assert by_code[teams(11)[-1]] == "submitted"
    assert "GOV-" not in body("/reporting/") + Client().get("/reporting.csv").content.decode()


def test_a_team_stands_under_its_state_in_words_and_shape_and_leads_to_its_country(people: People):
    some_answered(people)
    page = body("/reporting/")
    region = CountryTeam.objects.get(code=teams(1)[0]).region.code
    part = page[page.index(f'id="teams-{region}"') :]
    part = part[: part.index("</section>")]
    accepted = part[: part.index("</ul>")]
    assert "<svg" in accepted
    assert "Accepted (" in accepted
    assert f'href="/countries/{teams(1)[0]}/"' in accepted
    assert "Not handed in (" in part


def test_completeness_is_told_by_section_and_region_with_numbers_in_every_cell(people: People):
    some_answered(people)
    page = words("/reporting/")
    assert "Section 1 3.8% 10 of 264" in page
    sections = [row for row in rows_of("/reporting.csv") if row["row"] == "section"]
    whole, *regions = sections
    assert (whole["answered"], whole["expected"], whole["region"]) == ("10", "264", "")
    assert sum(int(row["answered"]) for row in regions) == 10
    assert sum(int(row["expected"]) for row in regions) == 264


def test_where_nothing_was_asked_the_page_says_so_and_counts_nobody(db: None):
    page = words("/reporting/?release=1")
    assert "Release 1 holds no answers for 2021: nobody was asked through this system." in page
    assert "Its values come from the source documents that they name." in page
    assert "Who has reported" not in page
    assert "of 132" not in page


def test_series_without_a_value_say_why(people: People):
    publish_second(people)
    page = words("/reporting/?year=2022")
    assert "No value for 2022: withheld. Under review." in page
    rows = [row for row in rows_of("/reporting.csv?year=2022") if row["row"] == "series_without_value"]
    by_series = {(row["indicator"], row["series"]): row for row in rows}
    assert by_series["2.1.1-a", "total"]["status"] == "withheld"
    assert by_series["2.1.1-a", "total"]["reason"] == "Under review."
    assert by_series["2.1.1-c", "total"]["status"] == "not_reported"
    for has_one in (("2.1.1-d", "total"), ("1.1.1-c", "total"), ("3.3.3-a", "total")):
        assert has_one not in by_series, "a zero is a value"
    assert f"{len(rows)} of 51 series have no value." in page
    assert json.loads(Client().get("/reporting.json?year=2022").content)[0]["row"] == "series_without_value"


@pytest.mark.parametrize("year", ["1999", "2031", "x", "", "02024"])
def test_a_year_of_no_framework_is_not_there(db: None, year: str):
    for form in ("/reporting/", "/reporting.csv", "/reporting.json"):
        assert Client().get(f"{form}?year={year}").status_code == 404


def test_the_year_of_an_address_is_kept_when_moving_on(people: People):
    some_answered(people)
    page = body("/reporting/?year=2023&release=2")
    assert 'href="/reporting/?year=2024&amp;release=2"' in page
    assert 'href="/reporting.csv?year=2023&amp;release=2"' in page
