"""The public half of the API: what was released, the same for everybody, in pages that keep to their release."""

import csv
import gzip
import io
import json
from collections import Counter
from decimal import Decimal

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Indicator
from public.api import OBSERVATION_FIELDS
from publications.models import Document, Kind, Release, ReleasedObservation
from tests.api import FRAMEWORK, Api, body_of, parameters, problem
from tests.work import bring_to_figure, entry, publish

pytestmark = pytest.mark.django_db

LISTS = ["frameworks/", "indicators/", "observations/", "countries/", "regions/", "teams/", "releases/"]
DOCUMENTS = {
    f"frameworks/{FRAMEWORK}/": (Kind.FRAMEWORK, FRAMEWORK),
    f"indicators/{FRAMEWORK}/2.1.1-d/": (Kind.INDICATOR, f"{FRAMEWORK}/2.1.1-d"),
    "countries/KEN/": (Kind.COUNTRY, "KEN"),
    "regions/AFR/": (Kind.REGION, "AFR"),
    "teams/KEN/": (Kind.TEAM, "KEN"),
    "releases/1/": (Kind.RELEASE, "1"),
}
OTHERS = ["", "schema/", "schema/?format=yaml", "docs/", "problems/", "observations/?format=csv"]
EVERY_ADDRESS = [*LISTS, *DOCUMENTS, *OTHERS]


@pytest.fixture
def api():
    return Api()


@pytest.fixture
def second_release(people):
    """Release 2, in which 3.1.1-a has a value for 2022 that release 1 has not."""
    bring_to_figure("3.1.1-a/total/2023", entry("64", source="=1+1", note="@note"), people)
    return publish(people)


def read(response):
    assert response.status_code == 200, body_of(response)
    return json.loads(body_of(response))


# --- Documents --------------------------------------------------------------------------------------------------


def test_the_framework_is_served_with_all_its_levels(api):
    tree = read(api.get(f"frameworks/{FRAMEWORK}/"))
    goals = tree["goals"]
    outcomes = [outcome for goal in goals for outcome in goal["outcomes"]]
    outputs = [output for outcome in outcomes for output in outcome["outputs"]]
    indicators = [indicator for output in outputs for indicator in output["indicators"]]
    series = [(indicator["code"], row) for indicator in indicators for row in indicator["series"]]
    assert [len(level) for level in (goals, outcomes, outputs, indicators, series)] == [3, 9, 22, 38, 51]

    ratings = {(code, row["code"]): row["rating"] for code, row in series}
    assert Counter(rating["code"] for rating in ratings.values()) == {"regressed": 3, "on_track": 2, "not_rated": 46}
    assert all(rating["reason"] for rating in ratings.values() if rating["code"] == "not_rated")
    fallen = next(row for code, row in series if code == "2.1.1-d")
    assert (fallen["baseline"]["value"], fallen["latest"]["value"], fallen["target"]["value"]) == ("86", "81", "90")
    assert fallen["rating"]["code"] == "regressed"
    assert fallen["rating"]["year"] == 2021
    damaged = next(indicator for indicator in indicators if indicator["code"] == "1.1.1-a")
    assert damaged["note"]["en"]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_is_served_in_the_bytes_that_were_published(api, path):
    kind, key = DOCUMENTS[path]
    published = Document.objects.get(release=1, kind=kind, key=key).text
    assert api.get(path).content.decode() == published


@pytest.mark.parametrize(
    "path", ["frameworks/RCS-1/", f"indicators/{FRAMEWORK}/9.9.9/", "countries/XXX/", "releases/9/"]
)
def test_what_was_not_published_is_not_found(api, path):
    assert problem(api.get(path), 404)["code"] == "not_found"


def test_a_release_shows_the_world_as_it_was_published_then(api, second_release):
    indicator = f"indicators/{FRAMEWORK}/3.1.1-a/"

    def latest(path):
        return read(api.get(path))["series"][0]["latest"]

    assert latest(f"{indicator}?release=1")["year"] == 2021
    assert latest(f"{indicator}?release=2") == latest(indicator)
    assert latest(indicator) == {"value": "64", "year": 2023, "status": "reported", "origin": "entered"}
    assert [row["number"] for row in read(api.get("releases/"))["results"]] == [2, 1]
    assert [row["number"] for row in read(api.get("releases/?release=1"))["results"]] == [1]
    problem(api.get("releases/2/?release=1"), 404)


@pytest.mark.parametrize("path", [*LISTS, *DOCUMENTS, "observations/?format=csv"])
def test_an_unknown_release_is_not_found_wherever_it_is_asked_for(api, path):
    problem(api.get(f"{path}{'&' if '?' in path else '?'}release=2"), 404)


@pytest.mark.parametrize("number", ["0", "-1", "1.0", "one", "", "1" * 23, "%00", "١", "+1", "1&release=9"])
def test_what_is_no_number_of_a_release_is_not_found(api, number):
    problem(api.get(f"observations/?release={number}"), 404)


# --- The same for everybody ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EVERY_ADDRESS)
def test_who_asks_makes_no_difference(path, people, signed_in):
    nobody = Api().get(path)
    with_token = Api(people.auditor).get(path)
    with_wrong_token = Api().get(path, Authorization="Token wrong")
    with_session = signed_in("publisher").get(f"/api/v1/{path}")
    assert nobody.status_code == 200
    answers = [nobody, with_token, with_wrong_token, with_session]
    assert len({(body_of(answer), answer["ETag"]) for answer in answers}) == 1
    assert not any(answer.cookies or "Cookie" in answer["Vary"] for answer in answers)


@pytest.mark.parametrize("path", EVERY_ADDRESS)
def test_a_reader_who_has_it_already_is_told_so(api, path):
    first = api.get(path)
    again = api.get(path, If_None_Match=first["ETag"])
    assert (again.status_code, again["ETag"], body_of(again)) == (304, first["ETag"], b"")
    assert api.get(path, If_None_Match='"another"').status_code == 200


@pytest.mark.parametrize("path", EVERY_ADDRESS)
def test_an_etag_changes_with_the_build(api, path, settings):
    before = api.get(path)["ETag"]
    settings.BUILD = "the-next-build"
    assert api.get(path)["ETag"] != before


def test_long_answers_are_compressed_for_those_who_accept_it(api):
    path = f"frameworks/{FRAMEWORK}/"
    plain, compressed = api.get(path), api.get(path, Accept_Encoding="gzip, br")
    assert compressed["Content-Encoding"] == "br"
    assert brotli.decompress(compressed.content) == plain.content
    assert compressed["ETag"] != plain["ETag"]


@pytest.mark.parametrize("path", EVERY_ADDRESS)
def test_the_head_alone_can_be_had(api, path):
    head, whole = api.client.head(f"/api/v1/{path}"), api.get(path)
    assert (head.status_code, body_of(head)) == (200, b"")
    assert head["ETag"] == whole["ETag"]


def test_drafts_reach_no_public_answer(api, people):
    def everything():
        answers = [api.get(path) for path in EVERY_ADDRESS]
        return [(body_of(answer), answer["ETag"]) for answer in answers]

    before = everything()
    bring_to_figure("3.1.1-a/total/2023", entry("64"), people)
    assert everything() == before


# --- Observations -------------------------------------------------------------------------------------------------


def test_released_observations_are_flat_rows(api):
    rows = read(api.get("observations/?indicator=2.1.1-d"))["results"]
    assert rows == [
        {
            "framework": FRAMEWORK,
            "indicator": "2.1.1-d",
            "series": "total",
            "year": 2021,
            "value": "81",
            "numerator": None,
            "denominator": None,
            "status": "reported",
            "origin": "as_reported",
            "unit": "percent",
            "source": rows[0]["source"],
            "note": "",
            "release": 1,
        }
    ]
    assert tuple(rows[0]) == OBSERVATION_FIELDS


FILTERS = {
    f"framework={FRAMEWORK}": lambda row: True,
    "framework=RCS-2026": lambda row: False,
    "indicator=3.1.1-b": lambda row: row["indicator"] == "3.1.1-b",
    "goal=3": lambda row: row["indicator"].startswith("3."),
    "series=civil-society": lambda row: row["series"] == "civil-society",
    "year=2023": lambda row: row["year"] == 2023,
    "year_from=2022": lambda row: row["year"] >= 2022,
    "year_to=2021": lambda row: row["year"] <= 2021,
    "year_from=2021&year_to=2021": lambda row: row["year"] == 2021,
    "status=withheld": lambda row: row["status"] == "withheld",
    "goal=2&status=reported": lambda row: row["indicator"].startswith("2.") and row["status"] == "reported",
}


def test_filters_choose_among_a_releases_rows(api, people):
    bring_to_figure("3.1.1-a/total/2023", entry("0"), people)
    bring_to_figure("3.1.1-b/total/2023", entry(status="withheld", reason="Asked to."), people)
    publish(people)
    for number, length in ((1, 10), (2, 12)):
        everything = read(api.get(f"observations/?release={number}"))["results"]
        assert len(everything) == length
        for condition, holds in FILTERS.items():
            chosen = read(api.get(f"observations/?release={number}&{condition}"))["results"]
            assert chosen == [row for row in everything if holds(row)], condition


def test_indicators_are_chosen_by_the_code_of_their_framework_as_it_is_written(api):
    everything = read(api.get("indicators/"))["results"]
    for code, chosen in ((FRAMEWORK, everything), (FRAMEWORK.lower(), []), (FRAMEWORK[:-1], []), ("%25", [])):
        assert read(api.get(f"indicators/?framework={code}"))["results"] == chosen, code


def test_a_zero_and_a_missing_value_stay_apart(api, people):
    bring_to_figure("3.1.1-a/total/2023", entry("0"), people)
    bring_to_figure("3.1.1-b/total/2023", entry(status="not_available", reason="No survey."), people)
    publish(people)
    rows = {row["indicator"]: row for row in read(api.get("observations/?year=2023"))["results"]}
    assert (rows["3.1.1-a"]["value"], rows["3.1.1-a"]["numerator"]) == ("0", None)
    assert (rows["3.1.1-b"]["value"], rows["3.1.1-b"]["status"]) == (None, "not_available")
    cells = {row["indicator"]: row["value"] for row in table(api.get("observations/?year=2023&format=csv"))}
    assert cells == {"3.1.1-a": "0", "3.1.1-b": ""}


def table(response):
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(body_of(response).decode(), newline="")))


def test_csv_holds_the_same_rows_and_no_live_formula(api, second_release):
    rows = read(api.get("observations/"))["results"]
    cells = table(api.get("observations/?format=csv"))
    assert tuple(cells[0]) == OBSERVATION_FIELDS
    guarded = {"=1+1": "'=1+1", "@note": "'@note"}
    as_text = [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
    assert cells == [{name: guarded.get(value, value) for name, value in row.items()} for row in as_text]
    assert {"'=1+1", "'@note"} <= {value for row in cells for value in row.values()}


def test_negative_numbers_stay_numbers_in_csv(api, people):
    in_dollars = Indicator.objects.filter(unit="usd").first()
    key = f"{in_dollars.code}/{in_dollars.series.first().code}/2023"
    bring_to_figure(key, entry("-5", note="-5"), people)
    publish(people)
    [row] = table(api.get("observations/?format=csv&year=2023"))
    assert (row["value"], row["note"]) == ("-5", "'-5")


def test_csv_is_compressed_as_it_streams(api):
    plain = body_of(api.get("observations/?format=csv"))
    packed = api.get("observations/?format=csv", Accept_Encoding="gzip")
    assert packed.streaming
    assert gzip.decompress(body_of(packed)) == plain


# --- Pages ----------------------------------------------------------------------------------------------------------


def walk(api, path, towards="next"):
    """All pages from this address on, in the order in which they are met."""
    pages = []
    while path:
        pages.append(read(api.get(path)))
        following = pages[-1][towards]
        assert following is None or following.startswith("http://testserver/api/v1/")
        path = following and following.removeprefix("http://testserver/api/v1/")
    return pages


def test_pages_give_every_row_once_in_both_directions(api, second_release):
    for path in LISTS:
        everything = read(api.get(f"{path}?limit=1000"))
        assert (everything["next"], everything["previous"]) == (None, None)
        pages = walk(api, f"{path}?limit=7")
        assert [row for page in pages for row in page["results"]] == everything["results"]
        assert all(len(page["results"]) == 7 for page in pages[:-1])
        if len(pages) > 1:
            backwards = walk(api, pages[-1]["previous"].removeprefix("http://testserver/api/v1/"), "previous")
            earlier = [row for page in reversed(backwards) for row in page["results"]]
            assert earlier == everything["results"][: 7 * (len(pages) - 1)]
            assert backwards[0]["next"] == pages[-2]["next"]


def test_who_began_to_read_a_release_reads_on_in_it(api, people):
    first = read(api.get("observations/?limit=4"))
    bring_to_figure("1.1.1-c/total/2023", entry("80"), people)
    publish(people)
    rest = walk(api, first["next"].removeprefix("http://testserver/api/v1/"))
    rows = first["results"] + [row for page in rest for row in page["results"]]
    assert {row["release"] for row in rows} == {1}
    assert rows == read(api.get("observations/?release=1"))["results"]
    assert {row["release"] for row in read(api.get("observations/"))["results"]} == {2}


def test_a_cursor_of_another_release_than_the_one_asked_for_is_refused(api, people, second_release):
    following = read(api.get("observations/?limit=4&release=1"))["next"].removeprefix("http://testserver/api/v1/")
    assert read(api.get(following))["results"]
    assert parameters(api.get(following.replace("release=1", "release=2"))) == ["cursor"]


def test_rows_are_counted_only_when_asked(api):
    with CaptureQueriesContext(
        connection,
    ) as silent:
        assert "count" not in read(api.get("observations/?limit=3"))
    with CaptureQueriesContext(connection) as counting:
        assert read(api.get("observations/?limit=3&count=true"))["count"] == 10
    assert not any("COUNT(" in query["sql"] for query in silent)
    assert len(counting) == len(silent) + 1
    assert "count" not in read(api.get("observations/?count=false"))


@pytest.fixture
def long_release():
    """A release of 1 200 rows, as many years hence."""
    release = Release.objects.create(
        number=2, title="Long", reason="Many rows.", published_at="2030-01-01T00:00Z", due_year=2029, sha256="0" * 64
    )
    ReleasedObservation.objects.bulk_create(
        ReleasedObservation(
            release=release,
            position=position,
            framework=FRAMEWORK,
            goal="1",
            indicator=f"1.1.1-{position}",
            series="total",
            year=2022,
            value=Decimal(position),
            status="reported",
            origin="entered",
            unit="number",
        )
        for position in range(1, 1201)
    )
    return release


def queries_of(api, path):
    with CaptureQueriesContext(connection) as captured:
        body = body_of(api.get(path))
    assert body
    return [query["sql"] for query in captured]


def test_a_page_costs_as_much_for_3_rows_as_for_300_and_at_the_end_as_at_the_start(api, long_release):
    few, many = queries_of(api, "observations/?limit=3"), queries_of(api, "observations/?limit=300")
    assert len(few) == len(many) == 2
    pages = walk(api, "observations/?limit=300")
    assert [len(page["results"]) for page in pages] == [300, 300, 300, 300]
    last = queries_of(api, pages[-2]["next"].removeprefix("http://testserver/api/v1/"))
    assert len(last) == len(many)
    assert not any("OFFSET" in sql for sql in last)
    assert len(queries_of(api, "observations/?format=csv")) == 2
    assert len(queries_of(api, "countries/?release=1&limit=3")) == len(
        queries_of(api, "countries/?release=1&limit=300")
    )


# --- What is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "1.5", "ten", "1" * 23, "", "%00", "١٠", " 5", "5&limit=6"])
def test_a_limit_that_is_none_is_refused(api, limit):
    assert parameters(api.get(f"observations/?limit={limit}")) == ["limit"]


def test_the_largest_limit_is_a_thousand(api, long_release):
    assert len(read(api.get("observations/?limit=1000"))["results"]) == 1000
    assert len(read(api.get("observations/"))["results"]) == 100


@pytest.mark.parametrize(
    "alter",
    [
        lambda cursor: cursor.replace("after-3", "after-4"),
        lambda cursor: cursor.replace("after", "before"),
        lambda cursor: "2" + cursor[1:],
        lambda cursor: cursor[:-1],
        lambda cursor: cursor.partition(".")[0],
        lambda cursor: "",
        lambda cursor: "1" * 23,
        lambda cursor: "%00",
        lambda cursor: "%F0%9F%98%80",
        lambda cursor: cursor + "&series=total",
        lambda cursor: cursor + "&release=1&goal=1",
    ],
)
def test_an_altered_cursor_is_refused(api, alter):
    following = read(api.get("observations/?limit=3"))["next"]
    start, cursor = following.removeprefix("http://testserver/api/v1/").split("cursor=")
    assert read(api.get(f"{start}cursor={cursor}"))["results"]
    assert parameters(api.get(f"{start}cursor={alter(cursor)}")) == ["cursor"]


def test_a_cursor_of_another_list_is_refused(api):
    cursor = read(api.get("teams/?limit=3"))["next"].split("cursor=")[1]
    assert parameters(api.get(f"countries/?limit=3&cursor={cursor}")) == ["cursor"]


@pytest.mark.parametrize("path", EVERY_ADDRESS)
def test_an_unknown_parameter_is_refused_by_its_name(api, path):
    assert parameters(api.get(f"{path}{'&' if '?' in path else '?'}nonsense=1")) == ["nonsense"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("year=2021&year=2023", ["year"]),
        ("year=", ["year"]),
        ("year=21", ["year"]),
        ("year=20210", ["year"]),
        ("year_from=%D9%A2%D9%A0%D9%A2%D9%A1", ["year_from"]),
        ("year_to=2021.0", ["year_to"]),
        ("status=unknown", ["status"]),
        ("series=%00", ["series"]),
        ("count=yes", ["count"]),
        ("format=xml", ["format"]),
        ("format=csv&limit=3&count=true", ["count", "limit"]),
        ("Limit=3&page=2", ["Limit", "page"]),
    ],
)
def test_a_parameter_that_breaks_a_rule_is_refused_by_its_name(api, query, named):
    assert parameters(api.get(f"observations/?{query}")) == named


@pytest.mark.parametrize(
    "path", ["nothing", "nothing/", "frameworks", "countries/K N/", "entry/", "releases/-1/", "%00/"]
)
def test_an_address_that_is_none_is_a_problem_too(api, path):
    for method in (api.client.get, api.client.post, api.client.put, api.client.delete, api.client.options):
        assert problem(method(f"/api/v1/{path}"), 404)["code"] == "not_found"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE"])
def test_released_content_is_only_read(api, method):
    for path in EVERY_ADDRESS:
        response = api.client.generic(method, f"/api/v1/{path}")
        assert problem(response, 405)["code"] == "method_not_allowed"
        assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("accept", ["application/xml", "text/csv", "application/json;q=0", "nonsense"])
def test_a_form_that_there_is_not_is_refused(api, accept):
    assert problem(api.get("countries/", Accept=accept), 406)["code"] == "not_acceptable"


@pytest.mark.parametrize("accept", ["*/*", "application/*", "application/json; charset=utf-8", "text/html, */*;q=0.1"])
def test_whoever_takes_json_gets_it(api, accept):
    assert read(api.get("countries/", Accept=accept))["results"]
