"""Items out of the file that a report gives (finance.workbook): previewed, then all of its rows or none.

Each row goes through the action that every door calls, over the version that the file names. The preview is the import
itself, undone at its end, and is confirmed by the fingerprint of what it showed: nothing else is done than was seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head
from common.canonical import sha256, to_text
from common.converters import is_code
from common.digits import read_digits
from common.file_rows import FileRow, faults_of, read_rows
from common.grids import Difference, number_text
from common.numbers import NumberRefused, canonical, read_number
from common.refusals import Invalid, NotAllowed, Refusal, VersionConflict
from finance.actions import save_item
from finance.forms import read_status
from finance.models import FundItem, Report
from finance.permissions import require
from finance.validation import ItemEntry, from_unit, in_unit, rounding_of
from finance.workbook import CHANGEABLE, CODE, COLUMNS, VERSION


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row of the file. `column` "" is the whole row."""

    number: int
    code: str
    column: str
    sentence: Any


@dataclass(frozen=True, slots=True)
class Change:
    """What a row of the file changes, field by field, and the version that the item then has."""

    number: int
    item: FundItem
    version: int
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class Imported:
    """What becomes of a file; `applied` says whether it was kept. `status` is that of the page that shows it."""

    rows: int
    changes: list[Change]
    faults: list[Fault]
    status: int = 200
    applied: bool = False

    @property
    def fingerprint(self) -> str:
        """The hash of what is to be done, over which versions."""
        said = [[change.item.code, str(change.version), *map(_in_words, change.differences)] for change in self.changes]
        return sha256(to_text(said))


def read_file(content: bytes) -> list[FileRow]:
    """The rows of a file. Raises SpreadsheetRefused."""
    return read_rows(content, COLUMNS, (CODE, VERSION))


@transaction.atomic
def import_items(report: Report, rows: list[FileRow], *, by: User, confirmed: str | None = None) -> Imported:
    """What becomes of each row; kept where `confirmed` is the fingerprint of just that, and no row is refused.

    Raises NotAllowed.
    """
    require("finance.save", by)
    # What is read here is still so when it is written over. The items before the end of the log, as whoever saves one
    # takes them: in turn, two would wait for each other.
    codes = {row.cells[CODE] for row in rows if is_code(row.cells[CODE])}
    list(FundItem.objects.select_for_update().filter(report=report, code__in=codes).order_by("pk").values_list("pk"))
    lock_head()
    imported = _Import(report, by).of(rows)
    if imported.faults or not imported.changes or confirmed != imported.fingerprint:
        transaction.set_rollback(True)
        return imported
    return replace(imported, applied=True)


class _Import:
    """One pass over a file, with the report's items read once."""

    def __init__(self, report: Report, by: User) -> None:
        self.by = by
        self.items = {item.code: item for item in FundItem.objects.filter(report=report).in_order()}
        self.seen: dict[str, int] = {}  # code -> the row of the file that speaks of it
        self.faults: list[Fault] = []
        self.statuses = {200}

    def of(self, rows: list[FileRow]) -> Imported:
        changes = [change for row in rows if (change := self._one(row))]
        return Imported(len(rows), changes, self.faults, max(self.statuses))

    def _one(self, row: FileRow) -> Change | None:
        code = row.cells[CODE]
        try:
            return self._change(row, self._item(row, code))
        except NotAllowed:
            raise
        except Refusal as refusal:
            self.statuses.add(refusal.page_status)
            found = faults_of(refusal, version=VERSION, changed=_changed_since)
            self.faults += [Fault(row.number, code, *pair) for pair in found]
        return None

    def _item(self, row: FileRow, code: str) -> FundItem:
        if code not in self.items:
            raise Invalid({CODE: [_("This report has no item of this code.")]})
        if before := self.seen.get(code):
            raise Invalid({CODE: [_("Row %(number)s speaks of it already.") % {"number": before}]})
        self.seen[code] = row.number
        return self.items[code]

    def _change(self, row: FileRow, item: FundItem) -> Change | None:
        """Save what the row says; None where the item says it already, whatever version the file saw."""
        theirs = texts_of(item)
        entry = _entry({name: row.cells.get(name, text) for name, text in theirs.items()}, theirs, item)
        mine = _texts(entry, item)
        if mine == theirs:
            return None
        saved = save_item(item, entry, by=self.by, seen=read_digits(row.cells[VERSION], 9))
        if saved.version == item.version:
            return None
        differences = [Difference(name, name, theirs[name], mine[name]) for name in mine if mine[name] != theirs[name]]
        return Change(row.number, item, saved.version, differences)


def texts_of(item: FundItem) -> dict[str, str]:
    """What an item says, as the cells that can be changed are read back."""
    return {
        "value": number_text(in_unit(item.value, item.kind)),
        "status": item.status,
        "reason": item.reason.strip(),
        "note": item.note.strip(),
        "rounded_to": number_text(rounding_of(item)),
    }


def _texts(entry: ItemEntry, item: FundItem) -> dict[str, str]:
    """The same of what is entered."""
    return texts_of(FundItem(kind=item.kind, **{name: getattr(entry, name) for name in CHANGEABLE}))


def _entry(typed: Mapping[str, str], theirs: Mapping[str, str], item: FundItem) -> ItemEntry:
    """What the cells of a row say; a number that is as the item has it is not read again. Raises Invalid."""
    faults: dict[str, list[Any]] = {}
    numbers: dict[str, Decimal | None] = {"value": in_unit(item.value, item.kind), "rounded_to": rounding_of(item)}
    for name in numbers:
        if typed[name] != theirs[name]:
            try:
                numbers[name] = read_number(typed[name]) if typed[name] else None
            except NumberRefused as error:
                faults[name] = [error.message]
    if faults:
        raise Invalid(faults)
    return ItemEntry(
        # A file does not tell what was touched: "not reported" beside a value is always what stood there before.
        status=read_status(typed["status"], has_value=numbers["value"] is not None, is_touched=False),
        value=from_unit(numbers["value"], item.kind),
        reason=typed["reason"],
        note=typed["note"],
        rounded_to=numbers["rounded_to"],
    )


def _in_words(difference: Difference) -> str:
    return f"{difference.name}: {difference.theirs} -> {difference.mine}"


def _changed_since(conflict: VersionConflict) -> str:
    said = _("It has been changed since the file was made: it is version %(version)s now, its value %(now)s.")
    now = in_unit(conflict.current.value, conflict.current.kind)
    return said % {"version": conflict.current.version, "now": "–" if now is None else canonical(now)}
