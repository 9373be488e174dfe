"""When something may happen: one table of transitions for each kind of row."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transition:
    """`verb` moves a row from one of the `sources` states to `target`."""

    verb: str
    sources: frozenset[str]
    target: str
