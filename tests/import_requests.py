"""Requests at the pages of files read by mappings, complete and valid."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role, holds
from common.uploads import carried
from jobs.files import Content, keep_file
from jobs.models import Job, Purpose, State
from tests.permission_matrix import Line

YEAR, MISSING_YEAR = 2022, 2031
OTHERS = "others-file@example.org"
FILES = {"surveys": b"respondent\nKEN\n", "records": b"team,from,name\nKEN,2020-01-01,House\n"}
SAID = {
    "surveys": {"column-0": "respondent"},
    "records": {"column-0": "team", "column-1": "valid_from", "column-2": "name"},
}


def make_imports(persons: Mapping[str, Any]) -> None:
    """For each person and for somebody else, a check of each kind of file that found something to take over."""
    users = [person.user for person in persons.values() if person.user is not None]
    for user in [*users, User.objects.create(email=OTHERS, is_active=True)]:
        for room, arguments in (("surveys", {"year": YEAR, "respondent": _kind(user)}), ("records", _POOLED)):
            job = Job.objects.create(
                key=f"{user.pk:030}{room}",
                kind=f"{room}.check_file",
                asked_by=user,
                arguments={**arguments, "columns": {}, "words": {}},
                language="en",
                state=State.DONE,
                finished_at=timezone.now(),
                report={"counts": {"changed": 1, "refused": 0}, "fingerprint": "0" * 64},
            )
            keep_file(job, Purpose.GIVEN, Content("file.csv", "text/csv", FILES[room]))


def is_of_imports(line: Line) -> bool:
    """Whether the line's address is one of these pages."""
    return line.address.partition(":")[2] in ("import", "imported") and line.address.partition(":")[0] in FILES


def parts_of(line: Line, user: User | None) -> dict[str, Any]:
    """What varies in the address."""
    room, _colon, name = line.address.partition(":")
    is_missing = line.object == "missing"
    parts: dict[str, Any] = {}
    if room == "surveys":
        parts["year"] = MISSING_YEAR if is_missing and name == "import" else YEAR
    if name == "imported":
        owner = User.objects.get(email=OTHERS) if line.object == "other's" or user is None else user
        parts["key"] = "0" * 40 if is_missing else f"{owner.pk:030}{room}"
    return parts


def posted(line: Line, user: User | None) -> dict[str, Any]:
    """What the page's form sends: of the headings, for their check; of a check, nothing."""
    room, _colon, name = line.address.partition(":")
    if name == "imported":
        return {}
    kind = _POOLED["kind"] if room == "records" else _kind(user)
    said = {"kind": "nobody" if line.object == "missing" else kind, "carried": carried(FILES[room])}
    return {**said, **SAID[room], "do": "check"}


_POOLED = {"kind": "pooled-funds"}


def _kind(user: User | None) -> str:
    return "government" if user is not None and holds(user, Role.CUSTODIAN) else "team"
