"""The pages of countries and regions. They read releases and nothing else, and answer everybody with the same bytes."""

from typing import Any

from django.http import HttpRequest

from common.translated import text_of
from countries.models import Group
from public.answers import Published, released, rendered
from public.countries import TEAMS, World, chosen_day, chosen_part, country_of, world_of
from public.country.counted import counted_in
from public.country.pictures import tiles_picture
from public.country.rows import region_lists, team_lines
from public.country.team import TeamOn
from public.country.themes import THEMES, chosen_theme
from public.country.tiles import teams_in_countries, tile_map
from public.country_answers import team_answers
from public.pictures.drawing import linked
from public.shown import ShownRelease
from public.words import STATISTICS


@released
def countries(request: HttpRequest, release: ShownRelease) -> Published:
    """Every country and territory: as tiles by region in the theme of `?show=`, and as a table; all or a part."""
    part = chosen_part(request.GET)
    world = world_of(release, chosen_day(request.GET, release), **part)
    return rendered(
        request,
        "public/countries.html",
        release,
        world=world,
        part=part,
        groups=Group.choices,
        kinds=TEAMS,
        lists=region_lists(world),
        position=teams_in_countries(len(world.teams), len(world.countries)),
        **_tiles(request, release, world, part),
    )


@released
def country(request: HttpRequest, release: ShownRelease, iso3: str) -> Published:
    """A country or territory: its names, groups and team, what its records say on a day, and what it counts in."""
    view = country_of(release, iso3, chosen_day(request.GET, release))
    return rendered(
        request,
        "public/country.html",
        release,
        country=view,
        served=view.served,
        host=view.host,
        team=TeamOn(view.team, view.day),
        answers=team_answers(release, view.team, request.GET.get("answers")),
        counted=counted_in(release.row, view.team["code"]),
        api=request.build_absolute_uri(f"/api/v1/countries/{iso3}/?release={release.number}"),
    )


@released
def region(request: HttpRequest, release: ShownRelease, code: str) -> Published:
    """A region: its teams as tiles and as a table, each with the countries that it serves, and their statistics."""
    world = world_of(release, chosen_day(request.GET, release), region=code)
    part = {"region": code}
    return rendered(
        request,
        "public/region.html",
        release,
        world=world,
        name=text_of(world.regions[code]["name"]),
        code=code,
        own_part=part,
        lines=team_lines(world),
        position=teams_in_countries(len(world.teams), len(world.countries)),
        api=request.build_absolute_uri(f"/api/v1/regions/{code}/?release={release.number}"),
        **_tiles(request, release, world, part),
    )


@released
def statistics(request: HttpRequest, release: ShownRelease, about: str) -> Published:
    """Coordinators, offices or frameworks on a day, with the list behind the numbers."""
    part = chosen_part(request.GET)
    query = part | {"day": request.GET.get("day", "")}
    return rendered(
        request,
        f"public/{about}.html",
        release,
        world=world_of(release, chosen_day(request.GET, release), **part),
        part=part,
        groups=Group.choices,
        kinds=TEAMS,
        heading=STATISTICS[about],
        files={form: release.address(f"public:{about}_{form}", by=query) for form in ("csv", "json")},
    )


def _tiles(request: HttpRequest, release: ShownRelease, world: World, part: dict[str, str]) -> dict[str, Any]:
    """What templates/public/tiles.html is given. Raises Http404 for a theme that there is not."""
    tiles = tile_map(world, chosen_theme(request.GET.get("show", "")))
    query = part | {"day": request.GET.get("day", "")}
    return {"tiles": tiles, "themes": THEMES.values(), "figure": linked(release, tiles_picture(tiles), query)}
