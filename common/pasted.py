"""A rectangle of cells as spreadsheets put it on the clipboard: rows on lines, cells between tabs."""

import re

from django.utils.translation import gettext as _

from common.spreadsheets import SpreadsheetRefused

MAX_CHARACTERS = 500_000
MAX_ROWS = 1_000
MAX_COLUMNS = 50
# A cell that holds a tab or a line end stands in quotation marks, and those within it are doubled.
_CELL = re.compile(r'(?:"((?:[^"]|"")*+)"|([^\t\n]*))(\t|\n|\Z)')


def read_pasted(text: str) -> list[list[str]]:
    """The cells, row by row, without white space around them; empty rows stay, for their numbers.

    Raises SpreadsheetRefused for more than is read at once.
    """
    if len(text) > MAX_CHARACTERS:
        raise SpreadsheetRefused(_("It is too long: at most %(most)s characters.") % {"most": MAX_CHARACTERS})
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    rows: list[list[str]] = [[]]
    for found in _CELL.finditer(text):
        quoted, plain, end = found.groups()
        rows[-1].append((plain if quoted is None else _unquoted(quoted)).strip())
        if not end:
            break
        if end == "\n":
            rows.append([])
    if len(rows) > MAX_ROWS or max(map(len, rows)) > MAX_COLUMNS:
        raise SpreadsheetRefused(
            _("It is too large: at most %(rows)s rows and %(columns)s columns.")
            % {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
        )
    return rows


def _unquoted(text: str) -> str:
    """What stood in the cell; marks around a plain word are its own."""
    is_quoted = any(sign in text for sign in ("\t", "\n", '""'))
    return text.replace('""', '"') if is_quoted else f'"{text}"'
