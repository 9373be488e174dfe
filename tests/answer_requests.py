"""Requests of those who answer questionnaires at their pages, complete and valid."""

from typing import Any

from django.utils import timezone

from common.uploads import carried
from surveys.asked import asked_of
from surveys.models import Answer
from surveys.workbook import write_workbook
from tests.filled import Filled
from tests.permission_matrix import Line
from tests.work import answer, submission

YEAR, MISSING_YEAR = 2022, 2031
SECTION, QUESTION = "leadership", "communications-strategy"
TEAMS = {"own": "KEN", "other's": "FJI", "missing": "XXX"}  # the demonstration's office, one in another region, none
NAMES = (
    *("respondents", "submission", "section", "check", "done", "print", "reopening"),
    *("workbook", "workbook_xlsx"),
)
ADDRESSES = {f"surveys:{name}" for name in NAMES}


def make_answers() -> None:
    """The own submission can be handed in: everything in it is explained."""
    rows = Answer.objects.filter(submission__questionnaire__year=YEAR, submission__code=TEAMS["own"])
    rows.update(status="not_available", reason="Nobody knows.")


def is_of_answers(line: Line) -> bool:
    """Whether the line's address is one of those who answer."""
    return line.address in ADDRESSES


def parts_of(line: Line) -> dict[str, Any]:
    """What varies in the address."""
    name = line.address.partition(":")[2]
    if name == "respondents":
        return {"year": MISSING_YEAR if line.object == "missing" else YEAR}
    parts: dict[str, Any] = {"year": YEAR, "respondent": TEAMS[line.object]}
    return parts | {"section": SECTION} if name == "section" else parts


def posted(line: Line) -> dict[str, Any]:
    """What the page's form sends."""
    name, key = line.address.partition(":")[2], f"{YEAR}/{TEAMS[line.object]}"
    if line.object == "missing":
        return {"do": "save", "version": 1}
    if name == "section":
        row = answer(f"{key}/{QUESTION}")
        return {"do": "save", f"{row.pk}-version": row.version, f"{row.pk}-answer": "yes", f"{row.pk}-status": ""}
    if line.method == "POST" and name == "workbook":
        return {"carried": carried(_workbook(key)), "take": f"{QUESTION}:{answer(f'{key}/{QUESTION}').version}"}
    if name == "reopening":
        asked = {"do": "ask", "issue": QUESTION, f"sentence-{QUESTION}": "It was not so.", "reason": "A slip."}
        return asked | {"version": submission(key).version}
    return {"version": submission(key).version}


def _workbook(key: str) -> bytes:
    """What was downloaded, with a word more about one question."""
    row = submission(key)
    content = write_workbook(
        row, asked_of(row), name=key, address="/", made=timezone.now(), is_open=True, reads_all=True
    )
    workbook = Filled(content)
    workbook.fill(QUESTION, "Nobody could know.", "explanation")
    return workbook.content
