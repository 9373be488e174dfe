"""Files of answers read by saved mappings: who may import them, the mappings kept, and the jobs' work."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from activity.changes import change_row, create_row
from common.mapped_files import Reading, read_mapped_file
from common.mappings import ColumnMapping
from common.refusals import Invalid
from common.spreadsheets import SpreadsheetRefused
from jobs.checked_files import CHANGED, REFUSED, Found, Line, run_check, run_import
from jobs.claims import Claim
from surveys.choices import Respondent
from surveys.imports import AnswersRefused, Change, Fault, take_answers
from surveys.mapped import items_of, read_mapped_answers
from surveys.models import AnswerMapping, Item, Submission
from surveys.permissions import require_kind
from surveys.words import question_text, respondent_names

VERB = "surveys.mapping"


def kinds_entered_by(user: Any, year: int) -> dict[str, Any]:
    """The kinds of respondents with an open questionnaire of the year whose answers `user` gives, with their labels."""
    rows = Submission.objects.answered_by(user).filter(questionnaire__year=year, questionnaire__closed_at=None)
    found = set(rows.values_list("questionnaire__respondent", flat=True))
    return {kind.value: kind.label for kind in Respondent if kind in found}


@transaction.atomic
def save_mapping(
    mapping: AnswerMapping | None, kind: str, name: str, reading: Reading, *, by: User, seen: int | None
) -> AnswerMapping:
    """Keep how a file is read: in `mapping` over the version that was seen, or in a new one. Raises Invalid."""
    require_kind(by, kind)
    values = {"name": name, **reading.as_columns()}
    if mapping is None:
        return create_row(AnswerMapping(respondent=kind), values, by=by, verb=f"{VERB}.created", target=mapping_target)
    require_kind(by, mapping.respondent)
    return change_row(mapping, values, by=by, verb=f"{VERB}.changed", target=mapping_target, seen=seen)


def mapping_target(mapping: ColumnMapping) -> str:
    """How the log names a mapping."""
    return f"answer mapping {mapping.pk}"


def check_file(claim: Claim) -> None:
    """What a file would change, as a job."""
    run_check(claim, lambda: _work(claim))


def import_file(claim: Claim) -> None:
    """A file that was checked, taken over as a job."""
    run_import(claim, lambda: _work(claim))


def _work(claim: Claim) -> Found:
    """Read the file and take its answers, within the caller's transaction."""
    assert claim.by is not None, "people import"
    claim.step("reading")
    said = claim.arguments
    year, kind = int(said["year"]), Respondent(said["respondent"])
    require_kind(claim.by, kind)
    try:
        file = read_mapped_file(claim.given())
        reading = Reading(said["columns"], said["words"])
        given, faults = read_mapped_answers(file, reading, year=year, respondent=kind, by=claim.by)
        taken = take_answers(
            given,
            year=year,
            respondent=kind,
            by=claim.by,
            step=lambda done, total: claim.step("taking", done, total),
        )
    except (SpreadsheetRefused, AnswersRefused) as error:
        raise Invalid({"file": [str(error)]}, str(error)) from error
    words = _Words(year, kind)
    faults = sorted([*faults, *taken.faults], key=lambda fault: fault.place.row)
    return Found(
        rows=len(file.rows),
        same=taken.same,
        lines=[*map(words.of_fault, faults), *map(words.of_change, taken.changes)],
        seen=[change.version for change in taken.changes],
    )


class _Words:
    """What lines say of respondents and questions, in the reader's language."""

    def __init__(self, year: int, kind: Respondent) -> None:
        rows = list(
            Submission.objects.filter(questionnaire__year=year, questionnaire__respondent=kind).with_respondents()
        )
        names = respondent_names(rows)
        self.names: Mapping[str, str] = {row.code: f"{names[row.pk]} ({row.code})" for row in rows}
        self.items: Mapping[str, Item] = items_of(year, kind)

    def of_change(self, change: Change) -> Line:
        place = change.place
        whose, asked = self.names[change.respondent], str(question_text(self.items[change.question].wording))
        return Line(place.row, place.cell, place.heading, whose, asked, CHANGED, change.before, change.after)

    def of_fault(self, fault: Fault) -> Line:
        place, whose = fault.place, self.names.get(fault.respondent, fault.respondent)
        return Line(place.row, place.cell, place.heading, whose, "", REFUSED, why=str(fault.sentence))
