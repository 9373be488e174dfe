"""The chart of a series: what was observed, against the pace from its baseline to its target.

Words come ready from `common.numbers`; numbers go to Vega-Lite for their position alone, and stand beside it as
exact text. There are no Vega axes: ticks and labels are marks like all others, so that no text in the picture is
formatted twice, and sizes do not depend on typefaces.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.utils import translation

from common.charts.frame import HEADING_SIZE, SOURCE_SIZE, TEXT_SIZE, Frame, shared_ticks
from common.charts.labels import wrap
from common.charts.series import Mark, ProgressChart
from common.charts.words import placed_words
from common.numbers import canonical

Spec = dict[str, Any]

WIDE, NARROW = 660, 340  # widths of a chart beside text and on a telephone, in pixels
SPACING = 24
FONT = 'system-ui, "Noto Sans", Arial, sans-serif, "RCS Noto Sans SC"'

# Light colours; static/css/site.css gives each its dark one.
PAPER, INK, SOFT, GRID = "#ffffff", "#17212b", "#4b5864", "#dde2e7"
VALUE, GAP, PACE = "#1c6299", "#8fb4d2", "#a85511"

_WHOLE: Spec = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "background": PAPER,
    "config": {"font": FONT, "view": {"stroke": None}, "aria": False},
}


def progress_chart(chart: ProgressChart, *, width: int = WIDE, heading: str = "", source: str = "") -> Spec:
    """The specification of one series' chart, `width` pixels wide.

    `heading` and `source` are lines for a picture that leaves its page. Raises ValueError when there is no value.
    """
    frame = Frame(chart, shared_ticks([chart]), width=width, heading=heading, source=source)
    fixed = {"padding": 0, "autosize": "none", "description": heading or chart.label}
    return {**_WHOLE, **fixed, **_view(chart, frame)}


def multiples_chart(
    charts: Sequence[ProgressChart],
    *,
    columns: int = 2,
    width: int = NARROW,
    heading: str = "",
    source: str = "",
) -> Spec:
    """The series of one indicator beside each other on one scale, each under its label.

    `width` is that of one of them. Series without any value are left out; ValueError when none has one.
    """
    ticks = shared_ticks(charts)
    frames = [(chart, Frame(chart, ticks, width=width, heading=chart.label)) for chart in charts if chart.marks]
    height = max(frame.height for _chart, frame in frames)
    views = [{**_view(chart, frame), "height": height} for chart, frame in frames]
    close = {"spacing": SPACING, "bounds": "flush"}
    across = width * columns + SPACING * (columns - 1)
    rows = [
        *_lines_of_text(heading, across, INK),
        {"concat": views, "columns": columns, **close},
        *_lines_of_text(source, across, SOFT),
    ]
    return {**_WHOLE, "padding": SPACING / 2, "description": heading, "vconcat": rows, **close}


def _view(chart: ProgressChart, frame: Frame) -> Spec:
    """One picture: ground first, then lines, then marks, then words."""
    with translation.override(chart.language):
        layers = [*_ground(chart, frame), *_lines(chart, frame), *_marks(chart, frame), *_words(chart, frame)]
    return {"width": frame.width, "height": frame.height, "layer": layers}


def _layer(mark: Spec, rows: list[Spec], encoding: Spec) -> list[Spec]:
    """A layer, or none when it has no rows."""
    return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}] if rows else []


def _rows(marks: Sequence[Mark]) -> list[Spec]:
    """Data for marks: the position as a number, the value as exact text beside it."""
    return [
        {"year": mark.year, "at": float(mark.value), "value": canonical(mark.value), "status": mark.status}
        for mark in marks
    ]


def _steps(steps: Sequence[tuple[Mark, Mark]]) -> list[Spec]:
    """Data for straight lines from mark to mark."""
    return [
        {"year": start.year, "at": float(start.value), "to_year": end.year, "to": float(end.value)}
        for start, end in steps
    ]


def _text(rows: list[Spec], align: str, colour: str, size: int = TEXT_SIZE, *, bold: bool = False) -> list[Spec]:
    """Words at pixels of the picture: rows of text, px and py."""
    mark = {"type": "text", "align": align, "baseline": "middle", "fontSize": size, "color": colour}
    places = {axis: {"field": f"p{axis}", "type": "quantitative", "scale": None, "axis": None} for axis in "xy"}
    weight = {"fontWeight": "bold" if bold else "normal"}
    return _layer({**mark, **weight}, rows, {**places, "text": {"field": "text", "type": "nominal"}})


def _lines_of_text(text: str, width: int, colour: str) -> list[Spec]:
    """A picture of words alone, or none when there are none."""
    lines = wrap(text, TEXT_SIZE, width) if text else []
    rows = [{"text": line, "px": 0, "py": 10 + 20 * at} for at, line in enumerate(lines)]
    layers = _text(rows, "left", colour, bold=colour == INK)
    return [{"width": width, "height": 20 * len(lines), "layer": layers}] if layers else []


def _ground(chart: ProgressChart, frame: Frame) -> list[Spec]:
    """Heading, the value's name, the scale, years, changes of what is measured, and source."""
    years = [year for year in chart.years if (frame.last - year) % frame.year_step == 0]
    across = {"x": {"value": frame.left}, "x2": {"value": frame.right}, "y": frame.scales["y"]}
    upright = {"x": frame.scales["x"], "y": {"value": frame.top}, "y2": {"value": frame.bottom}}
    dots = {"type": "rule", "color": SOFT, "strokeDash": [1, 3], "strokeWidth": 1.5}
    heading = [{"text": line, "px": 0, "py": 12 + 20 * at} for at, line in enumerate(frame.heading)]
    scale = [{"text": shown, "px": frame.left - 8, "py": frame.y(tick)} for tick, shown in frame.ticks.items()]
    foot = [{"text": str(year), "px": frame.x(year), "py": frame.bottom + 16} for year in years]
    source = [{"text": line, "px": 0, "py": frame.bottom + 40 + 16 * at} for at, line in enumerate(frame.source)]
    return [
        *_layer({"type": "rule", "color": GRID}, [{"at": float(tick)} for tick in frame.ticks], across),
        *_layer(dots, [{"year": change.year - 0.5} for change in chart.changes], upright),
        *_text(heading, "left", INK, HEADING_SIZE, bold=True),
        *_text([{"text": chart.y_label, "px": 0, "py": frame.top - 22}], "left", SOFT),
        *_text(scale, "right", SOFT),
        *_text(foot, "center", SOFT),
        *_text(source, "left", SOFT, SOURCE_SIZE),
    ]


def _lines(chart: ProgressChart, frame: Frame) -> list[Spec]:
    """The pace, dashed; what was observed, thick from year to year, thin across years without a value, and not at
    all across a change of what is measured."""
    known = chart.observed
    if chart.baseline and (not known or chart.baseline.year < known[0].year):
        known = [chart.baseline, *known]
    comparable = [
        (start, end)
        for start, end in pairwise(known)
        if not any(start.year < change.year <= end.year for change in chart.changes)
    ]
    year_to_year = [(start, end) for start, end in comparable if end.year - start.year == 1]
    over_a_gap = [(start, end) for start, end in comparable if end.year - start.year > 1]
    ends = {**frame.scales, "x2": {"field": "to_year"}, "y2": {"field": "to"}}
    dashed = {"type": "rule", "color": PACE, "strokeWidth": 2, "strokeDash": [5, 4]}
    thick = {"type": "rule", "color": VALUE, "strokeWidth": 3, "strokeCap": "round"}
    return [
        *_layer(dashed, _steps(list(pairwise(chart.pace))), ends),
        *_layer({"type": "rule", "color": GAP, "strokeWidth": 1.5}, _steps(over_a_gap), ends),
        *_layer(thick, _steps(year_to_year), ends),
    ]


def _marks(chart: ProgressChart, frame: Frame) -> list[Spec]:
    """Baseline, milestones and target, each of its own shape; points, filled when reported and open otherwise."""
    firm = [mark for mark in chart.observed if mark.status == "reported"]
    not_firm = [mark for mark in chart.observed if mark.status != "reported"]
    baseline = [chart.baseline] if chart.baseline else []
    target = [chart.target] if chart.target else []
    mark = {"type": "point", "strokeWidth": 2, "opacity": 1, "fill": PAPER}
    diamond = {**mark, "shape": "diamond", "stroke": PACE}
    point = {**mark, "shape": "circle", "stroke": VALUE, "strokeWidth": 2.5, "size": 75}
    return [
        *_layer({**diamond, "size": 70}, _rows(chart.milestones), frame.scales),
        *_layer({**mark, "shape": "square", "stroke": INK, "size": 120}, _rows(baseline), frame.scales),
        *_layer({**diamond, "size": 170, "fill": PACE}, _rows(target), frame.scales),
        *_layer({**point, "fill": VALUE}, _rows(firm), frame.scales),
        *_layer(point, _rows(not_firm), frame.scales),
    ]


def _words(chart: ProgressChart, frame: Frame) -> list[Spec]:
    """The names of marks and lines; one layer for each colour and side from which they are written."""
    placed = placed_words(chart, frame)
    layers = []
    for kind, colour in (("pace", PACE), ("mark", INK), ("value", VALUE)):
        for align in ("center", "left", "right"):
            rows = [
                {"text": place.label.text, "px": place.x, "py": place.y}
                for place in placed
                if (place.label.kind, place.align) == (kind, align)
            ]
            for layer in _text(rows, align, colour, bold=kind == "value"):
                # First as an edge in the ground's colour: words stay readable where they cross a line.
                edge = {"color": PAPER, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
                layers += [{**layer, "mark": {**layer["mark"], **edge}}, layer]
    return layers
