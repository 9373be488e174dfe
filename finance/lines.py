"""What all reports say of the same lines and years: resources with what a later report superseded, and posts.

In dollars and in posts, decimals as canonical strings. A later report supersedes where it has a value, and what the
earlier ones say stays beside it. Sums of components and objects are computed, and missing where a part is.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from common.numbers import canonical
from common.statuses import Status
from finance import titles
from finance.choices import GRADES, RESOURCES, Fund, Grade, Kind
from finance.funding import Cell
from finance.reading import Said
from finance.tables import POSTS, TOTAL, Line, Number, lines_of, total

Content = dict[str, Any]
Texts = dict[str, str]

BY_COMPONENT, BY_OBJECT, WHOLE = "component", "object", "whole"
_TABLES = {BY_COMPONENT: 1, BY_OBJECT: 2}  # one that has such lines


def plain(value: Number) -> str | None:
    """A decimal as its canonical string; missing stays null."""
    return None if value is None else canonical(value)


def resource_rows(
    said: Mapping[int, Said], documents: Mapping[int, str], components: Mapping[str, Texts]
) -> Iterator[Content]:
    """A row for each year, kind, fund and line of which a report says something.

    {code, year, kind, fund, by, line, title, level, computed, value, status, reason, rounded_to, report, document,
    superseded: [{report, document, value, status}]}. `by` is component or object, or whole: the sum of a fund as given.
    """
    reports = sorted(said.items(), reverse=True)
    years = sorted({key[1] for each in said.values() for key in each.values if key[0] in RESOURCES})
    for year in years:
        for kind in RESOURCES:
            for fund in Fund:
                for by in (BY_COMPONENT, BY_OBJECT, WHOLE):
                    for line, found in _lines(reports, kind, year, fund, by):
                        title = titles.of_lines(_TABLES.get(by, 1), components)[line.code]
                        yield {
                            "code": f"{kind}.{year}.{fund}.{by}.{line.code}",
                            "year": year,
                            "kind": kind.value,
                            "fund": fund.value,
                            "by": by,
                            "line": line.code,
                            "title": title,
                            "level": TOTAL if line.code == TOTAL else line.level,
                            "computed": bool(line.parts),
                            **_stands(found, documents),
                        }


def _lines(
    reports: Sequence[tuple[int, Said]], kind: str, year: int, fund: str, by: str
) -> Iterator[tuple[Line, list[tuple[int, Cell]]]]:
    """Each line of which a report says something, with what each says, the latest report first."""
    lines = {
        report: (Line(TOTAL),) if by == WHOLE else lines_of(_TABLES[by], each.components) for report, each in reports
    }
    cells = {report: _cells(each, lines[report], kind, year, fund) for report, each in reports}
    # A component that a later report has no more stands after those that it has, and before the total.
    known = {line.code: line for report, _said in reports for line in lines[report]}
    for line in sorted(known.values(), key=lambda line: line.code == TOTAL):
        found = [(report, cell) for report, _said in reports if (cell := cells[report].get(line.code)) is not None]
        if found:
            yield line, found


def _cells(said: Said, lines: Sequence[Line], kind: str, year: int, fund: str) -> dict[str, Cell | None]:
    """What a report says of each line; of a sum nothing, where it says nothing of any part."""
    cells: dict[str, Cell | None] = {}
    for line in lines:  # parts stand before their sum
        parts = [cells[code] for code in line.parts]
        if not parts:
            cells[line.code] = said.values.get((kind, year, fund, line.code, ""))
        elif not any(parts):
            cells[line.code] = None
        else:
            value = total([None if part is None else part.value for part in parts])
            cells[line.code] = Cell(value, Status.NOT_AVAILABLE if value is None else Status.REPORTED)
    return cells


def _stands(found: Sequence[tuple[int, Cell]], documents: Mapping[int, str]) -> Content:
    """What the latest report with a value says, and what it superseded; without any value, why the latest has none."""
    (report, cell), *others = sorted(found, key=lambda pair: (pair[1].value is None, -pair[0]))
    return {
        "value": plain(cell.value),
        "status": str(cell.status),
        "reason": cell.reason,
        "rounded_to": plain(cell.rounded_to),
        "report": report,
        "document": documents[report],
        "superseded": [
            {"report": other, "document": documents[other], "value": plain(was.value), "status": str(was.status)}
            for other, was in others
        ],
    }


def post_years(
    said: Mapping[int, Said], documents: Mapping[int, str], components: Mapping[str, Texts]
) -> Iterator[Content]:
    """The posts of each year: by component and grade, with the sums of categories, of lines, and of all.

    {year, report, document, categories: [{code, title, grades: [{code, title}]}], rows: [{code, title, level, grades:
    {grade: n}, categories: {category: n}, total}]}. A number is a decimal string, or null where a part is missing.
    """
    for report, each in sorted(said.items()):
        if not any(key[0] == Kind.POSTS for key in each.values):
            continue
        lines = titles.of_lines(POSTS, components)
        yield {
            "year": report + 1,
            "report": report,
            "document": documents[report],
            "categories": [
                {
                    "code": category.value,
                    "title": titles.CATEGORIES[category],
                    "grades": [{"code": grade.value, "title": titles.of_grade(grade)} for grade in grades],
                }
                for category, grades in GRADES.items()
            ],
            "rows": [
                {
                    "code": row.line.code,
                    "title": lines[row.line.code],
                    "level": TOTAL if row.line.code == TOTAL else row.line.level,
                    "grades": {grade.value: plain(row.cells[grade.value]) for grade in Grade},
                    "categories": {
                        category.value: plain(total([row.cells[grade.value] for grade in grades]))
                        for category, grades in GRADES.items()
                    },
                    "total": plain(row.cells[TOTAL]),
                }
                for row in each.table(POSTS).rows
            ],
        }
