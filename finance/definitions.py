"""What stands around the items, created and changed: contributors, control totals, components, footnotes, facts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.installation import is_demonstration
from accounts.models import User
from activity.actions import lock_head
from activity.changes import change_row, create_row
from common.converters import is_code
from common.numbers import MAX_DECIMALS, digits_after_point
from common.refusals import Invalid
from finance.choices import ObjectOfExpenditure
from finance.models import Component, Contributor, ControlTotal, Fact, Footnote, FundItem, GroupOf77Membership, Report
from finance.permissions import require
from finance.reading import FUNDING_TABLE, computed_places, lines_by_report
from finance.tables import NUMBERS, TOTAL, lines_of

Definition = Contributor | GroupOf77Membership | ControlTotal | Component | Footnote | Fact

_NOUNS: dict[type[models.Model], tuple[str, str]] = {
    Contributor: ("contributor", "finance.change_contributors"),
    GroupOf77Membership: ("group_of_77", "finance.change_contributors"),
    ControlTotal: ("control_total", "finance.change_contributors"),
    Component: ("component", "finance.change_structure"),
    Footnote: ("footnote", "finance.change_structure"),
    Fact: ("fact", "finance.change_structure"),
}


@transaction.atomic
def create_definition(model: type[Definition], values: Mapping[str, Any], *, by: User | None) -> Definition:
    """Create a row. Raises NotAllowed, Invalid."""
    noun, permission = _NOUNS[model]
    require(permission, by)
    lock_head()
    _check(model, None, values)
    return create_row(model(), values, by=by, verb=f"finance.{noun}.created", target=target_of)


@transaction.atomic
def change_definition(row: Definition, values: Mapping[str, Any], *, by: User | None, seen: int | None) -> Definition:
    """Change a row. Raises NotAllowed, Invalid, VersionNeeded, VersionConflict."""
    noun, permission = _NOUNS[type(row)]
    require(permission, by)
    lock_head()
    _check(type(row), row, values)
    return change_row(row, values, by=by, verb=f"finance.{noun}.changed", target=target_of, seen=seen)


def target_of(row: Definition) -> str:
    """How the log names a row: `contributor KEN`, `control total 2022 1 B expenditure_2021`."""
    match row:
        case Contributor() | Component():
            return f"{row._meta.verbose_name_raw} {row.code}"
        case GroupOf77Membership():
            return f"contributor {row.contributor.code}"
    return f"{row._meta.verbose_name_raw} {row}"


_CODED = (Contributor, Component, Fact)


def _check(model: type[models.Model], row: Definition | None, values: Mapping[str, Any]) -> None:
    """What the columns alone do not hold. Raises Invalid."""
    if model in _CODED and values.get("code"):
        _check_code(model, values["code"])
    if model is Contributor:
        _check_contributor(row if isinstance(row, Contributor) else None, values)
    if model is Component:
        _check_component(row if isinstance(row, Component) else None, values)
    if model is ControlTotal:
        _check_control_total(row if isinstance(row, ControlTotal) else None, values)
    if model is Footnote:
        _check_footnote(row if isinstance(row, Footnote) else None, values)


def _check_code(model: type[models.Model], code: str) -> None:
    """It can stand in an address; a component's is none that lines of the tables have of their own."""
    if not is_code(code):
        raise Invalid({"code": [_("A code has letters, digits, dots and hyphens alone: it stands in addresses.")]})
    if model is Component and code in (TOTAL, *ObjectOfExpenditure.values):
        raise Invalid({"code": [_("Lines of the tables have this code already.")]})


def _check_contributor(row: Contributor | None, values: Mapping[str, Any]) -> None:
    invented = values.get("is_demonstration", row.is_demonstration if row else False)
    if invented and not is_demonstration():
        raise Invalid({"is_demonstration": [_("Invented contributors exist in demonstrations alone.")]})
    if row and row.contributions.exists() and invented != row.is_demonstration:
        raise Invalid({"is_demonstration": [_("Something stands under this contributor already.")]})
    if row and "code" in values and values["code"] != row.code and row.contributions.exists():
        raise Invalid({"code": [_("Its code stays: it stands in addresses, files and figures.")]})


def _check_component(row: Component | None, values: Mapping[str, Any]) -> None:
    """A component with figures of its own is no sum, and the tree has no circle."""
    parent: Component | None = values.get("parent", row.parent if row else None)
    if parent and FundItem.objects.filter(component=parent).exists():
        raise Invalid({"parent": [_("This component has figures of its own, and cannot be parted.")]})
    while parent is not None:
        if row and parent.pk == row.pk:
            raise Invalid({"parent": [_("A component cannot be a part of itself.")]})
        parent = parent.parent
    if row and "code" in values and values["code"] != row.code and row.items.exists():
        raise Invalid({"code": [_("Items are named after it; it keeps its code.")]})


def _check_control_total(row: ControlTotal | None, values: Mapping[str, Any]) -> None:
    """It stands where something is computed, with no more decimals than it says: they bound its rounding."""
    _check_table(values, [*(str(number) for number in NUMBERS), FUNDING_TABLE])
    if (values.get("decimals") or 0) > MAX_DECIMALS:
        raise Invalid({"decimals": [_("At most %(most)s.") % {"most": MAX_DECIMALS}]})
    value, decimals = (values.get(name, getattr(row, name, None)) for name in ("value", "decimals"))
    if isinstance(value, Decimal) and isinstance(decimals, int) and digits_after_point(value) > decimals:
        raise Invalid({"value": [_("It has more decimals than it is printed with.")]})
    report, *place = (values.get(name, getattr(row, name, None)) for name in ("report", "table", "line", "column"))
    if isinstance(report, Report) and tuple(place) not in computed_places(report.year):
        raise Invalid({"column": [_("Nothing is computed in this line and column of the table.")]})


def _check_footnote(row: Footnote | None, values: Mapping[str, Any]) -> None:
    """It stands with a line of its table."""
    _check_table(values, [str(number) for number in NUMBERS])
    report, table, line = (values.get(name, getattr(row, name, None)) for name in ("report", "table", "line"))
    if isinstance(report, Report) and isinstance(table, int):
        codes = [one.code for one in lines_of(table, lines_by_report().get(report.year, []))]
        if line not in codes:
            raise Invalid({"line": [_("Choose one of: %(choices)s.") % {"choices": ", ".join(codes)}]})


def _check_table(values: Mapping[str, Any], tables: list[str]) -> None:
    """It stands in a table that there is."""
    if "table" in values and str(values["table"]) not in tables:
        raise Invalid({"table": [_("Choose one of: %(choices)s.") % {"choices": ", ".join(tables)}]})
