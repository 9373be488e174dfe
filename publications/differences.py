"""What a release would change against another: values, ratings, texts, and what is new or gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Said of every document of a release, so never a difference of its content.
_OF_THE_RELEASE = {"release", "due"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two editions differ. `sort` is value, rating, text or other; `old` and `new` are JSON values."""

    sort: str
    kind: str
    key: str
    path: str
    old: Any
    new: Any


def differences(
    old: dict[tuple[str, str], dict[str, Any]], new: dict[tuple[str, str], dict[str, Any]]
) -> list[Difference]:
    """Differences between two sets of documents by (kind, key).

    The framework document repeats its indicators', so those are left to the indicator documents.
    """
    found: list[Difference] = []
    for kind, key in sorted(old.keys() | new.keys()):
        before, after = old.get((kind, key)), new.get((kind, key))
        if kind == "framework":
            before, after = _without_indicators(before), _without_indicators(after)
        found += (Difference(_sort(path), kind, key, path, was, now) for path, was, now in _compare("", before, after))
    return found


def without_edition(value: Any) -> Any:
    """Content without what every document says of its release alone: which one it is, and what is due by its day."""
    if isinstance(value, dict):
        return {name: without_edition(item) for name, item in value.items() if name not in _OF_THE_RELEASE}
    if isinstance(value, list):
        return [without_edition(item) for item in value]
    return value


def _without_indicators(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_indicators(item) for name, item in value.items() if name != "indicators"}
    if isinstance(value, list):
        return [_without_indicators(item) for item in value]
    return value


def _sort(path: str) -> str:
    before_last, _, last = path.rpartition("/")
    if before_last.endswith("/observations"):  # a year's row that is new, or gone
        return "value"
    if "/rating" in path:
        return "rating"
    if last in {"value", "numerator", "denominator", "status", "reason"}:
        return "value"
    return "text" if any(part in path for part in ("/title", "/note", "/name", "/source", "/slippage")) else "other"


def _compare(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """Paths at which two JSON values differ; rows of a list are matched by their reference, code or year."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            if name not in _OF_THE_RELEASE:
                yield from _compare(f"{path}/{name}", old.get(name), new.get(name))
    elif isinstance(old, list) and isinstance(new, list) and _named(old) and _named(new):
        before, after = {_name(row): row for row in old}, {_name(row): row for row in new}
        for name in [*before, *(name for name in after if name not in before)]:
            yield from _compare(f"{path}/{name}", before.get(name), after.get(name))
        stayed = [name for name in before if name in after]
        if stayed != [name for name in after if name in before]:
            yield f"{path}/order", list(before), list(after)
    elif old != new and not (_is_nothing(old) and _is_nothing(new)):  # a list that earlier releases do not know
        yield path, old, new


def _is_nothing(value: Any) -> bool:
    """Whether nothing is said: null, an empty list, or an object of such lists alone."""
    if isinstance(value, dict):
        return all(item == [] for item in value.values())
    return value in (None, [])


def _named(rows: list[Any]) -> bool:
    """Whether each row has a name of its own: a country may have belonged to one group twice."""
    if not all(isinstance(row, dict) and _name(row) for row in rows):
        return False
    return len({_name(row) for row in rows}) == len(rows)


def _name(row: dict[str, Any]) -> str:
    return ".".join(str(row[name]) for name in ("reference", "code", "year") if name in row)
