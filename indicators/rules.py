"""Roll-up rules: the shipped ones loaded, and one changed. Each figure keeps the rule that it was made by."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from common.refusals import Invalid
from common.versions import write_version
from common.yaml_files import FileRefused, read_yaml
from indicators.choices import Method, Unanswered
from indicators.file_schemas import ROLL_UP_RULES
from indicators.models import RollUpRule, Series
from indicators.permissions import require
from surveys.choices import Type
from surveys.models import Question

SHIPPED = Path(__file__).resolve().parent / "data" / "roll_up_rules.yaml"
ROLLED_UP = (Method.SHARE, Method.MEAN, Method.SUM, Method.COUNT)


@transaction.atomic
def load_rules(path: Path = SHIPPED) -> int:
    """Put the rules of a file into a database that has none for their series; how many. Raises FileRefused."""
    rows = read_yaml(path, ROLL_UP_RULES)
    series = {row.key: row for row in Series.objects.select_related("indicator__framework")}
    questions = {row.code: row for row in Question.objects.all()}
    present = set(RollUpRule.objects.values_list("series", flat=True))
    missing = []
    for row in rows:
        key = f"{row['framework']}/{row['indicator']}/{row['series']}"
        if key not in series or row["question"] not in questions:
            raise FileRefused(f"{path}: {key}: no such series, or no question “{row['question']}”.")
        if series[key].pk in present:
            continue
        rule = RollUpRule(series=series[key], question=questions[row["question"]], **_options(row))
        try:
            check_fits(rule)
        except Invalid as error:
            sentences = " ".join(str(sentence) for row in error.errors.values() for sentence in row)
            raise FileRefused(f"{path}: {key}: {sentences}") from error
        missing.append(rule)
    RollUpRule.objects.bulk_create(missing)
    if missing:
        record(
            "indicators.rules.loaded", "roll-up rules", by=None, data={"series": [row.series.key for row in missing]}
        )
    return len(missing)


@transaction.atomic
def change_rule(rule: RollUpRule, values: Mapping[str, Any], *, by: User, seen: int | None) -> RollUpRule:
    """Name another question, or other choices that count, or what silence does. Figures keep the rule they had."""
    require("indicators.change_indicator", by)
    lock_head()
    present = RollUpRule.objects.select_related("series__indicator", "question").get(pk=rule.pk)
    before = {name: _plain(getattr(present, name)) for name in values}
    for name, value in values.items():
        setattr(present, name, value)
    check_fits(present)
    changed = write_version(present, dict(values), seen=seen)
    after = {name: _plain(getattr(changed, name)) for name in values}
    data = {"version": changed.version, "before": before, "after": after}
    record("indicators.rule.changed", f"series {present.series.key}", by=by, data=data)
    return changed


def check_fits(rule: RollUpRule) -> None:
    """Raise Invalid where the question cannot give what the indicator's method asks for."""
    method, question = rule.series.indicator.method, rule.question
    errors: dict[str, list[Any]] = {}
    newest = question.versions.order_by("-number").first()
    if method not in ROLLED_UP:
        errors["series"] = [_("This indicator's method is not computed from answers.")]
    elif newest is None:
        errors["question"] = [_("This question has no wording yet.")]
    elif method in (Method.MEAN, Method.SUM) and newest.type != Type.NUMBER:
        errors["question"] = [_("A mean or a sum needs a question that is answered with a number.")]
    elif method in (Method.SHARE, Method.COUNT) and not newest.choice_codes:
        errors["question"] = [_("A share or a count needs a question that is answered with a choice.")]
    elif strange := sorted(set(rule.counts) - set(newest.choice_codes)):
        errors["counts"] = [_("“%(choice)s” is not among the question's choices.") % {"choice": strange[0]}]
    elif method in (Method.SHARE, Method.COUNT) and not (rule.counts or newest.counts_as_yes):
        errors["counts"] = [_("Say which choices count.")]
    elif method in (Method.MEAN, Method.SUM) and Unanswered.COUNT_AS_NO in (rule.no_response, rule.not_applicable):
        errors["no_response"] = [_("Where numbers are asked, nobody can be counted as no: missing is not zero.")]
    if errors:
        raise Invalid(errors)


def _options(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "counts": row.get("counts", []),
        "no_response": row.get("no_response", Unanswered.LEAVE_OUT),
        "not_applicable": row.get("not_applicable", Unanswered.LEAVE_OUT),
    }


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, Question) else value
