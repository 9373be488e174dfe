"""The rows of an uploaded file under the names of their columns; a workbook or comma-separated values, told apart by
what they hold."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from common.numbers import as_typed
from common.refusals import Invalid, Refusal, VersionConflict, VersionNeeded
from common.spreadsheets import MAX_BYTES, Cell, SpreadsheetRefused, read_csv, read_xlsx


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row of a file: its number, counted with the header, and its cells by column as somebody would type them."""

    number: int
    cells: Mapping[str, str]


def read_rows(content: bytes, known: Collection[str], needed: Collection[str]) -> list[FileRow]:
    """The rows under the header, without those that are empty. Raises SpreadsheetRefused."""
    table = read_table(content)
    header = [plainly(cell) for cell in table[0]] if table else []
    while header and not header[-1]:
        header.pop()
    _check_header(header, known, needed)
    rows = []
    for number, cells in enumerate(table[1:], 2):
        texts = [plainly(cell) for cell in cells]
        if any(texts[len(header) :]):
            raise SpreadsheetRefused(_("Row %(number)s has more cells than the header.") % {"number": number})
        if any(texts):
            full = [*texts[: len(header)], *[""] * (len(header) - len(texts))]
            rows.append(FileRow(number, dict(zip(header, full, strict=True))))
    return rows


def read_fixed_rows(content: bytes, headings: Sequence[str]) -> list[FileRow]:
    """The rows under exactly these headings, in their places, without those that are empty.

    Raises SpreadsheetRefused; where the structure was changed, with the address of the first cell that shows it.
    """
    first, *others = read_table(content) or [[]]
    _check_headings(_texts(first, headings, 1), headings)
    rows = ((number, _texts(cells, headings, number)) for number, cells in enumerate(others, 2))
    return [FileRow(number, dict(zip(headings, texts, strict=True))) for number, texts in rows if any(texts)]


def cell_address(number: int, column: int) -> str:
    """A cell as a spreadsheet names it, its row counted from 1 and its column from 0: "A12"."""
    return str(xl_rowcol_to_cell(number - 1, column))


def faults_of(
    refusal: Refusal, *, version: str, changed: Callable[[VersionConflict], Any]
) -> Iterator[tuple[str, Any]]:
    """What was refused of a row: (column, sentence), the column "" being the whole row.

    `version` is the column that names the version seen; `changed` says what a row is now that was changed since.
    """
    match refusal:
        case Invalid():
            yield from ((name, sentence) for name, sentences in refusal.errors.items() for sentence in sentences)
        case VersionConflict():
            yield version, changed(refusal)
        case VersionNeeded():
            yield version, refusal.detail
        case _:
            yield "", refusal.detail


def read_table(content: bytes) -> list[list[Cell]]:
    """The rows of a workbook's first sheet, or of comma-separated values. Raises SpreadsheetRefused."""
    if len(content) > MAX_BYTES:
        raise SpreadsheetRefused(_("The file is too large: at most %(size)s kB.") % {"size": MAX_BYTES // 1024})
    return read_xlsx(content) if content.startswith(b"PK") else read_csv(content)


def _texts(cells: Sequence[Cell], headings: Sequence[str], number: int) -> list[str]:
    """The cells of a row, one for each heading. Raises SpreadsheetRefused for something beside them."""
    texts = [plainly(cell) for cell in cells]
    for column, text in enumerate(texts[len(headings) :], len(headings)):
        if text:
            said = _("Cell %(cell)s stands outside the columns of this workbook.")
            raise SpreadsheetRefused(said % {"cell": cell_address(number, column)})
    return [*texts[: len(headings)], *[""] * (len(headings) - len(texts))]


def _check_headings(texts: Sequence[str], headings: Sequence[str]) -> None:
    for column, (text, heading) in enumerate(zip(texts, headings, strict=True)):
        if text != heading:
            said = _("Cell %(cell)s says “%(text)s”, not the heading “%(heading)s”. Download the file anew.")
            raise SpreadsheetRefused(said % {"cell": cell_address(1, column), "text": text[:40], "heading": heading})


def _check_header(header: list[str], known: Collection[str], needed: Collection[str]) -> None:
    if unknown := [name for name in header if name not in known]:
        raise SpreadsheetRefused(_("There is no column “%(name)s”.") % {"name": unknown[0]})
    if len(set(header)) != len(header):
        raise SpreadsheetRefused(_("Two of its columns have the same name."))
    if missing := [name for name in needed if name not in header]:
        raise SpreadsheetRefused(_("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)})


def plainly(cell: Cell) -> str:
    """A cell as somebody would type it."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return as_typed(cell)
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
    return str(cell).strip()
