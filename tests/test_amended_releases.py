"""Releases and public pages after an amendment: the break, the words before and after, older releases as they were."""

import csv
import io
import json

import pytest
from django.test import Client

from indicators.actions import open_reporting_year
from indicators.amended import confirmed
from indicators.models import Observation, Series
from public.amendments import breaks_of, earlier_paces
from publications.models import Document
from publications.verification import release_faults
from tests.amending import MANDATE, REASON, amend, change
from tests.public_pages import words
from tests.work import bring_to_figure, entry, publish

pytestmark = pytest.mark.django_db

KEY, PAGE = "RCS-2022-2025/2.1.1-d", "/indicators/RCS-2022-2025/2.1.1-d/"
TARGET = change("series 2.1.1-d/total", "target_value", "90", "85")


def released(number, key=KEY):
    return json.loads(Document.objects.get(release__number=number, kind="indicator", key=key).text)


def of_year(content, year):
    return next(row for row in content["series"][0]["observations"] if row["year"] == year)


@pytest.fixture
def two_years(people):
    """A value before and one after what is amended from 2024 on; and release 2, which knows of no amendment."""
    bring_to_figure("2.1.1-d/total/2023", entry("85.5"), people)
    bring_to_figure("2.1.1-d/total/2024", entry("85.5"), people)
    publish(people)


def test_a_release_lists_its_amendments_without_persons_and_older_ones_stay(two_years, people):
    before = Document.objects.get(release__number=2, kind="indicator", key=KEY).text
    amend([TARGET], people)
    publish(people, reason="An amendment.")
    content = released(3)
    assert content["amendments"] == [
        {
            "number": 1,
            "first_year": 2024,
            "decided_on": "2024-12-19",
            "mandate": MANDATE,
            "reason": REASON,
            "changes": [{"what": "series 2.1.1-d/total", "field": "target_value", "old": "90", "new": "85"}],
        }
    ]
    assert released(3, "RCS-2022-2025/1.1.1-a")["amendments"] == []
    assert Document.objects.get(release__number=2, kind="indicator", key=KEY).text == before
    assert people.administrator.email not in json.dumps(content)
    assert not list(release_faults())


def test_a_year_before_the_amendment_keeps_its_rating(two_years, people):
    old = released(2)
    amend([TARGET], people)
    publish(people, reason="An amendment.")
    new = released(3)
    assert of_year(new, 2023)["rating"] == of_year(old, 2023)["rating"]
    assert of_year(new, 2024)["rating"]["code"] == new["series"][0]["rating"]["code"] == "achieved"
    assert of_year(old, 2024)["rating"]["code"] != "achieved"


def test_a_rating_of_a_year_before_is_worked_by_the_words_of_then(two_years, people):
    amend([TARGET], people, first_year=2025)
    publish(people, reason="An amendment.")
    assert released(3)["series"][0]["rating"]["code"] == released(2)["series"][0]["rating"]["code"]
    text = words(PAGE)
    assert "85.5 per cent has not reached the target of 90 per cent" in text


def test_the_page_tells_date_mandate_reason_and_both_values(two_years, people):
    amend([TARGET], people)
    publish(people, reason="An amendment.")
    text = words(PAGE)
    for said in (
        "Amendment 1, from 2024 on",
        "19 December 2024",
        MANDATE,
        REASON,
        "RCS 2.1.1-d, total: target 90% 85%",
    ):
        assert said in text
    assert "target before 2024 90%" in text
    assert f"It was amended from 2024 on, by {MANDATE}." in text
    assert "How it was amended" not in words(f"{PAGE}?release=2")


def test_an_earlier_target_is_told_where_the_target_changed_and_only_there(two_years, people):
    milestone = change("series 2.1.1-d/total", "milestones", None, {"year": 2024, "value": "88"})
    amend([milestone], people)
    publish(people, reason="A milestone.")
    assert "target before" not in words(PAGE)
    amend([TARGET], people, first_year=2025)
    publish(people, reason="Another target.")
    assert "target before 2025 90%" in words(PAGE)


def test_the_way_that_was_due_before_another_baseline_is_drawn(two_years, people):
    content = released(2)
    baseline = content["series"][0]["baseline"]["value"]
    amend([change("series 2.1.1-d/total", "baseline_value", baseline, "70")], people)
    publish(people, reason="A baseline measured again.")
    content = released(3)
    (earlier,) = earlier_paces(content, content["series"][0])
    assert str(earlier[0].value) == baseline


def test_another_definition_breaks_the_chart_and_its_table(two_years, people):
    amend([change("indicator 2.1.1-d", "counted", "governments", "country teams")], people)
    publish(people, reason="An amendment.")
    content = released(3)
    [found] = breaks_of(content, "total")
    assert found.year == 2024
    text = words(PAGE)
    assert f"Amended from 2024 on: what is counted {MANDATE}" in text
    assert "not comparable with those before" in text
    assert earlier_paces(content, content["series"][0]) == []
    svg = Client().get(f"{PAGE[:-1]}.svg").content.decode()
    assert "Amended from 2024 on" in svg


def test_the_file_of_an_indicator_has_the_earlier_targets_and_breaks_of_its_table(two_years, people):
    amend([TARGET], people, first_year=2025)
    amend([change("indicator 2.1.1-d", "counted", "governments", "country teams")], people)
    publish(people, reason="Amendments.")
    files = [Client().get(f"{PAGE[:-1]}.csv", headers={"accept-language": code}) for code in ("en", "zh")]
    assert files[0].content == files[1].content
    rows = list(csv.DictReader(io.StringIO(files[0].content.decode("utf-8-sig"), newline="")))
    found = {row["kind"]: (row["year"], row["value"], row["unit"], row["note"]) for row in rows}
    assert found["earlier target"] == ("2025", "90", "percent", "The target until 2024.")
    assert found["break"] == ("2024", "", "percent", MANDATE)
    assert found["target"][1] != "90"


def test_a_value_keeps_the_unit_of_its_year(people):
    bring_to_figure("2.1.1-d/total/2023", entry("85.5"), people)
    changes = [
        change("indicator 2.1.1-d", "unit", "percent", "number"),
        change("indicator 2.1.1-d", "method", "share", "mean"),
        change("indicator 2.1.1-d", "decimals", 1, 0),
    ]
    bare = Series.objects.get(indicator__code="2.1.1-d")
    bare.roll_up_rule.delete()
    amend(changes, people)
    bring_to_figure("2.1.1-d/total/2024", entry("40"), people)
    publish(people, reason="An amendment.")
    text = words(PAGE)
    assert "85.5%" in text
    assert "40%" not in text
    assert of_year(released(2), 2023)["rating"]["code"] != "not_rated"


def test_an_ended_series_is_neither_due_nor_asked_for(two_years, people):
    series = Series.objects.get(indicator__code="2.1.1-d")
    amend([change("series 2.1.1-d/total", "last_year", None, 2024)], people, first_year=2025)
    publish(people, reason="An amendment.")
    assert released(3)["series"][0]["due"] == {"year": 2024, "status": "reported"}
    assert released(3)["series"][0]["rating"]["year"] == 2024
    assert "Measured until 2024; an amendment ended the series." in words(PAGE)
    asked_for = Observation.objects.visible_to(people.validator)
    assert not asked_for.filter(series=series, year=2025).exists()
    open_reporting_year(2026, by=people.administrator)
    assert not Observation.objects.filter(series=series, year=2026).exists()


def test_a_new_series_and_a_milestone_come_with_what_they_say(two_years, people):
    new = {"code": "women", "title_en": "Women", "baseline_note_en": "None", "target_value": "50", "target_year": 2025}
    changes = [
        change("indicator 2.1.1-d", "series", None, new | {"position": 2}),
        change("series 2.1.1-d/total", "milestones", None, {"year": 2024, "value": "88"}),
    ]
    amend(changes, people)
    series = Series.objects.get(indicator__code="2.1.1-d", code="women")
    assert series.first_year == 2024
    years = set(Observation.objects.filter(series=series).values_list("year", flat=True))
    assert min(years) == 2024
    publish(people, reason="An amendment.")
    assert [row["code"] for row in released(3)["series"]] == ["total", "women"]
    assert released(3)["series"][0]["milestones"][0]["value"] == "88"
    amend([change("series 2.1.1-d/total", "milestones", {"year": 2024, "value": "88"}, None)], people)
    assert not Series.objects.get(indicator__code="2.1.1-d", code="total").milestones.exists()


def test_an_amended_code_is_found_under_its_present_name(two_years, people):
    amend([TARGET], people)
    amend([change("indicator 2.1.1-d", "code", "2.1.1-d", "2.1.1-x")], people, first_year=2025)
    rows = confirmed()["RCS-2022-2025"]
    assert [row["changes"][0]["what"] for row in rows] == ["series 2.1.1-x/total", "indicator 2.1.1-x"]
