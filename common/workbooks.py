"""Workbooks that go out, are filled in, and come back: what may be written is open, all else is locked and grey.

The first sheet holds the rows under fixed headings, a second one says how to fill them in. A sheet is locked without a
password: it guards against slips, and whoever takes a file back checks every cell all the same.
"""

import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from common.file_rows import FileRow, plainly
from common.spreadsheets import MAX_BYTES, SpreadsheetRefused, read_csv, read_xlsx

MAX_CELL = 32_767  # characters that a cell of a workbook holds
_GREY = "#E7E9EC"
_MAY = {"autofilter": True, "format_columns": True, "format_rows": True}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet: its heading, its width in characters, and the words to choose from, if it has such."""

    heading: str
    width: int = 14
    choices: tuple[str, ...] = ()
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: a cell for each column, and the headings of those that are open."""

    cells: Sequence[str | Decimal | int | None]
    open: Collection[str] = ()


def write_workbook(
    names: tuple[str, str], columns: Sequence[Column], rows: Iterable[SheetRow], instructions: Sequence[Sequence[str]]
) -> bytes:
    """A workbook of two sheets, called `names`; `instructions` are the rows of the second, its title first.

    Texts are texts, never formulas or links; a text longer than MAX_CELL is cut, so its cell should not be open.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        _write_rows(workbook, names[0], columns, list(rows))
        _write_instructions(workbook, names[1], instructions)
    return buffer.getvalue()


def read_workbook(content: bytes, headings: Sequence[str]) -> list[FileRow]:
    """The rows of such a workbook, or of its CSV, without those that are empty.

    Raises SpreadsheetRefused; for headings that are not exactly these, with the address of the first that differs.
    """
    if len(content) > MAX_BYTES:
        raise SpreadsheetRefused(_("The file is too large: at most %(size)s kB.") % {"size": MAX_BYTES // 1024})
    table = read_xlsx(content) if content.startswith(b"PK") else read_csv(content)
    width = len(headings)
    rows = []
    for number, cells in enumerate(table, 1):
        texts = [plainly(cell) for cell in cells]
        texts += [""] * (width - len(texts))
        for column, text in enumerate(texts[width:], width):
            if text:
                said = _("Cell %(cell)s is outside the columns of this workbook.")
                raise SpreadsheetRefused(said % {"cell": place(number, column)})
        if number == 1:
            _check_headings(texts, headings)
        elif any(texts):
            rows.append(FileRow(number, dict(zip(headings, texts, strict=False))))
    if not table:
        _check_headings([""] * width, headings)
    return rows


def place(number: int, column: int) -> str:
    """The address of a cell: row 12, the first column (0): "A12"."""
    return str(xl_rowcol_to_cell(number - 1, column))


def _check_headings(texts: Sequence[str], headings: Sequence[str]) -> None:
    for column, (text, heading) in enumerate(zip(texts, headings, strict=False)):
        if text != heading:
            said = _(
                "Cell %(cell)s says “%(text)s” where the heading “%(heading)s” belongs. Download the workbook anew."
            )
            raise SpreadsheetRefused(said % {"cell": place(1, column), "text": text[:40], "heading": heading})


def _write_rows(workbook: xlsxwriter.Workbook, name: str, columns: Sequence[Column], rows: list[SheetRow]) -> None:
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True, "bg_color": _GREY, "bottom": 1})
    top = {"valign": "top", "text_wrap": True}
    locked = workbook.add_format({**top, "bg_color": _GREY})
    opened = workbook.add_format({**top, "locked": False, "border": 1, "border_color": _GREY})
    for place_of, column in enumerate(columns):
        sheet.set_column(place_of, place_of, column.width, None, {"hidden": column.is_hidden})
        sheet.write_string(0, place_of, column.heading, bold)
    for number, row in enumerate(rows, 1):
        for place_of, (column, value) in enumerate(zip(columns, row.cells, strict=True)):
            look = opened if column.heading in row.open else locked
            if isinstance(value, Decimal | int):
                sheet.write_number(number, place_of, value, look)  # 15 digits, which is what a sheet's numbers keep
            elif value:
                sheet.write_string(number, place_of, value[:MAX_CELL], look)
            else:
                sheet.write_blank(number, place_of, None, look)
    for place_of, column in enumerate(columns):
        if column.choices and rows:
            sheet.data_validation(1, place_of, len(rows), place_of, {"validate": "list", "source": [*column.choices]})
    shown = [place_of for place_of, column in enumerate(columns) if not column.is_hidden]
    sheet.autofilter(0, 0, len(rows), shown[-1])
    sheet.freeze_panes(1, 0)
    sheet.protect("", _MAY)


def _write_instructions(workbook: xlsxwriter.Workbook, name: str, rows: Sequence[Sequence[str]]) -> None:
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True, "font_size": 14})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 96)
    for number, cells in enumerate(rows):
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text, wrapped if number else bold)
    sheet.protect("", _MAY)
