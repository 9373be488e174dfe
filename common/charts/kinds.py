"""Every kind of chart, and the one way in which any of them becomes a specification."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.charts.bars import BarChart, bar_chart
from common.charts.dots import DotChart, dot_chart
from common.charts.panels import PanelChart, panel_chart
from common.charts.pieces import Spec
from common.charts.progress import multiples_chart, progress_chart
from common.charts.series import ProgressChart
from common.charts.tiles import TileChart, tile_chart


@dataclass(frozen=True)
class Multiples:
    """Several series beside each other on one scale."""

    charts: Sequence[ProgressChart]


Chart = ProgressChart | Multiples | BarChart | DotChart | PanelChart | TileChart


def specification(chart: Chart, *, width: int, heading: str = "", source: str = "", language: str = "en") -> Spec:
    """The Vega-Lite specification of a chart, `width` pixels wide, for readers of `language`.

    `heading` and `source` are lines for a picture that leaves its page. Raises ValueError where nothing has a value.
    """
    match chart:
        case ProgressChart():
            return progress_chart(chart, width=width, heading=heading, source=source)
        case Multiples():
            return multiples_chart(chart.charts, heading=heading, source=source)
        case BarChart():
            return bar_chart(chart, width=width, heading=heading, source=source, language=language)
        case DotChart():
            return dot_chart(chart, width=width, heading=heading, source=source)
        case PanelChart():
            return panel_chart(chart, width=width, heading=heading, source=source)
        case TileChart():
            return tile_chart(chart, width=width, heading=heading, source=source)
