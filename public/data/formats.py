"""A table as a file: CSV, XLSX, JSON and Parquet, the same bytes for the same release and build.

Numbers are exact: canonical texts in CSV and JSON, decimals of 24 digits with four after the point in Parquet. A sheet
keeps 15 digits, which is what there are. What is missing is empty or null. No cell is ever a formula.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from django.utils import translation

from common.api import JSON as JSON_TYPE
from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from common.csv_rows import csv_chunks
from common.spreadsheets import XLSX_TYPE
from common.translated import FALLBACK
from public.data.columns import SCALE, Cell, Columns, Table
from public.data.source import Source
from public.exports import json_file

PARQUET_TYPE = "application/vnd.apache.parquet"
DIGITS = 24
_TYPES: Mapping[str, Any] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.decimal128(DIGITS, SCALE),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "year": pa.int16(),
}


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of a release, read: what its files are written from."""

    table: Table
    columns: Columns
    rows: Sequence[Sequence[Cell]]
    created: datetime

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def contents_of(table: Table, source: Source) -> Contents:
    """In English, whoever reads: a file is the same in every language of its address."""
    with translation.override(FALLBACK):
        return Contents(table, table.columns_in(source), list(table.cells_in(source)), source.release.published_at)


def as_csv(contents: Contents) -> bytes:
    """UTF-8 without a byte order mark, as programs like it; XLSX is for those who look at it in a spreadsheet."""
    return b"".join(csv_chunks(contents.names, contents.rows))


def as_json(contents: Contents) -> bytes:
    """An array of objects: decimals as strings, days as texts, what is missing as null."""
    rows = (dict(zip(contents.names, row, strict=True)) for row in contents.rows)
    return json_file(contents.names, rows).encode()


def as_parquet(contents: Contents) -> bytes:
    """With the dictionary's words beside each column."""
    with translation.override(FALLBACK):
        schema = pa.schema(
            [
                pa.field(each.name, _TYPES[each.type], metadata={"description": str(each.description)})
                for each in contents.columns
            ]
        )
    by_column = zip(*contents.rows, strict=True) if contents.rows else ([] for _column in contents.columns)
    arrays = [pa.array(list(cells), field.type) for cells, field in zip(by_column, schema, strict=True)]
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), buffer, compression="zstd")
    return buffer.getvalue()


def as_xlsx(contents: Contents) -> bytes:
    """A sheet with the rows, and one with the dictionary."""
    buffer = io.BytesIO()
    never = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, never) as workbook:
        workbook.set_properties({"created": contents.created.replace(tzinfo=None)})
        _write_rows(workbook, contents)
        _write_dictionary(workbook, contents)
    return buffer.getvalue()


def _write_rows(workbook: xlsxwriter.Workbook, contents: Contents) -> None:
    sheet = workbook.add_worksheet(contents.table.name[:31])
    sheet.write_row(0, 0, contents.names, workbook.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(contents.columns) - 1, 14)
    days = workbook.add_format({"num_format": "yyyy-mm-dd"})
    shown = {count: workbook.add_format({"num_format": _digits(count)}) for count in range(SCALE + 1)}
    places = {name: place for place, name in enumerate(contents.names)}
    decimals = [places.get(column.decimals) for column in contents.columns]
    for line, row in enumerate(contents.rows, 1):
        for column, value in enumerate(row):
            match value:
                case None:
                    continue
                case bool():
                    sheet.write_boolean(line, column, value)
                case Decimal():
                    sheet.write_number(line, column, value, shown.get(_at(row, decimals[column])))
                case int():
                    sheet.write_number(line, column, value)
                case date():
                    sheet.write_datetime(line, column, value, days)
                case _:
                    sheet.write_string(line, column, value)


def _at(row: Sequence[Cell], place: int | None) -> Any:
    return None if place is None else row[place]


def _digits(count: int) -> str:
    return "#,##0" + ("." + "0" * count if count else "")


def _write_dictionary(workbook: xlsxwriter.Workbook, contents: Contents) -> None:
    sheet = workbook.add_worksheet("Dictionary")
    sheet.set_column(0, 0, 28)
    sheet.set_column(2, 4, 48)
    sheet.write_row(0, 0, ["Column", "Type", "What it says", "Unit", "Codes"], workbook.add_format({"bold": True}))
    with translation.override(FALLBACK):
        for line, column in enumerate(contents.columns, 1):
            codes = "; ".join(f"{code}: {label}" for code, label in column.codes.items())
            for place, words in enumerate((column.name, column.type, str(column.description), str(column.unit), codes)):
                sheet.write_string(line, place, words)


# How each form is written, and its media type, in the order in which pages offer them.
FORMS = {
    "csv": (as_csv, CSV_TYPE),
    "xlsx": (as_xlsx, XLSX_TYPE),
    "json": (as_json, JSON_TYPE),
    "parquet": (as_parquet, PARQUET_TYPE),
}


def written(contents: Contents) -> Iterator[tuple[str, bytes]]:
    """(form, file) in every form."""
    for form, (write, _type) in FORMS.items():
        yield form, write(contents)
