"""Where things are in one picture: its scales, its margins, and the pixels of a year and of a value."""

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from common.charts.labels import Box, nice_ticks, text_width, wrap
from common.charts.pieces import HEADING_SIZE, SOURCE_SIZE, TEXT_SIZE
from common.charts.series import Mark, ProgressChart
from common.numbers import digits_after_point, format_value

INSET = 30.0  # from the first and last year to the ends of the scale's lines


def shared_ticks(charts: Sequence[ProgressChart]) -> list[Decimal]:
    """The ticks of a scale that all charts share. Raises ValueError when nothing has a value."""
    values = [mark.value for chart in charts for mark in [*chart.marks, *chain.from_iterable(chart.earlier)]]
    if not values:
        raise ValueError("a chart without any value is not drawn")
    ticks = nice_ticks(min(values), max(values))
    step = ticks[1] - ticks[0]
    whole = charts[0].unit == "percent" and max(values) <= 100
    # Room for a mark and its words at either end, but none where no value can be.
    if max(values) > ticks[-1] - step / 4:
        ticks = [*ticks, ticks[-1] + step]
    if min(values) < ticks[0] + step / 4 and ticks[0] != 0:
        ticks = [ticks[0] - step, *ticks]
    return [tick for tick in ticks if not (whole and tick > 100)]


class Frame:
    """The measures of one picture, in pixels from its upper left corner; the same on every machine."""

    def __init__(
        self, chart: ProgressChart, ticks: list[Decimal], *, width: int, heading: str = "", source: str = ""
    ) -> None:
        places = None if chart.unit == "usd" else max(digits_after_point(tick) for tick in ticks)
        self.ticks = {tick: format_value(tick, chart.unit, chart.language, places) for tick in ticks}
        self.low, self.high = ticks[0], ticks[-1]
        self.first, self.last = chart.years[0], chart.years[-1]
        self.heading = wrap(heading, HEADING_SIZE, width - 16) if heading else []
        self.source = wrap(source, SOURCE_SIZE, width - 16) if source else []
        self.width = width
        self.left = max(text_width(shown, TEXT_SIZE) for shown in self.ticks.values()) + 14
        self.right = width - 12.0
        self.top = 34.0 + 20 * len(self.heading)
        self.bottom = self.top + (250 if width > 480 else 210)
        self.height = math.ceil(self.bottom + 32 + 16 * len(self.source))

    @property
    def field(self) -> Box:
        """Where words may stand."""
        return Box(self.left, self.top - 10, self.width, self.bottom)

    @property
    def year_step(self) -> int:
        """How many years apart those are whose numbers have room."""
        room = (self.right - self.left - 2 * INSET) / max(self.last - self.first, 1)
        return math.ceil((text_width("2025", TEXT_SIZE) + 6) / room)

    def x(self, year: float) -> float:
        if self.first == self.last:
            return (self.left + self.right) / 2
        share = (year - self.first) / (self.last - self.first)
        return self.left + INSET + share * (self.right - self.left - 2 * INSET)

    def y(self, value: Decimal) -> float:
        share = float((value - self.low) / (self.high - self.low))
        return self.bottom - share * (self.bottom - self.top)

    def spot(self, mark: Mark) -> tuple[float, float]:
        return self.x(mark.year), self.y(mark.value)

    @property
    def scales(self) -> dict[str, Any]:
        """The encoding of marks that are placed by year and value; it agrees with `x` and `y`."""
        alone = 0.5 if self.first == self.last else 0
        years = {
            "domain": [self.first - alone, self.last + alone],
            "range": [self.left + INSET, self.right - INSET],
        }
        values = {"domain": [float(self.low), float(self.high)], "range": [self.bottom, self.top]}
        plain = {"nice": False, "zero": False}
        return {
            "x": {"field": "year", "type": "quantitative", "axis": None, "scale": {**years, **plain}},
            "y": {"field": "at", "type": "quantitative", "axis": None, "scale": {**values, **plain}},
        }
