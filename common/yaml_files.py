"""Reading YAML data files: numbers as Decimal, never as binary fractions, and a shape checked against a schema."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator


class FileRefused(ValueError):
    """A data file that cannot be read; the message names the file, the place in it and the rule."""


class _DecimalLoader(yaml.SafeLoader):
    """The safe loader, with decimals where YAML says float."""


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)).replace("_", ""))


_DecimalLoader.add_constructor("tag:yaml.org,2002:float", _decimal)


def read_yaml(path: Path, schema: dict[str, Any] | None = None) -> Any:
    """The content of a YAML file; with a JSON Schema, also its shape is checked. Raises FileRefused."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_DecimalLoader)  # noqa: S506 (a safe loader's subclass)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ArithmeticError) as error:
        raise FileRefused(f"{path}: {error}") from error
    if schema is not None:
        faults = sorted(Draft202012Validator(schema).iter_errors(content), key=lambda fault: fault.json_path)
        if faults:
            raise FileRefused("\n".join(f"{path}: {fault.json_path}: {fault.message}" for fault in faults[:20]))
    return content
