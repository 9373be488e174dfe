"""Figures counted in the plainest way, one answer after the other: what the application's own are held against.

Written from the words of docs/numbers.md alone, and without anything of `indicators.rollup` or `surveys.tally`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class PlainRule:
    method: str
    yes: tuple[str, ...] = ()
    silent_is_no: bool = False
    inapplicable_is_no: bool = False
    decimals: int = 1


class Said(NamedTuple):
    """What one respondent said."""

    status: str = "not_reported"
    choice: str = ""
    number: Decimal | None = None
    reason: str = ""


class Recount(NamedTuple):
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    answered: int
    not_applicable: int
    no_response: int
    expected: int


def recount(rule: PlainRule, answers: Iterable[Said | None]) -> Recount:
    """The figure over these respondents, each with what it said; None where nothing of it counts yet."""
    sides = {"numerator": 0, "denominator": 0, "not_applicable": 0, "no_response": 0}
    answered = not_applicable = no_response = 0
    total = Decimal(0)
    for said in answers:
        sides[plain_side(rule, said)] += 1
        if said is None or said.status in ("not_reported", "not_available", "withheld"):
            no_response += 1
        elif said.status == "not_applicable":
            not_applicable += 1
        else:
            answered += 1
            total += said.number or 0
    in_denominator = sides["numerator"] + sides["denominator"]
    people = (answered, not_applicable, no_response, answered + not_applicable + no_response)
    if in_denominator == 0:
        return Recount(None, None, None, *people)
    adds = rule.method in ("sum", "mean")
    numerator = total if adds else Decimal(sides["numerator"])
    exact = Fraction(numerator)
    if rule.method == "share":
        exact = exact / in_denominator * 100
    if rule.method == "mean":
        exact = exact / in_denominator
    value = Decimal(floor(exact * 10**rule.decimals + Fraction(1, 2))) / 10**rule.decimals
    return Recount(value, numerator, Decimal(in_denominator), *people)


def plain_side(rule: PlainRule, said: Said | None) -> str:
    """On which side of the figure one respondent stands."""
    if said is None or said.status in ("not_reported", "not_available", "withheld"):
        return "denominator" if rule.silent_is_no else "no_response"
    if said.status == "not_applicable":
        return "denominator" if rule.inapplicable_is_no else "not_applicable"
    if rule.method in ("sum", "mean"):
        return "numerator" if said.number else "denominator"
    return "numerator" if set(rule.yes) & set(said.choice.split()) else "denominator"
