"""What is behind computed figures, as tables: wholes, regions and groups; respondents; contributions."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from finance.choices import Given, Stream
from indicators.behind_rows import rows_of
from indicators.choices import Counted
from public.data import shared_columns as shared
from public.data.columns import Row, Table, coded, day, in_languages, number, pointing, string, whole, year, yes_no
from public.data.source import Source
from public.exports import texts
from publications.models import Kind

_SERIES = pointing("series", "framework", "indicator", "series")


def _behind(source: Source, *kinds: str) -> Iterator[Row]:
    regions = {row["code"]: row["name"] for row in source.documents(Kind.REGION)}
    for document in source.documents(Kind.BEHIND):
        same = {name: document[name] for name in ("framework", "indicator", "year")} | source.stamp
        for series in document["series"]:
            for row in rows_of(series["code"], series, regions):
                if row["row"] in kinds:
                    yield same | row | texts("name", row.get("name", {}))


def _wholes_and_parts(source: Source) -> Iterator[Row]:
    for row in _behind(source, "total", "region", "group"):
        yield row | {"part": row["row"], "code": row.get("code", "all")}


def _respondents(source: Source) -> Iterator[Row]:
    return _behind(source, "respondent")


def _contributions_counted(source: Source) -> Iterator[Row]:
    for row in _behind(source, "contribution"):
        yield row | {"contributor": row["code"]}


_FIGURE = (
    *(shared.FRAMEWORK, shared.INDICATOR, shared.SERIES, shared.YEAR),
    coded("of", _("Who or what is counted."), Counted.choices),
)
BEHIND = Table(
    "behind",
    _("Behind figures"),
    _("A row for each computed figure, and for each region and group as far as they may be shown: how many it counts."),
    _wholes_and_parts,
    (
        *_FIGURE,
        coded("part", _("What the row is about."), {"total": _("all"), "region": _("region"), "group": _("group")}),
        string("code", _("Code of the region or group; “all” for the whole.")),
        *in_languages("name", _("Name of the region; empty for the whole and for groups.")),
        yes_no("withheld", _("Whether the numbers are left out, so that no single answer can be told.")),
        number("value", _("The value of the part, in the unit of the series.")),
        number("numerator", _("How many count as yes, or the sum of what was answered.")),
        number("denominator", _("Of how many.")),
        whole("answered", _("How many answered.")),
        whole("not_applicable", _("To how many it does not apply.")),
        whole("no_response", _("How many did not answer.")),
        whole("expected", _("How many were asked.")),
        shared.RELEASE,
    ),
    key=("framework", "indicator", "series", "year", "part", "code"),
    refers=(_SERIES,),
)
RESPONDENTS = Table(
    "respondents",
    _("Respondents behind figures"),
    _("A row for each respondent of a computed figure whose answers are open by respondent: on which side it stands."),
    _respondents,
    (
        *_FIGURE,
        string("code", _("Code of the respondent.")),
        *shared.NAME,
        shared.REGION,
        string("answer", _("What was answered; empty where nothing was.")),
        string("counted", _("On which side of the figure it stands.")),
        shared.RELEASE,
    ),
    key=("framework", "indicator", "series", "year", "code"),
    refers=(_SERIES,),
)
COUNTED_CONTRIBUTIONS = Table(
    "counted_contributions",
    _("Contributions behind figures"),
    _("A row for each contribution that a figure computed from the trust fund counts."),
    _contributions_counted,
    (
        *_FIGURE,
        string("reference", _("Reference of the contribution.")),
        string("contributor", _("Code of the contributor.")),
        *in_languages("name", _("Name of the contributor.")),
        coded("stream", _("Where the funding comes from."), Stream.choices),
        coded("kind", _("What the contribution records."), Given.choices),
        year("first_year", _("First year that it is for.")),
        year("last_year", _("Last year that it is for.")),
        number("amount", _("Amount in its currency."), _("as the column “currency” says")),
        string("currency", _("Currency, by its ISO 4217 code.")),
        day("dated", _("Day of the contribution.")),
        number("rate", _("Units of the currency for one United States dollar.")),
        day("rate_on", _("Day of that rate.")),
        number("dollars", _("Amount in dollars; empty without a dated rate."), _("United States dollars")),
        shared.RELEASE,
    ),
    key=("framework", "indicator", "series", "year", "reference"),
    refers=(_SERIES,),
)
BEHIND_TABLES = (BEHIND, RESPONDENTS, COUNTED_CONTRIBUTIONS)
