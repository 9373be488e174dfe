"""What a series or a framework comes to, in sentences written from its released numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.translated import listed
from indicators.words import BY_CONCERN, COUNTED_RATINGS, COUNTED_REASONS
from public.amounts import Amount
from public.texts import count_words, sentences
from public.words import NOTHING_FOR_A_YEAR

# Where a series stands, with a target and without: whole sentences, because languages order them differently.
_FINDINGS: dict[str, tuple[Promise, Promise]] = {
    "up": (
        gettext_lazy(
            "%(value)s in %(year)s, up from %(baseline)s in %(baseline_year)s;"
            " the target for %(target_year)s is %(target)s."
        ),
        gettext_lazy("%(value)s in %(year)s, up from %(baseline)s in %(baseline_year)s; no target is on record."),
    ),
    "down": (
        gettext_lazy(
            "%(value)s in %(year)s, down from %(baseline)s in %(baseline_year)s;"
            " the target for %(target_year)s is %(target)s."
        ),
        gettext_lazy("%(value)s in %(year)s, down from %(baseline)s in %(baseline_year)s; no target is on record."),
    ),
    "same": (
        gettext_lazy(
            "%(value)s in %(year)s, the same as in %(baseline_year)s; the target for %(target_year)s is %(target)s."
        ),
        gettext_lazy("%(value)s in %(year)s, the same as in %(baseline_year)s; no target is on record."),
    ),
    "early": (
        gettext_lazy(
            "%(value)s in %(year)s; the baseline is %(baseline)s in %(baseline_year)s,"
            " and the target for %(target_year)s is %(target)s."
        ),
        gettext_lazy(
            "%(value)s in %(year)s; the baseline is %(baseline)s in %(baseline_year)s, and no target is on record."
        ),
    ),
    "no_baseline": (
        gettext_lazy(
            "%(value)s in %(year)s; the target for %(target_year)s is %(target)s, and no baseline is on record."
        ),
        gettext_lazy("%(value)s in %(year)s; neither a baseline nor a target is on record."),
    ),
    "no_value": (
        gettext_lazy(
            "No value has been published since the baseline of %(baseline)s in %(baseline_year)s;"
            " the target for %(target_year)s is %(target)s."
        ),
        gettext_lazy(
            "No value has been published since the baseline of %(baseline)s in %(baseline_year)s;"
            " no target is on record."
        ),
    ),
    "nothing": (
        gettext_lazy(
            "No value has been published and no baseline is on record; the target for %(target_year)s is %(target)s."
        ),
        gettext_lazy("No value has been published; neither a baseline nor a target is on record."),
    ),
}


def finding(latest: Amount | None, baseline: Amount | None, target: Amount | None) -> str:
    """Where a series is, where it started, where it should be and by when, in one sentence."""
    words = _FINDINGS[_kind(latest, baseline)][0 if target else 1]
    numbers: dict[str, object] = {}
    for name, amount in (("value", latest), ("baseline", baseline), ("target", target)):
        if amount:
            numbers[name] = amount.prose
            numbers["year" if name == "value" else f"{name}_year"] = amount.year
    return str(words) % numbers


def _kind(latest: Amount | None, baseline: Amount | None) -> str:
    if latest is None:
        return "nothing" if baseline is None else "no_value"
    if baseline is None:
        return "no_baseline"
    if latest.year <= baseline.year:
        return "early"
    now, then = latest.rounded, baseline.rounded
    if now == then:
        return "same"
    return "up" if now > then else "down"


def due_line(year: int, status: str, latest: Amount | None) -> str:
    """That the latest year that was due has no value; "" where it has one, a later year has, or no year has."""
    said_already = latest is None and status == "not_reported"
    if status not in NOTHING_FOR_A_YEAR or said_already or (latest is not None and latest.year >= year):
        return ""
    return str(NOTHING_FOR_A_YEAR[status]) % {"year": year}


@dataclass(frozen=True, slots=True)
class Standing:
    """The rating of one series, as it is counted."""

    code: str
    year: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many series have which rating, and why the others have none. Counts, never an average."""

    all: int
    rated: int
    ratings: Sequence[tuple[str, int]]
    reasons: Sequence[tuple[str, int]]
    years: Sequence[int]

    @property
    def line(self) -> str:
        """5 of 51 series rated."""
        return _("%(rated)s of %(all)s series rated") % {
            "rated": count_words(self.rated),
            "all": count_words(self.all),
        }

    @property
    def ratings_in_words(self) -> str:
        return listed(str(COUNTED_RATINGS[code]) % {"count": count_words(count)} for code, count in self.ratings)

    @property
    def reasons_in_words(self) -> str:
        return listed(str(COUNTED_REASONS[reason] % {"count": count}) for reason, count in self.reasons)


def counts(standings: Iterable[Standing]) -> Counts:
    """The ratings of series, counted: those that moved away from their targets first."""
    rows = list(standings)
    codes = Counter(row.code for row in rows)
    reasons = Counter(row.reason for row in rows if row.code == "not_rated")
    years = sorted({row.year for row in rows if row.code != "not_rated" and row.year is not None})
    return Counts(
        all=len(rows),
        rated=len(rows) - codes["not_rated"],
        ratings=[(code, codes[code]) for code in BY_CONCERN if codes[code]],
        reasons=reasons.most_common(),
        years=years,
    )


def _in_words(counted: Counts) -> dict[str, str]:
    """What the sentences on a position are made with."""
    return {
        "all": count_words(counted.all),
        "rated": count_words(counted.rated),
        "ratings": counted.ratings_in_words,
        "reasons": counted.reasons_in_words,
    }


def position(counted: Counts) -> str:
    """How a whole framework stands: how many series could be rated, how, on which years, and why others could not."""
    numbers = _in_words(counted)
    if not counted.rated:
        return _("None of the %(all)s measured series could be rated: %(reasons)s.") % numbers
    if len(counted.years) == 1:
        numbers["year"] = str(counted.years[0])
        first = (
            _("Of %(all)s measured series, %(rated)s could be rated, on values for %(year)s: %(ratings)s.") % numbers
        )
    else:
        numbers |= {"first": str(counted.years[0]), "last": str(counted.years[-1])}
        first = (
            _("Of %(all)s measured series, %(rated)s could be rated, on values for %(first)s to %(last)s: %(ratings)s.")
            % numbers
        )
    return sentences([first, _others(counted)])


def _others(counted: Counts) -> str:
    """Why the series that are not rated are not; "" where all are rated."""
    if not counted.reasons:
        return ""
    others = ngettext(
        "The other one is not rated: %(reasons)s.",
        "The other %(others)s are not rated: %(reasons)s.",
        counted.all - counted.rated,
    )
    return others % {"others": count_words(counted.all - counted.rated), "reasons": counted.reasons_in_words}


def series_position(counted: Counts) -> str:
    """How an indicator of several series stands."""
    numbers = _in_words(counted)
    if not counted.rated:
        return _("None of its %(all)s series could be rated: %(reasons)s.") % numbers
    if counted.rated == counted.all:
        return _("All of its %(all)s series could be rated: %(ratings)s.") % numbers
    first = _("Of its %(all)s series, %(rated)s could be rated: %(ratings)s.") % numbers
    return sentences([first, _others(counted)])
