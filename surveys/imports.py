"""Answers of surveys that are not held here, out of a file: all of its rows or none, every fault named by its row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head
from common.days import read_day
from common.numbers import NumberRefused, as_typed, read_number
from common.refusals import Invalid, Refusal
from common.spreadsheets import MAX_BYTES, Cell, SpreadsheetRefused, read_csv, read_xlsx
from surveys.actions import save_answer
from surveys.choices import Type
from surveys.models import Answer, QuestionVersion
from surveys.validation import AnswerEntry, checked

COLUMNS = ("respondent", "question", "status", "answer", "reason")


class AnswersRefused(ValueError):
    """A file of which nothing was taken over. `faults` are sentences, each with the number of its row."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows the file has, and how many of them changed an answer."""

    rows: int
    changed: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the file: its number, counted with the header, and its cells in the order of COLUMNS."""

    number: int
    respondent: str
    question: str
    status: str
    answer: Cell
    reason: str


def import_answers(
    content: bytes, *, year: int, respondent: str, by: User, is_workbook: bool = False, dry_run: bool = False
) -> Imported:
    """Save the answers of a file: `respondent` is the kind of who answers, `year` the reporting year.

    What equals an answer already changes nothing. `dry_run` tries everything and keeps nothing. Raises AnswersRefused.
    """
    rows = _read(content, is_workbook=is_workbook)
    with transaction.atomic():
        lock_head()  # so that the versions read here are those that are written over
        present = _answers(year, respondent)
        if not present:
            raise AnswersRefused(
                [_("No questionnaire of this respondent has been opened for %(year)s.") % {"year": year}]
            )
        faults: list[str] = []
        changed = 0
        for row in rows:
            try:
                changed += _take(row, present, by)
            except Refusal as refusal:
                faults += [_at(row.number, sentence) for sentence in _sentences(refusal)]
        if faults:
            raise AnswersRefused(faults)
        if dry_run:
            transaction.set_rollback(True)
    return Imported(len(rows), changed)


def _take(row: _Row, present: dict[tuple[str, str], Answer], by: User) -> bool:
    """Save the row's answer; whether that changed it. Raises Refusal."""
    answer = present.get((row.respondent, row.question))
    if answer is None:
        raise Invalid({"question": [_("“%(respondent)s” is not asked “%(question)s”.") % _names(row)]})
    wording = answer.item.wording
    # What the file does not speak of stays as it is.
    entry = replace(_entry(row, wording), explanation=answer.explanation)
    if all(getattr(answer, name) == value for name, value in checked(entry, wording).items()):
        return False
    save_answer(answer, entry, by=by, seen=answer.version)
    return True


def _answers(year: int, respondent: str) -> dict[tuple[str, str], Answer]:
    found = Answer.objects.filter(
        submission__questionnaire__year=year,
        submission__questionnaire__respondent=respondent,
        submission__questionnaire__opened_at__isnull=False,
    )
    rows = found.in_order().select_related("submission__questionnaire__year")
    return {(row.submission.code, row.item.question.code): row for row in rows}


def _entry(row: _Row, wording: QuestionVersion) -> AnswerEntry:
    """The answer that a row gives. Raises Invalid."""
    entry = AnswerEntry(row.status, reason=row.reason)
    typed = _plainly(row.answer)
    if not typed and wording.type != Type.MULTIPLE:
        return entry
    match wording.type:
        case Type.NUMBER:
            try:
                return replace(entry, number=read_number(typed))
            except NumberRefused as error:
                raise Invalid({"answer": [error.message]}) from error
        case Type.TEXT:
            return replace(entry, text=typed)
        case Type.DATE:
            day = read_day(typed)
            if day is None:
                raise Invalid({"answer": [_("“%(typed)s” is not a day such as 2024-06-30.") % {"typed": typed}]})
            return replace(entry, day=day)
        case Type.MULTIPLE:
            return replace(entry, choices=typed.replace(",", " ").replace(";", " ").split())
    return replace(entry, choices=[typed])


def _read(content: bytes, *, is_workbook: bool) -> list[_Row]:
    """The rows under the header; rows with nothing in them are left out. Raises AnswersRefused."""
    if len(content) > MAX_BYTES:
        raise AnswersRefused([_("The file is too large: at most %(size)s kB.") % {"size": MAX_BYTES // 1024}])
    try:
        table = read_xlsx(content) if is_workbook else read_csv(content)
    except SpreadsheetRefused as error:
        raise AnswersRefused([str(error)]) from error
    header = [_plainly(cell) for cell in table[0]] if table else []
    if sorted(header) != sorted(COLUMNS):
        raise AnswersRefused([_("Its columns have to be: %(columns)s.") % {"columns": ", ".join(COLUMNS)}])
    rows = [
        _row(number, dict(zip(header, cells, strict=False)))
        for number, cells in enumerate(table[1:], 2)
        if any(cell is not None for cell in cells)
    ]
    if twice := list(_said_twice(rows)):
        raise AnswersRefused(twice)
    return rows


def _row(number: int, cells: dict[str, Cell]) -> _Row:
    texts = {name: _plainly(cells.get(name)) for name in COLUMNS if name != "answer"}
    return _Row(number=number, answer=cells.get("answer"), **texts)


def _said_twice(rows: Iterable[_Row]) -> Iterable[str]:
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        before = first.setdefault((row.respondent, row.question), row.number)
        if before != row.number:
            yield _at(row.number, _("It answers the same as row %(number)s.") % {"number": before})


def _plainly(cell: Cell) -> str:
    """A cell as somebody would type it."""
    match cell:
        case None:
            return ""
        case Decimal():
            return as_typed(cell)
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
    return str(cell).strip()


def _names(row: _Row) -> dict[str, str]:
    return {"respondent": row.respondent, "question": row.question}


def _sentences(refusal: Refusal) -> list[Any]:
    if isinstance(refusal, Invalid):
        return [sentence for sentences in refusal.errors.values() for sentence in sentences]
    return [refusal.detail]


def _at(number: int, sentence: Any) -> str:
    return _("Row %(number)s: %(sentence)s") % {"number": number, "sentence": sentence}
