"""The same views as files: all numbers of the document, nothing that a spreadsheet runs, the bytes that were hashed."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from codecs import BOM_UTF8
from collections import Counter
from decimal import Decimal
from hashlib import sha256

import pytest
from django.test import Client

from indicators.progress import Course, rate
from indicators.words import BY_CONCERN
from publications.models import Document, Kind
from tests.work import bring_to_figure, entry, publish

pytestmark = pytest.mark.django_db

FRAMEWORK = "RCS-2022-2025"
FALLEN = f"/indicators/{FRAMEWORK}/2.1.1-d"
SVG = "{http://www.w3.org/2000/svg}"


def get(path):
    response = Client().get(path)
    assert response.status_code == 200, path
    return response


def rows(path):
    content = get(path).content
    assert content.startswith(BOM_UTF8)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_cells(row):
    """A row of a JSON file as its cells stand in the CSV file."""
    written = {None: "", True: "true", False: "false"}
    return {
        name: written[value] if value is None or isinstance(value, bool) else str(value) for name, value in row.items()
    }


def stored(kind, key, release=1):
    return Document.objects.get(release=release, kind=kind, key=key)


@pytest.fixture
def second_release(people):
    """Release 2: a note that begins as a formula does, a zero, parts, and one withheld."""
    bring_to_figure("2.1.1-d/total/2022", entry("80", source="=1+1", note="+see the report"), people)
    bring_to_figure("1.1.1-c/total/2022", entry("82.3", numerator="107", denominator="130"), people)
    bring_to_figure("3.3.3-a/total/2022", entry("0"), people)
    bring_to_figure("2.1.1-a/total/2022", entry(status="withheld", reason="Under review."), people)
    return publish(people)


# --- CSV --------------------------------------------------------------------------------------------------------


def test_the_framework_file_has_a_row_for_each_series_with_the_numbers_of_the_document():
    tree = json.loads(stored(Kind.FRAMEWORK, FRAMEWORK).text)
    expected = [
        (
            indicator["code"],
            series["code"],
            series["baseline"]["value"] or "",
            (series["latest"] or {}).get("value", ""),
            series["target"]["value"] or "",
            series["rating"]["code"],
            indicator["title"]["zh"],
        )
        for goal in tree["goals"]
        for outcome in goal["outcomes"]
        for output in outcome["outputs"]
        for indicator in output["indicators"]
        for series in indicator["series"]
    ]
    names = ("indicator", "series", "baseline", "latest", "target", "rating", "indicator_title_zh")
    assert [tuple(row[name] for name in names) for row in rows("/framework.csv")] == expected
    assert len(expected) == 51


def test_the_file_is_the_view_of_its_address(second_release):
    assert {row["rating"] for row in rows("/framework.csv?rating=regressed")} == {"regressed"}
    assert {row["goal"] for row in rows("/framework.csv?goal=3")} == {"3"}
    assert {row["release"] for row in rows("/framework.csv?release=1")} == {"1"}
    assert {row["release"] for row in rows("/framework.csv")} == {"2"}
    latest = {row["indicator"]: row["latest"] for row in rows("/framework.csv?release=1")}
    assert latest["2.1.1-d"] == "81"


def test_the_indicator_file_has_baseline_values_and_target():
    assert [(row["kind"], row["year"], row["value"]) for row in rows(f"{FALLEN}.csv")] == [
        ("baseline", "2019", "86"),
        ("value", "2021", "81"),
        ("target", "2025", "90"),
    ]
    assert rows(f"{FALLEN}.csv")[1]["p"] == "-1.25"


def test_a_zero_stays_a_zero_and_what_is_missing_stays_empty(second_release):
    zero = rows(f"/indicators/{FRAMEWORK}/3.3.3-a.csv")[1]
    assert (zero["value"], zero["status"]) == ("0", "reported")
    withheld = rows(f"/indicators/{FRAMEWORK}/2.1.1-a.csv")[1]
    assert (withheld["value"], withheld["status"], withheld["reason"]) == ("", "withheld", "Under review.")
    parts = rows(f"/indicators/{FRAMEWORK}/1.1.1-c.csv")[1]
    assert (parts["value"], parts["numerator"], parts["denominator"]) == ("82.3", "107", "130")


def test_no_cell_is_a_formula_and_numbers_stay_numbers(second_release):
    entered = rows(f"{FALLEN}.csv")[2]
    assert (entered["source"], entered["note"]) == ("'=1+1", "'+see the report")
    for path in (f"{FALLEN}.csv", "/framework.csv", "/releases.csv"):
        for row in rows(path):
            for cell in row.values():
                assert not cell.startswith(("=", "+", "@", "\t", "\r"))
                assert not cell.startswith("-") or re.fullmatch(r"-[0-9]+(\.[0-9]+)?", cell)


@pytest.mark.parametrize(
    "path",
    [
        *("/framework.csv", "/framework.json", f"{FALLEN}.csv", "/overview.csv", "/overview.json"),
        *("/releases.csv", "/releases.json", "/releases/1.csv", "/methodology.csv", "/methodology.json"),
    ],
)
def test_a_file_is_the_same_in_every_language(path):
    assert get(path).content == get(f"/zh{path}").content


def test_a_file_bears_a_name_that_says_what_it_is():
    assert get("/framework.csv")["Content-Disposition"] == f'attachment; filename="{FRAMEWORK}-release-1.csv"'
    named = get(f"{FALLEN}.csv")["Content-Disposition"]
    assert named == f'attachment; filename="{FRAMEWORK}-2.1.1-d-release-1.csv"'


def test_the_list_of_releases_is_a_file_too(second_release):
    listed = rows("/releases.csv")
    assert [(row["number"], row["demonstration"]) for row in listed] == [("2", "true"), ("1", "false")]
    assert listed[0]["sha256"] == second_release.sha256
    in_json = get("/releases.json").json()
    assert [(row["number"], row["demonstration"]) for row in in_json] == [(2, True), (1, False)]
    assert [as_cells(row) for row in in_json] == listed


def test_the_documents_of_a_release_are_a_file_with_their_hashes(second_release):
    for number in (1, 2):
        assert rows(f"/releases/{number}.csv") == [
            {name: entry[name] for name in ("kind", "key", "sha256")}
            for entry in get(f"/releases/{number}.json").json()["documents"]
        ]
    changed = {row["key"]: row["sha256"] for row in rows("/releases/2.csv")}
    assert changed[f"{FRAMEWORK}/2.1.1-d"] == sha256(get(f"{FALLEN}.json").content).hexdigest()
    assert Client().get("/releases/9.csv").status_code == 404


@pytest.mark.parametrize("number", [1, 2])
def test_the_overview_file_counts_the_series_of_the_release_by_goal_and_rating(second_release, number):
    series = Counter((row["goal"], row["rating"]) for row in rows(f"/framework.csv?release={number}"))
    counted = rows(f"/overview.csv?release={number}")
    assert {(row["goal"], row["rating"]): int(row["series"]) for row in counted if row["series"] != "0"} == series
    goals = {row["goal"] for row in counted}
    assert [(row["goal"], row["rating"]) for row in counted] == [
        (goal, rating) for goal in sorted(goals) for rating in (*BY_CONCERN, "not_rated")
    ]
    assert {row["release"] for row in counted} == {str(number)}
    assert [as_cells(row) for row in get(f"/overview.json?release={number}").json()] == counted


def test_the_worked_cases_are_a_file_that_the_rule_itself_bears_out():
    cases = rows("/methodology.csv")
    fallen = cases[0]
    assert (fallen["baseline"], fallen["value"], fallen["target"], fallen["rating"]) == ("86", "81", "90", "regressed")
    assert (fallen["p"], fallen["case_en"][:11]) == ("-1.25", "RCS 2.1.1-d")
    assert fallen["case_zh"] != fallen["case_en"]
    for case in cases:
        number = {name: Decimal(case[name]) if case[name] else None for name in ("baseline", "target", "milestone")}
        year = {name: int(case[name]) if case[name] else None for name in ("baseline_year", "milestone_year")}
        milestones = ((year["milestone_year"], number["milestone"]),) if case["milestone"] else ()
        course = Course(
            number["baseline"],
            year["baseline_year"],
            number["target"],
            int(case["target_year"]),
            case["direction"],
            milestones,
        )
        again = rate(course, Decimal(case["value"]), int(case["year"]))
        assert (again.code, again.reason, again.version) == (
            case["rating"],
            case["rating_reason"],
            case["rule_version"],
        )
    assert [as_cells(row) for row in get("/methodology.json").json()] == cases


# --- JSON -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2])
def test_json_is_the_document_in_the_bytes_that_were_hashed(second_release, number):
    manifest = {(row["kind"], row["key"]): row["sha256"] for row in get(f"/releases/{number}.json").json()["documents"]}
    for path, kind, key in (
        ("/framework.json", Kind.FRAMEWORK, FRAMEWORK),
        (f"{FALLEN}.json", Kind.INDICATOR, f"{FRAMEWORK}/2.1.1-d"),
    ):
        content = get(f"{path}?release={number}").content
        assert sha256(content).hexdigest() == manifest[kind, key]
        assert content.decode() == stored(kind, key, number).text


def test_the_hash_of_a_release_is_that_of_its_own_document(second_release):
    content = get("/releases/2.json").content
    assert sha256(content).hexdigest() == second_release.sha256
    assert Client().get("/releases/9.json").status_code == 404


# --- Pictures ---------------------------------------------------------------------------------------------------


def texts_of(path):
    response = get(path)
    assert response["Content-Type"] == "image/svg+xml"
    root = ET.fromstring(response.content)
    assert root.tag == f"{SVG}svg"
    return [text.text for text in root.iter(f"{SVG}text")]


def test_a_picture_stands_alone_with_its_heading_numbers_and_source():
    texts = texts_of(f"{FALLEN}.svg")
    for words in ("Baseline 86%", "81%", "Target 90%"):
        assert words in texts
    whole = " ".join(texts)
    assert "RCS 2.1.1-d: Percentage of programme country Governments" in whole
    assert "Source: E/2022/54, as published in release 1 of" in whole


def test_a_picture_speaks_the_language_of_its_address():
    assert "方案国政府百分比" in "".join(texts_of(f"/zh{FALLEN}.svg"))


def test_a_picture_of_one_series_is_asked_for_by_its_code():
    consulted = f"/indicators/{FRAMEWORK}/2.4.2-a.svg"
    everyone, youth = texts_of(consulted), texts_of(f"{consulted}?series=youth")
    assert "Target 95%" in everyone
    assert "Target 50%" in youth
    assert "Target 95%" not in youth
    assert Client().get(f"{consulted}?series=nobody").status_code == 404


def test_a_picture_shows_the_release_that_was_asked_for(second_release):
    assert "80%" in texts_of(f"{FALLEN}.svg")
    then = texts_of(f"{FALLEN}.svg?release=1")
    assert "81%" in then
    assert then.count("80%") == 1  # the scale's


def test_one_number_alone_is_not_drawn():
    """3.3.2-a has a target, and neither a baseline nor a value."""
    alone = f"/indicators/{FRAMEWORK}/3.3.2-a"
    assert Client().get(f"{alone}.svg").status_code == 404
    page = get(f"{alone}/").content.decode()
    assert f"{alone}.svg" not in page
    assert '<figure class="chart">' not in page
    assert "100%" in page


def test_a_picture_can_be_had_as_png():
    response = get(f"{FALLEN}.png")
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(
    "path", [f"{FALLEN}.pdf", f"{FALLEN}.csv/", "/framework.svg", "/framework/.csv", "/methodology.svg"]
)
def test_what_is_not_offered_is_not_found(path):
    assert Client().get(path, follow=True).status_code == 404


def test_each_page_names_its_files():
    def links(path):
        return set(re.findall(r'href="([^"]+)"', get(path).content.decode()))

    assert {"/framework.csv", "/framework.json"} <= links("/framework/")
    assert {f"{FALLEN}.{form}" for form in ("csv", "json", "svg", "png")} <= links(f"{FALLEN}/")
    assert {"/overview.csv", "/overview.json"} <= links("/")
    assert {"/overview.csv?release=1", "/overview.json?release=1"} <= links("/?release=1")
    assert {"/methodology.csv", "/methodology.json"} <= links("/methodology/")
    assert {"/releases.csv", "/releases.json"} <= links("/releases/")
    assert {"/releases/1.csv", "/releases/1.json"} <= links("/releases/1/")
    assert "/framework.csv?goal=3&amp;rating=regressed" in links("/framework/?goal=3&rating=regressed")
