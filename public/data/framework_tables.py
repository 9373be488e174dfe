"""The framework's tables: levels, indicators, series, their values and milestones, amendments."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.canonical import to_text
from indicators.choices import Counted, Direction, Method
from public.data import shared_columns as shared
from public.data.columns import Row, Table, coded, day, in_languages, number, pointing, string, whole, year
from public.data.source import Source
from public.exports import framework_rows, indicator_rows, texts
from public.words import STATUSES
from publications.models import Kind

_FRAMEWORK = pointing("frameworks", "framework", key=("code",))
_INDICATOR = pointing("indicators", "framework", "indicator")
_SERIES = pointing("series", "framework", "indicator", "series")
_OF_SERIES = (shared.FRAMEWORK, shared.INDICATOR, shared.SERIES)
LEVELS = {"goal": _("goal"), "outcome": _("outcome"), "output": _("output")}


def _frameworks(source: Source) -> Iterator[Row]:
    names = ("code", "document", "mandate", "first_year", "last_year")
    for framework in source.documents(Kind.FRAMEWORK):
        said = {name: framework[name] for name in names}
        yield said | texts("title", framework["title"]) | texts("note", framework["note"]) | source.stamp


def _levels(source: Source) -> Iterator[Row]:
    for framework in source.documents(Kind.FRAMEWORK):
        same = {"framework": framework["code"]} | source.stamp
        for goal in framework["goals"]:
            yield same | _level("goal", goal, None)
            for outcome in goal["outcomes"]:
                yield same | _level("outcome", outcome, goal)
                for output in outcome["outputs"]:
                    yield same | _level("output", output, outcome)


def _level(level: str, row: Row, above: Row | None) -> Row:
    return {"level": level, "code": row["code"], "above": above and above["code"], **texts("title", row["title"])}


def _indicators(source: Source) -> Iterator[Row]:
    for row in source.documents(Kind.INDICATOR):
        yield {
            "framework": row["framework"],
            "indicator": row["code"],
            "shown_code": row["shown_code"],
            **{level: row[level]["code"] for level in LEVELS},
            **{name: row[name] for name in ("unit", "decimals", "direction")},
            "method": row["roll_up"]["method"],
            "counted": row["roll_up"]["of"],
            **texts("title", row["title"]),
            **texts("note", row["note"]),
            **texts("applies_to", row["roll_up"]["applies_to"]),
            **texts("collected_from", row["collected_from"]),
            **source.stamp,
        }


def _series(source: Source) -> Iterator[Row]:
    for framework in source.documents(Kind.FRAMEWORK):
        yield from framework_rows(framework)


def _rows_of_indicators(source: Source, kind: str) -> Iterator[Row]:
    for indicator in source.documents(Kind.INDICATOR):
        decimals = {"decimals": indicator["decimals"]}
        yield from (row | decimals for row in indicator_rows(indicator) if row["kind"] == kind)


def _observations(source: Source) -> Iterator[Row]:
    return _rows_of_indicators(source, "value")


def _milestones(source: Source) -> Iterator[Row]:
    return _rows_of_indicators(source, "milestone")


def _amendments(source: Source) -> Iterator[Row]:
    """A row for each change; an amendment stands with each indicator that it touches."""
    names = ("number", "first_year", "decided_on", "mandate", "reason")
    for indicator in source.documents(Kind.INDICATOR):
        for amendment in indicator.get("amendments", []):
            said = {name: amendment[name] for name in names}
            for place, change in enumerate(amendment["changes"], 1):
                yield {
                    "framework": indicator["framework"],
                    "indicator": indicator["code"],
                    **said,
                    "change": place,
                    "what": change["what"],
                    "field": change["field"],
                    "old": _as_text(change["old"]),
                    "new": _as_text(change["new"]),
                    **source.stamp,
                }


def _as_text(value: Any) -> str | None:
    """A text as it is, anything else as canonical JSON."""
    return value if value is None or isinstance(value, str) else to_text(value)


FRAMEWORKS = Table(
    "frameworks",
    _("Results frameworks"),
    _("A row for each results framework that was adopted."),
    _frameworks,
    (
        string("code", _("Code of the framework.")),
        string("document", _("Symbol of the document that it stands in.")),
        string("mandate", _("By which mandate it was adopted.")),
        year("first_year", _("First year that it is for.")),
        year("last_year", _("Last year that it is for.")),
        *shared.TITLE,
        *shared.NOTE,
        shared.RELEASE,
    ),
    key=("code",),
)
FRAMEWORK_LEVELS = Table(
    "levels",
    _("Framework levels"),
    _("A row for each goal, outcome and output of the frameworks, with the level that it belongs to."),
    _levels,
    (
        shared.FRAMEWORK,
        coded("level", _("Which level it is of."), LEVELS),
        string("code", _("Code of the goal, outcome or output.")),
        string("above", _("Code of the level above; empty for a goal.")),
        *shared.TITLE,
        shared.RELEASE,
    ),
    key=("framework", "level", "code"),
    refers=(_FRAMEWORK,),
)
INDICATORS = Table(
    "indicators",
    _("Indicators"),
    _("A row for each indicator: its place in the framework, wording, unit and method."),
    _indicators,
    (
        shared.FRAMEWORK,
        shared.INDICATOR,
        string("shown_code", _("The code as pages show it; no indicator of the Sustainable Development Goals has it.")),
        shared.GOAL,
        shared.OUTCOME,
        shared.OUTPUT,
        shared.UNIT,
        shared.DECIMALS,
        coded("direction", _("Which way is better; empty where that is not known."), Direction.choices),
        coded("method", _("How a figure comes about."), Method.choices),
        coded("counted", _("Who or what a figure counts."), Counted.choices),
        *shared.TITLE,
        *shared.NOTE,
        *in_languages("applies_to", _("To whom it applies; empty where it applies to all.")),
        *in_languages("collected_from", _("Where the figures are collected from.")),
        shared.RELEASE,
    ),
    key=("framework", "indicator"),
    refers=(_FRAMEWORK,),
)
SERIES = Table(
    "series",
    _("Series"),
    _("A row for each measured line of an indicator: baseline, latest value, target, and its rating with both shares."),
    _series,
    (
        *(shared.FRAMEWORK, shared.GOAL, shared.OUTCOME, shared.OUTPUT, shared.INDICATOR, shared.SERIES),
        *in_languages("indicator_title", _("Title of the indicator.")),
        *shared.SERIES_TITLE,
        shared.UNIT,
        shared.DECIMALS,
        coded("direction", _("Which way is better; empty where that is not known."), Direction.choices),
        shared.value("baseline", _("The baseline; empty where there is none.")),
        year("baseline_year", _("Year of the baseline.")),
        shared.value("latest", _("The latest value that there is.")),
        year("latest_year", _("Year of the latest value.")),
        coded("latest_status", _("What the latest value is."), STATUSES),
        coded("latest_origin", _("Where the latest value comes from."), shared.ORIGIN.codes),
        shared.value("target", _("The target; empty where there is none.")),
        year("target_year", _("Year of the target.")),
        shared.RATING,
        year("rating_year", _("Year of the value that is rated.")),
        *(shared.RATING_REASON, shared.COVERED, shared.DUE, shared.RULE_VERSION),
        *shared.NOTE,
        *shared.SLIPPAGE,
        shared.RELEASE,
    ),
    key=("framework", "indicator", "series"),
    refers=(_INDICATOR,),
)
OBSERVATIONS = Table(
    "observations",
    _("Observations"),
    _("A row for each series and year with a figure: value, parts, status, origin, source and rating."),
    _observations,
    (
        *_OF_SERIES,
        *shared.SERIES_TITLE,
        shared.YEAR,
        shared.value(),
        shared.UNIT,
        shared.DECIMALS,
        number("numerator", _("What the value is made of, above the line; empty where the value has no parts.")),
        number("denominator", _("What the value is made of, below the line; empty where the value has no parts.")),
        shared.STATUS,
        shared.ORIGIN,
        string("reason", _("Why there is no value, or why it was corrected.")),
        string("source", _("Source of the value.")),
        string("note", _("Note on the value, in the language that it was written in.")),
        string("evidence", _("Links to evidence, with a space between them.")),
        *(shared.RATING, shared.COVERED, shared.DUE, shared.RULE_VERSION),
        day("validated", _("Day on which the figure was validated.")),
        *shared.SLIPPAGE,
        shared.RELEASE,
    ),
    key=("framework", "indicator", "series", "year"),
    refers=(_SERIES,),
)
MILESTONES = Table(
    "milestones",
    _("Milestones"),
    _("A row for each value that is due on the way to a target."),
    _milestones,
    (
        *_OF_SERIES,
        year("year", _("Year in which the value is due.")),
        shared.value("value", _("The value that is due.")),
        shared.UNIT,
        shared.DECIMALS,
        string("note", _("Note on the milestone, in English.")),
        shared.RELEASE,
    ),
    key=("framework", "indicator", "series", "year"),
    refers=(_SERIES,),
)
AMENDMENTS = Table(
    "amendments",
    _("Amendments"),
    _("A row for each change that an amendment made to an indicator, with what stood before and since."),
    _amendments,
    (
        shared.FRAMEWORK,
        shared.INDICATOR,
        whole("number", _("Number of the amendment within its framework.")),
        year("first_year", _("First reporting year that it holds for.")),
        day("decided_on", _("Day of the decision.")),
        string("mandate", _("By which mandate it was decided.")),
        string("reason", _("Why it was amended.")),
        whole("change", _("Place of the change within the amendment of this indicator.")),
        string("what", _("What was changed: the code of the indicator, of a series or of a milestone.")),
        string("field", _("Which part of it was changed.")),
        string("old", _("What stood before; JSON where it is no plain text, empty where there was nothing.")),
        string("new", _("What stands since; JSON where it is no plain text, empty where there is nothing.")),
        shared.RELEASE,
    ),
    key=("framework", "indicator", "number", "change"),
    refers=(_INDICATOR,),
)
FRAMEWORK_TABLES = (OBSERVATIONS, SERIES, INDICATORS, FRAMEWORK_LEVELS, FRAMEWORKS, MILESTONES, AMENDMENTS)
