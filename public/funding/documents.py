"""What a release says of the trust fund, and which part of it an address asks for."""

import json
from typing import Any

from django.http import Http404, HttpRequest

from common.digits import read_digits
from finance.tables import NUMBERS
from public.shown import ShownRelease
from publications.models import Document, Kind, Release

Content = dict[str, Any]


def table_key(report: int, number: int) -> str:
    """The key of a table's document."""
    return f"tables/{report}/{number}"


def reports_of(release: Release) -> list[int]:
    """The reports whose tables the release holds, the latest first."""
    keys = Document.objects.of(release, Kind.FINANCE).filter(key__startswith="tables/").values_list("key", flat=True)
    return sorted({int(key.split("/")[1]) for key in keys}, reverse=True)


def chosen_report(request: HttpRequest, reports: list[int]) -> int:
    """The report that `?report=` names, else the latest. Raises Http404 where the release does not hold it."""
    asked = request.GET.get("report")
    report = reports[0] if asked is None and reports else read_digits(asked, 4)
    if report not in reports:
        raise Http404
    return report


def tables_of(release: ShownRelease, report: int) -> dict[int, Content]:
    """The five tables of a report by number."""
    keys = [table_key(report, number) for number in NUMBERS]
    texts = Document.objects.of(release.row, Kind.FINANCE).filter(key__in=keys).values_list("text", flat=True)
    contents = [json.loads(text) for text in texts]
    return {content["number"]: content for content in contents}


def finance_document(release: ShownRelease, key: str) -> Content | None:
    """One document of the trust fund; None where the release has none of that name."""
    text = Document.objects.of(release.row, Kind.FINANCE).filter(key=key).values_list("text", flat=True).first()
    return None if text is None else json.loads(text)


def requested_table(request: HttpRequest, release: ShownRelease, number: int) -> Content:
    """The table `number` of the report that the address asks for. Raises Http404."""
    report = chosen_report(request, reports_of(release.row))
    content = finance_document(release, table_key(report, number))
    if content is None:
        raise Http404
    return content
