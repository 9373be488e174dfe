"""The shipped trust-fund data: the lines, what E/2022/54 prints, and the Member States, put into an empty database."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from activity.actions import record
from common.statuses import Status
from common.yaml_files import FileRefused, read_yaml
from finance import file_schemas
from finance.choices import FUNDING, STREAMS, ContributorKind, Fund, Kind, State, Stream
from finance.figures import name_of, new_figure
from finance.funding import GAP
from finance.models import (
    Component,
    Contributor,
    ControlTotal,
    Fact,
    Footnote,
    FundFigure,
    FundItem,
    GroupOf77Membership,
    Report,
)
from finance.reading import FUNDING_TABLE, component_lines
from finance.reports import new_items, target_of
from finance.tables import NUMBERS, POSTS, columns_of, is_computed, lines_of
from finance.validation import MILLIONS, THOUSANDS

DATA = Path(__file__).resolve().parent / "data"
REPORT_YEAR = 2022
NOT_GIVEN = "The report gives the total for this year without this stream."


@transaction.atomic
def load_finance(folder: Path = DATA) -> Report | None:
    """Load the shipped files; None, with nothing changed, where there is a report already. Raises FileRefused."""
    if Report.objects.exists():
        return None
    path = folder / "e-2022-54.yaml"
    content = read_yaml(path, file_schemas.TABLES)
    facts = read_yaml(folder / "facts.yaml", file_schemas.FACTS)
    # The unmarked column of a translated text repeats its English, whatever language the person works in.
    with translation.override("en"):
        _create_components(content["components"])
        report = Report.objects.create(year=REPORT_YEAR, document=content["document"])
        _create_footnotes(report, content)
        figures = _create_items(path, report, content)
        _create_control_totals(path, report, content)
        _create_facts(report, facts)
        _create_member_states(folder / "member_states.csv")
    record(
        "finance.data.loaded",
        target_of(report),
        by=None,
        data={
            "document": report.document,
            "figures": [{"figure": name_of(row), "number": row.number, "sha256": row.sha256} for row in figures],
        },
    )
    return report


def _texts(name: str, texts: dict[str, str]) -> dict[str, str]:
    return {f"{name}_{language}": words for language, words in texts.items()}


def _create_components(rows: list[dict[str, Any]]) -> None:
    parents = {child: row["code"] for row in rows for child in row.get("children", [])}
    created: dict[str, Component] = {}
    for position, row in enumerate(rows, 1):
        parent = created.get(parents.get(row["code"], ""))
        created[row["code"]] = Component.objects.create(
            code=row["code"], position=position, parent=parent, **_texts("title", row["title"])
        )


def _create_footnotes(report: Report, content: dict[str, Any]) -> None:
    for number in NUMBERS:
        for line, mark in content[f"table_{number}"].get("footnotes", {}).items():
            text = _texts("text", content["footnotes"][mark])
            Footnote.objects.create(report=report, table=number, line=line, mark=mark, **text)


def _create_items(path: Path, report: Report, content: dict[str, Any]) -> list[FundFigure]:
    """An item for everything that can be said, with the values of the file validated as the source's own."""
    funding = content["funding"]
    items = new_items(report, [row["year"] for row in funding["years"]])
    by_code = {item.code: item for item in items}
    for code, value, rounded_to in _printed_items(path, report, content):
        if code not in by_code:
            raise FileRefused(f"{path}: there is no item {code}.")
        item = by_code[code]
        if item.value not in (None, value):
            raise FileRefused(f"{path}: {code} is printed twice, as {item.value} and as {value}.")
        item.status, item.value, item.rounded_to = Status.REPORTED, value, rounded_to
    for row in funding["years"]:
        _explain_missing(by_code, report, row)
    now = timezone.now()
    said = [item for item in items if item.status != Status.NOT_REPORTED]
    for item in said:
        item.state, item.changed_at = State.VALIDATED, now
    FundItem.objects.bulk_create(items)
    figures = [new_figure(item, number=1, by=None, at=now) for item in said]
    return FundFigure.objects.bulk_create([row for row in figures if isinstance(row, FundFigure)])


def _printed_items(path: Path, report: Report, content: dict[str, Any]) -> Iterator[tuple[str, Decimal, Decimal]]:
    """(code, value in dollars or posts, the unit it is rounded to) of every part that the file prints."""
    lines = component_lines()
    for number in NUMBERS:
        leaves = [line.code for line in lines_of(number, lines) if not line.parts]
        cells = _cells(path, content, number)
        for column in columns_of(number, report.year):
            for line in leaves:
                value = cells.get((line, column.key))
                if value is None:
                    raise FileRefused(f"{path}: table {number} has no {column.key} of {line}.")
                if column.sort == "grade":
                    grade = column.grade.replace("/", "-")
                    yield f"{report.year}.{Kind.POSTS}.{column.year}.{line}.{grade}", value, Decimal(1)
                elif column.sort == "amount":
                    code = f"{report.year}.{column.kind}.{column.year}.{Fund.ALL}.{line}"
                    yield code, value * THOUSANDS, THOUSANDS / 10
    for fund, value in content["resources_2023"].items():
        code = f"{report.year}.{Kind.ESTIMATE}.{report.year + 1}.{Fund(fund)}.total"
        yield code, *_millions(value)
    requirement = content["funding"]["requirement"]
    for row in content["funding"]["years"]:
        said = {stream.value: row.get(stream.value) for stream in STREAMS} | {Stream.ALL.value: row["total"]}
        for stream, value in said.items():
            if value is not None:
                yield f"{report.year}.{Kind.RECEIVED}.{row['year']}.{stream}", *_millions(value)
        if row["year"] in requirement:
            code = f"{report.year}.{Kind.REQUIREMENT}.{row['year']}.{Stream.ALL}"
            yield code, *_millions(requirement[row["year"]])


def _millions(value: int | Decimal) -> tuple[Decimal, Decimal]:
    """A sum that is printed in millions, in dollars, and the unit it is rounded to."""
    return Decimal(value) * MILLIONS, MILLIONS if isinstance(value, int) else MILLIONS / 10


def _explain_missing(items: dict[str, FundItem], report: Report, row: dict[str, Any]) -> None:
    """The streams of a year that the report does not give are not available, and say so; its note stands with each."""
    for stream in STREAMS:
        item = items[f"{report.year}.{Kind.RECEIVED}.{row['year']}.{stream}"]
        if item.value is None:
            item.status, item.reason = Status.NOT_AVAILABLE, NOT_GIVEN
    for kind in FUNDING:
        for stream in Stream:
            item = items[f"{report.year}.{kind}.{row['year']}.{stream}"]
            if item.status != Status.NOT_REPORTED:
                item.note = row["note"]


def _cells(path: Path, content: dict[str, Any], number: int) -> dict[tuple[str, str], Decimal]:
    """The printed cells of a table by line and column."""
    table = content[f"table_{number}"]
    rows = {name: row for name, row in table.items() if name not in {"columns", "footnotes", "titles"}}
    if wrong := [line for line, row in rows.items() if len(row) != len(table["columns"])]:
        raise FileRefused(f"{path}: table {number}, {wrong[0]}: not as many cells as columns.")
    return {
        (line, column): Decimal(value)
        for line, row in rows.items()
        for column, value in zip(table["columns"], row, strict=True)
    }


def _create_control_totals(path: Path, report: Report, content: dict[str, Any]) -> None:
    """Every printed cell that is computed here."""
    lines, rows = component_lines(), []
    for number in NUMBERS:
        cells = _cells(path, content, number)
        for line in lines_of(number, lines):
            for column in columns_of(number, report.year):
                if is_computed(line, column):
                    decimals = 0 if number == POSTS or (number == 1 and column.sort == "percent") else 1
                    value = cells[line.code, column.key]
                    rows.append(_control(report, str(number), line.code, column.key, value, decimals))
    for row in content["funding"]["years"]:
        if "gap" in row:
            decimals = 0 if isinstance(row["gap"], int) else 1
            rows.append(_control(report, FUNDING_TABLE, str(row["year"]), GAP, Decimal(row["gap"]), decimals))
    ControlTotal.objects.bulk_create(rows)


def _control(report: Report, table: str, line: str, column: str, value: Decimal, decimals: int) -> ControlTotal:
    return ControlTotal(report=report, table=table, line=line, column=column, value=value, decimals=decimals)


def _create_facts(report: Report, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        scale = MILLIONS if row["unit"] == "usd" else Decimal(1)
        for year, value in row["values"].items():
            Fact.objects.create(
                report=report,
                code=row["code"],
                year=year,
                value=Decimal(value) * scale,
                unit=row["unit"],
                is_about=row.get("about", False),
                paragraph=row["paragraph"],
                **_texts("title", row["title"]),
            )


def _create_member_states(path: Path) -> None:
    """The Member States under their UN names, with the days on which they came into the Group of 77 and left it."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    contributors = {
        row["iso3"]: Contributor(
            code=row["iso3"],
            kind=ContributorKind.MEMBER_STATE,
            name=row["en"],
            **_texts("name", {language: row[language] for language in settings.MODELTRANSLATION_LANGUAGES}),
        )
        for row in rows
    }
    Contributor.objects.bulk_create(contributors.values())
    GroupOf77Membership.objects.bulk_create(
        GroupOf77Membership(
            contributor=contributors[row["iso3"]], valid_from=_day(row["g77_from"]), valid_to=_day(row["g77_to"])
        )
        for row in rows
        if row["g77"] == "1"
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
