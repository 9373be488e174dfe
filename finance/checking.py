"""What a validator sees beside a submitted row: what was said before, how it changed, and what to look at twice.

A warning stops nobody; `validation` refuses. Rows with a warning are validated one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common.grids import Difference as FieldDifference
from finance.choices import FUNDING, Fund, Kind
from finance.contribution_words import differences
from finance.funding import GAP
from finance.models import Component, Contribution, ContributionFigure, FundFigure, FundItem
from finance.reading import FUNDING_TABLE, entered
from finance.reconciling import FUNDS_TABLE, differences_of
from finance.tables import POSTS, SUBTOTAL, TOTAL, Difference, exact_percent, less
from finance.validation import Gift
from finance.words import Titles, difference_in_words

LARGE_CHANGE = 20  # per cent
_TABLES: dict[str, tuple[set[str], set[str]]] = {  # in which an item of a kind stands: by component, and by object
    Kind.BUDGET: ({"4"}, {"5"}),
    Kind.EXPENDITURE: ({"1", "4"}, {"2", "5"}),
    Kind.ESTIMATE: ({"1"}, {"2"}),
    Kind.POSTS: ({str(POSTS)}, set()),
}
_ACROSS: dict[str, set[str]] = {  # columns that are computed from its own
    Kind.BUDGET: {"variance"},
    Kind.EXPENDITURE: {"variance"},
    Kind.ESTIMATE: {"change_amount", "change_percent"},
    Kind.POSTS: {SUBTOTAL, TOTAL},
}
_Place = tuple[str, int, str, str, str]  # kind, year, fund, line, grade


@dataclass(frozen=True, slots=True)
class Warned:
    """Something to look at twice: a word that stays, and the sentence."""

    code: str
    sentence: str | Promise


@dataclass(frozen=True, slots=True)
class Before:
    """What stood in the place of an item before: the report and year that say it, in dollars or posts."""

    report: int
    year: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """A row of the review. `last` is its current figure, `before` what the report before says of the same place."""

    item: FundItem
    last: FundFigure | None
    before: Before | None
    warnings: list[Warned]

    @property
    def compared_with(self) -> Decimal | None:
        """What a change is counted from: its own last figure, else the report before."""
        if self.last is not None and self.last.value is not None:
            return self.last.value
        return self.before.value if self.before else None

    @property
    def change(self) -> Decimal | None:
        return less(self.item.value, self.compared_with)

    @property
    def percent(self) -> Fraction | None:
        return exact_percent(self.compared_with, self.item.value)


@dataclass(frozen=True, slots=True)
class CheckedContribution:
    """A row of the review: where it differs from its current figure, if it has one."""

    row: Contribution
    last: ContributionFigure | None
    differences: list[FieldDifference]
    warnings: list[Warned]


# --- Items ---------------------------------------------------------------------------------------------------------


def check_items(items: Sequence[FundItem], titles: Titles) -> list[CheckedItem]:
    """Each of the items of one report beside what was said before. Seven queries at most, whatever the number."""
    if not items:
        return []
    report = items[0].report_id
    figures = {figure.item_id: figure for figure in FundFigure.objects.current().filter(item__in=items)}
    earlier = _said_before(report)
    wrong = list(differences_of(entered([report])[report]))
    parents = _lines_above()
    checked = []
    for item in items:
        row = CheckedItem(item, figures.get(item.pk), _before(item, earlier), [])
        concerned = [difference for difference in wrong if _concerns(difference, item, parents)]
        checked.append(CheckedItem(item, row.last, row.before, _warnings_of_item(row, concerned, titles)))
    return checked


def table_of(item: FundItem) -> str:
    """The table under which the review lists an item: one in which it stands."""
    if item.kind in FUNDING:
        return FUNDING_TABLE
    if item.kind == Kind.POSTS:
        return str(POSTS)
    if item.fund != Fund.ALL:
        return FUNDS_TABLE
    return min(_TABLES[item.kind][0 if item.component_id else 1])


def _said_before(report: int) -> dict[int, dict[_Place, Decimal]]:
    """The validated values of earlier reports, the latest report first."""
    figures = FundFigure.objects.current().filter(item__report__lt=report, value__isnull=False)
    said: dict[int, dict[_Place, Decimal]] = defaultdict(dict)
    for figure in figures.select_related("item__component"):
        said[figure.item.report_id][_place(figure.item, figure.item.year)] = figure.value
    return dict(sorted(said.items(), reverse=True))


def _place(item: FundItem, year: int) -> _Place:
    return (item.kind, year, item.fund, item.line, item.grade)


def _before(item: FundItem, earlier: Mapping[int, Mapping[_Place, Decimal]]) -> Before | None:
    """What an earlier report says of the same year, which this supersedes; else what it says in the same place."""
    for report, values in earlier.items():
        for year in (item.year, item.year - (item.report_id - report)):
            if (value := values.get(_place(item, year))) is not None:
                return Before(report, year, value)
    return None


def _lines_above() -> dict[str, set[str]]:
    """By component: itself and the components that sum it."""
    rows = {row.pk: row for row in Component.objects.all()}
    above: dict[str, set[str]] = {}
    for row in rows.values():
        codes, here = {row.code}, row
        while here.parent_id is not None:
            here = rows[here.parent_id]
            codes.add(here.code)
        above[row.code] = codes
    return above


def _concerns(difference: Difference, item: FundItem, parents: Mapping[str, set[str]]) -> bool:
    """Whether the item is a part of the figure that differs from what is printed."""
    if item.kind in FUNDING:
        columns = (GAP, f"{item.kind}_{TOTAL}")
        return difference.table == FUNDING_TABLE and difference.line == str(item.year) and difference.column in columns
    column = item.grade or f"{item.kind}_{item.year}"
    if item.fund not in ("", Fund.ALL):
        return difference.table == FUNDS_TABLE and difference.column == column
    tables = _TABLES[item.kind][0 if item.component_id else 1]
    lines = {item.line, TOTAL, *parents.get(item.line, ())}
    return (
        difference.table in tables and difference.line in lines and difference.column in {column, *_ACROSS[item.kind]}
    )


def _warnings_of_item(row: CheckedItem, wrong: Iterable[Difference], titles: Titles) -> list[Warned]:
    item, found = row.item, []
    if item.value is not None and item.rounded_to is None:
        found.append(Warned("no_rounding", _("It does not say to what it is rounded.")))
    if item.kind == Kind.POSTS:
        if row.change:
            found.append(Warned("posts_changed", _("The number of posts has changed.")))
    elif _is_large(row.compared_with, item.value):
        said = _("The change is larger than %(percent)s per cent.") % {"percent": LARGE_CHANGE}
        found.append(Warned("large_change", said))
    for difference in wrong:
        words = difference_in_words(difference, titles)
        said = _("%(table)s, %(line)s, %(column)s: %(printed)s is printed, %(computed)s is computed.") % {
            "table": words.table,
            "line": words.line,
            "column": words.column,
            "printed": words.printed,
            "computed": words.computed or "–",
        }
        found.append(Warned("not_as_printed", said))
    return found


def _is_large(then: Decimal | None, now: Decimal | None) -> bool:
    """From zero every change is large."""
    if then is None or now is None:
        return False
    return abs(Fraction(now) - Fraction(then)) * 100 > LARGE_CHANGE * abs(Fraction(then))


# --- Contributions -------------------------------------------------------------------------------------------------


def check_contributions(rows: Sequence[Contribution]) -> list[CheckedContribution]:
    """Each row beside its current figure and others that say the same. Two queries."""
    figures = ContributionFigure.objects.current().filter(contribution__in=rows).select_related("contributor")
    last = {figure.contribution_id: figure for figure in figures}
    alike: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    if rows:
        contributors = {row.contributor_id for row in rows}
        for other in Contribution.objects.filter(contributor__in=contributors, void=False).order_by("reference"):
            alike[said_by(other)].append(other.reference)
    return [_checked_contribution(row, last.get(row.pk), alike[said_by(row)]) for row in rows]


def said_by(row: Contribution) -> tuple[Any, ...]:
    """What two contributions have alike of which one may be the other, entered twice."""
    # A pledge and the payment that keeps it say the same sum, and are not one entered twice.
    return row.contributor_id, row.stream, row.kind, row.first_year, row.amount, row.currency


def _checked_contribution(
    row: Contribution, last: ContributionFigure | None, alike: Sequence[str]
) -> CheckedContribution:
    found = []
    if row.amount is not None and row.dollars is None:
        said = _("It has no dated rate: no sum that it belongs to can be formed.")
        found.append(Warned("no_rate", said))
    twins = [reference for reference in alike if reference != row.reference]
    if twins and not row.void and row.amount is not None:
        said = _("The same contributor gave the same amount in the same year: %(references)s.")
        found.append(Warned("twice", said % {"references": ", ".join(twins)}))
    said_now = {name: getattr(row, name) for name in Gift.__slots__}
    return CheckedContribution(row, last, differences(last, said_now) if last else [], found)
