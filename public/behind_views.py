"""What is behind released figures: the page, and the same as files."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from common.api import JSON, to_json
from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from common.numbers import from_canonical
from common.published import published_response
from common.translated import text_of
from indicators.behind import COUNTS
from public.behind import contents_behind, series_behind
from public.exports import csv_file, text_columns, texts
from public.releases import documents
from public.shown import shown_release
from publications.models import Document, Kind

Row = dict[str, Any]

BEHIND_COLUMNS = [
    *("framework", "indicator", "series", "year", "row", "code"),
    *text_columns("name"),
    *("region", "answer", "counted", "of", "disclosure", "withheld", *COUNTS, "release"),
]


@require_safe
def behind(request: HttpRequest, framework: str, indicator: str, year: int) -> HttpResponse:
    """Parts, who stands where, regions and groups, what it takes to reach the target, and the rule in words."""
    release = shown_release(request)
    found = series_behind(release.row, framework, indicator, year)
    content = found[0].indicator
    address = f"/api/v1/observations/{framework}/{indicator}/{found[0].code}/{year}/behind/?release={release.number}"
    context = {
        "request": request,
        "release": release,
        "framework": framework,
        "indicator": content,
        "title": text_of(content["title"]),
        "year": year,
        "years": sorted({row["year"] for series in content["series"] for row in series["observations"]}),
        "shown": found,
        "computed": any(row.is_computed for row in found),
        "api": request.build_absolute_uri(address),
    }
    return published_response(request, render_to_string("public/behind.html", context))


@require_safe
def behind_csv(request: HttpRequest, framework: str, indicator: str, year: int) -> HttpResponse:
    """A row for each whole, region, group and named respondent; a number that is withheld is empty, and says so."""
    release = shown_release(request)
    _content, found = contents_behind(release.row, framework, indicator, year)
    names = {row["code"]: row["name"] for row in documents(release.row, Kind.REGION)}
    same = {"framework": framework, "indicator": indicator, "year": year, "release": release.number}
    rows = (same | row for content in found for row in _rows(content, names))
    name = f"{framework}-{indicator}-{year}-behind-release-{release.number}.csv"
    return published_response(request, csv_file(BEHIND_COLUMNS, rows), CSV_TYPE, filename=name)


@require_safe
def behind_json(request: HttpRequest, framework: str, indicator: str, year: int) -> HttpResponse:
    """The document, byte for byte as it was hashed; without series where nothing was computed from answers."""
    release = shown_release(request)
    content, _found = contents_behind(release.row, framework, indicator, year)
    key = f"{framework}/{indicator}/{year}"
    texts_found = Document.objects.filter(release=release.row, kind=Kind.BEHIND, key=key).values_list("text", flat=True)
    nothing = {"framework": framework, "indicator": indicator, "year": year, "series": []}
    text = texts_found.first() or to_json(nothing | {"release": content["release"]})
    return published_response(request, text, JSON)


def _rows(content: Row, regions: dict[str, dict[str, str]]) -> Iterator[Row]:
    same = {"series": content["code"], "of": content["of"], "disclosure": content["disclosure"]}
    yield same | {"row": "total"} | _counts(content)
    for code, cell in content["places"]["regions"].items():
        names = texts("name", regions.get(code, {}))
        yield same | {"row": "region", "code": code, "region": code} | names | _counts(cell)
    for code, cell in content["places"]["groups"].items():
        yield same | {"row": "group", "code": code} | _counts(cell)
    for row in content["respondents"]:
        said = {name: row[name] for name in ("code", "region", "answer", "counted")}
        yield same | {"row": "respondent"} | said | texts("name", row["name"])


def _counts(cell: Row | None) -> Row:
    """The counts of a whole or a part as numbers; whether they are withheld."""
    if cell is None:
        return {"withheld": True}
    numbers = {name: from_canonical(cell[name]) for name in ("value", "numerator", "denominator")}
    return {"withheld": False} | {name: cell[name] for name in COUNTS} | numbers
