"""The kinds of jobs. Higher rooms tell theirs in a module `tasks`, which is found when the site starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """What a job of this kind does.

    `run` works it off: it gets a `jobs.claims.Claim`, calls its `step(...)` as it goes and its `finish(...)` within the
    transaction of its effect. `steps` are the words that it passes through, by code. `attempts`: how often it is tried
    in all; `time_limit`: seconds that one attempt may take. `page`: the address of what a `jobs.models.Job` is about,
    None where there is none.
    """

    code: str
    title: Any
    run: Callable[[Any], None]
    steps: Mapping[str, Any] = field(default_factory=dict)
    attempts: int = 3
    time_limit: int = 600
    page: Callable[[Any], str | None] = lambda job: None


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known under its code; told again, the later one counts."""
    _KINDS[kind.code] = kind
    return kind


def kind_of(code: str) -> Kind | None:
    """The kind of that code; None where this program does not know it (any more)."""
    return _KINDS.get(code)


def known_kinds() -> list[str]:
    """The codes of all kinds that this program can work off."""
    return list(_KINDS)
