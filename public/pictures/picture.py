"""What a picture is: a chart with its title, what it says in a sentence, where its numbers are from, and its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.charts import Chart, Shown
from common.numbers import canonical

Cell = str | Shown


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a picture's table: its name in files, what it is called on pages, and whether it holds numbers."""

    name: str
    label: str
    is_number: bool = False


@dataclass(frozen=True)
class Picture:
    """`subject` and `key` name it in addresses; `chart` is None where the release holds nothing to draw.

    Every number that the chart draws stands in `rows`, under a column of numbers, as the same value in the same
    words. `rows` may say more: what is missing, and why. `document` is what the numbers are cited from.
    """

    subject: str
    key: str
    title: str
    finding: str
    document: str
    chart: Chart | None
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Cell]]

    @property
    def cells(self) -> list[list[tuple[Column, str]]]:
        """The table as pages write it: each row's cells in words, in the order of the columns."""
        return [[(column, words(row.get(column.name, ""))) for column in self.columns] for row in self.rows]

    @property
    def records(self) -> list[dict[str, str | None]]:
        """The table as files write it: numbers in their canonical form, None where there is none."""
        return [{column.name: _plain(column, row.get(column.name, "")) for column in self.columns} for row in self.rows]

    @property
    def numbers(self) -> set[str]:
        """Every number of the table, in its canonical form."""
        cells = [cell for row in self.rows for cell in row.values() if isinstance(cell, Shown)]
        return {canonical(cell.value) for cell in cells if cell.value is not None}


def words(cell: Cell) -> str:
    """A cell as pages write it."""
    return cell.words if isinstance(cell, Shown) else str(cell)


def _plain(column: Column, cell: Cell) -> str | None:
    if not isinstance(cell, Shown):
        return str(cell) if cell or not column.is_number else None
    return None if cell.value is None else canonical(cell.value)
