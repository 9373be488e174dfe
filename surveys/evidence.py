"""Files that bear an answer out: looked into before they are kept, under a random name, and never deleted.

What a file is follows from its content alone. The few kinds that offices send are told by their first bytes, and
workbooks and documents by what their archive holds; a library that knows hundreds of kinds would let in more, and
tells a document from any other archive no better.
"""

import hashlib
import io
import secrets
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activity.actions import lock_head, record
from common.names import NameRefused, clean_name
from common.refusals import Invalid, Missing, Refusal, WrongState
from surveys.actions import may_be_written, said_of
from surveys.models import Answer, EvidenceFile, Submission
from surveys.permissions import require

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10  # on one question
MOST_NAME = 120  # characters of a name that are kept
MOST_ENTRIES = 10_000  # of an archive; only its directory is read, nothing is unpacked

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg"), DOCX: (".docx",), XLSX: (".xlsx",)}
_SIGNATURES = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
_ARCHIVE = b"PK\x03\x04"
_MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}


class Damaged(Refusal):
    """A stored file that is not what was added; it is not handed out."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "damaged"
    title: ClassVar[Any] = gettext_lazy("The stored file is not what was added, and is not handed out.")


@transaction.atomic
def add_evidence(submission: Submission, question: str, uploaded: File, *, by: User) -> EvidenceFile:
    """Keep a file with an answer, for whoever may change that answer now.

    Raises Invalid for what is too large, too much, or none of the kinds in ENDINGS, whatever its name says.
    """
    require("surveys.save_answer", by, submission)
    content, content_type = _checked_content(uploaded)
    name = _checked_name(uploaded.name or "", content_type)
    answer = _answer(submission, question)
    if answer is None:
        raise Invalid({"question": [_("There is no question “%(code)s” in this questionnaire.") % {"code": question}]})
    present = _open(answer)
    if EvidenceFile.objects.filter(submission=present, item=answer.item, withdrawn_at=None).count() >= MOST_FILES:
        raise Invalid({"file": [_("At most %(number)s files on one question.") % {"number": MOST_FILES}]})
    row = EvidenceFile.objects.create(
        submission=present,
        item=answer.item,
        key=secrets.token_hex(20),
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=_digest(content),
        at=timezone.now(),
        by=by,
    )
    _write(_path(row), content)
    said = {"name": row.name, "type": row.content_type, "bytes": row.size, "file_sha256": row.sha256}
    _record("added", row, by=by, said=said)
    return row


@transaction.atomic
def withdraw_evidence(row: EvidenceFile, *, by: User) -> EvidenceFile:
    """Take a file off its answer. It is kept, and from now on nobody gets it."""
    require("surveys.save_answer", by, row.submission)
    answer = _answer(row.submission, row.item.question.code)
    assert answer is not None, "every question has its answer from the start"
    _open(answer)
    if not EvidenceFile.objects.filter(pk=row.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise WrongState(_("This file has been withdrawn already."))
    withdrawn = EvidenceFile.objects.select_related("item__question", "submission__questionnaire").get(pk=row.pk)
    _record("withdrawn", row, by=by, said={"name": row.name})
    return withdrawn


def content_of(row: EvidenceFile) -> bytes:
    """The bytes of a file, as they were added. Raises Missing where it was withdrawn, Damaged where they differ."""
    if row.withdrawn_at is not None:
        raise Missing
    try:
        content = _path(row).read_bytes()
    except OSError as error:
        raise Damaged from error
    if _digest(content) != row.sha256:
        raise Damaged
    return content


def files_of(submission: Submission) -> dict[int, list[EvidenceFile]]:
    """The files with the answers of a submission, by item, the oldest first; in one query."""
    found: dict[int, list[EvidenceFile]] = defaultdict(list)
    rows = EvidenceFile.objects.filter(submission=submission, withdrawn_at=None)
    for row in rows.select_related("by").order_by("at", "pk"):
        found[row.item_id].append(row)
    return found


def type_of(content: bytes) -> str | None:
    """What a file is by its content; None for what is not kept."""
    for signature, content_type in _SIGNATURES.items():
        if content.startswith(signature):
            return content_type
    return _type_of_archive(content) if content.startswith(_ARCHIVE) else None


def _type_of_archive(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if len(names) > MOST_ENTRIES or "[Content_Types].xml" not in names:
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):  # it brings programs along
        return None
    kinds = [content_type for part, content_type in _MAIN_PARTS.items() if part in names]
    return kinds[0] if len(kinds) == 1 else None


def _checked_content(uploaded: File) -> tuple[bytes, str]:
    """The bytes of a file, and what it is by them. Raises Invalid."""
    if uploaded.size > MOST_BYTES:
        raise Invalid({"file": [_("At most %(number)s MB.") % {"number": MOST_BYTES // 1024**2}]})
    uploaded.seek(0)
    content: bytes = uploaded.read(MOST_BYTES + 1)
    if not content:
        raise Invalid({"file": [_("The file is empty.")]})
    content_type = type_of(content)
    if content_type is None:
        raise Invalid(
            {"file": [_("It has to be a PDF, a picture (PNG or JPEG), a Word document or an Excel workbook.")]}
        )
    return content, content_type


def _checked_name(name: str, content_type: str) -> str:
    """The last part of a name, with an ending that says what the file is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    try:
        cleaned = clean_name(last).strip(". ")
    except NameRefused as error:
        raise Invalid({"file": [error.message]}) from error
    endings = ENDINGS[content_type]
    stem, dot, ending = cleaned.rpartition(".")
    if dot and f".{ending.lower()}" in endings:
        return f"{stem[:MOST_NAME]}.{ending}"
    return f"{cleaned[:MOST_NAME] or 'evidence'}{endings[0]}"


def _answer(submission: Submission, question: str) -> Answer | None:
    found: Answer | None = Answer.objects.filter(submission=submission).to_questions([question]).in_order().first()
    return found


def _open(answer: Answer) -> Submission:
    """The submission, which nobody else changes until the transaction ends. Raises WrongState where it is locked."""
    lock_head()
    present = Submission.objects.with_respondents().get(pk=answer.submission_id)
    current = Answer.objects.get(pk=answer.pk)
    if not may_be_written(current, present):
        raise WrongState(_("This answer is locked."))
    if not present.takes_answers:
        raise WrongState(_("This questionnaire is not open."))
    return present


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _path(row: EvidenceFile) -> Path:
    folder = Path(settings.EVIDENCE_DIR or settings.VAR_DIR / "evidence")
    return folder / row.key[:2] / row.key


def _write(path: Path, content: bytes) -> None:
    """Write a new file, readable by this program alone. What a failed action leaves behind, no row leads to."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)


def _record(verb: str, row: EvidenceFile, *, by: User, said: dict[str, Any]) -> None:
    target = f"evidence {row.submission.key}/{row.item.question.code}/{row.key}"
    record(f"surveys.evidence.{verb}", target, by=by, data=said_of(row.item, said))
