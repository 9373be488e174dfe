"""Workbooks and comma-separated files, read into rows and written from them.

What comes in is bounded before any library opens it: a workbook of five kilobytes with one cell in its last corner ends
a process that reads it (measured with both openpyxl and calamine). What goes out holds no formula.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from common.csv_rows import csv_chunks
from common.numbers import as_typed, digits_after_point

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_BYTES = 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 200
MAX_CELL = 32_767  # characters that a cell of a workbook holds
MAX_SHEETS = 60
MAX_AREA = (MAX_ROWS + 1) * MAX_COLUMNS  # places of all sheets together, filled or not: each is held while it is read
MAX_ATTRIBUTES = 1_000  # bytes within the tag of a cell: Excel writes a few dozen
MAX_TEXT = 2 * MAX_UNPACKED  # bytes of the texts of all cells together: a text is stored once, however many hold it
# A cell's tag with its attributes, to its end; each try stops at the next "<", so no file makes this slow.
_CELL = re.compile(
    rb"""<(?:[^\s<>/:"'=]+:)?c(?=[\s/>])((?:[^<>"']++|"[^<"]*+"|'[^<']*+')*+)(>?)(?:<v>([0-9]{1,7})</v>)?"""
)
_ATTRIBUTE = re.compile(rb"""(?<![^\s"'])([^\s="']+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PLACE = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")
_TEXT = re.compile(rb"<(/?)((?:[^\s<>/:]+:)?si)(?=[\s/>])([^<>]*)>")
# csv_rows puts an apostrophe before what a spreadsheet would take for a formula; coming back, it is taken off.
_APOSTROPHE = re.compile(r"'(?=[=+\-@\t\r])")

Cell = str | Decimal | date | bool | None


class SpreadsheetRefused(ValueError):
    """A file that is not read. The text says why, in the reader's language."""


def read_csv(content: bytes) -> list[list[Cell]]:
    """The rows of a comma-separated file in UTF-8; every cell is text. Raises SpreadsheetRefused."""
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SpreadsheetRefused(_("It is not a file of comma-separated values in UTF-8.")) from error
    _check_size(len(rows), max((len(row) for row in rows), default=0))
    return [[_APOSTROPHE.sub("", cell, count=1) if cell else None for cell in row] for row in rows]


def read_xlsx(content: bytes) -> list[list[Cell]]:
    """The rows of a workbook's first sheet; numbers are decimals as the sheet shows them. Raises SpreadsheetRefused."""
    _check_workbook(content)
    try:
        rows = (
            CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        )
    except (CalamineError, ValueError, IndexError) as error:
        raise SpreadsheetRefused(_("It is not a workbook that can be read.")) from error
    return [[_cell(value) for value in row] for row in rows]


def read_sheets(content: bytes) -> dict[str, list[list[Cell]]]:
    """The rows of each of a workbook's sheets, hidden ones too, by name; bounded together as one sheet is alone.

    Raises SpreadsheetRefused.
    """
    _check_sheets(1, _check_workbook(content))
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names
        _check_sheets(len(names), 0)
        sheets: dict[str, list[list[Cell]]] = {}
        area = text = 0
        for name in names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            area += len(rows) * max((len(row) for row in rows), default=0)
            text += sum(len(cell) for row in rows for cell in row if isinstance(cell, str))
            _check_sheets(len(names), area)  # a workbook may name one part as many sheets
            _check_text(text)
            sheets[name] = [[_cell(value) for value in row] for row in rows]
    except SpreadsheetRefused:
        raise
    except (CalamineError, ValueError, IndexError) as error:
        raise SpreadsheetRefused(_("It is not a workbook that can be read.")) from error
    return sheets


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A comma-separated file without formulas."""
    return b"".join(csv_chunks(header, ([_unambiguous(value) for value in row] for row in rows)))


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet: texts as texts, never as formulas or links; numbers as numbers."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, header, workbook.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, Decimal | int) and not isinstance(value, bool):
                    sheet.write_number(place, column, value)  # 15 digits, which is what a sheet's numbers keep
                elif value is not None and value != "":
                    sheet.write_string(place, column, str(value))
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Head:
    """A head of a laid out table, over `across` columns and `down` rows; where it begins is worked out."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class LaidOutRow:
    """A row of a laid out table: `indent` steps its first cell in, a sum is bold under a rule."""

    cells: Sequence[str | Decimal | None]
    indent: int = 0
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as a document lays it out: lines above it, rows of heads, rows, and lines below it."""

    name: str
    above: Sequence[str]
    heads: Sequence[Sequence[Head]]
    rows: Sequence[LaidOutRow]
    below: Sequence[str] = ()
    number_format: str = '#,##0.0;(#,##0.0);"\u2014"'


def write_laid_out(sheets: Sequence[Sheet], created: datetime) -> bytes:
    """A workbook with a sheet for each table; texts are never formulas or links, and numbers are numbers.

    The same tables and `created` give the same bytes.
    """
    buffer = io.BytesIO()
    never = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, never) as workbook:
        workbook.set_properties({"created": created.replace(tzinfo=None)})
        for sheet in sheets:
            _lay_out(workbook, sheet)
    return buffer.getvalue()


def _lay_out(workbook: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = workbook.add_worksheet(sheet.name)
    page.set_column(0, 0, 44)
    page.set_column(1, MAX_COLUMNS, 14)
    for place, text in enumerate(sheet.above):
        page.write_string(place, 0, text, workbook.add_format({"bold": place == 0}))
    top = len(sheet.above) + 1 if sheet.above else 0
    _write_heads(workbook, page, sheet, top)
    top += len(sheet.heads)
    page.freeze_panes(top, 1)
    for place, row in enumerate(sheet.rows, top):
        looks = {"bold": row.is_sum, "top": int(row.is_sum)}
        words = workbook.add_format({**looks, "indent": row.indent})
        numbers = workbook.add_format({**looks, "num_format": sheet.number_format, "align": "right"})
        for column, value in enumerate(row.cells):
            if isinstance(value, Decimal):
                page.write_number(place, column, value, numbers)
            elif value:
                page.write_string(place, column, value, numbers if column else words)
    for place, text in enumerate(sheet.below, top + len(sheet.rows) + 1):
        page.write_string(place, 0, text)


def _write_heads(workbook: xlsxwriter.Workbook, page: Any, sheet: Sheet, top: int) -> None:
    """Each head in the first columns that those before it, and those above it, leave free."""
    look = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "align": "center", "valign": "bottom"})
    taken: set[tuple[int, int]] = set()
    for row, heads in enumerate(sheet.heads):
        column = 0
        for head in heads:
            while (row, column) in taken:
                column += 1
            taken |= {(row + down, column + across) for down in range(head.down) for across in range(head.across)}
            if head.across * head.down > 1:
                last = (top + row + head.down - 1, column + head.across - 1)
                page.merge_range(top + row, column, *last, "", look)
            page.write_string(top + row, column, head.text, look)


def _check_size(rows: int, columns: int) -> None:
    if rows > MAX_ROWS + 1 or columns > MAX_COLUMNS:
        raise SpreadsheetRefused(
            _("It is too large: at most %(rows)s rows and %(columns)s columns.")
            % {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
        )


def _check_sheets(sheets: int, area: int) -> None:
    if sheets > MAX_SHEETS:
        raise SpreadsheetRefused(_("It has too many sheets: at most %(most)s.") % {"most": MAX_SHEETS})
    if area > MAX_AREA:
        raise SpreadsheetRefused(_("It is too large: its sheets have too many cells together."))


def _check_workbook(content: bytes) -> int:
    """Read no more than the places of the cells, and refuse what would not fit before anything makes room for it.

    How many places its sheets reach over, together.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise SpreadsheetRefused(_("It is too large once unpacked."))
            names = archive.namelist()
            if not any(name.startswith("xl/worksheets/") for name in names):
                raise SpreadsheetRefused(_("It is not an Excel workbook (.xlsx)."))
            # All of them: the workbook itself says which of its parts are sheets.
            parts = [archive.read(name) for name in names]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise SpreadsheetRefused(_("It is not an Excel workbook (.xlsx).")) from error
    texts = [found for part in parts if (found := _text_sizes(part))]
    sizes = texts[0] if len(texts) == 1 else []
    longest = max((size for found in texts for size in found), default=0)
    measured = [_check_cells(part, sizes, longest) for part in parts if b"sheetData" in part]
    _check_text(sum(text for _area, text in measured))
    return sum(area for area, _text in measured)


def _text_sizes(xml: bytes) -> list[int]:
    """The bytes of each of the texts that cells point to, in order; of the whole part where it is not sure which is
    which, and nothing where it holds none."""
    found = list(_TEXT.finditer(xml))
    is_plain = b"<!" not in xml and all(
        (tag[1], tag[2], tag[3]) == (b"/" if place % 2 else b"", b"si", b"") for place, tag in enumerate(found)
    )
    if found and not is_plain:
        return [len(xml)]
    return [end.start() - begin.end() for begin, end in zip(found[::2], found[1::2], strict=False)]


def _check_cells(xml: bytes, sizes: Sequence[int], longest: int) -> tuple[int, int]:
    """The rows times the columns that the cells of a sheet reach, and the bytes of the texts that they point to."""
    rows = columns = text = 0
    for cell in _CELL.finditer(xml):
        attributes, end, number = cell.groups()
        if len(attributes) > MAX_ATTRIBUTES:
            raise SpreadsheetRefused(_("It is not a workbook that can be read."))
        said = [(name, one or other) for name, one, other in _ATTRIBUTE.findall(attributes)]
        places = [_PLACE.fullmatch(value) for name, value in said if name == b"r"]
        place = places[0] if len(places) == 1 else None
        if place is None or not end:
            raise SpreadsheetRefused(_("It is not a workbook that can be read."))
        rows, columns = max(rows, int(place[2])), max(columns, _column_number(place[1].decode()))
        _check_size(rows, columns)
        if (b"t", b"e") in said:  # which is read as if the cell were empty
            named = {"cell": place[0].decode()}
            raise SpreadsheetRefused(_("Cell %(cell)s holds an error, such as #REF!. Mend it, or empty it.") % named)
        if (b"t", b"s") in said:
            is_known = bool(number) and int(number) < len(sizes)
            text += sizes[int(number)] if is_known else longest
    return rows * columns, text


def _check_text(size: int) -> None:
    if size > MAX_TEXT:
        raise SpreadsheetRefused(_("It is too large: its cells hold too much text together."))


def _column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _cell(value: Any) -> Cell:
    if isinstance(value, bool | datetime | date):
        return value
    if isinstance(value, float | int):
        # The shortest text that means this number is what the sheet shows: 81.5, not 81.49999999999999.
        number = Decimal(repr(value))
        return number if number.is_finite() else str(number)  # 1e400 in a file is infinite once read
    return str(value) or None


def _unambiguous(value: Any) -> Any:
    """A number that people could read in two ways as the text that they cannot (common.numbers)."""
    return as_typed(value) if isinstance(value, Decimal) and digits_after_point(value) == 3 else value
