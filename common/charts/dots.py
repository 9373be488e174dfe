"""Charts of dots: a row for each name, its value a dot on a scale that all share, and a line for the whole across.

The value stands beside its dot in words, and what it is made of at the row's end. What is missing is words where the
dot would be, never a dot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.charts.bars import Line
from common.charts.labels import nice_ticks, text_width, wrap
from common.charts.pieces import GRID, INK, PACE, PAPER, RIGHT_TO_LEFT, SOFT, TEXT_SIZE, VALUE, Spec, mirrored
from common.charts.sheet import LINE, Sheet
from common.numbers import canonical, format_value

NAMES = 230.0  # the widest column of names in a wide picture
NARROW_BELOW = 480  # narrower pictures have names above their rows
ROW, BETWEEN = 22.0, 8.0  # the height of a row, and the space after it
HUNDRED = Decimal(100)

_MARKS: dict[str, tuple[Spec, tuple[str, ...]]] = {
    "grid": ({"type": "rule", "color": GRID}, ("x", "y", "y2")),
    "track": ({"type": "rule", "color": GRID, "strokeWidth": 2}, ("x", "y", "x2")),
    "line": ({"type": "rule", "color": PACE, "strokeWidth": 2.5, "strokeDash": [5, 3]}, ("x", "y", "y2")),
    "dot": (
        {"type": "point", "shape": "circle", "size": 130, "opacity": 1, "fill": VALUE, "stroke": PAPER},
        ("x", "y"),
    ),
}
_WORDS = {
    "scale": (SOFT, "left", TEXT_SIZE, False),
    "tick": (SOFT, "center", TEXT_SIZE, False),
    "name": (INK, "left", TEXT_SIZE, False),
    "parts": (INK, "right", TEXT_SIZE, False),
    "value": (VALUE, "left", TEXT_SIZE, True),
    "value before": (VALUE, "right", TEXT_SIZE, True),
    "missing": (SOFT, "left", TEXT_SIZE, False),
    "line words": (PACE, "left", TEXT_SIZE, False),
}


@dataclass(frozen=True)
class Dot:
    """A row: its value with the words for it, and what it is made of in words; None is missing, and `shown` why."""

    name: str
    value: Decimal | None
    shown: str
    parts: str = ""


@dataclass(frozen=True)
class DotChart:
    """A whole picture. `unit` and `language` are those of the scale; `line` is the whole, marked across all rows."""

    label: str
    rows: Sequence[Dot]
    unit: str
    unit_label: str
    language: str
    line: Line | None = None

    @property
    def values(self) -> list[Decimal]:
        """Every value that has a place in the picture."""
        return [*(row.value for row in self.rows if row.value is not None), *([self.line.value] if self.line else [])]

    @property
    def has_values(self) -> bool:
        """Whether there is a dot to draw: the line alone says nothing of rows."""
        return any(row.value is not None for row in self.rows)

    @property
    def ticks(self) -> list[Decimal]:
        """Shares stand between 0 and 100; other values on a scale that begins at zero."""
        if self.unit == "percent" and all(0 <= value <= HUNDRED for value in self.values):
            return [HUNDRED * step / 4 for step in range(5)]
        return nice_ticks(min(Decimal(0), *self.values), max(Decimal(0), *self.values))


def dot_chart(chart: DotChart, *, width: int, heading: str = "", source: str = "") -> Spec:
    """The specification of the chart, `width` pixels wide, the other way round in languages written from the right.

    `heading` and `source` are lines for a picture that leaves its page. Raises ValueError where no value is known.
    """
    if not chart.has_values:
        raise ValueError("a chart without any value is not drawn")
    sheet = Sheet(width, _MARKS, _WORDS)
    sheet.head(heading, chart.unit_label)
    _Rows(chart, sheet).draw()
    sheet.foot(source)
    spec = sheet.spec(heading or chart.label)
    return mirrored(spec) if chart.language in RIGHT_TO_LEFT else spec


class _Rows:
    """Where the rows of one picture are: names and parts at the sides, or above where there is no room."""

    def __init__(self, chart: DotChart, sheet: Sheet) -> None:
        self.chart, self.sheet = chart, sheet
        self.beside = sheet.width > NARROW_BELOW
        self.names = min(NAMES, max(text_width(row.name, TEXT_SIZE) for row in chart.rows))
        parts = max(text_width(row.parts, TEXT_SIZE) for row in chart.rows)
        self.left = self.names + 24 if self.beside else 12.0
        self.right = sheet.width - (parts + 24 if self.beside and parts else 16)
        self.ticks = chart.ticks

    def x(self, value: Decimal) -> float:
        share = (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])
        return self.left + float(share) * (self.right - self.left)

    def draw(self) -> None:
        sheet, line = self.sheet, self.chart.line
        if line:
            words = text_width(line.shown, TEXT_SIZE)
            sheet.write("line words", line.shown, sheet.within(line.shown, self.x(line.value) - words / 2), sheet.y + 8)
            sheet.y += LINE + 4
        top = sheet.y
        for row in self.chart.rows:
            self._row(row)
        for tick in self.ticks:
            sheet.mark("grid", px=self.x(tick), py=top, py2=sheet.y)
            sheet.write("tick", format_value(tick, self.chart.unit, self.chart.language), self.x(tick), sheet.y + 12)
        if line:
            sheet.mark("line", px=self.x(line.value), py=top - 2, py2=sheet.y, value=canonical(line.value))
        sheet.y += LINE + 10

    def _row(self, row: Dot) -> None:
        sheet, beside = self.sheet, self.beside
        room = self.names + 1 if beside else sheet.width - text_width(row.parts, TEXT_SIZE) - 12
        names = wrap(row.name, TEXT_SIZE, room)
        first = sheet.y + ROW / 2
        for place, name in enumerate(names):
            sheet.write("name", name, 0, first + LINE * place)
        if row.parts:
            sheet.write("parts", row.parts, sheet.width - 1, first)
        middle = first if beside else first + LINE * len(names)
        if row.value is None:
            sheet.write("missing", row.shown, self.left, middle)
        else:
            self._dot(row.value, row.shown, middle)
        sheet.y = max(middle, first + LINE * (len(names) - 1)) + ROW / 2 + BETWEEN

    def _dot(self, value: Decimal, shown: str, y: float) -> None:
        sheet, x = self.sheet, self.x(value)
        sheet.mark("track", px=self.left, py=y, px2=self.right)
        sheet.mark("dot", px=x, py=y, value=canonical(value), shown=shown)
        if x + 11 + text_width(shown, TEXT_SIZE) <= self.right:
            sheet.write("value", shown, x + 11, y)
        else:
            sheet.write("value before", shown, x - 11, y)
