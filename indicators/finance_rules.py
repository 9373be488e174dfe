"""Ledger rules: the shipped ones loaded, and one changed. Each figure keeps the measure that it was made by."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from activity.changes import change_row, create_row
from common.refusals import Invalid
from common.yaml_files import FileRefused, read_yaml
from finance.measures import UNITS
from frameworks.models import Framework
from indicators.choices import Method
from indicators.file_schemas import FINANCE_RULES
from indicators.from_finance import DISCLOSURE, SOURCE
from indicators.models import FinanceRule, Series
from indicators.permissions import require
from indicators.rules import check_not_computed_by

SHIPPED = Path(__file__).resolve().parent / "data" / "finance_rules.yaml"


@transaction.atomic
def load_finance_rules(path: Path = SHIPPED) -> int:
    """Put the rules of a file into a database that has none for their series; how many. Raises FileRefused.

    Rules for a framework that is not loaded are left for when it is.
    """
    loaded = set(Framework.objects.values_list("code", flat=True))
    series = {row.key: row for row in Series.objects.select_related("indicator__framework")}
    present = set(FinanceRule.objects.values_list("series", flat=True))
    missing = []
    for row in read_yaml(path, FINANCE_RULES):
        key = f"{row['framework']}/{row['indicator']}/{row['series']}"
        if row["framework"] not in loaded:
            continue
        if key not in series:
            raise FileRefused(f"{path}: {key}: no such series.")
        if series[key].pk in present:
            continue
        rule = FinanceRule(series=series[key], measure=row["measure"])
        try:
            check_fits(rule)
        except Invalid as error:
            raise FileRefused(f"{path}: {key}: {' '.join(map(str, error.sentences))}") from error
        missing.append(rule)
    FinanceRule.objects.bulk_create(missing)
    if missing:
        named = [row.series.key for row in missing]
        record("indicators.finance_rules.loaded", "ledger rules", by=None, data={"series": named})
    return len(missing)


@transaction.atomic
def change_finance_rule(rule: FinanceRule, values: Mapping[str, Any], *, by: User, seen: int | None) -> FinanceRule:
    """Name another measure of the ledger, before figures are computed by it; from then on by amendment: WrongState."""
    require("indicators.change_indicator", by)
    lock_head()
    check_fits(FinanceRule(series=rule.series, measure=values.get("measure", rule.measure)))
    return change_row(
        rule,
        values,
        by=by,
        verb="indicators.finance_rule.changed",
        target=finance_rule_target,
        seen=seen,
        allow=check_not_computed_by,
    )


@transaction.atomic
def create_finance_rule(values: Mapping[str, Any], *, by: User) -> FinanceRule:
    """Name the measure that a series is from now on. Raises Invalid for a series that has one."""
    require("indicators.change_indicator", by)
    lock_head()
    check_fits(FinanceRule(**values))
    return create_row(FinanceRule(), values, by=by, verb="indicators.finance_rule.created", target=finance_rule_target)


def finance_rule_target(rule: FinanceRule) -> str:
    """How the log names a rule: by its series."""
    return f"series {rule.series.key}"


def describe_measure(measure: str) -> dict[str, Any]:
    """The rule as a released document says it: {source, measure, disclosure}; `rule_words` makes sentences of it."""
    return {"source": SOURCE, "measure": measure, "disclosure": DISCLOSURE}


def check_fits(rule: FinanceRule) -> None:
    """Raise Invalid where the measure is none that the indicator's method and unit ask for."""
    indicator = rule.series.indicator
    errors: dict[str, list[Any]] = {}
    if indicator.method != Method.FINANCE:
        errors["series"] = [_("This indicator's method is not computed from the trust-fund records.")]
    elif UNITS.get(rule.measure) != indicator.unit:
        errors["measure"] = [_("This measure is not in the unit of the indicator.")]
    if errors:
        raise Invalid(errors)
