"""What a release copies of the trust fund, out of what is validated: plain dicts, texts by language, decimals as
canonical strings, in a fixed number of queries.

Levies that were not applied, and contributors that stopped, stand in counts alone, never by name; void contributions
nowhere. A database in which no report was ever loaded publishes nothing of the trust fund.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from common.numbers import canonical
from common.statuses import Status
from common.translated import texts_of
from finance import ledger, reading, titles
from finance.choices import FUNDING, Fund, Kind, Measure, Stream
from finance.funding import MILLION, YearOfFunding
from finance.lines import plain, post_years, resource_rows
from finance.measures import LedgerRow, measure
from finance.models import Component, Contributor, Fact, Footnote, Report
from finance.reading import Said
from finance.reconciling import compared_of
from finance.tables import TOTAL, Column, Difference, Row, Table, less

Content = dict[str, Any]
Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that is published, as it was read: what reports say, and what stands around their items."""

    said: Mapping[int, Said]
    documents: Mapping[int, str]
    components: Mapping[str, Texts]
    footnotes: Mapping[tuple[int, int], Sequence[Footnote]]
    facts: Sequence[Fact]
    contributors: Sequence[Contributor]
    ledger: Sequence[LedgerRow]


def read_rows() -> Rows:
    """Read in eleven queries, however much there is."""
    footnotes: dict[tuple[int, int], list[Footnote]] = defaultdict(list)
    for note in Footnote.objects.order_by("report", "table", "mark", "pk"):
        footnotes[note.report_id, note.table].append(note)
    return Rows(
        said=reading.validated(),
        documents=dict(Report.objects.order_by("-year").values_list("year", "document")),
        components={row.code: texts_of(row, "title") for row in Component.objects.order_by("position")},
        footnotes=footnotes,
        facts=list(Fact.objects.order_by("report", "pk")),
        contributors=list(Contributor.objects.order_by("code").prefetch_related("group_of_77")),
        ledger=sorted(ledger.validated(), key=lambda row: row.reference),
    )


def contents() -> Iterator[tuple[str, Content]]:
    """Every document of the trust fund by its key: `tables/2022/1` to `5` of each report, the earliest report first;
    then `funding`, `contributions`, `resources`, `posts`, `reconciliation`."""
    rows = read_rows()
    if not rows.documents:
        return
    for report, said in sorted(rows.said.items()):
        if any(key[0] not in FUNDING and cell.value is not None for key, cell in said.values.items()):
            for table in said.tables():
                yield f"tables/{report}/{table.number}", table_content(table, said, rows)
    yield "funding", funding_content(rows)
    yield "contributions", contributions_content(rows)
    yield "resources", {"rows": list(resource_rows(rows.said, rows.documents, rows.components))}
    yield "posts", {"years": list(post_years(rows.said, rows.documents, rows.components))}
    yield "reconciliation", reconciliation_content(rows)


# --- The five tables -------------------------------------------------------------------------------------------------


def table_content(table: Table, said: Said, rows: Rows) -> Content:
    """A table as its report lays it out, in the printed unit.

    {report, document, number, title, unit, columns: [{key, title, spanner, kind}], rows: [{code, title, level, cells,
    printed, status, footnotes}], notes: [{mark, text}]}. `level` is 0, 1 or "total"; `status` says why a cell is null.
    """
    lines = titles.of_lines(table.number, rows.components)
    notes = rows.footnotes.get((table.report, table.number), [])
    return {
        "report": table.report,
        "document": rows.documents[table.report],
        "number": table.number,
        "title": titles.of_table(table.number, table.report),
        "unit": table.unit,
        "columns": [_column(column) for column in table.columns],
        "rows": [_row(row, table, said, lines[row.line.code], notes) for row in table.rows],
        "notes": [
            {"mark": mark, "text": text} for mark, text in {note.mark: texts_of(note, "text") for note in notes}.items()
        ],
    }


_KINDS = {"grade": "posts", "sum": "subtotal"}


def _column(column: Column) -> Content:
    kind = TOTAL if column.key == TOTAL else _KINDS.get(column.sort, column.sort)
    return {
        "key": column.key,
        "title": titles.of_column(column),
        "spanner": titles.spanner_of(column),
        "kind": kind,
    }


def _row(row: Row, table: Table, said: Said, title: Texts, notes: Iterable[Footnote]) -> Content:
    code = row.line.code
    printed = said.printed_in(table.number)
    return {
        "code": code,
        "title": title,
        "level": TOTAL if code == TOTAL else row.line.level,
        "cells": {column.key: plain(row.cells[column.key]) for column in table.columns},
        "printed": {
            column.key: canonical(printed[code, column.key].value)
            for column in table.columns
            if (code, column.key) in printed
        },
        "status": {
            column.key: _why_missing(column, row, said) for column in table.columns if row.cells[column.key] is None
        },
        "footnotes": [note.mark for note in notes if note.line == code],
    }


def _why_missing(column: Column, row: Row, said: Said) -> str:
    """The status of a cell without a value: its item's; a sum lacks a part; nothing is per cent of nil."""
    if column.kind and not row.line.parts:
        fund = "" if column.kind == Kind.POSTS else Fund.ALL
        return said.cell(column.kind, column.year, fund, row.line.code, column.grade).status
    if column.sort == "percent" and row.cells["change_amount"] is not None:
        return str(Status.NOT_APPLICABLE)
    return str(Status.NOT_AVAILABLE)


# --- Funding ---------------------------------------------------------------------------------------------------------


def funding_content(rows: Rows) -> Content:
    """Funding by stream and year as each report says it, the facts, and what the ledger gives; dollars.

    {streams: [{code, title}], years: [{code, year, report, document, note, cells: {stream: {requirement, pledged,
    received: {value, status, reason, rounded_to}}}, total: {reported, computed, differs_by_rounding}, gap: {printed,
    requirement_less_total, voluntary_target_less_voluntary}}], facts: [...], measures: [{code, year, value, status,
    lacking, missing}]}. `total` is of what was received.
    """
    return {
        "streams": [{"code": stream.value, "title": titles.STREAMS[stream]} for stream in Stream],
        "years": [
            _year_of_funding(year, rows.documents[report])
            for report, said in sorted(rows.said.items())
            for year in said.funding()
        ],
        "facts": [_fact(fact, rows.documents[fact.report_id]) for fact in rows.facts],
        "measures": list(_measures(rows.ledger)),
    }


def _year_of_funding(year: YearOfFunding, document: str) -> Content:
    reported = year.cell(Kind.RECEIVED, Stream.ALL).value
    printed = year.printed_gap
    return {
        "code": f"{year.report}.{year.year}",
        "year": year.year,
        "report": year.report,
        "document": document,
        "note": next((cell.note for _key, cell in sorted(year.cells.items()) if cell.note), ""),
        "cells": {stream.value: {kind.value: _cell(year, kind, stream) for kind in FUNDING} for stream in Stream},
        "total": {
            "reported": plain(reported),
            "computed": plain(year.computed_total(Kind.RECEIVED)),
            "differs_by_rounding": year.differs_by_rounding(Kind.RECEIVED),
        },
        "gap": {
            "printed": None if printed is None else canonical(printed.value * MILLION),
            "requirement_less_total": plain(year.gap),
            "voluntary_target_less_voluntary": plain(year.voluntary_gap),
        },
    }


def _cell(year: YearOfFunding, kind: Kind, stream: Stream) -> Content:
    cell = year.cell(kind, stream)
    return {
        "value": plain(cell.value),
        "status": str(cell.status),
        "reason": cell.reason,
        "rounded_to": plain(cell.rounded_to),
    }


def _fact(fact: Fact, document: str) -> Content:
    return {
        "code": fact.code,
        "title": texts_of(fact, "title"),
        "year": fact.year,
        "report": fact.report_id,
        "value": plain(fact.value),
        "unit": fact.unit,
        "about": fact.is_about,
        "document": document,
        "paragraph": fact.paragraph,
    }


def _measures(rows: Sequence[LedgerRow]) -> Iterator[Content]:
    """What the ledger gives of each year from the first in which anything begins to the last."""
    years = [row.first_year for row in rows]
    for year in range(min(years, default=1), max(years, default=0) + 1):
        for code in Measure.values:
            found = measure(code, year, rows)
            yield {
                "code": code,
                "year": year,
                "value": plain(found.value),
                "status": found.status,
                "lacking": list(found.lacking),
                "missing": list(found.missing),
            }


# --- Contributions ---------------------------------------------------------------------------------------------------


def contributions_content(rows: Rows) -> Content:
    """What may be told by name, and who gave it; amounts in their currency, `dollars` where they are or have a rate.

    {contributors: [{code, name, kind, group_of_77: [{from, to}], demonstration}], rows: [{reference, contributor,
    stream, kind, first_year, last_year, amount, currency, dated, rate, rate_on, dollars}]}
    """
    told = [row for row in rows.ledger if row.levy_applied is not False]
    giving = {row.contributor for row in told}
    return {
        "contributors": [_contributor(row) for row in rows.contributors if row.code in giving],
        "rows": [_contribution(row) for row in told],
    }


def _contributor(row: Contributor) -> Content:
    return {
        "code": row.code,
        "name": texts_of(row, "name"),
        "kind": row.kind,
        "group_of_77": [
            {"from": _day(each.valid_from), "to": _day(each.valid_to)}
            for each in sorted(row.group_of_77.all(), key=lambda each: str(each.valid_from or ""))
        ],
        "demonstration": row.is_demonstration,
    }


def _contribution(row: LedgerRow) -> Content:
    return {
        "reference": row.reference,
        "contributor": row.contributor,
        "stream": row.stream,
        "kind": row.kind,
        "first_year": row.first_year,
        "last_year": row.last_year,
        "amount": plain(row.amount),
        "currency": row.currency,
        "dated": _day(row.dated),
        "rate": plain(row.rate),
        "rate_on": _day(row.rate_on),
        "dollars": plain(row.dollars),
    }


# --- Reconciliation --------------------------------------------------------------------------------------------------


def reconciliation_content(rows: Rows) -> Content:
    """Every printed figure that is not the computed one, and whether rounding explains it.

    {compared: n, differences: [{code, report, document, table, line, column, printed, computed, difference,
    by_rounding}]}, in the table's own unit (thousands of dollars, posts, per cent; funding: millions of dollars).
    """
    found = [(row, is_rounding) for said in rows.said.values() for row, is_rounding in _differing(said)]
    return {
        "compared": sum(len(said.printed) for said in rows.said.values()),
        "differences": [
            {
                "code": f"{row.report}.{row.table}.{row.line}.{row.column.replace('/', '-')}",
                "report": row.report,
                "document": rows.documents[row.report],
                "table": row.table,
                "line": row.line,
                "column": row.column,
                "printed": plain(row.printed),
                "computed": plain(row.computed),
                "difference": plain(less(row.printed, row.computed)),
                "by_rounding": is_rounding,
            }
            for row, is_rounding in found
        ],
    }


def _differing(said: Said) -> Iterator[tuple[Difference, bool]]:
    """Each difference, and whether rounding explains it: those that nothing explains first, and no place twice."""
    found = list(compared_of(said))
    unexplained = {(row.table, row.line, row.column) for row, explained in found if not explained}
    yield from ((row, False) for row, explained in found if not explained)
    for row, explained in found:
        if explained and (row.table, row.line, row.column) not in unexplained:
            yield row, True


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
