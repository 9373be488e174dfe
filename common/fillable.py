"""Workbooks that people fill in without a connection: locked cells, open ones with lists and checks, hidden keys.

Nothing in them is a formula or a link. The protection has no password: it keeps people from slips, and what comes back
is checked as if there had been none.
"""

import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

from common.entered import MAX_TEXT
from common.numbers import MAX_WHOLE_DIGITS
from common.spreadsheets import Cell

MAX_NAME = 31  # characters of a sheet's name
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_NEEDS_QUOTES = re.compile(r"[^A-Za-z0-9_.]|^[0-9]")
_LISTS = "lists"
_FIRST_DAY, _LAST_DAY = date(1900, 3, 1), date(9999, 12, 31)  # Excel counts days wrongly before March 1900
_LARGEST = 10**MAX_WHOLE_DIGITS
_LOCKED, _OPEN, _EDGE = "#E7E9EC", "#FFFFFF", "#9AA3AD"


class Kind(Enum):
    """What may be typed into an open cell."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Open:
    """An open cell: what may be typed, the words of its list, and what is said when it is chosen.

    A number is not below 0, unless it `may_be_negative`.
    """

    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    prompt: str = ""
    may_be_negative: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a fillable sheet; locked where it has no `open`."""

    value: Cell = None
    open: Open | None = None
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class FillableSheet:
    """A sheet: rows of cells, the widths of its columns in characters; `frozen` rows and columns stay in sight.

    `hidden_columns` hold keys. A sheet that is_hidden as a whole cannot be shown from the menu. `has_filter`: the first
    row has arrows by which rows are chosen.
    """

    name: str
    rows: Sequence[Sequence[Place]]
    widths: Sequence[float] = ()
    frozen: tuple[int, int] = (0, 0)
    hidden_columns: Collection[int] = ()
    is_hidden: bool = False
    has_filter: bool = False


def sheet_name(text: str, taken: Collection[str]) -> str:
    """A name for a sheet out of a title: what Excel allows in one, and none of `taken`."""
    plain = " ".join(_NOT_IN_NAMES.sub(" ", text).split()).strip("'") or "1"
    names = [_cut(plain, MAX_NAME), *(f"{_cut(plain, MAX_NAME - 4)} {number}" for number in range(2, 100))]
    in_use = {name.casefold() for name in taken} | {_LISTS, "history"}
    return next(name for name in names if name.casefold() not in in_use)


def address(sheet: str, row: int, column: int) -> str:
    """A cell as a spreadsheet names it, its row counted from 1 and its column from 0: `Data!C7`, `'1. Aims'!C7`."""
    quoted = "'" + sheet.replace("'", "''") + "'" if _NEEDS_QUOTES.search(sheet) else sheet
    return f"{quoted}!{xl_rowcol_to_cell(row - 1, column)}"


def _cut(text: str, length: int) -> str:
    """The beginning of `text`, to the end of a word where that is not too short."""
    if len(text) <= length:
        return text
    begins, _space, _rest = text[: length + 1].rpartition(" ")
    return (begins if len(begins) > length // 2 else text[:length]).rstrip(" '")


def write_fillable(sheets: Sequence[FillableSheet], *, created: datetime, right_to_left: bool = False) -> bytes:
    """The workbook of these sheets, and of a hidden one with the words of the lists."""
    buffer = io.BytesIO()
    never = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, never) as workbook:
        workbook.set_properties({"created": created.replace(tzinfo=None)})
        writer = _Writer(workbook, right_to_left)
        for sheet in sheets:
            writer.write(sheet)
        writer.write_lists()
    return buffer.getvalue()


class _Writer:
    def __init__(self, workbook: xlsxwriter.Workbook, right_to_left: bool) -> None:
        self.workbook = workbook
        self.right_to_left = right_to_left
        self.lists: dict[tuple[str, ...], int] = {}  # the words of a list -> its column
        self.formats: dict[tuple[Kind | None, bool], Any] = {}

    def write(self, sheet: FillableSheet) -> None:
        page = self.workbook.add_worksheet(sheet.name)
        if self.right_to_left:
            page.right_to_left()
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width, None, {"hidden": column in sheet.hidden_columns})
        page.freeze_panes(*sheet.frozen)
        page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
        if sheet.is_hidden:
            page.very_hidden()
        for row, places in enumerate(sheet.rows):
            for column, place in enumerate(places):
                self._write(page, row, column, place, is_plain=sheet.is_hidden or column in sheet.hidden_columns)
        widest = max((len(places) for places in sheet.rows), default=0)
        if sheet.has_filter:
            page.autofilter(0, 0, max(len(sheet.rows) - 1, 1), widest - 1)
        if widest:  # words of locked cells may be digits: no green corners there
            page.ignore_errors({"number_stored_as_text": xl_range(0, 0, len(sheet.rows) - 1, widest - 1)})
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)

    def write_lists(self) -> None:
        if not self.lists:
            return
        page = self.workbook.add_worksheet(_LISTS)
        page.very_hidden()
        page.protect()
        for words, column in self.lists.items():
            for row, word in enumerate(words):
                page.write_string(row, column, word)

    def _write(self, page: Any, row: int, column: int, place: Place, *, is_plain: bool) -> None:
        look = None if is_plain else self._format(place)
        match place.value:
            case Decimal():
                page.write_number(row, column, place.value, look)
            case date():
                page.write_datetime(row, column, place.value, look)
            case None | "":
                page.write_blank(row, column, None, look)
            case _:
                page.write_string(row, column, str(place.value), look)
        if place.open:
            page.data_validation(row, column, row, column, self._check(place.open))

    def _format(self, place: Place) -> Any:
        kind = place.open.kind if place.open else None
        if (kind, place.is_strong) not in self.formats:
            look: dict[str, Any] = {
                "text_wrap": True,
                "valign": "top",
                "border": 1,
                "border_color": _EDGE,
                "bg_color": _OPEN if kind else _LOCKED,
                "locked": kind is None,
                "bold": place.is_strong,
                "reading_order": 2 if self.right_to_left else 0,
            }
            numbers = {Kind.NUMBER: "General", Kind.DAY: "yyyy-mm-dd"}
            # As text, what is typed stays what it is: neither a date nor a formula is made of it.
            look["num_format"] = numbers.get(kind, "@") if kind else "General"
            self.formats[kind, place.is_strong] = self.workbook.add_format(look)
        return self.formats[kind, place.is_strong]

    def _check(self, cell: Open) -> Mapping[str, Any]:
        rules: dict[Kind, dict[str, Any]] = {
            Kind.TEXT: {"validate": "length", "criteria": "<=", "value": MAX_TEXT},
            Kind.CHOICE: {"validate": "list", "source": self._list(cell.choices) if cell.choices else ""},
            Kind.NUMBER: {"validate": "decimal", "criteria": ">=", "value": -_LARGEST if cell.may_be_negative else 0},
            Kind.DAY: {"validate": "date", "criteria": "between", "minimum": _FIRST_DAY, "maximum": _LAST_DAY},
        }
        return rules[cell.kind] | ({"input_message": cell.prompt[:255]} if cell.prompt else {})

    def _list(self, words: tuple[str, ...]) -> str:
        """Where a list's words stand: written into the check itself they could hold no comma, and few characters."""
        column = self.lists.setdefault(words, len(self.lists))
        return f"={_LISTS}!{xl_range_abs(0, column, len(words) - 1, column)}"
