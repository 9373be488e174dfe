"""Columns that several tables have: one meaning for one name."""

from django.utils.translation import gettext_lazy as _

from common.statuses import Status
from indicators.choices import Origin, Unit
from indicators.progress import CODES
from indicators.words import RATINGS, SHORT_REASONS
from public.data.columns import Column, Words, coded, day, in_languages, number, string, whole, year

RELEASE = whole("release", _("Number of the release that the row was copied into."))
FRAMEWORK = string("framework", _("Code of the results framework."))
GOAL = string("goal", _("Code of the goal."))
OUTCOME = string("outcome", _("Code of the outcome."))
OUTPUT = string("output", _("Code of the output."))
INDICATOR = string("indicator", _("Code of the indicator within its framework, without “RCS”."))
SERIES = string("series", _("Code of the series within its indicator; an only series is “total”."))
TITLE = in_languages("title", _("Title; empty where there is none in this language."))
NAME = in_languages("name", _("Name; empty where there is none in this language."))
NOTE = in_languages("note", _("Note; empty where there is none in this language."))
SERIES_TITLE = in_languages("series_title", _("Title of the series; empty for an only series."))
UNIT = coded("unit", _("What the values are a number of."), Unit.choices)
DECIMALS = whole("decimals", _("How many decimals values of the indicator are shown and rated with."))
YEAR = year("year", _("Reporting year: the year that the value is about, not that in which it was entered."))
STATUS = coded("status", _("What the value is, or why there is none."), Status.choices)
ORIGIN = coded("origin", _("Where the value comes from."), Origin.choices)
REGION = string("region", _("Code of the region."))
TEAM = string("team", _("Code of the country team: the ISO code of the country that hosts its office."))
RATING = coded("rating", _("Rating of progress towards the target."), [(code, RATINGS[code]) for code in CODES])
RATING_REASON = coded("rating_reason", _("Why it is not rated; empty where it is."), SHORT_REASONS)
COVERED = number("p", _("Share of the way from baseline to target that is covered; below 0 where it moved away."))
DUE = number("e", _("Share of the way that was due by that year."))
RULE_VERSION = string("rule_version", _("Version of the rule of progress."))
SLIPPAGE = [
    string("slippage", _("Why it is not where it should be, in a sentence of headquarters.")),
    string("slippage_language", _("Language of that sentence.")),
]
REPORT = year("report", _("Year of the report of the Secretary-General that says so."))
DOCUMENT = string("document", _("Symbol of the document that says so."))
FROM = day("from", _("First day; empty where it is before the records begin."))
TO = day("to", _("Last day; empty where it has none."))

_VALUE = _("The value; empty where there is none, which is never zero.")


def value(name: str = "value", description: Words = _VALUE) -> Column:
    """A value in the unit of its row, with the decimals of its row."""
    return number(name, description, _("as the column “unit” says"), decimals="decimals")
