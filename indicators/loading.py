"""A framework from its data files: levels, indicators, series, and the values that its own document reports."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from activity.actions import record
from activity.models import Entry as Activity
from common.canonical import sha256, to_text
from common.refusals import Invalid
from common.rows import checked, cleaned
from common.statuses import Status
from common.versions import Versioned
from common.yaml_files import FileRefused, read_yaml
from frameworks.models import Framework, Goal, Outcome, Output, ReportingYear
from indicators import file_schemas
from indicators.actions import create_observations
from indicators.choices import Origin, State, Unit
from indicators.definitions import sensible
from indicators.figures import append_figure
from indicators.models import Indicator, Milestone, Observation, Series
from indicators.translations import NOT_GIVEN, add_translations, as_worded, text_columns
from indicators.validation import Entry
from indicators.validation import checked as checked_entry

Row = TypeVar("Row", bound=Versioned)

DEFAULT_DECIMALS = {Unit.PERCENT: 1, Unit.NUMBER: 0, Unit.USD: 0}


def load_framework(path: Path) -> Framework | None:
    """Load a framework file, and the reporting years and reported values that lie beside it, in one transaction.

    A framework that is there already with the same content: None; translations that it lacks are added, and nothing
    else is changed. With other content: FileRefused, because a framework is amended, not edited.
    """
    content, values = _contents(path)
    values_path, years_path = path.with_name("reported_values.yaml"), path.with_name("reporting_years.yaml")
    years = read_yaml(years_path, file_schemas.REPORTING_YEARS) if years_path.exists() else []
    fingerprint = _fingerprint(content, values)
    code = content["framework"]["code"]
    if Framework.objects.filter(code=code).exists():
        if _loaded_before(code, fingerprint):
            add_translations(content)
            return None
        raise FileRefused(f"{path}: framework {code} is loaded already with other content; it is amended, not edited.")
    _refuse_repeated(values_path, values, ("indicator", "series", "year"))
    _refuse_repeated(years_path, years, ("year",))
    # The unmarked column of a translated text repeats its English, whatever language the person works in.
    with transaction.atomic(), translation.override("en"):
        framework = _create_framework(path, content)
        _create_reporting_years(years)
        create_observations()
        figures = [_take_over(values_path, framework, row) for row in values]
        record(
            "frameworks.framework.loaded",
            f"framework {code}",
            by=None,
            data={"content": fingerprint, "figures": figures},
        )
    return framework


def add_later_translations(path: Path) -> int:
    """Add to a loaded framework what its file has in further languages; how many rows gained some.

    Nothing is added where the framework is another one than that of the file, or was loaded from another wording.
    """
    content, values = _contents(path)
    code = content["framework"]["code"]
    return add_translations(content) if _loaded_before(code, _fingerprint(content, values)) else 0


def _contents(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A framework's file, and the reported values beside it."""
    values_path = path.with_name("reported_values.yaml")
    values = read_yaml(values_path, file_schemas.REPORTED_VALUES)["values"] if values_path.exists() else []
    return read_yaml(path, file_schemas.FRAMEWORK), values


def _fingerprint(content: dict[str, Any], values: list[dict[str, Any]]) -> str:
    return sha256(to_text({"framework": as_worded(content), "values": values}))


def _loaded_before(code: str, fingerprint: str) -> bool:
    entries = Activity.objects.about(f"framework {code}").filter(verb="frameworks.framework.loaded")
    return any(f'"content":"{fingerprint}"' in text for text in entries.values_list("text", flat=True))


def _refuse_repeated(path: Path, rows: list[dict[str, Any]], names: tuple[str, ...]) -> None:
    """Raise FileRefused where two rows have the same key."""
    seen = set()
    for row in rows:
        key = " ".join(str(row[name]) for name in names)
        if key in seen:
            raise FileRefused(f"{path}: {key} stands there twice.")
        seen.add(key)


def _create(place: str, row: Row, **columns: Any) -> Row:
    """Fill the unsaved `row` by the rules that it has everywhere, and keep it. Raises FileRefused, with the place."""
    try:
        for name, value in sensible(row, cleaned(type(row), columns)).items():
            setattr(row, name, value)
        checked(row)
    except Invalid as error:
        raise FileRefused(_in_words(place, error)) from error
    row.save(force_insert=True)
    return row


def _in_words(place: str, error: Invalid) -> str:
    return "\n".join(
        f"{place}: {sentence}" if name == "__all__" else f"{place}: {name}: {sentence}"
        for name, sentences in error.errors.items()
        for sentence in sentences
    )


def _create_framework(path: Path, content: dict[str, Any]) -> Framework:
    head = content["framework"]
    framework = _create(
        f"{path}: framework {head['code']}",
        Framework(),
        code=head["code"],
        document=head["document"],
        document_language=head.get("document_language", ""),
        mandate=head.get("mandate", ""),
        first_year=head["first_year"],
        last_year=head["last_year"],
        **text_columns("title", head["title"]),
        **text_columns("note", head.get("note")),
    )
    position = 0
    for goal_at, goal_row in enumerate(content["goals"], 1):
        goal = _create(
            f"{path}: goal {goal_row['code']}",
            Goal(),
            framework=framework,
            code=goal_row["code"],
            position=goal_at,
            **text_columns("title", goal_row["title"]),
        )
        for outcome_at, outcome_row in enumerate(goal_row["outcomes"], 1):
            outcome = _create(
                f"{path}: outcome {outcome_row['code']}",
                Outcome(),
                goal=goal,
                code=outcome_row["code"],
                position=outcome_at,
                **text_columns("title", outcome_row["title"]),
            )
            for output_at, output_row in enumerate(outcome_row["outputs"], 1):
                output = _create(
                    f"{path}: output {output_row['code']}",
                    Output(),
                    outcome=outcome,
                    code=output_row["code"],
                    position=output_at,
                    **text_columns("title", output_row["title"]),
                )
                for row in output_row["indicators"]:
                    position += 1
                    _create_indicator(path, framework, output, row, position)
    return framework


def _create_indicator(path: Path, framework: Framework, output: Output, row: dict[str, Any], position: int) -> None:
    place = f"{path}: indicator {row['code']}"
    indicator = _create(
        place,
        Indicator(),
        framework=framework,
        output=output,
        code=row["code"],
        unit=row["unit"],
        decimals=row.get("decimals", DEFAULT_DECIMALS[row["unit"]]),
        direction=row["direction"],
        method=row["roll_up"]["method"],
        counted=row["roll_up"].get("of", ""),
        position=position,
        **text_columns("title", row["title"]),
        **text_columns("note", row.get("note")),
        **text_columns("applies_to", row.get("applies_to")),
        **text_columns("collected_from", row.get("collected_from")),
    )
    for series_at, series_row in enumerate(row["series"], 1):
        _create_series(f"{place}, series {series_row['code']}", indicator, series_row, series_at)


def _create_series(place: str, indicator: Indicator, row: dict[str, Any], position: int) -> None:
    why_not = row.get("note") or NOT_GIVEN
    baseline, target = row["baseline"], row["target"]
    if (baseline is None) != (row.get("baseline_year") is None):
        raise FileRefused(f"{place}: a baseline has a value and a year, or neither.")
    series = _create(
        place,
        Series(),
        indicator=indicator,
        code=row["code"],
        position=position,
        baseline_value=_decimal(baseline),
        baseline_year=row.get("baseline_year"),
        target_value=_decimal(target),
        target_year=row.get("target_year", indicator.framework.last_year),
        **text_columns("title", row.get("title")),
        **text_columns("baseline_note", why_not if baseline is None else None),
        **text_columns("target_note", why_not if target is None else None),
    )
    for milestone in row.get("milestones", []):
        _create(
            f"{place}, milestone {milestone['year']}",
            Milestone(),
            series=series,
            year=milestone["year"],
            value=_decimal(milestone["value"]),
            **text_columns("note", milestone.get("note")),
        )


def _decimal(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)


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
    place = f"{path}: {row['indicator']} {row['series']} {row['year']}"
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
    entry = Entry(
        status=Status.REPORTED,
        value=Decimal(row["value"]),
        source=f"{framework.document}, paragraph {row['paragraph']}",
        note=f"As at {row['as_at']}." if "as_at" in row else "",
    )
    try:
        columns = checked_entry(entry, observation.series.indicator)
    except Invalid as error:
        raise FileRefused(_in_words(place, error)) from error
    for name, value in columns.items():
        setattr(observation, name, value)
    observation.origin = Origin.AS_REPORTED
    observation.state = State.VALIDATED
    observation.changed_at = timezone.now()
    observation.save()
    figure = append_figure(observation, by=None)
    return {"figure": observation.key, "number": figure.number, "sha256": figure.sha256}
