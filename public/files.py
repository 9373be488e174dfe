"""The same views as files: .csv, .json, .svg and .png at the address of the page."""

from django.http import Http404, HttpRequest

from common.api import JSON as JSON_TYPE
from common.api import to_json
from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from indicators.behind_rows import rows_of
from public.answers import Published, released, unreleased
from public.behind import behind_text, contents_behind
from public.cases import worked_cases
from public.choice import chosen_series, framework_document
from public.exports import (
    BEHIND_COLUMNS,
    CASE_COLUMNS,
    COUNT_COLUMNS,
    DOCUMENT_COLUMNS,
    FRAMEWORK_COLUMNS,
    INDICATOR_COLUMNS,
    RELEASE_COLUMNS,
    case_rows,
    count_rows,
    csv_file,
    framework_rows,
    indicator_rows,
    json_file,
    release_rows,
    texts,
)
from public.history import all_releases
from public.pictures.drawing import as_file
from public.pictures.series import indicator_picture, series_picture
from public.releases import document, document_text, documents
from public.series import indicator_view
from public.shown import ShownRelease
from publications.models import Kind, Release

PICTURE_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@released
def overview_csv(request: HttpRequest, release: ShownRelease) -> Published:
    """How many series of each goal have which rating."""
    content = framework_document(release, "")
    name = f"{content['code']}-ratings-release-{release.number}.csv"
    return Published(csv_file(COUNT_COLUMNS, count_rows(content)), CSV_TYPE, name)


@released
def overview_json(request: HttpRequest, release: ShownRelease) -> Published:
    """The same rows as JSON."""
    content = framework_document(release, "")
    return Published(json_file(COUNT_COLUMNS, count_rows(content)), JSON_TYPE)


@released
def framework_csv(request: HttpRequest, release: ShownRelease) -> Published:
    """The rows of the table, with the same `?goal=`, `?rating=`, `?source=` and `?respondent=`."""
    content = framework_document(release, request.GET.get("framework", ""))
    rows = framework_rows(content, chosen_series(request, content))
    name = f"{content['code']}-release-{release.number}.csv"
    return Published(csv_file(FRAMEWORK_COLUMNS, rows), CSV_TYPE, name)


@released
def framework_json(request: HttpRequest, release: ShownRelease) -> Published:
    """The framework's document, whole, byte for byte as it was hashed."""
    code = request.GET.get("framework", "") or framework_document(release, "")["code"]
    return Published(document_text(release.row, Kind.FRAMEWORK, code), JSON_TYPE)


@released
def indicator_csv(request: HttpRequest, release: ShownRelease, framework: str, indicator: str) -> Published:
    """Every baseline, value, milestone and target of the indicator."""
    content = document(release.row, Kind.INDICATOR, f"{framework}/{indicator}")
    name = f"{framework}-{indicator}-release-{release.number}.csv"
    body = csv_file(INDICATOR_COLUMNS, indicator_rows(content))
    return Published(body, CSV_TYPE, name)


@released
def indicator_json(request: HttpRequest, release: ShownRelease, framework: str, indicator: str) -> Published:
    """The indicator's document, byte for byte as it was hashed."""
    return Published(document_text(release.row, Kind.INDICATOR, f"{framework}/{indicator}"), JSON_TYPE)


@released
def indicator_drawing(
    request: HttpRequest, release: ShownRelease, framework: str, indicator: str, form: str
) -> Published:
    """The chart of all series, or of `?series=`, in the language of the address. 404 where nothing can be drawn."""
    view = indicator_view(document(release.row, Kind.INDICATOR, f"{framework}/{indicator}"))
    code = request.GET.get("series")
    series = next((each for each in view.series if each.code == code), None)
    if code and series is None:
        raise Http404
    return as_file(release, series_picture(view, series) if series else indicator_picture(view), form)


@released
def behind_csv(request: HttpRequest, release: ShownRelease, framework: str, indicator: str, year: int) -> Published:
    """What is behind the figures of a year: wholes, regions, groups and named respondents."""
    _content, found = contents_behind(release.row, framework, indicator, year)
    regions = {row["code"]: row["name"] for row in documents(release.row, Kind.REGION)}
    same = {"framework": framework, "indicator": indicator, "year": year, "release": release.number}
    rows = (
        same | row | texts("name", row.get("name", {}))
        for content in found
        for row in rows_of(content["code"], content, regions)
    )
    name = f"{framework}-{indicator}-{year}-behind-release-{release.number}.csv"
    return Published(csv_file(BEHIND_COLUMNS, rows), CSV_TYPE, name)


@released
def behind_json(request: HttpRequest, release: ShownRelease, framework: str, indicator: str, year: int) -> Published:
    """The document, byte for byte as it was hashed; without series where nothing was computed from answers."""
    text = behind_text(release.row, framework, indicator, year)
    if text is None:
        content, _found = contents_behind(release.row, framework, indicator, year)
        said = {"framework": framework, "indicator": indicator, "year": year, "release": content["release"]}
        text = to_json(said | {"series": []})
    return Published(text, JSON_TYPE)


@released
def releases_csv(request: HttpRequest, release: ShownRelease) -> Published:
    """The list of all releases."""
    return Published(csv_file(RELEASE_COLUMNS, release_rows(all_releases())), CSV_TYPE, "releases.csv")


@released
def releases_json(request: HttpRequest, release: ShownRelease) -> Published:
    """The same rows as JSON."""
    return Published(json_file(RELEASE_COLUMNS, release_rows(all_releases())), JSON_TYPE)


@released
def release_csv(request: HttpRequest, release: ShownRelease, number: int) -> Published:
    """Every document that the release holds, with its hash."""
    found = Release.objects.numbered(number)
    if found is None:
        raise Http404
    rows = document(found, Kind.RELEASE, str(number))["documents"]
    return Published(csv_file(DOCUMENT_COLUMNS, rows), CSV_TYPE, f"release-{number}-documents.csv")


@released
def release_json(request: HttpRequest, release: ShownRelease, number: int) -> Published:
    """The release's own document: why, and the hash of everything in it; its hash is the release's."""
    found = Release.objects.numbered(number)
    if found is None:
        raise Http404
    return Published(document_text(found, Kind.RELEASE, str(number)), JSON_TYPE)


@unreleased
def methodology_csv(request: HttpRequest) -> Published:
    """The worked cases of the rule."""
    body = csv_file(CASE_COLUMNS, case_rows(worked_cases()))
    return Published(body, CSV_TYPE, "methodology-worked-cases.csv")


@unreleased
def methodology_json(request: HttpRequest) -> Published:
    """The same rows as JSON."""
    return Published(json_file(CASE_COLUMNS, case_rows(worked_cases())), JSON_TYPE)
