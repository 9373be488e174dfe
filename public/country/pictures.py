"""Pictures of all countries and territories as tiles, one for each theme."""

from collections.abc import Iterator, Mapping

from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.charts import Block, Cluster, Key, Tile, TileChart
from common.translated import reader_language
from public.countries import chosen_day, chosen_part, world_of
from public.country.themes import FIRST, THEMES, Side, chosen_theme
from public.country.tiles import Counted, Standing, TileMap, tile_map
from public.pictures.picture import Cell, Column, Picture
from public.pictures.subjects import Query, register
from public.shown import ShownRelease

SUBJECT, KEY = "countries", "tiles"


def tiles_picture(tiles: TileMap) -> Picture:
    """The tiles of a page as a picture; without a chart where no country is left of the choice."""
    chart = TileChart(
        tiles.title,
        [
            Block(
                region.name.plain,
                [
                    Cluster([_tile(row) for row in region.own]),
                    *(Cluster([_tile(row) for row in office.tiles], office.label) for office in region.offices),
                ],
            )
            for region in tiles.regions
        ],
        [key_of(row) for row in tiles.legend],
        reader_language(),
        _("Tiles, not a map: their size and order imply nothing about boundaries or status."),
    )
    counts_teams = tiles.theme.of_teams
    return Picture(
        SUBJECT,
        KEY if tiles.theme is FIRST else f"{KEY}/{tiles.theme.code}",
        tiles.title,
        tiles.finding,
        _("Records of country teams"),
        chart if chart.has_values else None,
        [
            Column("region", _("Region")),
            Column("standing", _("Standing")),
            Column("letter", _("Letter")),
            *([Column("teams", _("Country teams"), is_number=True)] if counts_teams else []),
            Column("count", _("Countries and territories"), is_number=True),
            Column("countries", _("Which, by ISO code")),
        ],
        [_row(row) for row in tiles.counts],
    )


def _tile(standing: Standing) -> Tile:
    return Tile(standing.country.iso3, standing.side.look, _letter(standing.side))


def key_of(row: Counted) -> Key:
    """A side of the legend with its numbers: zero is one, and what is not counted is none."""
    counts = [shown.value for shown in row.shown if shown.value is not None]
    return Key(row.side.look, _letter(row.side), row.words, counts)


def _letter(side: Side) -> str:
    return str(side.letter)


def _row(row: Counted) -> Mapping[str, Cell]:
    teams, countries = row.shown
    return {
        "region": row.region.plain if row.region else _("All regions"),
        "standing": capfirst(str(row.side.words)),
        "letter": _letter(row.side),
        "teams": teams,
        "count": countries,
        "countries": " ".join(row.codes),
    }


def _find(release: ShownRelease, key: str, query: Query) -> Picture:
    _whole, _slash, theme = key.partition("/")
    if key not in _keys(release):
        raise Http404
    world = world_of(release, chosen_day(query, release), **chosen_part(query))
    return tiles_picture(tile_map(world, chosen_theme(theme)))


def _keys(release: ShownRelease) -> Iterator[str]:
    yield KEY
    yield from (f"{KEY}/{code}" for code in THEMES if code != FIRST.code)


register(SUBJECT, _find, _keys)
