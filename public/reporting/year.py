"""A year of reporting in a release: which years there are, which one an address asks for, and what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest

from common.digits import read_digits
from common.translated import text_of
from public.releases import document, documents
from public.reporting.answering import Answering
from public.reporting.without import Lines, lines_of
from public.shown import ShownRelease
from publications.models import Document, Kind

Content = dict[str, Any]

YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ReportingYear:
    """`answering` is None where the release holds nothing that was asked for the year."""

    year: int
    years: Sequence[int]
    answering: Answering | None
    lines: Lines


def reporting_year(request: HttpRequest, release: ShownRelease) -> ReportingYear:
    """The year of `?year=`, else the newest that anything was asked for, else the last that was due.

    Raises Http404 for a year that no framework of the release holds in and nothing was asked for.
    """
    keys = Document.objects.filter(release=release.row, kind__in=(Kind.REPORTING, Kind.SURVEY))
    held = set(keys.values_list("kind", "key"))
    asked_for = sorted((int(key) for kind, key in held if kind == Kind.REPORTING), reverse=True)
    frameworks = {row["code"]: row for row in documents(release.row, Kind.FRAMEWORK)}
    due = release.row.due_year
    indicators = documents(release.row, Kind.INDICATOR)
    held_in = {year for row in frameworks.values() for year in range(row["first_year"], row["last_year"] + 1)}
    years = sorted({*asked_for, *(year for year in held_in if year <= due)} or {due}, reverse=True)
    year = _chosen(request, years, asked_for[0] if asked_for else years[0])
    answering = None
    if year in asked_for:
        answering = Answering(
            document(release.row, Kind.REPORTING, str(year)),
            {row["code"]: text_of(row["name"]) for row in documents(release.row, Kind.REGION)},
            {row["iso3"]: text_of(row["name"]) for row in documents(release.row, Kind.COUNTRY)},
            [key.partition("/")[0] for kind, key in held if kind == Kind.SURVEY and key.endswith(f"/{year}")],
        )
    return ReportingYear(year, years, answering, lines_of(indicators, frameworks, year))


def _chosen(request: HttpRequest, years: Sequence[int], newest: int) -> int:
    if "year" not in request.GET:
        return newest
    year = read_digits(request.GET["year"], YEAR_DIGITS)
    if year is None or year not in years:
        raise Http404
    return year
