"""A rectangle pasted from a spreadsheet into a reporting year: previewed, then each row that is not refused.

As in the grid, what is accepted of a row is saved, and what is refused stays to be mended. The preview is the saving
itself, undone, and is confirmed by the fingerprint of what it showed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.file_rows import FileRow, cell_address
from common.pasted import read_pasted
from common.refusals import Invalid
from common.spreadsheets import SpreadsheetRefused
from common.statuses import Status
from indicators.forms import ENTERED, RowForm
from indicators.grid import series_name
from indicators.models import Observation
from indicators.taking import Taken, TakenCell, Taking, locked
from indicators.workbook import KEY, READ, SEEN, VERSION

CODE, SERIES, YEAR = "code", "series", "year"
FINDING = (CODE, SERIES, YEAR)
PASSED_OVER = (*(name for name in READ if name not in FINDING), KEY, VERSION, SEEN)  # of the workbook


@dataclass(frozen=True, slots=True)
class Rectangle:
    """What was pasted: the names of its columns ("" is passed over), and its rows."""

    columns: tuple[str, ...]
    rows: list[FileRow]

    def place(self, row: FileRow, name: str) -> str:
        """The address of a cell, counted from the corner of what was pasted; without such a column, the code's."""
        return cell_address(row.number, self.columns.index(name if name in self.columns else CODE))


@dataclass(frozen=True, slots=True)
class Pasted:
    """What becomes of a paste: `same` is the number of rows that say what is here; `applied` whether it was kept."""

    taking: Taking
    same: int
    applied: bool = False

    @property
    def new(self) -> list[Taken]:
        """The cells that come where nothing is."""
        return [change for change in map(_with_new, self.taking.changes) if change.cells]

    @property
    def changed(self) -> list[Taken]:
        """The cells that come in the place of something else."""
        return [change for change in map(_with_changed, self.taking.changes) if change.cells]

    @property
    def new_cells(self) -> int:
        return sum(len(change.cells) for change in self.new)

    @property
    def changed_cells(self) -> int:
        return sum(len(change.cells) for change in self.changed)


def read_rectangle(text: str) -> Rectangle:
    """What was pasted, under the headings of its first row; without any, the code and the value.

    Raises SpreadsheetRefused, with the address of the heading at fault.
    """
    table = [(number, cells) for number, cells in enumerate(read_pasted(text), 1) if any(cells)]
    known = _known_headings()
    names = [known.get(_plain(cell), "") for cell in table[0][1]] if table else []
    columns: tuple[str, ...] = (CODE, "value")
    if CODE in names:
        columns, table = _columns(*table[0], names), table[1:]
    if not table:
        raise SpreadsheetRefused(_("There is nothing in it: paste the rows below their headings."))
    return Rectangle(columns, [_row(number, cells, columns) for number, cells in table])


@transaction.atomic
def paste(rectangle: Rectangle, year: int, *, by: User, confirmed: str | None = None) -> Pasted:
    """What becomes of each row; what is not refused is kept where `confirmed` is the fingerprint of just that."""
    pasted = _Pasting(rectangle, year, by).pasted()
    if not pasted.taking.changes or confirmed != pasted.taking.fingerprint:
        transaction.set_rollback(True)
        return pasted
    return replace(pasted, applied=True)


class _Pasting:
    """One pass over what was pasted, with the year's rows read once."""

    def __init__(self, rectangle: Rectangle, year: int, by: User) -> None:
        self.rectangle, self.year = rectangle, year
        self.taking = Taking(by)
        self.seen: dict[int, int] = {}  # id -> the row of the paste that speaks of it
        self.named: dict[str, list[Observation]] = {}
        for row in locked(Observation.objects.visible_to(by).filter(year=year)):
            for name in _names(row):
                self.named.setdefault(name, []).append(row)

    def pasted(self) -> Pasted:
        for row in self.rectangle.rows:
            self._one(row)
        told = {fault.row for fault in self.taking.faults} | {change.row for change in self.taking.changes}
        return Pasted(self.taking, sum(row.number not in told for row in self.rectangle.rows))

    def _one(self, row: FileRow) -> None:
        place = partial(self.rectangle.place, row)
        try:
            found = self._found(row)
        except Invalid as refusal:
            for name, sentences in refusal.errors.items():
                self.taking.refuse(row.number, place(name), name, sentences[0], text=row.cells[name])
            return
        typed = {name: row.cells[name] for name in ENTERED if row.cells.get(name)}
        self.taking.take(row.number, found, typed, found.version, place)

    def _found(self, row: FileRow) -> Observation:
        """The observation that the row is about. Raises Invalid."""
        cells: Mapping[str, str] = row.cells
        if cells.get(YEAR) and cells[YEAR] != str(self.year):
            raise Invalid({YEAR: [_("This page takes values of %(year)s alone.") % {"year": self.year}]})
        name = f"{cells[CODE]}/{cells[SERIES]}" if cells.get(SERIES) else cells[CODE]
        found = self.named.get(_plain(name), [])
        if not found:
            raise Invalid({CODE: [_("There is no series of this code here.")]})
        if len(found) > 1:
            names = ", ".join(_short(row) for row in found)
            raise Invalid({CODE: [_("Several series have this code. Write one of: %(names)s.") % {"names": names}]})
        if (first := self.seen.setdefault(found[0].pk, row.number)) != row.number:
            raise Invalid({CODE: [_("Row %(number)s speaks of the same series.") % {"number": first}]})
        return found[0]


def _known_headings() -> dict[str, str]:
    """What a heading may say, and the column that it means: its name, or its word in the reader's language."""
    names = {name: name for name in (*FINDING, *ENTERED, *PASSED_OVER)}
    words = {_plain(str(field.label)): name for name, field in RowForm.base_fields.items() if name in ENTERED}
    return {**words, **names, _plain(_("code")): CODE, _plain(_("indicator")): CODE, "indicator": CODE}


def _row(number: int, cells: list[str], columns: tuple[str, ...]) -> FileRow:
    if any(cells[len(columns) :]):
        said = _("Row %(number)s has more cells than there are headings: the first row says what each column holds.")
        raise SpreadsheetRefused(said % {"number": number})
    return FileRow(number, dict(zip(columns, [*cells, *[""] * len(columns)], strict=False)))


def _columns(number: int, cells: list[str], names: list[str]) -> tuple[str, ...]:
    for column, (cell, name) in enumerate(zip(cells, names, strict=True)):
        address = {"cell": cell_address(number, column), "name": cell[:40]}
        if cell and not name:
            raise SpreadsheetRefused(_("%(cell)s: no column is called “%(name)s”.") % address)
        if name and name in names[:column]:
            raise SpreadsheetRefused(_("%(cell)s: two columns are called “%(name)s”.") % address)
    while not names[-1]:
        names.pop()
    return tuple(names)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _short(row: Observation) -> str:
    return f"{row.series.indicator.code}/{row.series.code}"


def _names(row: Observation) -> Iterable[str]:
    """How people name a row: RCS 2.1.1-d, 2.1.1-d, 2.1.1-d/total, RCS-2022-2025/2.1.1-d/total, as the grid does."""
    short, indicator = _short(row), row.series.indicator
    names = (indicator.code, str(indicator), short, f"RCS {short}", row.series.key, row.key, series_name(row.series))
    return {_plain(name) for name in names}


def _is_new(cell: TakenCell) -> bool:
    return cell.theirs in ("", Status.NOT_REPORTED) if cell.column == "status" else not cell.theirs


def _with_new(change: Taken) -> Taken:
    return replace(change, cells=[cell for cell in change.cells if _is_new(cell)])


def _with_changed(change: Taken) -> Taken:
    """What follows from a row stands once: with its new cells, where it has some."""
    changed = [cell for cell in change.cells if not _is_new(cell)]
    return replace(change, cells=changed, follows=change.follows if len(changed) == len(change.cells) else [])
