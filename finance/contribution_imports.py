"""Contributions out of the file that the ledger gives: previewed, then all of its rows or none.

A row with a reference and the version that was seen changes that contribution, a row without a reference is a new one.
The preview is the import itself, each row through its action, undone at its end; it is confirmed by the fingerprint of
what it showed, so that nothing else is done than was seen, and nothing twice.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head
from common.canonical import sha256, to_text
from common.converters import is_code
from common.days import read_day
from common.digits import read_digits
from common.file_rows import FileRow, faults_of, read_rows
from common.forms import NO, YES
from common.grids import Difference
from common.numbers import NumberRefused, read_number
from common.refusals import Invalid, NotAllowed, Refusal, VersionConflict
from common.spreadsheets import SpreadsheetRefused
from finance.actions import add_contribution, gift_of, save_contribution
from finance.checking import said_by
from finance.contribution_words import differences
from finance.contributors import Contributors
from finance.models import Contribution
from finance.models.contributions import DOLLARS
from finance.permissions import require
from finance.validation import Gift

REFERENCE, VERSION = "reference", "version"
COLUMNS = (REFERENCE, VERSION, *Gift.__slots__)
NEEDED = ("contributor", "stream", "kind", "first_year")
FOR_READING = ("contributor_name", "state", "dollars")  # what the ledger's file says besides; nothing is taken from it
HEADER = (*COLUMNS, *FOR_READING)
MOST_CHANGES = 500

Outcome = Literal["new", "changed", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row; `column` "" is the whole row."""

    column: str
    sentence: Any


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What becomes of a row: `row` is the contribution as it then is, None where it is refused.

    `twins` are the references of others that say the same.
    """

    number: int
    outcome: Outcome
    reference: str = ""
    row: Contribution | None = None
    differences: list[Difference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    twins: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Imported:
    """What becomes of a file, `sha256` being the hash of its bytes; `applied` says whether it was kept."""

    rows: list[ImportedRow]
    sha256: str
    applied: bool = False

    @property
    def new(self) -> list[ImportedRow]:
        return self._of("new")

    @property
    def changed(self) -> list[ImportedRow]:
        return self._of("changed")

    @property
    def unchanged(self) -> list[ImportedRow]:
        return self._of("unchanged")

    @property
    def refused(self) -> list[ImportedRow]:
        return self._of("refused")

    def _of(self, outcome: Outcome) -> list[ImportedRow]:
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def changes(self) -> int:
        """How many contributions it adds or changes."""
        return len(self.new) + len(self.changed)

    @property
    def fingerprint(self) -> str:
        """The hash of the file and of what is to be done with it, under which references, over which versions."""
        rows = [(row.number, row.outcome, row.reference, row.row.version if row.row else 0) for row in self.rows]
        return sha256(to_text([self.sha256, *([str(said) for said in row] for row in rows)]))


def file_row(row: Contribution) -> list[Any]:
    """A contribution under HEADER; the words of closed lists as codes, days as 2024-06-30."""
    said = [row.reference, row.version, *(_to_cell(getattr(row, name)) for name in Gift.__slots__)]
    return [*said, row.contributor.name, row.state, row.dollars]


def _to_cell(value: Any) -> Any:
    match value:
        case bool():
            return YES if value else NO
        case date():
            return value.isoformat()
    return getattr(value, "code", value)


@transaction.atomic
def import_contributions(content: bytes, *, by: User, confirmed: str | None = None) -> Imported:
    """What becomes of each row; kept where `confirmed` is the fingerprint of just that, and no row is refused.

    Raises NotAllowed, SpreadsheetRefused.
    """
    require("finance.save", by)
    rows = read_rows(content, HEADER, NEEDED)
    _lock({reference for row in rows if is_code(reference := row.cells.get(REFERENCE, ""))})
    imported = Imported(_Import(by).of(rows), hashlib.sha256(content).hexdigest())
    if imported.changes > MOST_CHANGES:
        raise SpreadsheetRefused(_("At most %(most)s new or changed rows at a time.") % {"most": MOST_CHANGES})
    if imported.refused or not imported.changes or confirmed != imported.fingerprint:
        transaction.set_rollback(True)
        return imported
    return replace(imported, applied=True)


def _lock(references: Collection[str]) -> None:
    """What is read from here on is still so when it is written over.

    The rows before the end of the log, as whoever saves one takes them: in turn, two would wait for each other.
    """
    list(Contribution.objects.select_for_update().filter(reference__in=references).order_by("pk").values_list("pk"))
    lock_head()


class _Import:
    """One pass over a file, with all that its rows are compared with read once."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.contributors = Contributors()
        self.present = {row.reference: row for row in Contribution.objects.select_related("contributor")}
        self.seen: dict[str, int] = {}  # reference -> the row of the file that speaks of it
        self.alike: dict[tuple[Any, ...], list[str]] = {}
        for row in self.present.values():
            self._remember(row)

    def of(self, rows: Iterable[FileRow]) -> list[ImportedRow]:
        return [self._one(row) for row in rows]

    def _one(self, row: FileRow) -> ImportedRow:
        reference = row.cells.get(REFERENCE, "")
        try:
            return self._changed(row, reference) if reference else self._added(row)
        except NotAllowed:
            raise
        except Refusal as refusal:
            found = faults_of(refusal, version=VERSION, changed=_changed_since)
            return ImportedRow(row.number, "refused", reference, faults=[Fault(*pair) for pair in found])

    def _added(self, row: FileRow) -> ImportedRow:
        added = add_contribution(self._gift(row, None), by=self.by)
        twins = list(self.alike.get(said_by(added), []))
        self._remember(added)
        return ImportedRow(row.number, "new", added.reference, added, twins=twins)

    def _changed(self, row: FileRow, reference: str) -> ImportedRow:
        present = self.present.get(reference)
        if present is None:
            raise Invalid({REFERENCE: [_("There is no contribution with this reference.")]})
        if before := self.seen.get(reference):
            raise Invalid({REFERENCE: [_("Row %(number)s speaks of it already.") % {"number": before}]})
        self.seen[reference] = row.number
        gift = self._gift(row, present)
        if gift == gift_of(present):
            return ImportedRow(row.number, "unchanged", reference, present)
        seen = read_digits(row.cells.get(VERSION), 9)
        saved = save_contribution(present, gift, by=self.by, seen=seen)
        outcome: Outcome = "unchanged" if saved.version == present.version else "changed"
        said = {name: getattr(gift, name) for name in Gift.__slots__}
        return ImportedRow(row.number, outcome, reference, saved, differences(present, said))

    def _gift(self, row: FileRow, present: Contribution | None) -> Gift:
        """What the row says; a column that the file does not have stays as it is. Raises Invalid."""
        faults: dict[str, list[Any]] = {}
        said: dict[str, Any] = {name: getattr(present, name) for name in Gift.__slots__} if present else dict(_NOTHING)
        for name in Gift.__slots__:
            if name in row.cells:
                try:
                    said[name] = self._read(name, row.cells[name])
                except ValueError as error:
                    faults[name] = [str(error)]
        if faults:
            raise Invalid(faults)
        return Gift(**said)

    def _read(self, name: str, text: str) -> Any:
        """A cell's value. Raises ValueError with a sentence."""
        match name:
            case "contributor":
                return self.contributors.find(text) if text else None
            case "first_year" | "last_year":
                return _year(text)
            case "amount" | "rate":
                return _number(text)
            case "dated" | "rate_on":
                return _day(text)
            case "levy_applied":
                return _yes_or_no(text)
            case "void":
                return bool(_yes_or_no(text))
            case "currency":
                return text.upper() or _NOTHING["currency"]
        return text

    def _remember(self, row: Contribution) -> None:
        if not row.void and row.amount is not None:
            self.alike.setdefault(said_by(row), []).append(row.reference)


_NOTHING: dict[str, Any] = {"contributor": None, "stream": "", "kind": "", "first_year": None, "currency": DOLLARS}


def _year(text: str) -> int | None:
    year = read_digits(text, 4)
    if text and (year is None or year < 1000):
        raise ValueError(_("A year in four digits."))
    return year


def _number(text: str) -> Decimal | None:
    try:
        return read_number(text) if text else None
    except NumberRefused as error:
        raise ValueError(error.message) from error


def _day(text: str) -> date | None:
    day = read_day(text)
    if text and day is None:
        raise ValueError(_("“%(typed)s” is not a day such as 2024-06-30.") % {"typed": text})
    return day


def _yes_or_no(text: str) -> bool | None:
    words = {"": None, YES: True, "true": True, NO: False, "false": False}
    if text.lower() not in words:
        raise ValueError(_("Write yes or no."))
    return words[text.lower()]


def _changed_since(conflict: VersionConflict) -> str:
    said = _("It has been changed since the file was made: it is now version %(version)s.")
    return said % {"version": conflict.current.version}
