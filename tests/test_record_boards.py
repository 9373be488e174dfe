"""Coordinators, offices and frameworks in numbers for those who keep and check the records, on any day."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.reading import Page
from tests.record_rows import add, coordinator

pytestmark = pytest.mark.django_db
ADDRESS = "/records/statistics/?date=2024-06-30"


@pytest.fixture
def page(signed_in):
    """page("validator") is what that person reads."""

    def as_role(role, address=ADDRESS):
        client = signed_in(role)
        return Page(client, client.get(address))

    return as_role


def test_headquarters_reads_the_numbers_of_all_teams_with_who_holds_posts(page):
    both = coordinator("One for two", is_woman=True)
    add("appointments", "FJI", coordinator=both)
    add("appointments", "WSM", coordinator=both)
    add("posts", "KEN", function="economics", category="national_officer", held_by="woman")
    add("posts", "KEN", function="economics", category="national_officer", held_by="vacant")
    read = page("validator")
    assert "Of 132 country teams" in read
    assert "Serving 1 Women 1" in read
    assert "Samoa" in read
    assert "National officer 1 0 1" in read
    assert "Economics 1 1 2" in read
    assert "Serving 0" in page("validator", "/records/statistics/?date=2022-06-30")


def test_a_regional_team_and_an_office_read_their_own(page):
    add("posts", "FJI", function="economics", held_by="woman")
    add("posts", "UGA", function="economics", held_by="man")
    assert "Of 45 country teams" in page("regional_team")
    assert "Economics 1 0 1" in page("regional_team")
    assert "Of 1 country team, out of its records" in page("office_editor")
    assert "Economics 0 0 0" in page("office_editor")


def test_who_reads_no_records_reads_no_numbers(page):
    assert page("finance_officer").status == 404


def test_the_numbers_cost_the_same_for_one_team_and_for_many(signed_in):
    client = signed_in("validator")

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(ADDRESS).status_code == 200
        return len(asked)

    add("posts", "KEN", function="economics", held_by="woman")
    add("frameworks", "KEN", code="CF")
    queries()
    before = queries()
    for code in ("UGA", "TZA", "RWA", "BDI", "ETH", "ZMB", "ZWE", "MOZ", "MWI", "AGO"):
        add("posts", code, function="economics", held_by="woman")
        add("frameworks", code, code="CF")
        add("appointments", code, coordinator=coordinator(f"Coordinator in {code}"))
    assert queries() == before
