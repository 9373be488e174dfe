"""The workbook of all series and years taken back (indicators.workbook): previewed, then all of its cells or none.

The preview is the import itself, undone at its end, and is confirmed by the fingerprint of what it showed: nothing else
is done than was seen, over the versions that the file names. A cell that still is as it went out says nothing, whatever
has changed here since.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.digits import read_digits
from common.file_rows import FileRow, cell_address, read_fixed_rows
from common.grids import touched
from common.spreadsheets import SpreadsheetRefused
from indicators.forms import ENTERED
from indicators.models import Observation
from indicators.taking import Taking, locked, said
from indicators.workbook import COLUMNS, KEPT, KEY, READ, SEEN, VERSION

MOST_CHANGED = 500  # rows
HIDDEN = gettext_lazy("This hidden cell says which row this is, and as what it went out. Download the file anew.")


@dataclass(frozen=True, slots=True)
class Imported:
    """What becomes of a file: `foreign` are the rows that belong to no series; `applied` says whether it was kept."""

    rows: int
    taking: Taking
    foreign: list[FileRow]
    applied: bool = False

    @property
    def is_refused(self) -> bool:
        return bool(self.taking.faults or self.foreign)

    @property
    def status(self) -> int:
        return max(self.taking.status, 400 if self.foreign else 200)


def read_file(content: bytes) -> list[FileRow]:
    """The rows of a file. Raises SpreadsheetRefused."""
    return read_fixed_rows(content, COLUMNS)


@transaction.atomic
def import_workbook(rows: list[FileRow], *, by: User, confirmed: str | None = None) -> Imported:
    """What becomes of each row; kept where `confirmed` is the fingerprint of just that, and nothing is refused.

    Raises SpreadsheetRefused for more changed rows than are taken at once.
    """
    imported = _Import(by, rows).of(rows)
    changes = imported.taking.changes
    if imported.is_refused or not changes or confirmed != imported.taking.fingerprint:
        transaction.set_rollback(True)
        return imported
    return replace(imported, applied=True)


class _Import:
    """One pass over a file, with the observations that it changes read once."""

    def __init__(self, by: User, rows: list[FileRow]) -> None:
        self.taking, self.foreign = Taking(by), list[FileRow]()
        self.seen: dict[str, int] = {}  # key -> the row of the file that speaks of it
        self.touched = {row.number: _touched(row) for row in rows}
        visible = Observation.objects.visible_to(by)
        self.visible = {row.key: row.pk for row in visible.in_order()}
        changed = {self.visible.get(row.cells[KEY]) for row in rows if self.touched[row.number]} - {None}
        if len(changed) > MOST_CHANGED:
            raise SpreadsheetRefused(_("At most %(most)s rows can be changed at a time.") % {"most": MOST_CHANGED})
        self.present = {row.key: row for row in locked(visible.filter(pk__in=changed))}

    def of(self, rows: list[FileRow]) -> Imported:
        for row in rows:
            self._one(row)
        return Imported(len(rows), self.taking, self.foreign)

    def _one(self, row: FileRow) -> None:
        key, touched_here = row.cells[KEY], self.touched[row.number]
        is_ours = row.cells[SEEN].count(".") == len(KEPT) - 1
        if key not in self.visible and not (is_ours and KEY in touched_here):
            self.foreign.append(row)
        elif (first := self.seen.setdefault(key, row.number)) != row.number:
            self._refuse(row, KEY, _("Row %(number)s speaks of the same series and year.") % {"number": first})
        elif not is_ours:
            self._refuse(row, SEEN, HIDDEN)
        elif hidden := [name for name in (KEY, VERSION) if name in touched_here]:
            self._refuse(row, hidden[0], HIDDEN)
        elif touched_here:
            for name in READ:
                if name in touched_here:
                    self._refuse(row, name, _("This cell is locked. Put back what it said, or download the file anew."))
            typed = {name: row.cells[name] for name in ENTERED if name in touched_here}
            self.taking.take(
                row.number, self.present[key], typed, read_digits(row.cells[VERSION], 9), partial(_place, row)
            )

    def _refuse(self, row: FileRow, name: str, sentence: Any) -> None:
        present = self.present.get(row.cells[KEY])
        self.taking.refuse(row.number, _place(row, name), name, sentence, present, row.cells[name])


def _touched(row: FileRow) -> list[str]:
    """The columns that say something else than when the file went out."""
    return touched({name: said(name, row.cells[name]) for name in KEPT}, KEPT, row.cells[SEEN])


def _place(row: FileRow, name: str) -> str:
    return cell_address(row.number, COLUMNS.index(name))
