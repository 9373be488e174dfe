"""The next framework: begun as a copy, prepared, and adopted; and how each series goes on in it.

What is copied are words and ways of measuring. Baselines and targets are not: those of the next framework are its own,
and until they are set a note says so.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from activity.changes import change_row, create_row, insert_row
from common.converters import is_code
from common.refusals import Invalid, Missing, WrongState
from common.rows import translated_names
from common.versions import Versioned, write_version
from frameworks.actions import check_may_change_frameworks
from frameworks.models import Framework, Goal, Outcome, Output, ReportingYear
from indicators.actions import create_observations
from indicators.choices import Descent
from indicators.models import FinanceRule, Indicator, Lineage, Milestone, RollUpRule, Series

NOT_SET = {
    "en": "Not set yet",
    "fr": "Pas encore fixé",
    "es": "Aún no fijado",
    "ru": "Ещё не установлен",
    "zh": "尚未确定",
    "ar": "لم يُحدد بعد",
}


@transaction.atomic
def copy_framework(source: Framework, values: Mapping[str, Any], *, by: User | None) -> Framework:
    """Begin the next framework: its own `values` (code, document, mandate, title_..., first_year, last_year), and the
    levels, indicators, series and rules of `source`, each series going on as "continued".

    It is in preparation until `adopt_framework`. Raises NotAllowed, Invalid.
    """
    check_may_change_frameworks(by)
    lock_head()
    if not is_code(values.get("code", "")):
        raise Invalid({"code": [_("A code has letters, digits, dots and hyphens alone: it stands in addresses.")]})
    if source.in_preparation:
        raise WrongState(_("This framework is being prepared itself: the next one follows one that is adopted."))
    begins = values.get("first_year")
    if begins is not None and begins <= source.first_year:
        raise Invalid({"first_year": [_("The next framework begins after %(year)s.") % {"year": source.first_year}]})
    framework = insert_row(Framework(), {**values, "in_preparation": True}).row
    outputs = _copy_levels(source, framework)
    series = _copy_indicators(source, framework, outputs)
    data = {"copied_from": source.code, "series": len(series)}
    record("indicators.framework.copied", f"framework {framework.code}", by=by, data=data)
    return framework


@transaction.atomic
def create_lineage(values: Mapping[str, Any], *, by: User | None) -> Lineage:
    """Say that a series goes on in another (`framework`, `kind`, `before`, `after`, `note`), while it is prepared."""
    check_may_change_frameworks(by)
    lock_head()
    row = create_row(Lineage(), values, by=by, verb="indicators.lineage.created", target=lineage_target)
    _check_ends(row)
    return row


@transaction.atomic
def change_lineage(row: Lineage, values: Mapping[str, Any], *, by: User | None, seen: int | None) -> Lineage:
    """Say otherwise how a series goes on. Raises NotAllowed, Invalid, VersionNeeded, VersionConflict, WrongState."""
    check_may_change_frameworks(by)
    lock_head()
    changed = change_row(row, values, by=by, verb="indicators.lineage.changed", target=lineage_target, seen=seen)
    _check_ends(changed)
    return changed


@transaction.atomic
def remove_lineage(row: Lineage, *, by: User | None, seen: int | None) -> None:
    """Take back what was said of how a series goes on, while the framework is in preparation."""
    check_may_change_frameworks(by)
    lock_head()
    present = write_version(row, {}, seen=seen)
    _check_in_preparation(present.framework)
    said = {"kind": present.kind, "before": _key(present.before), "after": _key(present.after), "note": present.note}
    target = lineage_target(present)
    present.delete()
    record("indicators.lineage.removed", target, by=by, data={"before": said})


@transaction.atomic
def remove_series(series: Series, *, by: User | None, seen: int | None) -> None:
    """Take a series out of a framework in preparation, with its rules, milestones and lineage, and with its indicator
    where that is left without any. Raises NotAllowed, VersionNeeded, VersionConflict, WrongState."""
    check_may_change_frameworks(by)
    lock_head()
    present = write_version(series, {}, seen=seen)
    indicator = present.indicator
    if not Framework.objects.get(pk=indicator.framework_id).in_preparation:
        raise WrongState(_("This framework is adopted: its series stand."))
    for model in (Milestone, RollUpRule, FinanceRule):
        model.objects.filter(series=present).delete()
    Lineage.objects.filter(after=present).delete()
    target = f"series {present.key}"
    present.delete()
    is_last = not indicator.series.exists()
    if is_last:
        indicator.custodianships.all().delete()
        indicator.delete()
    record("indicators.series.removed", target, by=by, data={"indicator_too": is_last})


@transaction.atomic
def adopt_framework(framework: Framework, *, by: User | None, seen: int | None) -> Framework:
    """From now on it is reported on and released, and the series that it follows are measured until it begins.

    Raises NotAllowed, VersionNeeded, VersionConflict, or WrongState where a series lacks its lineage.
    """
    check_may_change_frameworks(by)
    lock_head()
    present = Framework.objects.filter(pk=framework.pk).first()
    if present is None:
        raise Missing
    adopted = write_version(present, {"in_preparation": False}, seen=seen)
    if not present.in_preparation:
        raise WrongState(_("This framework is adopted already."))
    if lacking := series_without_lineage(adopted):
        said = _(
            "Say of each series where it comes from, or that it is new, and of each that ends that it is dropped: %s."
        )
        raise WrongState(said % ", ".join(row.key for row in lacking))
    ended = _end_series(adopted)
    created = create_observations()
    data = {"version": adopted.version, "ended": ended, "observations": created}
    record("indicators.framework.adopted", f"framework {adopted.code}", by=by, data=data)
    return adopted


def series_without_lineage(framework: Framework) -> list[Series]:
    """The framework's series of which nothing says where they come from, and those of the frameworks that it follows
    of which nothing says how they go on."""
    rows = Lineage.objects.filter(framework=framework)
    own = Series.objects.filter(indicator__framework=framework).exclude(pk__in=rows.exclude(after=None).values("after"))
    followed = rows.exclude(before=None).values("before__indicator__framework")
    earlier = Series.objects.filter(indicator__framework__in=followed)
    ended = earlier.exclude(pk__in=rows.exclude(before=None).values("before"))
    return [row for part in (ended, own) for row in part.select_related("indicator__framework").order_by("pk")]


def observations_to_come(framework: Framework) -> dict[int, int]:
    """How many observations adopting it would open, by reporting year."""
    years = ReportingYear.objects.filter(year__gte=framework.first_year).order_by("year").values_list("year", flat=True)
    measured = list(Series.objects.filter(indicator__framework=framework).values_list("first_year", "last_year"))
    return {
        year: sum((first_year or year) <= year <= (last_year or year) for first_year, last_year in measured)
        for year in years
    }


def lineage_target(row: Lineage) -> str:
    """How the log names it: by the series that goes on, or that is new."""
    return f"series {_key(row.before or row.after)}"


def _end_series(framework: Framework) -> int:
    """What goes on in the framework, or is dropped, is measured until the year before; how many series that ends."""
    rows = Lineage.objects.filter(framework=framework).exclude(before=None)
    unended = Q(last_year=None) | Q(last_year__gte=framework.first_year)
    ending = Series.objects.filter(unended, pk__in=rows.values("before"))
    return ending.update(last_year=framework.first_year - 1, version=F("version") + 1)


def _key(series: Series | None) -> str:
    return series.key if series else ""


def _check_ends(row: Lineage) -> None:
    """The series of a lineage stand in the framework, and in one that began before it. Raises Invalid, WrongState."""
    errors: dict[str, list[Any]] = {}
    if row.after and row.after.indicator.framework_id != row.framework_id:
        errors["after"] = [_("Choose a series of the framework itself.")]
    if row.before and row.before.indicator.framework.first_year >= row.framework.first_year:
        errors["before"] = [_("Choose a series of a framework that began before.")]
    if errors:
        raise Invalid(errors)
    _check_in_preparation(row.framework)
    if contradictions := _contradictions(row):
        raise Invalid(contradictions)


def _contradictions(row: Lineage) -> dict[str, list[Any]]:
    """What is new comes from nowhere else, and what is dropped goes on nowhere else."""
    others = Lineage.objects.filter(framework=row.framework_id).exclude(pk=row.pk)
    for name, alone in (("after", Descent.NEW), ("before", Descent.DROPPED)):
        series = getattr(row, name)
        same = others.filter(**{name: series}) if series else others.none()
        if same.exists() and (row.kind == alone or same.filter(kind=alone).exists()):
            return {name: [_("Something else is said of this series already, and both cannot be.")]}
    return {}


def _check_in_preparation(framework: Framework) -> None:
    if not Framework.objects.get(pk=framework.pk).in_preparation:
        raise WrongState(_("This framework is adopted: where its series come from stands."))


def _copy_levels(source: Framework, framework: Framework) -> dict[int, Output]:
    """Goals, outcomes and outputs; the new outputs by the keys of those that they were copied from."""
    outputs: dict[int, Output] = {}
    for goal in Goal.objects.filter(framework=source).order_by("position"):
        new_goal = _copied(goal, framework=framework)
        for outcome in Outcome.objects.filter(goal=goal).order_by("position"):
            new_outcome = _copied(outcome, goal=new_goal)
            for output in Output.objects.filter(outcome=outcome).order_by("position"):
                outputs[output.pk] = _copied(output, outcome=new_outcome)
    return outputs


def _copy_indicators(source: Framework, framework: Framework, outputs: Mapping[int, Output]) -> list[Series]:
    made: list[Series] = []
    for indicator in Indicator.objects.filter(framework=source).order_by("position"):
        new_indicator = _copied(indicator, framework=framework, output=outputs[indicator.output_id])
        for series in Series.objects.filter(indicator=indicator, last_year=None).order_by("position"):
            new_series = _copied(series, indicator=new_indicator, **_not_set(framework))
            _copy_rules(series, new_series)
            Lineage.objects.create(framework=framework, kind=Descent.CONTINUED, before=series, after=new_series)
            made.append(new_series)
    return made


def _copy_rules(series: Series, new_series: Series) -> None:
    for model in (RollUpRule, FinanceRule):
        for rule in model.objects.filter(series=series):
            _copied(rule, series=new_series)


def _not_set(framework: Framework) -> dict[str, Any]:
    """What a series of the next framework says of its baseline and target: that they are not set yet."""
    notes = {f"{note}_{code}": text for note in ("baseline_note", "target_note") for code, text in NOT_SET.items()}
    nothing: dict[str, Any] = {"baseline_value": None, "baseline_year": None, "target_value": None}
    years = {"target_year": framework.last_year, "first_year": framework.first_year}
    return nothing | years | notes


def _copied(row: Any, **changes: Any) -> Any:
    """A new row of the same content with other columns where `changes` says so."""
    model: type[Versioned] = type(row)
    kept = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in ("version", *changes, *translated_names(model))
    }
    new = model(**kept, **changes)
    for name in translated_names(model):  # the unmarked column repeats the English text
        setattr(new, name, getattr(new, f"{name}_{settings.MODELTRANSLATION_LANGUAGES[0]}"))
    new.save(force_insert=True)
    return new
