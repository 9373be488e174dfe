"""An indicator's page: who is behind it, what was published when, and how it is cited and shown elsewhere."""

import html
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from common.charts import PanelChart
from indicators.actions import reopen_observation
from indicators.measures import Measure
from public.pictures.places import places_picture
from public.places import counted_years
from public.series import indicator_view
from public.vintages import Vintage, YearVintages
from publications.models import Release
from tests.counted import NO, YES, count_teams
from tests.many_answers import OPINION, OPINION_QUESTION, accept, ask
from tests.public_pages import FRAMEWORK, body, content_of, words
from tests.work import bring_to_figure, entry, observation, publish, take

pytestmark = pytest.mark.django_db

PAGE = f"/indicators/{FRAMEWORK}/2.1.1-a/"
FALLEN = f"/indicators/{FRAMEWORK}/2.1.1-d/"


@pytest.fixture
def counted(people):
    """Three teams said yes, two said no, the other 127 are silent; released as 2."""
    count_teams(people)
    return publish(people)


def cells(page: str) -> dict[str, str]:
    """The side of each country in the strip."""
    found = re.findall(r'<a class="cell (\w+)" href="/countries/(\w{3})/', page)
    return {iso3: side for side, iso3 in found}


# --- Who is behind it -----------------------------------------------------------------------------------------------


def test_every_respondent_has_a_cell_and_the_legend_counts_them(counted):
    page = body(PAGE)
    strip = cells(page)
    assert len(strip) == 132
    assert {iso3 for iso3, side in strip.items() if side == "numerator"} == set(YES)
    assert {iso3 for iso3, side in strip.items() if side == "denominator"} == set(NO)
    text = words(PAGE)
    assert "In 2024: 60% (3 of 5)." in text
    assert "In the numerator: 3" in text
    assert "In the rest of the denominator: 2" in text
    assert "No response: 127" in text
    assert "Kenya: In the numerator" in text
    assert "Egypt: In the rest of the denominator" in text


def test_a_cell_bears_a_letter_and_a_name_and_not_a_colour_alone(counted):
    found = re.findall(r'<a class="cell (\w+)"[^>]*><span aria-hidden="true">([^<]+)<small>', body(PAGE))
    letters = dict(found)
    assert letters == {"numerator": "Y", "denominator": "N", "no_response": "–"}


def test_regions_and_groups_stand_in_small_pictures_with_their_table(counted):
    page = body(PAGE)
    for kind in ("region", "group"):
        assert f"/charts/places/{FRAMEWORK}/2.1.1-a/total/{kind}.svg" in page
    assert "Percentage of common country analyses updated in the past year, by region" in html.unescape(page)
    assert f"/compare/?series={FRAMEWORK}%2F2.1.1-a%2Ftotal&amp;year=2024" in page


def test_years_in_another_unit_stand_in_the_table_and_not_on_the_scale_of_the_latest(counted):
    content = content_of("indicator", f"{FRAMEWORK}/2.1.1-a", counted.number)
    view = indicator_view(content)
    (year,) = counted_years(counted, content)["total"]
    before = replace(year, year=2023, measure=Measure("number", 0))
    found = places_picture(view, view.series[0], [before, year], "group")
    assert {row["year"] for row in found.rows} == {"2023", "2024"}
    assert isinstance(found.chart, PanelChart)
    assert found.chart.years == [2024]
    assert found.chart.whole is not None
    assert [step.year for step in found.chart.whole.steps] == [2024]


def test_where_answers_do_not_open_there_is_a_sentence_and_no_strip(people):
    ask(OPINION_QUESTION, "yes_no", respondent="government", disclosure="none")
    accept(OPINION_QUESTION, {f"GOV-{code}": "yes" for code in ("KEN", "UGA", "EGY")})
    take(OPINION, people)
    publish(people)
    page = body(FALLEN)
    assert cells(page) == {}
    assert "Nobody is named here, and no part is shown by itself" in words(FALLEN)
    assert "/charts/places/" not in page


def test_where_nothing_was_counted_the_page_does_not_ask_who_is_behind_it():
    assert "Who is behind it" not in words(FALLEN)


# --- What was published when ----------------------------------------------------------------------------------------


@pytest.fixture
def corrected(people) -> Release:
    """Release 2 has 88 for 2022, release 3 the same, release 4 corrects it to 89."""
    key = "2.1.1-d/total/2022"
    bring_to_figure(key, entry("88", source="Survey"), people)
    publish(people)
    bring_to_figure("3.3.3-a/total/2022", entry("0", source="DCO"), people)
    publish(people)
    row = observation(key)
    reopen_observation(row, "Counted again.", by=people.validator, seen=row.version)
    bring_to_figure(key, entry("89", source="Survey", note="Counted again."), people)
    return publish(people)


def rows_of_vintages(address: str) -> list[str]:
    table = body(address).partition("As published in each release")[2].partition("</table>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL)
    return [re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", row))).strip() for row in rows][1:]


def test_each_value_stands_as_it_was_published_first_beside_what_is_known_now(corrected):
    assert rows_of_vintages(FALLEN) == [
        "2021 81% releases 1 to 4 81%",
        "2022 88% releases 2 to 3 89% differs",
    ]


def test_an_older_release_knows_nothing_of_what_came_after_it(corrected):
    assert rows_of_vintages(f"{FALLEN}?release=3") == ["2021 81% releases 1 to 3 81%", "2022 88% releases 2 to 3 88%"]
    assert "every value stands as it was first published" in words(f"{FALLEN}?release=3")
    assert rows_of_vintages(f"{FALLEN}?release=1") == ["2021 81% release 1 81%"]


def test_a_value_that_came_back_to_what_it_was_does_not_differ():
    measure = Measure("percent", 0)
    first, between, now = (
        Vintage(number, number, Decimal(value), "reported", measure) for number, value in enumerate((88, 89, 88), 1)
    )
    assert not YearVintages("total", 2022, [first, between, now]).differs
    assert YearVintages("total", 2022, [first, between]).differs


def test_what_is_not_published_is_in_no_vintage(people):
    bring_to_figure("2.1.1-d/total/2022", entry("88", source="Survey"), people)
    assert rows_of_vintages(FALLEN) == ["2021 81% release 1 81%"]


# --- Used elsewhere -------------------------------------------------------------------------------------------------


def test_the_page_is_cited_in_words_and_for_programs():
    page = html.unescape(body(FALLEN))
    permanent = f"http://testserver{FALLEN}?release=1"
    assert page.count(permanent) >= 3
    assert "@misc{rcs-2.1.1-d-release-1," in page
    assert f"url = {{{permanent}}}" in page
    assert f"UR  - {permanent}" in page
    assert "TY  - DATA" in page


def test_the_code_to_embed_leads_to_a_page_that_is_there():
    page = html.unescape(body(FALLEN))
    [source] = re.findall(r'<iframe src="http://testserver([^"]+)"', page)
    assert Client().get(source).status_code == 200


def test_a_page_that_was_asked_for_before_costs_one_query(counted, django_assert_num_queries):
    Client().get(PAGE)
    with django_assert_num_queries(1):
        Client().get(PAGE)
