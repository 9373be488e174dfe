"""The page that compares, and the same as files."""

from django.http import Http404, HttpRequest

from common.api import JSON as JSON_TYPE
from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from public.answers import Published, released, rendered
from public.compare.choice import GROUPS, REGIONS, TWO, Choice, chosen, comparables, place_names
from public.compare.comparison import comparison
from public.compare.pictures import compare_columns, compare_picture
from public.exports import csv_file, json_file
from public.pictures.drawing import as_file, figure
from public.pictures.places import KINDS
from public.shown import ShownRelease
from public.words import DISCLOSURES


@released
def compare(request: HttpRequest, release: ShownRelease) -> Published:
    """A series by region or group, or two of them, as dots and as a table; or a sentence why there is nothing yet."""
    found = comparables(release)
    choice = chosen(release, found, request.GET)
    shown = comparison(release, choice) if choice and choice.is_counted else None
    return rendered(
        request,
        "public/compare/compare.html",
        release,
        found=found,
        counted=[row for row in found if row.years],
        years=sorted({year for row in found for year in row.years}, reverse=True),
        choice=choice,
        ways={by: KINDS[by] for by in (REGIONS, GROUPS)},
        two=TWO,
        places=place_names(release),
        shown=shown,
        figure=figure(release, compare_picture(shown)) if shown else None,
        overlap=shown.overlap(release) if shown else "",
        disclosure=DISCLOSURES[shown.counted.content["disclosure"]] if shown else "",
        api=request.build_absolute_uri(_api(release, choice)) if shown and choice else "",
    )


@released
def compare_file(request: HttpRequest, release: ShownRelease, form: str) -> Published:
    """The same in one form. What was not counted is a table without rows, and no picture."""
    choice = chosen(release, comparables(release), request.GET)
    if choice and choice.is_counted:
        return as_file(release, compare_picture(comparison(release, choice)), form)
    columns = [column.name for column in compare_columns()]
    match form:
        case "csv":
            return Published(csv_file(columns, []), CSV_TYPE, f"compare-release-{release.number}.csv")
        case "json":
            return Published(json_file(columns, []), JSON_TYPE)
    raise Http404


def _api(release: ShownRelease, choice: Choice) -> str:
    return f"/api/v1/observations/{choice.series.key}/{choice.year}/behind/?release={release.number}"
