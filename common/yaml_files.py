"""Reading YAML data files: numbers as Decimal, never as binary fractions, and a shape checked against a schema."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from yaml.constructor import ConstructorError

from common.numbers import canonical


class FileRefused(ValueError):
    """A data file that cannot be read; the message names the file, the place in it and the rule."""


class _DecimalLoader(yaml.SafeLoader):
    """The safe loader, with decimals where YAML says float; what is said twice is refused, not overwritten."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise ConstructorError(None, None, f"“{key.value}” stands here twice", key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


# YAML 1.1 would read 010 as 8, 1_000 as 1000, 1:30 as 90 and 0x1F as 31, which no other door does.
_PLAIN = re.compile(r"-?(0|[1-9][0-9]{0,19})(\.[0-9]{1,20})?")


def _number(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int | Decimal:
    text = str(loader.construct_scalar(node))
    if not _PLAIN.fullmatch(text):
        raise ConstructorError(None, None, f"“{text}” is not a decimal number", node.start_mark)
    return Decimal(canonical(Decimal(text))) if "." in text else int(text)


for _kind in ("int", "float"):
    _DecimalLoader.add_constructor(f"tag:yaml.org,2002:{_kind}", _number)


def read_yaml(path: Path, schema: dict[str, Any] | None = None) -> Any:
    """The content of a YAML file; with a JSON Schema, also its shape is checked. Raises FileRefused."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_DecimalLoader)  # noqa: S506 (a safe loader's subclass)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FileRefused(f"{path}: {error}") from error
    if schema is not None:
        faults = sorted(Draft202012Validator(schema).iter_errors(content), key=lambda fault: fault.json_path)
        if faults:
            raise FileRefused("\n".join(f"{path}: {fault.json_path}: {fault.message}" for fault in faults[:20]))
    return content
