"""What there is to compare in a release, and what of it an address asks for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from common.translated import Text, text_of
from countries.models import Group
from indicators.behind import FINANCE, kind_of
from indicators.choices import Origin
from indicators.disclosure import LEVELS
from public.releases import documents
from public.shown import ShownRelease
from publications.models import Kind, ReleasedObservation

Content = dict[str, Any]

REGIONS, GROUPS, TWO = "region", "group", "two"
BETWEEN = "-and-"  # two places in the key of a picture: LDC-and-SIDS


@dataclass(frozen=True, slots=True)
class Comparable:
    """A series that is counted, or is to be counted, from answers; `years` are those that this release holds.

    `opens`: parts of it may be shown, not the whole alone.
    """

    framework: str
    indicator: str
    series: str
    shown_code: str
    title: Text
    years: list[int]
    opens: bool

    @property
    def key(self) -> str:
        return f"{self.framework}/{self.indicator}/{self.series}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A series, a year, and what stands beside each other: all regions, all groups, or one or two places by code."""

    series: Comparable
    year: int
    by: str
    places: tuple[str, ...]

    @property
    def is_counted(self) -> bool:
        """Whether the release holds what was counted for that series in that year."""
        return self.year in self.series.years

    @property
    def key(self) -> str:
        """The picture's own key."""
        return f"{self.series.key}/{self.year}/{BETWEEN.join(self.places) or self.by}"


def comparables(release: ShownRelease) -> list[Comparable]:
    """Every series that answers are counted for, in the frameworks' order. Two queries."""
    rows = ReleasedObservation.objects.of(release.row).filter(origin=Origin.COMPUTED_FROM_ANSWERS)
    years: dict[str, list[int]] = defaultdict(list)
    for framework, indicator, series, year in rows.values_list("framework", "indicator", "series", "year"):
        years[f"{framework}/{indicator}/{series}"].append(year)
    return [row for content in documents(release.row, Kind.INDICATOR) for row in _of_indicator(content, years)]


def _of_indicator(indicator: Content, years: Mapping[str, list[int]]) -> Iterator[Comparable]:
    rules = {row["code"]: row for row in indicator["roll_up"].get("rules", []) if kind_of(row) != FINANCE}
    place = f"{indicator['framework']}/{indicator['code']}"
    for series in indicator["series"]:
        counted = sorted(years.get(f"{place}/{series['code']}", []))
        if not (counted or indicator["roll_up"]["of"]):
            continue
        level = rules.get(series["code"], {}).get("disclosure", LEVELS[0])
        title = text_of(series["title"]) or text_of(indicator["title"])
        opens = level != LEVELS[-1]
        yield Comparable(
            indicator["framework"], indicator["code"], series["code"], indicator["shown_code"], title, counted, opens
        )


def chosen(release: ShownRelease, found: list[Comparable], asked: Mapping[str, str]) -> Choice | None:
    """What `?series=&year=&by=&a=&b=` ask for; without them the first counted series, its latest year, all regions.

    None where nothing was counted at all. Raises Http404 for a series, year or place that does not exist, whatever was
    counted; one query more where places are named.
    """
    with_years = [row for row in found if row.years]
    key, year = asked.get("series", ""), asked.get("year", "")
    usual = sorted(with_years, key=lambda row: not row.opens)  # the first of which parts are shown
    series = next((row for row in (found if key else usual) if key in ("", row.key)), None)
    years = {str(each) for row in with_years for each in row.years}
    by, places = read_places(asked)
    if (key and series is None) or (places and not set(places) <= set(place_names(release))):
        raise Http404
    if series is None or not with_years:
        return None
    if year and year not in years:
        raise Http404
    return Choice(series, int(year or max(series.years or map(int, years))), by, places)


def read_places(asked: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """What stands beside each other: REGIONS or GROUPS, or one or two codes. `by=region` and so on win over a and b."""
    by, two = asked.get("by", ""), [asked[name].upper() for name in ("a", "b") if asked.get(name)]
    if by in (REGIONS, GROUPS):
        return by, ()
    if by not in ("", TWO):
        two = [by.upper()]
    return (TWO, tuple(dict.fromkeys(two))) if two else (REGIONS, ())


def place_names(release: ShownRelease) -> dict[str, str]:
    """What can stand beside each other: every region and group by its code, as a choice names it. One query."""
    names = {row["code"]: text_of(row["name"]).plain for row in documents(release.row, Kind.REGION)}
    return names | {group.value: f"{group.value} ({group.label})" for group in Group}
