"""Requests for the ledger's pages and for the trust fund's review, complete and valid."""

from typing import Any

from accounts.models import User
from common.exchange import CarriedFile
from common.spreadsheets import write_csv
from finance.choices import State
from finance.contribution_imports import import_contributions
from finance.models import Contribution
from tests.finance_requests import CONTRIBUTIONS, GIFT, MISSING, OWN
from tests.permission_matrix import Line

NAMES = (
    *("contributions", "contributions_xlsx", "contributions_csv", "add_contribution", "import_contributions"),
    *("contribution", "add_contributor", "review"),
)


def is_of_ledger(line: Line) -> bool:
    """Whether the line's address is one of the ledger, or of the review."""
    space, _colon, name = line.address.partition(":")
    return space == "finance" and name in NAMES


def address_of(line: Line) -> tuple[dict[str, Any], str]:
    """What varies in the address: its parts, and the query."""
    if line.address == "finance:review":
        is_missing = (line.object, line.method) == (MISSING, "GET")
        return {}, "?of=nothing" if is_missing else "?of=contributions"
    return ({"reference": CONTRIBUTIONS[line.object]} if line.address == "finance:contribution" else {}), ""


def posted(line: Line, person: User | None, officer: User) -> dict[str, Any]:
    """What the page's form sends. What waits in the review bears the name of the person, or of the officer."""
    reference = CONTRIBUTIONS[line.object]
    match line.address:
        case "finance:contributions":
            return {"do": "submit", "chosen": f"{reference}:1"}
        case "finance:contribution":
            return {"do": "change", "version": 1, **GIFT, "currency": "USD"}
        case "finance:add_contribution":
            return {**GIFT, "currency": "USD"}
        case "finance:add_contributor":
            return {"code": "UN-MATRIX", "kind": "entity", "name_en": "Matrix"}
        case "finance:import_contributions":
            return _confirmation(officer)
        case "finance:review":
            by = person if line.object == OWN else officer
            rows = Contribution.objects.filter(reference=reference)
            rows.update(state=State.SUBMITTED, submitted_by=by)
            return {"do": f"validate:{reference}", f"version-{reference}": 1}
    return {}


def _confirmation(officer: User) -> dict[str, Any]:
    """What the preview's form sends."""
    content, carried = write_csv(list(GIFT), [list(GIFT.values())]), CarriedFile()
    carried.save(content)
    return {"carried": carried.name, "seen": import_contributions(content, by=officer).fingerprint}
