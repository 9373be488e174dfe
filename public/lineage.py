"""Following a released series into the framework before and the one after: in words, in its table and in its chart."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.charts import Break, Mark
from common.translated import Text, listed, text_of
from indicators.choices import Descent
from indicators.measures import Measure
from public.amounts import Amount, amount_of
from public.texts import sentences
from public.words import STATUSES

Content = dict[str, Any]
COMPARABLE = frozenset({Descent.CONTINUED, Descent.REWORDED})  # its values mean what those before meant


@dataclass(frozen=True, slots=True)
class ValueBefore:
    """What was released for a year of the series before, in the unit of that year; without an amount, why not."""

    year: int
    amount: Amount | None
    status_code: str

    @property
    def status(self) -> str:
        return str(STATUSES[self.status_code])


@dataclass(frozen=True, slots=True)
class Kin:
    """The series that one comes from, or goes on in, from `first_year` on. What is new comes from none (`series` is
    None), what is dropped goes on in none. `values` are those of the years before, of a series that one comes from."""

    framework: str | None
    indicator: str | None
    series: str | None
    kind: str
    note: str
    first_year: int
    values: list[ValueBefore]

    @property
    def name(self) -> str:
        """Its name among all frameworks: `RCS-2022-2025/2.1.1-d/total`."""
        return f"{self.framework}/{self.indicator}/{self.series}"

    @property
    def kind_words(self) -> str:
        return str(Descent(self.kind).label)

    @property
    def breaks(self) -> str:
        """That its values and the later ones cannot be compared, where that is so; else ""."""
        if self.series is None or self.kind in COMPARABLE:
            return ""
        return _("Values from %(year)s on cannot be compared with those before.") % {"year": self.first_year}

    @property
    def until_here(self) -> str:
        """The row of the table that ends its values."""
        said = _("Up to here %(series)s, %(kind)s.") % {"series": self.name, "kind": self.kind_words}
        return sentences([said, self.breaks])


@dataclass(frozen=True, slots=True)
class Change:
    """A series that a framework has anew, or that one before it had."""

    framework: str
    indicator: str
    shown_code: str
    series: str
    title: Text
    series_title: Text


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new in a framework, and dropped, against those that it follows."""

    before: list[str]
    new: list[Change]
    dropped: list[Change]


def ancestors_of(series: Content) -> list[Kin]:
    """What a released series comes from; earlier releases know of nothing."""
    return [_kin(row) for row in series.get("lineage", {}).get("before", [])]


def descendants_of(series: Content) -> list[Kin]:
    """What it goes on in."""
    return [_kin(row) for row in series.get("lineage", {}).get("after", [])]


def paths_before(ancestors: Iterable[Kin], unit: str) -> list[list[Mark]]:
    """The values before as a chart draws them, a line for each series; another unit has no place on its scale."""
    paths = [
        [
            Mark(row.year, row.amount.rounded, row.status_code)
            for row in kin.values
            if row.amount and row.amount.measure.unit == unit
        ]
        for kin in ancestors
    ]
    return [marks for marks in paths if marks]


def beginning(ancestors: Iterable[Kin]) -> Break | None:
    """Where in a chart the values before end: the year from which the framework's own begin."""
    drawn = [kin for kin in ancestors if kin.values]
    if not drawn:
        return None
    said = {
        "framework": listed(sorted({str(kin.framework) for kin in drawn})),
        "kind": listed(sorted({kin.kind_words for kin in drawn})),
    }
    return Break(drawn[0].first_year, _("Before: %(framework)s, %(kind)s") % said)


def changes_against_before(framework: Content, others: Iterable[Content]) -> Changes | None:
    """What a released framework has anew, and what those that it follows had; None where it follows none."""
    own = [(pair, kin) for pair in _pairs(framework) for kin in ancestors_of(pair[1])]
    before = list(dict.fromkeys(kin.framework for _pair, kin in own if kin.framework))
    if not before:
        return None
    new = [_change(framework["code"], *pair) for pair, kin in own if kin.kind == Descent.NEW]
    dropped = [
        _change(other["code"], *pair)
        for other in others
        for pair in _pairs(other)
        for kin in descendants_of(pair[1])
        if (kin.kind, kin.framework) == (Descent.DROPPED, framework["code"])
    ]
    return Changes(before, new, dropped)


def _kin(row: Content) -> Kin:
    values = [
        ValueBefore(each["year"], amount_of(each, Measure(each["unit"], each["decimals"])), each["status"])
        for each in row.get("values", [])
    ]
    names = (row["framework"], row["indicator"], row["series"])
    return Kin(*names, row["kind"], row["note"], row["first_year"], values)


def _pairs(framework: Content) -> Iterator[tuple[Content, Content]]:
    """Every (indicator, series) of a framework's document, in its order."""
    for goal in framework["goals"]:
        for outcome in goal["outcomes"]:
            for output in outcome["outputs"]:
                for indicator in output["indicators"]:
                    yield from ((indicator, series) for series in indicator["series"])


def _change(framework: str, indicator: Content, series: Content) -> Change:
    return Change(
        framework,
        indicator["code"],
        indicator["shown_code"],
        series["code"],
        text_of(indicator["title"]),
        text_of(series["title"]),
    )
