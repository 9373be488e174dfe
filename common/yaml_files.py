"""Reading YAML data files: numbers as Decimal, never as binary fractions, and a shape checked against a schema."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from yaml.constructor import ConstructorError


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


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    text = str(loader.construct_scalar(node))
    try:
        return Decimal(text.replace("_", ""))
    except ArithmeticError as error:  # infinity, "not a number", or sixtieths
        raise ConstructorError(None, None, f"“{text}” is not a decimal number", node.start_mark) from error


_DecimalLoader.add_constructor("tag:yaml.org,2002:float", _decimal)


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
