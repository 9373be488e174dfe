"""Charts of bars that lie: a row for each name, in it one bar or more, each of one part or more, and words at its end.

Parts differ by how they are filled before they differ by colour, and every part and bar bears its number, so that the
picture survives a black-and-white printer. What is missing is words where a bar would begin, never a bar of nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from common.charts.labels import text_width, wrap
from common.charts.pieces import (
    GAP,
    HEADING_SIZE,
    INK,
    PACE,
    PAPER,
    RIGHT_TO_LEFT,
    SOFT,
    SOURCE_SIZE,
    TEXT_SIZE,
    VALUE,
    WHOLE,
    Spec,
    at_pixels,
    edged,
    layer_of,
    mirrored,
    words_at,
)
from common.numbers import canonical

LINE, BAR, BETWEEN = 18.0, 18.0, 14.0  # heights of a line of words and of a bar, and the space after a row
NAMES = 210.0  # the widest column of names in a wide picture
SHORT = 60.0  # names of at most this width stand beside the bars in a narrow picture too
HATCH = 6.0  # between the strokes of a hatched part


class Fill(StrEnum):
    """How a part of a bar looks. Hatched is what cannot be broken down."""

    SOLID = "solid"
    LIGHT = "light"
    OPEN = "open"
    HATCHED = "hatched"


_LOOKS: dict[Fill, Spec] = {
    Fill.SOLID: {"color": VALUE, "stroke": VALUE},
    Fill.LIGHT: {"color": GAP, "stroke": VALUE},
    Fill.OPEN: {"color": PAPER, "stroke": VALUE},
    Fill.HATCHED: {"color": PAPER, "stroke": SOFT, "strokeDash": [4, 3]},
}


@dataclass(frozen=True)
class Part:
    """A part of a bar; `shown` is its value in words, "" where its length alone says something."""

    value: Decimal
    shown: str
    fill: Fill = Fill.SOLID


@dataclass(frozen=True)
class Bar:
    """Parts one after the other, and the words at their end; without parts, the words say why there are none.

    `total` is the number of those words where it is none of a part: of several, or of what cannot be broken down.
    """

    parts: Sequence[Part]
    end: str
    total: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """A value that is marked across a row's bars, in words too."""

    value: Decimal
    shown: str


@dataclass(frozen=True)
class Row:
    """Bars under one name; a `group` that differs from that of the row before is written above it."""

    name: str
    bars: Sequence[Bar]
    line: Line | None = None
    group: str = ""


@dataclass(frozen=True)
class BarChart:
    """A whole picture. `key` names the fills, empty where all bars are of one kind; `unit` says what numbers are of."""

    label: str
    rows: Sequence[Row]
    key: Sequence[tuple[Fill, str]] = ()
    unit: str = ""

    @property
    def values(self) -> list[Decimal]:
        """Every length from the common zero: the ends of bars and the marked lines."""
        ends = [sum((part.value for part in bar.parts), Decimal(0)) for row in self.rows for bar in row.bars]
        return [*ends, *(row.line.value for row in self.rows if row.line)]

    @property
    def has_bars(self) -> bool:
        """Whether there is anything to draw."""
        return any(bar.parts for row in self.rows for bar in row.bars)


def bar_chart(chart: BarChart, *, width: int, heading: str = "", source: str = "", language: str = "en") -> Spec:
    """The specification of the chart, `width` pixels wide: names left of the bars, or above where they have no room;
    all of it the other way round in languages that are written from the right.

    `heading` and `source` are lines for a picture that leaves its page. Raises ValueError where no bar is known.
    """
    if not chart.has_bars:
        raise ValueError("a chart without any value is not drawn")
    drawing = _Drawing(chart, width)
    for line in wrap(heading, HEADING_SIZE, width - 16) if heading else []:
        drawing.write(line, 0, 12, "heading")
        drawing.y += 20
    drawing.y += 8 if heading else 0
    if chart.unit:
        drawing.write(chart.unit, 0, LINE / 2, "unit")
        drawing.y += LINE + 6
    drawing.key(chart.key)
    group = ""
    for row in chart.rows:
        if row.group != group:
            drawing.write(row.group, 0, LINE / 2, "group")
            drawing.y += LINE + 4
            group = row.group
        drawing.row(row)
    for line in wrap(source, SOURCE_SIZE, width - 16) if source else []:
        drawing.write(line, 0, 8, "source")
        drawing.y += 16
    fixed = {"padding": 0, "autosize": "none", "description": heading or chart.label}
    spec = {**WHOLE, **fixed, "width": width, "height": math.ceil(drawing.y), "layer": drawing.layers()}
    return mirrored(spec) if language in RIGHT_TO_LEFT else spec


class _Drawing:
    """A picture that grows downwards; `y` is how far it has come, in pixels from its upper edge."""

    def __init__(self, chart: BarChart, width: int) -> None:
        self.width, self.y = width, 2.0
        self.names = min(NAMES, max(text_width(row.name, TEXT_SIZE) for row in chart.rows))
        self.beside = width > 480 or self.names <= SHORT  # names beside the bars, not above them
        self.left = self.names + 12 if self.beside else 1.0
        longest = max(
            (text_width(bar.end, TEXT_SIZE) for row in chart.rows for bar in row.bars if bar.parts), default=0
        )
        self.right = max(width - longest - 14, self.left + 60)
        low, high = min([Decimal(0), *chart.values]), max([Decimal(0), *chart.values])
        self.low, self.span = float(low), float(high - low) or 1.0
        self.words: dict[str, list[Spec]] = {}
        self.parts: dict[Fill, list[Spec]] = {fill: [] for fill in Fill}
        self.strokes: list[Spec] = []
        self.zero: list[Spec] = []
        self.lines: list[Spec] = []

    def x(self, value: Decimal) -> float:
        return self.left + (float(value) - self.low) / self.span * (self.right - self.left)

    def write(self, text: str, x: float, below: float, kind: str) -> None:
        self.words.setdefault(kind, []).append({"text": text, "px": x, "py": self.y + below})

    def key(self, key: Sequence[tuple[Fill, str]]) -> None:
        """What each fill stands for; a new line where the next name has no room."""
        x = 1.0
        for fill, name in key:
            across = 22 + text_width(name, TEXT_SIZE) + 18
            if x > 1 and x + across > self.width:
                x, self.y = 1.0, self.y + LINE + 2
            self._box(fill, x, self.y + 3, x + 15, self.y + 15, {})
            self.write(name, x + 22, LINE / 2, "key")
            x += across
        self.y += LINE + 12 if key else 0

    def row(self, row: Row) -> None:
        names = wrap(row.name, TEXT_SIZE, self.names if self.beside else self.width)
        top = self.y
        for place, name in enumerate(names):
            self.write(name, 0, LINE / 2 + LINE * place, "name")
        if not self.beside:
            self.y += LINE * len(names) + 2
        start = self.y
        for bar in row.bars:
            self._bar(bar)
        if any(bar.parts for bar in row.bars):
            self.zero.append({"px": self.x(Decimal(0)), "py": start - 2, "py2": self.y})
        if row.line:
            self._line(row.line, start)
        self.y = max(self.y, top + LINE * len(names) if self.beside else 0) + BETWEEN

    def _bar(self, bar: Bar) -> None:
        if any(part.shown not in ("", bar.end) for part in bar.parts):
            self._numbers(bar.parts)
        sum_ = Decimal(0)
        for part in bar.parts:
            start, end = sorted((self.x(sum_), self.x(sum_ + part.value)))
            said = {"value": canonical(part.value), "shown": part.shown}
            self._box(part.fill, start, self.y + 1, end, self.y + BAR - 1, said)
            sum_ += part.value
        if bar.parts:
            self.write(bar.end, max(self.x(Decimal(0)), self.x(sum_)) + 6, BAR / 2, "end")
        else:
            self.write(bar.end, self.left + 6, BAR / 2, "missing")
        self.y += BAR + 3

    def _numbers(self, parts: Sequence[Part]) -> None:
        """The value of each part above its middle, pushed aside where the one before needs the room."""
        free, sum_ = self.left, Decimal(0)
        for part in parts:
            width = text_width(part.shown, TEXT_SIZE)
            middle = self.x(sum_ + part.value / 2)
            sum_ += part.value
            if part.shown:
                x = max(free, middle - width / 2)
                self.write(part.shown, x, LINE / 2, "part")
                free = x + width + 6
        self.y += LINE

    def _line(self, line: Line, top: float) -> None:
        x, width = self.x(line.value), text_width(line.shown, TEXT_SIZE)
        self.lines.append({"px": x, "py": top - 2, "py2": self.y + 2, "value": canonical(line.value)})
        self.write(line.shown, min(max(x - width / 2, self.left), self.width - width - 2), LINE / 2 + 3, "line")
        self.y += LINE + 3

    def _box(self, fill: Fill, left: float, top: float, right: float, bottom: float, said: Spec) -> None:
        self.parts[fill].append({"px": left, "py": top, "px2": right, "py2": bottom, **said})
        if fill is Fill.HATCHED:
            high = bottom - top
            count = math.ceil((right - left + high) / HATCH)
            for at in (left - high + HATCH * step for step in range(1, count)):
                start, end = max(at, left), min(at + high, right)
                self.strokes.append({"px": start, "py": bottom - (start - at), "px2": end, "py2": bottom - (end - at)})

    def layers(self) -> list[Spec]:
        """Bars first, then strokes and lines on them, then words."""
        boxes, upright = at_pixels("x", "y", "x2", "y2"), at_pixels("x", "y", "y2")
        marked = {"type": "rule", "color": PACE, "strokeWidth": 2.5, "strokeDash": [5, 3]}
        made = []
        for fill, rows in self.parts.items():
            made += layer_of({"type": "rect", "strokeWidth": 1.5, "opacity": 1, **_LOOKS[fill]}, rows, boxes)
        made += layer_of({"type": "rule", "color": SOFT, "strokeWidth": 1}, self.strokes, boxes)
        made += layer_of({"type": "rule", "color": INK, "strokeWidth": 1.5}, self.zero, upright)
        made += layer_of(marked, self.lines, upright)
        for kind, colour in _WORDS.items():
            size = {"heading": HEADING_SIZE, "source": SOURCE_SIZE}.get(kind, TEXT_SIZE)
            bold = kind in ("heading", "group", "end")
            made += edged(words_at(self.words.get(kind, []), "left", colour, size, bold=bold))
        return made


_WORDS = {
    "heading": INK,
    "group": INK,
    "name": INK,
    "unit": SOFT,
    "key": SOFT,
    "part": VALUE,
    "end": INK,
    "missing": SOFT,
    "line": PACE,
    "source": SOFT,
}
