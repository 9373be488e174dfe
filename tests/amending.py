"""Amendments for tests: proposed by the administrator, confirmed by the publisher."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from frameworks.models import Framework
from indicators.amendments import confirm_amendment, propose_amendment
from indicators.models import Amendment
from tests.work import People

CODE = "RCS-2022-2025"
TARGET = f"series {CODE}/2.1.1-d/total"
MANDATE, REASON = "A/RES/79/226, para. 99", "The survey is carried out every second year."


def change(on: str, field: str, old: Any, new: Any) -> dict[str, Any]:
    """One change; `on` below the framework, such as "series 2.1.1-d/total"."""
    word, _space, key = on.rpartition(" ")
    return {"on": f"{word} {CODE}/{key}", "field": field, "old": old, "new": new}


def propose(changes: Sequence[Mapping[str, Any]], people: People, **wishes: Any) -> Amendment:
    said: dict[str, Any] = {
        "first_year": 2024,
        "decided_on": date(2024, 12, 19),
        "mandate": MANDATE,
        "reason": REASON,
        "by": people.administrator,
    } | wishes
    return propose_amendment(Framework.objects.get(code=CODE), changes, **said)


def amend(changes: Sequence[Mapping[str, Any]], people: People, **wishes: Any) -> Amendment:
    """Proposed and confirmed."""
    amendment = propose(changes, people, **wishes)
    confirm_amendment(amendment, by=people.publisher)
    return Amendment.objects.get(pk=amendment.pk)
