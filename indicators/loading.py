"""A framework from its data files: levels, indicators, series, and the values that its own document reports."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from activity.actions import record
from activity.models import Entry
from common.canonical import sha256, to_text
from common.numbers import digits_after_point
from common.yaml_files import FileRefused, read_yaml
from frameworks.models import Framework, Goal, Outcome, Output, ReportingYear
from indicators import file_schemas
from indicators.actions import create_observations
from indicators.choices import Origin, State, Status, Unit
from indicators.figures import append_figure
from indicators.models import Indicator, Milestone, Observation, Series

DEFAULT_DECIMALS = {Unit.PERCENT: 1, Unit.NUMBER: 0, Unit.USD: 0}
NOT_GIVEN = {"en": "Not given in the source", "zh": "原文未提供"}


def load_framework(path: Path) -> Framework | None:
    """Load a framework file, and the reporting years and reported values that lie beside it, in one transaction.

    A framework that is there already with the same content: None, nothing changed. With other content: FileRefused,
    because a framework is amended, not edited.
    """
    content = read_yaml(path, file_schemas.FRAMEWORK)
    values_path, years_path = path.with_name("reported_values.yaml"), path.with_name("reporting_years.yaml")
    values = read_yaml(values_path, file_schemas.REPORTED_VALUES)["values"] if values_path.exists() else []
    years = read_yaml(years_path, file_schemas.REPORTING_YEARS) if years_path.exists() else []
    fingerprint = sha256(to_text({"framework": content, "values": values}))
    code = content["framework"]["code"]
    if Framework.objects.filter(code=code).exists():
        if _loaded_before(code, fingerprint):
            return None
        raise FileRefused(f"{path}: framework {code} is loaded already with other content; it is amended, not edited.")
    with transaction.atomic():
        framework = _create_framework(path, content)
        _create_reporting_years(years)
        create_observations()
        figures = [_take_over(path, framework, row) for row in values]
        record(
            "frameworks.framework.loaded",
            f"framework {code}",
            by=None,
            data={"content": fingerprint, "figures": figures},
        )
    return framework


def _loaded_before(code: str, fingerprint: str) -> bool:
    entries = Entry.objects.about(f"framework {code}").filter(verb="frameworks.framework.loaded")
    return any(f'"content":"{fingerprint}"' in text for text in entries.values_list("text", flat=True))


def _texts(field: str, text: str | dict[str, str] | None) -> dict[str, str]:
    """A text of the file as columns; a plain string is English."""
    if text is None:
        return {}
    texts = {"en": text} if isinstance(text, str) else text
    return {f"{field}_{language}": words.strip() for language, words in texts.items()}


def _create_framework(path: Path, content: dict[str, Any]) -> Framework:
    head = content["framework"]
    framework = Framework.objects.create(
        code=head["code"],
        document=head["document"],
        mandate=head.get("mandate", ""),
        first_year=head["first_year"],
        last_year=head["last_year"],
        **_texts("title", head["title"]),
        **_texts("note", head.get("note")),
    )
    position = 0
    for goal_at, goal_row in enumerate(content["goals"], 1):
        goal = Goal.objects.create(
            framework=framework, code=goal_row["code"], position=goal_at, **_texts("title", goal_row["title"])
        )
        for outcome_at, outcome_row in enumerate(goal_row["outcomes"], 1):
            outcome = Outcome.objects.create(
                goal=goal,
                code=outcome_row["code"],
                position=outcome_at,
                **_texts("title", outcome_row["title"]),
            )
            for output_at, output_row in enumerate(outcome_row["outputs"], 1):
                output = Output.objects.create(
                    outcome=outcome,
                    code=output_row["code"],
                    position=output_at,
                    **_texts("title", output_row["title"]),
                )
                for row in output_row["indicators"]:
                    position += 1
                    _create_indicator(path, framework, output, row, position)
    return framework


def _create_indicator(path: Path, framework: Framework, output: Output, row: dict[str, Any], position: int) -> None:
    indicator = Indicator.objects.create(
        framework=framework,
        output=output,
        code=row["code"],
        unit=row["unit"],
        decimals=row.get("decimals", DEFAULT_DECIMALS[row["unit"]]),
        direction=row["direction"],
        method=row["roll_up"]["method"],
        counted=row["roll_up"].get("of", ""),
        position=position,
        **_texts("title", row["title"]),
        **_texts("note", row.get("note")),
        **_texts("applies_to", row.get("applies_to")),
        **_texts("collected_from", row.get("collected_from")),
    )
    for series_at, series_row in enumerate(row["series"], 1):
        place = f"{path}: indicator {row['code']}, series {series_row['code']}"
        _create_series(place, indicator, series_row, series_at)


def _create_series(place: str, indicator: Indicator, row: dict[str, Any], position: int) -> None:
    why_not = row.get("note") or NOT_GIVEN
    baseline, target = row["baseline"], row["target"]
    if (baseline is None) != (row.get("baseline_year") is None):
        raise FileRefused(f"{place}: a baseline has a value and a year, or neither.")
    series = Series.objects.create(
        indicator=indicator,
        code=row["code"],
        position=position,
        baseline_value=_number(place, "baseline", baseline, indicator),
        baseline_year=row.get("baseline_year"),
        target_value=_number(place, "target", target, indicator),
        target_year=row.get("target_year", indicator.framework.last_year),
        **_texts("title", row.get("title")),
        **_texts("baseline_note", why_not if baseline is None else None),
        **_texts("target_note", why_not if target is None else None),
    )
    for milestone in row.get("milestones", []):
        Milestone.objects.create(
            series=series,
            year=milestone["year"],
            value=_number(place, f"milestone {milestone['year']}", milestone["value"], indicator),
            **_texts("note", milestone.get("note")),
        )


def _number(place: str, what: str, value: int | Decimal | None, indicator: Indicator) -> Decimal | None:
    """A number of the file, with no more decimals than the indicator shows: what is shown is what is rated."""
    if value is None:
        return None
    number = Decimal(value)
    if digits_after_point(number) > indicator.decimals:
        raise FileRefused(f"{place}: {what} {number} has more than the indicator's {indicator.decimals} decimals.")
    return number


def _create_reporting_years(rows: list[dict[str, Any]]) -> None:
    """The years of the file that are not there yet, from 1 January, headquarters' time."""
    headquarters = ZoneInfo(settings.TIME_ZONE)
    present = set(ReportingYear.objects.values_list("year", flat=True))
    for row in rows:
        if row["year"] not in present:
            opens = datetime(row["year"], 1, 1, tzinfo=headquarters)
            closes = datetime(row["year"] + 1, 4, 1, tzinfo=headquarters) if row["closed"] else None
            ReportingYear.objects.create(year=row["year"], opens_at=opens, closes_at=closes)


def _take_over(path: Path, framework: Framework, row: dict[str, Any]) -> dict[str, Any]:
    """Validate a value as the source document prints it; return its key and hash for the log."""
    place = f"{path.with_name('reported_values.yaml')}: {row['indicator']} {row['series']} {row['year']}"
    observation = (
        Observation.objects.select_related("series__indicator__framework")
        .filter(
            series__indicator__framework=framework,
            series__indicator__code=row["indicator"],
            series__code=row["series"],
            year=row["year"],
        )
        .first()
    )
    if observation is None:
        raise FileRefused(f"{place}: no such series or reporting year.")
    observation.value = _number(place, "value", row["value"], observation.series.indicator)
    observation.status = Status.REPORTED
    observation.origin = Origin.AS_REPORTED
    observation.source = f"{framework.document}, paragraph {row['paragraph']}"
    observation.note = f"As at {row['as_at']}." if "as_at" in row else ""
    observation.state = State.VALIDATED
    observation.changed_at = timezone.now()
    observation.save()
    figure = append_figure(observation, by=None)
    return {"figure": observation.key, "number": figure.number, "sha256": figure.sha256}
