"""A year of reporting as rows of a file: respondents, regions, teams, sections, and series without a value."""

from collections.abc import Iterator
from typing import Any

from public.exports import text_columns, texts
from public.reporting.year import ReportingYear

Row = dict[str, Any]

_COUNTED = ("expected", "accepted", "under_way", "missing")
REPORTING_COLUMNS = [
    *("year", "row", "respondent", "section", "region", "team", "framework", "indicator", "series"),
    *text_columns("title"),
    *("state", *_COUNTED, "answered", "status", "reason", "release"),
]


def reporting_rows(view: ReportingYear, release: int) -> Iterator[Row]:
    """`row` says what a row is about; which other columns it has follows from that."""
    same = {"year": view.year, "release": release}
    for row in _answering(view):
        yield same | row
    for each in view.lines.without:
        yield {
            **same,
            "row": "series_without_value",
            "framework": each.framework,
            "indicator": each.code,
            "series": each.series["code"],
            **texts("title", each.series["title"] or each.indicator["title"]),
            "status": each.status,
            "reason": each.reason,
        }


def _answering(view: ReportingYear) -> Iterator[Row]:
    for kind in view.answering.content["respondents"] if view.answering else []:
        of = {"respondent": kind["code"]}
        yield {"row": "respondents"} | of | {name: kind[name] for name in _COUNTED}
        for region in kind["regions"]:
            yield {"row": "region", "region": region["code"]} | of | {name: region[name] for name in _COUNTED}
        for team in kind.get("teams", []):
            yield {"row": "team", "team": team["code"], "region": team["region"], "state": team["state"]} | of
        for section in kind.get("sections", []):
            named = of | {"row": "section", "section": section["code"]} | texts("title", section["title"])
            for part in (section, *section["regions"]):
                region = part["code"] if part is not section else None
                counts = {name: part[name] for name in ("answered", "expected")}
                yield named | {"region": region} | counts
