"""A released table as an annex of the United Nations lays it out, and the sentences that it is read by.

Components that are sums have a heading above their parts and their figures in a subtotal below them. Percentages of
change are computed; where the report prints them, the printed ones stand in a column beside. Nothing is summed here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.numbers import digits_after_point, format_annex, format_number, from_canonical
from common.translated import Text, listed, reader_language, text_of
from finance.tables import POSTS, TOTAL
from public.words import STATUSES

Content = dict[str, Any]

MISSING = ".."
UNITS: dict[str, Promise] = {
    "thousands_usd": gettext_lazy("(Thousands of United States dollars)"),
    "posts": gettext_lazy("(Number of posts)"),
}
_DECIMALS = {"thousands_usd": 1, "posts": 0}
_STUBS: dict[int, Promise] = {
    1: gettext_lazy("Component"),
    2: gettext_lazy("Object of expenditure"),
    3: gettext_lazy("Component"),
    4: gettext_lazy("Component"),
    5: gettext_lazy("Object of expenditure"),
}
_COMPONENT = re.compile(r"[A-Z][0-9]*")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column, under its spanner; of a spanner, how many columns it spans. `key` is "" for a spanner."""

    key: str
    title: Text
    spanner: str = ""
    across: int = 1
    down: int = 1

    @property
    def label(self) -> str:
        """Both heads together, for a table whose rows stand as blocks."""
        if not self.spanner:
            return self.title.plain
        return _("%(spanner)s: %(title)s") % {"spanner": self.spanner, "title": self.title.plain}


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is printed; `missing` says in words why there is none."""

    text: str
    head: Head
    missing: str = ""
    of_sums: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table. `sort` is line, heading (no cells), subtotal or total."""

    code: str
    title: Text | str
    level: int
    sort: str
    cells: Sequence[Cell]
    marks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Footnote:
    """A lettered note, and the lines that it belongs to: the code of each, and its title."""

    mark: str
    text: Text
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TableView:
    """One table of a report; `heads` are one or two rows of column heads."""

    report: int
    number: int
    document: str
    title: Text
    unit: str
    stub: str
    heads: Sequence[Sequence[Head]]
    columns: Sequence[Head]
    lines: Sequence[Line]
    footnotes: Sequence[Footnote]
    remarks: Sequence[str]

    @property
    def wide(self) -> bool:
        """Whether it keeps its shape and scrolls by itself on a narrow screen."""
        return self.number == POSTS

    @property
    def across(self) -> int:
        return len(self.columns) + 1


def figure(content: Content, code: str, key: str) -> Decimal | None:
    """The figure of a line in a column, in the printed unit. None where it is missing, or there is no such line."""
    return next((from_canonical(row["cells"].get(key)) for row in content["rows"] if row["code"] == code), None)


def shown(value: Decimal, unit: str) -> str:
    """A figure in the printed unit as the table has it."""
    return format_annex(value, reader_language(), _DECIMALS[unit])


def written(value: Decimal, unit: str) -> str:
    """The same figure within a sentence, where numbers are written as the language writes them."""
    return format_number(value, reader_language(), _DECIMALS[unit])


def parts_of(content: Content) -> list[Content]:
    """The lines that have figures of their own: those that are no sums."""
    return [row for row, is_sum in _with_sums(content["rows"]) if not is_sum]


def column_key(content: Content, kind: str) -> str:
    """The key of the first column of a kind of figures: "budget_2021" for "budget"."""
    return next(column["key"] for column in content["columns"] if column["key"].startswith(kind))


def year_of(key: str) -> int:
    """The year that a column's key names."""
    return int(key.rsplit("_", 1)[1])


def table_view(content: Content) -> TableView:
    """A table's document as a page lays it out."""
    columns = list(_columns(content))
    return TableView(
        report=content["report"],
        number=content["number"],
        document=content["document"],
        title=text_of(content["title"]),
        unit=str(UNITS[content["unit"]]),
        stub=str(_STUBS[content["number"]]),
        heads=_heads(columns),
        columns=columns,
        lines=list(_lines(content, columns)),
        footnotes=[
            Footnote(
                note["mark"],
                text_of(note["text"]),
                [(row["code"], _titled(row).plain) for row in content["rows"] if note["mark"] in row["footnotes"]],
            )
            for note in content["notes"]
        ],
        remarks=list(_remarks(content)),
    )


def _columns(content: Content) -> Iterator[Head]:
    """The columns, each percentage followed by the printed one where the report prints any."""
    for column in content["columns"]:
        spanner = text_of(column["spanner"]).plain if column["spanner"] else ""
        # Grades go by their letters, as in the annex; what they stand for is said below the table.
        title = Text(column["key"]) if column["kind"] == "posts" else text_of(column["title"])
        yield Head(column["key"], title, spanner)
        if column["kind"] == "percent" and any(column["key"] in row["printed"] for row in content["rows"]):
            yield Head(f"{column['key']}_printed", Text(_("Percentage as printed"), reader_language()), spanner)


def _heads(columns: Sequence[Head]) -> list[list[Head]]:
    """One row of heads, or two where some columns stand under a spanner."""
    if not any(column.spanner for column in columns):
        return [list(columns)]
    upper: list[Head] = []
    for column in columns:
        if not column.spanner:
            upper.append(Head(column.key, column.title, down=2))
        elif upper and not upper[-1].key and upper[-1].title == column.spanner:
            upper[-1] = Head("", upper[-1].title, across=upper[-1].across + 1)
        else:
            upper.append(Head("", Text(column.spanner, reader_language())))
    return [upper, [column for column in columns if column.spanner]]


def _with_sums(rows: Sequence[Content]) -> Iterator[tuple[Content, bool]]:
    """Each row, and whether it sums the deeper ones before it, or all."""
    level = 0
    for row in rows:
        if row["level"] == TOTAL:
            yield row, True
            continue
        yield row, level > row["level"]
        level = row["level"]


def _lines(content: Content, columns: Sequence[Head]) -> Iterator[Line]:
    rows = list(_with_sums(content["rows"]))
    opened = 0
    for place, (row, is_sum) in enumerate(rows):
        if row["level"] == TOTAL:
            yield _line(content, row, columns, 0, TOTAL, text_of(row["title"]))
            continue
        for depth in range(opened, row["level"]):
            whole = next(later for later, sums in rows[place:] if sums and later["level"] == depth)
            yield Line(whole["code"], _titled(whole), depth, "heading", [], [])
        opened = row["level"]
        if is_sum:
            title = _("Subtotal, %(code)s") % {"code": row["code"]}
            yield _line(content, row, columns, row["level"], "subtotal", title)
        else:
            yield _line(content, row, columns, row["level"], "line", _titled(row))


def _titled(row: Content) -> Text:
    """A component under its letter or number, as "B." and "1."; other lines by their titles alone."""
    title, code = text_of(row["title"]), row["code"]
    if not _COMPONENT.fullmatch(code):
        return title
    return Text(f"{code[1:] if row['level'] else code}. {title.plain}", title.language)


def _line(content: Content, row: Content, columns: Sequence[Head], level: int, sort: str, title: str) -> Line:
    cells = [_cell(content, row, head) for head in columns]
    return Line(row["code"], title, level, sort, cells, row["footnotes"])


def _cell(content: Content, row: Content, head: Head) -> Cell:
    key = head.key.removesuffix("_printed")
    of_sums = key == TOTAL or key.endswith("subtotal")
    if key != head.key:
        printed = row["printed"].get(key)
        return Cell("" if printed is None else shown(Decimal(printed), content["unit"]), head)
    value = row["cells"][key]
    if value is None:
        return Cell(MISSING, head, str(STATUSES[row["status"].get(key, "not_available")]), of_sums)
    return Cell(shown(Decimal(value), content["unit"]), head, of_sums=of_sums)


def _remarks(content: Content) -> Iterator[str]:
    """How signs, dashes and printed percentages of this table are read, in sentences."""
    kinds = {column["kind"] for column in content["columns"]}
    values = [value for row in content["rows"] for value in row["cells"].values()]
    if "change" in kinds:
        yield _("Change is the later estimate less the earlier; parentheses mean a decrease.")
    if "variance" in kinds:
        yield _("Variance is budget less expenditure: parentheses mean that more was spent than budgeted.")
    yield from _on_percentages(content)
    grades = {
        column["key"]: text_of(column["title"]).plain for column in content["columns"] if column["kind"] == "posts"
    }
    if grades:
        yield listed(f"{key}: {title}" for key, title in grades.items() if title != key)
    yield _("Subtotals and totals are computed from their parts.")
    if "0" in values:
        yield _("A dash (—) means nil.")
    if None in values:
        yield _(
            "Two dots (..) stand where a figure is missing, with the reason; what is missing is never counted as nil."
        )


def _on_percentages(content: Content) -> Iterator[str]:
    """That percentages are computed, and how the printed ones differ, with the first that does."""
    key = next((column["key"] for column in content["columns"] if column["kind"] == "percent"), "")
    pairs = [
        (Decimal(row["cells"][key]), Decimal(row["printed"][key]))
        for row in content["rows"]
        if row["cells"].get(key) is not None and key in row["printed"]
    ]
    if not pairs:
        return
    different = next((pair for pair in pairs if pair[0] != pair[1]), None)
    if different is None:
        yield _("The percentage is computed to one decimal, and is the printed one on every line.")
        return
    computed, printed = (shown(value, content["unit"]) for value in different)
    words = {"number": content["number"], "computed": computed, "printed": printed}
    if all(digits_after_point(value) == 0 for _computed, value in pairs):
        yield (
            _(
                "The percentage is computed to one decimal. Table %(number)s of the report prints whole per cents,"
                " %(printed)s where %(computed)s is computed; both are shown."
            )
            % words
        )
    else:
        yield (
            _(
                "The percentage is computed to one decimal. The report prints %(printed)s where %(computed)s is"
                " computed; both are shown."
            )
            % words
        )
