"""What is printed against what the parts give: every difference, and whether rounding explains it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from finance.choices import FUNDING, RESOURCES, Fund, Stream
from finance.funding import GAP, MILLION
from finance.reading import FUNDING_TABLE, Said
from finance.tables import NUMBERS, TOTAL, Difference, Table, compared, within_rounding

HALVES_OF = {1: 2, 4: 5}  # a table by component, and the one by object whose totals have to be the same
FUNDS_TABLE = "funds"


def differences_of(said: Said) -> Iterator[Difference]:
    """The differences of a report that rounding does not explain."""
    yield from (row for row, explained in compared_of(said) if not explained)


def compared_of(said: Said) -> Iterator[tuple[Difference, bool]]:
    """All differences of a report, and whether rounding explains each: printed against computed, and, where it does
    not, components against objects and funds against their whole."""
    tables = {number: said.table(number) for number in NUMBERS}
    for number, table in tables.items():
        yield from compared(table, said.printed_in(number))
    for by_component, by_object in HALVES_OF.items():
        yield from ((row, False) for row in _of_halves(tables[by_component], tables[by_object]))
    yield from ((row, False) for row in _of_funds(said, tables))
    yield from _of_funding(said)


def _of_halves(first: Table, second: Table) -> Iterator[Difference]:
    """The totals by component and by object, where both are known; the one by component stands as the printed one."""
    units = [Decimal("0.1")] * sum(len(table.rows[-1].line.parts) for table in (first, second))
    for column in second.columns:
        one, other = (table.cell(TOTAL, column.key) for table in (first, second))
        if column.sort != "amount" or one is None or other is None:
            continue
        if not within_rounding(other, one, units):
            yield Difference(second.report, str(second.number), TOTAL, column.key, one, other)


def _of_funds(said: Said, tables: Mapping[int, Table]) -> Iterator[Difference]:
    """Each fund's own total, where both are given, against both together; in thousands of dollars."""
    wholes = {(column.kind, column.year): (table, column.key) for table in tables.values() for column in table.columns}
    for kind in RESOURCES:
        for year in sorted({key[1] for key in said.values if key[0] == kind}):
            funds = [said.cell(kind, year, fund, TOTAL) for fund in (Fund.TRUST_FUND, Fund.LOCALLY_MOBILIZED)]
            if (kind, year) not in wholes or any(cell.value is None for cell in funds):
                continue
            table, column = wholes[kind, year]
            whole = table.cell(TOTAL, column)
            together = sum((cell.value for cell in funds if cell.value is not None), Decimal(0)) / 1000
            units = [(cell.rounded_to or Decimal(0)) / 1000 for cell in funds]
            if whole is not None and not within_rounding(together, whole, [*units, Decimal("0.1")]):
                yield Difference(said.report, FUNDS_TABLE, kind, f"{kind}_{year}", whole, together)


def _of_funding(said: Said) -> Iterator[tuple[Difference, bool]]:
    """Reported totals against the sums of the streams, and printed gaps; in millions of dollars."""
    for year in said.funding():
        for kind in FUNDING:
            reported, computed = year.cell(kind, Stream.ALL).value, year.computed_total(kind)
            if reported is not None and computed is not None and reported != computed:
                place = (FUNDING_TABLE, str(year.year), f"{kind.value}_{TOTAL}")
                yield Difference(said.report, *place, reported / MILLION, computed / MILLION), year.agrees(kind)
        printed, gap = year.printed_gap, None if year.gap is None else year.gap / MILLION
        if printed is not None and (not year.gap_agrees or printed.value != gap):
            yield Difference(said.report, FUNDING_TABLE, str(year.year), GAP, printed.value, gap), year.gap_agrees
