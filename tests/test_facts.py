"""The report's own facts: loaded as they are given, released, and shown with source and paragraph; and look-alikes."""

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client

from activity.models import Entry
from common.yaml_files import FileRefused
from indicators.facts import load_facts
from indicators.models import FactValue, Figure, LookAlike, Observation, ReportedFact
from publications.actions import preview_release
from publications.models import Document, Release
from publications.reading import read_preview
from tests.public_pages import body, content_of, words
from tests.sweeps import one_in
from tests.work import People, publish

pytestmark = pytest.mark.django_db

SHIPPED = settings.BASE_DIR / "frameworks" / "data" / "e-2022-54" / "facts.yaml"
LANGUAGES = {"en", "fr", "es", "ru", "zh", "ar"}
# What the report gives, by code and year, and where: written down again, so that a slip in the file is seen.
GIVEN = {
    "host-governments-rc-leads-effectively": ("summary", {2019: "79", 2021: "89"}),
    "host-governments-covid-response-coherent": ("summary", {2021: "92"}),
    "donors-closer-collaboration-after-reform": ("summary", {2021: "81"}),
    "unct-rco-support-strategic-planning": ("summary", {2021: "90"}),
    "unct-rco-support-communications": ("summary", {2021: "87"}),
    "unct-rco-support-data-and-results": ("summary", {2021: "84"}),
    "unct-rco-support-partnerships": ("summary", {2021: "71"}),
    "unct-rco-support-economic-analysis": ("summary", {2021: "66"}),
    "rc-qualifications-adequate": ("10", {2020: "88", 2021: "90"}),
    "uncts-with-cooperation-framework": ("5", {2022: "52"}),
    "uncts-producing-country-results-report": ("78", {2019: "64", 2020: "69", 2021: "99"}),
    "uncts-accessing-global-pooled-funds": ("69", {2020: "47", 2021: "85"}),
    "joint-workplans": ("43", {2020: "64", 2022: "111"}),
    "unic-rco-co-location": ("83", {2020: "64", 2021: "68"}),
    "governments-rc-minimizes-duplication": ("83", {2021: "71"}),
    "entities-letting-coordinators-contribute-to-appraisals": ("15", {2021: "13"}),
    "rco-staff-international-professional": ("18", {2022: "193"}),
    "rco-staff-national-professional": ("18", {2022: "371"}),
    "rco-staff-administrative-assistants": ("18", {2022: "122"}),
    "rcos": ("18", {2022: "131"}),
    "rco-duty-stations": ("18", {2022: "147"}),
    "rcos-with-all-five-core-posts-filled": ("18", {2022: "102"}),
    "uncts-disability-scorecard-half-met": ("57", {2020: "11", 2021: "21"}),
    "uncts-with-framework-configuration-exercise-done": ("48", {2021: "73"}),
    "governments-uncts-have-capacity-and-skills": ("48", {2021: "85"}),
    "uncts-with-resource-mobilization-strategy": ("72", {2021: "28"}),
    "uncts-real-time-monitoring": ("51", {2021: "52"}),
    "cooperation-frameworks-with-gender-outcome": ("55", {2021: "64"}),
    "uncts-tracking-goal-5-with-gender-indicators": ("55", {2021: "61"}),
    "peacebuilding-fund-in-coordinator-led-joint-programmes": ("69", {2021: "195000000"}),
    "sdg-joint-fund-mobilized-usd-millions": ("70", {2021: "79000000"}),
}
LOOK_ALIKES = {
    "2.1.1-a": ("80%", "2021", "E/2022/54, paragraph 45"),
    "3.4.1-a": ("48%", "2022", "E/2022/54, paragraph 18"),
    "3.3.1-a": ("about $11 million", "2021", "E/2022/54, paragraph 81"),
    "2.1.1-c": ("96%", "2021", "E/2022/54, paragraph 5"),
    "2.2.2-b": ("59%", "2021", "E/2022/54, paragraph 72"),
    "3.1.2-a": ("73.3%", "2021", "E/2022/54, annex I, table 4"),
}


def report() -> dict[str, Any]:
    return content_of("facts", "E-2022-54")


def rows_of(address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Client().get(address).content.decode("utf-8-sig"))))


def changed_file(folder: Path, change: Any) -> Path:
    """The shipped file after `change` of its content."""
    content = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    change(content)
    path = folder / "facts.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


# --- Loaded and released --------------------------------------------------------------------------------------------


def test_release_one_holds_every_fact_as_the_report_gives_it_in_six_languages():
    facts = report()["facts"]
    said = {row["code"]: (row["paragraph"], {each["year"]: each["value"] for each in row["values"]}) for row in facts}
    assert said == GIVEN
    sources = {row["code"]: row["title"] for row in report()["sources"]}
    assert all(set(row["title"]) == LANGUAGES for row in [*facts, *report()["look_alikes"]])
    assert all(set(title) == LANGUAGES for title in sources.values())
    assert {row["source"] for row in facts} == set(sources)


def test_a_month_stands_with_the_value_that_is_of_it_and_no_other():
    workplans = next(row for row in report()["facts"] if row["code"] == "joint-workplans")
    assert [(row["year"], row["as_at"]) for row in workplans["values"]] == [(2020, None), (2022, "2022-04")]


def test_loading_again_changes_nothing():
    entries = Entry.objects.count()
    assert load_facts(SHIPPED) == 0
    assert Entry.objects.count() == entries


def test_a_correction_of_the_file_is_recorded_with_both_readings_and_leaves_the_release_as_it_was(
    tmp_path, people: People
):
    before = Document.objects.get(release__number=1, kind="facts").text

    def corrected(content: Any) -> None:
        content["facts"][0]["values"][2021] = 88
        content["facts"][0]["title"]["en"] = "Host Governments that say so"

    assert load_facts(changed_file(tmp_path, corrected)) == 2
    entry = json.loads(Entry.objects.filter(verb="indicators.facts.loaded").order_by("-sequence")[0].text)
    said = json.dumps(entry, ensure_ascii=False)
    assert "89" in said
    assert "88" in said
    assert "leads effectively" in said
    lines = {
        (line.what, line.old, line.new)
        for group in read_preview(preview_release(by=people.publisher)).groups
        if group.code == "E/2022/54"
        for line in group.lines
    }
    assert ("Host Governments that say so, 2021", "89%", "88%") in lines
    publish(people)
    assert Document.objects.get(release__number=1, kind="facts").text == before
    assert content_of("facts", "E-2022-54", 2)["facts"][0]["values"][1]["value"] == "88"
    assert "Facts of the report are new or changed." in words("/releases/2/")


def test_a_year_that_is_added_is_told_and_a_fact_that_is_new(tmp_path, people: People):
    def more(content: Any) -> None:
        content["facts"][0]["values"][2022] = 90
        content["facts"].append({**content["facts"][-1], "code": "another-fact", "values": {2022: 5}, "unit": "number"})

    load_facts(changed_file(tmp_path, more))
    lines = [line for group in read_preview(preview_release(by=people.publisher)).groups for line in group.lines]
    assert ("Host Governments that say that the resident coordinator leads effectively, 2022", "", "90%") in {
        (line.what, line.old, line.new) for line in lines
    }
    assert "2022: 5" in {line.new for line in lines}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda content: content["facts"].pop(), "corrected, not taken away"),
        (lambda content: content["facts"][0]["values"].pop(2019), "corrected, not taken away"),
        (lambda content: content["facts"].append(content["facts"][0]), "stands there twice"),
        (lambda content: content["facts"][0].update(source="hearsay"), "there is no source hearsay"),
        (lambda content: content["look_alikes"][0].update(indicator="9.9.9-z"), "there is no indicator"),
        (lambda content: content["facts"][0].update(values={2021: "many"}), "is not of type 'number'"),
        (lambda content: content["facts"][0]["title"].pop("ar"), "'ar' is a required property"),
        (lambda content: content["facts"][0].update(as_at={2021: "April"}), "A month is written as 2022-04."),
        (lambda content: content["facts"][0].update(as_at={1999: "1999-04"}), "as_at says a month of 1999, where"),
    ],
)
def test_a_file_that_takes_away_repeats_or_names_what_there_is_not_is_refused_whole(tmp_path, change, words):
    counts = [model.objects.count() for model in (ReportedFact, FactValue, LookAlike, Entry)]
    with pytest.raises(FileRefused, match=re.escape(words)):
        load_facts(changed_file(tmp_path, change))
    assert [model.objects.count() for model in (ReportedFact, FactValue, LookAlike, Entry)] == counts


# --- The pages ------------------------------------------------------------------------------------------------------


def test_the_page_says_that_these_are_no_indicators_and_whose_the_sources_and_drawings_are():
    page = words("/facts/")
    assert "These are figures of the report, not indicators of the framework." in page
    assert "Where the text of the report names no source, the source is our assignment." in page
    assert "The source that we hold gives neither the drawings nor their captions" in page
    assert "Services bought from the United Nations Development Programme" in page


def test_each_fact_stands_there_in_a_sentence_with_its_place_and_leads_to_its_page():
    page = body("/facts/")
    for code, (paragraph, _values) in GIVEN.items():
        article = re.search(rf'<article[^>]*id="{code}".*?</article>', page, re.DOTALL)
        assert article, code
        assert f'href="/facts/{code}/"' in article[0]
        assert ("summary of the report" if paragraph == "summary" else f"paragraph {paragraph}") in article[0]
    assert "99 per cent in 2021, up from 64 per cent in 2019." in page
    assert "131 in 2022. The latest value is as at April 2022." in page
    assert "$195 million in 2021." in words("/facts/")


def test_a_fact_of_one_year_is_not_drawn_and_one_of_several_is():
    assert "<svg" in body("/facts/joint-workplans/").partition("<h1")[2]
    assert "<svg" not in body("/facts/rcos/").partition("<h1")[2].partition("</main>")[0]
    assert Client().get("/facts/joint-workplans.svg").status_code == 200
    assert Client().get("/facts/rcos.svg").status_code == 404


def test_a_facts_page_shows_its_years_with_what_changed():
    page = words("/facts/joint-workplans/")
    assert "111 in 2022, up from 64 in 2020." in page
    assert "+47" in page
    assert "E/2022/54, paragraph 43" in page
    assert "+10 percentage points" in words("/facts/host-governments-rc-leads-effectively/")
    assert "2021 not given" in page
    drawn = json.loads(Client().get("/charts/facts/joint-workplans.json").content)
    assert [(row["year"], row["value"]) for row in drawn] == [("2020", "64"), ("2021", None), ("2022", "111")]


def test_the_source_narrows_the_page_and_its_files_and_an_unknown_one_is_none():
    assert re.findall(r'<article[^>]*id="([^"]+)"', body("/facts/?source=un-info")) == ["joint-workplans"]
    assert {row["code"] for row in rows_of("/facts.csv?source=un-info")} == {"joint-workplans"}
    assert Client().get("/facts/?source=hearsay").status_code == 404
    assert Client().get("/facts.csv?source=hearsay").status_code == 404


def test_files_hold_a_row_for_each_year_as_decimals_and_nothing_for_a_year_that_is_not_given():
    rows = rows_of("/facts.csv")
    said = {(row["code"], int(row["year"])): row["value"] for row in rows}
    assert said == {(code, year): value for code, (_place, years) in GIVEN.items() for year, value in years.items()}
    assert json.loads(Client().get("/facts.json").content)[0]["value"] == "79"
    assert [row["year"] for row in rows_of("/facts/joint-workplans.csv")] == ["2020", "2022"]
    assert {row["title_ar"] for row in rows} != {""}


def test_the_api_serves_the_document_as_it_was_hashed():
    assert json.loads(Client().get("/api/v1/facts/E-2022-54/").content) == report()
    assert json.loads(Client().get("/api/v1/facts/").content)["results"] == [report()]
    assert Client().get("/api/v1/facts/E-2022-54/?release=2").status_code == 404


@pytest.mark.parametrize("language", one_in(3, ["fr", "es", "ru", "zh", "ar"]))
def test_facts_speak_the_readers_language(language):
    page = body(f"/{language}/facts/")
    for row in report()["facts"]:
        assert row["title"][language].replace("'", "&#x27;") in page


# --- Look-alikes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", LOOK_ALIKES)
def test_a_look_alike_stands_apart_under_a_heading_that_says_that_it_measures_something_else(indicator):
    page = body(f"/indicators/RCS-2022-2025/{indicator}/")
    section = re.search(r'<section class="look-alikes".*?</section>', page, re.DOTALL)
    assert section
    apart = words_of(section[0])
    assert "Figures that look alike and measure something else" in apart
    assert all(part in apart for part in LOOK_ALIKES[indicator])
    content = next(row for row in report()["look_alikes"] if row["indicator"] == indicator)
    assert content["difference"]["en"] in apart
    assert content["title"]["en"] not in page.replace(section[0], "")


def words_of(part: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part)).replace("&#x27;", "'")


def test_a_look_alike_is_no_value_and_no_mark_of_the_indicator():
    rows = list(Observation.objects.filter(series__indicator__code="2.1.1-c", year=2021))
    assert [row.value for row in rows] == [None]
    assert not Figure.objects.filter(observation__in=rows).exists()
    drawn = json.loads(Client().get("/charts/series/RCS-2022-2025/2.1.1-c/total.json").content)
    assert Decimal(96) not in {Decimal(row["value"]) for row in drawn if row["value"]}


def test_an_indicator_without_look_alikes_has_no_such_heading():
    assert "look-alikes" not in body("/indicators/RCS-2022-2025/2.1.1-d/")
    assert LookAlike.objects.count() == 6
    assert Release.objects.count() == 1
