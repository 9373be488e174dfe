"""The shape of the shipped trust-fund files, as JSON Schema; `finance.reconciling` says whether they add up."""

from typing import Any

from finance.choices import FactUnit

_TEXTS: dict[str, Any] = {"type": "object", "additionalProperties": {"type": "string"}, "required": ["en"]}
_TABLE: dict[str, Any] = {
    "type": "object",
    "required": ["columns", "total"],
    "properties": {
        "columns": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "footnotes": {"type": "object", "additionalProperties": {"type": "string"}},
        "titles": {"type": "object", "additionalProperties": _TEXTS},
    },
    "additionalProperties": {"type": "array", "items": {"type": "number"}},
}
_YEAR_OF_FUNDING: dict[str, Any] = {
    "type": "object",
    "required": ["year", "total", "note"],
    "properties": {
        "year": {"type": "integer"},
        "note": {"type": "string"},
        **{name: {"type": "number"} for name in ("voluntary", "levy", "cost_sharing", "total", "gap")},
    },
    "additionalProperties": False,
}
TABLES: dict[str, Any] = {
    "type": "object",
    "required": ["document", "components", "footnotes", "funding", "resources_2023"]
    + [f"table_{number}" for number in range(1, 6)],
    "properties": {
        "document": {"type": "string", "minLength": 1},
        "components": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "title"],
                "properties": {
                    "code": {"type": "string"},
                    "title": _TEXTS,
                    "children": {"type": "array", "items": {"type": "string"}},
                },
                "additionalProperties": False,
            },
        },
        "footnotes": {"type": "object", "additionalProperties": _TEXTS},
        **{f"table_{number}": _TABLE for number in range(1, 6)},
        "resources_2023": {"type": "object", "additionalProperties": {"type": "number"}},
        "funding": {
            "type": "object",
            "required": ["requirement", "years"],
            "properties": {"years": {"type": "array", "items": _YEAR_OF_FUNDING, "minItems": 1}},
        },
    },
}
FACTS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["code", "unit", "paragraph", "values", "title"],
        "properties": {
            "code": {"type": "string"},
            "unit": {"enum": FactUnit.values},
            "about": {"type": "boolean"},
            "paragraph": {"type": "string"},
            "values": {"type": "object", "additionalProperties": {"type": "number"}},
            "title": _TEXTS,
        },
        "additionalProperties": False,
    },
}
