"""A tile for each place, in blocks: the same size for every one, so that neither area nor position says anything.

A tile bears its code and the letter of where it stands, and its ground differs by shape before it differs by colour.
Tiles that belong together stand within one outline, under the words for it. Blocks follow each other in the direction
of reading, and are mirrored as a whole where that is from the right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from common.charts.labels import text_width, wrap
from common.charts.pieces import (
    GRID,
    INK,
    PAPER,
    RIGHT_TO_LEFT,
    SOFT,
    TEXT_SIZE,
    VALUE,
    Spec,
    at_pixels,
    layer_of,
    mirrored,
)
from common.charts.sheet import LINE, Sheet
from common.numbers import canonical

ACROSS, HIGH, APART = 40.0, 34.0, 5.0  # of a tile, and the space between two
EDGE = 6.0  # between an outline and its tiles
SMALL = 11


class Look(StrEnum):
    """The ground of a tile: filled, with a bar at its edge, empty, dashed, or struck through."""

    SOLID = "solid"
    BARRED = "barred"
    OPEN = "open"
    DASHED = "dashed"
    STRUCK = "struck"


@dataclass(frozen=True)
class Tile:
    """A place: its code, and the look and letter of where it stands."""

    code: str
    look: Look
    letter: str


@dataclass(frozen=True)
class Cluster:
    """Tiles that belong together; with a `label`, within one outline."""

    tiles: Sequence[Tile]
    label: str = ""


@dataclass(frozen=True)
class Block:
    """Clusters under a name."""

    name: str
    clusters: Sequence[Cluster]


@dataclass(frozen=True)
class Key:
    """What a look and letter stand for, in words that bear the counts; `counts` are those numbers."""

    look: Look
    letter: str
    words: str
    counts: Sequence[Decimal]


@dataclass(frozen=True)
class TileChart:
    """A whole picture; `note` is what a picture that leaves its page has to say beside its source."""

    label: str
    blocks: Sequence[Block]
    key: Sequence[Key]
    language: str
    note: str = ""

    @property
    def has_values(self) -> bool:
        """Whether there is a tile."""
        return any(cluster.tiles for block in self.blocks for cluster in block.clusters)


_BOX = ("x", "y", "x2", "y2")
_MARKS: dict[str, tuple[Spec, tuple[str, ...]]] = {
    "outline": ({"type": "rect", "color": PAPER, "stroke": SOFT, "strokeWidth": 1.5, "cornerRadius": 3}, _BOX),
    Look.SOLID: ({"type": "rect", "color": VALUE, "stroke": VALUE, "strokeWidth": 1}, _BOX),
    Look.BARRED: ({"type": "rect", "color": PAPER, "stroke": VALUE, "strokeWidth": 1}, _BOX),
    Look.OPEN: ({"type": "rect", "color": PAPER, "stroke": SOFT, "strokeWidth": 1}, _BOX),
    Look.DASHED: ({"type": "rect", "color": PAPER, "stroke": INK, "strokeWidth": 1.5, "strokeDash": [4, 3]}, _BOX),
    Look.STRUCK: ({"type": "rect", "color": PAPER, "stroke": INK, "strokeWidth": 1}, _BOX),
    "bar": ({"type": "rect", "color": VALUE, "strokeWidth": 0}, _BOX),
    "strike": ({"type": "rule", "color": GRID, "strokeWidth": 3}, _BOX),
}
_WORDS = {"block": (INK, "left", TEXT_SIZE, True), "key": (INK, "left", TEXT_SIZE, False)}
_CLUSTER = {"cluster": (SOFT, "left", SMALL, False)}


def tile_chart(chart: TileChart, *, width: int, heading: str = "", source: str = "") -> Spec:
    """The specification of the tiles, the whole picture `width` pixels wide.

    `heading` and `source` are lines for a picture that leaves its page. Raises ValueError where there is no tile.
    """
    if not chart.has_values:
        raise ValueError("a chart without any tile is not drawn")
    sheet = Sheet(width, _MARKS, _WORDS | _CLUSTER)
    drawing = _Tiles(sheet)
    sheet.head(heading, "")
    for key in chart.key:
        drawing.key(key)
    for block in chart.blocks:
        drawing.block(block)
    sheet.y += 12
    if source:
        sheet.foot(chart.note)
    sheet.foot(source)
    spec = sheet.spec(heading or chart.label)
    spec["layer"] += drawing.words()
    return mirrored(spec) if chart.language in RIGHT_TO_LEFT else spec


class _Tiles:
    """Tiles beside each other as far as there is room, then below."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.codes: dict[str, list[Spec]] = {INK: [], PAPER: []}
        self.letters: dict[str, list[Spec]] = {INK: [], PAPER: []}

    def key(self, key: Key) -> None:
        sheet = self.sheet
        counts = {f"value{place or ''}": canonical(count) for place, count in enumerate(key.counts)}
        self._ground(key.look, 1, sheet.y, 26, 20, counts)
        self._write(self.letters, key.look, key.letter, 14, sheet.y + 10)
        lines = wrap(key.words, TEXT_SIZE, sheet.width - 44)
        for place, line in enumerate(lines):
            sheet.write("key", line, 36, sheet.y + 10 + LINE * place)
        sheet.y += 26 + LINE * (len(lines) - 1)

    def block(self, block: Block) -> None:
        sheet = self.sheet
        sheet.y += 10
        sheet.write("block", block.name, 0, sheet.y + LINE / 2)
        sheet.y += LINE + 6
        x, below = 1.0, 0.0
        for cluster in block.clusters:
            if not cluster.tiles:
                continue
            if not cluster.label:
                sheet.y += below
                self._loose(cluster.tiles)
                x, below = 1.0, 0.0
                continue
            across = self._columns(cluster) * (ACROSS + APART) - APART + 2 * EDGE
            labels = wrap(cluster.label, SMALL, across - 2 * EDGE)
            rows = list(_rows(cluster.tiles, self._columns(cluster)))
            high = len(labels) * 14 + len(rows) * (HIGH + APART) - APART + 2 * EDGE + 2
            if x > 1 and x + across > sheet.width - 1:
                sheet.y += below
                x, below = 1.0, 0.0
            self._outlined(labels, rows, x, across, high)
            x, below = x + across + 2 * APART, max(below, high + 2 * APART)
        sheet.y += below

    def _columns(self, cluster: Cluster) -> int:
        """As many as stand beside each other within the picture; at least as wide as a word of the label."""
        most = int((self.sheet.width - 2 - 2 * EDGE + APART) // (ACROSS + APART))
        longest = max(text_width(word, SMALL) for word in cluster.label.split() or [""])
        least = int((longest + APART) // (ACROSS + APART)) + 1
        return min(max(min(len(cluster.tiles), 5), least, 3), most)

    def _loose(self, tiles: Sequence[Tile]) -> None:
        most = int((self.sheet.width - 2 + APART) // (ACROSS + APART))
        for row in _rows(tiles, most):
            for place, tile in enumerate(row):
                self._tile(tile, 1 + place * (ACROSS + APART), self.sheet.y)
            self.sheet.y += HIGH + APART
        self.sheet.y += APART

    def _outlined(
        self, labels: Sequence[str], rows: Sequence[Sequence[Tile]], x: float, across: float, high: float
    ) -> None:
        sheet = self.sheet
        sheet.mark("outline", px=x, py=sheet.y, px2=x + across, py2=sheet.y + high)
        for place, line in enumerate(labels):
            sheet.write("cluster", line, x + EDGE, sheet.y + EDGE + 7 + 14 * place)
        top = sheet.y + EDGE + 14 * len(labels) + 2
        for down, row in enumerate(rows):
            for place, tile in enumerate(row):
                self._tile(tile, x + EDGE + place * (ACROSS + APART), top + down * (HIGH + APART))

    def _tile(self, tile: Tile, x: float, y: float) -> None:
        self._ground(tile.look, x, y, ACROSS, HIGH, {"code": tile.code})
        self._write(self.codes, tile.look, tile.code, x + ACROSS / 2 + 1, y + 11)
        self._write(self.letters, tile.look, tile.letter, x + ACROSS / 2 + 1, y + 25)

    def _ground(self, look: Look, x: float, y: float, across: float, high: float, said: dict[str, str]) -> None:
        self.sheet.mark(look, px=x, py=y, px2=x + across, py2=y + high, **said)
        if look is Look.BARRED:
            self.sheet.mark("bar", px=x, py=y, px2=x + 5, py2=y + high)
        elif look is Look.STRUCK:
            self.sheet.mark("strike", px=x + 1, py=y + high - 1, px2=x + across - 1, py2=y + 1)

    def _write(self, kind: dict[str, list[Spec]], look: Look, text: str, x: float, y: float) -> None:
        kind[PAPER if look is Look.SOLID else INK].append({"text": text, "px": x, "py": y})

    def words(self) -> Iterator[Spec]:
        """The layers of what stands on tiles: without the edges that other words have, which would hide the ground."""
        for rows, bold in ((self.codes, "bold"), (self.letters, "normal")):
            for colour, found in rows.items():
                mark = {"type": "text", "align": "center", "baseline": "middle", "fontSize": SMALL}
                mark |= {"color": colour, "fontWeight": bold}
                yield from layer_of(mark, found, at_pixels("x", "y") | {"text": {"field": "text", "type": "nominal"}})


def _rows(tiles: Sequence[Tile], most: int) -> Iterator[Sequence[Tile]]:
    return (tiles[start : start + most] for start in range(0, len(tiles), most))
