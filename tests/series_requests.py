"""Requests for the workbook of all series and for pasting into a year as pages make them, complete and valid."""

from typing import Any

from accounts.models import User
from common.uploads import carried
from indicators.models import Observation
from indicators.pasting import paste, read_rectangle
from indicators.workbook_imports import import_workbook, read_file
from tests.permission_matrix import Line
from tests.series_files import edited, rows_of, written

NAMES = ("workbook_xlsx", "workbook_csv", "workbook", "paste")
YEARS = {"own": 2022, "other's": 2022, "missing": 2031}


def is_of_series(line: Line) -> bool:
    """Whether the line's address is one of these."""
    space, _colon, name = line.address.partition(":")
    return space == "indicators" and name in NAMES


def parts_of(line: Line, method: str) -> dict[str, Any]:
    """What varies in the address; what is posted to a year that is there may name a series that is not."""
    if line.address != "indicators:paste":
        return {}
    return {"year": 2022 if method == "POST" else YEARS[line.object]}


def posted(line: Line, key: str, user: User | None) -> dict[str, Any]:
    """What the preview's form sends, for the series with this key such as "2.1.1-d/total"."""
    if user is None or not Observation.objects.entered_by(user).exists():
        return {"text": f"{key}\t52", "do": "save", "seen": "0" * 64, "carried": ""}
    if line.address == "indicators:paste":
        text = f"{key}\t52"
        pasted = paste(read_rectangle(text), 2022, by=user)
        return {"text": text, "do": "save", "seen": pasted.taking.fingerprint}
    content = written(edited(rows_of(user), {f"RCS-2022-2025/{key}/2022": {"value": "52"}}))
    preview = import_workbook(read_file(content), by=user)
    return {"carried": carried(content), "seen": preview.taking.fingerprint}
