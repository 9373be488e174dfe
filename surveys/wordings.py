"""What a wording of a question has to be: the same for the shipped file and for administrators."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from records.facts import FACTS
from surveys.choices import WITH_CHOICES, Type
from surveys.file_schemas import APPLIES_IF, CHOICES, CODES
from surveys.models import QuestionVersion

_SHAPES: dict[str, dict[str, Any]] = {
    "choices": {"anyOf": [CHOICES, {"const": []}]},
    "counts_as_yes": {"anyOf": [CODES, {"const": []}]},
    "applies_if": {"anyOf": [APPLIES_IF, {"type": "null"}]},
}


def wording_faults(wording: QuestionVersion) -> dict[str, list[Any]]:
    """What is wrong with a wording, by field: the shape of its choices and condition, and what they name."""
    faults: dict[str, list[Any]] = {
        name: [_("It is not of the form that the file of questionnaires has.")]
        for name, shape in _SHAPES.items()
        if not Draft202012Validator(shape).is_valid(getattr(wording, name))
    }
    if faults:
        return faults
    codes = wording.choice_codes
    if bool(wording.choices) != (wording.type in WITH_CHOICES):
        faults["choices"] = [_("Choices stand exactly where the type asks for a choice.")]
    elif len(set(codes)) < len(codes):
        faults["choices"] = [_("Two choices have the same code.")]
    if strange := sorted(set(wording.counts_as_yes) - set(codes)):
        faults["counts_as_yes"] = [_("“%(code)s” is not among its choices.") % {"code": strange[0]}]
    condition = wording.applies_if or {}
    if "fact" in condition and condition["fact"] not in FACTS:
        faults["applies_if"] = [_("The records know no “%(code)s”.") % {"code": condition["fact"]}]
    if wording.rests_on and (wording.rests_on not in FACTS or FACTS[wording.rests_on].type != wording.type):
        faults["rests_on"] = [_("The records know no “%(code)s” of this type.") % {"code": wording.rests_on}]
    limits = (wording.minimum, wording.maximum, wording.tolerance)
    if wording.type != Type.NUMBER and any(limit is not None for limit in limits):
        faults["minimum"] = [_("Only numbers are expected in a range.")]
    elif wording.minimum is not None and wording.maximum is not None and wording.minimum > wording.maximum:
        faults["maximum"] = [_("It is less than the least that is expected.")]
    return faults


def misplaced(asked: Iterable[tuple[str, Mapping[str, Any] | None]]) -> list[str]:
    """Of questions in their order, (code, condition), those whose condition names none that stands before."""
    before: set[str] = set()
    found = []
    for code, condition in asked:
        if condition and "question" in condition and condition["question"] not in before:
            found.append(code)
        before.add(code)
    return found
