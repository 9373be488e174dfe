"""What rests on answers: told by the rooms above, which know, and named where answers are opened again."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Resting:
    """Something computed from the answers to a question; `is_settled` where it has a figure of that year already."""

    name: str
    is_settled: bool


Teller = Callable[[int, Collection[str]], Mapping[str, list[Resting]]]
_TELLERS: list[Teller] = []


def register(teller: Teller) -> None:
    """Make known a function that tells what of a year rests on questions: `teller(2024, codes)`, by question code."""
    _TELLERS.append(teller)


def resting_on(year: int, questions: Collection[str]) -> dict[str, list[Resting]]:
    """What of a reporting year rests on each of the questions, by code; a few queries, however many they are."""
    found: dict[str, list[Resting]] = {}
    for teller in _TELLERS:
        for code, rows in teller(year, questions).items():
            found.setdefault(code, []).extend(rows)
    return found
