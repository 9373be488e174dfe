"""Answers out of files: all of them or none, every fault named by its place.

Reading says what a file gives, answer by answer; taking puts it into the drafts. There are two ways to read: the long
form with a row for each answer, which is here, and somebody else's table read by a mapping (`surveys.mapped`). Both are
taken in one way, by the action that every door calls.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head
from common.days import read_day
from common.file_rows import plainly
from common.numbers import NumberRefused, read_number
from common.refusals import Invalid, Refusal
from common.spreadsheets import MAX_BYTES, SpreadsheetRefused, read_csv, read_xlsx
from common.statuses import WITH_VALUE, Status
from surveys.actions import save_answer
from surveys.choices import Respondent, Type
from surveys.models import Answer, QuestionVersion
from surveys.models.submissions import CONTENT
from surveys.validation import AnswerEntry, checked
from surveys.words import answer_parts, why_none

COLUMNS = ("respondent", "question", "status", "answer", "reason")


class AnswersRefused(ValueError):
    """A file of which nothing was taken over. `faults` are sentences, each with the number of its row."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file; `cell` and `heading` are "" where it is a row as a whole."""

    row: int
    cell: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that a file gives. `typed` is as the long form writes it; `status` None keeps that of a value."""

    place: Place
    respondent: str
    question: str
    status: str | None
    typed: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place, in a sentence."""

    place: Place
    sentence: Any
    respondent: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that becomes another one, in words; `version` is the one that it was saved over."""

    place: Place
    respondent: str
    question: str
    version: int
    before: str
    after: str


@dataclass(slots=True)
class Taken:
    """What becomes of the answers that a file gives; `same` counts those that are there already."""

    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    same: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows the file has, and how many of them changed an answer."""

    rows: int
    changed: int


def import_answers(
    content: bytes, *, year: int, respondent: str, by: User, is_workbook: bool = False, dry_run: bool = False
) -> Imported:
    """Save the answers of a file in the long form: `respondent` is the kind of who answers, `year` the reporting year.

    What equals an answer already changes nothing. `dry_run` tries everything and keeps nothing. Raises AnswersRefused.
    """
    given = read_long_form(content, is_workbook=is_workbook)
    with transaction.atomic():
        taken = take_answers(given, year=year, respondent=Respondent(respondent), by=by)
        if taken.faults:
            raise AnswersRefused([_at(fault.place.row, fault.sentence) for fault in taken.faults])
        if dry_run:
            transaction.set_rollback(True)
    return Imported(len(given), len(taken.changes))


def take_answers(
    given: Sequence[Given],
    *,
    year: int,
    respondent: Respondent,
    by: User,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> Taken:
    """Save what a file gives, within the caller's transaction, which undoes all of it where there are faults.

    `step` is told how many of how many are done. Raises AnswersRefused where nobody is asked.
    """
    lock_head()  # so that the versions read here are those that are written over
    present = _answers(year, respondent)
    if not present:
        raise AnswersRefused([_("No questionnaire of this respondent has been opened for %(year)s.") % {"year": year}])
    taken = Taken()
    for done, line in enumerate(given):
        step(done, len(given))
        try:
            if change := _take(line, present, by):
                taken.changes.append(change)
            else:
                taken.same += 1
        except Refusal as refusal:
            taken.faults += [Fault(line.place, sentence, line.respondent) for sentence in refusal.sentences]
    return taken


def read_long_form(content: bytes, *, is_workbook: bool) -> list[Given]:
    """The answers under the header; rows with nothing in them are left out. Raises AnswersRefused."""
    if len(content) > MAX_BYTES:
        raise AnswersRefused([_("The file is too large: at most %(size)s kB.") % {"size": MAX_BYTES // 1024}])
    try:
        table = read_xlsx(content) if is_workbook else read_csv(content)
    except SpreadsheetRefused as error:
        raise AnswersRefused([str(error)]) from error
    header = [plainly(cell) for cell in table[0]] if table else []
    if sorted(header) != sorted(COLUMNS):
        raise AnswersRefused([_("Its columns have to be: %(columns)s.") % {"columns": ", ".join(COLUMNS)}])
    rows = [
        _given(number, dict(zip(header, [plainly(cell) for cell in cells], strict=False)))
        for number, cells in enumerate(table[1:], 2)
        if any(cell is not None for cell in cells)
    ]
    if twice := list(_said_twice(rows)):
        raise AnswersRefused(twice)
    return rows


def _given(number: int, cells: dict[str, str]) -> Given:
    """A row of the long form, `number` counted with the header."""
    respondent, question, status, answer, reason = (cells.get(name, "") for name in COLUMNS)
    return Given(Place(number), respondent, question, status, answer, reason)


def _said_twice(rows: Iterable[Given]) -> Iterable[str]:
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        before = first.setdefault((row.respondent, row.question), row.place.row)
        if before != row.place.row:
            yield _at(row.place.row, _("It answers the same as row %(number)s.") % {"number": before})


def _take(line: Given, present: dict[tuple[str, str], Answer], by: User) -> Change | None:
    """Save the answer of a line; None where it is there already. Raises Refusal."""
    answer = present.get((line.respondent, line.question))
    if answer is None:
        raise Invalid({"question": [_("“%(respondent)s” is not asked “%(question)s”.") % _names(line)]})
    wording = answer.item.wording
    # What the file does not speak of stays as it is.
    entry = replace(_entry(line, answer), explanation=answer.explanation)
    columns = checked(entry, wording)
    if all(getattr(answer, name) == columns[name] for name in (*CONTENT, "reason")):
        return None
    saved = save_answer(answer, entry, by=by, seen=answer.version)
    said = _in_words(answer, wording), _in_words(saved, wording)
    return Change(line.place, line.respondent, line.question, answer.version, *said)


def _answers(year: int, respondent: Respondent) -> dict[tuple[str, str], Answer]:
    found = Answer.objects.filter(
        submission__questionnaire__year=year,
        submission__questionnaire__respondent=respondent,
        submission__questionnaire__opened_at__isnull=False,
    )
    rows = found.in_order().select_related("submission__questionnaire__year")
    return {(row.submission.code, row.item.question.code): row for row in rows}


def _entry(line: Given, answer: Answer) -> AnswerEntry:
    """The answer that a line gives. Raises Invalid."""
    status, wording = line.status, answer.item.wording
    if status is None:
        status = answer.status if answer.status in WITH_VALUE else Status.REPORTED
    entry = AnswerEntry(status, reason=line.reason)
    if not line.typed and wording.type != Type.MULTIPLE:
        return entry
    return _with_value(entry, line.typed, wording)


def _with_value(entry: AnswerEntry, typed: str, wording: QuestionVersion) -> AnswerEntry:
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


def _in_words(answer: Answer, wording: QuestionVersion) -> str:
    return ", ".join(str(part) for part in answer_parts(answer, wording)) or why_none(answer)


def _names(line: Given) -> dict[str, str]:
    return {"respondent": line.respondent, "question": line.question}


def _at(number: int, sentence: Any) -> str:
    return _("Row %(number)s: %(sentence)s") % {"number": number, "sentence": sentence}
