"""Which contributions an address asks for, and in which order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from common.digits import read_digits
from finance.choices import Given
from public.funding.contributions import STREAMS, ContributionView, by_name

ALL_YEARS = "all"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which contributions are shown, and in which order; a year of None and a stream of "" are all."""

    sort: str
    year: int | None
    stream: str

    @property
    def asked_year(self) -> str:
        """The year as addresses name it."""
        return ALL_YEARS if self.year is None else str(self.year)

    @property
    def key(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")


@dataclass(frozen=True, slots=True)
class SortedHead:
    """The head of a column by which the list can be sorted; `next` is the order that it leads to."""

    key: str
    words: str
    next: str
    sorted: str  # "ascending", "descending", or "" where the list is sorted by another


def heads(choice: Choice) -> list[SortedHead]:
    """The heads of the columns by which the list can be sorted, each leading the other way once it is in use."""
    found = []
    for key, words in _HEADS.items():
        here = key == choice.key
        way = ("descending" if choice.descending else "ascending") if here else ""
        found.append(SortedHead(key, str(words), f"-{key}" if way == "ascending" else key, way))
    return found


_HEADS: dict[str, Promise] = {
    "contributor": gettext_lazy("Contributor"),
    "year": gettext_lazy("Year"),
    "sum": gettext_lazy("United States dollars"),
}
ORDERS: dict[str, Promise] = {
    "contributor": gettext_lazy("By contributor"),
    "-year": gettext_lazy("By year, the latest first"),
    "year": gettext_lazy("By year, the earliest first"),
    "-sum": gettext_lazy("By sum, the largest first"),
    "sum": gettext_lazy("By sum, the smallest first"),
}


def chosen(request: HttpRequest, ledger: Sequence[ContributionView]) -> Choice:
    """What the address asks for: of the latest payment's year, unless `?year=` says another or "all".

    Raises Http404 for an order, year or stream that there is not.
    """
    sort, stream = request.GET.get("sort", "contributor"), request.GET.get("stream", "")
    if sort.removeprefix("-") not in SORTS or (stream and stream not in STREAMS):
        raise Http404
    asked = request.GET.get("year")
    if asked == ALL_YEARS or not ledger:
        return Choice(sort, None, stream)
    paid = years_paid(ledger) or years_of(ledger)
    year = read_digits(asked, 4) if asked else paid[0]
    if year not in years_of(ledger):
        raise Http404
    return Choice(sort, year, stream)


def years_paid(ledger: Sequence[ContributionView]) -> list[int]:
    """Every year in which something was paid, the latest first."""
    return sorted({row.first_year for row in ledger if row.kind == Given.PAYMENT}, reverse=True)


def years_of(ledger: Sequence[ContributionView]) -> list[int]:
    """Every year that a contribution covers, the latest first."""
    return sorted({year for row in ledger for year in range(row.first_year, row.last_year + 1)}, reverse=True)


def arranged(ledger: Sequence[ContributionView], choice: Choice) -> list[ContributionView]:
    """The contributions asked for, in the order asked for; equal ones by contributor and reference."""
    rows = [
        row for row in ledger if (choice.year is None or row.covers(choice.year)) and choice.stream in ("", row.stream)
    ]
    rows.sort(key=lambda row: (by_name(row.contributor), row.reference))
    key = SORTS[choice.key]
    known = sorted((row for row in rows if key(row) is not None), key=key, reverse=choice.descending)
    return [*known, *(row for row in rows if key(row) is None)]


SORTS: dict[str, Callable[[ContributionView], Any]] = {
    "contributor": lambda row: by_name(row.contributor),
    "year": lambda row: (row.first_year, row.last_year),
    "sum": lambda row: row.dollars,
}
