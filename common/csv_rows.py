"""Rows as comma-separated values (RFC 4180) that no spreadsheet takes for formulas.

A text that begins as a formula would gets an apostrophe before it; numbers stay numbers. What is missing is an empty
cell, and stands beside the status that says why.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from common.numbers import canonical

CONTENT_TYPE = "text/csv; charset=utf-8"
ROWS_AT_ONCE = 500
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The file in pieces of some hundred rows, UTF-8, its first row the field names."""
    lines: Iterator[Sequence[Any]] = chain([header], rows)
    while piece := list(islice(lines, ROWS_AT_ONCE)):
        text = io.StringIO()
        csv.writer(text).writerows([_cell(value) for value in row] for row in piece)
        yield text.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return canonical(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_BEGINS_A_FORMULA):
        return f"'{value}"
    return value
