"""Countries, the lists behind statistics, and regions as files: the rows of the page, or a document byte for byte."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from common.api import JSON as JSON_TYPE
from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from public.answers import Published, released
from public.countries import World, chosen_day, chosen_part, country_of, world_of
from public.country.rows import COLUMNS, RECORD_COLUMNS, record_rows, rows_of
from public.country_rows import LISTS
from public.exports import csv_file, json_file
from public.releases import document, document_text
from public.shown import ShownRelease
from publications.models import Kind


@released
def countries(request: HttpRequest, release: ShownRelease, form: str) -> Published:
    """The countries of the page, with the same `?region=`, `?group=`, `?team=` and `?day=`."""
    return _file("countries", form, release, _chosen(request, release), COLUMNS, rows_of)


@released
def statistics(request: HttpRequest, release: ShownRelease, about: str, form: str) -> Published:
    """The list behind the numbers, with the same `?region=`, `?group=`, `?team=` and `?day=`."""
    return _file(about, form, release, _chosen(request, release), *LISTS[about])


@released
def country_csv(request: HttpRequest, release: ShownRelease, iso3: str) -> Published:
    """The standing records of the country's team on the day of `?day=`, a row for each column of each."""
    view = country_of(release, iso3, chosen_day(request.GET, release))
    name = f"{iso3}-{view.day}-release-{release.number}.csv"
    return Published(csv_file(RECORD_COLUMNS, record_rows(view)), CSV_TYPE, name)


@released
def country_json(request: HttpRequest, release: ShownRelease, iso3: str) -> Published:
    """The document of the team that serves the country, byte for byte as it was hashed; the country's is in the API."""
    team = document(release.row, Kind.COUNTRY, iso3)["team"]
    return Published(document_text(release.row, Kind.TEAM, team), JSON_TYPE)


@released
def region_csv(request: HttpRequest, release: ShownRelease, code: str) -> Published:
    """The region's countries, as in the list of all, on the day of `?day=`."""
    world = world_of(release, chosen_day(request.GET, release), region=code)
    return _file(f"region-{code}", "csv", release, world, COLUMNS, rows_of)


@released
def region_json(request: HttpRequest, release: ShownRelease, code: str) -> Published:
    """The region's document, byte for byte as it was hashed."""
    return Published(document_text(release.row, Kind.REGION, code), JSON_TYPE)


def _chosen(request: HttpRequest, release: ShownRelease) -> World:
    return world_of(release, chosen_day(request.GET, release), **chosen_part(request.GET))


def _file(name: str, form: str, release: ShownRelease, world: World, columns: list[str], rows: Any) -> Published:
    found: Iterable[dict[str, Any]] = rows(world)
    if form == "json":
        return Published(json_file(columns, found), JSON_TYPE)
    return Published(csv_file(columns, found), CSV_TYPE, f"{name}-{world.day}-release-{release.number}.csv")
