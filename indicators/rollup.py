"""From answers to a figure: one pure function serves every series, year, region and group.

The database tallies (how many answers of which status and choice, and the sum of their numbers); the arithmetic is
here, on exact fractions, and rounds last, to the indicator's own decimals. Parts are added, values never:
the parts of regions sum to those of the whole, and a whole is no average of its regions.

Every expected respondent is exactly one of three, whatever the rule says:

    answered         reported, estimated, provisional: there is a value
    not applicable   not_applicable: the question does not concern this respondent
    no response      not_reported, not_available, withheld, or no answer at all

The rule then says who stands in the denominator. Those that answered always do. The other two are left out, or are
declared to count as "no", and stay counted as what they are, so that a page can always say how many were silent.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from common.numbers import quantize
from common.statuses import WITH_VALUE, Status

Side = Literal["numerator", "denominator", "not_applicable", "no_response"]
SIDES: tuple[Side, ...] = get_args(Side)

METHODS = ("share", "mean", "sum", "count")  # those of indicators.choices.Method that answers can give
UNANSWERED = ("leave_out", "count_as_no")  # what those without a value do to the denominator
YES_METHODS = ("share", "count")  # they ask which choices count; the others add numbers


@dataclass(frozen=True, slots=True)
class Rule:
    """How the answers to a question become the figure of a series.

    `method` is one of METHODS; `counts` holds the codes of the choices that count as yes. `no_response` and
    `not_applicable`, each of UNANSWERED, say what those without a value do. `unit` and `decimals` are the indicator's.

    Raises ValueError for what has no meaning: a share in anything but per cent, or something else in per cent
    (percentages are not added or averaged); counting as "no" where numbers are asked (missing is not zero).
    """

    method: str
    counts: frozenset[str]
    no_response: str = "leave_out"
    not_applicable: str = "leave_out"
    unit: str = "percent"
    decimals: int = 1

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"no figure comes from answers by the method {self.method!r}")
        if (self.method == "share") != (self.unit == "percent"):
            raise ValueError(f"a {self.method} is not in the unit {self.unit!r}")
        options = {self.no_response, self.not_applicable}
        if not options <= set(UNANSWERED):
            raise ValueError(f"unknown among {sorted(options)}: choose from {UNANSWERED}")
        if "count_as_no" in options and not self.asks_yes:
            raise ValueError(f"a {self.method} adds numbers: nobody can be counted as no")

    @property
    def asks_yes(self) -> bool:
        """Whether the figure counts those that say yes, rather than adding their numbers."""
        return self.method in YES_METHODS

    def says_yes(self, choice: str) -> bool:
        """Whether `choice`, codes joined by one space, has one that counts as yes."""
        return not self.counts.isdisjoint(choice.split())


@dataclass(frozen=True, slots=True)
class Tallied:
    """The answers that share a status and a choice: how many, and the sum of their numbers."""

    status: str
    choice: str
    count: int
    total: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Tally:
    """All that was answered to one question by one set of respondents, `expected` of which are to answer it.

    Whoever is expected and in no row did not respond. Raises ValueError where more answered than are expected.
    """

    expected: int
    rows: tuple[Tallied, ...] = ()

    def __post_init__(self) -> None:
        if self.expected < (counted := sum(row.count for row in self.rows)):
            raise ValueError(f"{counted} answers of {self.expected} expected respondents")


@dataclass(frozen=True, slots=True)
class RolledUp:
    """A figure with its parts and with everybody it is about.

    Without a value ("not_available") there are no parts either: a share of nothing is not zero. `answered`,
    `not_applicable` and `no_response` add up to `expected`; the denominator is the number of those that answered
    and of those that the rule counts as "no".
    """

    value: Decimal | None
    status: Literal["reported", "not_available"]
    numerator: Decimal | None
    denominator: Decimal | None
    answered: int
    not_applicable: int
    no_response: int
    expected: int


def add(tallies: Iterable[Tally]) -> Tally:
    """The tally of all these respondents together, which must be different ones; rows in a fixed order."""
    expected = 0
    groups: defaultdict[tuple[str, str], tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for tally in tallies:
        expected += tally.expected
        for row in tally.rows:
            count, total = groups[row.status, row.choice]
            groups[row.status, row.choice] = count + row.count, total + row.total
    return Tally(expected, tuple(Tallied(*group, *sums) for group, sums in sorted(groups.items())))


def figure(rule: Rule, tally: Tally) -> RolledUp:
    """What `tally` gives by `rule`; the value is that of `indicators.validation.value_of_parts` for the parts.

    share  100 x those that say yes / denominator      count  those that say yes
    mean   sum of the numbers / denominator            sum    sum of the numbers

    Raises ValueError for a status that is no word of the house.
    """
    answered = not_applicable = 0
    numerator = Decimal(0)
    for row in tally.rows:
        match _kind(row.status):
            case "answered":
                answered += row.count
                if not rule.asks_yes:
                    numerator += row.total
                elif rule.says_yes(row.choice):
                    numerator += row.count
            case "not_applicable":
                not_applicable += row.count
    no_response = tally.expected - answered - not_applicable
    denominator = answered
    if rule.not_applicable == "count_as_no":
        denominator += not_applicable
    if rule.no_response == "count_as_no":
        denominator += no_response
    people = (answered, not_applicable, no_response, tally.expected)
    if denominator == 0:
        return RolledUp(None, "not_available", None, None, *people)
    value = _value(rule, numerator, denominator)
    return RolledUp(value, "reported", numerator, Decimal(denominator), *people)


def side(rule: Rule, status: str, choice: str, number: Decimal | None) -> Side:
    """Where one respondent stands in the figure; without an answer at all, the status is "not_reported".

    "denominator" means the rest of it: answered and not yes, or counted as "no", or a number that is 0. So the
    numerator is what those on its side say, and the denominator is how many stand on either side.

    Raises ValueError for an unknown status, and for an answer without the number that the rule adds.
    """
    kind = _kind(status)
    if kind == "answered":
        return "numerator" if _adds(rule, choice, number) else "denominator"
    treated = rule.not_applicable if kind == "not_applicable" else rule.no_response
    return "denominator" if treated == "count_as_no" else kind


def missing(rule: Rule, rolled: RolledUp, target: Decimal | None, direction: str | None) -> int | Decimal | None:
    """How much more it takes to reach `target`, all else equal: "to reach the target: 20 more teams".

    share   how many of the rest of the denominator would have to say yes (an int)
    count   how many more would have to say yes (an int), at most all that are expected
    sum     how much the sum lacks, in its own unit (a Decimal)

    With the direction "down", how many or how much fewer. Value and target are compared as shown, so 89.96 has
    reached 90.0. 0 where the target is reached. None where nothing can be said: no figure, target or direction;
    a mean, which the next to answer may move either way; a target out of reach.
    """
    if rolled.value is None or rolled.numerator is None or rolled.denominator is None:
        return None
    if target is None or direction not in ("up", "down", "keep") or rule.method == "mean":
        return None
    shown = quantize(target, rule.decimals)
    sign = -1 if direction == "down" else 1
    if rule.method == "sum":
        return max(Decimal(0), (shown - rolled.value) * sign)
    yes, most = int(rolled.numerator), int(rolled.denominator) if rule.method == "share" else rolled.expected
    for changed in range((yes if direction == "down" else most - yes) + 1):
        value = _value(rule, Decimal(yes + sign * changed), int(rolled.denominator))
        if (value - shown) * sign >= 0:
            return changed
    return None


def _kind(status: str) -> Literal["answered", "not_applicable", "no_response"]:
    """What an answer with this status is. Raises ValueError where the status is none."""
    if Status(status) in WITH_VALUE:
        return "answered"
    return "not_applicable" if status == Status.NOT_APPLICABLE else "no_response"


def _adds(rule: Rule, choice: str, number: Decimal | None) -> bool:
    """Whether one answer adds anything to the numerator."""
    if rule.asks_yes:
        return rule.says_yes(choice)
    if number is None:
        raise ValueError(f"an answer without the number that the {rule.method} adds")
    return number != 0


def _value(rule: Rule, numerator: Decimal, denominator: int) -> Decimal:
    exact = Fraction(numerator)
    if rule.method == "share":
        exact = exact * 100 / denominator
    elif rule.method == "mean":
        exact = exact / denominator
    return quantize(exact, rule.decimals)
