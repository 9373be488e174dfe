"""What amendments can change: each definition by the name that the log knows, its fields, and their values as JSON.

A value stands in an amendment as in a released document: decimals as canonical strings, an output or a question by its
code, texts by language. `read_value` takes it back, and refuses what it cannot mean.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from common.numbers import NumberRefused, canonical, read_canonical
from common.refusals import Invalid
from common.rows import cleaned, plain_field, translated_names
from frameworks.models import Framework, Goal, Outcome, Output
from indicators.amended import LEDGER_RULE, MILESTONES, ROLL_UP_RULE, SERIES
from indicators.definitions import NOUNS, has_figures, target_of
from indicators.models import FinanceRule, Indicator, Milestone, RollUpRule, Series
from indicators.rules import is_computed_by
from surveys.models import Question

Definition = Framework | Goal | Outcome | Output | Indicator | Series | Milestone | RollUpRule | FinanceRule
Content = dict[str, Any]

# Of rules, what `indicators.rules` and `indicators.finance_rules` let be named freely until figures rest on it.
_RULES: dict[type[models.Model], tuple[str, frozenset[str]]] = {
    RollUpRule: (ROLL_UP_RULE, frozenset({"question", "counts", "no_response", "not_applicable"})),
    FinanceRule: (LEDGER_RULE, frozenset({"measure"})),
}
# Notes that say why a baseline or target is missing change along with it; by themselves they are edited.
_BESIDE: dict[type[models.Model], frozenset[str]] = {
    Series: frozenset({"baseline_note", "target_note"}),
    Milestone: frozenset({"note"}),
}
# A milestone of another year is another milestone, and a rule stays with its series.
_NEVER: dict[type[models.Model], frozenset[str]] = {Milestone: frozenset({"year"})}
_FIXED: dict[type[models.Model], frozenset[str]] = {
    **{model: noun.fixed for model, noun in NOUNS.items()},
    **{model: fixed for model, (_word, fixed) in _RULES.items()},
}
_MADE: dict[str, tuple[type[Series] | type[Milestone], str]] = {
    SERIES: (Series, "indicator"),
    MILESTONES: (Milestone, "series"),
}
_LISTS: dict[type[models.Model], str] = {Indicator: SERIES, Series: MILESTONES}


def name_of(row: Any) -> str:
    """How amendments, and the log, name a definition: `series RCS-2022-2025/2.1.1-d/total`."""
    if type(row) in _RULES:
        return f"{_RULES[type(row)][0]} {row.series.key}"
    return target_of(row)


def definitions_of(framework: Framework) -> list[Any]:
    """Every definition of a framework that an amendment can change: from the framework down to milestones and rules.

    In a fixed number of queries.
    """
    series = Series.objects.filter(indicator__framework=framework).select_related("indicator__framework")
    ordered = series.order_by("indicator__position", "position")
    indicators = framework.indicators.select_related("framework").order_by("position")
    of_series = {"series__indicator__framework": framework}
    related = "series__indicator__framework"
    rows: list[Any] = [framework]
    rows += Goal.objects.filter(framework=framework).select_related("framework").order_by("position")
    rows += Outcome.objects.filter(goal__framework=framework).select_related("goal__framework")
    rows += Output.objects.filter(outcome__goal__framework=framework).select_related("outcome__goal__framework")
    rows += [*indicators, *ordered]
    for model in (Milestone, RollUpRule, FinanceRule):
        rows += model._base_manager.filter(**of_series).select_related(related).order_by("pk")
    return rows


def definition_named(name: str, framework: Framework) -> Any:
    """The definition of that name in `framework`. Raises Invalid where there is none."""
    word, _space, key = name.rpartition(" ")
    path = key.split("/")
    rows = _rows_named(word, path, framework) if path[0] == framework.code else None
    found = list(rows[:2]) if rows is not None else []
    if len(found) != 1:
        raise Invalid({"changes": [_("“%(name)s” is no definition of this framework.") % {"name": name}]})
    return found[0]


def _rows_named(word: str, path: list[str], framework: Framework) -> Any:
    """The rows that `word` and the parts of a key name; None where no definition could have that name."""
    rest = path[1:]
    match word, len(rest):
        case "framework", 0:
            return Framework.objects.filter(pk=framework.pk)
        case "goal", 1:
            return Goal.objects.filter(framework=framework, code=rest[0])
        case "outcome", 1:
            return Outcome.objects.filter(goal__framework=framework, code=rest[0])
        case "output", 1:
            return Output.objects.filter(outcome__goal__framework=framework, code=rest[0])
        case "indicator", 1:
            return Indicator.objects.filter(framework=framework, code=rest[0]).select_related("framework")
        case "series", 2:
            return _series_named(rest, framework)
        case "milestone", 3 if rest[2].isascii() and rest[2].isdigit() and len(rest[2]) == 4:
            rows: Any = Milestone.objects.filter(series__in=_series_named(rest[:2], framework), year=int(rest[2]))
        case ("roll-up rule", 2):
            rows = RollUpRule.objects.filter(series__in=_series_named(rest, framework)).select_related("question")
        case ("ledger rule", 2):
            rows = FinanceRule.objects.filter(series__in=_series_named(rest, framework))
        case _:
            return None
    return rows.select_related("series__indicator__framework")


def _series_named(path: list[str], framework: Framework) -> Any:
    indicator, code = path
    rows = Series.objects.filter(indicator__framework=framework, indicator__code=indicator, code=code)
    return rows.select_related("indicator__framework")


def fields_of(model: type[models.Model]) -> list[str]:
    """The columns that an amendment can change in a row of `model`, in the model's order; texts in each language."""
    names = (_FIXED[model] | _BESIDE.get(model, frozenset())) - _NEVER.get(model, frozenset())
    translated = set(translated_names(model))
    columns = set(names - translated) | {
        f"{name}_{language}" for name in names & translated for language in settings.MODELTRANSLATION_LANGUAGES
    }
    return [field.name for field in model._meta.concrete_fields if field.name in columns]


def list_of(model: type[models.Model]) -> str | None:
    """What of a row of `model` comes or goes by amendment: `series` of an indicator, `milestones` of a series."""
    return _LISTS.get(model)


def made_by(field: str) -> type[Series] | type[Milestone]:
    """The model of what comes or goes by a change of `series` or `milestones`."""
    return _MADE[field][0]


def fields_of_new(field: str) -> list[str]:
    """The columns that are given for a new series or milestone, in the model's order."""
    model, parent = _MADE[field]
    translated = set(translated_names(model))
    left_out = translated | {"id", "version", parent, "first_year", "last_year"}
    return [column.name for column in model._meta.concrete_fields if column.name not in left_out]


def is_edited_freely(framework: Framework, what: str, field: str) -> bool:
    """Whether figures never fix this field of a definition, so that an amendment of it alone is none."""
    return field.rpartition("_")[0] in _BESIDE.get(type(definition_named(what, framework)), ())


def rests_under_figures(row: Any) -> bool:
    """Whether figures rest on it, so that it is amended; before that, it is edited."""
    return is_computed_by(row) if isinstance(row, RollUpRule | FinanceRule) else has_figures(row)


def plain_value(row: Any, name: str) -> Any:
    """A field of a definition as an amendment writes it."""
    return _plain(getattr(row, name))


def plain_row(row: Any, field: str) -> Content:
    """A series or milestone as an amendment writes it: what it says, without what it leaves empty."""
    said = {name: plain_value(row, name) for name in fields_of_new(field)}
    return {name: value for name, value in said.items() if value not in (None, "")}


def read_value(model: type[models.Model], name: str, given: Any, framework: Framework) -> Any:
    """The value of a column that `given` stands for. Raises Invalid under the column's name."""
    field = plain_field(model, name)
    try:
        value = _read(field, given, framework)
    except NumberRefused as error:
        raise Invalid({name: [error.message]}) from error
    if given is None and not field.null:
        raise Invalid({name: [_("Say what it shall be.")]})
    return cleaned(model, {name: value})[name]


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return getattr(value, "code", value.pk)
    if hasattr(value, "as_tuple"):
        return canonical(value)
    return str(value) if isinstance(value, str) else value


def _read(field: Any, given: Any, framework: Framework) -> Any:
    strange = Invalid({field.name: [_("This is no value for it.")]})
    if given is None:
        return None
    if isinstance(field, models.DecimalField):
        return read_canonical(given)
    if isinstance(field, models.IntegerField):
        if not isinstance(given, int) or isinstance(given, bool):
            raise strange
        return given
    if isinstance(field, models.JSONField):
        if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
            raise strange
        return given
    if not isinstance(given, str):
        raise strange
    return _pointed_to(field, given, framework) if field.is_relation else given


def _pointed_to(field: Any, code: str, framework: Framework) -> Any:
    outputs = Output.objects.filter(outcome__goal__framework=framework)
    rows: Any = Question.objects.all() if field.related_model is Question else outputs
    found = rows.filter(code=code).first()
    if found is None:
        raise Invalid({field.name: [_("“%(code)s” is not there.") % {"code": code}]})
    return found


def read_row(field: str, given: Mapping[str, Any], framework: Framework) -> Content:
    """The columns of a new series or milestone that `given` says. Raises Invalid, such as for `series.target_value`."""
    model, errors, values = made_by(field), {}, {}
    allowed = set(fields_of_new(field))
    for name, value in given.items():
        if name not in allowed:
            errors[f"{field}.{name}"] = [_("There is no such field.")]
            continue
        try:
            values[name] = read_value(model, name, value, framework)
        except Invalid as refusal:
            errors |= under(field, refusal).errors
    if errors:
        raise Invalid(errors)
    return values


def under(place: str, refusal: Invalid) -> Invalid:
    """The same refusal, its fields named within a place."""
    return Invalid({f"{place}.{name}": sentences for name, sentences in refusal.errors.items()})
