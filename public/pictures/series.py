"""Pictures of released series: each by itself, and all of an indicator's beside each other on one scale."""

from collections.abc import Iterator, Mapping

from django.http import Http404
from django.utils.translation import gettext as _

from common.charts import Break, Mark, Multiples, Point, ProgressChart, Shown
from common.translated import reader_language
from public.amendments import earlier_paces
from public.amounts import Amount
from public.lineage import beginning, paths_before
from public.pictures.picture import Cell, Column, Picture
from public.pictures.subjects import Query, register
from public.releases import document, documents
from public.series import IndicatorView, Line, SeriesView, indicator_view
from public.shown import ShownRelease
from public.texts import sentences
from public.words import UNIT_LABELS
from publications.models import Kind


def series_picture(indicator: IndicatorView, series: SeriesView) -> Picture:
    """One series; without a chart where there are not two numbers to compare: one alone is read better in the table."""
    chart = chart_of(indicator, series)
    return Picture(
        "series",
        f"{_place(indicator)}/{series.code}",
        f"{indicator.shown_code}: {series.title or indicator.title}",
        series.summary,
        indicator.content["document"],
        chart if _compares(chart) else None,
        _columns(),
        [_row(line) for line in series.lines],
    )


def indicator_picture(indicator: IndicatorView) -> Picture:
    """All series of an indicator; the only one where it has but one."""
    if indicator.alone:
        return series_picture(indicator, indicator.alone)
    charts = [chart for chart in (chart_of(indicator, series) for series in indicator.series) if _compares(chart)]
    return Picture(
        "indicator",
        _place(indicator),
        f"{indicator.shown_code}: {indicator.title}",
        sentences(series.summary for series in indicator.series),
        indicator.content["document"],
        Multiples(charts) if charts else None,
        [Column("series", _("Series")), *_columns()],
        [{"series": series.title, **_row(line)} for series in indicator.series for line in series.lines],
    )


def _place(indicator: IndicatorView) -> str:
    return f"{indicator.content['framework']}/{indicator.code}"


def _columns() -> list[Column]:
    return [Column("year", _("Year")), Column("what", _("What")), Column("value", _("Value"), is_number=True)]


def _row(line: Line) -> Mapping[str, Cell]:
    value = Shown(line.amount.rounded, line.amount.shown) if line.amount else Shown(None, str(line.note))
    return {"year": str(line.year or ""), "what": str(line.what), "value": value}


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


def _series_of(release: ShownRelease, key: str, query: Query) -> Picture:
    place, _slash, code = key.rpartition("/")
    indicator = indicator_view(document(release.row, Kind.INDICATOR, place))
    series = next((series for series in indicator.series if series.code == code), None)
    if series is None:
        raise Http404
    return series_picture(indicator, series)


def _indicator_of(release: ShownRelease, key: str, query: Query) -> Picture:
    return indicator_picture(indicator_view(document(release.row, Kind.INDICATOR, key)))


def _all(release: ShownRelease) -> Iterator[IndicatorView]:
    return map(indicator_view, documents(release.row, Kind.INDICATOR))


def _keys_of_series(release: ShownRelease) -> Iterator[str]:
    return (f"{_place(each)}/{series.code}" for each in _all(release) for series in each.series)


def _keys_of_indicators(release: ShownRelease) -> Iterator[str]:
    return (_place(each) for each in _all(release) if not each.alone)


register("series", _series_of, _keys_of_series)
register("indicator", _indicator_of, _keys_of_indicators)
