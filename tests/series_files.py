"""The workbook of all series as somebody edits it in a spreadsheet: rows of cells, changed and written again."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import User
from common.spreadsheets import read_xlsx, write_csv, write_xlsx
from indicators.models import Observation
from indicators.workbook import COLUMNS, KEY, as_xlsx

Table = list[list[Any]]


def rows_of(user: User) -> Table:
    """The workbook that this person downloads, its headings first."""
    rows = Observation.objects.visible_to(user).in_order()
    mine = set(Observation.objects.entered_by(user).values_list("pk", flat=True))
    return table_of(as_xlsx(rows, mine))


_seeded: dict[str, Table] = {}


def seeded_rows_of(user: User) -> Table:
    """The same while nothing has changed in the seeded database: written once for all tests, as it takes a while."""
    if user.email not in _seeded:
        _seeded[user.email] = rows_of(user)
    return _seeded[user.email]


def table_of(content: bytes) -> Table:
    """The cells of a workbook."""
    return [list(row) for row in read_xlsx(content)]


def edited(table: Table, cells: Mapping[str, Mapping[str, Any]]) -> Table:
    """The same with other cells: by the row's key, such as "RCS-2022-2025/2.1.1-d/total/2024", and column."""
    table = [list(row) for row in table]
    rows = {row[COLUMNS.index(KEY)]: row for row in table}
    for key, values in cells.items():
        for column, value in values.items():
            rows[key][COLUMNS.index(column)] = value
    return table


def written(table: Sequence[Sequence[Any]], kind: str = "xlsx") -> bytes:
    """The file that a spreadsheet writes of it."""
    header, *rows = table
    return write_xlsx(header, rows) if kind == "xlsx" else write_csv(header, rows)
