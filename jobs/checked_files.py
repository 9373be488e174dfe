"""Files that are checked first, and then taken over just as they were checked.

The check is the import itself, undone at its end. What it found has a fingerprint; taking over is a job of its own with
the same file and that fingerprint, and keeps nothing where it finds anything else. What was found row by row stands in
the job's file, which is its owner's alone, and not in its report.
"""

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field, fields
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from common.canonical import sha256, to_text
from common.csv_rows import csv_chunks
from common.refusals import Invalid, Missing, WrongState
from common.spreadsheets import MAX_ROWS, XLSX_TYPE, read_csv
from jobs.actions import ask_for_job
from jobs.claims import Claim
from jobs.files import EXPIRED, Content, result_for
from jobs.models import Job, JobFile, Purpose, State

STEPS = {
    "reading": gettext_lazy("reading the file"),
    "taking": gettext_lazy("going through its rows"),
    "writing": gettext_lazy("writing what was found"),
}
MOST_CHANGES = MAX_ROWS  # as many lines as a file may have that is read back
MOST_SHOWN = 100
CHANGED, REFUSED = "changed", "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of a place in a file: `whose` answer or record, to `what`; changed from `before`, or refused."""

    row: int
    cell: str
    heading: str
    whose: str
    what: str
    outcome: str
    before: str = ""
    after: str = ""
    why: str = ""


HEADER = tuple(column.name for column in fields(Line))


@dataclass(slots=True)
class Found:
    """What becomes of a file: how many rows it has, what changes and what is refused, how many say what is there.

    `seen` is what the changes rest on, such as versions, in the types that `common.canonical` knows.
    """

    rows: int
    same: int = 0
    lines: list[Line] = field(default_factory=list)
    seen: list[Any] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        said = [line.outcome for line in self.lines]
        return {"rows": self.rows, "same": self.same, **{name: said.count(name) for name in (CHANGED, REFUSED)}}

    @property
    def fingerprint(self) -> str:
        """The hash of all that was found."""
        lines = [[str(part) for part in astuple(line)] for line in self.lines]
        return sha256(to_text([self.rows, self.same, lines, self.seen]))


def run_check(claim: Claim, work: Callable[[], Found]) -> None:
    """Do the work, undo it, and say what it found."""
    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    claim.step("writing")
    if found.counts[CHANGED] > MOST_CHANGES:
        raise Invalid({"file": [_("At most %(most)s changes at a time.") % {"most": MOST_CHANGES}]})
    with transaction.atomic():
        claim.finish(report=_report(found, _would(found)), file=_as_file(found, "check"))


def run_import(claim: Claim, work: Callable[[], Found]) -> None:
    """Do the work and keep all of it, where it finds just what the check had found; else nothing."""
    with transaction.atomic():
        found = work()
        if found.fingerprint != claim.arguments["seen"]:
            raise WrongState(
                _("Since the file was checked, something has changed. Nothing was taken over. Check it again.")
            )
        claim.step("writing")
        claim.finish(report=_report(found, _did(found)), file=_as_file(found, "import"))


def ask_to_check(kind: str, arguments: Mapping[str, Any], content: bytes, *, by: User) -> Job:
    """Have a file checked. The room that calls this has checked who may."""
    return ask_for_job(kind, arguments, by=by, given=_given(content))


def ask_to_import(kind: str, checked: Job, *, by: User) -> Job:
    """Have a checked file taken over, once. Raises WrongState where there is nothing to be taken, Invalid."""
    if not may_be_imported(checked):
        raise WrongState(_("Only a file that was checked, and has changes and no faults, is taken over."))
    arguments = {**checked.arguments, "seen": checked.report["fingerprint"]}
    given = _given(given_to(checked))
    return ask_for_job(kind, arguments, by=by, unique=f"{kind}/{checked.key}", given=given)


def may_be_imported(job: Job) -> bool:
    """Whether a check found changes and no faults."""
    counts = job.report.get("counts", {})
    return job.state == State.DONE and bool(counts.get(CHANGED)) and not counts.get(REFUSED)


def given_to(job: Job) -> bytes:
    """The file that a job was given. Raises Invalid once it is no longer kept."""
    row = JobFile.objects.filter(job=job, purpose=Purpose.GIVEN).first()
    if row is None:
        raise Invalid({"file": [EXPIRED]}, EXPIRED)
    return bytes(row.content)


def lines_of(job: Job, user: User) -> dict[str, list[Line]]:
    """The first lines of what a job found, by outcome, for its owner; {} where they are no longer kept."""
    try:
        _header, *rows = read_csv(bytes(result_for(user, job.key).content))
    except Missing:
        return {}
    shown: dict[str, list[Line]] = {CHANGED: [], REFUSED: []}
    for cells in rows:
        number, *texts = ("" if cell is None else str(cell) for cell in cells)
        line = Line(int(number), *texts)
        if len(shown[line.outcome]) < MOST_SHOWN:
            shown[line.outcome].append(line)
    return shown


def _given(content: bytes) -> Content:
    if content.startswith(b"PK"):
        return Content("file.xlsx", XLSX_TYPE, content)
    return Content("file.csv", "text/csv", content)


def _as_file(found: Found, name: str) -> Content:
    refused_first = sorted(found.lines, key=lambda line: line.outcome != REFUSED)
    rows = (astuple(line) for line in refused_first[:MOST_CHANGES])
    return Content(f"{name}.csv", "text/csv", b"".join(csv_chunks(HEADER, rows)))


def _report(found: Found, said: list[str]) -> dict[str, Any]:
    return {"said": said, "counts": found.counts, "fingerprint": found.fingerprint}


def _would(found: Found) -> list[str]:
    counts = found.counts
    return [
        ngettext("%(number)s row was read.", "%(number)s rows were read.", counts["rows"]) % {"number": counts["rows"]},
        _("Would change: %(changed)s. There already: %(same)s. Refused: %(refused)s.") % counts,
        _("Nothing is taken over yet."),
    ]


def _did(found: Found) -> list[str]:
    return [_("Changed: %(changed)s. There already: %(same)s.") % found.counts]
