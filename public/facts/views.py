"""The pages of facts. They read releases and nothing else, and answer everybody with the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from common.api import JSON as JSON_TYPE
from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from public.answers import Published, released, rendered
from public.exports import csv_file, json_file
from public.facts.facts import FactView, OfSource, ReportView, report_of, reports_of
from public.facts.pictures import fact_picture, source_picture
from public.facts.rows import FACT_COLUMNS, fact_rows
from public.funding.documents import finance_document
from public.funding.streams import fact_views
from public.pictures.drawing import Figure, as_file, figure
from public.shown import ShownRelease


@dataclass(frozen=True, slots=True)
class Group:
    """A source's facts, those with a drawing first, and all shares of the source beside each other."""

    source: OfSource
    facts: Sequence[tuple[FactView, Figure | None]]
    beside: Figure | None


@released
def facts(request: HttpRequest, release: ShownRelease) -> Published:
    """Every fact of the release's reports by source; `?source=` those of one. And those of the trust fund."""
    reports = reports_of(release)
    source = _chosen_source(request, reports)
    funding = None if source else finance_document(release, "funding")
    return rendered(
        request,
        "public/facts/facts.html",
        release,
        reports=[(report, [_group(release, each) for each in report.by_source(source)]) for report in reports],
        sources=_sources(reports),
        source=source,
        of_fund=fact_views(funding) if funding else [],
        api=request.build_absolute_uri(f"/api/v1/facts/?release={release.number}"),
    )


@released
def facts_file(request: HttpRequest, release: ShownRelease, form: str) -> Published:
    """A row for each fact and year, those of one source with `?source=`."""
    reports = reports_of(release)
    source = _chosen_source(request, reports)
    rows = [row for report in reports for row in fact_rows(report.content, source=source)]
    if form == "csv":
        return Published(csv_file(FACT_COLUMNS, rows), CSV_TYPE, f"facts-release-{release.number}.csv")
    return Published(json_file(FACT_COLUMNS, rows), JSON_TYPE)


@released
def fact(request: HttpRequest, release: ShownRelease, code: str) -> Published:
    """One fact: its years as picture and table, source and place, and how to use it."""
    report, found = report_of(reports_of(release), code)
    return rendered(
        request,
        "public/facts/fact.html",
        release,
        report=report,
        fact=found,
        figure=figure(release, fact_picture(found)),
        permanent=request.build_absolute_uri(release.address("public:fact", code, release=release.number)),
        api=request.build_absolute_uri(f"/api/v1/facts/{report.code}/?release={release.number}"),
        host=request.build_absolute_uri("/")[:-1],
    )


@released
def fact_file(request: HttpRequest, release: ShownRelease, code: str, form: str) -> Published:
    """Its years as rows, or its picture."""
    report, found = report_of(reports_of(release), code)
    if form in ("svg", "png"):
        return as_file(release, fact_picture(found), form)
    rows = fact_rows(report.content, code=code)
    if form == "csv":
        return Published(csv_file(FACT_COLUMNS, rows), CSV_TYPE, f"facts-{code}-release-{release.number}.csv")
    return Published(json_file(FACT_COLUMNS, rows), JSON_TYPE)


def _group(release: ShownRelease, source: OfSource) -> Group:
    pictures = [(fact, fact_picture(fact)) for fact in source.facts]
    pictures.sort(key=lambda pair: pair[1].chart is None)
    drawn = [(fact, figure(release, picture, small=True) if picture.chart else None) for fact, picture in pictures]
    beside = source_picture(source)
    return Group(source, drawn, figure(release, beside) if beside else None)


def _sources(reports: Sequence[ReportView]) -> dict[str, str]:
    return {code: title for report in reports for code, title in report.sources}


def _chosen_source(request: HttpRequest, reports: Sequence[ReportView]) -> str:
    """The source that the address asks for; "" is all. Raises Http404 for one that there is not."""
    asked = request.GET.get("source", "")
    if asked and asked not in _sources(reports):
        raise Http404
    return asked
