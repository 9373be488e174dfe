"""The ledger as a list: what a filter leaves, in an order, with its sums in dollars, and the measures of a year.

Pledges, payments and agreements are never added together: one is often the other, said again. An agreement stands in
its first year. A sum is of all or of nothing: where one part is not known in dollars, it names those that are not.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst

from finance import ledger
from finance.choices import COUNTS_ALONE, STREAMS, Given, Measure
from finance.measures import LedgerRow, Measured, add, measure
from finance.models import Contribution

_DESCENDING = "-"
SORTS: dict[str, Callable[[Contribution], Any]] = {
    "reference": lambda row: row.reference,
    "contributor": lambda row: row.contributor.name.casefold(),
    "year": lambda row: (row.first_year, row.last_year),
    "dated": lambda row: row.dated,
    "dollars": lambda row: row.dollars,
    "state": lambda row: row.state,
}


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in dollars. Without a value it names what it cannot add; where there is nothing at all it names nothing."""

    value: Decimal | None
    without_rate: tuple[str, ...] = ()
    without_amount: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SumsOfYear:
    """The sums of what was given in one way in a year: by stream in the order of STREAMS, and all together."""

    year: int
    kind: str
    streams: list[Sum]
    all: Sum


@dataclass(frozen=True, slots=True)
class MeasureOfYear:
    """A measure as it is validated, and as it would be with what is submitted; None where nothing is."""

    code: str
    validated: Measured
    preliminary: Measured | None

    @property
    def label(self) -> str:
        return str(capfirst(Measure(self.code).label))

    @property
    def is_count_alone(self) -> bool:
        return self.code in COUNTS_ALONE

    @property
    def is_money(self) -> bool:
        return self.code == Measure.TOTAL_FUNDS_RAISED


def chosen(rows: QuerySet[Contribution], wishes: Mapping[str, Any]) -> list[Contribution]:
    """Those that a valid ContributionFilter leaves, sorted; what has nothing to be sorted by comes last. One query."""
    if wishes.get("year"):
        rows = rows.filter(first_year__lte=wishes["year"], last_year__gte=wishes["year"])
    equal = {name: wishes[name] for name in ("stream", "kind", "state", "contributor") if wishes.get(name)}
    return _sorted(rows.filter(**equal).select_related("contributor"), wishes.get("sort") or "")


def _sorted(rows: Iterable[Contribution], sort: str) -> list[Contribution]:
    by_reference = sorted(rows, key=SORTS["reference"], reverse=not sort or sort == "-reference")
    key = SORTS[sort.removeprefix(_DESCENDING)] if sort else SORTS["year"]
    known = [row for row in by_reference if key(row) is not None]
    unknown = [row for row in by_reference if key(row) is None]
    return [*sorted(known, key=key, reverse=not sort or sort.startswith(_DESCENDING)), *unknown]


def sums_of(rows: Iterable[Contribution]) -> list[SumsOfYear]:
    """The sums of all that are not void, as they are entered; the latest year first."""
    groups: dict[tuple[int, str], list[LedgerRow]] = defaultdict(list)
    for row in rows:
        if not row.void:
            groups[row.first_year, row.kind].append(ledger.row_of(row.reference, row))
    kinds = Given.values
    order = sorted(groups, key=lambda group: (-group[0], -kinds.index(group[1])))
    return [
        SumsOfYear(
            year,
            str(Given(kind).label),
            [_sum([row for row in groups[year, kind] if row.stream == stream]) for stream in STREAMS],
            _sum(groups[year, kind]),
        )
        for year, kind in order
    ]


def _sum(rows: Sequence[LedgerRow]) -> Sum:
    value, without_rate = add(rows)
    # A levy that was not applied brought nothing; an agreement without an amount brings something unknown.
    without_amount = tuple(row.reference for row in rows if row.amount is None and row.kind == Given.AGREEMENT)
    return Sum(None if without_amount else value, without_rate, without_amount)


def measures_of(year: int) -> list[MeasureOfYear]:
    """The measures of a year. Two queries."""
    validated = ledger.validated()
    coming = ledger.with_submitted(validated)
    is_on_its_way = ledger.count_submitted(coming, year) or ledger.count_submitted(coming, year - 1)
    return [
        MeasureOfYear(code, measure(code, year, validated), measure(code, year, coming) if is_on_its_way else None)
        for code in Measure.values
    ]
