"""The public pages as readers see them: true sentences, counts and sums that equal the documents."""

import html
import json
import re
from collections import Counter
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from indicators.actions import reopen_observation
from indicators.measures import Measure
from indicators.progress import share_text
from public.amounts import Amount
from public.cases import worked_cases
from public.findings import finding
from public.pictures.series import chart_of
from public.series import indicator_view
from public.working import work_out
from publications.models import Document, Kind
from tests.public_pages import FALLEN, FRAMEWORK, IN_CHINESE, PAGES, body, content_of, publish_second, words
from tests.work import bring_to_figure, entry, observation, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_release(people):
    return publish_second(people)


def all_series(tree):
    return [
        (goal["code"], indicator, series)
        for goal in tree["goals"]
        for outcome in goal["outcomes"]
        for output in outcome["outputs"]
        for indicator in output["indicators"]
        for series in indicator["series"]
    ]


# --- Overview ---------------------------------------------------------------------------------------------------


def test_the_overview_says_the_position_in_a_true_sentence():
    assert (
        "Of 51 measured series, 5 could be rated, on values for 2021: 3 regressed, 2 on track. "
        "The other 46 are not rated: 44 have no value yet, 2 have no target on record." in words("/")
    )


def test_the_counts_of_the_overview_are_those_of_the_document(second_release):
    series = all_series(content_of(Kind.FRAMEWORK, FRAMEWORK, release=2))
    codes = Counter(row["rating"]["code"] for _goal, _indicator, row in series)
    rated = sum(count for code, count in codes.items() if code != "not_rated")
    text = words("/")
    assert f"Of {len(series)} measured series, {rated} could be rated, on values for 2021 to 2022:" in text
    assert f"{codes['regressed']} regressed" in text
    assert f"{codes['on_track']} on track" in text
    for goal in ("1", "2", "3"):
        of_goal = [row["rating"]["code"] for code, _indicator, row in series if code == goal]
        assert f"{sum(code != 'not_rated' for code in of_goal)} of {len(of_goal)} series rated" in text


def test_the_overview_shows_three_figures_of_the_trust_fund_and_says_where_one_is_missing():
    text = words("/")
    assert "$215 million in 2021" in text
    assert "$223 million in 2019" in text
    assert "Target for 2025: $281 million" in text
    assert "28 in 2021 34 in 2019 Target for 2025: 55" in text
    assert "No value yet" in text
    assert "10 in 2019 Target for 2025: 30" in text


def test_the_first_release_says_that_there_is_none_before_it():
    for page in ("/", "/releases/1/", FALLEN):
        assert "This is the first release: there is none before it to compare with." in words(page)


def test_the_overview_says_what_the_newest_release_changed(second_release):
    text = words("/")
    assert "New or changed against release 1: 5 values, 4 ratings." in text
    assert "New for 2022: 88 per cent." in text
    assert "The rating was “regressed, 2021”; it is now “on track, 2022”." in text


# --- Framework --------------------------------------------------------------------------------------------------


def rows_of(path):
    """The rows of the page's table as lists of cell texts."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", body(path), re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in found]
    return [[re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip() for cell in row] for row in cells]


def test_the_framework_shows_every_series_with_the_numbers_of_the_document():
    rows = iter(rows_of("/framework/"))
    measure = {"percent": "{}%", "number": "{}"}
    for _goal, indicator, series in all_series(content_of(Kind.FRAMEWORK, FRAMEWORK)):
        row = next(row for row in rows if len(row) == 7 and row[0] not in ("Code",))
        assert row[0] in ("", indicator["shown_code"])
        assert row[1].startswith((series["title"] or indicator["title"])["en"][:60])
        for cell, amount in zip(row[2:5], (series["baseline"], series["latest"], series["target"]), strict=True):
            if amount is None or amount["value"] is None:
                assert not re.search(r"\d", cell)
            elif indicator["unit"] != "usd":
                assert cell == f"{measure[indicator['unit']].format(amount['value'])} {amount['year']}"
            else:
                assert cell == f"${int(amount['value']) / 10**6:.0f}&nbsp;million {amount['year']}".replace(
                    "&nbsp;", " "
                )
        assert row[6].startswith(series["rating"]["code"].replace("_", " "))
    assert not [row for row in rows if len(row) == 7]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_notes_of_damaged_and_ambiguous_rows_stand_wherever_the_row_does(language):
    prefix = "" if language == "en" else "/zh"
    noted = [
        indicator
        for _goal, indicator, _series in all_series(content_of(Kind.FRAMEWORK, FRAMEWORK))
        if indicator["note"]
    ]
    codes = {indicator["code"] for indicator in noted}
    assert codes >= {"1.1.1-a", "1.1.1-b", "2.2.2-a", "2.2.2-b", "3.2.2-a", "3.2.2-b", "3.4.2-a"}
    table = html.unescape(body(f"{prefix}/framework/"))
    for indicator in noted:
        assert indicator["note"][language] in table
        if indicator["code"] in ("1.1.1-a", "3.2.2-a"):
            own = html.unescape(body(f"{prefix}/indicators/{FRAMEWORK}/{indicator['code']}/"))
            assert indicator["note"][language] in own


def test_the_address_chooses_goal_and_rating():
    assert "18 of 51 series are shown." in words("/framework/?goal=3")
    assert "2 of 51 series are shown." in words("/framework/?rating=on_track")
    assert "1 of 51 series is shown." in words("/framework/?goal=2&rating=regressed")
    assert "No series is all that was asked for." in words("/framework/?goal=1&rating=regressed")
    assert "51 of 51 series are shown." in words("/framework/?goal=&rating=")


@pytest.mark.parametrize("query", ["goal=9", "goal=2.1", "rating=good", "framework=X"])
def test_what_cannot_be_chosen_is_not_found(query):
    assert Client().get(f"/framework/?{query}").status_code == 404
    assert Client().get(f"/framework.csv?{query}").status_code == 404


# --- One indicator ----------------------------------------------------------------------------------------------


def test_an_indicator_says_where_it_stands_and_by_which_sum():
    text = words(FALLEN).replace("\u00a0", " ")
    assert "81 per cent in 2021, down from 86 per cent in 2019; the target for 2025 is 90 per cent." in text
    assert "Regressed: it has moved away from the target." in text
    assert "(81 − 86) ÷ (90 − 86) = (−5) ÷ 4 = −1.25" in text
    assert "(2021 − 2019) ÷ (2025 − 2019) = 2 ÷ 6 ≈ 0.3333" in text
    assert "33% of the way was due, which is a value of 87.3 per cent." in text


def test_an_indicator_says_who_stands_for_each_value(second_release):
    text = words(FALLEN)
    assert "E/2022/54, paragraph 48 as reported, without its parts taken over from the source document" in text
    assert "Survey of 2022 As at June. https://example.org/survey" in text
    assert "checked by a validator, who did not enter it" in text
    assert "107 of 130" in words(f"/indicators/{FRAMEWORK}/1.1.1-c/")


def test_no_page_names_a_person(second_release, people):
    for page in [*PAGES, "/releases/2/", "/framework.json", "/releases/2.json"]:
        text = body(page)
        assert "demonstration.example" not in text
        assert people.validator.name not in text


def test_an_indicator_says_what_changed_and_when_it_was_published(second_release, people):
    assert "Changed against release 1: New for 2022: 88 per cent." in words(FALLEN)
    assert "Nothing here changed against release 1." in words(f"/indicators/{FRAMEWORK}/3.1.1-a/")
    row = observation("2.1.1-d/total/2022")
    reopen_observation(row, "A typing error.", by=people.validator, seen=row.version)
    bring_to_figure("2.1.1-d/total/2022", entry("87.5"), people)
    publish(people, "Correction.")
    assert "The value for 2022 was corrected from 88 per cent to 87.5 per cent." in words(FALLEN)
    assert "The value for 2022 was corrected from 88 per cent to 87.5 per cent." in words("/releases/3/")
    assert "corrected" not in words("/releases/2/")


def test_a_zero_is_a_value_and_missing_is_not(second_release):
    zero = words(f"/indicators/{FRAMEWORK}/3.3.3-a/")
    assert "0 in 2022, down from 4 in 2019; the target for 2025 is 50." in zero
    missing = words(f"/indicators/{FRAMEWORK}/2.1.1-a/")
    assert "No value has been published since the baseline of 80 per cent in 2021" in missing
    assert "withheld Under review." in missing


def test_a_value_that_is_not_firm_says_so(second_release):
    assert "6 per cent (provisional) in 2022" in words(f"/indicators/{FRAMEWORK}/2.1.2-a/")


def test_an_empty_due_year_is_said(second_release):
    assert "No value for 2025 has been published." in words(FALLEN)
    assert "No value for 2021" not in words(f"{FALLEN}?release=1")


def test_texts_that_people_entered_are_never_markup(people):
    bring_to_figure("2.1.1-d/total/2022", entry("88", source="<script>alert(1)</script>", note="a & b"), people)
    publish(people)
    page = body(FALLEN)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "a &amp; b" in page


def test_the_short_address_leads_into_the_present_framework():
    response = Client().get("/zh/indicators/2.1.1-d/?release=1")
    assert (response.status_code, response["Location"]) == (302, f"/zh{FALLEN}?release=1")
    assert Client().get("/indicators/9.9.9-z/").status_code == 404


@pytest.mark.parametrize("path", [f"/indicators/{FRAMEWORK}/9.9.9-z/", "/indicators/NONE/2.1.1-d/", "/releases/99/"])
def test_what_was_never_released_is_not_found(path):
    response = Client().get(f"/zh{path}")
    assert response.status_code == 404
    assert 'lang="zh"' in response.content.decode()


# --- The worked rating and the chart ----------------------------------------------------------------------------


def released_series(release):
    for document in Document.objects.filter(release=release, kind=Kind.INDICATOR):
        indicator = json.loads(document.text)
        yield from ((indicator, series) for series in indicator["series"])


def test_every_worked_rating_comes_to_the_released_one(second_release):
    worked = 0
    for indicator, series in released_series(2):
        working, released = work_out(indicator, series), series["rating"]
        if released["code"] == "not_rated":
            assert working is None
            continue
        assert working is not None
        rating = working.rating
        assert (rating.code, rating.year, rating.reason) == (released["code"], released["year"], released["reason"])
        assert (share_text(rating.p), share_text(rating.e)) == (released["working"]["p"], released["working"]["e"])
        page = html.unescape(body(f"/indicators/{FRAMEWORK}/{indicator['code']}/"))
        assert working.steps
        for step in working.steps:
            assert step.unbroken in page
        worked += 1
    assert worked == 8


def test_a_rating_of_another_version_of_the_rule_is_not_worked_out_by_this_one():
    indicator = content_of(Kind.INDICATOR, f"{FRAMEWORK}/2.1.1-d")
    assert work_out(indicator, indicator["series"][0]) is not None
    indicator["series"][0]["rating"]["working"]["version"] = "0"
    assert work_out(indicator, indicator["series"][0]) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_chart_draws_the_numbers_of_its_table_target_included(second_release, language):
    with translation.override(language):
        for document in Document.objects.filter(release=2, kind=Kind.INDICATOR):
            view = indicator_view(json.loads(document.text))
            for series in view.series:
                chart = chart_of(view, series)
                drawn = {(mark.year, chart.shown(mark.value)) for mark in chart.marks}
                table = {(line.year, line.amount.shown) for line in series.lines if line.amount}
                assert drawn == table
                assert (series.target is None) == (chart.target is None)


def test_the_chart_on_the_page_names_baseline_value_and_target():
    chart = body(FALLEN)
    for label in ("Baseline 86%", "81%", "Target 90%"):
        assert f">{label}</text>" in chart


def test_a_chart_is_drawn_once_for_a_release(monkeypatch):
    first = body(FALLEN)
    monkeypatch.delattr("public.pictures.drawing.render_svg")
    assert body(FALLEN) == first


AT = Measure("percent", 1)
B, T = Amount(Decimal("86"), 2019, AT), Amount(Decimal("90"), 2025, AT)


@pytest.mark.parametrize(
    ("latest", "baseline", "target", "sentence"),
    [
        ("88.5", B, T, "88.5 per cent in 2021, up from 86 per cent in 2019; the target for 2025 is 90 per cent."),
        ("81", B, None, "81 per cent in 2021, down from 86 per cent in 2019; no target is on record."),
        ("86.04", B, T, "86 per cent in 2021, the same as in 2019; the target for 2025 is 90 per cent."),
        ("0", None, T, "0 per cent in 2021; the target for 2025 is 90 per cent, and no baseline is on record."),
        ("5", None, None, "5 per cent in 2021; neither a baseline nor a target is on record."),
        (
            None,
            B,
            T,
            "No value has been published since the baseline of 86 per cent in 2019;"
            " the target for 2025 is 90 per cent.",
        ),
        (
            None,
            None,
            T,
            "No value has been published and no baseline is on record; the target for 2025 is 90 per cent.",
        ),
        (None, None, None, "No value has been published; neither a baseline nor a target is on record."),
    ],
)
def test_a_finding_says_what_is_known_and_what_is_not(latest, baseline, target, sentence):
    amount = None if latest is None else Amount(Decimal(latest), 2021, AT)
    assert finding(amount, baseline, target) == sentence


def test_a_value_of_the_baseline_year_is_not_called_a_change():
    amount = Amount(Decimal(88), 2019, AT)
    assert finding(amount, B, T) == (
        "88 per cent in 2019; the baseline is 86 per cent in 2019, and the target for 2025 is 90 per cent."
    )


# --- Methodology and small pages --------------------------------------------------------------------------------


def test_the_worked_cases_come_out_as_docs_progress_says():
    assert [case.code for case in worked_cases()] == [
        "regressed",
        "on_track",
        "on_track",
        "behind",
        "behind",
        "no_progress",
        "achieved",
        "partly_achieved",
        "not_achieved",
        "maintained",
        "not_maintained",
        "achieved",
        "not_rated",
        "not_rated",
        "not_rated",
    ]
    text = words("/methodology/").replace("\u00a0", " ")
    assert "(40 − 60) ÷ (20 − 60) = (−20) ÷ (−40) = 0.5" in text
    assert "(70 − 50) ÷ (90 − 50) = 20 ÷ 40 = 0.5" in text
    assert "≈" not in re.findall(r"\(40 − 60\)[^R]*0\.5", text)[0]


def test_every_page_has_one_heading_of_the_first_level_and_a_title():
    for page in [*PAGES, *IN_CHINESE]:
        text = body(page)
        assert len(re.findall("<h1", text)) == 1
        assert re.search(r"<title>\s*[^–\s][^<]* – [^<]+</title>", text)


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.assure)])
def test_every_link_of_the_public_pages_leads_somewhere(second_release, every):
    links = set()
    for page in [*PAGES, "/releases/2/", "/?release=1"]:
        links |= {html.unescape(link).partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', body(page))}
    own = [link for link in sorted(links) if not re.match(r"/(static|tasks|ar|es|fr|ru|zh)/", link)]
    assert len(own) > 60
    indicators = [link for link in own if re.fullmatch(r"/indicators/[^?]*/", link)]
    own = [link for link in own if link not in indicators] + indicators[::6]  # all are made by one view
    for link in own[::every]:
        assert Client().get(link).status_code == 200, link


def test_robots_are_welcome():
    assert body("/robots.txt") == "User-agent: *\nAllow: /\n"
