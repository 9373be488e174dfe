"""Small multiples: a panel for each place, its values over the years on a scale that all share, the whole behind them.

Panels follow each other in the direction of reading; within a panel time runs from left to right in every language.
The first and the last value stand in words, the others in the table; a year without a value says why below its panel.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from common.charts.labels import nice_ticks, text_width, wrap
from common.charts.pieces import GAP, GRID, INK, PAPER, RIGHT_TO_LEFT, SOFT, TEXT_SIZE, VALUE, Spec
from common.charts.sheet import LINE, Sheet
from common.numbers import canonical, format_value

NARROW_BELOW = 480  # narrower pictures have two panels beside each other, others three
APART, PLOT = 28.0, 96.0  # between panels, and the height of what is drawn in one
SMALL = 11
ABOVE = 28.0  # room for a value's words over the highest point
HUNDRED = Decimal(100)

_MARKS: dict[str, tuple[Spec, tuple[str, ...]]] = {
    "grid": ({"type": "rule", "color": GRID}, ("x", "y", "x2")),
    "whole line": ({"type": "rule", "color": GAP, "strokeWidth": 2}, ("x", "y", "x2", "y2")),
    "whole": ({"type": "point", "shape": "circle", "size": 28, "opacity": 1, "fill": GAP, "stroke": GAP}, ("x", "y")),
    "line": ({"type": "rule", "color": VALUE, "strokeWidth": 3, "strokeCap": "round"}, ("x", "y", "x2", "y2")),
    "point": (
        {"type": "point", "shape": "circle", "size": 70, "opacity": 1, "fill": VALUE, "stroke": PAPER},
        ("x", "y"),
    ),
}


@dataclass(frozen=True)
class Step:
    """A year of a place: its value with the words for it; None is missing, and the words say why."""

    year: int
    value: Decimal | None
    shown: str


@dataclass(frozen=True)
class Panel:
    """A place with its years, in their order."""

    name: str
    steps: Sequence[Step]


@dataclass(frozen=True)
class PanelChart:
    """A whole picture. `whole` stands behind every panel where it is on their scale; values on two sides of one of
    `breaks` (the first year by other words) are not comparable, and no line joins them."""

    label: str
    panels: Sequence[Panel]
    unit: str
    unit_label: str
    language: str
    whole: Panel | None = None
    breaks: Sequence[int] = ()

    @property
    def has_values(self) -> bool:
        """Whether a panel has anything to draw."""
        return any(step.value is not None for panel in self.panels for step in panel.steps)

    @property
    def drawn(self) -> list[Step]:
        """Every step of a panel or of the whole that has a value."""
        panels = [*self.panels, *([self.whole] if self.whole else [])]
        return [step for panel in panels for step in panel.steps if step.value is not None]

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The lower and the upper end of the scale: 0 and 100 for shares, so that no difference looks large."""
        values = [step.value for step in self.drawn if step.value is not None]
        if self.unit == "percent" and all(0 <= value <= HUNDRED for value in values):
            return Decimal(0), HUNDRED
        ticks = nice_ticks(min(Decimal(0), *values), max(Decimal(0), *values))
        return ticks[0], ticks[-1]

    @property
    def years(self) -> list[int]:
        """Every year that any panel speaks of."""
        return sorted({step.year for panel in self.panels for step in panel.steps})


def panel_chart(chart: PanelChart, *, width: int, heading: str = "", source: str = "") -> Spec:
    """The specification of the panels, the whole picture `width` pixels wide.

    `heading` and `source` are lines for a picture that leaves its page. Raises ValueError where no value is known.
    """
    if not chart.has_values:
        raise ValueError("a chart without any value is not drawn")
    side = "right" if chart.language in RIGHT_TO_LEFT else "left"
    words = {
        "scale": (SOFT, "left", TEXT_SIZE, False),
        "tick": (SOFT, "right", SMALL, False),
        "year": (SOFT, "center", SMALL, False),
        "whole words": (INK, side, TEXT_SIZE, False),
        "name": (INK, side, TEXT_SIZE, True),
        "value": (VALUE, "center", TEXT_SIZE, True),
        "missing": (SOFT, side, SMALL, False),
    }
    sheet = Sheet(width, _MARKS, words)
    drawing = _Panels(chart, sheet, from_right=side == "right")
    sheet.head(heading, chart.unit_label)
    drawing.draw()
    sheet.foot(source)
    spec = sheet.spec(heading or chart.label)
    return _lines_of_words_from_right(spec) if side == "right" else spec


class _Panels:
    """Panels in rows, each as high as its highest."""

    def __init__(self, chart: PanelChart, sheet: Sheet, *, from_right: bool) -> None:
        self.chart, self.sheet, self.from_right = chart, sheet, from_right
        self.columns = 3 if sheet.width > NARROW_BELOW else 2
        self.across = (sheet.width - APART * (self.columns - 1)) / self.columns
        self.low, self.high = chart.ends
        self.ticks = {tick: format_value(tick, chart.unit, chart.language) for tick in chart.ends}
        self.inset = max(text_width(words, SMALL) for words in self.ticks.values()) + 30

    def draw(self) -> None:
        sheet = self.sheet
        if self.chart.whole:
            edge, near = (sheet.width, -1) if self.from_right else (0, 1)
            sheet.mark("whole line", px=edge, py=sheet.y + 9, px2=edge + near * 22, py2=sheet.y + 9)
            sheet.write("whole words", self.chart.whole.name, edge + near * 28, sheet.y + 9)
            sheet.y += LINE + 10
        panels = list(self.chart.panels)
        for start in range(0, len(panels), self.columns):
            beside = panels[start : start + self.columns]
            names = [wrap(panel.name, TEXT_SIZE, self.across) for panel in beside]
            top = sheet.y + LINE * max(map(len, names)) + ABOVE
            foot = top + PLOT + 28
            for place, panel in enumerate(beside):
                column = self.columns - 1 - place if self.from_right else place
                left = column * (self.across + APART)
                notes = self._panel(panel, names[place], left, top)
                foot = max(foot, top + PLOT + 28 + 14 * notes)
            sheet.y = foot + 14

    def _panel(self, panel: Panel, names: Sequence[str], left: float, top: float) -> int:
        """Draw one; how many lines of words stand below its years."""
        sheet, edge = self.sheet, left + (self.across if self.from_right else 0)
        for place, name in enumerate(names):
            sheet.write("name", name, edge, top - ABOVE - LINE * (len(names) - place) + LINE / 2)
        for tick, words in self.ticks.items():
            y = self._y(tick, top)
            sheet.mark("grid", px=left + self.inset - 24, py=y, px2=left + self.across)
            sheet.write("tick", words, left + self.inset - 28, y)
        for year in self.chart.years:
            sheet.write("year", str(year), self._x(year, left), top + PLOT + 14)
        if self.chart.whole:
            self._line(self.chart.whole, "whole", left, top)
        self._line(panel, "point", left, top)
        known = [step for step in panel.steps if step.value is not None]
        for step in {known[0].year: known[0], known[-1].year: known[-1]}.values() if known else ():
            sheet.write("value", step.shown, self._x(step.year, left), self._above(step, top))
        notes = [line for note in _notes(panel) for line in wrap(note, SMALL, self.across)]
        for place, note in enumerate(notes):
            sheet.write("missing", note, edge, top + PLOT + 30 + 14 * place)
        return len(notes)

    def _line(self, panel: Panel, layer: str, left: float, top: float) -> None:
        known = [step for step in panel.steps if step.value is not None]
        name = "whole line" if layer == "whole" else "line"
        for start, end in pairwise(known):
            broken = any(start.year < year <= end.year for year in self.chart.breaks)
            if end.year - start.year == 1 and not broken:
                (x, y), (x2, y2) = self._spot(start, left, top), self._spot(end, left, top)
                self.sheet.mark(name, px=x, py=y, px2=x2, py2=y2)
        for step in known:
            x, y = self._spot(step, left, top)
            self.sheet.mark(layer, px=x, py=y, value=canonical(step.value or Decimal(0)), shown=step.shown)

    def _spot(self, step: Step, left: float, top: float) -> tuple[float, float]:
        return self._x(step.year, left), self._y(step.value or Decimal(0), top)

    def _x(self, year: int, left: float) -> float:
        years = self.chart.years
        start, end = left + self.inset, left + self.across - 22
        if len(years) == 1:
            return (start + end) / 2
        return start + (year - years[0]) / (years[-1] - years[0]) * (end - start)

    def _y(self, value: Decimal, top: float) -> float:
        return top + PLOT - float((value - self.low) / (self.high - self.low)) * PLOT

    def _above(self, step: Step, top: float) -> float:
        """Where a value's words stand."""
        return self._y(step.value or Decimal(0), top) - 13


def _notes(panel: Panel) -> Iterator[str]:
    """Why a year has no value, in words: 2022: withheld."""
    return (f"{step.year}: {step.shown}" for step in panel.steps if step.value is None)


def _lines_of_words_from_right(spec: Spec) -> Spec:
    """Heading, source and scale begin at the right edge; panels are placed there already."""
    layers = []
    for layer in spec["layer"]:
        mark = layer["mark"]
        if mark["type"] == "text" and mark["align"] == "left":
            rows = [row | {"px": spec["width"] - row["px"]} for row in layer["data"]["values"]]
            layer = layer | {"data": {"values": rows}, "mark": mark | {"align": "right"}}
        layers.append(layer)
    return spec | {"layer": layers}
