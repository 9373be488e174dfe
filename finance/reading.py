"""Tables and funding out of the items: as they are validated, or as they are entered; a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from finance.choices import FUNDING, Fund, Kind
from finance.funding import GAP, MISSING, Cell, YearOfFunding
from finance.models import Component, ControlTotal, FundFigure, FundItem
from finance.tables import NUMBERS, Line, Number, Part, Printed, Table, build, columns_of, is_computed, lines_of
from finance.validation import in_unit

FUNDING_TABLE = "funding"
Key = tuple[str, int, str, str, str]  # kind, year, fund, line, grade


@dataclass(frozen=True, slots=True)
class Said:
    """What one report says: its items' values by key, and its printed control totals by (table, line, column)."""

    report: int
    values: Mapping[Key, Cell]
    printed: Mapping[tuple[str, str, str], Printed]
    components: Sequence[Line]

    def table(self, number: int) -> Table:
        """One of the five tables of both funds together."""
        return build(number, self.report, self.components, self.part(Fund.ALL))

    def tables(self) -> list[Table]:
        return [self.table(number) for number in NUMBERS]

    def part(self, fund: str) -> Part:
        """The figures of a fund, in the unit that the tables print."""

        def part(kind: str, year: int, line: str, grade: str) -> Number:
            return in_unit(self.cell(kind, year, "" if kind == Kind.POSTS else fund, line, grade).value, kind)

        return part

    def cell(self, kind: str, year: int, fund: str, line: str, grade: str = "") -> Cell:
        return self.values.get((kind, year, fund, line, grade), MISSING)

    def printed_in(self, table: str | int) -> dict[tuple[str, str], Printed]:
        """The control totals of a table, by line and column."""
        return {(line, column): said for (of, line, column), said in self.printed.items() if of == str(table)}

    def funding(self) -> list[YearOfFunding]:
        """The funding by year, in the order of the years; those of which nothing is said or printed are left out."""
        gaps = {int(line): said for (line, column), said in self.printed_in(FUNDING_TABLE).items() if column == GAP}
        said = {key[1] for key, cell in self.values.items() if key[0] in FUNDING and cell != MISSING}
        return [
            YearOfFunding(
                year,
                self.report,
                {(key[0], key[3]): cell for key, cell in self.values.items() if key[1] == year and key[0] in FUNDING},
                gaps.get(year),
            )
            for year in sorted({*said, *gaps})
        ]


def validated(reports: Iterable[int] | None = None) -> dict[int, Said]:
    """What the reports say (None: all), as it is validated; latest first. Four queries."""
    figures = FundFigure.objects.current().select_related("item__component")
    if reports is not None:
        figures = figures.filter(item__report__in=list(reports))
    return _said([(figure.item, figure) for figure in figures])


def entered(reports: Iterable[int] | None = None) -> dict[int, Said]:
    """The same as it is entered, drafts and all."""
    items = FundItem.objects.select_related("component")
    if reports is not None:
        items = items.filter(report__in=list(reports))
    return _said([(item, item) for item in items])


BASES: dict[str, Callable[[], dict[int, Said]]] = {"validated": validated, "entered": entered}


def component_lines() -> list[Line]:
    """All components as tables have them: those within one before it; one query."""
    rows = list(Component.objects.order_by("position"))
    return _lines_with({row.code for row in rows}, rows)


def lines_by_report() -> dict[int, list[Line]]:
    """The components of which each report has items: one that was added later is no missing part of it. Two queries."""
    spoken_of: dict[int, set[str]] = defaultdict(set)
    items = FundItem.objects.filter(component__isnull=False).order_by()
    for report, code in items.values_list("report", "component__code").distinct():
        spoken_of[report].add(code)
    rows = list(Component.objects.order_by("position"))
    return {report: _lines_with(codes, rows) for report, codes in spoken_of.items()}


def computed_places(report: int) -> set[tuple[str, str, str]]:
    """(table, line, column) of everything that a report can print and that is computed here. Three queries."""
    components = lines_by_report().get(report, [])
    years = FundItem.objects.filter(report=report, kind__in=FUNDING).order_by().values_list("year", flat=True)
    in_tables = {
        (str(number), line.code, column.key)
        for number in NUMBERS
        for line in lines_of(number, components)
        for column in columns_of(number, report)
        if is_computed(line, column)
    }
    return in_tables | {(FUNDING_TABLE, str(year), GAP) for year in years.distinct()}


def _lines_with(codes: Collection[str], rows: Iterable[Component]) -> list[Line]:
    """The components of these codes, and those that are sums of some of them."""
    parts: dict[int | None, list[Component]] = defaultdict(list)
    for row in rows:
        parts[row.parent_id].append(row)

    def within(parent: int | None, level: int) -> Iterator[Line]:
        for row in parts[parent]:
            inner = list(within(row.pk, level + 1))
            if inner or row.code in codes:
                yield from inner
                yield Line(row.code, level, tuple(line.code for line in inner if line.level == level + 1))

    return list(within(None, 0))


def _said(rows: Iterable[tuple[FundItem, FundItem | FundFigure]]) -> dict[int, Said]:
    values: dict[int, dict[Key, Cell]] = defaultdict(dict)
    for item, row in rows:
        key = (item.kind, item.year, item.fund, item.line, item.grade)
        values[item.report_id][key] = Cell(row.value, row.status, row.reason, row.rounded_to, row.note)
    printed: dict[int, dict[tuple[str, str, str], Printed]] = defaultdict(dict)
    for control in ControlTotal.objects.all():
        if control.value is not None:
            place = (control.table, control.line, control.column)
            printed[control.report_id][place] = Printed(control.value, control.decimals)
    lines = lines_by_report()
    return {
        report: Said(report, values[report], printed[report], lines.get(report, []))
        for report in sorted(values, reverse=True)
    }
