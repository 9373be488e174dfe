"""The table of a chart of bars: a row for each part of a bar, each sum, and each line marked across."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from common.charts import BarChart, Shown
from common.charts.bars import Bar, Row
from public.pictures.picture import Cell, Column


def bars_table(chart: BarChart, *, name: str, value: str) -> tuple[list[Column], list[Mapping[str, Cell]]]:
    """Columns and rows of a chart of bars; `name` and `value` are what its rows and its numbers are called."""
    grouped, keyed = any(row.group for row in chart.rows), bool(chart.key) or any(row.line for row in chart.rows)
    columns = [
        *([Column("group", _("Group"))] if grouped else []),
        Column("name", name),
        *([Column("part", _("Part"))] if keyed else []),
        Column("value", value, is_number=True),
    ]
    return columns, [cells for row in chart.rows for cells in _rows(row, chart)]


def _rows(row: Row, chart: BarChart) -> Iterator[Mapping[str, Cell]]:
    named = {"group": row.group, "name": row.name}
    for bar in row.bars:
        for part, value in _numbers(bar, chart):
            yield {**named, "part": part, "value": value}
    if row.line:
        yield {**named, "part": _("marked"), "value": Shown(row.line.value, row.line.shown)}


def _numbers(bar: Bar, chart: BarChart) -> Iterator[tuple[str, Shown]]:
    """(what, value) of each part that bears a number, and of the whole where it has several."""
    names = dict(chart.key)
    for part in bar.parts:
        if part.shown:
            yield names.get(part.fill, ""), Shown(part.value, part.shown)
        elif part.fill in names:
            yield names[part.fill], Shown(None, "–")  # drawn by its length, and never a number of its own
    if bar.total is not None:
        yield _("Total"), Shown(bar.total, bar.end)
    elif not bar.parts:
        yield "", Shown(None, bar.end)
