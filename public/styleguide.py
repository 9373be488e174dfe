"""Every component of the pages with its states, in both schemes: for builders of pages, in a demonstration alone."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest

from common.charts import WIDE, Mark, Point, ProgressChart, progress_chart, progress_row, render_svg
from indicators.words import RATINGS
from public.answers import Published, rendered, unreleased

# Parts of the page, each a template of templates/styleguide/; values in them are invented.
PARTS = {
    "text": "Text",
    "ratings": "Ratings and progress",
    "figures": "Figures and facts",
    "notices": "Notices and states",
    "tables": "Tables",
    "chart": "Charts",
    "forms": "Forms",
    "links": "Ways to other pages",
    "empty": "Where there is nothing",
    "arabic": "From right to left",
}
SCHEMES = ("light", "dark")
TOKENS = (
    *(
        "paper",
        "surface",
        "line",
        "edge",
        "ink",
        "ink-soft",
        "link",
        "accent",
        "focus",
        "notice-ground",
        "error-ground",
    ),
    *("best-ground", "good-ground", "between-ground", "poor-ground", "worst-ground", "unrated-ground"),
    *("chart-value", "chart-gap", "chart-pace", "chart-grid"),
)


@unreleased
def styleguide(request: HttpRequest) -> Published:
    """Every component with its states; Http404 outside a demonstration."""
    if not settings.DEMONSTRATION:
        raise Http404
    rows = {
        "on the way": (progress_row(Decimal("0.4"), Decimal("0.5")), "40%", "50%"),
        "moved away": (progress_row(Decimal("-0.5"), Decimal("0.5")), "-50%", "50%"),
        "past the target": (progress_row(Decimal("1.25"), Decimal("0.5")), "125%", "50%"),
        "no value": (progress_row(None), "", ""),
    }
    return rendered(
        request,
        "styleguide/page.html",
        parts=[(code, f"styleguide/{code}.html", title) for code, title in PARTS.items()],
        schemes=[(scheme, _sample_chart(scheme)) for scheme in SCHEMES],
        tokens=TOKENS,
        ratings=list(RATINGS),
        rows=rows,
    )


def _sample_chart(scheme: str) -> Any:
    """An invented series against its pace, with a gap and a provisional value; titles tell the schemes apart."""
    points = [Point(2021, Decimal(62)), Point(2022, None, "not_reported"), Point(2023, Decimal(70), "provisional")]
    chart = ProgressChart(
        "An invented series", "percent", "en", "Per cent", points, Mark(2020, Decimal(60)), Mark(2025, Decimal(80))
    )
    title = f"An invented series ({scheme})"
    return render_svg(progress_chart(chart, width=WIDE), title=title, description="62% in 2021, 70% in 2023.")
