"""Who agreed, pledged and paid what, as a release says it: one list, sorted and filtered, and each contributor.

Contributions are pooled: none of them is tied to a result. Sums in dollars of a year are made of payments alone, so
that a pledge and its payment are not both counted; one payment without a dated rate leaves the year without a sum.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.numbers import digits_after_point, format_annex, format_number, from_canonical
from common.translated import Text, reader_language, text_of
from finance.choices import COUNTS_ALONE, ContributorKind, Given, Measure, Stream
from public.texts import date_words

Content = dict[str, Any]

KINDS = {str(kind.value): kind.label for kind in ContributorKind}
GIVEN = {str(given.value): given.label for given in Given}
STREAMS = {str(stream.value): stream.label for stream in Stream}


@dataclass(frozen=True, slots=True)
class Contributor:
    """Who gave; `group_of_77` are pairs of days, an open side being None."""

    code: str
    name: Text
    names: Mapping[str, str]
    kind: str
    group_of_77: Sequence[tuple[date | None, date | None]]
    demonstration: bool

    @property
    def kind_words(self) -> str:
        return str(KINDS[self.kind])

    def in_group_of_77(self, day: date) -> bool:
        return any((start is None or start <= day) and (end is None or day <= end) for start, end in self.group_of_77)

    @property
    def memberships(self) -> list[str]:
        """Each membership of the Group of 77 in words."""
        return [_membership(start, end) for start, end in self.group_of_77]


@dataclass(frozen=True, slots=True)
class ContributionView:
    """One agreement, pledge or payment, with the sum in its currency and in dollars."""

    reference: str
    contributor: Contributor
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

    def covers(self, year: int) -> bool:
        return self.first_year <= year <= self.last_year

    @property
    def years(self) -> str:
        """The year, or the first and the last of an agreement."""
        return str(self.first_year) if self.first_year == self.last_year else f"{self.first_year}–{self.last_year}"

    @property
    def stream_words(self) -> str:
        return str(STREAMS[self.stream])

    @property
    def kind_words(self) -> str:
        return str(GIVEN[self.kind])

    @property
    def day(self) -> str:
        return date_words(self.dated) if self.dated else ""

    @property
    def amount_shown(self) -> str:
        """The sum in its currency, as it was entered."""
        return "" if self.amount is None else f"{self.currency}\u00a0{in_full(self.amount)}"

    @property
    def dollars_shown(self) -> str:
        return "" if self.dollars is None else in_full(self.dollars)

    @property
    def rate_shown(self) -> str:
        """By which rate of which day the sum became dollars; "" where it is in dollars."""
        if self.rate is None or self.rate_on is None:
            return ""
        rate = f"{self.currency}\u00a0{format_number(self.rate, reader_language())}"
        return _("%(rate)s for $1, %(day)s") % {"rate": rate, "day": date_words(self.rate_on)}

    @property
    def lacks_rate(self) -> bool:
        """Whether it cannot be added to others."""
        return self.amount is not None and self.dollars is None


@dataclass(frozen=True, slots=True)
class YearlySum:
    """What a contributor paid in a year; no sum where a payment has no dated rate."""

    year: int
    dollars: Decimal | None

    @property
    def shown(self) -> str:
        return _("no sum: a rate is missing") if self.dollars is None else in_full(self.dollars)


@dataclass(frozen=True, slots=True)
class Giver:
    """A contributor with the sums of its payments by year, and its agreements over several years."""

    contributor: Contributor
    given: Sequence[ContributionView]

    @property
    def sums(self) -> list[YearlySum]:
        """A sum for each year in which something was paid, the latest first."""
        payments = [row for row in self.given if row.kind == Given.PAYMENT and row.amount is not None]
        years = sorted({row.first_year for row in payments}, reverse=True)
        return [YearlySum(year, _added([row for row in payments if row.first_year == year])) for year in years]

    def paid_in(self, years: Sequence[int]) -> list[tuple[int, str]]:
        """What was paid in each of these years, in words; "" where nothing was."""
        sums = {row.year: row.shown for row in self.sums}
        return [(year, sums.get(year, "")) for year in years]

    @property
    def agreements(self) -> list[ContributionView]:
        return [row for row in self.given if row.kind == Given.AGREEMENT]


@dataclass(frozen=True, slots=True)
class MeasureView:
    """What the whole ledger gives for a year: a count, or a sum."""

    year: int
    title: str
    value: str
    alone: bool  # a count of which nobody is told who is behind it


def in_full(value: Decimal) -> str:
    """A sum to its last unit, with cents where it has any."""
    return format_annex(value, reader_language(), 2 if digits_after_point(value) else 0)


def read_ledger(content: Content) -> list[ContributionView]:
    """The contributions of the document, in its order."""
    contributors = {row["code"]: _contributor(row) for row in content["contributors"]}
    return [
        ContributionView(
            reference=row["reference"],
            contributor=contributors[row["contributor"]],
            stream=row["stream"],
            kind=row["kind"],
            first_year=row["first_year"],
            last_year=row["last_year"],
            amount=from_canonical(row["amount"]),
            currency=row["currency"],
            dated=_day(row["dated"]),
            rate=from_canonical(row["rate"]),
            rate_on=_day(row["rate_on"]),
            dollars=from_canonical(row["dollars"]),
        )
        for row in content["rows"]
    ]


def _contributor(row: Content) -> Contributor:
    periods = [(_day(period["from"]), _day(period["to"])) for period in row["group_of_77"]]
    return Contributor(row["code"], text_of(row["name"]), row["name"], row["kind"], periods, row["demonstration"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _membership(start: date | None, end: date | None) -> str:
    words = {"start": start and date_words(start), "end": end and date_words(end)}
    match start, end:
        case None, None:
            return _("member, as far as our records go back")
        case None, _:
            return _("member until %(end)s") % words
        case _, None:
            return _("member since %(start)s") % words
    return _("member from %(start)s to %(end)s") % words


def by_name(contributor: Contributor) -> list[tuple[int, int, str]]:
    """What contributors are sorted by: letters, and by numbers where there are any: 2 before 10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", contributor.name.plain.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def givers(rows: Sequence[ContributionView]) -> list[Giver]:
    """The contributors of these contributions, by name."""
    found: dict[str, list[ContributionView]] = {}
    for row in rows:
        found.setdefault(row.contributor.code, []).append(row)
    every = [Giver(given[0].contributor, given) for given in found.values()]
    return sorted(every, key=lambda giver: by_name(giver.contributor))


def giver(ledger: Sequence[ContributionView], code: str) -> Giver:
    """A contributor with all that it gave. Raises Http404 where it gave nothing."""
    given = [row for row in ledger if row.contributor.code == code]
    if not given:
        raise Http404
    return Giver(given[0].contributor, sorted(given, key=lambda row: (-row.first_year, row.reference)))


def _added(rows: Sequence[ContributionView]) -> Decimal | None:
    dollars = [row.dollars for row in rows if row.dollars is not None]
    return sum(dollars, Decimal(0)) if len(dollars) == len(rows) else None


def measure_views(funding: Content | None) -> list[MeasureView]:
    """What the ledger gives by year, the latest first; what has no value is left to the words of the page."""
    rows = [row for row in (funding or {}).get("measures", []) if row["value"] is not None]
    return [
        MeasureView(
            row["year"],
            str(capfirst(Measure(row["code"]).label)),
            in_full(Decimal(row["value"])),
            row["code"] in COUNTS_ALONE,
        )
        for row in sorted(rows, key=lambda row: (-row["year"], Measure.values.index(row["code"])))
    ]
