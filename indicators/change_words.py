"""Changes of amendments in words: what is changed, which field, and both values as pages write them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.numbers import format_number
from common.rows import plain_field
from common.translated import reader_language
from frameworks.models import Framework, Goal, Outcome, Output
from indicators.amended import LEDGER_RULE, MILESTONES, ROLL_UP_RULE, SERIES, Content, is_break
from indicators.measures import Measure
from indicators.models import FinanceRule, Indicator, Milestone, RollUpRule, Series

_MODELS: dict[str, type[models.Model]] = {
    "framework": Framework,
    "goal": Goal,
    "outcome": Outcome,
    "output": Output,
    "indicator": Indicator,
    "series": Series,
    "milestone": Milestone,
    ROLL_UP_RULE: RollUpRule,
    LEDGER_RULE: FinanceRule,
}
_LISTS = {SERIES: gettext_lazy("series"), MILESTONES: gettext_lazy("milestone")}
_IN_UNITS = frozenset({"baseline_value", "target_value", "value"})
_LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One change: on what, which field, and both values in words; "" where there is, or was, nothing."""

    what: str
    field: str
    old: str
    new: str
    is_break: bool


def change_in_words(change: Mapping[str, Any], measure: Measure | None = None) -> ChangeShown:
    """A change of a released document, or of an amendment; numbers in the unit of `measure` where it is known."""
    word, _space, key = change["what"].rpartition(" ")
    model, name = _MODELS[word], change["field"]
    old, new = (_shown(model, name, change[side], measure) for side in ("old", "new"))
    return ChangeShown(_named(model, key), _field_words(model, name), old, new, is_break(dict(change)))


def changes_in_words(amendment: Content, measure: Measure | None = None) -> list[ChangeShown]:
    """All changes of an amendment."""
    return [change_in_words(change, measure) for change in amendment["changes"]]


def in_one_line(changes: Iterable[ChangeShown]) -> str:
    """`RCS 2.1.1-d, total: target 90% → 85%; ...`"""
    return "; ".join(f"{row.what}: {row.field} {row.old or '–'} → {row.new or '–'}" for row in changes)


def field_words(model: type[models.Model], name: str) -> str:
    """A field's name, with its language where it is a text of one: `Title (français)`."""
    return _field_words(model, name)


def _named(model: type[models.Model], key: str) -> str:
    """`RCS 2.1.1-d, total`; levels above indicators by what they are: `Output 2.1.1`."""
    if model in (Framework, Goal, Outcome, Output):
        return f"{capfirst(model._meta.verbose_name)} {key}"
    indicator, *rest = key.split("/")
    return ", ".join([f"RCS {indicator}", *rest])


def _field_words(model: type[models.Model], name: str) -> str:
    if (model, name) in ((Indicator, SERIES), (Series, MILESTONES)):
        return str(_LISTS[name])
    base, _underscore, language = name.rpartition("_")
    if base and language in _LANGUAGES:
        said = str(plain_field(model, base).verbose_name)
        return said if language == "en" else f"{said} ({_LANGUAGES[language]})"
    return str(plain_field(model, name).verbose_name)


def _shown(model: type[models.Model], name: str, value: Any, measure: Measure | None) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, dict):
        return _row_shown(Milestone if name == MILESTONES else Series, value, measure)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name in _IN_UNITS:
        number = Decimal(value)
        return measure.shown(number) if measure else format_number(number, reader_language())
    choices = dict(getattr(plain_field(model, name), "flatchoices", ()))
    return str(choices.get(value, value))


def _row_shown(model: type[models.Model], row: Mapping[str, Any], measure: Measure | None) -> str:
    """A series or milestone: `2023: 87%`, or its code with its title and target."""
    if model is Milestone:
        return _("%(value)s for %(year)s") % {
            "value": _shown(model, "value", row["value"], measure),
            "year": row["year"],
        }
    target = row.get("target_value")
    words = [str(row.get("title_en") or row["code"])]
    if target is not None:
        said = {"value": _shown(model, "target_value", target, measure), "year": row["target_year"]}
        words.append(_("target %(value)s for %(year)s") % said)
    return ", ".join(words)
