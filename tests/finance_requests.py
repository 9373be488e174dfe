"""Requests for items and contributions as programs make them, complete and valid."""

import json
from typing import Any

from accounts.models import User
from finance.choices import State
from finance.figures import append_figure
from finance.models import Contribution, FundItem
from tests.fund import contributor
from tests.permission_matrix import Line

OWN, OTHERS, MISSING = "own", "other's", "missing"
ITEMS = {OWN: "2022.received.2021.levy", OTHERS: "2022.received.2021.voluntary", MISSING: "2022.received.2021.nothing"}
CONTRIBUTIONS = {OWN: "2019-0901", OTHERS: "2019-0902", MISSING: "2019-0999"}
GIFT = {
    "contributor": "matrix",
    "stream": "voluntary",
    "kind": "payment",
    "first_year": 2019,
    "amount": "1000",
    "dated": "2019-06-30",
}
# What has to be so before: the state of the row.
ADDRESSES = {
    "entry_items": State.DRAFT,
    "entry_item": State.DRAFT,
    "submit_item": State.DRAFT,
    "return_item": State.SUBMITTED,
    "validate_item": State.SUBMITTED,
    "reopen_item": State.VALIDATED,
    "entry_contributions": State.DRAFT,
    "entry_contribution": State.DRAFT,
    "submit_contribution": State.DRAFT,
    "return_contribution": State.SUBMITTED,
    "validate_contribution": State.SUBMITTED,
    "reopen_contribution": State.VALIDATED,
}


def is_of_finance(line: Line) -> bool:
    """Whether the line's address is one of the API of the trust fund."""
    space, _colon, name = line.address.partition(":")
    return space == "api" and name in ADDRESSES


def make_contributions() -> None:
    """Two payments in the ledger, as if they had been entered; one had been validated before."""
    said = {"stream": "voluntary", "kind": "payment", "first_year": 2019, "last_year": 2019, "dated": "2019-03-31"}
    for reference in (CONTRIBUTIONS[OWN], CONTRIBUTIONS[OTHERS]):
        row = Contribution.objects.create(reference=reference, contributor=contributor("matrix"), amount=500, **said)
    append_figure(row, by=None)


def parts_of(line: Line) -> dict[str, Any]:
    """What varies in the address."""
    name = line.address.partition(":")[2]
    if name in ("entry_items", "entry_contributions"):
        return {}
    return {"item": ITEMS[line.object]} if name.endswith("item") else {"reference": CONTRIBUTIONS[line.object]}


def sent(line: Line, person: User | None, officer: User) -> tuple[bytes, dict[str, str]]:
    """What a program sends, the body and the headers, after the row was brought where this can be done.

    What is the person's own bears their name as its submitter, everything else the finance officer's.
    """
    name, version = line.address.partition(":")[2], 1
    if line.object != MISSING and (rows := _rows(line)):
        state = ADDRESSES[name]
        by = (person if line.object == OWN else officer) if state != State.DRAFT else None
        rows.update(state=state, submitted_by=by)
        version = rows.get().version
    bodies: dict[str, Any] = {
        "entry_item": {"status": "reported", "value": "40000000"},
        "entry_contribution": GIFT,
        "entry_contributions": GIFT,
    }
    if name.startswith(("return_", "reopen_")):
        bodies[name] = {"comment": "Is this final?"}
    return json.dumps(bodies.get(name, {})).encode(), {"If-Match": f'"{version}"'}


def _rows(line: Line) -> Any:
    match parts_of(line):
        case {"item": code}:
            return FundItem.objects.filter(code=code)
        case {"reference": reference}:
            return Contribution.objects.filter(reference=reference)
    return None
