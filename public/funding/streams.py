"""Funding by stream and year in millions of dollars: requirement, pledged, received, gap; and other dated figures.

Sums and gaps come computed with the release; here they are only written. What is missing is a word.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.charts import BarChart, FundingBars, Shown, funding_bars
from common.numbers import digits_after_point, format_annex, format_number, format_value, from_canonical, quantize
from common.translated import Text, reader_language, text_of
from public.texts import sentences
from public.words import STATUSES

Content = dict[str, Any]

MILLION = Decimal(1_000_000)
KINDS: dict[str, Promise] = {
    "requirement": gettext_lazy("Requirement"),
    "pledged": gettext_lazy("Pledged"),
    "received": gettext_lazy("Received"),
}
ALL = "all"
VOLUNTARY = "voluntary"


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in millions as it is written, or the words that say why there is none."""

    value: Decimal | None
    text: str
    reason: str = ""

    @property
    def known(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True)
class StreamLine:
    """What is required, pledged and received of one stream, or of all together."""

    code: str
    title: Text | str
    sums: Sequence[tuple[str, Sum]]


@dataclass(frozen=True, slots=True)
class YearView:
    """One year: its streams, the total as reported beside the computed one, both gaps, and how they are read."""

    year: int
    document: str
    source: str
    streams: Sequence[StreamLine]
    computed_totals: Sequence[tuple[str, Sum]]
    reported_totals: Sequence[tuple[str, Sum]]
    printed_gap: Sum
    gap: Sum
    voluntary_gap: Sum
    rounding: str

    @property
    def requirement(self) -> Sum:
        return _of_kind(self.reported_totals, "requirement")

    @property
    def received(self) -> Sum:
        """The total that the report gives, else the sum of the streams."""
        reported = _of_kind(self.reported_totals, "received")
        return reported if reported.known else _of_kind(self.computed_totals, "received")

    @property
    def reasons(self) -> list[str]:
        """Why figures are missing, each reason once."""
        sums = [sum_ for line in self.streams for _head, sum_ in line.sums]
        return list(dict.fromkeys(sum_.reason for sum_ in sums if sum_.reason))


@dataclass(frozen=True, slots=True)
class FactView:
    """Another dated figure of a report, with its paragraph."""

    title: Text
    year: int
    value: str
    source: str


def millions(value: Decimal | None, decimals: int | None = None) -> str:
    """Dollars as millions; None for `decimals` writes as many as the value has, at most one."""
    if value is None:
        return ""
    in_millions = value / MILLION
    places = min(digits_after_point(quantize(in_millions, 4)), 1) if decimals is None else decimals
    return format_annex(in_millions, reader_language(), places)


def year_views(content: Content) -> list[YearView]:
    """The years of the funding document, the latest first."""
    return [_year(content, row) for row in sorted(content["years"], key=_latest_first)]


def has_pledges(content: Content) -> bool:
    """Whether any report says what was pledged; a column without any number says less than a sentence."""
    cells = [cell for year in content["years"] for cell in year["cells"].values()]
    return any(cell["pledged"]["value"] is not None for cell in cells)


def _latest_first(row: Content) -> tuple[int, int]:
    return -row["year"], -row["report"]


def _year(content: Content, row: Content) -> YearView:
    kinds = {kind: words for kind, words in KINDS.items() if kind != "pledged" or has_pledges(content)}
    streams = [
        StreamLine(
            stream["code"],
            text_of(stream["title"]),
            [(str(words), _cell(row["cells"], stream["code"], kind)) for kind, words in kinds.items()],
        )
        for stream in content["streams"]
        if stream["code"] != ALL
    ]
    gap, total = row["gap"], row["total"]
    return YearView(
        year=row["year"],
        document=row["document"],
        source=_source(row),
        streams=streams,
        computed_totals=[(str(words), _computed(row, kind)) for kind, words in kinds.items()],
        reported_totals=[(str(words), _cell(row["cells"], ALL, kind)) for kind, words in kinds.items()],
        printed_gap=_sum(gap["printed"]),
        gap=_sum(gap["requirement_less_total"]),
        voluntary_gap=_sum(gap["voluntary_target_less_voluntary"]),
        rounding=_rounding(_sum(total["computed"]), _sum(total["reported"]), total["differs_by_rounding"]),
    )


def _of_kind(sums: Sequence[tuple[str, Sum]], kind: str) -> Sum:
    return dict(sums)[str(KINDS[kind])]


def _computed(row: Content, kind: str) -> Sum:
    """The sum of the streams as the release computed it, which it does of what was received."""
    return _sum(row["total"]["computed"] if kind == "received" else None)


def _source(row: Content) -> str:
    note = row["note"]
    return _placed(row, note) if note else str(row["document"])


def _cell(cells: Mapping[str, Any], stream: str, kind: str) -> Sum:
    cell = cells.get(stream, {}).get(kind)
    if cell is None or cell["value"] is None:
        status = cell["status"] if cell else "not_reported"
        return Sum(None, str(STATUSES[status]), cell["reason"] if cell else "")
    value, unit = Decimal(cell["value"]), from_canonical(cell["rounded_to"])
    return Sum(value, millions(value, None if unit is None else digits_after_point(unit / MILLION)))


def _sum(text: str | None) -> Sum:
    value = from_canonical(text)
    return Sum(None, str(STATUSES["not_available"])) if value is None else Sum(value, millions(value))


def _rounding(computed: Sum, reported: Sum, by_rounding: bool) -> str:
    """That a printed total is not quite the sum of its parts, where that is so."""
    if not (computed.known and reported.known) or computed.value == reported.value:
        return ""
    words = {"computed": computed.text, "reported": reported.text}
    if by_rounding:
        return (
            _(
                "The streams add up to %(computed)s, and the report prints %(reported)s: each was rounded by itself,"
                " which explains the difference."
            )
            % words
        )
    return (
        _("The streams add up to %(computed)s, and the report prints %(reported)s: more than rounding explains.")
        % words
    )


def finding(years: Sequence[YearView]) -> str:
    """How much came in of what was required in the latest year of which both are known."""
    for year in years:
        total = year.received
        if not (total.known and year.requirement.known):
            continue
        first = _(
            "For %(year)s, %(required)s million dollars were required and %(received)s million were received."
        ) % {
            "year": year.year,
            "required": year.requirement.text,
            "received": total.text,
        }
        gap = year.printed_gap if year.printed_gap.known else year.gap
        rest = _("That leaves a gap of %(gap)s million (requirement less total).") % {"gap": gap.text}
        return sentences([first, rest if gap.known else ""])
    return _("Requirement and receipts are not both known of any year.")


def fact_views(content: Content) -> list[FactView]:
    """The other dated figures, in the document's order."""
    return [
        FactView(text_of(row["title"]), row["year"], _fact_value(row), _placed(row, _paragraph(row["paragraph"])))
        for row in content["facts"]
    ]


def _placed(row: Content, place: str) -> str:
    return _("%(document)s, %(place)s") % {"document": row["document"], "place": place}


def _paragraph(text: str) -> str:
    return _("paragraph %(number)s") % {"number": text} if text.isdigit() else text


def _fact_value(row: Content) -> str:
    value = from_canonical(row["value"])
    if value is None:
        return str(STATUSES["not_available"])
    words = (
        format_number(value, reader_language())
        if row["unit"] == "number"
        else format_value(value, row["unit"], reader_language())
    )
    return _("about %(value)s") % {"value": words} if row["about"] else words


def chart_of(content: Content) -> BarChart:
    """A bar for each year, the earliest first, as the latest report says it: streams, and the requirement."""
    latest = {year.year: year for year in reversed(year_views(content))}
    years = [latest[year] for year in sorted(latest)]
    streams = [text_of(stream["title"]).plain for stream in content["streams"] if stream["code"] != ALL]
    return funding_bars(
        list(_bars(years)),
        label=_("Funding received by stream and year against the requirement"),
        unit=_("(Millions of United States dollars)"),
        streams=streams,
        not_broken_down=_("Not broken down"),
    )


def _bars(years: Sequence[YearView]) -> Iterator[FundingBars]:
    for year in years:
        received = [_of_kind(line.sums, "received") for line in year.streams]
        total, requirement = year.received, year.requirement
        yield FundingBars(
            str(year.year),
            [Shown(_in_millions(sum_), sum_.text) for sum_ in received],
            Shown(_in_millions(total), total.text),
            _in_millions(requirement),
            _("Requirement %(sum)s") % {"sum": requirement.text} if requirement.known else "",
        )


def _in_millions(sum_: Sum) -> Decimal | None:
    return None if sum_.value is None else sum_.value / MILLION
