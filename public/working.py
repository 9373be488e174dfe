"""The rating of a released series, worked out again from what was released."""

from decimal import Decimal
from typing import Any

from common.numbers import from_canonical
from indicators import progress
from indicators.amended import course_then, then
from indicators.measures import Measure
from indicators.working import Working, explain


def course_of(indicator: dict[str, Any], series: dict[str, Any]) -> progress.Course:
    """The course of a released series by its present words, as the progress rule reads it."""
    baseline, target = series["baseline"], series["target"]
    return progress.Course(
        baseline=from_canonical(baseline["value"]),
        baseline_year=baseline["year"],
        target=from_canonical(target["value"]),
        target_year=target["year"],
        direction=indicator["direction"],
        milestones=tuple((row["year"], Decimal(row["value"])) for row in series["milestones"]),
        decimals=indicator["decimals"],
    )


def course_of_year(indicator: dict[str, Any], series: dict[str, Any], year: int) -> progress.Course:
    """The course by which the value of a year was rated: before an amendment's first year, by the words of then."""
    amendments = indicator.get("amendments", [])
    return course_then(course_of(indicator, series), year, amendments, f"{indicator['code']}/{series['code']}")


def measure_of(indicator: dict[str, Any], year: int | None = None) -> Measure:
    """The unit and decimals of an indicator's values: those of a year, or (None) the present ones."""
    said: dict[str, Any] = {}
    if year is not None:
        said = then(indicator.get("amendments", []), year, f"indicator {indicator['code']}")
    return Measure(said.get("unit", indicator["unit"]), said.get("decimals", indicator["decimals"]))


def work_out(indicator: dict[str, Any], series: dict[str, Any]) -> Working | None:
    """The rating of a released series, step by step.

    None where there is no sum to show: it is not rated, or was rated by another version of the rule than ours.
    """
    latest, released = series["latest"], series["rating"]
    if latest is None or released["code"] == "not_rated" or released["working"]["version"] != progress.VERSION:
        return None
    course = course_of_year(indicator, series, latest["year"])
    rating = progress.rate(course, Decimal(latest["value"]), latest["year"])
    return explain(rating, measure_of(indicator, latest["year"]))
