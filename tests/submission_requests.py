"""Requests for submissions and answers as programs make them, complete and valid."""

import json
from datetime import timedelta
from typing import Any

from surveys.choices import State
from surveys.deadlines import due_day
from surveys.models import Answer, Submission
from tests.permission_matrix import Line
from tests.work import answer, submission

YEAR, QUESTION = 2022, "communications-strategy"
TEAMS = {"own": "KEN", "other's": "FJI", "missing": "XXX"}  # the demonstration's office, one in another region, none
# What has to be so before: the state of the submission.
ADDRESSES = {
    "submissions": State.DRAFT,
    "submission": State.DRAFT,
    "answer": State.DRAFT,
    "submit_submission": State.DRAFT,
    "return_submission": State.SUBMITTED,
    "endorse_submission": State.SUBMITTED,
    "accept_submission": State.ENDORSED,
    "reopen_submission": State.ACCEPTED,
    "extend_deadline": State.DRAFT,
}


def is_of_submissions(line: Line) -> bool:
    """Whether the line's address is one of the API of submissions."""
    space, _colon, name = line.address.partition(":")
    return space == "api" and name in ADDRESSES


def parts_of(line: Line) -> dict[str, Any]:
    """What varies in the address."""
    name = line.address.partition(":")[2]
    if name == "submissions":
        return {}
    parts = {"year": YEAR, "respondent": TEAMS[line.object]}
    return parts | {"question": QUESTION} if name == "answer" else parts


def sent(line: Line) -> tuple[bytes, dict[str, str]]:
    """What a program sends, the body and the headers, after the submission was brought where this can be done."""
    name, code = line.address.partition(":")[2], TEAMS[line.object]
    key, until, version = f"{YEAR}/{code}", "2099-12-31", 1
    if code != TEAMS["missing"]:
        Submission.objects.filter(questionnaire__year=YEAR, code=code).update(state=ADDRESSES[name])
        row = submission(key)
        Answer.objects.filter(submission=row).update(status="not_available", reason="Nobody knows.")
        version = answer(f"{key}/{QUESTION}").version if name == "answer" else row.version
        until = str(due_day(row) + timedelta(days=7))
    bodies: dict[str, Any] = {
        "answer": {"status": "reported", "answer": "yes"},
        "return_submission": {"issues": {QUESTION: "Is it new?"}},
        "reopen_submission": {"issues": {QUESTION: "Is it new?"}},
        "extend_deadline": {"until": until, "reason": "A storm."},
    }
    return json.dumps(bodies.get(name, {})).encode(), {"If-Match": f'"{version}"'}
