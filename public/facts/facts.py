"""Facts of a released document as pages show them: in a sentence, by year, and under their source."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.numbers import digits_after_point, format_change
from common.translated import Text, reader_language, text_of
from indicators.measures import Measure
from public.facts.places import place_words
from public.releases import documents
from public.shown import ShownRelease
from public.texts import month_words, sentences
from publications.models import Kind

Content = dict[str, Any]

_FINDINGS: dict[str, Promise] = {
    "alone": gettext_lazy("%(value)s in %(year)s."),
    "up": gettext_lazy("%(value)s in %(year)s, up from %(before)s in %(before_year)s."),
    "down": gettext_lazy("%(value)s in %(year)s, down from %(before)s in %(before_year)s."),
    "same": gettext_lazy("%(value)s in %(year)s, the same as in %(before_year)s."),
}


@dataclass(frozen=True, slots=True)
class FactValue:
    """What the report gives for a year; `change` is what it is more than the value before it, None for the first."""

    year: int
    value: Decimal
    unit: str
    as_at: str
    change: Decimal | None

    @property
    def shown(self) -> str:
        return _measure(self.unit, self.value).shown(self.value)

    @property
    def prose(self) -> str:
        return _measure(self.unit, self.value).prose(self.value)

    @property
    def month(self) -> str:
        """The month that the value is of, in words; "" where the report does not say."""
        return month_words(self.as_at) if self.as_at else ""

    @property
    def change_shown(self) -> str:
        """+10 percentage points, -3, +$5 million; "" for the first value."""
        return "" if self.change is None else change_words(self.change, self.unit)


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact of a document; `source` is its code and words, `values` by year, of which there is at least one."""

    content: Content
    document: str
    source: tuple[str, Text]

    @property
    def code(self) -> str:
        return str(self.content["code"])

    @property
    def title(self) -> Text:
        return text_of(self.content["title"])

    @property
    def unit(self) -> str:
        return str(self.content["unit"])

    @property
    def place(self) -> str:
        """Where the report says it: E/2022/54, paragraph 10."""
        return place_words(self.document, self.content["paragraph"])

    @property
    def values(self) -> list[FactValue]:
        rows = [(row["year"], Decimal(row["value"]), row["as_at"] or "") for row in self.content["values"]]
        changes = [None, *(after[1] - before[1] for before, after in pairwise(rows))]
        return [FactValue(*row[:2], self.unit, row[2], change) for row, change in zip(rows, changes, strict=True)]

    @property
    def latest(self) -> FactValue:
        return self.values[-1]

    @property
    def finding(self) -> str:
        """The latest value against the first one, in a sentence; a second says what month it is of."""
        first, latest = self.values[0], self.latest
        words = {"value": latest.prose, "year": latest.year, "before": first.prose, "before_year": first.year}
        month = _("The latest value is as at %(month)s.") % {"month": latest.month} if latest.month else ""
        return sentences([str(_FINDINGS[_way(first, latest)]) % words, month])


def _way(first: FactValue, latest: FactValue) -> str:
    if first.year == latest.year:
        return "alone"
    if first.value == latest.value:
        return "same"
    return "up" if latest.value > first.value else "down"


@dataclass(frozen=True, slots=True)
class OfSource:
    """The facts of one source, in the order of the report."""

    code: str
    title: Text
    facts: Sequence[FactView]


@dataclass(frozen=True, slots=True)
class ReportView:
    """What a released document says: its facts by source."""

    content: Content

    @property
    def document(self) -> str:
        return str(self.content["document"])

    @property
    def code(self) -> str:
        return str(self.content["code"])

    @property
    def sources(self) -> list[tuple[str, Text]]:
        return [(row["code"], text_of(row["title"])) for row in self.content["sources"]]

    @property
    def facts(self) -> list[FactView]:
        titles = dict(self.sources)
        return [FactView(row, self.document, (row["source"], titles[row["source"]])) for row in self.content["facts"]]

    def by_source(self, source: str) -> list[OfSource]:
        """The facts under their sources; of one of them, or of all where `source` is ""."""
        facts = self.facts
        return [
            OfSource(code, title, [fact for fact in facts if fact.source[0] == code])
            for code, title in self.sources
            if source in ("", code)
        ]


def reports_of(release: ShownRelease) -> list[ReportView]:
    """What a release holds of facts, by report; [] where it was published before they were kept."""
    return [ReportView(content) for content in documents(release.row, Kind.FACTS)]


def report_of(reports: Sequence[ReportView], code: str) -> tuple[ReportView, FactView]:
    """A fact by its code and the report that gives it, the latest that does. Raises Http404 where none does."""
    for report in reversed(reports):
        for fact in report.facts:
            if fact.code == code:
                return report, fact
    raise Http404


def change_words(change: Decimal, unit: str) -> str:
    """A difference of two values with its sign: of shares in percentage points."""
    if unit != "percent":
        return format_change(change, unit, reader_language())
    whole = abs(change).to_integral_value(rounding="ROUND_CEILING")
    words = ngettext("%(number)s percentage point", "%(number)s percentage points", int(whole))
    return words % {"number": format_change(change, "number", reader_language())}


def _measure(unit: str, value: Decimal) -> Measure:
    """The value to its last digit: nothing that a report prints is rounded here."""
    return Measure(unit, digits_after_point(value))
