"""Submitted and validated rows as the review shows them: in words, in their unit, with what may be done with each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import rules
from django.utils.translation import gettext as _

from accounts.models import User
from activity.reading import Shown
from common.grids import Difference
from common.numbers import format_number, quantize
from common.refusals import Refusal
from common.translated import reader_language
from finance.checking import CheckedContribution, Warned, check_contributions, check_items, table_of
from finance.contribution_words import amount_of, in_dollars
from finance.models import Contribution, FundItem
from finance.reading import FUNDING_TABLE
from finance.reconciling import FUNDS_TABLE
from finance.tables import NUMBERS
from finance.words import Titles, item_title, shown_in_unit, table_title, unit_words, value_of

Row = FundItem | Contribution
_TABLES = (*map(str, NUMBERS), FUNDS_TABLE, FUNDING_TABLE)


@dataclass(slots=True)
class Refused:
    """What a post could not do with a row: why, the comment that was typed, and what happened meanwhile."""

    key: str
    name: str
    refusal: Refusal
    comment: str = ""
    events: list[Shown] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A row that waits. `key` is its code or reference, by which a post names it."""

    key: str
    name: str
    row: Row
    warnings: list[Warned]
    may_validate: bool
    may_return: bool
    refused: Refused | None

    @property
    def may_validate_with_others(self) -> bool:
        return self.may_validate and not self.warnings


@dataclass(frozen=True, slots=True)
class ItemRow(ReviewRow):
    """An item, its numbers as they are entered; "" is missing."""

    value: str
    last: str
    before: str
    before_year: tuple[int, int] | None  # the report that says it, and of which year
    change: str
    percent: str


@dataclass(frozen=True, slots=True)
class ContributionRow(ReviewRow):
    """A contribution; `differences` is where it says something else than its current figure."""

    amount: str
    dollars: str
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class ValidatedRow:
    """A row that can be reopened."""

    key: str
    name: str
    row: Row
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one table of a report, in one unit."""

    title: str
    unit: str
    rows: list[Any]


def key_of(row: Row) -> str:
    """What a post names a row by."""
    return row.code if isinstance(row, FundItem) else row.reference


def name_of(row: Row, titles: Titles) -> str:
    """What labels and messages call a row; `titles` name the components."""
    return item_title(row, titles) if isinstance(row, FundItem) else f"{row.reference}, {row.contributor.name}"


def warnings_by_key(rows: Iterable[Row], titles: Titles) -> dict[str, list[Warned]]:
    """The warnings of each row, which may be of several reports."""
    found: dict[str, list[Warned]] = {}
    of_reports: dict[int, list[FundItem]] = defaultdict(list)
    gifts = []
    for row in rows:
        if isinstance(row, FundItem):
            of_reports[row.report_id].append(row)
        else:
            gifts.append(row)
    for items in of_reports.values():
        found |= {each.item.code: each.warnings for each in check_items(items, titles)}
    return found | {each.row.reference: each.warnings for each in check_contributions(gifts)}


def item_groups(items: Sequence[FundItem], titles: Titles, user: User, refused: Mapping[str, Refused]) -> list[Group]:
    """The submitted items of a report, by table."""
    rows: dict[str, list[ItemRow]] = defaultdict(list)
    for each in check_items(items, titles):
        item = each.item
        percent = "" if each.percent is None else format_number(quantize(each.percent, 1), reader_language(), 1)
        rows[table_of(item)].append(
            ItemRow(
                **_may(item, each.warnings, titles, user, refused),
                value=value_of(item),
                last=shown_in_unit(each.last.value if each.last else None, item),
                before=shown_in_unit(each.before.value if each.before else None, item),
                before_year=(each.before.report, each.before.year) if each.before else None,
                change=shown_in_unit(each.change, item),
                percent=percent,
            )
        )
    return _grouped(rows)


def validated_groups(items: Iterable[FundItem], titles: Titles) -> list[Group]:
    """The validated items of a report, by table."""
    rows: dict[str, list[ValidatedRow]] = defaultdict(list)
    for item in items:
        rows[table_of(item)].append(ValidatedRow(item.code, name_of(item, titles), item, value_of(item)))
    return _grouped(rows)


def contribution_rows(
    rows: Sequence[Contribution], titles: Titles, user: User, refused: Mapping[str, Refused]
) -> list[ContributionRow]:
    """Submitted contributions."""
    return [_contribution_row(each, titles, user, refused) for each in check_contributions(rows)]


def validated_contribution(row: Contribution, titles: Titles) -> ValidatedRow:
    """A contribution that can be reopened."""
    return ValidatedRow(row.reference, name_of(row, titles), row, amount_of(row))


def _contribution_row(
    each: CheckedContribution, titles: Titles, user: User, refused: Mapping[str, Refused]
) -> ContributionRow:
    return ContributionRow(
        **_may(each.row, each.warnings, titles, user, refused),
        amount=amount_of(each.row),
        dollars=in_dollars(each.row.dollars),
        differences=each.differences,
    )


def _may(
    row: Row, warnings: list[Warned], titles: Titles, user: User, refused: Mapping[str, Refused]
) -> dict[str, Any]:
    """What all rows that wait have. In a closed report nothing is returned, since nobody could correct it."""
    is_open = not isinstance(row, FundItem) or row.report.is_open
    return {
        "key": key_of(row),
        "name": name_of(row, titles),
        "row": row,
        "warnings": warnings,
        "may_validate": rules.has_perm("finance.validate", user, row),
        "may_return": rules.has_perm("finance.return", user, row) and is_open,
        "refused": refused.get(key_of(row)),
    }


def _grouped(rows: Mapping[str, list[Any]]) -> list[Group]:
    groups = []
    for table in _TABLES:
        if found := rows.get(table):
            item = found[0].row
            title = _("Each fund by itself") if table == FUNDS_TABLE else table_title(table, item.report_id)
            groups.append(Group(title, unit_words(item.kind), found))
    return groups
