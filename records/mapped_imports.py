"""Files of records read by saved mappings: the mappings kept, and the jobs' work."""

from django.db import transaction

from accounts.models import User
from activity.changes import change_row, create_row
from common.mapped_files import MappedFile, Reading, read_mapped_file
from common.mappings import ColumnMapping
from common.refusals import Invalid
from common.spreadsheets import SpreadsheetRefused
from jobs.checked_files import CHANGED, REFUSED, Found, Line, run_check, run_import
from jobs.claims import Claim
from records.cells import cells
from records.kinds import Kind, kind_named
from records.mapped import RowFault, Taken, take_records
from records.models import RecordMapping
from records.permissions import require

VERB = "records.mapping"


@transaction.atomic
def save_mapping(
    mapping: RecordMapping | None, kind: str, name: str, reading: Reading, *, by: User, seen: int | None
) -> RecordMapping:
    """Keep how a file is read: in `mapping` over the version that was seen, or in a new one. Raises Invalid."""
    require("records.save_mapping", by)
    values = {"name": name, **reading.as_columns()}
    if mapping is None:
        new = RecordMapping(kind=kind_named(kind).code)
        return create_row(new, values, by=by, verb=f"{VERB}.created", target=mapping_target)
    return change_row(mapping, values, by=by, verb=f"{VERB}.changed", target=mapping_target, seen=seen)


def mapping_target(mapping: ColumnMapping) -> str:
    """How the log names a mapping."""
    return f"record mapping {mapping.pk}"


def check_file(claim: Claim) -> None:
    """What a file would add, as a job."""
    run_check(claim, lambda: _work(claim))


def import_file(claim: Claim) -> None:
    """A file that was checked, taken over as a job."""
    run_import(claim, lambda: _work(claim))


def _work(claim: Claim) -> Found:
    """Read the file and add its records, within the caller's transaction."""
    assert claim.by is not None, "people import"
    claim.step("reading")
    kind = kind_named(claim.arguments["kind"])
    reading = Reading(claim.arguments["columns"], claim.arguments["words"])
    try:
        file = read_mapped_file(claim.given())
    except SpreadsheetRefused as error:
        raise Invalid({"file": [str(error)]}, str(error)) from error
    taken = take_records(
        file, reading, kind=kind, by=claim.by, step=lambda done, total: claim.step("taking", done, total)
    )
    return Found(
        rows=len(file.rows),
        same=len(taken.standing),
        lines=[*(_of_fault(file, fault) for fault in taken.faults), *_of_added(kind, taken)],
        seen=list(taken.standing),
    )


def _of_fault(file: MappedFile, fault: RowFault) -> Line:
    cell = file.address(fault.row, fault.heading) if fault.heading else ""
    return Line(fault.row.number, cell, fault.heading, fault.team, "", REFUSED, why=str(fault.sentence))


def _of_added(kind: Kind, taken: Taken) -> list[Line]:
    lines = []
    for row, record in taken.added:
        said = "; ".join(text for text in cells(record, kind.fields) if text)
        lines.append(Line(row.number, "", "", record.team.code, str(kind.one), CHANGED, after=said))
    return lines
