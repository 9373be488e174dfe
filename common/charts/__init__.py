"""Charts: typed builders of Vega-Lite specifications, and their rendering on the server as SVG and PNG.

`series` says what is drawn, `progress` builds the specification in a `frame`, `words` and `labels` name its
marks, `render` draws it; `row` is the small picture in a table's row, which the page draws itself.
Whoever draws gives values that are already what is shown; nothing here rounds, sums or rates.
"""

from common.charts.progress import (
    NARROW,
    WIDE,
    Spec,
    multiples_chart,
    progress_chart,
)
from common.charts.render import render_png, render_svg
from common.charts.row import ProgressRow, progress_row
from common.charts.series import Break, Mark, Point, ProgressChart

__all__ = [
    "NARROW",
    "WIDE",
    "Break",
    "Mark",
    "Point",
    "ProgressChart",
    "ProgressRow",
    "Spec",
    "multiples_chart",
    "progress_chart",
    "progress_row",
    "render_png",
    "render_svg",
]
