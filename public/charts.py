"""Pictures of released series, drawn once for each release and language and then kept.

What is drawn are the numbers of the page's table, in the same words; a release never changes, so nothing goes stale.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.charts import (
    NARROW,
    WIDE,
    Break,
    Mark,
    Point,
    ProgressChart,
    Spec,
    multiples_chart,
    progress_chart,
    render_png,
    render_svg,
)
from common.translated import reader_language
from public.amendments import earlier_paces
from public.amounts import Amount
from public.lineage import beginning, paths_before
from public.series import IndicatorView, SeriesView
from public.shown import ShownRelease
from public.texts import sentences
from public.words import UNIT_LABELS


@dataclass(frozen=True, slots=True)
class Drawing:
    """The chart of a series as a page shows it; `wide` is for wide screens, and None where it is one of many."""

    narrow: SafeString
    wide: SafeString | None


def chart_of(indicator: IndicatorView, series: SeriesView) -> ProgressChart:
    """What is drawn of a series: the very amounts that its table shows."""
    before = paths_before(series.ancestors, indicator.content["unit"])
    return ProgressChart(
        label=series.title or indicator.title,
        unit=indicator.content["unit"],
        language=reader_language(),
        y_label=str(UNIT_LABELS[indicator.content["unit"]]),
        points=[
            Point(row.year, row.amount.rounded if row.amount else None, row.status_code)
            for row in series.observations
            if row.amount is None or row.amount.measure.unit == indicator.content["unit"]
        ],
        baseline=_mark(series.baseline),
        target=_mark(series.target),
        milestones=[_shown(amount) for amount, _note in series.milestones],
        breaks=[Break(row.year, row.label) for row in series.breaks],
        earlier=earlier_paces(indicator.content, series.content),
        before=before,
        begins=beginning(series.ancestors) if before else None,
        keep=indicator.content["direction"] == "keep",
    )


def _compares(chart: ProgressChart) -> bool:
    """Whether there is anything to compare: one number alone is read better in the table."""
    return len(chart.marks) > 1


def _shown(amount: Amount) -> Mark:
    return Mark(amount.year, amount.rounded, amount.status)


def _mark(amount: Amount | None) -> Mark | None:
    return _shown(amount) if amount else None


def drawn(release: ShownRelease, indicator: IndicatorView, series: SeriesView) -> Drawing | None:
    """The series for a page; None where there are not two numbers to compare."""
    chart = chart_of(indicator, series)
    if not _compares(chart):
        return None
    title = f"{indicator.shown_code}: {series.title or indicator.title}"
    description = series.summary

    def svg(width: int) -> SafeString:
        return kept(
            release,
            (*_named(indicator), series.code, "inline", width),
            lambda: render_svg(progress_chart(chart, width=width), title=title, description=description),
        )

    return Drawing(svg(NARROW), svg(WIDE) if indicator.alone else None)


def picture(release: ShownRelease, indicator: IndicatorView, code: str | None, form: str) -> str | bytes | None:
    """The chart as a file that stands alone, as SVG or PNG: of one series, or of all of them.

    `code` names the series; None is all. None is returned where there is no such series or nothing to draw.
    """
    chosen = [series for series in indicator.series if code in (None, series.code)]
    charts = [chart for chart in (chart_of(indicator, series) for series in chosen) if _compares(chart)]
    if not charts:
        return None
    heading = f"{indicator.shown_code}: {indicator.title}"
    if code is not None and chosen[0].title:
        heading = f"{heading}: {chosen[0].title}"
    source = source_line(release, indicator.content["document"])
    description = sentences(series.summary for series in chosen)

    def draw() -> str | bytes:
        spec = _spec(charts, heading, source)
        return render_png(spec) if form == "png" else render_svg(spec, title=heading, description=description)

    return kept(release, (*_named(indicator), code or "", form, 0), draw)


def source_line(release: ShownRelease, document: str) -> str:
    """Where the numbers of a picture that stands alone are from; it says itself that a demonstration is one."""
    said = _("Source: %(document)s, as published in release %(number)s of %(date)s") % {
        "document": document,
        "number": release.number,
        "date": release.published_on,
    }
    return f"{said} ({_('Demonstration')})" if release.demonstration else said


def _spec(charts: list[ProgressChart], heading: str, source: str) -> Spec:
    if len(charts) == 1:
        return progress_chart(charts[0], heading=heading, source=source)
    return multiples_chart(charts, heading=heading, source=source)


def _named(indicator: IndicatorView) -> tuple[str, str]:
    return indicator.content["framework"], indicator.code


def kept(release: ShownRelease, what: Sequence[object], draw: Callable[[], Any]) -> Any:
    """What `draw` draws, from the cache where it is there: by build, release, language and `what` is drawn."""
    named = [settings.BUILD, release.sha256, reader_language(), *what]
    key = "chart:" + hashlib.sha256(repr(named).encode()).hexdigest()
    found = cache.get(key)
    if found is None:
        found = draw()
        cache.set(key, found, timeout=None)
    return found
