"""Roll-up rules: the shipped ones loaded, and one changed. Each figure keeps the rule that it was made by."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from activity.changes import change_row, create_row
from common.refusals import Invalid, WrongState
from common.translated import FALLBACK, texts_of
from common.yaml_files import FileRefused, read_yaml
from frameworks.models import Framework
from indicators.choices import Method, Origin, Unanswered
from indicators.disclosure import Level, strictest
from indicators.file_schemas import ROLL_UP_RULES
from indicators.models import Figure, FinanceRule, RollUpRule, Series
from indicators.permissions import require
from records.facts import FACTS
from surveys.choices import NO, YES, Type
from surveys.models import Item, Question, QuestionVersion

SHIPPED = Path(__file__).resolve().parent / "data" / "roll_up_rules.yaml"
YES_OR_NO = {
    YES: {"en": "Yes", "fr": "Oui", "es": "Sí", "ru": "Да", "zh": "是", "ar": "نعم"},
    NO: {"en": "No", "fr": "Non", "es": "No", "ru": "Нет", "zh": "否", "ar": "لا"},
}
ROLLED_UP = (Method.SHARE, Method.MEAN, Method.SUM, Method.COUNT)


@transaction.atomic
def load_rules(path: Path = SHIPPED) -> int:
    """Put the rules of a file into a database that has none for their series; how many. Raises FileRefused.

    Rules for a framework that is not loaded are left for when it is.
    """
    loaded = set(Framework.objects.values_list("code", flat=True))
    rows = [row for row in read_yaml(path, ROLL_UP_RULES) if row["framework"] in loaded]
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
            raise FileRefused(f"{path}: {key}: {' '.join(map(str, error.sentences))}") from error
        missing.append(rule)
    RollUpRule.objects.bulk_create(missing)
    if missing:
        record(
            "indicators.rules.loaded", "roll-up rules", by=None, data={"series": [row.series.key for row in missing]}
        )
    return len(missing)


@transaction.atomic
def change_rule(rule: RollUpRule, values: Mapping[str, Any], *, by: User, seen: int | None) -> RollUpRule:
    """Name another question, or other choices that count, or what silence does, before figures are computed by it.

    From then on it goes by amendment (`indicators.amendments`): WrongState. Figures keep the rule that they had.
    """
    require("indicators.change_indicator", by)
    lock_head()
    wanted = RollUpRule.objects.select_related("series__indicator", "question").get(pk=rule.pk)
    for name, value in values.items():
        setattr(wanted, name, value)
    check_fits(wanted)
    return change_row(
        rule,
        values,
        by=by,
        verb="indicators.rule.changed",
        target=rule_target,
        seen=seen,
        allow=check_not_computed_by,
    )


@transaction.atomic
def create_rule(values: Mapping[str, Any], *, by: User) -> RollUpRule:
    """Name the question that a series is computed from from now on. Raises Invalid for a series that has one."""
    require("indicators.change_indicator", by)
    lock_head()
    check_fits(RollUpRule(**values))
    return create_row(RollUpRule(), values, by=by, verb="indicators.rule.created", target=rule_target)


def is_computed_by(rule: RollUpRule | FinanceRule) -> bool:
    """Whether there is a figure that was computed by this rule of its series."""
    origin = Origin.COMPUTED_FROM_ANSWERS if isinstance(rule, RollUpRule) else Origin.COMPUTED_FROM_FINANCE
    return Figure.objects.filter(observation__series=rule.series_id, origin=origin).exists()


def check_not_computed_by(
    before: RollUpRule | FinanceRule, after: RollUpRule | FinanceRule, names: Collection[str]
) -> None:
    """Raise WrongState where figures were computed by the rule that would change."""
    if names and is_computed_by(before):
        raise WrongState(_("Figures were computed by this rule, so it is amended, not edited."))


def rule_target(rule: RollUpRule) -> str:
    """How the log names a rule: by its series."""
    return f"series {rule.series.key}"


def describe(rule: RollUpRule, item: Item) -> dict[str, Any]:
    """The rule as a released document says it, in every language, with the wording of `item`'s year.

    Shape: {method, of, applies_to, respondent, question, wording, type, text, rests_on: {fact, title} or None,
    choices: [{code, text}], counts: [{code, text}], not_applicable, no_response, disclosure}. Texts by language.
    `indicators.rule_words.sentences_of` makes sentences of it. Costs no query where both come with their relations.
    """
    indicator, wording = rule.series.indicator, item.wording
    choices = choices_of(wording)
    counts = set(rule.counts or wording.counts_as_yes)
    return {
        "method": indicator.method,
        "of": indicator.counted or None,
        "applies_to": texts_of(indicator, "applies_to"),
        "respondent": item.question.respondent,
        "question": item.question.code,
        "wording": wording.number,
        "type": wording.type,
        "text": texts_of(wording, "text"),
        "rests_on": {"fact": wording.rests_on, "title": in_every_language(FACTS[wording.rests_on].title)}
        if wording.rests_on
        else None,
        "choices": choices,
        "counts": [choice for choice in choices if choice["code"] in counts],
        "not_applicable": rule.not_applicable,
        "no_response": rule.no_response,
        "disclosure": disclosure_of(item),
    }


def disclosure_of(item: Item) -> Level:
    """How far answers to this question open: the stricter of what the questionnaire and the question say."""
    return strictest(*filter(None, (item.section.questionnaire.disclosure, item.wording.disclosure)))


def choices_of(wording: QuestionVersion) -> list[dict[str, Any]]:
    """The choices of a question in their order, {code, text} with the texts by language."""
    if wording.type == Type.YES_NO:
        return [{"code": code, "text": texts} for code, texts in YES_OR_NO.items()]
    return [{"code": choice["code"], "text": choice["text"]} for choice in wording.choices]


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


def in_every_language(words: Promise) -> dict[str, str]:
    """Words of the interface by language; those that a language lacks are left out."""
    found: dict[str, str] = {}
    for language in settings.MODELTRANSLATION_LANGUAGES:
        with translation.override(language):
            if language == FALLBACK or str(words) != found[FALLBACK]:
                found[language] = str(words)
    return found
