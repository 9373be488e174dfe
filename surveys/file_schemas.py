"""The shape of the file of questionnaires, as JSON Schema."""

from typing import Any

from surveys.choices import Disclosure, Respondent, Type

CODE = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$", "maxLength": 60}
DECIMAL = {"type": "string", "pattern": r"^(0|[1-9][0-9]*)(\.[0-9]+)?$"}
MONTH_AND_DAY = {"type": "string", "pattern": "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}
TEXTS = {
    "type": "object",
    "required": ["en"],
    "additionalProperties": False,
    "properties": {language: {"type": "string", "minLength": 1} for language in ("en", "fr", "es", "ru", "zh", "ar")},
}


def _record(required: list[str], /, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": items}


CODES = _list({"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"})
CHOICES = _list(_record(["code", "text"], code=CODE, text=TEXTS))
APPLIES_IF = _record(["is"], question=CODE, fact={"type": "string"}, **{"is": CODES}) | {
    "oneOf": [{"required": ["question"]}, {"required": ["fact"]}]
}
_QUESTION = _record(
    ["code", "type", "text"],
    code=CODE,
    type={"enum": Type.values},
    text=TEXTS,
    help=TEXTS,
    choices=CHOICES,
    counts_as_yes=CODES,
    rests_on={"type": "string"},
    applies_if=APPLIES_IF,
    minimum=DECIMAL,
    maximum=DECIMAL,
    tolerance=DECIMAL,
    required={"type": "boolean"},
    disclosure={"enum": Disclosure.values},
)
QUESTIONNAIRES = _list(
    _record(
        ["code", "respondent", "disclosure", "title", "sections"],
        code=CODE,
        respondent={"enum": Respondent.values},
        disclosure={"enum": Disclosure.values},
        title=TEXTS,
        introduction=TEXTS,
        deadline=MONTH_AND_DAY,
        sections=_list(
            _record(
                ["code", "title", "questions"],
                code=CODE,
                title=TEXTS,
                deadline=MONTH_AND_DAY,
                questions=_list(_QUESTION),
            )
        ),
    )
)
