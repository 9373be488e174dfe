"""One text for one content: canonical JSON, and its hash.

Keys sorted, no spaces, UTF-8, decimals as strings; a float is refused, because it has no one text.
"""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from common.numbers import canonical


def _plain(value: Any) -> Any:
    """`value` with only dicts, lists, strings, integers, booleans and null left in it."""
    match value:
        case None | bool() | str() | int():
            return str(value) if isinstance(value, str) else value
        case Decimal():
            return canonical(value)
        case datetime() | date():
            return value.isoformat()
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical text")


def to_text(content: Any) -> str:
    """The canonical JSON text of `content` (dicts, lists, strings, integers, booleans, null, decimals, dates)."""
    return json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """The SHA-256 of the UTF-8 bytes of `text`, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
