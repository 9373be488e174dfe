"""Requests of those who check submissions, and remarks on answers, complete and valid."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.roles import Role
from countries.models import CountryTeam
from surveys.choices import State
from surveys.evidence import add_evidence
from surveys.models import Comment, EvidenceFile, Submission
from surveys.remarks import item_of
from tests.permission_matrix import Line
from tests.work import another, submission

YEAR, QUESTION = 2022, "communications-strategy"
TEAMS = {"own": "KEN", "other's": "FJI", "missing": "XXX"}  # the demonstration's office, one in another region, none
MISSING_ID, MISSING_KEY = 999_999_999, "0" * 40
ADDRESSES = {f"surveys:{name}" for name in ("review", "reviewed", "comments", "comment", "evidence", "evidence_file")}
PDF = b"%PDF-1.7\n%%EOF\n"


def make_remarks() -> None:
    """A comment and a file on an answer of each team."""
    for code in (TEAMS["own"], TEAMS["other's"]):
        row = submission(f"{YEAR}/{code}")
        item = item_of(row, QUESTION)
        assert item is not None
        Comment.objects.create(submission=row, item=item, text="Is it new?", at=timezone.now())
        editor = another(Role.OFFICE_EDITOR, f"files.{code}@example.org", team=CountryTeam.objects.get(code=code))
        add_evidence(row, QUESTION, SimpleUploadedFile("plan.pdf", PDF), by=editor)


def is_of_review(line: Line) -> bool:
    """Whether the line's address is one of the review, of comments or of files."""
    return line.address in ADDRESSES


def address_of(line: Line, method: str) -> tuple[dict[str, Any], str]:
    """What varies in the address: its parts, and the query."""
    name, code = line.address.partition(":")[2], TEAMS[line.object]
    if name == "review":
        return {}, "?year=2031" if (line.object, method) == ("missing", "GET") else f"?year={YEAR}"
    parts: dict[str, Any] = {"year": YEAR, "respondent": code}
    rows: dict[str, Any] = {"submission__questionnaire__year": YEAR, "submission__code": code}
    if name == "comment":
        comment = Comment.objects.filter(**rows).first()
        parts["number"] = comment.pk if comment else MISSING_ID
    if name == "evidence_file":
        file = EvidenceFile.objects.filter(**rows).first()
        parts["key"] = file.key if file else MISSING_KEY
    return parts, ""


def posted_to(line: Line) -> dict[str, Any]:
    """What the page's form sends. What is to be endorsed has been handed in."""
    name, code = line.address.partition(":")[2], TEAMS[line.object]
    row = Submission.objects.filter(questionnaire__year=YEAR, code=code).first()
    if name in ("review", "reviewed"):
        Submission.objects.filter(questionnaire__year=YEAR, code=code).update(state=State.SUBMITTED)
    pk, version = (row.pk, row.version) if row else (MISSING_ID, 1)
    said: dict[str, dict[str, Any]] = {
        "review": {"do": "endorse", "row": pk, "version": version},
        "reviewed": {"do": "endorse", "version": version},
        "comments": {"question": QUESTION, "text": "Is it the new one?"},
        "comment": {"do": "reply", "text": "It is.", "version": 1},
        "evidence": {"question": QUESTION, "file": SimpleUploadedFile("plan.pdf", PDF)},
    }
    return said.get(name, {})
