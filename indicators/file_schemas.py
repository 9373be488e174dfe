"""The shape of a framework's data files, as JSON Schema."""

from typing import Any

from django.conf import settings

from indicators.choices import LEDGER_MEASURES, Counted, Direction, Method, Unanswered, Unit

_TEXT: dict[str, Any] = {
    "oneOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "properties": {name: {"type": "string", "minLength": 1} for name in settings.MODELTRANSLATION_LANGUAGES},
            "required": ["en"],
            "additionalProperties": False,
        },
    ]
}
_CODE = {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9.\-]*$", "maxLength": 40}
_YEAR = {"type": "integer", "minimum": 1945, "maximum": 2200}
_NUMBER_OR_NULL = {"type": ["number", "null"]}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1}


_SERIES = _object(
    ["code", "baseline", "target"],
    code=_CODE,
    title=_TEXT,
    baseline=_NUMBER_OR_NULL,
    baseline_year={"anyOf": [_YEAR, {"type": "null"}]},
    target=_NUMBER_OR_NULL,
    target_year=_YEAR,
    milestones=_list(_object(["year", "value"], year=_YEAR, value={"type": "number"}, note=_TEXT)),
    note=_TEXT,
)
_INDICATOR = _object(
    ["code", "title", "unit", "direction", "roll_up", "series"],
    code=_CODE,
    title=_TEXT,
    unit={"enum": Unit.values},
    decimals={"type": "integer", "minimum": 0, "maximum": 4},
    direction={"enum": [*Direction.values, None]},
    roll_up=_object(["method"], method={"enum": Method.values}, of={"enum": Counted.values}),
    applies_to=_TEXT,
    collected_from=_TEXT,
    note=_TEXT,
    series=_list(_SERIES),
)
_OUTPUT = _object(["code", "title", "indicators"], code=_CODE, title=_TEXT, indicators=_list(_INDICATOR))
_OUTCOME = _object(["code", "title", "outputs"], code=_CODE, title=_TEXT, outputs=_list(_OUTPUT))
_GOAL = _object(["code", "title", "outcomes"], code=_CODE, title=_TEXT, outcomes=_list(_OUTCOME))

FRAMEWORK = _object(
    ["framework", "goals"],
    framework=_object(
        ["code", "document", "title", "first_year", "last_year"],
        code=_CODE,
        document={"type": "string", "minLength": 1, "maxLength": 40},
        document_language={"enum": list(settings.MODELTRANSLATION_LANGUAGES)},
        mandate={"type": "string"},
        title=_TEXT,
        first_year=_YEAR,
        last_year=_YEAR,
        note=_TEXT,
    ),
    goals=_list(_GOAL),
)
REPORTED_VALUES = {
    "type": "object",
    "required": ["values"],
    "properties": {
        "values": {
            "type": "array",
            "items": _object(
                ["indicator", "series", "year", "value", "paragraph"],
                indicator=_CODE,
                series=_CODE,
                year=_YEAR,
                value={"type": "number"},
                paragraph={"type": ["integer", "string"]},
                as_at={"type": "string", "pattern": r"^\d{4}-\d{2}$"},
            ),
        }
    },
}
REPORTING_YEARS = _list(_object(["year", "closed"], year=_YEAR, closed={"type": "boolean"}))
ROLL_UP_RULES = _list(
    _object(
        ["framework", "indicator", "series", "question"],
        framework=_CODE,
        indicator=_CODE,
        series=_CODE,
        question=_CODE,
        counts=_list({"type": "string"}),
        no_response={"enum": Unanswered.values},
        not_applicable={"enum": Unanswered.values},
    )
)
FINANCE_RULES = _list(
    _object(
        ["framework", "indicator", "series", "measure"],
        framework=_CODE,
        indicator=_CODE,
        series=_CODE,
        measure={"enum": [measure.value for measure in LEDGER_MEASURES]},
    )
)
_TEXTS = {**_TEXT["oneOf"][1], "required": list(settings.MODELTRANSLATION_LANGUAGES)}
_FACT_CODE = {"type": "string", "pattern": r"^[a-z0-9][a-z0-9\-]*$", "maxLength": 60}
_PARAGRAPH = {"type": "string", "minLength": 1, "maxLength": 60}
# By year: years are whole numbers, which a pattern of names cannot be held against; the columns hold them.
_BY_YEAR = {"type": "object", "minProperties": 1}
FACTS = _object(
    ["document", "sources", "facts", "look_alikes"],
    document={"type": "string", "minLength": 1, "maxLength": 40},
    sources=_list(_object(["code", "title"], code=_FACT_CODE, title=_TEXTS)),
    facts=_list(
        _object(
            ["code", "unit", "source", "paragraph", "values", "title"],
            code=_FACT_CODE,
            unit={"enum": Unit.values},
            source=_FACT_CODE,
            paragraph=_PARAGRAPH,
            values={**_BY_YEAR, "additionalProperties": {"type": "number"}},
            as_at={**_BY_YEAR, "additionalProperties": {"type": "string"}},
            title=_TEXTS,
        )
    ),
    look_alikes={
        "type": "array",
        "items": _object(
            ["code", "framework", "indicator", "unit", "year", "value", "paragraph", "title", "difference"],
            code=_FACT_CODE,
            framework=_CODE,
            indicator=_CODE,
            unit={"enum": Unit.values},
            year=_YEAR,
            value={"type": "number"},
            about={"type": "boolean"},
            paragraph=_PARAGRAPH,
            title=_TEXTS,
            difference=_TEXTS,
        ),
    },
)
