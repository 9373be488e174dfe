"""The same pages as files: .csv, .xlsx, .json, .svg and .png at the address of the page."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest

from common.api import JSON as JSON_TYPE
from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from common.spreadsheets import XLSX_TYPE, Head, LaidOutRow, Sheet, write_laid_out
from finance.tables import POSTS
from public.answers import Published, released
from public.exports import csv_file, json_file
from public.files import PICTURE_TYPES
from public.funding import budget
from public.funding.choice import arranged, chosen
from public.funding.contributions import ContributionView, giver, read_ledger
from public.funding.documents import (
    Content,
    chosen_report,
    finance_document,
    reports_of,
    requested_table,
    table_key,
    tables_of,
)
from public.funding.pictures import budget_picture, posts_picture, streams_picture
from public.funding.rows import (
    CONTRIBUTION_COLUMNS,
    FIGURE_COLUMNS,
    POST_COLUMNS,
    STREAM_COLUMNS,
    Row,
    contribution_rows,
    figure_rows,
    post_rows,
    stream_rows,
    table_columns,
    table_rows,
    table_sheet,
)
from public.funding.tables import table_view
from public.pictures.drawing import as_file
from public.releases import document_text
from public.shown import ShownRelease
from publications.models import Kind


def _rows_as(release: ShownRelease, form: str, name: str, columns: Sequence[str], rows: Iterable[Row]) -> Published:
    """Rows under their columns as CSV, JSON or a plain sheet."""
    match form:
        case "csv":
            body: str | bytes = csv_file(columns, rows)
            return Published(body, CSV_TYPE, _named(name, release, form))
        case "json":
            return Published(json_file(columns, rows), JSON_TYPE)
    laid_out = [LaidOutRow([_sheet_cell(row.get(column)) for column in columns]) for row in rows]
    sheet = Sheet(name[:31], [], [[Head(column) for column in columns]], laid_out, number_format="General")
    return _workbook(release, name, [sheet])


def _sheet_cell(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value


def _workbook(release: ShownRelease, name: str, sheets: Sequence[Sheet]) -> Published:
    made: datetime = release.row.published_at
    body = write_laid_out(sheets, made)
    return Published(body, XLSX_TYPE, _named(name, release, "xlsx"))


def _named(name: str, release: ShownRelease, form: str) -> str:
    return f"{name}-release-{release.number}.{form}"


@released
def funding(request: HttpRequest, release: ShownRelease, form: str) -> Published:
    """All five tables: a row for each figure, or a sheet for each table."""
    report = chosen_report(request, reports_of(release.row))
    tables = tables_of(release, report)
    contents = [tables[number] for number in sorted(tables)]
    name = f"funding-{report}"
    if form == "xlsx":
        return _workbook(release, name, [table_sheet(each, table_view(each)) for each in contents])
    return _rows_as(release, form, name, FIGURE_COLUMNS, figure_rows(contents))


@released
def table(request: HttpRequest, release: ShownRelease, number: int, form: str) -> Published:
    """One table: its lines, the table laid out with its heads, or its document byte for byte as it was hashed."""
    content = requested_table(request, release, number)
    name = f"funding-{content['report']}-table-{number}"
    match form:
        case "json":
            text = document_text(release.row, Kind.FINANCE, table_key(content["report"], number))
            return Published(text, JSON_TYPE)
        case "xlsx":
            return _workbook(release, name, [table_sheet(content, table_view(content))])
    return _rows_as(release, form, name, table_columns(content), table_rows(content))


@released
def budget_and_expenditure(request: HttpRequest, release: ShownRelease, form: str) -> Published:
    """The chart as a picture, or the numbers of its table."""
    content = requested_table(request, release, budget.RESULTS)
    if form in PICTURE_TYPES:
        return as_file(release, budget_picture(content), form)
    name = f"funding-{content['report']}-budget-and-expenditure"
    if form == "xlsx":
        return _workbook(release, name, [table_sheet(content, table_view(content))])
    return _rows_as(release, form, name, table_columns(content), table_rows(content))


@released
def posts_by_grade(request: HttpRequest, release: ShownRelease, form: str) -> Published:
    """The chart as a picture, or a row for each grade and component."""
    content = requested_table(request, release, POSTS)
    if form in PICTURE_TYPES:
        return as_file(release, posts_picture(content), form)
    return _rows_as(release, form, f"funding-{content['report']}-posts", POST_COLUMNS, post_rows(content))


@released
def funding_streams(request: HttpRequest, release: ShownRelease, form: str) -> Published:
    """The chart as a picture, a row for each sum, or the document byte for byte as it was hashed."""
    content = _document(release, "funding")
    if form in PICTURE_TYPES:
        return as_file(release, streams_picture(content), form)
    if form == "json":
        return Published(document_text(release.row, Kind.FINANCE, "funding"), JSON_TYPE)
    return _rows_as(release, form, "funding-streams", STREAM_COLUMNS, stream_rows(content))


@released
def contributions(request: HttpRequest, release: ShownRelease, form: str) -> Published:
    """The contributions of the page in their order, with the same `?sort=`, `?year=` and `?stream=`."""
    ledger = read_ledger(_document(release, "contributions"))
    return _contributions(release, form, "contributions", arranged(ledger, chosen(request, ledger)))


@released
def contributor(request: HttpRequest, release: ShownRelease, code: str, form: str) -> Published:
    """The contributions of one contributor."""
    found = giver(read_ledger(_document(release, "contributions")), code)
    return _contributions(release, form, f"contributions-{code}", found.given)


def _contributions(release: ShownRelease, form: str, name: str, rows: Sequence[ContributionView]) -> Published:
    made = contribution_rows(rows, release.number)
    return _rows_as(release, form, name, CONTRIBUTION_COLUMNS, made)


def _document(release: ShownRelease, key: str) -> Content:
    found = finance_document(release, key)
    if found is None:
        raise Http404
    return found
