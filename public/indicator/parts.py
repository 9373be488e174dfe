"""What an indicator's page shows of each of its series."""

from dataclasses import dataclass
from typing import Any

from public.pictures.drawing import Figure, figure
from public.pictures.places import KINDS, places_picture
from public.pictures.series import series_picture
from public.places import CountedYear, counted_years
from public.series import IndicatorView, SeriesView
from public.shown import ShownRelease
from public.strip import Strip, strip_of
from public.vintages import YearVintages


@dataclass(frozen=True, slots=True)
class Part:
    """A series with its chart; its places over the years as figures, and who stands where in the latest year that was
    counted from answers. `strip` is None where none was; `compare` leads to its places beside each other."""

    series: SeriesView
    figure: Figure
    places: list[Figure]
    strip: Strip | None
    compare: str


def parts_of(release: ShownRelease, indicator: IndicatorView) -> list[Part]:
    """A part for each series, in their order. One query."""
    counted = counted_years(release.row, indicator.content)
    return [_part(release, indicator, series, counted.get(series.code, [])) for series in indicator.series]


def _part(release: ShownRelease, indicator: IndicatorView, series: SeriesView, years: list[CountedYear]) -> Part:
    small = indicator.alone is None
    drawn = figure(release, series_picture(indicator, series), small=small)
    if not years:
        return Part(series, drawn, [], None, "")
    shown = any(year.has_places for year in years)
    pictures = [places_picture(indicator, series, years, kind) for kind in KINDS] if shown else []
    key = f"{indicator.content['framework']}/{indicator.code}/{series.code}"
    return Part(
        series,
        drawn,
        [figure(release, picture, small=small) for picture in pictures],
        strip_of(years[-1]),
        release.address("public:compare", series=key, year=years[-1].year) if shown else "",
    )


@dataclass(frozen=True, slots=True)
class SeriesVintages:
    """The years of a series through the releases; the title is empty where an indicator has but one."""

    title: Any
    years: list[YearVintages]


def vintages_by_series(indicator: IndicatorView, found: dict[str, list[YearVintages]]) -> list[SeriesVintages]:
    """In the order of the series; those of which nothing was ever released are left out."""
    return [SeriesVintages(row.title, found[row.code]) for row in indicator.series if row.code in found]
