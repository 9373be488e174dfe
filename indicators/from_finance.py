"""Figures from the trust fund's ledger: what is behind each, by contribution, as a figure keeps it.

Shape of a content, with decimals as canonical strings and days as ISO 8601: {source: "finance", measure, disclosure,
value, numerator: null, denominator: null, lacking: [references], missing: [streams], contributions: [{reference,
contributor, contributor_kind, stream, kind, first_year, last_year, amount, currency, dated, rate, rate_on, dollars,
figure}]}. `contributions` are those that the measure counts; the arithmetic is `finance.measures`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.numbers import from_canonical, quantize
from common.translated import FALLBACK
from finance import ledger
from finance.choices import Stream
from finance.measures import LedgerRow, measure
from indicators.amended import LEDGER_RULE, Amendments, confirmed, indicator_then, key_within, then
from indicators.choices import Origin
from indicators.contents import Content, Key, Texts, differing, text_of_number
from indicators.disclosure import Level
from indicators.models import FinanceRule, Series

ORIGIN = Origin.COMPUTED_FROM_FINANCE
SOURCE = "finance"
DISCLOSURE: Level = "respondent"  # contributions are public: they are listed with who gave them
MOST_NAMED = 50  # references in one sentence
_COLUMNS = [field.name for field in fields(LedgerRow) if field.name != "levy_applied"]


@dataclass(frozen=True, slots=True)
class FromLedger:
    """A measure of the ledger in a year, as the entry grid shows it; it has no parts of its own."""

    value: Decimal | None
    contributions: int
    contributors: int
    numerator: None = None
    denominator: None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """What the validated contributions give, and what those give that are submitted; equal where none is on its way.

    `content` is what is behind the figure; `on_the_way` how many contributions would count otherwise.
    """

    content: Content
    accepted: FromLedger
    preliminary: FromLedger
    on_the_way: int
    origin: Origin = ORIGIN
    disclosure: Level = DISCLOSURE
    is_few_or_unanimous: bool = False  # nobody gives in confidence
    is_mostly_silent: bool = False  # nobody is expected to give

    @property
    def reason(self) -> str:
        """Why there is no value; "" where there is one."""
        return reason_of(self.content)

    @property
    def is_preliminary(self) -> bool:
        return self.on_the_way > 0


def contents(
    years: Collection[int], series: Iterable[Series] | None = None, *, preliminary: bool = False
) -> dict[Key, Content]:
    """What is behind the figures of these years now, from validated contributions; in a fixed number of queries."""
    rules = ruled(series)
    if not rules:
        return {}
    return _contents(rules, years, ledger.with_submitted() if preliminary else ledger.validated())


def both_contents(years: Collection[int], series: Iterable[Series] | None = None) -> dict[Key, tuple[Content, Content]]:
    """The content from validated contributions, and the one with those that are on their way; a few queries."""
    rules = ruled(series)
    if not rules:
        return {}
    accepted = ledger.validated()
    now, coming = _contents(rules, years, accepted), _contents(rules, years, ledger.with_submitted(accepted))
    return {key: (content, coming[key]) for key, content in now.items()}


def compute(years: Collection[int], series: Iterable[Series] | None = None) -> dict[Key, Computed]:
    """The computed figures of these years, of every series that is a measure of the ledger."""
    return {
        key: Computed(now, _counted(now), _counted(coming), len(changing(now, coming)))
        for key, (now, coming) in both_contents(years, series).items()
    }


def ruled(series: Iterable[Series] | None = None) -> list[FinanceRule]:
    """The rules of these series (None: all) that are measures of the ledger; one query."""
    rules = FinanceRule.objects.select_related("series__indicator__framework")
    return list(rules if series is None else rules.filter(series__in=[row.pk for row in series]))


def reason_of(content: Content) -> str:
    """Why there is no value: which contributions have no dated rate, which streams no payment; else ""."""
    if content["value"] is not None:
        return ""
    found = []
    if lacking := content["lacking"]:
        named = ", ".join(lacking[:MOST_NAMED]) + (" …" if len(lacking) > MOST_NAMED else "")
        found.append(_("Contributions without a dated rate to the dollar: %(references)s.") % {"references": named})
    if missing := content["missing"]:
        streams = ", ".join(str(Stream(stream).label) for stream in missing)
        found.append(_("Streams without a payment in the ledger: %(streams)s.") % {"streams": streams})
    return " ".join(found) or _("Nothing stands in the ledger that it could be computed from.")


def named(year: int) -> str:
    """What an observation gives as its source."""
    return _("Trust-fund records for %(year)s") % {"year": year}


def rule_kept(content: Content) -> Content:
    """What the rule of a figure says beside its indicator's definition: which measure of the ledger it is."""
    return {"measure": content["measure"]}


def rows_behind(content: Content) -> dict[str, Content]:
    """What is counted, each under a name of its own: every contribution."""
    return {row["reference"]: row for row in content["contributions"]}


def opened(content: Content, names: Mapping[str, Texts]) -> Content:
    """{source, measure, contributors, contributions}, with the contributors' `names` by their codes; nobody answers."""
    rows = content["contributions"]
    return {
        "rule": None,
        "respondents": [],
        "places": {"regions": {}, "groups": {}},
        "source": SOURCE,
        "measure": content["measure"],
        "contributors": len({row["contributor"] for row in rows}),
        "contributions": [
            row | {"name": names.get(row["contributor"], {FALLBACK: row["contributor"]})} for row in rows
        ],
    }


def changing(before: Content, after: Content) -> list[str]:
    """The references of the contributions that count in one of two contents alone, or otherwise in it."""
    return differing(rows_behind(before), rows_behind(after))


def _contents(rules: Iterable[FinanceRule], years: Collection[int], rows: list[LedgerRow]) -> dict[Key, Content]:
    amendments = confirmed()
    return {
        (rule.series_id, year): _content(rule, year, rows, amendments.get(rule.series.indicator.framework.code, []))
        for rule in rules
        for year in years
    }


def _content(rule: FinanceRule, year: int, rows: list[LedgerRow], amendments: Amendments) -> Content:
    """By the measure, and at the decimals, that hold for the year."""
    name = then(amendments, year, f"{LEDGER_RULE} {key_within(rule.series)}").get("measure", rule.measure)
    decimals = indicator_then(rule.series.indicator, year, amendments).decimals
    measured = measure(name, year, rows)
    value = None if measured.value is None else quantize(measured.value, decimals)
    return {
        "source": SOURCE,
        "measure": name,
        "disclosure": DISCLOSURE,
        "value": text_of_number(value),
        "numerator": None,
        "denominator": None,
        "lacking": list(measured.lacking),
        "missing": list(measured.missing),
        "contributions": [{name: _plain(getattr(row, name)) for name in _COLUMNS} for row in measured.rows],
    }


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return text_of_number(value)
        case date():
            return value.isoformat()
    return value


def _counted(content: Content) -> FromLedger:
    rows = content["contributions"]
    return FromLedger(from_canonical(content["value"]), len(rows), len({row["contributor"] for row in rows}))
