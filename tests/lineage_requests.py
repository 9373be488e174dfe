"""Requests for the next framework as pages make them, complete and valid."""

from typing import Any

from frameworks.models import Framework
from indicators.lineage import copy_framework
from indicators.models import Lineage, Series
from tests.permission_matrix import Line

NEXT = {
    "code": "RCS-2026-2029",
    "document": "E/2026/1",
    "title_en": "The next one",
    "first_year": 2026,
    "last_year": 2029,
}


def is_of_lineage(line: Line) -> bool:
    """Whether the line's address is one of these."""
    return line.address.startswith(("indicators:frameworks", "indicators:lineage"))


def make_framework() -> None:
    """One that is prepared, in which every series is continued."""
    copy_framework(Framework.objects.current(), NEXT, by=None)


def parts_of(line: Line) -> dict[str, Any]:
    """What varies in the address."""
    if line.address == "indicators:frameworks":
        return {}
    is_row, is_missing = line.address == "indicators:lineage_row", line.object == "missing"
    if is_row:
        return {"framework": NEXT["code"], "row": 999_999_999 if is_missing else _row().pk}
    return {"framework": "RCS-NONE" if is_missing else NEXT["code"]}


def posted(line: Line) -> dict[str, Any]:
    match line.address:
        case "indicators:frameworks":
            return {**NEXT, "code": "RCS-2030-2033", "source": "RCS-2022-2025", "mandate": ""}
        case "indicators:lineage":
            return {"do": "adopt", "version": 1}
        case "indicators:lineage_add":
            ends = {"before": _series("RCS-2022-2025", "2.1.1-d"), "after": _series(NEXT["code"], "1.1.1-c")}
            return {"kind": "merged", "note": "", **ends}
    row = _row()
    return {"kind": "reworded", "before": row.before_id, "after": row.after_id, "note": "", "version": 1}


def _row() -> Lineage:
    return Lineage.objects.get(before__indicator__code="2.1.1-d")


def _series(framework: Any, indicator: str) -> int:
    return Series.objects.get(indicator__framework__code=framework, indicator__code=indicator).pk
