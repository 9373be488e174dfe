"""What rests on answers: told by the rooms above, which know, and named where answers are opened again or accepted."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from accounts.models import User
from surveys.models import Submission


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


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that would be another one: what it is called, of which year and kind, and value, parts and rating before
    and after, in words; "" where there is nothing on that side. Ratings are codes."""

    name: str
    year: int
    kind: str
    before: str
    after: str
    parts_before: str
    parts_after: str
    rating_before: str
    rating_after: str


Foreteller = Callable[[Submission, User], list[Moved]]
_FORETELLERS: list[Foreteller] = []


def register_foreteller(teller: Foreteller) -> None:
    """Make known a function that tells what accepting a submission would change. It raises what accepting raises."""
    _FORETELLERS.append(teller)


def moved_by_accepting(submission: Submission, *, by: User) -> list[Moved]:
    """What would be another figure, or rated otherwise, once `by` has accepted the submission."""
    return [moved for teller in _FORETELLERS for moved in teller(submission, by)]
