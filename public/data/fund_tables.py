"""The trust fund as tables: the five tables of annex I as printed, what lies under them, funding and contributions."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.numbers import from_canonical
from common.translated import text_of
from finance.choices import RESOURCES, ContributorKind, Fund, Given, Stream
from finance.lines import BY_COMPONENT, BY_OBJECT, WHOLE
from finance.tables import NUMBERS, POSTS
from public.data import shared_columns as shared
from public.data.columns import (
    Column,
    Columns,
    Row,
    Table,
    Words,
    coded,
    day,
    in_languages,
    number,
    pointing,
    string,
    year,
    yes_no,
)
from public.data.source import Source
from public.exports import texts
from public.funding.contributions import read_ledger
from public.funding.rows import contribution_rows, figure_rows, post_rows, stream_rows, table_columns, table_rows

DOLLARS = _("United States dollars")
_BY = {BY_COMPONENT: _("component"), BY_OBJECT: _("object of expenditure"), WHOLE: _("whole fund")}
_LINE = string("code", _("Code of the line."))
_LEVEL = string("level", _("How deep the line stands: 0, 1 and so on, or “total”."))
_PRINTED = _("The same as the report prints it, where it is computed here.")


def _annex_rows(number_: int, source: Source) -> Iterator[Row]:
    for content in source.fund_tables(number_):
        yield from table_rows(content)


def _annex_columns(number_: int, source: Source) -> Columns:
    """Those of all reports that the release holds; a report names the columns of its own years."""
    contents = source.fund_tables(number_)
    figures: dict[str, Column] = {}
    for content in contents:
        titles = {column["key"]: column["title"] for column in content["columns"]}
        units = {column["key"]: _unit(content["unit"], column["kind"]) for column in content["columns"]}
        for name in table_columns(content):
            key = name.removesuffix("_printed")
            if key in titles:
                said = _PRINTED if key != name else text_of(titles[key]).plain
                figures.setdefault(name, number(name, said, units[key]))
    return (
        *(shared.REPORT, string("table", _("Number of the table.")), _LINE, _LEVEL),
        *shared.TITLE,
        *figures.values(),
        string("missing", _("Every column without a figure, and why: column:status, with a space between them.")),
        string("footnotes", _("Marks of the footnotes, with a space between them.")),
        shared.RELEASE,
    )


def _annex(number_: int, title: Promise) -> Table:
    return Table(
        f"annex_one_table_{number_}",
        title,
        _("A row for each line of the table, as printed, in its unit; figures that are sums are computed, too."),
        lambda source: _annex_rows(number_, source),
        own_columns=lambda source: _annex_columns(number_, source),
        key=("report", "code"),
    )


def _figures(source: Source) -> Iterator[Row]:
    return figure_rows([content for number_ in NUMBERS for content in source.fund_tables(number_)])


def _posts(source: Source) -> Iterator[Row]:
    for content in source.fund_tables(POSTS):
        yield from post_rows(content)


def _streams(source: Source) -> Iterator[Row]:
    funding = source.fund("funding")
    return stream_rows(funding) if funding else iter(())


def _resources(source: Source) -> Iterator[Row]:
    names = (
        "code",
        "year",
        "kind",
        "fund",
        "by",
        "line",
        "level",
        "computed",
        "status",
        "reason",
        "report",
        "document",
    )
    for row in source.fund("resources").get("rows", []):
        numbers = {name: from_canonical(row[name]) for name in ("value", "rounded_to")}
        yield {name: row[name] for name in names} | numbers | texts("title", row["title"]) | source.stamp


def _contributors(source: Source) -> Iterator[Row]:
    for row in source.fund("contributions").get("contributors", []):
        said = {name: row[name] for name in ("code", "kind", "demonstration")}
        yield said | texts("name", row["name"]) | source.stamp


def _contributions(source: Source) -> Iterator[Row]:
    ledger = source.fund("contributions")
    return contribution_rows(read_ledger(ledger), source.release.number) if ledger else iter(())


def _reconciliation(source: Source) -> Iterator[Row]:
    names = ("code", "report", "document", "table", "line", "column", "by_rounding")
    for row in source.fund("reconciliation").get("differences", []):
        numbers = {name: from_canonical(row[name]) for name in ("printed", "computed", "difference")}
        yield {name: row[name] for name in names} | numbers | source.stamp


def _unit(unit: str, kind: str) -> Words:
    if kind == "percent":
        return _("per cent")
    return _("posts") if unit == "posts" else _("thousands of United States dollars")


ANNEX_ONE = (
    _annex(1, _("Annex I, table 1: financial resources by component")),
    _annex(2, _("Annex I, table 2: financial resources by object of expenditure")),
    _annex(3, _("Annex I, table 3: posts by component and grade")),
    _annex(4, _("Annex I, table 4: budget and expenditure by component")),
    _annex(5, _("Annex I, table 5: budget and expenditure by object of expenditure")),
)
FIGURES = Table(
    "annex_one_figures",
    _("Annex I, every figure"),
    _("A row for each figure of the five tables, which have no columns in common."),
    _figures,
    (
        shared.REPORT,
        string("table", _("Number of the table.")),
        _LINE,
        string("column", _("Name of the column.")),
        number("value", _("The figure; empty where there is none."), _("as the column “unit” says")),
        number("printed", _PRINTED, _("as the column “unit” says")),
        coded(
            "unit",
            _("What it is a number of."),
            {
                "thousands_usd": _("thousands of United States dollars"),
                "percent": _("per cent"),
                "posts": _("posts"),
            },
        ),
        shared.STATUS,
        shared.RELEASE,
    ),
    key=("report", "table", "code", "column"),
)
POST_NUMBERS = Table(
    "posts",
    _("Posts by component and grade"),
    _("A row for each grade and component that has posts of its own; sums are left to the reader."),
    _posts,
    (
        shared.REPORT,
        year("year", _("Year that the posts are for.")),
        string("category_en", _("Category of the grade, in English.")),
        string("grade", _("Code of the grade.")),
        *in_languages("title", _("Name of the grade.")),
        string("component", _("Code of the component.")),
        number("posts", _("How many posts there are."), _("posts")),
        shared.RELEASE,
    ),
    key=("report", "grade", "component"),
)
RESOURCE_LINES = Table(
    "resources",
    _("Resources by line and year"),
    _("A row for each year, kind, fund and line of which a report says something, as the latest report says it."),
    _resources,
    (
        string("code", _("Code of the row.")),
        year("year", _("Year that the money is for.")),
        coded("kind", _("What it says of the year."), [(kind.value, kind.label) for kind in RESOURCES]),
        coded("fund", _("Whose money it is."), Fund.choices),
        coded("by", _("What the lines are."), _BY),
        string("line", _("Code of the component or object of expenditure.")),
        *shared.TITLE,
        _LEVEL,
        yes_no("computed", _("Whether it is a sum of other lines.")),
        number("value", _("The amount; empty where there is none."), DOLLARS),
        shared.STATUS,
        string("reason", _("Why there is none.")),
        number("rounded_to", _("Unit of the last printed digit; empty where it is exact."), DOLLARS),
        shared.REPORT,
        shared.DOCUMENT,
        shared.RELEASE,
    ),
    key=("code",),
)
STREAMS = Table(
    "streams",
    _("Funding by stream and year"),
    _("A row for each year, stream and kind of sum; then totals and gaps of the year, and other dated figures."),
    _streams,
    (
        year("year", _("Year that the figure is for.")),
        shared.REPORT,
        coded("stream", _("Where the funding comes from; empty for totals, gaps and other figures."), Stream.choices),
        *shared.TITLE,
        string("kind", _("Kind of sum: requirement, pledged, received; a total, a gap, or the code of a figure.")),
        number("value", _("The figure; empty where there is none."), _("as the column “unit” says")),
        shared.UNIT,
        shared.STATUS,
        string("reason", _("Why there is none.")),
        number("rounded_to", _("Unit of the last printed digit; empty where it is exact.")),
        yes_no("about", _("Whether the report itself says “about”.")),
        shared.DOCUMENT,
        string("paragraph", _("Paragraph of the document.")),
        shared.RELEASE,
    ),
)
CONTRIBUTORS = Table(
    "contributors",
    _("Contributors"),
    _("A row for each contributor to the trust fund."),
    _contributors,
    (
        string("code", _("Code of the contributor.")),
        *shared.NAME,
        coded("kind", _("What the contributor is."), ContributorKind.choices),
        yes_no("demonstration", _("Whether it is invented, to try this system out.")),
        shared.RELEASE,
    ),
    key=("code",),
)
CONTRIBUTIONS = Table(
    "contributions",
    _("Contributions"),
    _("A row for each agreement, pledge and payment. They are pooled: none of them is tied to a result."),
    _contributions,
    (
        string("reference", _("Reference of the contribution.")),
        string("contributor", _("Code of the contributor.")),
        *in_languages("contributor_name", _("Name of the contributor.")),
        coded("contributor_kind", _("What the contributor is."), ContributorKind.choices),
        coded("stream", _("Where the funding comes from."), Stream.choices),
        coded("kind", _("What the contribution records."), Given.choices),
        year("first_year", _("First year that it is for.")),
        year("last_year", _("Last year that it is for.")),
        number("amount", _("Amount in its currency."), _("as the column “currency” says")),
        string("currency", _("Currency, by its ISO 4217 code.")),
        day("dated", _("Day of the contribution.")),
        number("rate", _("Units of the currency for one United States dollar.")),
        day("rate_on", _("Day of that rate.")),
        number("dollars", _("Amount in dollars; empty without a dated rate."), DOLLARS),
        shared.RELEASE,
    ),
    key=("reference",),
    refers=(pointing("contributors", "contributor", key=("code",)),),
)
RECONCILIATION = Table(
    "reconciliation",
    _("Printed figures against computed ones"),
    _("A row for each figure that a report prints otherwise than its parts give."),
    _reconciliation,
    (
        string("code", _("Code of the row.")),
        shared.REPORT,
        shared.DOCUMENT,
        string("table", _("Number of the table, or what else was compared.")),
        string("line", _("Code of the line.")),
        string("column", _("Name of the column.")),
        number("printed", _("What the report prints.")),
        number("computed", _("What the parts give.")),
        number("difference", _("Printed less computed.")),
        yes_no("by_rounding", _("Whether the rounding of the parts explains it.")),
        shared.RELEASE,
    ),
    key=("code",),
)
FUND_TABLES = (
    *ANNEX_ONE,
    *(FIGURES, RESOURCE_LINES, POST_NUMBERS, STREAMS, CONTRIBUTIONS, CONTRIBUTORS, RECONCILIATION),
)
