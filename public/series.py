"""One series of a released document, as pages show it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.charts import ProgressRow, progress_row
from common.numbers import from_canonical
from common.translated import Text, text_of
from indicators.choices import Origin
from indicators.measures import Measure, share_shown, to_target
from indicators.progress import SLIPPED
from indicators.words import RATING_SENTENCES, REASONS_NOT_RATED, SHORT_REASONS, parts_in_words
from indicators.working import Working
from public.amendments import Break, breaks_of, earlier_targets
from public.amounts import Amount, amount_of
from public.findings import Counts, Standing, counts, due_line, finding
from public.lineage import Kin, ancestors_of, descendants_of
from public.texts import date_words, sentences
from public.words import ORIGINS, STATUSES, VALIDATED_BY
from public.working import measure_of, work_out

_WHAT = {
    "baseline": gettext_lazy("baseline"),
    "milestone": gettext_lazy("milestone"),
    "target": gettext_lazy("target"),
}


@dataclass(frozen=True, slots=True)
class Rating:
    """A released rating: its code and year, the shares it rests on, and why there is none."""

    code: str
    year: int | None
    reason: str
    p: str | None
    e: str | None
    version: str

    @property
    def rated(self) -> bool:
        return self.code != "not_rated"

    @property
    def sentence(self) -> str:
        return str(RATING_SENTENCES[self.code] if self.rated else REASONS_NOT_RATED[self.reason])

    @property
    def short_reason(self) -> str:
        return "" if self.rated else str(SHORT_REASONS[self.reason])

    @property
    def covered(self) -> str:
        """The share of the way that was covered: 29%."""
        return share_shown(self.p)

    @property
    def due(self) -> str:
        """The share of the way that was due: 20%."""
        return share_shown(self.e)

    @property
    def row(self) -> ProgressRow:
        return progress_row(from_canonical(self.p), from_canonical(self.e))


def rating_of(row: dict[str, Any]) -> Rating:
    """The rating that a release gives a series, with p and e as the texts that were released."""
    working = row["working"]
    return Rating(row["code"], row["year"], row["reason"], working["p"], working["e"], working["version"])


@dataclass(frozen=True, slots=True)
class Slippage:
    """Headquarters' sentence on why a series is behind, in the language that it was written in."""

    year: int
    sentence: Text
    said_on: str


@dataclass(frozen=True, slots=True)
class ObservedYear:
    """What was released for one year: a value or why there is none, from where, and who stands for it."""

    year: int
    amount: Amount | None
    status_code: str
    parts: str
    origin: str
    reason: Text
    source: Text
    note: Text
    evidence: list[str]
    validated_on: str
    validated_by: str
    rating: Rating

    @property
    def status(self) -> str:
        return str(STATUSES[self.status_code])


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table beside a chart: a baseline, an observed value, a milestone, a target or a break; or a value
    of a series that this one comes from."""

    year: int | None
    what: str | Promise
    kind: str
    amount: Amount | None
    note: Text


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series with everything that pages say of it. `title` is empty where an indicator has but one."""

    code: str
    title: Text
    baseline: Amount | None
    baseline_note: Text
    target: Amount | None
    target_year: int
    target_note: Text
    milestones: list[tuple[Amount, Text]]
    latest: Amount | None
    rating: Rating
    slippage: Slippage | None
    due: str
    observations: list[ObservedYear]
    content: dict[str, Any]
    indicator: dict[str, Any]

    @property
    def unexplained(self) -> bool:
        """Whether it is behind and nobody said why; releases made before that was asked leave it open."""
        return self.rating.code in SLIPPED and "slippage" in self.content and self.slippage is None

    @property
    def finding(self) -> str:
        """Where it is, where it started, where it should be."""
        return finding(self.latest, self.baseline, self.target)

    @property
    def conclusion(self) -> str:
        """The rating as a sentence, and whether the latest year due is empty."""
        return sentences([self.rating.sentence, self.due])

    @property
    def summary(self) -> str:
        """Finding and conclusion together; that there is no value is said once."""
        if self.rating.reason == "no_value":
            return sentences([self.finding, _("Not rated."), self.due])
        return sentences([self.finding, self.conclusion])

    @property
    def distance(self) -> str:
        """What is missing to the target, where what is measured can be counted: "28 of 55: 27 more ..."; else ""."""
        if self.latest is None or self.target is None or not _is_counted(self.indicator):
            return ""
        measure, direction = measure_of(self.indicator), self.indicator["direction"]
        return to_target(measure, self.latest.value, self.target.value, self.target_year, direction)

    @property
    def lines(self) -> list[Line]:
        """Every number of the chart: what the table beside it shows, the values before the framework first."""
        return [line for kin in self.ancestors for line in _lines_before(kin)] + self._own_lines

    @property
    def _own_lines(self) -> list[Line]:
        """Those of the series itself, in the order of years."""
        rows = [Line(row.year, row.status, "value", row.amount, Text("")) for row in self.observations]
        rows += [Line(amount.year, _WHAT["milestone"], "milestone", amount, note) for amount, note in self.milestones]
        rows += [Line(amount.year, words, "earlier target", amount, Text("")) for amount, words in self.earlier_targets]
        rows.sort(key=lambda line: line.year or 0)
        first = Line(
            self.baseline.year if self.baseline else None,
            _WHAT["baseline"],
            "baseline",
            self.baseline,
            self.baseline_note,
        )
        last = Line(self.target_year, _WHAT["target"], "target", self.target, self.target_note)
        parts = [Line(row.year, row.label, "break", None, Text(row.mandate)) for row in self.breaks]
        places = {"break": 0, "target": 2}  # a break stands before the first value by the new words
        ordered = sorted([first, *rows, last, *parts], key=lambda line: (line.year or 0, places.get(line.kind, 1)))
        return [replace(line, year=None) if line.kind == "break" else line for line in ordered]

    @property
    def breaks(self) -> list[Break]:
        """Where values stop being comparable with those before."""
        return breaks_of(self.indicator, self.code)

    @property
    def earlier_targets(self) -> list[tuple[Amount, str]]:
        """The targets that amendments have replaced, each with until when it held."""
        return earlier_targets(self.indicator, self.content)

    @property
    def ancestors(self) -> list[Kin]:
        """What it comes from in the framework before, or that it is new."""
        return ancestors_of(self.content)

    @property
    def descendants(self) -> list[Kin]:
        """What it goes on in in the next framework, or that it is dropped."""
        return descendants_of(self.content)

    @property
    def ended(self) -> str:
        """That it is not measured any more, in a sentence; else "", also where another framework follows."""
        last = self.content.get("last_year")
        if last is None or any(kin.first_year == last + 1 for kin in self.descendants):
            return ""
        return _("Measured until %(year)s; an amendment ended the series.") % {"year": last}

    @property
    def working(self) -> Working | None:
        """The sum behind the rating; None where none was made, or by another version of the rule."""
        return work_out(self.indicator, self.content)


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An indicator of a released document, whole or as its framework's tree holds it."""

    code: str
    shown_code: str
    title: Text
    note: Text
    series: list[SeriesView]
    content: dict[str, Any]

    @property
    def alone(self) -> SeriesView | None:
        """Its series, where it has but one."""
        return self.series[0] if len(self.series) == 1 else None

    @property
    def counts(self) -> Counts:
        return counts(standings(self.series))


def standings(series: list[SeriesView]) -> Iterator[Standing]:
    """The ratings of series, as they are counted."""
    return (Standing(row.rating.code, row.rating.year, row.rating.reason) for row in series)


def indicator_view(indicator: dict[str, Any]) -> IndicatorView:
    """The view of an indicator's content in the reader's language."""
    return IndicatorView(
        code=indicator["code"],
        shown_code=indicator["shown_code"],
        title=text_of(indicator["title"]),
        note=text_of(indicator["note"]),
        series=[_series_view(row, indicator) for row in indicator["series"]],
        content=indicator,
    )


def _is_counted(indicator: dict[str, Any]) -> bool:
    """Whether its values are counts or sums, rather than shares or means."""
    return indicator["unit"] != "percent" and indicator["roll_up"]["method"] != "mean"


def _series_view(row: dict[str, Any], indicator: dict[str, Any]) -> SeriesView:
    measure = measure_of(indicator)
    latest = amount_of(row["latest"], measure_of(indicator, row["latest"]["year"] if row["latest"] else None))
    milestones = [(amount_of(each, measure), text_of(each["note"])) for each in row["milestones"]]
    return SeriesView(
        code=row["code"],
        title=text_of(row["title"]),
        baseline=amount_of(row["baseline"], measure),
        baseline_note=text_of(row["baseline"]["note"]),
        target=amount_of(row["target"], measure),
        target_year=row["target"]["year"],
        target_note=text_of(row["target"]["note"]),
        milestones=[(amount, note) for amount, note in milestones if amount],
        latest=latest,
        rating=rating_of(row["rating"]),
        slippage=_slippage(row.get("slippage")),
        due=due_line(row["due"]["year"], row["due"]["status"], latest),
        observations=[
            _observed_year(each, indicator, measure_of(indicator, each["year"])) for each in row.get("observations", [])
        ],
        content=row,
        indicator=indicator,
    )


def _lines_before(kin: Kin) -> list[Line]:
    """The values of the series before, and the row that ends them; none where nothing was released of it."""
    rows = [Line(row.year, row.status, "before", row.amount, Text("")) for row in kin.values]
    return [*rows, Line(None, kin.until_here, "break", None, Text(kin.note))] if rows else []


def _slippage(given: dict[str, Any] | None) -> Slippage | None:
    if given is None:
        return None
    said_on = date_words(date.fromisoformat(given["at"]))
    return Slippage(given["year"], Text(given["sentence"], given["language"]), said_on)


def _observed_year(row: dict[str, Any], indicator: dict[str, Any], measure: Measure) -> ObservedYear:
    return ObservedYear(
        year=row["year"],
        amount=amount_of(row, measure),
        status_code=row["status"],
        parts=_parts(row, indicator),
        origin=str(ORIGINS[row["origin"]]),
        reason=Text(row["reason"]),
        source=Text(row["source"]),
        note=Text(row["note"]),
        evidence=row["evidence"],
        validated_on=date_words(date.fromisoformat(row["validated"]["date"])),
        validated_by=str(VALIDATED_BY[row["validated"]["by"]]),
        rating=rating_of(row["rating"]),
    )


def _parts(row: dict[str, Any], indicator: dict[str, Any]) -> str:
    """n of N; that they are missing, where the value is made of parts and its origin does not say so; else ""."""
    if row["numerator"] is not None:
        method = indicator["roll_up"]["method"]
        return parts_in_words(method, Decimal(row["numerator"]), Decimal(row["denominator"]))
    lacks_parts = not _is_counted(indicator) and row["value"] is not None
    says_so_already = row["origin"] == Origin.AS_REPORTED
    return _("without its parts") if lacks_parts and not says_so_already else ""
