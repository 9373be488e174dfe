"""What the pages of the trust fund show as rows of files; column names are the API's, texts in every language."""

from collections.abc import Iterator, Sequence
from typing import Any

from common.numbers import from_canonical
from common.spreadsheets import Head, LaidOutRow, Sheet
from public.exports import text_columns, texts
from public.funding.contributions import ContributionView
from public.funding.tables import MISSING, Content, Line, TableView, parts_of

Row = dict[str, Any]


def table_columns(content: Content) -> list[str]:
    """The columns of a table's file: its own, and `..._printed` for those of which the report's figures are kept."""
    printed = {key for row in content["rows"] for key in row["printed"]}
    own = [column["key"] for column in content["columns"]]
    figures = [name for key in own for name in ((key, f"{key}_printed") if key in printed else (key,))]
    return ["report", "table", "code", "level", *text_columns("title"), *figures, "missing", "footnotes", "release"]


def table_rows(content: Content) -> Iterator[Row]:
    """A row for each line, in the printed unit; `missing` names the status of every figure that is not there."""
    for row in content["rows"]:
        yield {
            "report": content["report"],
            "table": content["number"],
            "code": row["code"],
            "level": row["level"],
            **texts("title", row["title"]),
            **{key: from_canonical(value) for key, value in row["cells"].items()},
            **{f"{key}_printed": from_canonical(value) for key, value in row["printed"].items()},
            "missing": " ".join(f"{key}:{status}" for key, status in row["status"].items()),
            "footnotes": " ".join(row["footnotes"]),
            "release": content["release"]["number"],
        }


FIGURE_COLUMNS = ["report", "table", "code", "column", "value", "printed", "unit", "status", "release"]


def figure_rows(contents: Sequence[Content]) -> Iterator[Row]:
    """A row for each figure of several tables, which have no columns in common."""
    for content in contents:
        for row in content["rows"]:
            for column in content["columns"]:
                key = column["key"]
                yield {
                    "report": content["report"],
                    "table": content["number"],
                    "code": row["code"],
                    "column": key,
                    "value": from_canonical(row["cells"][key]),
                    "printed": from_canonical(row["printed"].get(key)),
                    "unit": "percent" if column["kind"] == "percent" else content["unit"],
                    "status": "reported" if row["cells"][key] is not None else row["status"].get(key, "not_available"),
                    "release": content["release"]["number"],
                }


def table_sheet(content: Content, view: TableView) -> Sheet:
    """The table as the page lays it out, with its own numbers."""
    by_code = {row["code"]: row for row in content["rows"]}
    heads = [[Head(head.title.plain, head.across, head.down) for head in row] for row in view.heads]
    heads[0].insert(0, Head(view.stub, 1, len(view.heads)))
    notes = [f"{note.mark}  {note.text.plain}" for note in view.footnotes]
    decimals = {} if content["unit"] != "posts" else {"number_format": '#,##0;(#,##0);"\u2014"'}
    return Sheet(
        name=f"{view.number}",
        above=[f"{view.number}. {view.title.plain}", view.unit, f"{view.document}"],
        heads=heads,
        rows=[_sheet_row(line, by_code.get(line.code)) for line in view.lines],
        below=[*notes, *view.remarks],
        **decimals,
    )


def _sheet_row(line: Line, row: Row | None) -> LaidOutRow:
    title = f"{line.title} {' '.join(line.marks)}".strip()
    if row is None or line.sort == "heading":
        return LaidOutRow([title], line.level)
    cells = [_sheet_cell(row, cell.head.key) for cell in line.cells]
    return LaidOutRow([title, *cells], line.level, line.sort in ("subtotal", "total"))


def _sheet_cell(row: Row, key: str) -> Any:
    own = key.removesuffix("_printed")
    if own != key:
        return from_canonical(row["printed"].get(own))
    value = from_canonical(row["cells"][key])
    return MISSING if value is None else value


POST_COLUMNS = [
    *("report", "year", "category_en", "grade"),
    *text_columns("title"),
    *("component", "posts", "release"),
]


def post_rows(content: Content) -> Iterator[Row]:
    """A row for each grade and component that has posts of its own; sums are left to the reader."""
    for column in content["columns"]:
        if column["kind"] == "posts":
            for row in parts_of(content):
                yield {
                    "report": content["report"],
                    "year": content["report"] + 1,
                    "category_en": column["spanner"].get("en", ""),
                    "grade": column["key"],
                    **texts("title", column["title"]),
                    "component": row["code"],
                    "posts": from_canonical(row["cells"][column["key"]]),
                    "release": content["release"]["number"],
                }


STREAM_COLUMNS = [
    *("year", "report", "stream"),
    *text_columns("title"),
    *("kind", "value", "unit", "status", "reason", "rounded_to", "about", "document", "paragraph", "release"),
]


def stream_rows(content: Content) -> Iterator[Row]:
    """A row for each year, stream and kind of sum; then the year's totals and gaps; then the other dated figures."""
    titles = {stream["code"]: stream["title"] for stream in content["streams"]}
    for year in content["years"]:
        same = {
            **{name: year[name] for name in ("year", "report", "document")},
            **{"paragraph": year["note"], "unit": "usd", "release": content["release"]["number"]},
        }
        for stream, cells in year["cells"].items():
            for kind, cell in cells.items():
                yield {
                    **same,
                    "stream": stream,
                    **texts("title", titles.get(stream, {})),
                    "kind": kind,
                    **{name: from_canonical(cell[name]) for name in ("value", "rounded_to")},
                    "status": cell["status"],
                    "reason": cell["reason"],
                }
        sums = {"total_reported": year["total"]["reported"], "total_computed": year["total"]["computed"]}
        gaps = {f"gap_{name}": value for name, value in year["gap"].items()}
        for kind, value in (sums | gaps).items():
            yield {**same, "kind": kind, "value": from_canonical(value)}
    for fact in content["facts"]:
        yield {
            **{name: fact[name] for name in ("year", "report", "unit", "about", "document", "paragraph")},
            **texts("title", fact["title"]),
            "kind": fact["code"],
            "value": from_canonical(fact["value"]),
            "release": content["release"]["number"],
        }


CONTRIBUTION_COLUMNS = [
    *("reference", "contributor"),
    *text_columns("contributor_name"),
    *("contributor_kind", "stream", "kind", "first_year", "last_year"),
    *("amount", "currency", "dated", "rate", "rate_on", "dollars", "release"),
]


def contribution_rows(ledger: Sequence[ContributionView], release: int) -> Iterator[Row]:
    """A row for each contribution; `rate` is units of the currency for one dollar, `dollars` is empty without one."""
    for row in ledger:
        yield {
            "contributor": row.contributor.code,
            **texts("contributor_name", dict(row.contributor.names)),
            "contributor_kind": row.contributor.kind,
            **{name: getattr(row, name) for name in ("reference", "stream", "kind", "first_year", "last_year")},
            **{name: getattr(row, name) for name in ("amount", "currency", "rate", "dollars")},
            "dated": row.dated and row.dated.isoformat(),
            "rate_on": row.rate_on and row.rate_on.isoformat(),
            "release": release,
        }
