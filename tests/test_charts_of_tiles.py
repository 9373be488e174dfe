"""The drawing of tiles: one for each place, all of one size, none on another, and a legend with its numbers."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from common.charts import NARROW, WIDE, Block, Cluster, Key, Look, Tile, TileChart, render_svg, specification
from common.charts.render import VEGA_LITE

TILES = st.lists(
    st.builds(Tile, st.from_regex(r"[A-Z]{3}", fullmatch=True), st.sampled_from(Look), st.sampled_from("YNA–")),
    max_size=30,
)
CLUSTERS = st.builds(
    Cluster, TILES, st.sampled_from(["", "Office in Fiji", "Office in Micronesia (Federated States of)"])
)
BLOCKS = st.lists(st.builds(Block, st.just("Asia and the Pacific"), st.lists(CLUSTERS, max_size=4)), max_size=4)
KEY = [Key(Look.SOLID, "Y", "Yes: 3 country teams in 14 countries and territories", [Decimal(3), Decimal(14)])]


def chart(blocks: list[Block], language: str = "en") -> TileChart:
    return TileChart("Tiles", blocks, KEY, language, "Tiles, not a map.")


def tiles_of(blocks: list[Block]) -> list[Tile]:
    return [tile for block in blocks for cluster in block.clusters for tile in cluster.tiles]


def rows_of(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for layer in spec["layer"]:
        yield from layer["data"]["values"]


def boxes(spec: dict[str, Any]) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of each tile."""
    return [
        (min(row["px"], row["px2"]), row["py"], max(row["px"], row["px2"]), row["py2"])
        for row in rows_of(spec)
        if "code" in row
    ]


@given(blocks=BLOCKS, width=st.sampled_from([WIDE, NARROW, 280]), language=st.sampled_from(["en", "zh", "ar"]))
@settings(max_examples=60, deadline=None)
def test_every_tile_is_drawn_once_in_the_picture_and_on_no_other(blocks, width, language):
    drawn = chart(blocks, language)
    if not drawn.has_values:
        with pytest.raises(ValueError, match="without any tile"):
            specification(drawn, width=width)
        return
    spec = specification(drawn, width=width, heading="A heading", source="A source")
    found = boxes(spec)
    assert sorted(row["code"] for row in rows_of(spec) if "code" in row) == sorted(row.code for row in tiles_of(blocks))
    assert len({(right - left, bottom - top) for left, top, right, bottom in found}) == 1, "tiles differ in size"
    for left, top, right, bottom in found:
        assert left >= 0
        assert right <= width
        assert bottom <= spec["height"]
        others = [box for box in found if box != (left, top, right, bottom)]
        assert len(others) == len(found) - 1
        assert not any(a < right and left < c and b < bottom and top < d for a, b, c, d in others)


def test_from_the_right_every_tile_is_where_a_mirror_shows_it():
    blocks = [Block("A", [Cluster([Tile("KEN", Look.SOLID, "Y"), Tile("UGA", Look.BARRED, "N")])])]
    spots = {
        language: {row["code"]: row["px"] for row in rows_of(spec) if "code" in row}
        for language in ("en", "ar")
        for spec in [specification(chart(blocks, language), width=WIDE)]
    }
    assert spots["en"]["KEN"] < spots["en"]["UGA"]
    assert spots["ar"] == {code: WIDE - place for code, place in spots["en"].items()}


INHERITED = ("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "font-size", "font-weight")


def marks(drawn: str) -> list[tuple[str, ...]]:
    """Every mark with its shape, its words and what it says of its look, itself or by a group that it is in."""
    found: list[tuple[str, ...]] = []

    def walk(part: ElementTree.Element, said: dict[str, str]) -> None:
        said = said | {
            name: part.attrib[name] for name in (*INHERITED, "font-family", "text-anchor") if name in part.attrib
        }
        if part.tag.endswith(("path", "text", "line")):
            shape = [part.get(name, "") for name in ("d", "transform", "x2", "y2")]
            found.append((*shape, part.text or "", *map(str, sorted(said.items()))))
        for each in part:
            walk(each, said)

    walk(ElementTree.fromstring(drawn), {})
    return found


def test_what_marks_have_in_common_is_said_once_and_every_mark_looks_as_the_renderer_drew_it():
    looks = [Tile(code, look, "Y") for code in ("KEN", "UGA", "TUV") for look in Look]
    spec = specification(chart([Block("Africa", [Cluster(looks), Cluster(looks, "Office in Fiji")])]), width=WIDE)
    raw = vl_convert.vegalite_to_svg(json.dumps(spec), vl_version=VEGA_LITE)
    drawn = render_svg(spec, title="Tiles", description="One.")
    assert marks(drawn) == marks(raw)
    assert len(drawn) < len(raw) / 2


def test_looks_differ_by_more_than_their_colour():
    shapes = set()
    for look in Look:
        drawn = TileChart("Tiles", [Block("A", [Cluster([Tile("KEN", look, "Y")])])], [], "en")
        marks = [layer["mark"] for layer in specification(drawn, width=WIDE)["layer"]]
        filled = any(mark["type"] == "rect" and mark["color"] == mark.get("stroke") for mark in marks)
        barred = any(mark["type"] == "rect" and mark.get("strokeWidth") == 0 for mark in marks)
        struck = any(mark["type"] == "rule" for mark in marks)
        shapes.add((filled, barred, struck, any("strokeDash" in mark for mark in marks)))
    assert len(shapes) == len(Look)


def test_the_legend_bears_its_numbers_and_the_file_says_that_it_is_no_map():
    blocks = [Block("Africa", [Cluster([Tile("KEN", Look.OPEN, "N")])])]
    page = specification(chart(blocks), width=NARROW)
    file = specification(chart(blocks), width=NARROW, heading="A heading", source="A source")
    assert [(row["value"], row["value1"]) for row in rows_of(page) if "value" in row] == [("3", "14")]
    assert "Tiles, not a map." not in {row.get("text") for row in rows_of(page)}
    assert "Tiles, not a map." in {row.get("text") for row in rows_of(file)}
    drawn = render_svg(file, title="Tiles", description="One.")
    assert {"KEN", "N", "Africa"} <= set(re.findall(r"<text[^>]*>([^<]+)</text>", drawn))
