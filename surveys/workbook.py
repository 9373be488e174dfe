"""A submission as a workbook to be filled in without a connection: a sheet for each section, a row for each question.

A hidden sheet repeats every row as it was written, with the version of its answer and a seal. So the file tells by
itself what was changed in it, over what; `surveys.workbook_reading` takes it back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.utils.translation import get_language_bidi

from common.canonical import sha256, to_text
from common.file_rows import plainly
from common.fillable import FillableSheet, Kind, Open, Place, sheet_name, write_fillable
from common.spreadsheets import Cell
from common.statuses import NEEDS_REASON
from common.translated import reader_language
from surveys.asked import Asked
from surveys.choices import Type
from surveys.deadlines import due_day
from surveys.forms import texts_of
from surveys.models import Section, Submission
from surveys.permissions import is_confidential
from surveys.words import question_text, title_of
from surveys.workbook_words import (
    HEADINGS,
    choice_words,
    due_words,
    given_words,
    help_words,
    how_words,
    instructions,
    last_words,
    mark_choices,
    mark_words,
    status_words,
    yes_word,
)

FORMAT, LAYOUT = "answers of a questionnaire", "1"  # another number for another arrangement of the cells
KEYS = "keys"
COLUMNS = ("key", "question", "help", "how", "last", "unchanged", "answer", "status", "reason", "explanation")
FIELDS = ("unchanged", "answer", "status", "reason", "explanation")
WIDTHS = (2, 46, 40, 30, 24, 14, 26, 18, 30, 30)
TITLE, HEADING = "#title", "#heading"  # the keys of a sheet's first two rows; no code has this sign
_INSTRUCTIONS_WIDTHS = (24, 100)


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it was written: `cells` are texts as they read back, after the key; `open` the columns to be filled in.

    `key` is a question's code, or `code/choice` for a choice of several. `row` counts from 1.
    """

    sheet: str
    row: int
    key: str
    version: int
    open: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.key.partition("/")[0]

    @property
    def choice(self) -> str:
        """The code of the choice that the row is for; "" where it is for the question itself."""
        return self.key.partition("/")[2]

    def texts(self) -> list[str]:
        """The row of the hidden sheet, without its seal."""
        return [self.sheet, str(self.row), self.key, str(self.version), " ".join(self.open), *self.cells]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a workbook is of: the first row of the hidden sheet."""

    year: str
    respondent: str
    template: str
    language: str
    made: str

    def texts(self) -> list[str]:
        return [FORMAT, LAYOUT, self.year, self.respondent, self.template, self.language, self.made]

    def seal(self, texts: Sequence[str]) -> str:
        """What nobody else can write beside these texts in this workbook."""
        return Signer(salt="surveys.workbook").signature(self._sealed(texts))

    def is_sealed(self, texts: Sequence[str], seal: str) -> bool:
        """Whether these texts are as they were written; under an older key of the installation, too."""
        try:
            Signer(salt="surveys.workbook").unsign(f"{self._sealed(texts)}:{seal}")
        except BadSignature:
            return False
        return True

    def _sealed(self, texts: Sequence[str]) -> str:
        return to_text([self.texts(), list(texts)])


@dataclass(frozen=True, slots=True)
class _Row:
    """A row to be written: its key, its answer's version, and the cells after the key."""

    key: str
    version: int
    places: tuple[Place, ...]


def template_of(submission: Submission, asked: Iterable[Asked]) -> str:
    """The hash of what a workbook's cells stand for: the questionnaire, its questions in their wordings, the layout."""
    items = [row.answer.item for row in asked]
    said = [[item.section.code, item.question.code, str(item.wording_id), str(item.wording.version)] for item in items]
    return sha256(to_text([LAYOUT, str(submission.questionnaire_id), str(submission.pk), said]))


def write_workbook(
    submission: Submission,
    asked: list[Asked],
    *,
    name: str,
    address: str,
    made: datetime,
    is_open: bool,
    reads_all: bool,
) -> bytes:
    """The workbook in the reader's language.

    `name` is the respondent's, `address` the page that takes the file back. `is_open`: the reader may answer now.
    """
    origin = Origin(
        str(submission.questionnaire.year_id),
        submission.code,
        template_of(submission, asked),
        reader_language(),
        made.isoformat(timespec="seconds"),
    )
    guide = instructions(submission, name=name, address=address, made=made)
    guide_name = sheet_name(guide[0][0], [KEYS])
    sheets = [
        FillableSheet(
            guide_name,
            [[Place(text, is_strong=column == 0) for column, text in enumerate(texts)] for texts in guide],
            _INSTRUCTIONS_WIDTHS,
        )
    ]
    lines: list[Line] = []
    for section, rows in _sections(asked):
        number = len(sheets)
        title = sheet_name(f"{number}. {title_of(section)}", [KEYS, *(sheet.name for sheet in sheets)])
        written = [*_head(submission, section), *_rows(rows, asked, is_open=is_open, reads_all=reads_all)]
        places = [[Place(row.key), *row.places] for row in written]
        sheets.append(FillableSheet(title, places, WIDTHS, frozen=(2, 2), hidden_columns=(0,)))
        lines += [_line(title, place, row) for place, row in enumerate(written, 1)]
    return write_fillable([*sheets, _keys(origin, lines)], created=made, right_to_left=get_language_bidi())


def _keys(origin: Origin, lines: Iterable[Line]) -> FillableSheet:
    sealed = [[*texts, origin.seal(texts)] for texts in ([], *(line.texts() for line in lines))]
    sealed[0] = [*origin.texts(), *sealed[0]]
    return FillableSheet(KEYS, [[Place(text) for text in texts] for texts in sealed], is_hidden=True)


def _line(sheet: str, place: int, row: _Row) -> Line:
    opened = tuple(name for name, cell in zip(COLUMNS[1:], row.places, strict=True) if cell.open)
    cells = tuple(plainly(cell.value) for cell in row.places)
    return Line(sheet, place, row.key, row.version, opened, cells)


def _sections(asked: Iterable[Asked]) -> list[tuple[Section, list[Asked]]]:
    found: dict[int, tuple[Section, list[Asked]]] = {}
    for row in asked:
        section = row.answer.item.section
        found.setdefault(section.pk, (section, []))[1].append(row)
    return list(found.values())


def _head(submission: Submission, section: Section) -> list[_Row]:
    title = Place(str(title_of(section)), is_strong=True)
    due = Place(due_words(due_day(submission, section), submission.questionnaire.zone))
    blank = [Place() for _ in COLUMNS[3:]]
    headings = tuple(Place(str(HEADINGS[name]), is_strong=True) for name in COLUMNS[1:])
    return [_Row(TITLE, 0, (title, due, *blank)), _Row(HEADING, 0, headings)]


def _rows(rows: Iterable[Asked], asked: list[Asked], *, is_open: bool, reads_all: bool) -> list[_Row]:
    items = [row.answer.item for row in asked]
    written = []
    for row in rows:
        is_hidden = not reads_all and is_confidential(row.answer.item)
        opened = open_fields(row) if is_open and not is_hidden else ()
        shown: dict[str, Cell] = {"answer": given_words(row, is_hidden=True)} if is_hidden else _given(row, opened)
        before: dict[str, Cell] = {
            "question": str(question_text(row.wording)),
            "help": help_words(row.wording),
            "how": how_words(row, items, is_locked=not opened),
            "last": "" if is_hidden else last_words(row),
        }
        written.append(_row(row, row.code, before | shown, opened))
        if row.wording.type == Type.MULTIPLE and "answer" in opened:
            written += _choice_rows(row)
    return written


def open_fields(row: Asked) -> tuple[str, ...]:
    """The fields of a question that can be filled in by those who answer, as it stands today."""
    if not (row.is_open and row.is_typed):
        return ()
    if row.is_from_records:
        return ("explanation",)
    return FIELDS if row.can_be_confirmed or row.answer.is_unchanged else FIELDS[1:]


def _row(row: Asked, key: str, texts: dict[str, Cell], opened: Sequence[str]) -> _Row:
    is_choice = key != row.code
    is_spread = row.wording.type == Type.MULTIPLE and not is_choice  # answered in the rows below
    places = []
    for name in COLUMNS[1:]:
        cell = (
            _opened(name, row, is_mark=is_choice) if name in opened and not (is_spread and name == "answer") else None
        )
        places.append(Place(texts.get(name), cell, is_strong=name == "question" and not is_choice))
    return _Row(key, row.answer.version, tuple(places))


def _choice_rows(row: Asked) -> list[_Row]:
    """A row for each choice of several, and for none of them, each to be marked."""
    chosen = texts_of(row.answer, row.wording.type)["answer"].split()
    return [
        _row(
            row,
            f"{row.code}/{code}",
            {"question": f"– {words}", "answer": yes_word() if code in chosen else None},
            ("answer",),
        )
        for code, words in mark_choices(row.wording).items()
    ]


def _given(row: Asked, opened: Sequence[str]) -> dict[str, Cell]:
    """The cells of an answer: what is stored where it can be filled in, else what stands."""
    answer = row.answer if "answer" in opened else row.stands
    is_none = answer.status in NEEDS_REASON
    return {
        "unchanged": yes_word() if answer.is_unchanged else None,
        "answer": _answer(row) if "answer" in opened else given_words(row, is_hidden=False),
        "status": status_words()[answer.status] if is_none else None,
        "reason": answer.reason,
        "explanation": answer.explanation,
    }


def _answer(row: Asked) -> Cell:
    answer = row.answer
    match row.wording.type:
        case Type.MULTIPLE:
            return mark_words()
        case Type.NUMBER:
            return answer.number
        case Type.DATE:
            return answer.day
        case Type.TEXT:
            return answer.text
    return choice_words(row.wording).get(answer.choice, answer.choice)


def _opened(name: str, row: Asked, *, is_mark: bool) -> Open:
    if name == "unchanged" or is_mark:
        return Open(Kind.CHOICE, (yes_word(),))
    if name == "status":
        return Open(Kind.CHOICE, tuple(status_words().values()))
    if name == "answer":
        wording = row.wording
        match wording.type:
            case Type.NUMBER:
                return Open(Kind.NUMBER)
            case Type.DATE:
                return Open(Kind.DAY)
            case Type.TEXT:
                return Open(Kind.TEXT)
        return Open(Kind.CHOICE, tuple(choice_words(wording).values()))
    return Open(Kind.TEXT)
