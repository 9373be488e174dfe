"""The contributions behind a figure in words: as the working pages and the released ones list them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.numbers import format_number, format_value, from_canonical
from common.translated import Text, reader_language, text_of
from finance.choices import STREAMS, Given, Measure, Stream
from indicators.contents import Content


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """One contribution; "" where there is nothing to say."""

    reference: str
    contributor: str
    name: Text
    stream: str
    kind: str
    years: str
    dated: str
    amount: str
    rate: str
    dollars: str


def contribution_rows(contributions: Iterable[Content]) -> list[ContributionRow]:
    """The rows of `from_finance.opened`, by the contributors' names in the reader's language."""
    return sorted(map(_row, contributions), key=lambda row: (row.name.casefold(), row.reference))


def worked(opened: Content) -> str:
    """How the rows come to the value: the sums of the streams added, or how many contributors are counted once each.

    "" where there is no value, or nothing to add.
    """
    rows = opened["contributions"]
    if opened["value"] is None or not rows:
        return ""
    if opened["measure"] == Measure.TOTAL_FUNDS_RAISED:
        return _added(rows, Decimal(opened["value"]))
    words = ngettext(
        "%(contributors)s contributor, counted once, from contributions: %(contributions)s.",
        "%(contributors)s contributors, each counted once, from contributions: %(contributions)s.",
        opened["contributors"],
    )
    numbers = {"contributors": opened["contributors"], "contributions": len(rows)}
    return words % {name: _number(Decimal(number)) for name, number in numbers.items()}


def _added(rows: Iterable[Content], value: Decimal) -> str:
    """ "$98 million (voluntary contributions) + $39 million (...) = $137 million"; ≈ the value where it is rounded."""
    by_stream = {
        stream: sum((Decimal(row["dollars"]) for row in rows if row["stream"] == stream), Decimal(0))
        for stream in STREAMS
    }
    parts = [
        _("%(sum)s (%(stream)s)") % {"sum": _dollars(dollars), "stream": Stream(stream).label}
        for stream, dollars in by_stream.items()
    ]
    exact = sum(by_stream.values(), Decimal(0))
    rounded = "" if exact == value else f" ≈ {_dollars(value)}"
    return f"{' + '.join(parts)} = {_dollars(exact)}{rounded}"


def _row(row: Content) -> ContributionRow:
    first, last = row["first_year"], row["last_year"]
    amount, dollars = from_canonical(row["amount"]), from_canonical(row["dollars"])
    return ContributionRow(
        reference=row["reference"],
        contributor=row["contributor"],
        name=text_of(row["name"]),
        stream=str(Stream(row["stream"]).label),
        kind=str(Given(row["kind"]).label),
        years=str(first) if first == last else f"{first}–{last}",
        dated=_day(row["dated"]),
        amount="" if amount is None else f"{row['currency']} {_number(amount)}",
        rate=_rate(row) if amount is not None and row["currency"] != "USD" else "",
        dollars="" if dollars is None else format_number(dollars, reader_language(), 2),
    )


def _rate(row: Content) -> str:
    """ "0.88 for a dollar on 31 May 2024", or that there is none."""
    rate = from_canonical(row["rate"])
    if rate is None:
        return _("no dated rate")
    return _("%(rate)s for a dollar on %(day)s") % {"rate": _number(rate), "day": _day(row["rate_on"])}


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text)) if text else ""


def _number(value: Decimal) -> str:
    return format_number(value, reader_language())


def _dollars(value: Decimal) -> str:
    return format_value(value, "usd", reader_language())
