"""Whether a question applies tells what was answered to the one that it hangs on: only to those who may read that."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.api import Api
from tests.sweeps import one_in
from tests.work import answered, give, opened, question, questionnaire, submit_answers

pytestmark = pytest.mark.django_db

PLAIN = "2024/KEN"
UNSAID = re.compile(r"data-condition hidden>\s*<p>\s*Does not apply")
COUNTING = (
    f"/tasks/{PLAIN}/",
    f"/tasks/{PLAIN}/sections/section-1/",
    "/tasks/2024/?q=Kenya",
    f"/review/answers/{PLAIN}/",
    "/review/answers/?year=2024&team=KEN",
)
READING = (f"/tasks/{PLAIN}/check/", f"/tasks/{PLAIN}/print/")
WAYS: Mapping[str, Mapping[str, Any]] = {
    "yes, and more": {"plan": answered("yes"), "funded": answered("yes")},
    "no": {"plan": answered("no")},
}


@pytest.fixture(autouse=True)
def asked() -> None:
    opened(
        questionnaire(
            2024,
            (
                question("plan", disclosure="none"),
                question("funded", disclosure="none", applies_if={"question": "plan", "is": ["yes"]}),
            ),
        )
    )


def answer(way: str, people: Any, *, is_submitted: bool) -> None:
    for code, entry in WAYS[way].items():
        give(f"{PLAIN}/{code}", entry, by=people.office_editor)
    if is_submitted:
        submit_answers(PLAIN, by=people.team_leader)


def as_read(api: Api) -> Any:
    content = api.get(f"entry/submissions/{PLAIN}/").json()
    listed = api.get("entry/submissions/?team=KEN").json()["results"][0]
    counts = [(row["answered"], row["expected"]) for row in (content, listed)]
    return counts, {row.pop("question"): row for row in content["answers"]}


@pytest.mark.parametrize("is_submitted", [False, True])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", one_in(2, ["regional_team", "validator"]))
def test_what_hangs_on_a_confidential_answer_looks_answered_as_that_one(role, way, is_submitted, signed_in, people):
    answer(way, people, is_submitted=is_submitted)
    client = signed_in(role)
    for address in (*COUNTING, *READING):
        response = client.get(address)
        page = response.content.decode()
        assert response.status_code == 200, address
        assert "2 of 2" in page or address in READING, address
        assert "not answered" not in page, address
        assert "Does not apply" not in page.replace("data-condition hidden>\n        <p>\n          Does not", ""), (
            address
        )
    counts, rows = as_read(Api(getattr(people, role)))
    assert counts == [(2, 2), (2, 2)]
    same = ("hidden", "is_expected", "is_answered", "version", "changed_at", "stands", "answer", "status")
    assert [rows["funded"][name] for name in same] == [rows["plan"][name] for name in same]
    assert rows["funded"]["hidden"] is True


def test_those_who_answer_are_told_what_still_applies(signed_in, people):
    give(f"{PLAIN}/plan", answered("no"), by=people.office_editor)
    assert b"1 of 1 answered or explained" in signed_in("office_editor").get(f"/tasks/{PLAIN}/").content
    assert as_read(Api(people.office_editor))[0] == [(1, 1), (1, 1)]
    give(f"{PLAIN}/plan", answered("yes"), by=people.office_editor)
    assert b"1 of 2 answered or explained" in signed_in("office_editor").get(f"/tasks/{PLAIN}/").content
    assert as_read(Api(people.auditor))[0] == [(1, 2), (1, 2)]
