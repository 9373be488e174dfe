"""The tables of annex I as printed, and whether their totals are the sums of their parts. No database, no users.

Amounts are thousands of United States dollars with one decimal, posts are whole numbers. A printed total may differ
from the sum of its parts by rounding alone: half a unit of the last printed decimal for each part.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from common.yaml_files import read_yaml

SHIPPED = Path(__file__).resolve().parent / "data" / "e-2022-54.yaml"
ROUNDING = Decimal("0.05")  # half of the last printed decimal, in thousands of dollars
PARTS_BY_COMPONENT: dict[str, tuple[str, ...]] = {"B": ("B1", "B2", "B3"), "total": ("A", "B", "C")}
PARTS_BY_OBJECT: dict[str, tuple[str, ...]] = {"total": ("posts", "non_posts")}
PARTS_OF: dict[int, dict[str, tuple[str, ...]]] = {
    1: PARTS_BY_COMPONENT,
    2: PARTS_BY_OBJECT,
    3: PARTS_BY_COMPONENT,
    4: PARTS_BY_COMPONENT,
    5: PARTS_BY_OBJECT,
}
GRADES = {
    "professional_subtotal": ("USG", "ASG", "D-2", "D-1", "P-5", "P-4", "P-3", "P-2/1"),
    "total": ("professional_subtotal", "GS-PL", "GS-OL", "NPO", "LL"),
}
POSTS = 3  # the one table in whole numbers, added across as well as down


@dataclass(frozen=True, slots=True)
class Difference:
    """A printed figure that is not the sum of its parts by more than rounding explains."""

    table: int
    line: str
    column: str
    printed: Decimal
    computed: Decimal


def read_tables(path: Path = SHIPPED) -> dict[int, dict[str, dict[str, Decimal]]]:
    """Tables 1 to 5 of a file: `{number: {line: {column: printed figure}}}`. Raises FileRefused."""
    content: dict[str, Any] = read_yaml(path)
    tables = {}
    for number in PARTS_OF:
        table = content[f"table_{number}"]
        columns = table["columns"]
        lines = {name: row for name, row in table.items() if name not in {"columns", "footnotes", "titles"}}
        tables[number] = {
            line: {column: Decimal(figure) for column, figure in zip(columns, row, strict=True)}
            for line, row in lines.items()
        }
    return tables


def differences(tables: Mapping[int, Mapping[str, Mapping[str, Decimal]]]) -> Iterator[Difference]:
    """Each subtotal and total that its parts do not give, down the lines and, for posts, across the grades."""
    for number, lines in tables.items():
        for line, parts in PARTS_OF[number].items():
            for column, printed in lines[line].items():
                if not column.endswith("percent"):  # a percentage is no sum of percentages
                    yield from _compared(number, line, column, printed, [lines[part][column] for part in parts])
    for line, row in tables[POSTS].items():
        for column, grades in GRADES.items():
            yield from _compared(POSTS, line, column, row[column], [row[grade] for grade in grades])


def _compared(table: int, line: str, column: str, printed: Decimal, parts: Sequence[Decimal]) -> Iterator[Difference]:
    computed = sum(parts, Decimal(0))
    allowed = Decimal(0) if table == POSTS else ROUNDING * (len(parts) + 1)
    if abs(printed - computed) > allowed:
        yield Difference(table, line, column, printed, computed)
