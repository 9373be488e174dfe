"""What an amendment writes: all of its changes, or a refusal that names each that makes no sense.

`indicators.amendments` says who may and when; here the changes become rows, through the code of the definitions.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from activity.changes import write_row
from common.refusals import Invalid, VersionNeeded
from frameworks.models import Framework
from indicators import finance_rules, rules
from indicators.actions import create_observations
from indicators.amendable import (
    definition_named,
    fields_of,
    is_edited_freely,
    list_of,
    made_by,
    plain_row,
    plain_value,
    read_row,
    read_value,
    rests_under_figures,
    under,
)
from indicators.amended import MILESTONES
from indicators.definitions import NOUNS, add_definition, amend_definition, sensible
from indicators.models import Figure, FinanceRule, Indicator, Milestone, RollUpRule, Series

Change = dict[str, Any]
MOST_CHANGES = 200


def checked_changes(framework: Framework, given: Sequence[Mapping[str, Any]]) -> list[Change]:
    """The changes as they are kept: {on, field, old, new}, in canonical form, each one a change of what stands now.

    Raises VersionNeeded for one that does not say what it saw, and Invalid by field.
    """
    errors: dict[str, list[Any]] = {}
    changes: list[Change] = []
    if not given:
        raise Invalid({"changes": [_("Nothing would be changed.")]})
    if len(given) > MOST_CHANGES:
        raise Invalid({"changes": [_("At most %(most)s changes at once.") % {"most": MOST_CHANGES}]})
    for each in given:
        try:
            changes.append(_checked_change(framework, each))
        except Invalid as refusal:
            for name, sentences in refusal.errors.items():
                errors.setdefault(name, []).extend(sentences)
    if not errors and all(is_edited_freely(framework, row["on"], row["field"]) for row in changes):
        errors["changes"] = [_("Notes alone are edited, not amended.")]
    errors |= _said_twice(changes)
    if errors:
        raise Invalid(errors)
    return changes


def moved_since(framework: Framework, changes: Sequence[Change]) -> list[str]:
    """What does not say any more what an amendment saw: a sentence each."""
    return [
        _("%(field)s of %(what)s says %(now)s now, not %(old)s.")
        % {"field": change["field"], "what": change["on"], "now": _shown(now), "old": _shown(change["old"])}
        for change in changes
        if (now := _present(framework, change)) != change["old"]
    ]


def write_changes(framework: Framework, changes: Sequence[Change], first_year: int) -> int:
    """Write all changes into the definitions; how many observations a new series got. Raises Invalid by field."""
    rows: dict[str, Any] = {}
    values: dict[str, dict[str, Any]] = {}
    lists: list[tuple[Any, Change]] = []
    for change in changes:
        row = rows.setdefault(change["on"], definition_named(change["on"], framework))
        if change["field"] == list_of(type(row)):
            lists.append((row, change))
        else:
            read = read_value(type(row), change["field"], change["new"], framework)
            values.setdefault(change["on"], {})[change["field"]] = read
    for stage in _stages(rows, values, lists, first_year):
        stage()
    touched = [row for row in rows.values() if isinstance(row, Series | Indicator)]
    _check_what_rests_on(touched)
    return create_observations()


def _checked_change(framework: Framework, given: Mapping[str, Any]) -> Change:
    if set(given) - {"old"} != {"on", "field", "new"} or not isinstance(given["on"], str):
        raise Invalid({"changes": [_("A change says what it is on, which field, what was and what is new.")]})
    if "old" not in given:
        raise VersionNeeded(_("Say what you saw there, so that nobody's change is lost."))
    name = str(given["field"])
    row = definition_named(given["on"], framework)
    if name == list_of(type(row)):
        change = _checked_row(framework, row, given)
    elif name in fields_of(type(row)):
        read = read_value(type(row), name, given["new"], framework)
        change = {"on": given["on"], "field": name, "old": given["old"], "new": _plain_of(row, name, read)}
    else:
        raise Invalid({name: [_("This field is not amended.")]})
    if change["old"] != (now := _present(framework, change)):
        raise Invalid({name: [_("It says %(now)s now, not what you saw.") % {"now": _shown(now)}]})
    if change["old"] == change["new"]:
        raise Invalid({name: [_("It says so already.")]})
    if not rests_under_figures(row):
        raise Invalid({name: [_("No figures rest on it yet: it is edited, not amended.")]})
    return change


def _checked_row(framework: Framework, row: Any, given: Mapping[str, Any]) -> Change:
    """A series that comes, or a milestone that comes or goes."""
    name, old, new = given["field"], given["old"], given["new"]
    if (old is None) == (new is None) or (old is not None and name != MILESTONES):
        raise Invalid({name: [_("A milestone comes or goes; a series comes, and goes by its last year.")]})
    if not isinstance(old or new, dict):
        raise Invalid({name: [_("This is no value for it.")]})
    if new is not None:
        read_row(name, new, framework)
        new = {field: value for field, value in new.items() if value not in (None, "")}
    elif isinstance(old.get("year"), int):
        present = Milestone.objects.filter(series=row, year=old["year"]).first()
        old = plain_row(present, name) if present and plain_value(present, "value") == old.get("value") else old
    return {"on": given["on"], "field": name, "old": old, "new": new}


def _present(framework: Framework, change: Change) -> Any:
    """What stands now where a change shall write."""
    row = definition_named(change["on"], framework)
    name = change["field"]
    if name != list_of(type(row)):
        return plain_value(row, name)
    wanted = change["old"] or change["new"]
    found: Any = None
    if name == MILESTONES and isinstance(wanted.get("year"), int):
        found = Milestone.objects.filter(series=row, year=wanted["year"]).first()
    elif name != MILESTONES:
        found = Series.objects.filter(indicator=row, code=str(wanted.get("code", ""))).first()
    return plain_row(found, name) if found else None


def _plain_of(row: Any, name: str, value: Any) -> Any:
    """A value as it would stand in the row, written as an amendment writes it."""
    blank = type(row)()
    setattr(blank, name, value)
    return plain_value(blank, name)


def _said_twice(changes: Sequence[Change]) -> dict[str, list[Any]]:
    seen: set[tuple[str, str, str]] = set()
    for change in changes:
        row = change["new"] or change["old"]
        of_list = str(row.get("code", row.get("year"))) if isinstance(row, dict) else ""
        place = (change["on"], change["field"], of_list)
        if place in seen:
            return {change["field"]: [_("It is changed twice.")]}
        seen.add(place)
    return {}


def _stages(
    rows: Mapping[str, Any],
    values: Mapping[str, dict[str, Any]],
    lists: Sequence[tuple[Any, Change]],
    first_year: int,
) -> Iterator[Callable[[], Any]]:
    """The writes in an order in which each finds what it needs: decimals grow before numbers that need them, and
    shrink after; a milestone goes before its series changes, and comes after."""
    by_model = [name for model in (*NOUNS, RollUpRule, FinanceRule) for name in values if type(rows[name]) is model]
    shrinking = [name for name in by_model if _loses_decimals(rows[name], values[name])]
    growing = [name for name in by_model if name not in shrinking]
    going = [(row, change) for row, change in lists if change["new"] is None]
    coming = [(row, change) for row, change in lists if change["new"] is not None]
    for row, change in going:
        yield Milestone.objects.filter(series=row, year=change["old"]["year"]).delete
    for name in growing:
        yield partial(_write, rows[name], values[name], first_year)
    for row, change in coming:
        yield partial(_add, row, change, first_year)
    for name in shrinking:
        yield partial(_write, rows[name], values[name], first_year)


def _loses_decimals(row: Any, values: Mapping[str, Any]) -> bool:
    return isinstance(row, Indicator) and values.get("decimals", row.decimals) < row.decimals


def _write(row: Any, values: Mapping[str, Any], first_year: int) -> None:
    row = type(row)._base_manager.get(pk=row.pk)  # another change of the same amendment may have written into it
    if isinstance(row, RollUpRule | FinanceRule):
        written = write_row(row, values, seen=row.version).row
        _check_rule(written)
        return
    if "last_year" in values and isinstance(row, Series):
        _check_end(row, values["last_year"], first_year)
    amend_definition(row, values)


def _check_rule(rule: RollUpRule | FinanceRule) -> None:
    present = type(rule).objects.select_related("series__indicator").get(pk=rule.pk)
    if isinstance(present, RollUpRule):
        rules.check_fits(present)
    else:
        finance_rules.check_fits(present)


def _check_end(series: Series, last_year: int | None, first_year: int) -> None:
    """A series ends with the year before the amendment's first, and not before a year that it has a figure for."""
    if last_year is None:
        return
    if last_year != first_year - 1:
        raise Invalid({"last_year": [_("Its last year is the one before the first year of the amendment.")]})
    if Figure.objects.filter(observation__series=series, observation__year__gt=last_year).exists():
        raise Invalid({"last_year": [_("It has a figure for a later year.")]})


def _add(row: Any, change: Change, first_year: int) -> None:
    name = change["field"]
    model = made_by(name)
    parent = NOUNS[model].parent or ""
    framework = row.framework if isinstance(row, Indicator) else row.indicator.framework
    present = type(row)._base_manager.get(pk=row.pk)
    try:
        begins = {"first_year": first_year} if model is Series else {}
        add_definition(model, {**read_row(name, change["new"], framework), **begins, parent: present})
    except Invalid as refusal:
        is_prefixed = any(field.startswith(f"{name}.") for field in refusal.errors)
        raise refusal if is_prefixed else under(name, refusal) from refusal


def _check_what_rests_on(touched: Sequence[Series | Indicator]) -> None:
    """Milestones lie between baseline and target still, and rules still give what methods and units ask for."""
    indicators = [row.pk for row in touched if isinstance(row, Indicator)]
    series = [row.pk for row in touched if isinstance(row, Series)]
    for milestone in Milestone.objects.filter(series__in=series).select_related("series__indicator"):
        try:
            sensible(milestone, {})
        except Invalid as refusal:
            raise under(MILESTONES, refusal) from refusal
    for model in (RollUpRule, FinanceRule):
        for rule in model._base_manager.filter(series__indicator__in=indicators):
            _check_rule(rule)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {part}" for name, part in value.items())
    return "–" if value in (None, "") else str(value)
