"""Two adopted frameworks: each series followed from one to the next on public pages, in files and over the API."""

import csv
import io
import json
import re

import pytest
from django.test import Client

from frameworks.models import Framework
from indicators.models import Observation, Series
from publications.actions import preview_release
from publications.models import Document
from publications.reading import read_preview
from publications.verification import release_faults
from tests import following
from tests.following import ADDED, DROPPED, ENLARGED, FIRST, HALF, MERGED, MERGED_TOO, NEXT, REDEFINED, REWORDED, SPLIT
from tests.public_pages import body, words
from tests.work import bring_to_figure, entry, publish

OLD_VALUES = {REWORDED: "85.5", REDEFINED: "70", SPLIT: "12", MERGED: "40", MERGED_TOO: "45", DROPPED: "33"}


@pytest.fixture(scope="module")
def two_frameworks(people_of_module):
    """Release 2 knows of the first framework alone, release 3 of both."""
    people = people_of_module
    for indicator, value in OLD_VALUES.items():
        bring_to_figure(f"{indicator}/total/2024", entry(value), people)
    publish(people)
    framework = following.begin(people)
    following.tell(framework, people)
    following.adopt(framework, people)
    following.bring_to_figure_of_next(REWORDED, "86.5", people)
    following.bring_to_figure_of_next(MERGED, "50", people)
    preview = read_preview(preview_release(by=people.publisher))
    publish(people, reason="The next framework.")
    return preview


@pytest.fixture(autouse=True)
def reading(two_frameworks, db):
    """Every test reads these releases."""


def page_of(framework, indicator):
    return f"/indicators/{framework}/{indicator}/"


def released(framework, indicator, release=3):
    found = Document.objects.get(release__number=release, kind="indicator", key=f"{framework}/{indicator}")
    return json.loads(found.text)


def lineage_of(framework, indicator, code="total"):
    return next(row for row in released(framework, indicator)["series"] if row["code"] == code)["lineage"]


def kin(framework, indicator, kind, series="total", note=""):
    said = {"framework": framework, "indicator": indicator, "series": series}
    return {**said, "kind": kind, "note": note, "first_year": 2026}


def test_a_release_says_where_each_series_goes_and_comes_from():
    assert lineage_of(FIRST, REWORDED)["after"] == [kin(NEXT, REWORDED, "reworded", note="Plainer words.")]
    [before] = lineage_of(NEXT, REWORDED)["before"]
    values = before.pop("values")
    assert before == kin(FIRST, REWORDED, "reworded", note="Plainer words.")
    assert [(row["year"], row["value"], row["unit"]) for row in values] == [
        (2021, "81", "percent"),
        (2024, "85.5", "percent"),
    ]
    halves = [kin(NEXT, SPLIT, "split"), kin(NEXT, SPLIT, "split", HALF)]
    assert lineage_of(FIRST, SPLIT)["after"] == halves
    assert [row["series"] for row in lineage_of(NEXT, SPLIT, HALF)["before"]] == ["total"]
    assert [row["indicator"] for row in lineage_of(NEXT, MERGED)["before"]] == [MERGED, MERGED_TOO]
    assert lineage_of(FIRST, DROPPED)["after"] == [kin(NEXT, None, "dropped", None)]
    assert lineage_of(NEXT, ENLARGED, ADDED)["before"] == [kin(None, None, "new", None) | {"values": []}]
    assert lineage_of(FIRST, REWORDED)["before"] == lineage_of(NEXT, REWORDED)["after"] == []
    assert not list(release_faults())


def test_earlier_releases_stay_as_they_were_and_still_open():
    assert released(FIRST, REWORDED, 2)["series"][0]["lineage"] == {"before": [], "after": []}
    assert "Goes on as" not in words(f"{page_of(FIRST, REWORDED)}?release=2")
    assert "Goes on as" not in words(f"{page_of(FIRST, REWORDED)}?release=1")  # which does not know the word
    assert "What is new" not in words("/framework/?release=1")


def test_a_series_is_followed_both_ways_by_links():
    there = body(page_of(FIRST, REWORDED))
    assert (
        f'Goes on as <a href="{page_of(NEXT, REWORDED)}">{NEXT}/{REWORDED}/total</a> from 2026 on: reworded.' in there
    )
    back = body(page_of(NEXT, REWORDED))
    assert f'Continues <a href="{page_of(FIRST, REWORDED)}">{FIRST}/{REWORDED}/total</a>: reworded.' in back
    asked = body(f"{page_of(NEXT, REWORDED)}?release=3")
    assert f'href="{page_of(FIRST, REWORDED)}?release=3"' in asked


@pytest.mark.parametrize(
    ("indicator", "kind", "comparable"),
    [(REWORDED, "reworded", True), (REDEFINED, "redefined", False), (SPLIT, "split", False), (MERGED, "merged", False)],
)
def test_the_values_before_stand_before_a_break_that_says_whether_they_can_be_compared(indicator, kind, comparable):
    text = words(page_of(NEXT, indicator))
    table = text[text.index("Year What Value") :]
    assert f"Up to here {FIRST}/{indicator}/total, {kind}." in text
    assert table.index("2024") < table.index("Up to here")
    assert ("cannot be compared with those before" in text) is not comparable


def test_the_rating_stays_that_of_the_own_framework():
    content = released(NEXT, REWORDED)
    assert content["series"][0]["rating"]["reason"] == "no_target"
    assert [row["year"] for row in content["series"][0]["observations"]] == [2026]
    assert released(FIRST, REWORDED)["series"][0]["rating"]["year"] == 2024


def test_both_that_were_merged_lead_to_the_one_and_back():
    for indicator in (MERGED, MERGED_TOO):
        assert f"Goes on as {NEXT}/{MERGED}/total from 2026 on: merged." in words(page_of(FIRST, indicator))
    text = words(page_of(NEXT, MERGED))
    for indicator in (MERGED, MERGED_TOO):
        assert f"Continues {FIRST}/{indicator}/total : merged." in text
    assert Client().get(page_of(NEXT, MERGED_TOO)).status_code == 404


def test_what_is_new_or_dropped_says_so_on_its_page_and_on_that_of_the_framework():
    assert "New in this framework." in words(page_of(NEXT, ENLARGED))
    assert f"Dropped: from 2026 on it does not go on in {NEXT}" in words(page_of(FIRST, DROPPED))
    text = words("/framework/")
    against = text[text.index("What is new, and what was dropped") :]
    new, dropped = re.search(r"New (.*?) Dropped (.*?) Other frameworks", against).groups()
    assert "Islands" in new
    assert f"RCS {DROPPED}" in dropped
    assert dropped.count("RCS ") == 1


def test_the_present_framework_is_shown_and_leads_to_the_other_under_its_own_document():
    text, page = words("/framework/"), body("/framework/")
    assert f"{NEXT} · E/2026/1" in text
    assert "annex II" not in text
    assert f'href="/framework/?framework={FIRST}"' in page
    assert f"{FIRST} · E/2022/54" in words(f"/framework/?framework={FIRST}")
    assert Client().get(f"/indicators/{REWORDED}/")["Location"] == page_of(NEXT, REWORDED)


def numbers_of_table(page):
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(\d{4})</th>\s*<td>[^<]*</td>\s*<td class=\"num\">([\d.]+)%", page)
    return [(int(year), value) for year, value in rows]


def test_table_chart_and_files_have_the_same_numbers():
    page = body(page_of(NEXT, REWORDED))
    table = numbers_of_table(page)
    assert table == [(2021, "81"), (2024, "85.5"), (2026, "86.5")]
    rows = list(csv.DictReader(io.StringIO(body(f"{page_of(NEXT, REWORDED)[:-1]}.csv").lstrip("\ufeff"))))
    found = [(int(row["year"]), row["value"]) for row in rows if row["kind"] in ("value before", "value")]
    assert found == table
    before = rows[0]
    assert (before["framework"], before["goes_on_as"], before["lineage"]) == (FIRST, "total", "reworded")
    content = json.loads(body(f"{page_of(NEXT, REWORDED)[:-1]}.json"))["series"][0]
    values = [*content["lineage"]["before"][0]["values"], *content["observations"]]
    assert [(row["year"], row["value"]) for row in values] == table
    svg = body(f"{page_of(NEXT, REWORDED)[:-1]}.svg")
    for _year, value in table:
        assert f"{value}%" in svg
    assert f"Before: {FIRST}, reworded" in svg
    assert 'stroke-dasharray="9,5"' in svg
    assert body(f"{page_of(NEXT, REWORDED)[:-1]}.svg").count("86.5%") == svg.count("86.5%")


def test_the_api_follows_a_series_both_ways():
    first, following_on = (
        json.loads(body(f"/api/v1/indicators/{code}/{REWORDED}/"))["series"][0]["lineage"] for code in (FIRST, NEXT)
    )
    [after], [before] = first["after"], following_on["before"]
    assert (after["framework"], before["framework"]) == (NEXT, FIRST)
    listed = json.loads(body("/api/v1/frameworks/"))["results"]
    assert [row["code"] for row in listed] == [NEXT, FIRST]
    for code in (FIRST, NEXT):
        assert json.loads(body(f"/api/v1/frameworks/{code}/"))["code"] == code
    rows = json.loads(body(f"/api/v1/observations/?framework={NEXT}"))["results"]
    assert {row["framework"] for row in rows} == {NEXT}
    assert len(rows) == 2


def test_what_goes_on_is_measured_until_the_next_framework_begins():
    years = Observation.objects.filter(series__indicator__framework__code=FIRST).values_list("year", flat=True)
    assert max(years) < 2026
    assert set(Series.objects.filter(indicator__framework__code=FIRST).values_list("last_year", flat=True)) == {2025}
    assert "an amendment ended the series" not in words(page_of(FIRST, REWORDED))
    assert Observation.objects.filter(series__indicator__framework__code=NEXT, year=2026).count() == 51


def test_the_preview_and_the_release_tell_it_in_words(two_frameworks):
    lines = {f"{group.code}: {line.what}: {line.new}" for group in two_frameworks.groups for line in group.lines}
    assert f"RCS {REWORDED}: total: goes on as: {NEXT}/{REWORDED}/total: reworded (Plainer words.)" in lines
    assert f"RCS {DROPPED}: total: goes on as: {NEXT}: dropped" in lines
    text = words("/releases/3/")
    assert f"From 2026 on it goes on as {NEXT}/{REWORDED}/total: reworded." in text
    assert f"It is dropped from 2026 on: it does not go on in {NEXT}." in text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/zh/framework/",
        f"/zh/framework/?framework={FIRST}",
        *(f"/zh{page_of(code, name)}" for code in (FIRST, NEXT) for name in (REWORDED, REDEFINED, SPLIT, MERGED)),
        *(f"{page_of(code, REWORDED)}{year}/behind/" for code, year in ((FIRST, 2024), (NEXT, 2026))),
        "/framework.csv",
        "/framework.json",
        f"/framework.csv?framework={FIRST}",
        "/overview.csv",
        "/overview.json",
        "/releases/",
        "/methodology/",
        "/funding/",
        "/countries/",
        "/api/v1/observations/?format=csv",
        "/api/v1/schema/",
    ],
)
def test_every_public_page_opens_with_two_frameworks(path):
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("custodian", "/entry/2026/"),
        ("custodian", "/entry/2024/"),
        ("auditor", "/entry/2026/"),
        ("custodian", "/entry/workbook.xlsx"),
        ("custodian", "/entry/2026/paste/"),
        ("validator", "/review/observations/?year=2026"),
        ("publisher", "/publish/"),
        ("publisher", "/publish/slippage/"),
        ("publisher", "/tasks/"),
        ("administrator", "/amendments/propose/"),
        ("administrator", "/frameworks/"),
        ("auditor", f"/frameworks/{NEXT}/lineage/"),
        ("auditor", f"/frameworks/{FIRST}/lineage/"),
    ],
)
def test_every_working_page_opens_with_two_frameworks(role, path, signed_in):
    assert signed_in(role).get(path, follow=True).status_code == 200


def test_pages_cost_the_same_whether_series_go_on_or_not(django_assert_max_num_queries):
    assert Framework.objects.adopted().count() == 2
    for path in (page_of(FIRST, REWORDED), page_of(NEXT, SPLIT), "/framework/"):
        Client().get(path)
        with django_assert_max_num_queries(8):
            Client().get(path)
