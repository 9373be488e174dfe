"""Two people at the entry API of the trust fund in one moment: no edit is lost, and no reference is given twice."""

import json

import pytest

from accounts.roles import Role
from tests.api import Api, problem
from tests.at_once import at_once
from tests.fund import contributor, report_2023
from tests.work import another

LEDGER = "entry/finance/contributions/"
ITEM = "entry/finance/items/2023.estimate.2024.trust_fund.total/"
VALUE = {"status": "reported", "value": "1000"}
GIFT = {
    "contributor": "test-1",
    "stream": "voluntary",
    "kind": "payment",
    "first_year": 2024,
    "amount": "1",
    "dated": "2024-03-01",
}


def read(response, status=200):
    assert response.status_code == status, response.content
    return json.loads(response.content)


@pytest.fixture
def writers(own_database, people):
    """Two finance officers, with a report and a contributor to write about."""
    report_2023(people)
    contributor("test-1")
    return [Api(people.finance_officer), Api(another(Role.FINANCE_OFFICER, "second@example.org"))]


def put(api, path, body):
    return lambda: api.put(path, body, seen=1)


def test_of_two_who_write_at_once_one_is_told_what_the_other_wrote(writers):
    row = LEDGER + read(writers[0].post(LEDGER, GIFT), 201)["reference"] + "/"
    for path, bodies in (
        (ITEM, [VALUE | {"value": f"{at}000"} for at in (5, 6)]),
        (row, [GIFT | {"amount": f"{at}"} for at in (5, 6)]),
    ):
        answers = at_once([put(api, path, body) for api, body in zip(writers, bodies, strict=True)])
        kept, refused = sorted(answers, key=lambda answer: answer.status_code)
        assert problem(refused, 412)["current"] == read(kept) == read(writers[0].get(path))


def test_two_who_add_at_once_get_a_reference_each(writers):
    answers = at_once([lambda api=api: api.post(LEDGER, GIFT) for api in writers])
    assert sorted(read(answer, 201)["reference"] for answer in answers) == ["2024-0001", "2024-0002"]
