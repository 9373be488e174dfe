"""Regions and groups of countries beside each other: what a release says of them, and nothing that it withholds."""

import csv
import io
import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from common import immutable
from publications.models import Document
from tests.counted import asks, count_teams
from tests.many_answers import OPINION, OPINION_QUESTION, accept, ask
from tests.public_pages import FRAMEWORK, body, words
from tests.work import publish, take

pytestmark = pytest.mark.django_db

SERIES = f"{FRAMEWORK}/2.1.1-a/total"
PAGE = f"/compare/?series={SERIES}&year=2024"


def rows_of(query: str) -> dict[str, dict[str, str]]:
    """The file's rows by the place that they are of."""
    text = Client().get(f"/compare.csv?series={SERIES}&year=2024{query}").content.decode("utf-8-sig")
    return {row["place"]: row for row in csv.DictReader(io.StringIO(text))}


def places(release: int = 2) -> dict:
    text = Document.objects.get(release=release, kind="behind", key=f"{FRAMEWORK}/2.1.1-a/2024").text
    return json.loads(text)["series"][0]["places"]


@pytest.fixture
def counted(people):
    """Three teams said yes, two said no, the other 127 are silent; released as 2."""
    count_teams(people)
    return publish(people)


def test_a_release_without_counted_answers_says_so_and_names_the_series_that_will_be_compared():
    text = words("/compare/")
    assert "Release 1 holds nothing to compare: its values were reported without their parts" in text
    assert "RCS 2.1.1-a" in text
    assert "RCS 3.1.1-b" not in text  # comes from the ledger, which nobody answers
    assert "<form class=" not in body("/compare/").partition("<h1")[2]
    assert Client().get("/compare.csv").content.decode("utf-8-sig").count("\n") == 1
    assert json.loads(Client().get("/compare.json").content) == []
    for form in ("svg", "png"):
        assert Client().get(f"/compare.{form}").status_code == 404


def test_regions_stand_beside_each_other_with_n_and_big_n_and_those_who_are_in_neither(counted):
    released, found = places()["regions"], rows_of("&by=region")
    assert list(found)[-1] == "All together"
    assert len(found) == len(released) + 1
    africa, cell = found["Africa"], released["AFR"]
    names = ("value", "numerator", "denominator", "not_applicable", "no_response", "answered", "expected")
    assert {name: africa[name] for name in names} == {name: str(cell[name]) for name in names}
    whole = {name: found["All together"][name] for name in ("value", "numerator", "denominator", "no_response")}
    assert whole == {"value": "60", "numerator": "3", "denominator": "5", "no_response": "127"}
    text = words(PAGE)
    assert "Percentage of common country analyses updated in the past year, 2024: by region" in text
    assert "All together: 60% (3 of 5)." in text
    assert "nobody answered" in text  # and no dot, for a region whose teams are silent


def test_all_forms_say_the_same_at_the_same_address(counted):
    query = f"?series={SERIES}&year=2024&by=group"
    rows = json.loads(Client().get(f"/compare.json{query}").content)
    assert [row["place"] for row in rows] == list(rows_of("&by=group"))
    assert Client().get(f"/compare.svg{query}").content.startswith(b"<svg")
    assert Client().get(f"/compare.png{query}").content.startswith(b"\x89PNG")
    for row in rows:
        assert row["place"] in words(f"/compare/{query}")


def test_two_places_say_whether_they_overlap(counted):
    both = words(f"{PAGE}&a=AFR&b=LDC")
    overlap = re.search(r"They overlap: (\d+) countries and territories are in both\.", both)
    assert overlap
    texts = Document.objects.filter(release=2, kind="country", text__contains='"region":"AFR"').values_list("text")
    in_both = [text for (text,) in texts if '"code":"LDC"' in text]
    assert 20 < int(overlap[1]) <= len(in_both)  # who left the group before that year is in it no more
    assert "Africa: " in both
    assert "No country is in both." in words(f"{PAGE}&a=AFR&b=LAC")
    assert "A country may be in several groups" in words(f"{PAGE}&by=group")
    assert [*rows_of("&a=ldc&b=sids")][:2] == ["Least developed countries", "Small island developing States"]


def test_one_group_stands_against_the_whole(counted):
    assert set(rows_of("&by=ldc")) == set(rows_of("&by=LDC")) == {"Least developed countries", "All together"}
    assert "They overlap" not in words(f"{PAGE}&by=ldc")


def test_what_is_withheld_is_said_and_never_worked_out(people):
    """Everybody in one region agrees: the release withholds every region, and so does the comparison."""
    ask(OPINION_QUESTION, "yes_no", respondent="government", disclosure="groups")
    governments = [f"GOV-{iso3}" for iso3 in _countries()]
    accept(OPINION_QUESTION, {code: "no" if code in governments[:3] else "yes" for code in governments[:60]})
    take(OPINION, people)
    publish(people)
    series, year = f"{FRAMEWORK}/2.1.1-d/total", 2024
    text = Document.objects.get(release=2, kind="behind", key=f"{FRAMEWORK}/2.1.1-d/2024").text
    cells = json.loads(text)["series"][0]["places"]["regions"]
    hidden = [code for code, cell in cells.items() if cell is None]
    assert hidden
    query = f"?series={series}&year={year}&by=region"
    rows = json.loads(Client().get(f"/compare.json{query}").content)
    assert sum(row["value"] is None and row["expected"] is None for row in rows) == len(hidden)
    page = words(f"/compare/{query}")
    assert "withheld" in page
    assert "it is not worked out from what is shown" in page
    drawn = Client().get(f"/charts/compare/{series}/{year}/region.vl.json")
    shown = [cell for cell in cells.values() if cell]
    assert drawn.status_code == (200 if shown else 404)


def _countries() -> list[str]:
    documents = Document.objects.filter(release=1, kind="country").order_by("key")
    return list(documents.values_list("key", flat=True))


def test_a_year_without_answers_is_a_sentence_and_leads_to_those_that_were_counted(counted):
    other = f"{FRAMEWORK}/2.1.1-e/total"
    text = words(f"/compare/?series={other}&year=2024")
    assert "was not counted from answers in 2024, so that it cannot be told apart by place." in text
    assert Client().get(f"/compare.svg?series={other}&year=2024").status_code == 404


UNKNOWN = ["series=X", "by=atlantis", "a=AFR&b=XXX", "by=two&a=XXX", f"series={FRAMEWORK}/2.1.1-e/total&a=XXX"]


def test_what_does_not_exist_is_not_found_where_nothing_was_counted_and_what_exists_is_said_to_have_nothing():
    for query in UNKNOWN:
        for address in ("/compare/", "/compare.csv", "/compare.svg"):
            assert Client().get(f"{address}?{query}").status_code == 404, f"{address}?{query}"
    for existing in ("a=AFR&b=LDC", "by=afr", "by=group", f"series={SERIES}&year=2024&a=AFR"):
        assert "Release 1 holds nothing to compare" in words(f"/compare/?{existing}")
        assert json.loads(Client().get(f"/compare.json?{existing}").content) == []


def test_a_place_in_which_nobody_was_counted_is_named_and_has_no_value(counted):
    """As of a series that entities or Governments are asked for without regard to their region."""
    stored = Document.objects.filter(release=2, kind="behind", key=f"{FRAMEWORK}/2.1.1-a/2024")
    content = json.loads(stored.get().text)
    content["series"][0]["places"]["regions"] = {}
    immutable.drop_triggers(connection)  # brought back with the transaction
    stored.update(text=json.dumps(content))
    assert set(rows_of("&a=AFR&b=AP")) == {"All together"}
    assert set(rows_of("&a=AFR&b=LDC")) == {"Least developed countries", "All together"}
    page = words(f"{PAGE}&a=AFR&b=AP")
    assert "2024: Africa and Asia and the Pacific" in page
    assert Client().get(f"/compare.svg?series={SERIES}&year=2024&a=AFR&b=AP").status_code == 404


def test_what_does_not_exist_cannot_be_compared(counted):
    for query in ("series=X", "year=1999", "year=2024'", "by=atlantis", "a=AFR&b=XXX", f"series={SERIES}x"):
        for address in ("/compare/", "/compare.csv", "/compare.svg"):
            assert Client().get(f"{address}?{query}").status_code == 404, f"{address}?{query}"


def test_the_release_that_was_asked_for_is_kept(counted):
    assert "Release 1 holds nothing to compare" in words("/compare/?release=1")
    page = body(f"{PAGE}&release=2")
    assert '<input type="hidden" name="release" value="2">' in page
    assert f"/indicators/{FRAMEWORK}/2.1.1-a/?release=2#total" in page


def test_numbers_of_something_are_not_held_against_the_whole(people):
    """A sum of a region is no share: no line is drawn across, and the page says why."""
    ask("test-number", "number")
    asks(people, "test-number", "2.3.1-c/total/2024")
    accept("test-number", {"KEN": Decimal(3), "UGA": Decimal(4), "FJI": Decimal(5)})
    take("2.3.1-c/total/2024", people)
    publish(people)
    series = f"{FRAMEWORK}/2.3.1-c/total"
    assert "These are numbers, not shares" in words(f"/compare/?series={series}")
    spec = json.loads(Client().get(f"/charts/compare/{series}/2024/region.vl.json").content)
    assert "12" not in [row.get("value") for layer in spec["layer"] for row in layer["data"]["values"]]


def test_pages_of_comparisons_cost_few_queries(counted, django_assert_max_num_queries):
    Client().get(f"{PAGE}&by=region")
    with django_assert_max_num_queries(1):
        Client().get(f"{PAGE}&by=region")
    with django_assert_max_num_queries(8):
        Client().get(f"{PAGE}&a=LDC&b=LLDC")
