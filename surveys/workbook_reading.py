"""The questionnaire's workbook as it comes back, held cell by cell against what was written into it.

What makes it another file (a sheet or heading that is gone, another questionnaire, changed keys) refuses all of it,
with the cell's address. A locked cell that was changed is refused by itself; what belongs to no question is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from django.utils.translation import gettext as _

from common.digits import read_digits
from common.file_rows import plainly
from common.fillable import address
from common.spreadsheets import Cell, SpreadsheetRefused, read_sheets
from surveys.models import Submission
from surveys.workbook import COLUMNS, FORMAT, HEADING, KEYS, LAYOUT, Line, Origin

_ORIGIN = ("format", "layout", "year", "respondent", "template", "language", "made")
_KEY_COLUMNS = 5 + len(COLUMNS) - 1  # of Line.texts, before the seal


@dataclass(frozen=True, slots=True)
class LockedCell:
    """A locked cell that says something else than what was written into it."""

    key: str
    column: str
    address: str
    written: str
    found: str

    @property
    def code(self) -> str:
        """The question's; nothing that a question has where it is a head of the sheet."""
        return self.key.partition("/")[0]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What stands where no answer is taken from: its place, and how it begins."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class FiledRow:
    """A row of the file that was found again: as it was written, where it stands now, and its cells after the key."""

    line: Line
    row: int
    cells: Mapping[str, Cell]

    def address(self, column: str) -> str:
        return address(self.line.sheet, self.row, COLUMNS.index(column))

    def written(self, column: str) -> str:
        return self.line.cells[COLUMNS.index(column) - 1]

    def is_changed(self, column: str) -> bool:
        return plain_text(self.cells[column]) != plain_text(self.written(column))


@dataclass(slots=True)
class Filed:
    """A workbook that came back: its rows by key, and what in it cannot be taken."""

    origin: Origin
    rows: dict[str, FiledRow] = field(default_factory=dict)
    locked: list[LockedCell] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    missing: list[Line] = field(default_factory=list)


def read_workbook(content: bytes, submission: Submission, template: str) -> Filed:
    """The workbook of this submission, made from this template. Raises SpreadsheetRefused."""
    sheets = read_sheets(content)
    if KEYS not in sheets:
        raise SpreadsheetRefused(_("It is not the workbook of a questionnaire: its hidden sheet “keys” is missing."))
    keys = [[plain_text(cell) for cell in row] for row in sheets[KEYS]]
    origin = _origin(keys, submission, template)
    lines = [_line(texts, number, origin) for number, texts in enumerate(keys[1:], 2) if any(texts)]
    filed = Filed(origin)
    for name in dict.fromkeys(line.sheet for line in lines):
        if name not in sheets:
            raise SpreadsheetRefused(_("The sheet “%(name)s” is missing.") % {"name": name})
        _read_sheet(filed, name, sheets[name], {line.key: line for line in lines if line.sheet == name})
    return filed


def plain_text(cell: Cell) -> str:
    """A cell as somebody would type it, with the line ends that texts are kept with."""
    return plainly(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def _origin(keys: Sequence[Sequence[str]], submission: Submission, template: str) -> Origin:
    said = list(keys[0]) if keys else []
    said += [""] * (len(_ORIGIN) + 1 - len(said))
    here = {"format": FORMAT, "layout": LAYOUT}
    here |= {"year": str(submission.questionnaire.year_id), "respondent": submission.code}
    sentences = {
        "format": _("it is not the workbook of a questionnaire"),
        "layout": _("it is a workbook of another arrangement; download it anew"),
        "year": _("it is of another year, %(found)s"),
        "respondent": _("it is of another respondent, %(found)s"),
    }
    for column, name in enumerate(_ORIGIN):
        if name in here and said[column] != here[name]:
            _refuse(1, column, sentences[name] % {"found": said[column][:40]})
    origin = Origin(*said[2 : len(_ORIGIN)])
    if not origin.is_sealed([], said[len(_ORIGIN)]):
        _refuse(1, len(_ORIGIN), _("the keys of this workbook were changed; download it anew"))
    if origin.template != template:
        column = _ORIGIN.index("template")
        _refuse(1, column, _("the questionnaire has been changed since this workbook was made; download it anew"))
    return origin


def _line(texts: Sequence[str], number: int, origin: Origin) -> Line:
    said = [*texts, *[""] * (_KEY_COLUMNS + 1 - len(texts))]
    if not origin.is_sealed(said[:_KEY_COLUMNS], said[_KEY_COLUMNS]):
        _refuse(number, 0, _("the keys of this workbook were changed; download it anew"))
    sheet, row, key, version, opened, *cells = said[:_KEY_COLUMNS]
    return Line(sheet, read_digits(row, 9) or 0, key, read_digits(version, 9) or 0, tuple(opened.split()), tuple(cells))


def _refuse(row: int, column: int, sentence: str) -> NoReturn:
    said = _("%(cell)s: %(sentence)s.") % {"cell": address(KEYS, row, column), "sentence": sentence}
    raise SpreadsheetRefused(said)


def _read_sheet(filed: Filed, name: str, rows: Sequence[Sequence[Cell]], lines: Mapping[str, Line]) -> None:
    width = len(COLUMNS)
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows, 1):
        full = [*cells, *[None] * (width - len(cells))]
        filed.left_out += [
            LeftOut(address(name, number, column), plain_text(cell)[:80])
            for column, cell in enumerate(full[width:], width)
            if plain_text(cell)
        ]
        key = plain_text(full[0])
        line = lines.get(key)
        if line is None:
            if any(plain_text(cell) for cell in full[1:width]) or key:
                begins = next((plain_text(cell) for cell in full[1:width] if plain_text(cell)), key)
                filed.left_out.append(LeftOut(address(name, number, 1), begins[:80]))
            continue
        if key in seen:
            said = _("%(cell)s: this row stands in row %(number)s already.")
            raise SpreadsheetRefused(said % {"cell": address(name, number, 0), "number": seen[key]})
        seen[key] = number
        _hold(filed, FiledRow(line, number, dict(zip(COLUMNS[1:], full[1:width], strict=True))))
    gone = [key for key in lines if key not in seen]
    if HEADING in gone:
        said = _("%(cell)s: the row of headings is missing; download the workbook anew.")
        raise SpreadsheetRefused(said % {"cell": address(name, lines[HEADING].row, 0)})
    filed.missing += [lines[key] for key in gone if not key.startswith("#")]


def _hold(filed: Filed, row: FiledRow) -> None:
    """Keep a row that was found, with what was changed in its locked cells."""
    for column in COLUMNS[1:]:
        if column in row.line.open or not row.is_changed(column):
            continue
        if row.line.key == HEADING:
            said = _("%(cell)s: the heading was “%(written)s”; download the workbook anew.")
            raise SpreadsheetRefused(said % {"cell": row.address(column), "written": row.written(column)})
        filed.locked.append(
            LockedCell(row.line.key, column, row.address(column), row.written(column), plain_text(row.cells[column]))
        )
    if not row.line.key.startswith("#"):
        filed.rows[row.line.key] = row
