"""The chart of a series: what was observed, against the pace from its baseline to its target.

Words come ready from `common.numbers`; numbers go to Vega-Lite for their position alone, and stand beside it as
exact text. There are no Vega axes: ticks and labels are marks like all others, so that no text in the picture is
formatted twice, and sizes do not depend on typefaces.
"""

from collections.abc import Sequence
from itertools import pairwise

from django.utils import translation

from common.charts.frame import Frame, shared_ticks
from common.charts.labels import wrap
from common.charts.pieces import (
    GAP,
    GRID,
    HEADING_SIZE,
    INK,
    PACE,
    PAPER,
    SOFT,
    SOURCE_SIZE,
    TEXT_SIZE,
    VALUE,
    WHOLE,
    Spec,
    edge_of,
    edged,
    layer_of,
    words_at,
)
from common.charts.series import Mark, ProgressChart
from common.charts.words import placed_words
from common.numbers import canonical

WIDE, NARROW = 660, 340  # widths of a chart beside text and on a telephone, in pixels
SPACING = 24


def progress_chart(chart: ProgressChart, *, width: int = WIDE, heading: str = "", source: str = "") -> Spec:
    """The specification of one series' chart, `width` pixels wide.

    `heading` and `source` are lines for a picture that leaves its page. Raises ValueError when there is no value.
    """
    frame = Frame(chart, shared_ticks([chart]), width=width, heading=heading, source=source)
    fixed = {"padding": 0, "autosize": "none", "description": heading or chart.label}
    return {**WHOLE, **fixed, **_view(chart, frame)}


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
        *_lines_of_text(heading, across, INK, charts[0].language),
        {"concat": views, "columns": columns, **close},
        *_lines_of_text(source, across, SOFT, charts[0].language),
    ]
    return {**WHOLE, "padding": SPACING / 2, "description": heading, "vconcat": rows, **close}


def _view(chart: ProgressChart, frame: Frame) -> Spec:
    """One picture: ground first, then lines, then marks, then words."""
    with translation.override(chart.language):
        layers = [*_ground(chart, frame), *_lines(chart, frame), *_marks(chart, frame), *_words(chart, frame)]
    return {"width": frame.width, "height": frame.height, "layer": layers}


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


def _lines_of_text(text: str, width: int, colour: str, language: str) -> list[Spec]:
    """A picture of words alone, or none when there are none."""
    lines = wrap(text, TEXT_SIZE, width) if text else []
    edge, side = edge_of(width, language)
    rows = [{"text": line, "px": edge, "py": 10 + 20 * at} for at, line in enumerate(lines)]
    layers = words_at(rows, side, colour, bold=colour == INK)
    return [{"width": width, "height": 20 * len(lines), "layer": layers}] if layers else []


def _ground(chart: ProgressChart, frame: Frame) -> list[Spec]:
    """Heading, the value's name, the scale, years, changes of what is measured, and source."""
    years = [year for year in chart.years if (frame.last - year) % frame.year_step == 0]
    across = {"x": {"value": frame.left}, "x2": {"value": frame.right}, "y": frame.scales["y"]}
    upright = {"x": frame.scales["x"], "y": {"value": frame.top}, "y2": {"value": frame.bottom}}
    dots = {"type": "rule", "color": SOFT, "strokeDash": [1, 3], "strokeWidth": 1.5}
    edge, side = edge_of(frame.width, chart.language)
    heading = [{"text": line, "px": edge, "py": 12 + 20 * at} for at, line in enumerate(frame.heading)]
    scale = [{"text": shown, "px": frame.left - 8, "py": frame.y(tick)} for tick, shown in frame.ticks.items()]
    foot = [{"text": str(year), "px": frame.x(year), "py": frame.bottom + 16} for year in years]
    source = [{"text": line, "px": edge, "py": frame.bottom + 40 + 16 * at} for at, line in enumerate(frame.source)]
    return [
        *layer_of({"type": "rule", "color": GRID}, [{"at": float(tick)} for tick in frame.ticks], across),
        *layer_of(dots, [{"year": division.year - 0.5} for division in chart.divisions], upright),
        *words_at(heading, side, INK, HEADING_SIZE, bold=True),
        *words_at([{"text": chart.y_label, "px": edge, "py": frame.top - 22}], side, SOFT),
        *words_at(scale, "right", SOFT),
        *words_at(foot, "center", SOFT),
        *words_at(source, side, SOFT, SOURCE_SIZE),
    ]


def _lines(chart: ProgressChart, frame: Frame) -> list[Spec]:
    """The pace, dashed, and dotted what it was before an amendment; what was observed, thick from year to year, thin
    across years without a value, and not at all across a change of what is measured; in long dashes what was observed
    in the framework before."""
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
    dotted = {"type": "rule", "color": GAP, "strokeWidth": 2, "strokeDash": [2, 3]}
    former = [step for corners in chart.earlier for step in pairwise(corners)]
    long = {"type": "rule", "color": VALUE, "strokeWidth": 2, "strokeDash": [9, 5]}
    in_the_framework_before = [step for path in chart.before for step in pairwise(path)]
    thick = {"type": "rule", "color": VALUE, "strokeWidth": 3, "strokeCap": "round"}
    return [
        *layer_of(dotted, _steps(former), ends),
        *layer_of(long, _steps(in_the_framework_before), ends),
        *layer_of(dashed, _steps(list(pairwise(chart.pace))), ends),
        *layer_of({"type": "rule", "color": GAP, "strokeWidth": 1.5}, _steps(over_a_gap), ends),
        *layer_of(thick, _steps(year_to_year), ends),
    ]


def _marks(chart: ProgressChart, frame: Frame) -> list[Spec]:
    """Baseline, milestones and target, each of its own shape; points, filled when reported and open otherwise."""
    firm = [mark for mark in chart.observed if mark.status == "reported"]
    not_firm = [mark for mark in chart.observed if mark.status != "reported"]
    before = [mark for path in chart.before for mark in path]
    baseline = [chart.baseline] if chart.baseline else []
    target = [chart.target] if chart.target else []
    mark = {"type": "point", "strokeWidth": 2, "opacity": 1, "fill": PAPER}
    diamond = {**mark, "shape": "diamond", "stroke": PACE}
    point = {**mark, "shape": "circle", "stroke": VALUE, "strokeWidth": 2.5, "size": 75}
    return [
        *layer_of({**point, "strokeWidth": 1.5, "size": 45}, _rows(before), frame.scales),
        *layer_of({**diamond, "size": 70}, _rows(chart.milestones), frame.scales),
        *layer_of({**mark, "shape": "square", "stroke": INK, "size": 120}, _rows(baseline), frame.scales),
        *layer_of({**diamond, "size": 170, "fill": PACE}, _rows(target), frame.scales),
        *layer_of({**point, "fill": VALUE}, _rows(firm), frame.scales),
        *layer_of(point, _rows(not_firm), frame.scales),
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
            layers += edged(words_at(rows, align, colour, bold=kind == "value"))
    return layers
