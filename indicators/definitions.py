"""What is done with definitions: frameworks and their levels, indicators, series, milestones.

A framework is amended, not edited. Once figures exist, what a figure was measured and rated by stands: wording, codes,
unit, decimals, direction, method, what is counted, to whom it applies, the list of series, baselines, targets and
milestones. What stays open: notes, where it is collected from, the order of rows, and translations that are missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from activity.actions import lock_head
from activity.changes import change_row, create_row, insert_row, write_row
from common.converters import is_code
from common.numbers import digits_after_point
from common.refusals import Invalid, Missing, WrongState
from common.rows import plain_field, translated_names
from common.versions import Versioned
from frameworks.actions import check_may_change_frameworks
from frameworks.models import Framework, Goal, Outcome, Output
from indicators.actions import create_observations
from indicators.models import Figure, Indicator, Milestone, Series
from indicators.permissions import require

Row = TypeVar("Row", bound=Versioned)


@dataclass(frozen=True, slots=True)
class Noun:
    """How one kind of definition behaves. `parent` never changes; `fixed` are the fields that figures fix."""

    word: str
    parent: str | None
    fixed: frozenset[str]


LEVEL = frozenset({"code", "title"})
NOUNS: dict[type[Versioned], Noun] = {
    Framework: Noun("framework", None, LEVEL | {"document", "mandate", "first_year", "last_year"}),
    Goal: Noun("goal", "framework", LEVEL),
    Outcome: Noun("outcome", "goal", LEVEL),
    Output: Noun("output", "outcome", LEVEL),
    Indicator: Noun(
        "indicator",
        "framework",
        LEVEL | {"output", "unit", "decimals", "direction", "method", "counted", "applies_to"},
    ),
    Series: Noun(
        "series", "indicator", LEVEL | {"baseline_value", "baseline_year", "target_value", "target_year", "last_year"}
    ),
    Milestone: Noun("milestone", "series", frozenset({"year", "value"})),
}


@transaction.atomic
def create_definition(model: type[Row], values: Mapping[str, Any], *, by: User | None) -> Row:
    """Add a row of `model` (one of NOUNS). A new series gets its observation in every reporting year.

    Raises NotAllowed, Invalid, or WrongState where the indicator has figures and its series or milestones stand.
    """
    _check_may_change(model, by)
    _check_names(model, values)
    lock_head()  # from here on nobody else changes a definition or appends a figure
    row = create_row(model(), sensible(model(), values), by=by, verb=_verb(model, "created"), target=target_of)
    if isinstance(row, Series | Milestone) and has_figures(row):
        raise WrongState(_("It has figures, so its series and milestones stand. A framework is amended, not edited."))
    if isinstance(row, Series):
        create_observations()
    return row


@transaction.atomic
def change_definition(row: Row, values: Mapping[str, Any], *, by: User | None, seen: int | None) -> Row:
    """Write `values` over a row of one of NOUNS, and return it as it then is; equal values change nothing.

    Raises NotAllowed, Invalid, VersionNeeded, VersionConflict, or WrongState where figures fix what would change.
    """
    _check_may_change(type(row), by)
    _check_names(type(row), values)
    lock_head()  # from here on nobody else changes a definition or appends a figure
    present = type(row)._base_manager.filter(pk=row.pk).first()
    if present is None:
        raise Missing
    values = sensible(present, values)
    return change_row(
        present, values, by=by, verb=_verb(type(row), "changed"), target=target_of, seen=seen, allow=_check_not_fixed
    )


def amend_definition(row: Row, values: Mapping[str, Any]) -> Row:
    """Write `values` over a definition that figures fix; `indicators.amendments` says who may, and records it.

    Raises Invalid.
    """
    _check_names(type(row), values)
    return write_row(row, sensible(row, values), seen=row.version).row


def add_definition(model: type[Row], values: Mapping[str, Any]) -> Row:
    """Add a series or milestone where there are figures; `indicators.amendments` says who may, and records it.

    Raises Invalid.
    """
    _check_names(model, values)
    return insert_row(model(), sensible(model(), values)).row


def has_figures(row: Versioned) -> bool:
    """Whether figures rest on this definition: those of its indicator, or anywhere in its framework."""
    figures = Figure.objects.all()
    match row:
        case Milestone():
            return figures.filter(observation__series__indicator=row.series.indicator_id).exists()
        case Series():
            return figures.filter(observation__series__indicator=row.indicator_id).exists()
        case Indicator():
            return figures.filter(observation__series__indicator=row.pk).exists()
    return figures.filter(observation__series__indicator__framework=framework_of(row)).exists()


def framework_of(row: Any) -> Framework:
    """The framework that a definition (a row of one of NOUNS) belongs to."""
    while not isinstance(row, Framework):
        row = getattr(row, NOUNS[type(row)].parent or "")
    return row


def target_of(row: Any) -> str:
    """How the log names a definition: `indicator RCS-2022-2025/2.1.1-d`."""
    word = NOUNS[type(row)].word
    match row:
        case Framework():
            return f"{word} {row.code}"
        case Milestone():
            return f"{word} {row.series.key}/{row.year}"
        case Indicator() | Series():
            return f"{word} {row.key}"
    return f"{word} {framework_of(row).code}/{row.code}"


def fixed_fields(row: Versioned) -> list[str]:
    """The columns of `row` that its figures fix, translations that are missing left out; none without figures."""
    if row.pk is None or not has_figures(row):
        return []
    noun = NOUNS[type(row)]
    translated = set(translated_names(type(row))) & noun.fixed
    texts = [f"{name}_{language}" for name in translated for language in settings.MODELTRANSLATION_LANGUAGES]
    return sorted(noun.fixed - translated) + sorted(name for name in texts if getattr(row, name))


def _verb(model: type[Versioned], done: str) -> str:
    return f"{model._meta.app_label}.{NOUNS[model].word}.{done}"


def _check_may_change(model: type[Versioned], by: User | None) -> None:
    if model._meta.app_label == "frameworks":
        check_may_change_frameworks(by)
    else:
        require("indicators.change_indicator", by)


def _check_names(model: type[Versioned], values: Mapping[str, Any]) -> None:
    """A typing mistake in a field's name is an error, never a value that gets lost."""
    unmarked = {*translated_names(model), "id", "version"}
    for name in values:
        try:
            plain_field(model, name)
        except FieldDoesNotExist as error:
            raise Invalid({name: [_("There is no such field.")]}) from error
        if name in unmarked:
            raise Invalid({name: [_("Name the language of the text, such as %(name)s_en.") % {"name": name}]})


def _check_not_fixed(before: Row, after: Row, names: set[str]) -> None:
    if fixed := sorted(names & set(fixed_fields(before))):
        labels = ", ".join(str(plain_field(type(before), name).verbose_name) for name in fixed)
        raise WrongState(
            _("Figures rest on this %(noun)s, so it is amended, not edited: %(fields)s cannot change.")
            % {"noun": type(before)._meta.verbose_name, "fields": labels}
        )


def sensible(row: Row, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """`values`, when they make sense beside each other and beside what `row` says already. Raises Invalid."""
    said = _Said(row, values)
    errors: dict[str, list[Any]] = {}
    parent = NOUNS[type(row)].parent
    if not is_code(values.get("code", "1")):
        errors["code"] = [_("A code has letters, digits, dots and hyphens alone: it stands in addresses.")]
    elif parent and row.pk and said(parent) != getattr(row, parent):
        errors[parent] = [_("It stays where it was made.")]
    elif isinstance(row, Indicator):
        errors = _indicator_faults(row, said)
    elif isinstance(row, Series):
        errors = _series_faults(said)
    elif isinstance(row, Milestone):
        errors = _milestone_faults(said)
    if errors:
        raise Invalid(errors)
    return values


class _Said:
    """A field by name: as `values` say, else as the row has it, else None."""

    def __init__(self, row: Versioned, values: Mapping[str, Any]) -> None:
        self.row, self.values = row, values

    def __call__(self, name: str) -> Any:
        if name in self.values:
            return self.values[name]
        field = plain_field(type(self.row), name)
        if field.is_relation and getattr(self.row, field.attname) is None:
            return None
        return getattr(self.row, name)


def _indicator_faults(row: Indicator, said: _Said) -> dict[str, list[Any]]:
    errors: dict[str, list[Any]] = {}
    framework, output, decimals = said("framework"), said("output"), said("decimals")
    if framework and output and framework_of(output) != framework:
        errors["output"] = [_("Choose an output of the same framework.")]
    if row.pk and isinstance(decimals, int) and any(digits_after_point(value) > decimals for value in _numbers(row)):
        errors["decimals"] = [_("Its series have numbers with more decimals.")]
    return errors


def _numbers(indicator: Indicator) -> list[Decimal]:
    """Every baseline, target and milestone of an indicator."""
    pairs = indicator.series.values_list("baseline_value", "target_value", "milestones__value")
    return [value for row in pairs for value in row if value is not None]


def _series_faults(said: _Said) -> dict[str, list[Any]]:
    errors: dict[str, list[Any]] = {}
    indicator, begins, ends = said("indicator"), said("baseline_year"), said("target_year")
    for name in ("baseline_value", "target_value"):
        errors |= _decimals_faults(name, said(name), indicator)
    if begins and ends and begins > ends:
        errors["target_year"] = [_("The target year cannot come before the baseline year.")]
    return errors


def _milestone_faults(said: _Said) -> dict[str, list[Any]]:
    series, year = said("series"), said("year")
    if series is None:
        return {}
    errors = _decimals_faults("value", said("value"), series.indicator)
    if year and not (series.baseline_year or 0) < year < series.target_year:
        errors["year"] = [_("A milestone lies between the baseline year and the target year.")]
    return errors


def _decimals_faults(name: str, value: Decimal | None, indicator: Indicator | None) -> dict[str, list[Any]]:
    """What is shown is what is rated, so no number has more decimals than its indicator shows."""
    if value is None or indicator is None or digits_after_point(value) <= indicator.decimals:
        return {}
    said = ngettext(
        "This indicator keeps %(decimals)s decimal.", "This indicator keeps %(decimals)s decimals.", indicator.decimals
    )
    return {name: [said % {"decimals": indicator.decimals}]}
