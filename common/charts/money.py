"""Charts of the trust fund: budget against expenditure, funding received against the requirement, posts by grade.

Values come as they are shown beside the chart. A value that is None is not drawn, and its words say why it is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.charts.bars import Bar, BarChart, Fill, Line, Part, Row


@dataclass(frozen=True)
class Shown:
    """A value and the words that a table has for it; None is missing, and the words say why."""

    value: Decimal | None
    words: str


@dataclass(frozen=True)
class ComponentBars:
    """A component with what it was given and what it spent."""

    name: str
    budget: Shown
    expenditure: Shown


@dataclass(frozen=True)
class FundingBars:
    """A year: what came in by stream, in the order of the chart's streams, what it makes, and what was required.

    `total` is the total that the year is known by. Where a stream is missing, what the others leave of it is drawn
    hatched, without a number: it was reported in one sum.
    """

    name: str
    streams: Sequence[Shown]
    total: Shown
    requirement: Decimal | None = None
    requirement_words: str = ""


@dataclass(frozen=True)
class GradeBars:
    """A grade and its posts, under the name of its category."""

    name: str
    category: str
    posts: Shown


_OF_STREAMS = (Fill.SOLID, Fill.LIGHT, Fill.OPEN)


def budget_bars(rows: Sequence[ComponentBars], *, label: str, unit: str, budget: str, expenditure: str) -> BarChart:
    """Two bars for each component: what it was given is open, what it spent is filled."""
    drawn = [Row(row.name, [_bar(row.budget, Fill.OPEN), _bar(row.expenditure, Fill.SOLID)]) for row in rows]
    return BarChart(label, drawn, [(Fill.OPEN, budget), (Fill.SOLID, expenditure)], unit)


def funding_bars(
    rows: Sequence[FundingBars], *, label: str, unit: str, streams: Sequence[str], not_broken_down: str
) -> BarChart:
    """A bar for each year, its streams one after the other, with the year's requirement marked across it.

    Raises ValueError for more streams than there are ways to fill a bar.
    """
    if len(streams) > len(_OF_STREAMS):
        raise ValueError(f"{len(streams)} streams cannot be told apart")
    drawn = [_year(row) for row in rows]
    hatched = any(part.fill is Fill.HATCHED for row in drawn for bar in row.bars for part in bar.parts)
    key = list(zip(_OF_STREAMS, streams, strict=False))
    return BarChart(label, drawn, [*key, (Fill.HATCHED, not_broken_down)] if hatched else key, unit)


def posts_bars(rows: Sequence[GradeBars], *, label: str) -> BarChart:
    """A bar for each grade, grouped by category."""
    return BarChart(label, [Row(row.name, [_bar(row.posts, Fill.SOLID)], group=row.category) for row in rows])


def _bar(shown: Shown, fill: Fill) -> Bar:
    return Bar([] if shown.value is None else [Part(shown.value, shown.words, fill)], shown.words)


def _year(row: FundingBars) -> Row:
    line = None if row.requirement is None else Line(row.requirement, row.requirement_words)
    return Row(row.name, [Bar(_parts(row), row.total.words, row.total.value)], line)


def _parts(row: FundingBars) -> list[Part]:
    """The streams that are known, and what is left of the total where one is not."""
    parts = [
        Part(stream.value, stream.words, fill)
        for stream, fill in zip(row.streams, _OF_STREAMS, strict=False)
        if stream.value is not None
    ]
    known = sum((part.value for part in parts), Decimal(0))
    if len(parts) == len(row.streams) or row.total.value is None or row.total.value <= known:
        return parts
    return [*parts, Part(row.total.value - known, "", Fill.HATCHED)]
