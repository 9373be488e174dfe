"""What a release tells of the answers to a questionnaire: counts, and how they spread over the choices. Pure.

Answers that open by respondent are told in full, for all and by region: who answered what is public anyway.

Of all others, only the whole is told; figures alone are broken down, behind them, by `indicators.disclosure`: a second
breakdown of the same answers could be held against the first. And how answers spread is withheld

- where fewer than FEWEST answered;
- where all that answered said the same. That gap would itself say so; therefore the other questions of the section are
  withheld with it, or those of the whole questionnaire where the section has no other;
- of numbers, always: a sum or mean may be nearly one respondent's own;
- with all counts, where the question hangs on one that is withheld: to how many it applies tells how those answered;
- while a figure that is counted from the question is not validated yet: it would soon be held against what was told.

Nor may one answer come out by holding two releases against each other, when it arrived between them: country teams are
named once their answers are accepted. What was published stays as it was, and says of which release it is (`as_of`),
until what came since is at least FEWEST answers that are not all the same, question by question, with none taken back.
The same holds against a figure that was counted from the question and validated at another time.

What this does not defend against is said in `indicators.disclosure`; here, too, whoever answered knows one of the
answers, and a figure that is counted from a question tells its share of "yes" itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from common.numbers import canonical
from common.statuses import WITH_VALUE
from indicators.disclosure import FEWEST, Level, opens_list
from indicators.rollup import Rule, Tallied, Tally, add, figure

Content = dict[str, Any]

NONE_OF_THESE = "none"
_HOW_MANY = Rule("count", frozenset(), unit="number", decimals=0)
_NUMBERS = Rule("mean", frozenset(), unit="number", decimals=1)
_COUNTS = ("answered", "not_applicable", "no_response")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what was accepted to it, by region ("" where a respondent has none).

    `choices` are codes, empty where nothing is chosen; `above` is the question that it hangs on, or "". `counted` is
    what figures of the same release counted of it, each when it was validated; `is_awaited`: one is still to come.
    """

    code: str
    section: str
    level: Level
    choices: tuple[str, ...]
    is_number: bool
    is_multiple: bool
    above: str
    regions: Mapping[str, Tally]
    counted: Sequence[Tally] = ()
    is_awaited: bool = False

    @property
    def whole(self) -> Tally:
        return add(self.regions.values())


@dataclass(frozen=True, slots=True)
class _Spread:
    """How many answered, and how many of them chose what. Of several choices each counts."""

    answered: int
    chosen: Mapping[str, int]

    @property
    def is_alike(self) -> bool:
        return self.answered in self.chosen.values()

    def tells_nobody_since(self, before: "_Spread") -> bool:
        """Whether what came since `before` is nothing, or enough to tell nobody's answer."""
        came = self.answered - before.answered
        changes = [count - before.chosen.get(code, 0) for code, count in self.chosen.items()]
        if came == 0 and not any(changes):
            return True
        return came >= FEWEST and all(0 <= change < came for change in changes)


def results_of(questions: Sequence[Question], before: Mapping[str, Content], release: int | None) -> dict[str, Content]:
    """The results of a questionnaire by question, as far as disclosure allows.

    `before` are those of `release`, the one before; empty where that has none.
    """
    open_ones = {row.code for row in questions if opens_list(row.level)}
    closed = [row for row in questions if row.code not in open_ones]
    withheld = _withheld(closed)
    told = [row for row in closed if row.choices and row.code not in withheld]
    early = {row.code for row in told if not _tells_nobody(row, before.get(row.code))}
    found: dict[str, Content] = {}
    fresh = set(open_ones)
    for row in questions:
        if row.code in open_ones:
            found[row.code] = _in_full(row)
            continue
        was = before.get(row.code)
        hangs_on_hidden = bool(row.above) and row.above not in fresh
        is_kept = bool(early) and _is_told(was)
        if row.code not in withheld | early and not hangs_on_hidden and not is_kept:
            fresh.add(row.code)
            found[row.code] = _of_whole(row)
        elif was is not None and _is_told(was):
            found[row.code] = was | {"as_of": was["as_of"] or release}
        else:
            found[row.code] = _of_whole(row, is_withheld=True, with_counts=not hangs_on_hidden)
    return found


def _withheld(closed: Sequence[Question]) -> set[str]:
    """The questions whose spread may not be told, whatever was published before."""
    always = {row.code for row in closed if row.is_number or row.is_awaited}
    spreads = {row.code: _spread(row, row.whole) for row in closed if row.choices}
    few = {code for code, spread in spreads.items() if spread.answered < FEWEST}
    told = [row for row in closed if row.code in spreads and row.code not in few | always]
    with_alike: set[str] = set()
    for row in told:
        if spreads[row.code].is_alike:
            section = {other.code for other in told if other.section == row.section}
            with_alike |= section if len(section) > 1 else {other.code for other in told}
    return always | few | with_alike


def _tells_nobody(question: Question, was: Content | None) -> bool:
    """Whether what is told now can stand beside what was published before, and beside the figures."""
    now = _spread(question, question.whole)
    earlier = [_spread(question, tally) for tally in question.counted]
    if was is not None and _is_told(was):
        earlier.append(_Spread(was["answered"], {row["code"]: row["count"] for row in was["distribution"]}))
    return all(now.tells_nobody_since(spread) for spread in earlier)


def _is_told(results: Content | None) -> bool:
    return results is not None and results["distribution"] is not None


def _in_full(question: Question) -> Content:
    by_region = [
        {"code": code, **_told(question, tally)} for code, tally in sorted(question.regions.items()) if code != ""
    ]
    said = {"withheld": False, "awaits_figure": False, "as_of": None, "regions": by_region}
    return _told(question, question.whole) | said


def _of_whole(question: Question, *, is_withheld: bool = False, with_counts: bool = True) -> Content:
    told = _told(question, question.whole)
    if is_withheld:
        told |= dict.fromkeys(("sum", "mean", "distribution"))
    if not with_counts:
        told |= dict.fromkeys(_COUNTS)
    said = {"withheld": is_withheld, "awaits_figure": is_withheld and question.is_awaited}
    return told | said | {"as_of": None, "regions": None}


def _told(question: Question, tally: Tally) -> Content:
    """Every count of `tally`; sum and mean of numbers, and how many chose what, are null where nothing was asked so."""
    rolled = figure(_NUMBERS if question.is_number else _HOW_MANY, tally)
    parts = {"sum": rolled.numerator, "mean": rolled.value} if question.is_number else {"sum": None, "mean": None}
    return {
        "expected": rolled.expected,
        **{name: getattr(rolled, name) for name in _COUNTS},
        **{name: None if part is None else canonical(part) for name, part in parts.items()},
        "distribution": [{"code": code, "count": count} for code, count in _spread(question, tally).chosen.items()]
        if question.choices
        else None,
    }


def _spread(question: Question, tally: Tally) -> _Spread:
    """Of a question with several choices, nothing chosen is an answer too: none of these."""
    codes = dict.fromkeys([*question.choices, NONE_OF_THESE] if question.is_multiple else question.choices, 0)
    answers = [row for row in tally.rows if row.status in WITH_VALUE]
    for row in answers:
        for code in _chosen(row):
            codes[code] = codes.get(code, 0) + row.count
    return _Spread(sum(row.count for row in answers), codes)


def _chosen(row: Tallied) -> Iterable[str]:
    return row.choice.split() or [NONE_OF_THESE]
