"""Places of the trust fund's tables in the reader's language: tables, lines, columns, items, and what differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.numbers import digits_after_point, format_annex
from common.translated import reader_language, text_of
from finance import titles
from finance.choices import FUNDING, RESOURCES, Fund, Kind, ObjectOfExpenditure, Stream
from finance.funding import GAP
from finance.models import Component, FundItem
from finance.reading import FUNDING_TABLE
from finance.reconciling import FUNDS_TABLE
from finance.tables import AMOUNT_DECIMALS, POSTS, TOTAL, Column, Difference, columns_of
from finance.validation import in_unit, rounding_of, unit_of

Titles = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DifferenceInWords:
    """A difference as a page lists it. `computed` is empty where a part is missing."""

    table: str
    line: str
    column: str
    printed: str
    computed: str
    unit: str


def component_titles() -> dict[str, str]:
    """The components by code: `B1 Global coordination`; one query."""
    return {row.code: f"{row.code} {row.title}" for row in Component.objects.order_by("position")}


def table_title(table: str, report: int) -> str:
    """`Table 1: Financial resources by component`, or what else is held against its parts."""
    if table == FUNDING_TABLE:
        return _("Funding")
    if table == FUNDS_TABLE:
        return _("Both funds together")
    title = text_of(titles.of_table(int(table), report)).plain
    return _("Table %(number)s: %(title)s") % {"number": table, "title": title}


def column_title(column: Column) -> str:
    """`2022 estimate`, `Change: amount`, `P-5`."""
    if column.key == "change_amount":
        return pgettext("column", "Change")
    if column.key == "change_percent":
        return _("Change, per cent")
    return column.grade or text_of(titles.of_column(column)).plain


def line_title(line: str, components: Titles) -> str:
    """A component, an object of expenditure, a stream, or the total."""
    if line == TOTAL:
        return _("Total")
    if line in ObjectOfExpenditure.values:
        return text_of(titles.OBJECTS[line]).plain
    if line in Stream.values:
        return text_of(titles.STREAMS[Stream(line)]).plain
    return components.get(line, line)


def kind_title(kind: str, year: int) -> str:
    """`2022 estimate`, `Posts 2023`, `Received 2021`."""
    if kind in RESOURCES:
        return column_title(Column("", "amount", kind, year))
    return _("%(kind)s %(year)s") % {"kind": capfirst(Kind(kind).label), "year": year}


def item_title(item: FundItem, components: Titles) -> str:
    """How labels and messages name an item: `2023 estimate, B1 Global coordination`."""
    parts = [kind_title(item.kind, item.year), line_title(item.line, components), item.grade]
    if item.fund and item.fund != Fund.ALL:
        parts.append(str(Fund(item.fund).label))
    return pgettext("between names", ", ").join(part for part in parts if part)


def unit_words(kind: str) -> str:
    """What the numbers of a kind of items are, as they are entered and shown."""
    if kind == Kind.POSTS:
        return _("posts")
    return _("millions of United States dollars") if kind in FUNDING else _("thousands of United States dollars")


def shown(value: Decimal | None, decimals: int | None = None) -> str:
    """A number as an annex prints it; "" where it is missing. `decimals` None: those that it has."""
    if value is None:
        return ""
    return format_annex(value, reader_language(), digits_after_point(value) if decimals is None else decimals)


def shown_in_unit(value: Decimal | None, item: FundItem) -> str:
    """Dollars or posts in the unit of `item`, with the decimals in which it is printed, or more; "" for none."""
    number = in_unit(value, item.kind)
    if number is None:
        return ""
    return shown(number, max(map(digits_after_point, (number, rounding_of(item) / unit_of(item.kind)))))


def value_of(item: FundItem) -> str:
    """An item's value as it is printed; "" where it has none."""
    return shown_in_unit(item.value, item)


def difference_in_words(row: Difference, components: Titles) -> DifferenceInWords:
    """A difference with its place in words, and its numbers as annexes print them."""
    table = table_title(row.table, row.report)
    if row.table == FUNDING_TABLE:
        kind = row.column.removesuffix(f"_{TOTAL}")
        place = _("Gap") if row.column == GAP else str(capfirst(Kind(kind).label))
        return DifferenceInWords(table, row.line, place, *_both(row), unit_words(Kind.RECEIVED))
    if row.table == FUNDS_TABLE:
        kind, _underscore, year = row.column.rpartition("_")
        place = kind_title(kind, int(year))
        return DifferenceInWords(table, _("Total"), place, *_both(row, AMOUNT_DECIMALS), unit_words(kind))
    column = next(each for each in columns_of(int(row.table), row.report) if each.key == row.column)
    line = line_title(row.line, components)
    if column.sort == "percent":  # table 1 prints whole per cents, and they are computed to one decimal
        numbers = shown(row.printed), shown(row.computed)
        return DifferenceInWords(table, line, column_title(column), *numbers, _("per cent"))
    is_posts = row.table == str(POSTS)
    numbers = _both(row, 0 if is_posts else AMOUNT_DECIMALS)
    return DifferenceInWords(table, line, column_title(column), *numbers, unit_words(Kind.POSTS if is_posts else ""))


def _both(row: Difference, least: int = 0) -> tuple[str, str]:
    """What is printed and what is computed, with as many decimals as either has, and `least` at least."""
    found = [number for number in (row.printed, row.computed) if number is not None]
    decimals = max(least, *map(digits_after_point, found))
    return shown(row.printed, decimals), shown(row.computed, decimals)
