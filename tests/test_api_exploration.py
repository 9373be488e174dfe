"""Requests made up from the API's own description, good ones and bad ones: every answer fits the description."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, checks

from accounts.actions import create_token
from finance.actions import add_contribution
from tests.api import FRAMEWORK
from tests.fund import gift

pytestmark = pytest.mark.assure

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
REAL = {
    "framework": FRAMEWORK,
    "indicator": "2.1.1-d",
    "series": "total",
    "year": "2024",
    "iso3": "KEN",
    "number": 1,
    "item": "2022.estimate.2023.trust_fund.total",
    "reference": "2024-0001",
}


def explore(operation: Any, mode: GenerationMode, token: str) -> int:
    """Send some requests of `mode` to the operation, and check each answer; returns how many were sent."""
    sent = 0

    @settings(
        max_examples=12, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        nonlocal sent
        # Real codes for every other request, so that not everything made up ends at 404.
        if sent % 2:
            case.path_parameters = {name: REAL.get(name, value) for name, value in (case.path_parameters or {}).items()}
        sent += 1
        response = case.call(headers={"Authorization": f"Token {token}", "Accept-Encoding": "identity"})
        case.validate_response(response, checks=CHECKS)

    send()
    return sent


def can_be_wrong(operation: Any) -> bool:
    return bool(operation.body or operation.query or operation.path_parameters or operation.headers)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("role", ["custodian", "finance_officer", "validator"])
def test_made_up_requests_are_answered_as_described(own_database, people, mode, role):
    person = getattr(people, role)
    token = create_token(person, by=person)
    add_contribution(gift(), by=people.finance_officer)
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    explored = [
        explore(operation, mode, token)
        for operation in operations
        if mode is GenerationMode.POSITIVE or can_be_wrong(operation)
    ]
    assert len(explored) >= 20
    assert sum(explored) >= 150
