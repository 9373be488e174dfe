"""Countries as rows: of the table of a page, and of the files under its address."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from common.api import to_json
from common.translated import Text
from public.countries import CountryView, World
from public.country.team import TeamOn, newest_year
from public.country.themes import THEMES
from public.country.tiles import teams_in_countries
from public.country_rows import COUNTRY_COLUMNS, country_rows
from records.kinds import KINDS
from records.statistics import holds_on

Row = dict[str, Any]

COLUMNS = [*COUNTRY_COLUMNS, "reporting_year", "reporting", "framework_status", "coordinator"]

OPEN_UP_TO = 30  # countries, of all regions together: what a telephone shows at a bearable length


@dataclass(frozen=True, slots=True)
class CountryLine:
    """A country of the table. `host` is the code of the country whose office serves it, "" where that is its own."""

    country: CountryView
    host: str
    host_name: Text
    year: int | None

    @property
    def team(self) -> TeamOn:
        return TeamOn(self.country.team, self.country.day)

    @property
    def reporting(self) -> str:
        """Where the team's answers of the newest year stand, in words."""
        return str(THEMES["reporting"].side(self.team.reporting(self.year)).words)

    @property
    def framework(self) -> str:
        """The years and status of its framework, else that there is none."""
        return self.team.framework_words or str(THEMES["frameworks"].side(self.team.framework_status).words)

    @property
    def coordinator(self) -> str:
        return str(THEMES["coordinators"].side(self.team.coordinator).words)


@dataclass(frozen=True, slots=True)
class RegionList:
    """The countries of a region; folded, unless that region is all that is shown, or few are."""

    code: str
    name: Text
    lines: list[CountryLine]
    is_open: bool

    @property
    def counted(self) -> str:
        """How many teams serve how many countries, in words."""
        return teams_in_countries(len({line.country.team["code"] for line in self.lines}), len(self.lines))


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A country team of the table of a region: its host's line, and the countries that it serves."""

    line: CountryLine
    served: list[CountryView]


def country_lines(world: World) -> list[CountryLine]:
    """A line for each country, in the order of their names."""
    year = newest_year(world.teams.values())
    return [CountryLine(country, host, name, year) for country, host, name in world.listed]


def region_lists(world: World) -> list[RegionList]:
    """The countries of each region that has any."""
    lines = country_lines(world)
    by_region = {
        code: [line for line in lines if line.country.region_code == code] for code, _name in world.ordered_regions
    }
    few = len(lines) <= OPEN_UP_TO or sum(map(bool, by_region.values())) == 1
    return [RegionList(code, name, by_region[code], few) for code, name in world.ordered_regions if by_region[code]]


def team_lines(world: World) -> list[TeamLine]:
    """A line for each team, in the order of the names of their hosts."""
    by_host = {row.country.iso3: row for row in country_lines(world)}
    return [TeamLine(by_host[code], served) for code, _name, served in world.named_teams() if code in by_host]


def rows_of(world: World) -> Iterator[Row]:
    """The same as rows of a file, by codes."""
    year = newest_year(world.teams.values())
    for country, row in zip(world.countries, country_rows(world), strict=True):
        team = TeamOn(country.team, world.day)
        yield row | {
            "reporting_year": year,
            "reporting": team.reporting(year),
            "framework_status": team.framework_status,
            "coordinator": team.coordinator,
        }


RECORD_COLUMNS = ["iso3", "team", "kind", "record", "column", "value", "day"]


def record_rows(country: CountryView) -> Iterator[Row]:
    """A row for each column of each standing record of the country's team on the day; records count from 1."""
    same = {"iso3": country.iso3, "team": country.team["code"], "day": country.day.isoformat()}
    for kind in KINDS:
        held = [row for row in TeamOn(country.team, country.day).records.get(kind, []) if holds_on(row, country.day)]
        for number, record in enumerate(held, start=1):
            for column, value in record.items():
                said = to_json(value) if isinstance(value, list) else value
                yield same | {"kind": kind, "record": number, "column": column, "value": said}
