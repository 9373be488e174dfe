"""Charts: typed builders of Vega-Lite specifications, and their rendering on the server as SVG and PNG.

`series` says what is drawn of an indicator's series, `progress` builds the specification in a `frame`, `words` and
`labels` name its marks. `money` says what is drawn of the trust fund, and `bars` builds that. `dots` are places beside
each other in a year, `panels` places over years, `tiles` places with where each stands; all three are drawn on a
`sheet`. All are made of `pieces`; `kinds` lists them, and is the one way to the specification of any; `render` draws
it. `row` is the small picture in a table's row, which the page draws itself.
Whoever draws gives values that are already what is shown; nothing here rounds, sums or rates.
"""

from common.charts.bars import BarChart, Line, bar_chart
from common.charts.dots import Dot, DotChart, dot_chart
from common.charts.kinds import Chart, Multiples, specification
from common.charts.money import (
    ComponentBars,
    FundingBars,
    GradeBars,
    Shown,
    budget_bars,
    funding_bars,
    posts_bars,
)
from common.charts.panels import Panel, PanelChart, Step, panel_chart
from common.charts.pieces import Spec
from common.charts.progress import (
    NARROW,
    WIDE,
    multiples_chart,
    progress_chart,
)
from common.charts.render import render_png, render_svg
from common.charts.row import ProgressRow, progress_row
from common.charts.series import Break, Mark, Point, ProgressChart
from common.charts.tiles import Block, Cluster, Key, Look, Tile, TileChart, tile_chart

__all__ = [
    "NARROW",
    "WIDE",
    "BarChart",
    "Block",
    "Break",
    "Chart",
    "Cluster",
    "ComponentBars",
    "Dot",
    "DotChart",
    "FundingBars",
    "GradeBars",
    "Key",
    "Line",
    "Look",
    "Mark",
    "Multiples",
    "Panel",
    "PanelChart",
    "Point",
    "ProgressChart",
    "ProgressRow",
    "Shown",
    "Spec",
    "Step",
    "Tile",
    "TileChart",
    "bar_chart",
    "budget_bars",
    "dot_chart",
    "funding_bars",
    "multiples_chart",
    "panel_chart",
    "posts_bars",
    "progress_chart",
    "progress_row",
    "render_png",
    "render_svg",
    "specification",
    "tile_chart",
]
