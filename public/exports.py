"""What a page shows as CSV, safe to open as a spreadsheet, or as JSON: the same file in every language of the page.

CSV is UTF-8 with a byte order mark, because spreadsheets take Chinese for something else without it. Column names are
those of the API; texts stand in a column for each language of the site; numbers are canonical decimals, written as
numbers, which no spreadsheet takes for formulas, be they negative; an empty cell is a missing value, never zero. JSON
has the same rows as objects under the same names: decimals are canonical strings there, a missing value is null.
"""

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from common.api import to_json
from common.csv_rows import csv_chunks
from common.numbers import from_canonical
from indicators.behind_rows import CONTRIBUTION
from indicators.contents import COUNTS
from indicators.progress import share_text
from indicators.words import BY_CONCERN
from public.amendments import breaking, replaced_targets
from public.cases import Case
from public.choice import EVERY_SERIES, SeriesChoice
from public.shown import ShownRelease

LANGUAGES = [code for code, _name in settings.LANGUAGES]

Row = dict[str, Any]


def csv_file(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Rows as CSV under `columns`; what a row lacks is empty."""
    return BOM_UTF8 + b"".join(csv_chunks(columns, ([row.get(name) for name in columns] for row in rows)))


def json_file(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Rows as a JSON array of objects, each with all of `columns`; what a row lacks is null."""
    return to_json([{name: row.get(name) for name in columns} for row in rows])


def texts(name: str, translations: dict[str, str]) -> dict[str, str]:
    """A text in a column for each language of the site."""
    return {f"{name}_{language}": translations.get(language, "") for language in LANGUAGES}


def text_columns(*names: str) -> list[str]:
    """The names of those columns."""
    return [f"{name}_{language}" for name in names for language in LANGUAGES]


BEHIND_COLUMNS = [
    *("framework", "indicator", "series", "year", "row", "code"),
    *text_columns("name"),
    *("region", "answer", "counted", "of", "disclosure", "withheld", *COUNTS, *CONTRIBUTION, "release"),
]
SLIPPAGE_COLUMNS = ["slippage", "slippage_language"]  # why it is behind, in the language that it was written in
FRAMEWORK_COLUMNS = [
    *("framework", "goal", "outcome", "output", "indicator", "series"),
    *text_columns("indicator_title", "series_title"),
    *("unit", "decimals", "direction", "baseline", "baseline_year", "latest", "latest_year", "latest_status"),
    *("latest_origin", "target", "target_year", "rating", "rating_year", "rating_reason", "p", "e", "rule_version"),
    *text_columns("note"),
    *SLIPPAGE_COLUMNS,
    "release",
]


def framework_rows(framework: Row, choice: SeriesChoice = EVERY_SERIES) -> Iterator[Row]:
    """A row for each series of a framework's document that was asked for."""
    for goal_row in framework["goals"]:
        for outcome in goal_row["outcomes"]:
            for output in outcome["outputs"]:
                levels = {
                    "framework": framework["code"],
                    "goal": goal_row["code"],
                    "outcome": outcome["code"],
                    "output": output["code"],
                    "release": framework["release"]["number"],
                }
                for indicator in output["indicators"]:
                    for series in indicator["series"]:
                        if choice.has(goal_row["code"], indicator, series["rating"]["code"]):
                            yield levels | _series_row(indicator, series)


def _series_row(indicator: Row, series: Row) -> Row:
    latest, rating, working = series["latest"] or {}, series["rating"], series["rating"]["working"]
    return {
        "indicator": indicator["code"],
        "series": series["code"],
        **texts("indicator_title", indicator["title"]),
        **texts("series_title", series["title"]),
        "unit": indicator["unit"],
        "decimals": indicator["decimals"],
        "direction": indicator["direction"],
        "baseline": from_canonical(series["baseline"]["value"]),
        "baseline_year": series["baseline"]["year"],
        "latest": from_canonical(latest.get("value")),
        "latest_year": latest.get("year"),
        "latest_status": latest.get("status"),
        "latest_origin": latest.get("origin"),
        "target": from_canonical(series["target"]["value"]),
        "target_year": series["target"]["year"],
        "rating": rating["code"],
        "rating_year": rating["year"],
        "rating_reason": rating["reason"],
        "p": from_canonical(working["p"]),
        "e": from_canonical(working["e"]),
        "rule_version": working["version"],
        **texts("note", indicator["note"]),
        **_slippage_cells(series.get("slippage")),
    }


def _slippage_cells(slippage: Row | None) -> Row:
    """Empty where nothing is behind or nobody said why, and in releases made before that was asked."""
    said = slippage or {}
    return dict(zip(SLIPPAGE_COLUMNS, (said.get("sentence"), said.get("language")), strict=True))


COUNT_COLUMNS = ["framework", "goal", *text_columns("goal_title"), "rating", "series", "release"]


def count_rows(framework: Row) -> Iterator[Row]:
    """A row for each goal and rating: how many `series` of the goal have it, those that are not rated last.

    Nothing is left out: a rating that no series of the goal has is counted as the zero that it is.
    """
    counted = Counter((row["goal"], row["rating"]) for row in framework_rows(framework))
    for goal in framework["goals"]:
        for rating in (*BY_CONCERN, "not_rated"):
            yield {
                "framework": framework["code"],
                "goal": goal["code"],
                **texts("goal_title", goal["title"]),
                "rating": rating,
                "series": counted[goal["code"], rating],
                "release": framework["release"]["number"],
            }


INDICATOR_COLUMNS = [
    *("framework", "indicator", "series"),
    *text_columns("series_title"),
    *("kind", "year", "value", "unit", "numerator", "denominator", "status", "origin", "reason", "source", "note"),
    *("evidence", "rating", "p", "e", "rule_version", "validated", *SLIPPAGE_COLUMNS, "goes_on_as", "lineage"),
    "release",
]


def indicator_rows(indicator: Row) -> Iterator[Row]:
    """A row for each baseline, value, milestone and target of an indicator's document; `kind` says which it is.

    Before them stands a row for each value of the series of another framework that goes on as one of these; after them
    one for each target that an amendment replaced, and for each amendment with which values stop being comparable.
    """
    for series in indicator["series"]:
        same = {
            "framework": indicator["framework"],
            "indicator": indicator["code"],
            "series": series["code"],
            **texts("series_title", series["title"]),
            "unit": indicator["unit"],
            "release": indicator["release"]["number"],
        }
        yield from _rows_before(series, indicator["release"]["number"])
        yield same | _planned_row("baseline", series["baseline"])
        slippage = series.get("slippage")
        for row in series["observations"]:
            working = row["rating"]["working"]
            yield {
                **same,
                **{name: from_canonical(row[name]) for name in ("value", "numerator", "denominator")},
                **{name: row[name] for name in ("year", "status", "origin", "reason", "source", "note")},
                "kind": "value",
                "evidence": " ".join(row["evidence"]),
                "rating": row["rating"]["code"],
                "p": from_canonical(working["p"]),
                "e": from_canonical(working["e"]),
                "rule_version": working["version"],
                "validated": row["validated"]["date"],
                **_slippage_cells(slippage if slippage and slippage["year"] == row["year"] else None),
            }
        for milestone in series["milestones"]:
            yield same | _planned_row("milestone", milestone)
        yield same | _planned_row("target", series["target"])
        for year, target in replaced_targets(indicator, series):
            number = {"year": target.year, "value": target.value, "unit": target.measure.unit}
            yield same | {"kind": "earlier target", "note": f"The target until {year - 1}."} | number
        for amendment in breaking(indicator, series["code"]):
            yield same | {"kind": "break", "year": amendment["first_year"], "note": amendment["mandate"]}


def _rows_before(series: Row, release: int) -> Iterator[Row]:
    for before in series.get("lineage", {}).get("before", []):
        same = {name: before[name] for name in ("framework", "indicator", "series")}
        same |= {"kind": "value before", "goes_on_as": series["code"], "lineage": before["kind"], "release": release}
        for row in before["values"]:
            number = {"value": from_canonical(row["value"])}
            yield same | {name: row[name] for name in ("year", "unit", "status")} | number


def _planned_row(kind: str, row: Row) -> Row:
    """A baseline, milestone or target; its note is in English, as notes on values are."""
    return {"kind": kind, "year": row["year"], "value": from_canonical(row["value"]), "note": row["note"].get("en", "")}


RELEASE_COLUMNS = ["number", "title", "date", "reason", "demonstration", "sha256"]


def release_rows(releases: Iterable[ShownRelease]) -> Iterator[Row]:
    """A row for each release."""
    for release in releases:
        yield {
            "number": release.number,
            "title": release.title.plain,
            "date": release.day.isoformat(),
            "reason": release.reason.plain,
            "demonstration": release.demonstration,
            "sha256": release.sha256,
        }


# A row of these is an entry of the release's own document.
DOCUMENT_COLUMNS = ["kind", "key", "sha256"]

CASE_COLUMNS = [
    *text_columns("case"),
    *("direction", "baseline", "baseline_year", "milestone", "milestone_year", "value", "year", "target"),
    *("target_year", "rating", "rating_reason", "p", "e", "rule_version"),
]


def case_rows(cases: Iterable[Case]) -> Iterator[Row]:
    """A row for each worked case, which has one milestone at most."""
    for case in cases:
        course, rating = case.course, case.working.rating
        milestone_year, milestone = next(iter(course.milestones), (None, None))
        yield {
            **texts("case", {language: _in(language, case.name) for language in LANGUAGES}),
            "direction": course.direction,
            "baseline": course.baseline,
            "baseline_year": course.baseline_year,
            "milestone": milestone,
            "milestone_year": milestone_year,
            "value": case.latest.value,
            "year": case.latest.year,
            "target": course.target,
            "target_year": course.target_year,
            "rating": rating.code,
            "rating_reason": rating.reason,
            "p": from_canonical(share_text(rating.p)),
            "e": from_canonical(share_text(rating.e)),
            "rule_version": rating.version,
        }


def _in(language: str, words: str | Promise) -> str:
    with translation.override(language):
        return str(words)
