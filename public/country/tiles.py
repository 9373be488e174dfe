"""Where every country stands in a theme, as tiles by region: the same for the page, the picture and its table.

The countries of a multi-country office stand together, because one team serves them; it counts once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.charts import Shown
from common.translated import Text, listed
from public.countries import CountryView, World
from public.country.team import newest_year
from public.country.themes import NOTHING, Side, Theme
from public.texts import count_words, sentences


@dataclass(frozen=True, slots=True)
class Standing:
    """A country and the side that it stands on."""

    country: CountryView
    side: Side

    @property
    def words(self) -> str:
        """The whole tile in words: Kenya: answers accepted."""
        return _("%(country)s: %(standing)s") % {"country": self.country.name.plain, "standing": self.side.words}


@dataclass(frozen=True, slots=True)
class Office:
    """The countries of a multi-country office, in the order of their names; `code` is that of its host."""

    code: str
    name: Text
    tiles: Sequence[Standing]

    @property
    def label(self) -> str:
        return _("Office in %(country)s") % {"country": self.name.plain}


@dataclass(frozen=True, slots=True)
class RegionTiles:
    """A region: countries with a team of their own, then those of each multi-country office."""

    code: str
    name: Text
    own: Sequence[Standing]
    offices: Sequence[Office]

    @property
    def tiles(self) -> list[Standing]:
        return [*self.own, *(tile for office in self.offices for tile in office.tiles)]

    @property
    def counted(self) -> str:
        """How many teams serve how many countries, in words."""
        return teams_in_countries(_teams(self.tiles), len(self.tiles))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many countries stand on a side, and how many teams serve them; None where a team may be on several."""

    side: Side
    region: Text | None  # None of all regions
    teams: int | None
    countries: int
    codes: Sequence[str]

    @property
    def shown(self) -> tuple[Shown, Shown]:
        """Teams and countries with their words."""
        teams = Shown(None, NOTHING) if self.teams is None else Shown(Decimal(self.teams), count_words(self.teams))
        return teams, Shown(Decimal(self.countries), count_words(self.countries))

    @property
    def words(self) -> str:
        """The side with its counts: Answers accepted: 120 country teams in 141 countries and territories."""
        teams = self.teams
        counts = _countries(self.countries) if teams is None else teams_in_countries(teams, self.countries)
        return _("%(standing)s: %(counts)s") % {"standing": capfirst(str(self.side.words)), "counts": counts}


@dataclass(frozen=True)
class TileMap:
    """All tiles of a page. `year` is the newest that any team was asked for, None where none was."""

    theme: Theme
    year: int | None
    regions: Sequence[RegionTiles]

    @property
    def tiles(self) -> list[Standing]:
        return [tile for region in self.regions for tile in region.tiles]

    @property
    def title(self) -> str:
        title = str(self.theme.title)
        if self.theme.with_year and self.year:
            return _("%(title)s, %(year)s") % {"title": title, "year": self.year}
        return title

    @property
    def legend(self) -> list[Counted]:
        """The sides that any country stands on, with their counts."""
        return _counted(self.theme, self.tiles, None)

    @property
    def finding(self) -> str:
        """Teams and countries in all, those of multi-country offices, and the legend, in sentences."""
        every = teams_in_countries(_teams(self.tiles), len(self.tiles))
        by_side = listed(row.words for row in self.legend)
        return sentences(
            [_("%(counts)s.") % {"counts": every}, self._of_several, _("%(counts)s.") % {"counts": by_side}]
        )

    @property
    def _of_several(self) -> str:
        offices = [office for region in self.regions for office in region.offices]
        said = ngettext(
            "%(count)s of the teams has a multi-country office, and counts once: %(names)s.",
            "%(count)s of the teams have a multi-country office, and count once each: %(names)s.",
            len(offices),
        )
        names = listed(office.name.plain for office in offices)
        return said % {"count": count_words(len(offices)), "names": names} if offices else ""

    @property
    def counts(self) -> list[Counted]:
        """Each region's counts by side, then those of all regions."""
        found = [row for region in self.regions for row in _counted(self.theme, region.tiles, region.name)]
        return [*found, *self.legend] if len(self.regions) > 1 else found


def tile_map(world: World, theme: Theme) -> TileMap:
    """The tiles of the countries of `world`. Countries stand in the order of their names in the reader's language."""
    year = newest_year(world.teams.values())
    standing = {row.iso3: Standing(row, theme.side(theme.side_of(row, year))) for row in world.countries}
    regions = [_region(code, name, world, standing) for code, name in world.ordered_regions]
    return TileMap(theme, year, [region for region in regions if region.tiles])


def teams_in_countries(teams: int, countries: int) -> str:
    """132 country teams in 162 countries and territories."""
    said = ngettext("%(count)s country team", "%(count)s country teams", teams) % {"count": count_words(teams)}
    return _("%(teams)s in %(countries)s") % {"teams": said, "countries": _countries(countries)}


def _countries(count: int) -> str:
    said = ngettext("%(count)s country or territory", "%(count)s countries and territories", count)
    return said % {"count": count_words(count)}


def _region(code: str, name: Text, world: World, standing: Mapping[str, Standing]) -> RegionTiles:
    own: list[Standing] = []
    together: dict[str, list[Standing]] = {}
    for country in world.countries:
        if country.region_code == code:
            tiles = together.setdefault(country.team["code"], []) if country.team["multi_country"] else own
            tiles.append(standing[country.iso3])
    named = {host: office_name for host, office_name, _served in world.named_teams()}
    offices = [Office(host, named[host], together[host]) for host in named if host in together]
    return RegionTiles(code, name, own, offices)


def _counted(theme: Theme, tiles: Sequence[Standing], region: Text | None) -> list[Counted]:
    rows = []
    for side in theme.sides:
        there = [tile for tile in tiles if tile.side.code == side.code]
        if there:
            codes = [tile.country.iso3 for tile in there]
            rows.append(Counted(side, region, _teams(there) if theme.of_teams else None, len(there), codes))
    return rows


def _teams(tiles: Sequence[Standing]) -> int:
    return len({tile.country.team["code"] for tile in tiles})
