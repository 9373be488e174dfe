"""Requests for amendments as pages make them, complete and valid."""

from datetime import date
from typing import Any

from accounts.roles import Role
from frameworks.models import Framework
from indicators.amendments import propose_amendment
from tests.amending import CODE, MANDATE, REASON, TARGET
from tests.permission_matrix import Line
from tests.work import another

MISSING = f"series {CODE}/9.9.9-z/total"


def is_of_amendments(line: Line) -> bool:
    """Whether the line's address is one of these."""
    return line.address.startswith("indicators:amendment")


def make_amendment() -> None:
    """One that waits for a decision, proposed by somebody whom nobody of the table is."""
    change = {"on": TARGET, "field": "target_value", "old": "90", "new": "85"}
    propose_amendment(
        Framework.objects.get(code=CODE),
        [change],
        first_year=2024,
        decided_on=date(2024, 12, 19),
        mandate=MANDATE,
        reason=REASON,
        by=another(Role.ADMINISTRATOR, "proposer@un.example"),
    )


def address_of(line: Line) -> tuple[dict[str, Any], str]:
    """What varies in the address, and the query."""
    if line.address == "indicators:amendment":
        return {"framework": CODE, "number": 99 if line.object == "missing" else 1}, ""
    if line.address == "indicators:amendment_propose" and line.method == "GET":
        return {}, f"?on={_chosen(line)}"
    return {}, ""


def posted(line: Line) -> dict[str, Any]:
    if line.address == "indicators:amendment":
        return {"do": "confirm", "remark": ""}
    return {"on": _chosen(line), **proposal(target="85")}


def proposal(*, target: str, **wishes: str) -> dict[str, str]:
    """The form of the series 2.1.1-d/total with another target, and nothing else changed."""
    return {
        "0-code": "total",
        "0-code-old": '"total"',
        "0-baseline_value": "86",
        "0-baseline_value-old": '"86"',
        "0-baseline_year": "2019",
        "0-baseline_year-old": "2019",
        "0-target_value": target,
        "0-target_value-old": '"90"',
        "0-target_year": "2025",
        "0-target_year-old": "2025",
        "first_year": "2024",
        "decided_on": "2024-12-19",
        "mandate": MANDATE,
        "reason": REASON,
    } | wishes


def _chosen(line: Line) -> str:
    return MISSING if line.object == "missing" else TARGET
