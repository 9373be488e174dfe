"""What a table is: its columns with type, unit, codes and meaning, its key, and which tables its rows point to."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from common.numbers import from_canonical
from public.data.source import Source
from public.exports import LANGUAGES

Row = dict[str, Any]
Words = str | Promise
Cell = str | int | bool | Decimal | date | None

# The words of Frictionless Table Schema; "number" is an exact decimal here.
STRING, INTEGER, NUMBER, BOOLEAN, DATE, YEAR = "string", "integer", "number", "boolean", "date", "year"
SCALE = 4  # decimals that are kept of a number, here as everywhere


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `codes` are what may stand in it, with what each means; `language` that of its text.

    `unit` is a unit, or says which column names it. `decimals` names the column that says how many a number has.
    """

    name: str
    type: str
    description: Words
    unit: Words = ""
    codes: Mapping[str, Words] = field(default_factory=dict)
    language: str = ""
    decimals: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """That `columns` of a table name a row of `table` by its `key`; empty ones name none."""

    columns: tuple[str, ...]
    table: str
    key: tuple[str, ...]


Columns = Sequence[Column]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a release. `rows` gives a dict for each row, which may lack columns and say more than these.

    `key` names the columns that together name a row; `own_columns` are for a table whose columns depend on what the
    release holds.
    """

    name: str
    title: Promise
    description: Promise
    rows: Callable[[Source], Iterable[Row]]
    columns: Columns = ()
    own_columns: Callable[[Source], Columns] | None = None
    key: tuple[str, ...] = ()
    refers: tuple[Reference, ...] = ()

    def columns_in(self, source: Source) -> Columns:
        """The columns that it has in a release."""
        return self.own_columns(source) if self.own_columns else self.columns

    def cells_in(self, source: Source) -> Iterator[list[Cell]]:
        """Its rows in a release as cells of the types of the columns; what is missing is None, never 0 or ""."""
        columns = self.columns_in(source)
        for row in self.rows(source):
            yield [typed(column.type, row.get(column.name)) for column in columns]


def typed(type_: str, value: Any) -> Cell:
    """A value of a row as its column's type has it. Raises ValueError for what is of another type."""
    if value is None or value == "":
        return None
    match type_:
        case "string":
            return str(value)
        case "date":
            return value if isinstance(value, date) else date.fromisoformat(value)
        case "number" if isinstance(value, Decimal | str):
            return from_canonical(value) if isinstance(value, str) else value
        case "number" | "integer" | "year" if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value) if type_ == NUMBER else value
        case "boolean" if isinstance(value, bool):
            return value
    raise ValueError(f"{value!r} is no {type_}")


def in_languages(name: str, description: Words) -> list[Column]:
    """A text in a column for each language of the site."""
    return [Column(f"{name}_{language}", STRING, description, language=language) for language in LANGUAGES]


def coded(name: str, description: Words, choices: Iterable[tuple[Any, Words]] | Mapping[str, Words]) -> Column:
    """A column of codes out of a closed list."""
    pairs = choices.items() if isinstance(choices, Mapping) else choices
    return Column(name, STRING, description, codes={str(code): label for code, label in pairs})


def string(name: str, description: Words) -> Column:
    return Column(name, STRING, description)


def number(name: str, description: Words, unit: Words = "", decimals: str = "") -> Column:
    return Column(name, NUMBER, description, unit, decimals=decimals)


def whole(name: str, description: Words) -> Column:
    return Column(name, INTEGER, description)


def year(name: str, description: Words) -> Column:
    return Column(name, YEAR, description)


def day(name: str, description: Words) -> Column:
    return Column(name, DATE, description)


def yes_no(name: str, description: Words) -> Column:
    return Column(name, BOOLEAN, description)


def pointing(table: str, *columns: str, key: tuple[str, ...] = ()) -> Reference:
    """That columns name a row of another table, there by the same names unless `key` says which."""
    return Reference(columns, table, key or columns)
