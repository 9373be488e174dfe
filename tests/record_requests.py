"""Requests for standing records as people and programs make them, complete and valid."""

import json
from typing import Any

from records.models import Appointment, OfficePost
from tests.permission_matrix import Line
from tests.record_rows import add, without_records

TEAMS = {"own": "KEN", "other's": "FJI", "missing": "XXX"}  # the demonstration's office, one in another region, none
MISSING_ID = 999_999_999
VALUES = {"function": "economics", "category": "national_officer", "held_by": "man", "valid_from": "2023-01-15"}
YEAR = 2020  # of which nobody confirmed anything
API = {"records_of_team", "records", "confirm_records", "record", "end_record", "withdraw_record"}


def make_records() -> None:
    """A post and an appointment of each team."""
    without_records()
    for code in (TEAMS["own"], TEAMS["other's"]):
        add("posts", code)
        add("appointments", code)


def is_of_records(line: Line) -> bool:
    """Whether the line's address is one of records."""
    space, _colon, name = line.address.partition(":")
    return space == "records" or (space == "api" and name in API)


def parts_of(line: Line) -> dict[str, Any]:
    """What varies in the address."""
    name, code = line.address.partition(":")[2], TEAMS[line.object]
    if name in ("teams", "statistics"):
        return {}
    if name == "coordinator":
        return {"code": _coordinator(code)[0]}
    parts: dict[str, Any] = {"team": code}
    if name not in ("team", "records_of_team"):
        parts["kind"] = "posts"
    if name in ("record", "end_record", "withdraw_record"):
        parts["id" if line.address.startswith("api:") else "pk"] = _post(code)[0]
    return parts


def posted(line: Line) -> dict[str, Any]:
    """What the page's form sends."""
    name, code = line.address.partition(":")[2], TEAMS[line.object]
    sent: dict[str, dict[str, Any]] = {
        "kind": VALUES,
        "confirm": {"year": YEAR},
        "record": {"do": "withdraw", "reason": "Entered twice.", "version": _post(code)[1]},
        "coordinator": {
            "name": "Another name",
            "is_woman": "yes",
            "from_programme_country": "no",
            "version": _coordinator(code)[1],
        },
    }
    return sent.get(name, {})


def sent(line: Line) -> tuple[bytes, dict[str, str]]:
    """What a program sends: the body, and the headers."""
    name, code = line.address.partition(":")[2], TEAMS[line.object]
    bodies: dict[str, Any] = {
        "records": VALUES,
        "confirm_records": {"year": YEAR},
        "record": VALUES,
        "end_record": {"valid_to": "2024-01-31"},
        "withdraw_record": {"reason": "Entered twice."},
    }
    return json.dumps(bodies.get(name, {})).encode(), {"If-Match": f'"{_post(code)[1]}"'}


def _post(code: str) -> tuple[int, int]:
    """The id and the version of a post; of a missing one, those that none has."""
    row = OfficePost.objects.standing().filter(team__code=code).order_by("-pk").first()
    return (row.pk, row.version) if row else (MISSING_ID, 1)


def _coordinator(code: str) -> tuple[str, int]:
    row = Appointment.objects.standing().filter(team__code=code).order_by("-pk").first()
    return (row.coordinator.code, row.coordinator.version) if row else ("RC-999999", 1)
