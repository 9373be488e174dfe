"""Countries as tiles by region, and the pages of countries and regions: the same counts in every form."""

import csv
import html
import io
import json
import re
from collections import Counter
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from common.charts import Look
from common.kept import pages
from public.country.counted import counted_in
from public.country.pictures import key_of
from public.country.themes import FIRST, THEMES
from public.country.tiles import Counted
from public.strip import LETTERS
from records.actions import end_record
from tests.counted import NO, YES, asks, count_teams
from tests.many_answers import accept, ask
from tests.public_pages import body, words
from tests.record_rows import add, coordinator
from tests.sweeps import one_in
from tests.work import open_shipped, publish, take

pytestmark = pytest.mark.django_db
DAY = "day=2024-06-30"
TILE = re.compile(
    r'<li><a class="tile (\w+)" href="[^"]*/countries/([A-Z]{3})/[^"]*">([A-Z]{3})'
    r'<small aria-hidden="true">([^<]+)</small> '
    r'<span class="tile-name">([^<]+)</span></a></li>'
)
NOTHING_KNOWN = "no records in this release"


def tiles(path: str) -> dict[str, tuple[str, str, str]]:
    """By country: the look of its tile, its letter, and the words for it."""
    found = TILE.findall(body(path))
    assert len({code for _look, code, *_rest in found}) == len(found), "a country has two tiles"
    assert all(code == shown for _look, code, shown, *_rest in found)
    return {code: (look, letter, html.unescape(said)) for look, code, _shown, letter, said in found}


def legend(path: str) -> list[str]:
    """The lines of the legend, without their samples."""
    part = re.search(r'<ul class="tile-legend">(.*?)</ul>', body(path), re.DOTALL)
    assert part
    return [html.unescape(line).strip() for line in re.findall(r"</small></span>(.*?)</li>", part[1], re.DOTALL)]


def rows(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Client().get(path).content.decode("utf-8-sig"))))


@pytest.fixture
def published(people):
    """Kenya has a coordinator, a post filled and one vacant, and a framework; Fiji's team had a coordinator until May;
    Uganda's framework is signed, Samoa's in design, Chad's has ended."""
    add("appointments", "KEN", coordinator=coordinator("One", is_woman=True))
    gone = add("appointments", "FJI", coordinator=coordinator("Another", is_woman=False))
    end_record(gone, date(2024, 5, 15), by=None, seen=gone.version)
    add("posts", "KEN", function="economics", held_by="woman")
    add("posts", "KEN", function="communications", held_by="vacant")
    for code, first, last, signed in (
        ("KEN", 2022, 2026, date(2021, 12, 1)),
        ("UGA", 2025, 2029, date(2024, 1, 1)),
        ("WSM", 2025, 2029, None),
        ("TCD", 2019, 2023, date(2018, 12, 1)),
    ):
        own = {"title": f"The framework of {code}", "code": f"CF-{code}", "signed_on": signed}
        add("frameworks", code, first_year=first, last_year=last, **own)
    return publish(people)


# --- Tiles -----------------------------------------------------------------------------------------------------------


def test_every_country_has_one_tile_that_leads_to_its_page_and_says_its_name():
    found = tiles("/countries/")
    assert len(found) == 162
    assert found["KEN"] == ("open", "T", "Kenya: a team of its own")
    assert found["FJI"] == ("solid", "M", "Fiji: host of a multi-country office")
    assert found["TUV"] == ("barred", "S", "Tuvalu: served by a multi-country office in another country")
    assert "132 country teams in 162 countries and territories." in words("/countries/")


def test_the_countries_of_one_office_stand_within_one_outline():
    page = body("/countries/")
    for office, served in (("FJI", {"FJI", "SLB", "TON", "TUV", "VUT"}), ("MUS", {"MUS", "SYC"})):
        block = re.search(rf'<ul class="tiles" aria-labelledby="office-{office}">(.*?)</ul>', page, re.DOTALL)
        assert block
        assert {code for _look, code, *_rest in TILE.findall(block[1])} == served
    assert page.count('<div class="tile-office">') == 8


def test_tiles_stand_by_name_in_the_readers_language_whatever_accents_names_bear():
    def order(path: str) -> list[str]:
        return [row.partition(":")[0].rstrip() for _look, _letter, row in tiles(path).values()]

    africa = order("/fr/regions/AFR/")
    assert africa.index("Éthiopie") < africa.index("Gabon")
    assert africa.index("Érythrée") < africa.index("Eswatini") < africa.index("Éthiopie")
    chinese = order("/zh/regions/ECA/")
    assert chinese == sorted(chinese)


def test_the_legend_the_table_the_picture_and_the_tiles_count_alike(published):
    for theme in THEMES:
        _count_alike(theme)


def _count_alike(theme):
    page = f"/countries/?show={theme}&{DAY}"
    key = "tiles" if theme == "teams" else f"tiles/{theme}"
    by_side = Counter(said.partition(": ")[2] for _look, _letter, said in tiles(page).values())
    table = rows(f"/charts/countries/{key}.csv?{DAY}")
    whole = [row for row in table if row["region"] == "All regions"]
    assert {row["standing"].casefold(): int(row["count"]) for row in whole} == {
        side.casefold(): count for side, count in by_side.items()
    }
    assert sum(by_side.values()) == 162
    for row in table:
        assert int(row["count"]) == len(row["countries"].split())
    for row in whole:
        parts = [part for part in table if part["standing"] == row["standing"] and part is not row]
        assert sum(int(part["count"]) for part in parts) == int(row["count"])
    said = legend(page)
    assert len(said) == len(whole)
    for row, line in zip(whole, said, strict=True):
        assert line.startswith(f"{row['standing']}: ")
        assert f"{row['count']} countr" in line
        assert "teams" not in row or f"{row['teams']} country team" in line
    spec = json.loads(Client().get(f"/charts/countries/{key}.vl.json?{DAY}").content)
    drawn = [row["code"] for layer in spec["layer"] for row in layer["data"]["values"] if "code" in row]
    assert sorted(drawn) == sorted(tiles(page))


def test_a_theme_tells_looks_letters_and_words_apart():
    for theme in THEMES.values():
        for told in ("look", "letter", "words"):
            assert len({str(getattr(side, told)) for side in theme.sides}) >= len(theme.sides) - (told == "look")
        assert {side.look for side in theme.sides} <= set(Look)


def test_a_legend_bears_a_zero_and_no_number_for_what_is_not_counted():
    side = FIRST.sides[0]
    assert key_of(Counted(side, None, 0, 0, [])).counts == [0, 0]
    assert key_of(Counted(side, None, None, 0, [])).counts == [0]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_letters_tell_sides_apart_in_every_language(language):
    with translation.override(language):
        for theme in THEMES.values():
            letters = [str(side.letter) for side in theme.sides]
            assert len(set(letters)) == len(letters), (theme.code, letters)
        letters = [str(letter) for letter in LETTERS.values()]
        assert len(set(letters)) == len(letters), letters


def test_coordinators_posts_and_frameworks_stand_as_on_the_day_that_is_asked_for(published):
    posts = tiles(f"/countries/?show=coordinators&{DAY}")
    assert posts["KEN"] == ("solid", "F", "Kenya: filled")
    assert posts["TUV"] == ("struck", "V", "Tuvalu: vacant")
    assert tiles("/countries/?show=coordinators&day=2024-05-15")["TUV"][2] == "Tuvalu: filled"
    found = tiles(f"/countries/?show=frameworks&{DAY}")
    assert {code: found[code][:2] for code in ("KEN", "UGA", "NIU", "TCD", "FJI")} == {
        "KEN": ("solid", "F"),
        "UGA": ("barred", "S"),
        "NIU": ("dashed", "D"),
        "TCD": ("struck", "E"),
        "FJI": ("open", "N"),
    }


def test_where_the_release_holds_no_records_of_a_team_its_post_is_not_vacant(published):
    for theme in ("coordinators", "frameworks"):
        assert tiles(f"/countries/?show={theme}&{DAY}")["ALB"] == ("open", "–", f"Albania: {NOTHING_KNOWN}")
    assert "This release does not say." in words(f"/countries/ALB/?{DAY}")
    assert {row["iso3"]: row["coordinator"] for row in rows(f"/countries.csv?{DAY}")}["ALB"] == "unknown"


def test_who_has_reported_stands_with_the_newest_year_and_countries_of_one_team_stand_alike(people):
    count_teams(people)
    publish(people)
    found = tiles("/countries/?show=reporting")
    assert "Countries and territories by where their team&#x27;s answers stand, 2024" in body(
        "/countries/?show=reporting"
    )
    assert {code for code, (look, *_rest) in found.items() if look == "solid"} >= {*YES, *NO}
    assert found["TUV"] == ("solid", "A", "Tuvalu: answers accepted")
    assert found["ALB"] == ("struck", "M", "Albania: answers missing")
    report = json.loads(Client().get("/api/v1/reporting/2024/").content)
    [teams] = [row for row in report["respondents"] if row["code"] == "team"]
    counts = {row["standing"]: row["teams"] for row in rows("/charts/countries/tiles/reporting.csv")[-2:]}
    assert counts == {"Answers accepted": str(teams["accepted"]), "Answers missing": str(teams["missing"])}


def test_before_anybody_was_asked_no_answers_are_missing():
    assert {said for _look, _letter, said in tiles("/regions/AS/?show=reporting").values()} >= {
        "Algeria: not asked, as far as this release says"
    }


def test_the_page_says_why_there_is_no_map_and_what_names_do_not_mean():
    for path in ("/countries/", "/regions/AFR/"):
        assert "These are tiles and not a map, because this site has no map whose boundaries are cleared." in words(
            path
        )
        assert "size and order imply nothing about boundaries or status" in words(path)
    for path in ("/countries/", "/regions/AFR/", "/countries/TKL/"):
        assert "imply no opinion on the legal status of any country, territory, city or area" in words(path)


@pytest.mark.parametrize("language", one_in(3, ["/ar", "", "/zh"]))
def test_the_tiles_are_to_be_had_as_picture_and_to_embed(language):
    drawn = Client().get(f"{language}/charts/countries/tiles/SIDS.svg")
    assert drawn["Content-Type"] == "image/svg+xml"
    assert set(re.findall(r"<text[^>]*>([A-Z]{3})</text>", drawn.content.decode())) >= {"KEN", "TUV", "XKX"}
    assert Client().get(f"{language}/charts/countries/tiles/SIDS.png").content.startswith(b"\x89PNG")
    assert "TKL" in body(f"{language}/charts/countries/tiles/SIDS/")


# --- The list --------------------------------------------------------------------------------------------------------


def test_the_address_chooses_region_group_and_kind_of_team_for_tiles_table_and_files():
    query = "region=AP&group=LDC&team=multi-country"
    listed = {row["iso3"] for row in rows(f"/countries.csv?{query}")}
    assert {"KIR", "TUV", "SLB"} <= listed
    assert not listed & {"FJI", "NPL", "KEN"}
    assert set(tiles(f"/countries/?{query}")) == listed
    assert {code for codes in lists(f"/countries/?{query}").values() for code in codes} == listed
    own = {row["iso3"] for row in rows("/countries.csv?team=own")}
    assert len(own) == 124
    assert "NPL" in own
    files = re.findall(r'href="(/charts/countries/[^"]+)"', body(f"/countries/?show=LDC&{query}"))
    assert files
    drawn = rows(html.unescape(next(path for path in files if ".csv" in path)))
    assert {code for row in drawn for code in row["countries"].split()} == listed


def lists(path: str) -> dict[str, list[str]]:
    """By region, whose names say first whether they are folded: the codes of the countries listed under it."""
    found = re.findall(
        r'<details class="country-list"( open)?>\s*<summary id="list-(\w+)">.*?</summary>(.*?)</details>',
        body(path),
        re.DOTALL,
    )
    return {
        ("open " if is_open else "folded ") + code: re.findall(r"</a> <small>([A-Z]{3})</small></th>", table)
        for is_open, code, table in found
    }


def test_the_list_of_all_is_folded_by_region_and_what_is_short_or_of_one_region_stands_open():
    """Unfolded, it is as long on a telephone as seventy screens."""
    every = lists("/countries/")
    assert list(every) == ["folded AFR", "folded AP", "folded AS", "folded ECA", "folded LAC"]
    codes = [code for listed in every.values() for code in listed]
    assert sorted(codes) == sorted(tiles("/countries/"))
    assert "Africa 45 country teams in 46 countries and territories" in words("/countries/")
    assert lists("/countries/?region=AFR") == {"open AFR": every["folded AFR"]}
    assert all(name.startswith("open ") for name in lists("/countries/?team=multi-country&group=SIDS&region=AP"))
    short = lists("/countries/?team=own&group=SIDS")
    assert len(short) > 1
    assert all(name.startswith("open ") for name in short), short


def test_a_choice_that_leaves_no_country_says_so():
    assert "No country of this region belongs to this group" in words("/countries/?region=ECA&group=SIDS")
    assert not tiles("/countries/?region=ECA&group=SIDS")
    assert Client().get("/charts/countries/tiles.svg?region=ECA&group=SIDS").status_code == 404


# --- A country and a region ------------------------------------------------------------------------------------------


def test_a_country_page_says_what_stands_on_the_day(published):
    page = words(f"/countries/KEN/?{DAY}")
    assert "Coordinator's post filled since 15 January 2023" in page
    assert "1 filled, 1 vacant" in page
    assert "The framework of KEN (2022–2026, in force)" in page
    assert "vacant since 16 May 2024" in words(f"/countries/FJI/?{DAY}")
    assert "vacant: no appointment is recorded for this day" in words(f"/countries/UGA/?{DAY}")
    assert "none on record" in words(f"/countries/FJI/?{DAY}")
    told = rows(f"/countries/KEN.csv?{DAY}")
    assert {row["kind"] for row in told} == {"appointments", "posts", "frameworks"}
    assert {row["value"] for row in told if row["column"] == "held"} == {"filled", "vacant"}
    assert "One" not in {row["value"] for row in told}


def test_a_country_page_has_all_its_names_and_codes():
    page = body("/countries/TUV/")
    for language, name in (("en", "Tuvalu"), ("zh", "图瓦卢"), ("ru", "Тувалу")):
        assert f'<dd lang="{language}" dir="auto">{name}</dd>' in page
    assert "M49 798" in page
    assert "The office sits in Fiji." in words("/countries/TUV/")
    assert "The office sits in" not in words("/countries/KEN/")


def test_a_country_leads_to_the_one_before_the_one_after_and_all_of_its_region():
    page = body("/countries/KEN/")
    assert 'rel="prev" href="/countries/KAZ/"' in page
    assert 'rel="next" href="/countries/KIR/"' in page
    assert 'rel="prev"' not in body("/countries/AFG/")
    assert 'rel="next"' not in body("/countries/ZWE/")
    block = re.search(r'<ul class="neighbours">(.*?)</ul>', page, re.DOTALL)
    assert block
    assert block[1].count("<li>") == 46


def test_a_country_page_says_where_its_team_counts_with_the_way_to_who_else_does(people):
    count_teams(people)
    publish(people)
    for code, said in (
        ("KEN", "Yes: it counts in the numerator"),
        ("TUV", "Yes: it counts in the numerator"),
        ("EGY", "No: it counts in the denominator alone"),
        ("ALB", "No response"),
    ):
        page = body(f"/countries/{code}/")
        part = page[page.index('id="counted"') : page.index('id="answers"')]
        assert said in part, code
        assert 'href="/indicators/RCS-2022-2025/2.1.1-a/2024/behind/#total"' in part
        assert "/compare/?series=RCS-2022-2025%2F2.1.1-a%2Ftotal&amp;year=2024" in part
    assert "That is not the same as not counted." in words("/countries/KEN/?release=1")


def test_a_series_that_was_not_counted_anew_stands_with_the_year_that_it_was_counted_for(people):
    for bank, year in (("imf", 2023), ("world-bank", 2024)):
        ask(f"with-{bank}", year=year)
        asks(people, f"with-{bank}", f"2.2.1-a/{bank}/{year}")
        accept(f"with-{bank}", {"KEN": "yes"}, year=year)
        take(f"2.2.1-a/{bank}/{year}", people)
    found = counted_in(publish(people), "KEN")
    assert {(row.series, row.year) for row in found} == {("imf", 2023), ("world-bank", 2024)}


def test_a_region_shows_its_teams_with_where_each_stands(published):
    page = words(f"/regions/AFR/?{DAY}")
    assert "45 country teams in 46 countries and territories." in page
    assert "Kenya KEN Kenya" in page
    assert "2022–2026, in force" in page
    listed = rows(f"/regions/AFR.csv?{DAY}")
    assert {row["region"] for row in listed} == {"AFR"}
    assert len(listed) == 46


def test_an_open_questionnaire_is_told_as_not_handed_in(people):
    open_shipped(2023, "team")
    publish(people)
    page = words("/countries/KEN/")
    assert "2023 Not handed in" in page


# --- Refused, and what it costs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/countries/?show=people",
        "/countries/?show=Reporting",
        "/regions/AFR/?show=map",
        "/countries/?team=both",
        "/countries.csv?team=OWN",
        "/countries/offices.csv?team=none",
        "/countries/ZZZ.csv",
        "/countries/KEN.csv?day=2023-02-30",
        "/regions/ZZZ.csv",
        "/charts/countries/map.svg",
        "/charts/countries/tiles/teams.svg",
        "/charts/countries/tiles/G77.csv",
        "/charts/countries/tiles.svg?region=ZZZ",
        "/charts/countries/tiles.csv?day=today",
        "/charts/countries/tiles.svg?release=99",
    ],
)
def test_what_does_not_exist_is_not_found(path):
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "most"), [("/countries/?show=reporting", 4), ("/regions/AFR/", 4), ("/countries/KEN/", 8)]
)
def test_a_page_asks_little_and_once(published, path, most):
    pages.clear()
    translation.activate("en")
    with CaptureQueriesContext(connection) as cold:
        body(path)
    with CaptureQueriesContext(connection) as warm:
        body(path)
    assert len(cold) <= most
    assert len(warm) == 1
