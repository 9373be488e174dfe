"""Tables as their pages show them: sections, sizes, the dictionary, the first rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby, islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.numbers import canonical, format_number
from common.translated import reader_language
from public.data.columns import Cell, Column, Columns, Table
from public.data.files import File, Listed
from public.data.source import Source
from public.data.tables import SECTIONS, TABLES
from public.shown import ShownRelease
from public.texts import count_words

FIRST_ROWS = 8
FORM_NAMES = {"csv": "CSV", "xlsx": "XLSX", "json": "JSON", "parquet": "Parquet"}


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file as a page offers it."""

    form: str
    label: str
    address: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class TableShown:
    """A table in the list of all."""

    name: str
    title: str
    description: str
    rows: str
    files: list[FileShown]


@dataclass(frozen=True, slots=True)
class Described:
    """A line of the dictionary: one column, or the same text in each language."""

    names: list[str]
    type: str
    description: str
    unit: str
    codes: list[tuple[str, str]]


def sections(listed: dict[str, Listed], release: ShownRelease) -> list[tuple[str, list[TableShown]]]:
    """(heading, tables) in the order in which the tables stand."""
    return [
        (str(heading), [_listed(table, listed[table.name], release) for table in tables])
        for heading, tables in SECTIONS
    ]


def _listed(table: Table, listed: Listed, release: ShownRelease) -> TableShown:
    return TableShown(
        table.name, str(table.title), str(table.description), rows_words(listed.rows), files_of(table, listed, release)
    )


def rows_words(count: int) -> str:
    """How many rows there are, in words; of none, that this release has none."""
    if not count:
        return _("no rows in this release")
    return ngettext("%(count)s row", "%(count)s rows", count) % {"count": count_words(count)}


def files_of(table: Table, listed: Listed, release: ShownRelease) -> list[FileShown]:
    """The files of a table, in the order of the forms."""
    return [_file(table, file, release) for file in listed.files.values()]


def _file(table: Table, file: File, release: ShownRelease) -> FileShown:
    address = release.address(f"public:data_table_{file.form}", table.name)
    return FileShown(file.form, FORM_NAMES[file.form], address, size_words(file.size), file.sha256)


def size_words(size: int) -> str:
    """A size in kilobytes or megabytes of a thousand, with one decimal; never 0."""
    language = reader_language()
    if size < 1_000_000:
        return _("%(size)s kB") % {"size": format_number(Decimal(max(size, 100)) / 1000, language, 1)}
    return _("%(size)s MB") % {"size": format_number(Decimal(size) / 1_000_000, language, 1)}


# --- The dictionary --------------------------------------------------------------------------------------------------


def dictionary(columns: Columns) -> list[Described]:
    """The columns; a text in several languages is one line."""
    lines = []
    for (_stem, language), group in groupby(columns, key=_stem_of):
        found = list(group)
        first = found[0]
        type_words = _("text in six languages") if language and len(found) > 1 else type_in_words(first.type)
        lines.append(
            Described(
                [column.name for column in found],
                type_words,
                str(first.description),
                str(first.unit),
                [(code, str(label)) for code, label in first.codes.items()],
            )
        )
    return lines


def _stem_of(column: Column) -> tuple[str, bool]:
    return column.name.removesuffix(f"_{column.language}") if column.language else column.name, bool(column.language)


def type_in_words(type_: str) -> str:
    """What stands in a column of this type, in words."""
    match type_:
        case "string":
            return _("text")
        case "integer":
            return _("whole number")
        case "number":
            return _("decimal number")
        case "boolean":
            return _("true or false")
        case "date":
            return _("day (2025-12-31)")
    return _("year")


# --- The first rows --------------------------------------------------------------------------------------------------


def first_rows(table: Table, source: Source) -> tuple[list[Column], list[list[str]]]:
    """The columns but those in other languages than the reader's, and the first rows as the CSV file has them."""
    columns = table.columns_in(source)
    shown = [place for place, column in enumerate(columns) if column.language in ("", reader_language())]
    rows = [[_cell(row[place]) for place in shown] for row in islice(table.cells_in(source), FIRST_ROWS)]
    return [columns[place] for place in shown], rows


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return canonical(value)
        case date():
            return value.isoformat()
    return str(value)


def pointed_to(table: Table) -> Iterator[tuple[str, str, str]]:
    """(columns, name and title of the table that they name a row of)."""
    for each in table.refers:
        yield ", ".join(each.columns), each.table, str(TABLES[each.table].title)
