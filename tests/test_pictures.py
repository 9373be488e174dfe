"""Every picture of a full release, whoever draws it: what it draws is what its table says, in every form."""

import csv
import gzip
import io
import json
import re
import struct
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import import_module
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import translation

from common.charts import NARROW, WIDE, BarChart, DotChart, PanelChart, ProgressChart, Shown, specification
from common.charts.pieces import PAPER, SOFT
from common.numbers import canonical
from common.static_files import joined
from indicators.actions import submit_observation, use_computed, validate_observation
from indicators.choices import State
from indicators.models import Observation
from public.pictures.picture import Picture
from public.pictures.subjects import all_pictures, picture_of
from public.shown import ShownRelease
from public.words import UNIT_LABELS
from tests.sweeps import one_in
from tests.work import People, publish

YEARS = (2022, 2023)
# Of each kind that is counted: shares, a mean, a sum and a number, open by respondent, in groups, and not at all.
COUNTED = (
    *("2.1.1-a/total", "2.2.2-b/total", "2.4.2-a/youth", "2.1.1-b/no-physical-presence", "2.3.1-c/total"),
    *("3.2.2-a/total", "2.1.1-c/total", "2.3.1-a/total", "1.1.1-a/women", "3.2.1-a/total"),
)
MOST_BYTES_EMBEDDED = 40_000  # as sent, like the weight of every page
LINES_NAMED = {"pace", "needed", "before"}  # what lines are called that stand for no row of the table
FORMS = ("svg", "png", "vl.json", "csv", "json")


@pytest.fixture(scope="module")
def release(one_invented_database, accounts) -> ShownRelease:
    """A release with answers that a demonstration invents counted, for two years."""
    people = People(accounts)
    rows = Observation.objects.select_related("series__indicator", "year").filter(year__in=YEARS)
    for row in rows:
        key = f"{row.series.indicator.code}/{row.series.code}"
        if key not in COUNTED or row.state == State.VALIDATED:
            continue
        row = use_computed(row, by=people.custodian, seen=row.version)
        row = submit_observation(row, by=people.custodian, seen=row.version)
        validate_observation(row, by=people.validator, seen=row.version)
    row = publish(people, "What was counted of two years.")
    import_module("public.urls")  # pictures are registered by the pages that draw them
    return ShownRelease(row, row.number, asked=False)


@pytest.fixture(scope="module")
def pictures(release) -> list[Picture]:
    with translation.override("en"):
        return list(all_pictures(release))


def address(picture: Picture, form: str = "", language: str = "") -> str:
    ending = f".{form}" if form else "/"
    return f"{'/' + language if language else ''}/charts/{picture.subject}/{picture.key}{ending}"


def got(path: str) -> bytes:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content


def as_sent(picture: Picture, language: str = "") -> int:
    """The bytes that a page to embed and its style sheet come to, by the worse of the two compressions."""
    sheet = gzip.compress(joined("css/embed.css").encode())
    answers = [Client().get(address(picture, "", language), headers={"Accept-Encoding": way}) for way in ("br", "gzip")]
    assert [answer["Content-Encoding"] for answer in answers] == ["br", "gzip"]
    return max(len(answer.content) for answer in answers) + len(sheet)


class Page(HTMLParser):
    """The words of a page: those of its drawings, those of its tables, and all others."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.drawings: list[list[str]] = []
        self.table: list[str] = []
        self.others: list[str] = []
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            self.drawings.append([])
        if tag in ("svg", "text", "title", "desc", "table"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            self.inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        if "svg" not in self.inside:
            (self.table if "table" in self.inside else self.others).append(data.strip())
        elif "text" in self.inside:
            self.drawings[-1].append(data.strip())


def layers(spec: Any) -> Iterator[dict[str, Any]]:
    """Every layer of a specification, of all its views."""
    if isinstance(spec, dict):
        if "mark" in spec:
            yield spec
        for part in spec.values():
            yield from layers(part)
    elif isinstance(spec, list):
        for part in spec:
            yield from layers(part)


def values_drawn(spec: dict[str, Any]) -> set[str]:
    """Every number that is drawn; what is left of a sum, hatched and without words, is no number of its own."""
    rows = [row for layer in layers(spec) for row in layer["data"]["values"] if "value" in row]
    return {row["value"] for row in rows if row.get("shown") != ""}


def words_drawn(spec: dict[str, Any]) -> list[str]:
    """Every text of a specification but those of its scale; the edges of words, which are drawn first, left out."""
    return [
        row["text"]
        for layer in layers(spec)
        if layer["mark"]["type"] == "text" and layer["mark"]["color"] != PAPER
        if not (layer["mark"]["color"] == SOFT and layer["mark"]["align"] in ("center", "right"))
        for row in layer["data"]["values"]
    ]


def tokens(texts: Any) -> set[str]:
    return {token.strip(".,:;()") for text in texts for token in str(text).casefold().split()} - {""}


def has_digit(token: str) -> bool:
    return any(character.isdigit() for character in token)


# --- The one test over all pictures --------------------------------------------------------------------------------


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.assure)])
def test_every_picture_draws_the_numbers_of_its_table_and_its_files_and_no_others(pictures, every):
    """In the usual run one of each kind, and every eighth; in `make assure` all."""
    drawn = [picture for picture in pictures if picture.chart is not None]
    assert len(drawn) > 60
    assert {picture.subject for picture in drawn} >= {"series", "indicator", "places", "compare", "funding"}
    chosen = {(row.subject, row.key): row for row in [*one_of_each_kind(pictures), *pictures[::every]]}
    for picture in chosen.values():
        _its_files_and_its_page_say_the_same(picture)


def _its_files_and_its_page_say_the_same(picture: Picture) -> None:
    name, numeric = f"{picture.subject} {picture.key}", [row.name for row in picture.columns if row.is_number]
    page = Page(got(address(picture)).decode())
    assert as_sent(picture) < MOST_BYTES_EMBEDDED, name
    rows = list(csv.DictReader(io.StringIO(got(address(picture, "csv")).decode("utf-8-sig"))))
    objects = json.loads(got(address(picture, "json")))
    plain = [{key: value.removeprefix("'") or None for key, value in row.items()} for row in rows]
    assert plain == [{key: value or None for key, value in row.items()} for row in objects], name
    in_files = {row[column] for row in rows for column in numeric if row[column]}
    assert in_files == picture.numbers, name
    for _column, words in (cell for row in picture.cells for cell in row):
        assert words in page.table or not words, f"{name}: {words} is not in the page's table"
    if picture.chart is None:
        assert page.drawings == [], name
        return
    _its_drawings_say_no_more(picture, page, json.loads(got(address(picture, "vl.json"))))


def _its_drawings_say_no_more(picture: Picture, page: Page, released: dict[str, Any]) -> None:
    name, chart = f"{picture.subject} {picture.key}", picture.chart
    assert chart is not None
    in_table, said = tokens(page.table), tokens([*page.table, *page.others])
    said |= LINES_NAMED | tokens(UNIT_LABELS.values()) | tokens([getattr(chart, "unit", "")])
    assert values_drawn(released) <= picture.numbers, name
    for width, texts in zip((WIDE, NARROW)[-len(page.drawings) :], page.drawings, strict=True):
        spec = specification(chart, width=width)
        assert values_drawn(spec) == values_drawn(released), name
        for text in words_drawn(spec):
            assert text in texts, f"{name}: {text} is not written in the SVG"
            for token in tokens([text]):
                assert token in (in_table if has_digit(token) else said), f"{name}: {text!r} is not in the table"
    for value in _to_be_drawn(picture):
        assert value in values_drawn(released), f"{name}: {value} of the table is not drawn"


def _to_be_drawn(picture: Picture) -> set[str]:
    """The values of the table that the chart must draw, target and baseline included."""
    match picture.chart:
        case ProgressChart() as chart:
            return {canonical(mark.value) for mark in chart.marks}
        case DotChart() | PanelChart():
            column = [row["value"] for row in picture.rows if row["place"] != "All together"]
            return {canonical(cell.value) for cell in column if isinstance(cell, Shown) and cell.value is not None}
    return set()


def test_a_series_draws_its_baseline_values_and_target_and_they_stand_in_its_table(pictures):
    [picture] = [row for row in pictures if (row.subject, row.key) == ("series", "RCS-2022-2025/2.1.1-a/total")]
    said = {str(row["what"]): row["value"] for row in picture.rows}
    assert {"baseline", "reported", "target"} <= set(said)
    spec = json.loads(got(address(picture, "vl.json")))
    for what in ("baseline", "target"):
        cell = said[what]
        assert isinstance(cell, Shown)
        assert cell.value is not None
        assert canonical(cell.value) in values_drawn(spec)
        assert f"{what.title()} {cell.words}" in words_drawn(spec)


# --- Files and pages ------------------------------------------------------------------------------------------------


def one_of_each_kind(pictures: list[Picture]) -> list[Picture]:
    return list({(row.subject, type(row.chart)): row for row in pictures if row.chart is not None}.values())


@pytest.mark.parametrize("language", one_in(3, ["ar", "", "zh"]))
def test_a_drawing_is_named_described_and_takes_nothing_from_elsewhere(pictures, language):
    for picture in one_of_each_kind(pictures):
        drawn = got(address(picture, "svg", language)).decode()
        assert re.search(r"<title[^>]*>[^<]+</title><desc[^>]*>[^<]+</desc>", drawn), picture.key
        assert 'role="img"' in drawn
        for foreign in ("<script", "<style", " style=", "<image", "href=", "url(", "@import", "javascript:"):
            assert foreign not in drawn, f"{picture.key}: {foreign}"
        assert re.findall(r'https?://[^"\s]+', drawn) == ["http://www.w3.org/2000/svg"]


def test_a_png_has_two_pixels_for_each_of_the_specification(pictures):
    for picture in one_of_each_kind(pictures):
        spec = json.loads(got(address(picture, "vl.json")))
        png = got(address(picture, "png"))
        assert png.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", png[16:24])
        if "width" in spec:
            assert (width, height) == (2 * spec["width"], 2 * spec["height"]), picture.key
        else:
            assert width > 2 * NARROW < 2 * height


@pytest.mark.parametrize("language", one_in(3, ["", "zh", "ar"]))
def test_a_page_to_embed_is_light_and_needs_no_script(pictures, language):
    assert finders.find("css/embed.css")
    for picture in one_of_each_kind(pictures):
        response = Client().get(address(picture, "", language))
        body = response.content
        assert "frame-ancestors *" in response["Content-Security-Policy"]
        assert "X-Frame-Options" not in response
        assert b"<script" not in body
        assert b" style=" not in body
        assert body.count(b'rel="stylesheet"') == 1
        assert as_sent(picture, language) < MOST_BYTES_EMBEDDED, picture.key


@pytest.mark.parametrize("key", ["", "/total", "/2023/region", "-and-"])
def test_what_is_no_picture_is_not_found(release, key):
    for subject in ("places", "compare", "series"):
        for form in ("/", ".svg", ".csv"):
            assert Client().get(f"/charts/{subject}/RCS-2022-2025/2.1.1-a{key}x{form}").status_code == 404


# --- Right to left ---------------------------------------------------------------------------------------------------


def spots(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for layer in layers(spec) for row in layer["data"]["values"] if "value" in row and "px" in row]


def in_language(release: ShownRelease, picture: Picture, language: str) -> dict[str, Any]:
    with translation.override(language):
        found = picture_of(release, picture.subject, picture.key, {})
        assert found.chart is not None
        return specification(found.chart, width=WIDE, language=language)


def test_rows_of_bars_and_dots_begin_at_the_right_in_arabic(release, pictures):
    kinds = {type(picture.chart): picture for picture in one_of_each_kind(pictures)}
    for kind in (DotChart, BarChart):
        english, arabic = (spots(in_language(release, kinds[kind], language)) for language in ("en", "ar"))
        assert [row["value"] for row in english] == [row["value"] for row in arabic]
        order = [[row["px"] for row in found] for found in (english, arabic)]
        assert order[0] != order[1]
        for (left, right), (mirrored_left, mirrored_right) in zip(*(pairwise(each) for each in order), strict=True):
            if abs(left - right) > 40:  # more than other words at the sides can move them
                assert (left < right) == (mirrored_left > mirrored_right)


def test_time_runs_from_left_to_right_in_arabic_too(release, pictures):
    for picture in one_of_each_kind(pictures):
        if isinstance(picture.chart, ProgressChart):
            for layer in layers(in_language(release, picture, "ar")):
                scale = layer["encoding"].get("x", {}).get("scale")
                if scale:
                    assert sorted(scale["domain"]) == scale["domain"]
                    assert sorted(scale["range"]) == scale["range"]
        if isinstance(picture.chart, PanelChart):
            spec = in_language(release, picture, "ar")
            years = [layer for layer in layers(spec) if layer["mark"]["type"] == "text"]
            rows = [row for layer in years for row in layer["data"]["values"] if row["text"] in map(str, YEARS)]
            assert rows
            for first, second in pairwise(rows):
                if (first["text"], second["text"]) == tuple(map(str, YEARS)):
                    assert first["px"] < second["px"]


# --- Typefaces -------------------------------------------------------------------------------------------------------

# A process of its own, since typefaces once registered stay: what is drawn of two characters before and after.
DRAW = """
import hashlib, json, vl_convert
from django.conf import settings
settings.configure()
from common.charts.render import _register_fonts
from common.charts.pieces import WHOLE
def drawn(text, family):
    mark = {"type": "text", "text": text, "fontSize": 40, "font": family}
    spec = {**WHOLE, "config": {}, "width": 90, "height": 60, "data": {"values": [{}]}, "mark": mark}
    return hashlib.sha256(vl_convert.vegalite_to_png(json.dumps(spec), vl_version="6.4")).hexdigest()
_register_fonts()
texts = {"RCS Noto Sans SC": "\\u4e2d\\u56fd\\uf8ff", "RCS Noto Sans Arabic": "\\u0645\\u0627\\uf8ff"}
print(json.dumps([[drawn(character, family) for character in found] for family, found in texts.items()]))
"""


def test_chinese_and_arabic_are_drawn_by_the_shipped_typefaces(tmp_path):
    """On a machine without other typefaces, every character that has none is the same box."""
    nothing = tmp_path / "fonts.conf"
    nothing.write_text("<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig></fontconfig>")
    made = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(DRAW)],
        env={"FONTCONFIG_FILE": str(nothing), "HOME": str(tmp_path), "PATH": "/usr/bin", "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=True,
    )
    for characters in json.loads(made.stdout):
        assert len(set(characters)) == 3  # two characters and the box, each another picture
