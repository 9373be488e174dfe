"""A report's items laid out as its tables are: what is entered, with what is computed and printed in its place.

Queries are made by who calls: `blocks` lays out what it is given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.translated import text_of
from finance.choices import FUNDING, STREAMS, Fund, Kind, Stream
from finance.funding import GAP, MILLION, YearOfFunding
from finance.models import FundItem
from finance.reading import FUNDING_TABLE, Key, Said
from finance.reconciling import FUNDS_TABLE, differences_of
from finance.tables import POSTS, TOTAL, Column, Printed, Table, build
from finance.titles import of_table
from finance.words import Titles, column_title, line_title, shown, unit_words

Place = tuple[str, str, str]  # table, line, column

# Two tables share a block: they have the same lines, and the expenditure of the year before in common.
_PAIRS = {"components": (4, 1), "objects": (5, 2)}


@dataclass(frozen=True, slots=True)
class PrintedBeside:
    """A printed control total, and whether it differs from the computed figure by more than rounding."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """An item to be entered, or a computed figure ("" where a part is missing) with what is printed in its place."""

    heading: str
    item: FundItem | None = None
    computed: str = ""
    printed: Sequence[PrintedBeside] = ()
    is_sum: bool = False

    @property
    def differs(self) -> bool:
        return any(printed.differs for printed in self.printed)


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A line of a block. `level` steps it in; None is a total."""

    title: str
    level: int | None
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Block:
    """A section of the grid: a table with its heads and lines, and what stands below it."""

    code: str
    title: str
    unit: str
    headings: Sequence[str]
    rows: Sequence[BlockRow]
    below: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Laying:
    """What every block is laid out from."""

    said: Said
    items: Mapping[Key, FundItem]
    titles: Titles
    differing: frozenset[Place]

    def printed(self, place: Place, printed: Printed | None) -> PrintedBeside | None:
        if printed is None:
            return None
        return PrintedBeside(shown(printed.value, printed.decimals), place in self.differing)


def key_of(item: FundItem) -> Key:
    """Where an item stands in what a report says."""
    return (item.kind, item.year, item.fund, item.line, item.grade)


def blocks(said: Said, items: Iterable[FundItem], titles: Titles, fund: str, sections: str = "") -> list[Block]:
    """The sections of the grid: resources of `fund`, posts, funding by year; `sections` names one of them, or all.

    `titles` are those of the components (finance.words).
    """
    differing = frozenset((row.table, row.line, row.column) for row in differences_of(said))
    laying = _Laying(said, {key_of(item): item for item in items}, titles, differing)
    found: list[Block] = []
    if sections in ("", "resources"):
        found += [_resources(laying, code, fund) for code in _PAIRS]
    if sections in ("", "posts"):
        found.append(_posts(laying))
    if sections in ("", "funding"):
        found += _funding(laying)
    return found


def _resources(laying: _Laying, code: str, fund: str) -> Block:
    report = laying.said.report
    results, plans = (build(number, report, laying.said.components, laying.said.part(fund)) for number in _PAIRS[code])
    columns = [*((results, column) for column in results.columns), *((plans, column) for column in plans.columns[1:])]
    rows = []
    for place, row in enumerate(results.rows):
        line = row.line
        cells = [_resource_cell(laying, table, place, column, fund) for table, column in columns]
        rows.append(BlockRow(line_title(line.code, laying.titles), None if line.code == TOTAL else line.level, cells))
    if code == "components" and fund != Fund.ALL:
        cells = [_given_total(laying, column, fund) for _table, column in columns]
        rows.append(BlockRow(_("Total as the report gives it"), None, cells))
    by_object = code == "objects"
    return Block(
        code=code,
        title=_("Resources by object of expenditure") if by_object else _("Resources by component"),
        unit=unit_words(Kind.BUDGET),
        headings=[column_title(column) for _table, column in columns],
        rows=rows,
    )


def _resource_cell(laying: _Laying, table: Table, place: int, column: Column, fund: str) -> Cell:
    row = table.rows[place]
    item = laying.items.get((column.kind, column.year, fund, row.line.code, ""))
    if item is not None and not row.line.parts:
        return Cell(column_title(column), item)
    value = row.cells[column.key]
    printed = _printed_in(laying, table, row.line.code, column) if fund == Fund.ALL else []
    return Cell(column_title(column), None, shown(value, 1), printed, bool(row.line.parts))


def _printed_in(laying: _Laying, table: Table, line: str, column: Column) -> list[PrintedBeside]:
    """What is printed for a place, in its table or in the other one that has it too; each figure once."""
    pair = next(pair for pair in _PAIRS.values() if table.number in pair)
    tables = pair if column.kind == Kind.EXPENDITURE else (table.number,)
    found: dict[str, PrintedBeside] = {}
    for number in map(str, tables):
        place = (number, line, column.key)
        beside = laying.printed(place, laying.said.printed.get(place))
        if beside is not None and not (beside.text in found and found[beside.text].differs):
            found[beside.text] = beside
    return list(found.values())


def _given_total(laying: _Laying, column: Column, fund: str) -> Cell:
    item = laying.items.get((column.kind, column.year, fund, TOTAL, ""))
    differs = (FUNDS_TABLE, column.kind, column.key) in laying.differing
    printed = [PrintedBeside(_("with the other fund"), differs=True)] if item and differs else []
    return Cell(column_title(column), item, printed=printed, is_sum=True)


def _posts(laying: _Laying) -> Block:
    table = laying.said.table(POSTS)
    rows = []
    for row in table.rows:
        cells = []
        for column in table.columns:
            item = laying.items.get((column.kind, column.year, "", row.line.code, column.grade))
            if item is not None and not row.line.parts:
                cells.append(Cell(column_title(column), item))
                continue
            place = (str(POSTS), row.line.code, column.key)
            beside = laying.printed(place, laying.said.printed.get(place))
            is_sum = bool(row.line.parts) or column.sort == "sum"
            cells.append(Cell(column_title(column), None, shown(row.cells[column.key], 0), _present(beside), is_sum))
        level = None if row.line.code == TOTAL else row.line.level
        rows.append(BlockRow(line_title(row.line.code, laying.titles), level, cells))
    title = text_of(of_table(POSTS, table.report)).plain
    return Block("posts", title, unit_words(Kind.POSTS), [column_title(column) for column in table.columns], rows)


def _funding(laying: _Laying) -> Iterator[Block]:
    said = {year.year: year for year in laying.said.funding()}
    for number in sorted({key[1] for key in laying.items if key[0] in FUNDING}):
        yield _year_of_funding(laying, said.get(number) or YearOfFunding(number, laying.said.report, {}))


def _year_of_funding(laying: _Laying, year: YearOfFunding) -> Block:
    headings = [line_title(stream, laying.titles) for stream in STREAMS]
    headings += [_("Sum of the streams"), _("Total as the report gives it")]
    rows = []
    for kind in FUNDING:
        entered = [laying.items.get((kind, year.year, "", stream.value, "")) for stream in (*STREAMS, Stream.ALL)]
        *streams, whole = [
            Cell(heading, item)
            for heading, item in zip([*headings[: len(STREAMS)], headings[-1]], entered, strict=True)
        ]
        cells = [*streams, _sum_of_streams(laying, year, kind), whole]
        rows.append(BlockRow(str(capfirst(Kind(kind).label)), 0, cells))
    return Block(
        code=f"funding-{year.year}",
        title=_("Funding %(year)s") % {"year": year.year},
        unit=unit_words(Kind.RECEIVED),
        headings=headings,
        rows=rows,
        below=_gaps(laying, year),
    )


def _sum_of_streams(laying: _Laying, year: YearOfFunding, kind: str) -> Cell:
    """The sum, with the reported total beside it where the two are not equal."""
    value, reported = year.computed_total(kind), year.cell(kind, Stream.ALL).value
    printed = []
    if year.differs(kind) is not None and reported is not None:
        differs = (FUNDING_TABLE, str(year.year), f"{Kind(kind).value}_{TOTAL}") in laying.differing
        printed = [PrintedBeside(shown(reported / MILLION), differs)]
    return Cell(_("Sum of the streams"), None, shown(None if value is None else value / MILLION), printed, is_sum=True)


def _gaps(laying: _Laying, year: YearOfFunding) -> list[str]:
    """Both meanings of a gap, with the printed one."""
    missing = _("a part is missing")
    gap, voluntary = (None if value is None else value / MILLION for value in (year.gap, year.voluntary_gap))
    found = [
        _("Gap, the requirement less everything received: %(gap)s.") % {"gap": shown(gap) or missing},
        _("Gap, the target for voluntary contributions less those received: %(gap)s.")
        % {"gap": shown(voluntary) or missing},
    ]
    if year.printed_gap is not None:
        said = {"gap": shown(year.printed_gap.value, year.printed_gap.decimals)}
        is_off = (FUNDING_TABLE, str(year.year), GAP) in laying.differing
        found.append(
            (_("Printed: %(gap)s, which rounding does not explain.") if is_off else _("Printed: %(gap)s.")) % said
        )
    return found


def _present(beside: PrintedBeside | None) -> list[PrintedBeside]:
    return [] if beside is None else [beside]
