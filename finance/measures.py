"""What the ledger of contributions gives: sums and counts of a year. No database, no users.

A sum is refused, and says which contributions it cannot add, where one in another currency has no dated rate:
currencies are never added without one. Of a year of which the ledger says nothing there is no figure, since
nothing is not zero.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from finance.choices import STREAMS, ContributorKind, Given, Measure, Stream

UNITS: dict[str, str] = dict.fromkeys(Measure.values, "number") | {Measure.TOTAL_FUNDS_RAISED.value: "usd"}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A contribution as a measure reads it. `contributor` is a code, `dollars` None without amount or dated rate."""

    reference: str
    contributor: str
    contributor_kind: str
    stream: str
    kind: str
    first_year: int
    last_year: int
    amount: Decimal | None
    currency: str
    dated: date | None
    rate: Decimal | None
    rate_on: date | None
    dollars: Decimal | None
    levy_applied: bool | None
    figure: int | None = None  # the number of the validated figure; None while it is on its way

    def covers(self, year: int) -> bool:
        return self.first_year <= year <= self.last_year

    @property
    def lacks_rate(self) -> bool:
        return self.amount is not None and self.dollars is None


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of a year. `rows` are the contributions it counts, in the order of their references.

    Without a value, `lacking` names the contributions without a dated rate, or `missing` the streams without a payment;
    both are empty where nothing stands in the ledger.
    """

    measure: str
    year: int
    value: Decimal | None
    status: Literal["reported", "not_available"]
    rows: tuple[LedgerRow, ...] = ()
    lacking: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def contributors(self) -> list[str]:
        """The codes of those who are counted, each once, in order."""
        return sorted({row.contributor for row in self.rows})


def measure(code: str, year: int, ledger: Iterable[LedgerRow]) -> Measured:
    """A Measure of a year, by its code. `ledger` holds the contributions of all years, without void ones.

    Raises KeyError for another code.
    """
    rows = sorted(ledger, key=lambda row: row.reference)
    found = _COUNTED[code](year, rows)
    if code == Measure.TOTAL_FUNDS_RAISED:
        return _sum(code, year, found)
    if not any(_KNOWN_BY[code](row) and row.covers(year) for row in rows):
        return Measured(code, year, None, "not_available")
    if code in _COMPARED_WITH and not any(map(_is_given_by_state, _COMPARED_WITH[code](year, rows))):
        return Measured(code, year, None, "not_available")
    count = len(found) if code == Measure.LEVIES_NOT_APPLIED else len({row.contributor for row in found})
    return Measured(code, year, Decimal(count), "reported", tuple(found))


def add(rows: Sequence[LedgerRow]) -> tuple[Decimal | None, tuple[str, ...]]:
    """(sum in dollars, references without a dated rate); the sum is None where there are such, or nothing at all."""
    lacking = tuple(row.reference for row in rows if row.lacks_rate)
    dollars = [row.dollars for row in rows if row.dollars is not None]
    return (None if lacking or not dollars else sum(dollars, Decimal(0))), lacking


def _sum(code: str, year: int, rows: list[LedgerRow]) -> Measured:
    value, lacking = add(rows)
    present = {row.stream for row in rows}
    missing = tuple(str(stream) for stream in STREAMS if stream not in present) if rows else ()
    if value is None or missing:
        return Measured(code, year, None, "not_available", tuple(rows), lacking, missing)
    return Measured(code, year, value, "reported", tuple(rows))


def _payments(year: int, rows: list[LedgerRow]) -> list[LedgerRow]:
    return [row for row in rows if row.kind == Given.PAYMENT and row.covers(year) and row.amount is not None]


def _is_given(row: LedgerRow) -> bool:
    """Whether it is a voluntary pledge or payment, of whomever."""
    return row.stream == Stream.VOLUNTARY and row.kind in (Given.PLEDGE, Given.PAYMENT)


def _is_given_by_state(row: LedgerRow) -> bool:
    return row.contributor_kind == ContributorKind.MEMBER_STATE and _is_given(row)


def _is_of_levy(row: LedgerRow) -> bool:
    return row.stream == Stream.LEVY


def _is_anything(row: LedgerRow) -> bool:
    return True


def _contributing(year: int, rows: list[LedgerRow]) -> list[LedgerRow]:
    """What Member States pledged or paid of their own accord in a year."""
    return [row for row in rows if _is_given_by_state(row) and row.covers(year)]


def _committed(year: int, rows: list[LedgerRow]) -> list[LedgerRow]:
    return [
        row
        for row in rows
        if row.contributor_kind == ContributorKind.MEMBER_STATE and row.kind == Given.AGREEMENT and row.covers(year)
    ]


def _first_time(year: int, rows: list[LedgerRow]) -> list[LedgerRow]:
    before = {row.contributor for row in _before(year, rows) if _is_given_by_state(row)}
    return [row for row in _contributing(year, rows) if row.contributor not in before]


def _stopped(year: int, rows: list[LedgerRow]) -> list[LedgerRow]:
    now = {row.contributor for row in _contributing(year, rows)}
    return [row for row in _contributing(year - 1, rows) if row.contributor not in now]


def _not_applied(year: int, rows: list[LedgerRow]) -> list[LedgerRow]:
    return [row for row in rows if row.levy_applied is False and row.covers(year)]


def _before(year: int, rows: list[LedgerRow]) -> list[LedgerRow]:
    """What stands in the ledger of all years before."""
    return [row for row in rows if row.first_year < year]


def _year_before(year: int, rows: list[LedgerRow]) -> list[LedgerRow]:
    return [row for row in rows if row.covers(year - 1)]


# In what some Member State has to have given something: else nobody can be told from a newcomer, or be seen to stop.
_COMPARED_WITH: dict[str, Callable[[int, list[LedgerRow]], list[LedgerRow]]] = {
    Measure.FIRST_TIME_CONTRIBUTORS: _before,
    Measure.CONTRIBUTORS_THAT_STOPPED: _year_before,
}
_COUNTED: dict[str, Callable[[int, list[LedgerRow]], list[LedgerRow]]] = {
    Measure.TOTAL_FUNDS_RAISED: _payments,
    Measure.CONTRIBUTING_MEMBER_STATES: _contributing,
    Measure.MULTI_YEAR_COMMITMENTS: _committed,
    Measure.FIRST_TIME_CONTRIBUTORS: _first_time,
    Measure.CONTRIBUTORS_THAT_STOPPED: _stopped,
    Measure.LEVIES_NOT_APPLIED: _not_applied,
}
# What has to stand in the ledger of a year before a count of it, be it 0, says anything.
_KNOWN_BY: dict[str, Callable[[LedgerRow], bool]] = {
    Measure.CONTRIBUTING_MEMBER_STATES: _is_given,
    Measure.MULTI_YEAR_COMMITMENTS: _is_anything,
    Measure.FIRST_TIME_CONTRIBUTORS: _is_given,
    Measure.CONTRIBUTORS_THAT_STOPPED: _is_given,
    Measure.LEVIES_NOT_APPLIED: _is_of_levy,
}
assert list(_COUNTED) == list(Measure)
