"""Tables 1 to 5 of annex I, computed from their parts, and held against what is printed. No database, no users.

A table of report R shows the year before (R-1), its own year and the next (R+1). Amounts are thousands of United States
dollars with one decimal, posts are whole numbers. A missing part makes every sum that it stands in missing.

Printed sums and computed ones may differ by rounding: by less than half a unit of the last printed decimal for each
part and for the sum itself. Posts are whole and do not differ at all.

    1  financial resources by component       2  by object: expenditure R-1, estimate R, change, estimate R+1
    3  posts of R+1 by component and grade
    4  results of R-1 by component            5  by object: budget, expenditure, variance
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from common.numbers import quantize
from finance.choices import GRADES, Category, Grade, Kind, ObjectOfExpenditure

NUMBERS = (1, 2, 3, 4, 5)
BY_COMPONENT, BY_OBJECT = (1, 3, 4), (2, 5)
POSTS = 3  # the one table in whole numbers, added across as well as down
TOTAL, SUBTOTAL = "total", "professional_subtotal"
HALF = Fraction(1, 2)
AMOUNT_DECIMALS, PERCENT_DECIMALS = 1, 1

Sort = Literal["amount", "change", "percent", "variance", "grade", "sum"]
Number = Decimal | None
Part = Callable[[str, int, str, str], Number]  # (kind, year, line, grade): in the printed unit; None is missing


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: `parts` are the codes of the lines that it sums; without parts it has figures of its own."""

    code: str
    level: int = 0
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. An amount has its kind and year, a grade its code; the others are computed across."""

    key: str
    sort: Sort
    kind: str = ""
    year: int = 0
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its cells, by the key of the column."""

    line: Line
    cells: Mapping[str, Number]


@dataclass(frozen=True, slots=True)
class Table:
    """One of the five tables of a report."""

    number: int
    report: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def unit(self) -> Literal["posts", "thousands_usd"]:
        return "posts" if self.number == POSTS else "thousands_usd"

    def cell(self, line: str, column: str) -> Number:
        """A cell by its codes. Raises KeyError where there is none."""
        return {row.line.code: row for row in self.rows}[line].cells[column]


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed figure in the table's own unit; `decimals` it is printed with."""

    value: Decimal
    decimals: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A printed figure that differs from the computed one by more than rounding explains; None: it is missing."""

    report: int
    table: str
    line: str
    column: str
    printed: Decimal
    computed: Number


def columns_of(number: int, report: int) -> tuple[Column, ...]:
    """The columns of a table in their order."""
    before, after = report - 1, report + 1
    if number == POSTS:
        return _columns_of_posts(after)
    expenditure = Column(f"expenditure_{before}", "amount", Kind.EXPENDITURE, before)
    if number in (1, 2):
        return (
            expenditure,
            Column(f"estimate_{report}", "amount", Kind.ESTIMATE, report),
            Column("change_amount", "change"),
            Column("change_percent", "percent"),
            Column(f"estimate_{after}", "amount", Kind.ESTIMATE, after),
        )
    return (
        Column(f"budget_{before}", "amount", Kind.BUDGET, before),
        expenditure,
        Column("variance", "variance"),
    )


def _columns_of_posts(year: int) -> tuple[Column, ...]:
    columns = []
    for category, grades in GRADES.items():
        columns += [Column(grade.value, "grade", Kind.POSTS, year, grade.value) for grade in grades]
        if category is Category.PROFESSIONAL:
            columns.append(Column(SUBTOTAL, "sum"))
    return (*columns, Column(TOTAL, "sum"))


def lines_of(number: int, components: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a table in the order in which it prints them: parts before their sum, the total last."""
    if number in BY_OBJECT:
        codes = tuple(ObjectOfExpenditure.values)
        return (*(Line(code) for code in codes), Line(TOTAL, parts=codes))
    inner = {code for line in components for code in line.parts}
    return (*components, Line(TOTAL, parts=tuple(line.code for line in components if line.code not in inner)))


def is_computed(line: Line, column: Column) -> bool:
    """Whether a cell is computed: a sum of lines, or from other cells of its line. The others are entered."""
    return bool(line.parts) or not column.kind


def build(number: int, report: int, components: Sequence[Line], part: Part) -> Table:
    """A table with every cell computed. `components`: parts before the component that sums them."""
    columns = columns_of(number, report)
    cells: dict[str, dict[str, Number]] = {}
    lines = lines_of(number, components)
    for line in lines:
        row: dict[str, Number] = {}
        for column in columns:
            if column.kind:
                row[column.key] = (
                    total(cells[code][column.key] for code in line.parts)
                    if line.parts
                    else part(column.kind, column.year, line.code, column.grade)
                )
        cells[line.code] = {column.key: row.get(column.key) for column in columns} | _across(number, report, row)
    return Table(number, report, columns, tuple(Row(line, cells[line.code]) for line in lines))


def _across(number: int, report: int, row: Mapping[str, Number]) -> dict[str, Number]:
    """The cells that are computed from others of the same line."""
    if number == POSTS:
        return {
            SUBTOTAL: total(row[grade] for grade in GRADES[Category.PROFESSIONAL]),
            TOTAL: total(row[grade] for grade in Grade.values),
        }
    if number in (1, 2):
        now, then = row[f"estimate_{report + 1}"], row[f"estimate_{report}"]
        percent = exact_percent(then, now)
        return {
            "change_amount": less(now, then),
            "change_percent": None if percent is None else quantize(percent, PERCENT_DECIMALS),
        }
    return {"variance": less(row[f"budget_{report - 1}"], row[f"expenditure_{report - 1}"])}


def total(parts: Iterator[Number] | Sequence[Number]) -> Number:
    """The sum; None where a part is missing, or where there are none."""
    found = list(parts)
    known = [part for part in found if part is not None]
    return sum(known, Decimal(0)) if found and len(known) == len(found) else None


def less(first: Number, second: Number) -> Number:
    """`first` less `second`; None where either is missing."""
    return None if first is None or second is None else first - second


def exact_percent(then: Number, now: Number) -> Fraction | None:
    """The change from `then` to `now` in per cent of `then`; None where either is missing or `then` is 0."""
    if then is None or now is None or not then:
        return None
    return (Fraction(now) - Fraction(then)) * 100 / Fraction(then)


def compared(table: Table, printed: Mapping[tuple[str, str], Printed]) -> Iterator[tuple[Difference, bool]]:
    """Each printed figure, by (line, column), that is not the computed one, and whether rounding explains it.

    Those that are no cell are passed over.
    """
    for row in table.rows:
        for column in table.columns:
            said, cell = printed.get((row.line.code, column.key)), row.cells[column.key]
            if said is None:
                continue
            explained = _agrees(table, row, column, said)
            if not explained or said.value != cell:
                place = (str(table.number), row.line.code, column.key)
                yield Difference(table.report, *place, said.value, cell), explained


def differences(table: Table, printed: Mapping[tuple[str, str], Printed]) -> Iterator[Difference]:
    """Those that rounding does not explain."""
    yield from (row for row, explained in compared(table, printed) if not explained)


def _agrees(table: Table, row: Row, column: Column, printed: Printed) -> bool:
    computed = row.cells[column.key]
    if computed is None:
        return False
    if table.number == POSTS:
        return computed == printed.value
    unit = Fraction(1, 10**printed.decimals)
    if column.sort == "percent":
        exact = exact_percent(row.cells[f"estimate_{table.report}"], row.cells[f"estimate_{table.report + 1}"])
        return exact is not None and abs(exact - Fraction(printed.value)) <= unit * HALF
    # An amount sums its parts; a change or variance takes two figures from each other.
    count = len(row.line.parts) if column.sort == "amount" else 2
    return within_rounding(computed, printed.value, [unit] * (max(count, 1) + 1))


def within_rounding(computed: Decimal, printed: Decimal, units: Sequence[Fraction | Decimal]) -> bool:
    """Whether rounding explains the difference; `units` are those of the last digit of each part and of the sum.

    Strictly less than half of each unit together: where every part is rounded half up, that much never comes about.
    """
    allowed = sum((Fraction(unit) for unit in units), Fraction(0)) * HALF
    return computed == printed or abs(Fraction(computed) - Fraction(printed)) < allowed
