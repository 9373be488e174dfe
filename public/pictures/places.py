"""Pictures of a series by region, or by group of countries: a panel for each, over the years that were counted."""

from collections.abc import Iterator, Mapping, Sequence

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.charts import Panel, PanelChart, Step
from common.translated import reader_language
from public.amendments import breaks_of
from public.pictures.picture import Cell as Written
from public.pictures.picture import Column, Picture
from public.pictures.subjects import Query, register
from public.places import Cell, CountedYear, counted_years, finding_of
from public.releases import document, documents
from public.series import IndicatorView, SeriesView, indicator_view
from public.shown import ShownRelease
from public.words import UNIT_LABELS
from publications.models import Kind

SUBJECT = "places"
KINDS: dict[str, Promise] = {"region": gettext_lazy("by region"), "group": gettext_lazy("by group of countries")}


def places_picture(indicator: IndicatorView, series: SeriesView, years: Sequence[CountedYear], kind: str) -> Picture:
    """One of KINDS over the years of a series; without a chart where nothing of it may be shown.

    Years that were measured in another unit than the latest stand in the table alone: they are not on one scale.
    """
    content, latest = indicator.content, years[-1]
    alike = [year for year in years if year.measure.unit == latest.measure.unit]
    named = f"{indicator.shown_code}: {(series.title or indicator.title).plain}"
    label = _("%(series)s, %(places)s") % {"series": named, "places": KINDS[kind]}
    chart = PanelChart(
        label=label,
        panels=[Panel(name, [_step(year, cell) for year, cell in found]) for name, found in _by_name(alike, kind)],
        unit=latest.measure.unit,
        unit_label=str(UNIT_LABELS[latest.measure.unit]),
        language=reader_language(),
        whole=None if latest.adds_up else Panel(latest.whole.name, [_step(year, year.whole) for year in alike]),
        breaks=[row.year for row in breaks_of(content, series.code)],
    )
    return Picture(
        SUBJECT,
        f"{content['framework']}/{indicator.code}/{series.code}/{kind}",
        label,
        finding_of(latest, cells_of(latest, kind)),
        content["document"],
        chart if chart.has_values else None,
        [Column("place", _("Part")), Column("year", _("Year")), *count_columns()],
        [{**row_of(cell), "year": str(year.year)} for year in years for cell in [*cells_of(year, kind), year.whole]],
    )


def cells_of(year: CountedYear, kind: str) -> list[Cell]:
    """The regions or the groups of a year."""
    return year.regions if kind == "region" else year.groups


def count_columns() -> list[Column]:
    """The columns of a value with what it is made of, and of those who are not in it."""
    return [
        Column("value", _("Value"), is_number=True),
        Column("numerator", _("Numerator"), is_number=True),
        Column("denominator", _("Denominator"), is_number=True),
        Column("not_applicable", _("Not applicable"), is_number=True),
        Column("no_response", _("No response"), is_number=True),
    ]


def row_of(cell: Cell) -> Mapping[str, Written]:
    """The row of a place under those columns."""
    counts = {name: cell.count(name) for name in ("numerator", "denominator", "not_applicable", "no_response")}
    return {"place": cell.name, "value": cell.value, **counts}


def _by_name(years: Sequence[CountedYear], kind: str) -> Iterator[tuple[str, list[tuple[CountedYear, Cell]]]]:
    """Each place with its years; a place that came later has fewer."""
    found: dict[str, list[tuple[CountedYear, Cell]]] = {}
    for year in years:
        for cell in cells_of(year, kind):
            found.setdefault(cell.code, []).append((year, cell))
    return ((cells[-1][1].name, cells) for cells in found.values())


def _step(year: CountedYear, cell: Cell) -> Step:
    return Step(year.year, cell.value.value, cell.value.words)


def _find(release: ShownRelease, key: str, query: Query) -> Picture:
    place, _slash, kind = key.rpartition("/")
    place, _slash, code = place.rpartition("/")
    if kind not in KINDS:
        raise Http404
    indicator = indicator_view(document(release.row, Kind.INDICATOR, place))
    series = next((series for series in indicator.series if series.code == code), None)
    years = counted_years(release.row, indicator.content).get(code)
    if series is None or not years:
        raise Http404
    return places_picture(indicator, series, years, kind)


def _keys(release: ShownRelease) -> Iterator[str]:
    for content in documents(release.row, Kind.INDICATOR):
        for code in counted_years(release.row, content):
            yield from (f"{content['framework']}/{content['code']}/{code}/{kind}" for kind in KINDS)


register(SUBJECT, _find, _keys)
