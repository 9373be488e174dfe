"""JSON as the API reads it: what has one meaning for every reader, and nothing else (RFC 8259, RFC 7493).

Numbers are kept as they were written, because a float on the way would change them.
"""

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from django.utils.translation import gettext as _

MAX_DEPTH = 20


class JSONRefused(ValueError):
    """A body that is not read. `pointer` (RFC 6901) says where, as far as that is known; `message` why."""

    def __init__(self, message: str, pointer: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class NumberLiteral:
    """A JSON number, as the text that stood there."""

    text: str

    def __str__(self) -> str:
        return self.text


def read_json(body: bytes) -> Any:
    """What `body` says: dicts, lists, strings, booleans, None and `NumberLiteral`.

    Raises `JSONRefused` for what is not UTF-8 or not JSON, for NaN and Infinity, for a name that stands twice in an
    object, for more than 20 levels, and for strings that databases cannot keep (NUL, half a surrogate pair).
    """
    try:
        content = json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_float=NumberLiteral,
            parse_int=NumberLiteral,
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError as error:
        raise JSONRefused(_("The body is not in UTF-8.")) from error
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise JSONRefused(_("The body is not JSON: line %(line)s, column %(column)s.") % where) from error
    except RecursionError as error:
        raise JSONRefused(_too_deep()) from error
    _check_strings_and_depth(content)
    return content


def pointer_to(parent: str, name: object) -> str:
    """The JSON pointer to member `name` of what `parent` points to."""
    return f"{parent}/{str(name).replace('~', '~0').replace('/', '~1')}"


def _too_deep() -> str:
    return _("The body is nested too deeply: at most %(levels)s levels.") % {"levels": MAX_DEPTH}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise JSONRefused(_("“%(name)s” stands twice in one object.") % {"name": twice[:40]})
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise JSONRefused(_("%(name)s is not JSON. What is missing is null.") % {"name": name})


def _check_strings_and_depth(content: Any) -> None:
    to_visit = [("", content, 1)]
    while to_visit:
        pointer, value, depth = to_visit.pop()
        match value:
            case str():
                _check_string(value, pointer)
            case dict() | list() if depth > MAX_DEPTH:
                raise JSONRefused(_too_deep(), pointer)
            case dict():
                for name, member in value.items():
                    _check_string(name, pointer)
                    to_visit.append((pointer_to(pointer, name), member, depth + 1))
            case list():
                to_visit += [(pointer_to(pointer, place), member, depth + 1) for place, member in enumerate(value)]


def _check_string(text: str, pointer: str) -> None:
    if "\0" in text:
        raise JSONRefused(_("It contains the character U+0000, which cannot be kept."), pointer)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise JSONRefused(_("It contains half of a surrogate pair, which is no character."), pointer)
