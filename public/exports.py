"""What a page shows as CSV: the same file in every language of the page, safe to open as a spreadsheet.

UTF-8 with a byte order mark, because spreadsheets take Chinese for something else without it. Column names are those
of the API; texts stand in a column for each language of the site; numbers are canonical decimals, written as
numbers, which no spreadsheet takes for formulas, be they negative; an empty cell is a missing value, never zero.
"""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings

from common.csv_rows import csv_chunks
from common.numbers import from_canonical
from public.shown import ShownRelease

LANGUAGES = [code for code, _name in settings.LANGUAGES]

Row = dict[str, Any]


def csv_file(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Rows as CSV under `columns`; what a row lacks is empty."""
    return BOM_UTF8 + b"".join(csv_chunks(columns, ([row.get(name) for name in columns] for row in rows)))


def _texts(name: str, translations: dict[str, str]) -> dict[str, str]:
    return {f"{name}_{language}": translations.get(language, "") for language in LANGUAGES}


def _text_columns(*names: str) -> list[str]:
    return [f"{name}_{language}" for name in names for language in LANGUAGES]


FRAMEWORK_COLUMNS = [
    *("framework", "goal", "outcome", "output", "indicator", "series"),
    *_text_columns("indicator_title", "series_title"),
    *("unit", "decimals", "direction", "baseline", "baseline_year", "latest", "latest_year", "latest_status"),
    *("latest_origin", "target", "target_year", "rating", "rating_year", "rating_reason", "p", "e", "rule_version"),
    *_text_columns("note"),
    "release",
]


def framework_rows(framework: Row, goal: str, rating: str) -> Iterator[Row]:
    """A row for each series of a framework's document that has the goal and rating asked for ("" is any)."""
    for goal_row in framework["goals"]:
        if goal not in ("", goal_row["code"]):
            continue
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
                        if rating in ("", series["rating"]["code"]):
                            yield levels | _series_row(indicator, series)


def _series_row(indicator: Row, series: Row) -> Row:
    latest, rating, working = series["latest"] or {}, series["rating"], series["rating"]["working"]
    return {
        "indicator": indicator["code"],
        "series": series["code"],
        **_texts("indicator_title", indicator["title"]),
        **_texts("series_title", series["title"]),
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
        **_texts("note", indicator["note"]),
    }


INDICATOR_COLUMNS = [
    *("framework", "indicator", "series"),
    *_text_columns("series_title"),
    *("kind", "year", "value", "unit", "numerator", "denominator", "status", "origin", "reason", "source", "note"),
    *("evidence", "rating", "p", "e", "rule_version", "validated", "release"),
]


def indicator_rows(indicator: Row) -> Iterator[Row]:
    """A row for each baseline, value, milestone and target of an indicator's document; `kind` says which it is."""
    for series in indicator["series"]:
        same = {
            "framework": indicator["framework"],
            "indicator": indicator["code"],
            "series": series["code"],
            **_texts("series_title", series["title"]),
            "unit": indicator["unit"],
            "release": indicator["release"]["number"],
        }
        yield same | _planned_row("baseline", series["baseline"])
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
            }
        for milestone in series["milestones"]:
            yield same | _planned_row("milestone", milestone)
        yield same | _planned_row("target", series["target"])


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
            "demonstration": str(release.demonstration).lower(),
            "sha256": release.sha256,
        }
