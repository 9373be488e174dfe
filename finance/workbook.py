"""A report's items as rows of a file: what can be changed, and what only says where a row belongs.

The import takes the file back (finance.item_imports). The words in the columns that are only read are in the
reader's language, so nothing is taken from them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from common.spreadsheets import write_csv, write_xlsx
from common.statuses import Status
from finance.choices import FUNDING, RESOURCES, Fund, Kind, ObjectOfExpenditure
from finance.models import FundItem
from finance.validation import in_unit, rounding_of
from finance.words import Titles, line_title, table_title, unit_words

CODE, VERSION = "code", "version"
CHANGEABLE = ("value", "status", "reason", "note", "rounded_to")
FOR_READING = tuple(
    f"{name} (read only)" for name in ("section", "line", "grade", "kind", "year", "fund", "unit", "state", "comment")
)
COLUMNS = (CODE, *FOR_READING[:7], *CHANGEABLE, VERSION, *FOR_READING[7:])


def as_xlsx(items: Iterable[FundItem], titles: Titles) -> bytes:
    """The workbook of these items; `titles` are those of the components."""
    return write_xlsx(COLUMNS, _rows(items, titles))


def as_csv(items: Iterable[FundItem], titles: Titles) -> bytes:
    """The same as comma-separated values."""
    return write_csv(COLUMNS, _rows(items, titles))


def _rows(items: Iterable[FundItem], titles: Titles) -> Iterator[list[Any]]:
    for item in items:
        yield [
            item.code,
            _section(item),
            line_title(item.line, titles),
            item.grade,
            Kind(item.kind).label,
            item.year,
            Fund(item.fund).label if item.fund else "",
            unit_words(item.kind),
            in_unit(item.value, item.kind),
            Status(item.status).value,
            item.reason,
            item.note,
            rounding_of(item),
            item.version,
            item.get_state_display(),
            item.comment,
        ]


def _section(item: FundItem) -> str:
    """The tables that print it."""
    if item.kind in FUNDING:
        return table_title("funding", item.report_id)
    if item.kind == Kind.POSTS:
        return table_title("3", item.report_id)
    is_result = item.kind in (Kind.BUDGET, Kind.EXPENDITURE)
    numbers = ("4", "5") if is_result else ("1", "2")
    by_object = item.object in ObjectOfExpenditure.values
    return table_title(numbers[by_object], item.report_id)


assert {*RESOURCES, *FUNDING, Kind.POSTS} == set(Kind)
