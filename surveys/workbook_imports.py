"""What the questionnaire's workbook changes, question by question, and putting the chosen changes into the draft.

Three things are compared: what was written into the file, what the file says now, and what is stored now. Only cells
that were changed in the file count. Each change goes through `surveys.actions.save_answer`, as at every door.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import Invalid, Refusal
from surveys.actions import save_answer
from surveys.asked import Asked
from surveys.forms import LABELS, AnswerForm, fingerprints, texts_of
from surveys.models import Answer, Submission
from surveys.section import shown_text
from surveys.validation import AnswerEntry, checked
from surveys.words import question_text
from surveys.workbook import open_fields, template_of
from surveys.workbook_cells import FiledField, fields_of, rows_of
from surveys.workbook_reading import LeftOut, LockedCell, read_workbook
from surveys.workbook_words import HEADINGS


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell that says something else than what is stored; parts for reading. `downloaded` is what it said at first."""

    address: str
    label: Any
    downloaded: list[Any]
    now: list[Any]
    mine: list[Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What the file changes in the answer to a question, over the version that was compared.

    `is_conflict`: somebody changed the answer since the file was made. `takes_away`: what is stored would be gone.
    """

    answer: Answer
    entry: AnswerEntry
    differences: list[CellDifference]
    is_conflict: bool
    takes_away: bool

    @property
    def code(self) -> str:
        return self.answer.item.question.code

    @property
    def question(self) -> Any:
        return question_text(self.answer.item.wording)

    @property
    def is_offered(self) -> bool:
        """Whether it is ticked beforehand: nothing of anybody is lost with it."""
        return not (self.is_conflict or self.takes_away)


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """A cell that is not taken: what it says, and the rule. `question` is "" for cells of no question."""

    address: str
    question: Any
    label: Any
    typed: str
    sentence: Any


@dataclass(slots=True)
class Compared:
    """What becomes of an uploaded workbook, before anybody confirms it. `missing`: questions that it has no row of."""

    changes: list[Change] = field(default_factory=list)
    refused: list[RefusedCell] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    missing: list[Any] = field(default_factory=list)

    @property
    def differences(self) -> int:
        """How many cells say something else than what is stored, and can be taken."""
        return sum(len(change.differences) for change in self.changes)


@dataclass(frozen=True, slots=True)
class PutIntoDraft:
    """How many answers were put into the draft, and what was refused then: sentences by question code."""

    saved: int
    refused: dict[str, list[Any]]


def compare(content: bytes, submission: Submission, asked: Sequence[Asked]) -> Compared:
    """What the file changes. Nothing is written. Raises SpreadsheetRefused."""
    filed = read_workbook(content, submission, template_of(submission, asked))
    texts = {row.code: question_text(row.wording) for row in asked}
    strange = {cell.code for cell in filed.locked if cell.column == "question"}
    found = Compared(left_out=filed.left_out, refused=[_locked(cell, texts) for cell in filed.locked])
    missing = {line.code for line in filed.missing}
    for row in asked:
        rows = rows_of(row, filed)
        if row.code in missing or not rows:
            found.missing.append(texts[row.code])
            continue
        downloaded = rows[0].line.version
        result = _Question(row, fields_of(row, filed), downloaded, is_strange=row.code in strange).compared()
        if isinstance(result, Change):
            found.changes.append(result)
        else:
            found.refused += result
    return found


@transaction.atomic
def put_into_draft(changes: Iterable[Change], chosen: Mapping[str, int], *, by: User) -> PutIntoDraft:
    """Save the chosen changes: question codes with the versions of the answers that were seen. Others are untouched.

    What is refused does not hold up the rest.
    """
    saved: int = 0
    refused: dict[str, list[Any]] = {}
    for change in changes:
        if change.code not in chosen:
            continue
        try:
            save_answer(change.answer, change.entry, by=by, seen=chosen[change.code])
            saved += 1
        except Refusal as refusal:
            refused[change.code] = refusal.sentences
    return PutIntoDraft(saved, refused)


def _locked(cell: LockedCell, texts: Mapping[str, Any]) -> RefusedCell:
    said = _("This cell is locked. It said: “%(written)s”.") if cell.written else _("This cell is locked, and empty.")
    sentence = said % {"written": Truncator(cell.written).chars(80)}
    return RefusedCell(cell.address, texts.get(cell.code, ""), HEADINGS[cell.column], cell.found, sentence)


class _Question:
    """One question of the file, compared with what is stored; `fields` are those that could be filled in."""

    def __init__(self, row: Asked, fields: list[FiledField], downloaded: int, *, is_strange: bool) -> None:
        self.row, self.fields, self.downloaded, self.is_strange = row, fields, downloaded, is_strange
        self.now = texts_of(row.answer, row.wording.type)
        self.open = open_fields(row) if row.answer.submission.takes_answers else ()

    def compared(self) -> Change | list[RefusedCell]:
        """The change, or what is refused; [] where the file says what is stored, whoever stored it."""
        touched = [each for each in self.fields if each.is_touched]
        texts = self.now | {each.name: each.text for each in touched}
        form = AnswerForm(self.row, texts, self.row.answer.version, fingerprints(self.now))
        faulty = [each for each in touched if each.fault is not None]
        if not form.touched and not faulty:
            return []
        if self.is_strange:
            said = _("The question in this row was changed, so it is not certain what is answered here.")
            return [self._refusal(each, said) for each in touched]
        if faulty:
            return [self._refusal(each, each.fault) for each in faulty]
        try:
            entry = form.entry()
            return self._change(entry, texts_of(Answer(**checked(entry, self.row.wording)), self.row.wording.type))
        except Invalid as refusal:
            return [self._refusal(*pair) for pair in self._by_field(refusal, touched[0])]

    def _change(self, entry: AnswerEntry, kept: Mapping[str, str]) -> Change | list[RefusedCell]:
        """`kept` are the texts of the answer as it would be stored."""
        touched = [each for each in self.fields if each.is_touched]
        if lost := [each for each in touched if each.name == "reason" and each.text and not kept["reason"]]:
            said = _("Choose in the cell before it why there is no answer: a reason alone is not kept.")
            return [self._refusal(each, said) for each in lost]
        different = [each for each in touched if kept[each.name] != self.now[each.name]]
        if locked := [each for each in different if each.name not in self.open]:
            return [self._refusal(each, _("This answer is locked now.")) for each in locked]
        if not different:
            return []
        is_changed_since = any(each.written != self.now[each.name] for each in self.fields)
        return Change(
            answer=self.row.answer,
            entry=entry,
            differences=[self._difference(each, kept) for each in different],
            is_conflict=is_changed_since and self.row.answer.version != self.downloaded,
            takes_away=_has_answer(self.now) > _has_answer(kept)
            or bool(self.now["explanation"]) > bool(kept["explanation"]),
        )

    def _difference(self, each: FiledField, kept: Mapping[str, str]) -> CellDifference:
        said = (
            shown_text(self.row.wording, each.name, text)
            for text in (each.written, self.now[each.name], kept[each.name])
        )
        return CellDifference(each.address, LABELS[each.name], *said)

    def _by_field(self, refusal: Invalid, first: FiledField) -> Iterable[tuple[FiledField, Any]]:
        """What was refused, each beside the field that it is about."""
        fields = {each.name: each for each in self.fields}
        for name, sentences in refusal.errors.items():
            for sentence in sentences:
                yield fields.get(name.removeprefix("is_"), first), sentence

    def _refusal(self, each: FiledField, sentence: Any) -> RefusedCell:
        return RefusedCell(each.address, question_text(self.row.wording), LABELS[each.name], each.typed, sentence)


def _has_answer(texts: Mapping[str, str]) -> bool:
    """Whether something is answered, or it is said why nothing is."""
    return bool(texts["answer"] or texts["status"])
