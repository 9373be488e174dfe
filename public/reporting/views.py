"""The page of who has reported. It reads releases and nothing else, and answers everybody with the same bytes."""

from django.http import HttpRequest

from common.api import JSON as JSON_TYPE
from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from public.answers import Published, released, rendered
from public.exports import csv_file, json_file
from public.reporting.rows import REPORTING_COLUMNS, reporting_rows
from public.reporting.year import reporting_year
from public.shown import ShownRelease


@released
def reporting(request: HttpRequest, release: ShownRelease) -> Published:
    """Who has reported for a year, how far each section came, and which series have no value and why."""
    view = reporting_year(request, release)
    address = f"/api/v1/reporting/{view.year}/?release={release.number}"
    return rendered(
        request,
        "public/reporting/reporting.html",
        release,
        reporting=view,
        api=request.build_absolute_uri(address) if view.answering else "",
        asked_year=request.GET.get("year"),
    )


@released
def reporting_csv(request: HttpRequest, release: ShownRelease) -> Published:
    """The same as rows, with the same `?year=`."""
    view = reporting_year(request, release)
    body = csv_file(REPORTING_COLUMNS, reporting_rows(view, release.number))
    return Published(body, CSV_TYPE, f"reporting-{view.year}-release-{release.number}.csv")


@released
def reporting_json(request: HttpRequest, release: ShownRelease) -> Published:
    """The same rows as JSON."""
    view = reporting_year(request, release)
    return Published(json_file(REPORTING_COLUMNS, reporting_rows(view, release.number)), JSON_TYPE)
