"""From answers to a figure: worked cases of the rule, and what holds for all answers."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from common.numbers import quantize
from common.statuses import WITH_VALUE, Status
from indicators.choices import Method, Unit
from indicators.models import Indicator
from indicators.rollup import METHODS, SIDES, RolledUp, Rule, Tallied, Tally, add, figure, missing, side
from indicators.validation import value_of_parts

YES = frozenset({"yes"})
SHARE = Rule("share", YES)
COUNT = Rule("count", YES, unit="number", decimals=0)
SUM = Rule("sum", frozenset(), unit="number", decimals=0)
DOLLARS = Rule("sum", frozenset(), unit="usd", decimals=2)
MEAN = Rule("mean", frozenset(), unit="number", decimals=2)
SILENCE_IS_NO = replace(SHARE, no_response="count_as_no")
ALL_OTHERS_ARE_NO = replace(SILENCE_IS_NO, not_applicable="count_as_no")


def said(choice: str, count: int, status: str = "reported") -> Tallied:
    return Tallied(status, choice, count)


def gave(total: str, count: int, status: str = "reported") -> Tallied:
    return Tallied(status, "", count, Decimal(total))


def silent(status: str, count: int) -> Tallied:
    return Tallied(status, "", count)


class Case(NamedTuple):
    says: str
    rule: Rule
    expected: int
    rows: tuple[Tallied, ...]
    value: str | None
    parts: tuple[str, str] | None
    people: tuple[int, int, int]  # answered, not applicable, no response


FOURTEEN_OF_20 = (said("yes", 14), said("no", 6))
MIXED = (said("yes", 3), said("no", 1), silent("not_applicable", 2), silent("not_reported", 1), silent("withheld", 1))

CASES = [
    Case("14 of 20 is 70", SHARE, 20, FOURTEEN_OF_20, "70", ("14", "20"), (20, 0, 0)),
    Case("2 of 3 is 66.7", SHARE, 3, (said("yes", 2), said("no", 1)), "66.7", ("2", "3"), (3, 0, 0)),
    Case("1 of 16 is 6.3", SHARE, 16, (said("yes", 1), said("no", 15)), "6.3", ("1", "16"), (16, 0, 0)),
    Case("a share is rounded once, and last", replace(SHARE, decimals=4), 3,
         (said("yes", 2), said("no", 1)), "66.6667", ("2", "3"), (3, 0, 0)),
    Case("none of 20 is a true zero", SHARE, 20, (said("no", 20),), "0", ("0", "20"), (20, 0, 0)),
    Case("all", SHARE, 4, (said("yes", 4),), "100", ("4", "4"), (4, 0, 0)),
    Case("0 of 0 is not available", SHARE, 0, (), None, None, (0, 0, 0)),
    Case("nobody answered", SHARE, 132, (), None, None, (0, 0, 132)),
    Case("to nobody does it apply", SHARE, 3, (silent("not_applicable", 3),), None, None, (0, 3, 0)),
    Case("the silent leave the denominator", SHARE, 132, FOURTEEN_OF_20, "70", ("14", "20"), (20, 0, 112)),
    Case("each status in its place", SHARE, 10, MIXED, "75", ("3", "4"), (4, 2, 4)),
    Case("silence declared to be no", SILENCE_IS_NO, 10, MIXED, "37.5", ("3", "8"), (4, 2, 4)),
    Case("everything declared to be no", ALL_OTHERS_ARE_NO, 10, MIXED, "30", ("3", "10"), (4, 2, 4)),
    Case("all silent, declared to be no", SILENCE_IS_NO, 5, (), "0", ("0", "5"), (0, 0, 5)),
    Case("an estimate is an answer", SHARE, 2,
         (said("yes", 1, "estimated"), said("no", 1)), "50", ("1", "2"), (2, 0, 0)),
    Case("a provisional one too", SHARE, 2,
         (said("yes", 1, "provisional"), said("no", 1)), "50", ("1", "2"), (2, 0, 0)),
    Case("a withheld yes is none", SHARE, 2, (said("yes", 1, "withheld"), said("no", 1)), "0", ("0", "1"), (1, 0, 1)),
    Case("two choices that count", Rule("share", frozenset({"agree", "strongly_agree"})), 4,
         (said("agree", 1), said("strongly_agree", 1), said("disagree", 2)), "50", ("2", "4"), (4, 0, 0)),
    Case("one of several choices is enough", Rule("share", frozenset({"gender"})), 3,
         (said("climate gender", 1), said("climate", 1), said("gender_budget", 1)), "33.3", ("1", "3"), (3, 0, 0)),
    Case("two counted choices are one yes", Rule("share", frozenset({"climate", "gender"})), 2,
         (said("climate gender", 1), said("", 1)), "50", ("1", "2"), (2, 0, 0)),
    Case("138 agreements of 132 teams", SUM, 132, (gave("138", 132),), "138", ("138", "132"), (132, 0, 0)),
    Case("a sum of nothing is not available", SUM, 132, (), None, None, (0, 0, 132)),
    Case("a sum of zeros is zero", SUM, 3, (gave("0", 2),), "0", ("0", "2"), (2, 0, 1)),
    Case("a number beside a reason is none", SUM, 2,
         (gave("9", 1, "withheld"), gave("4", 1)), "4", ("4", "1"), (1, 0, 1)),
    Case("dollars are added to the cent", DOLLARS, 2,
         (gave("0.1", 1), gave("0.2", 1, "estimated")), "0.3", ("0.3", "2"), (2, 0, 0)),
    Case("a mean divides by those that answered", MEAN, 5, (gave("7", 3),), "2.33", ("7", "3"), (3, 0, 2)),
    Case("a framework of three teams counts once", MEAN, 3,
         (gave("6", 1), silent("not_applicable", 2)), "6", ("6", "1"), (1, 2, 0)),
    Case("a mean rounds its half away from zero", replace(MEAN, decimals=0), 2,
         (gave("5", 2),), "3", ("5", "2"), (2, 0, 0)),
    Case("a count is of those that say yes", COUNT, 20, FOURTEEN_OF_20, "14", ("14", "20"), (20, 0, 0)),
    Case("a count where nobody answered", COUNT, 20, (), None, None, (0, 0, 20)),
    Case("a count of those that all say no", COUNT, 20, (said("no", 3),), "0", ("0", "3"), (3, 0, 17)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_worked_case(case: Case):
    rolled = figure(case.rule, Tally(case.expected, case.rows))
    parts = (None, None) if case.parts is None else tuple(map(Decimal, case.parts))
    assert rolled.value == (None if case.value is None else Decimal(case.value))
    assert rolled.status == ("not_available" if case.value is None else "reported")
    assert (rolled.numerator, rolled.denominator) == parts
    assert (rolled.answered, rolled.not_applicable, rolled.no_response) == case.people
    assert rolled.expected == case.expected


def test_a_value_bears_the_decimals_of_its_indicator():
    assert str(figure(SHARE, Tally(20, FOURTEEN_OF_20)).value) == "70.0"
    assert str(figure(COUNT, Tally(20, FOURTEEN_OF_20)).value) == "14"


def test_regions_are_added_in_their_parts_and_never_averaged():
    regions = Tally(2, (said("yes", 1), said("no", 1))), Tally(100, (said("yes", 30), said("no", 70)))
    whole = figure(SHARE, add(regions))
    assert (whole.value, whole.numerator, whole.denominator) == (Decimal("30.4"), 31, 102)


@pytest.mark.parametrize(
    ("rule", "status", "choice", "number", "stands"),
    [
        (SHARE, "reported", "yes", None, "numerator"),
        (SHARE, "estimated", "yes", None, "numerator"),
        (SHARE, "reported", "no", None, "denominator"),
        (SHARE, "not_applicable", "", None, "not_applicable"),
        (SHARE, "not_reported", "", None, "no_response"),
        (SHARE, "not_available", "", None, "no_response"),
        (SHARE, "withheld", "yes", None, "no_response"),
        (SILENCE_IS_NO, "withheld", "", None, "denominator"),
        (SILENCE_IS_NO, "not_applicable", "", None, "not_applicable"),
        (ALL_OTHERS_ARE_NO, "not_applicable", "", None, "denominator"),
        (COUNT, "reported", "yes", Decimal(0), "numerator"),
        (SUM, "reported", "", Decimal(2), "numerator"),
        (SUM, "reported", "", Decimal(0), "denominator"),
        (MEAN, "not_reported", "", None, "no_response"),
    ],
)
def test_where_a_respondent_stands(rule: Rule, status: str, choice: str, number: Decimal | None, stands: str):
    assert side(rule, status, choice, number) == stands


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"method": "entered", "unit": "number"}, "by the method 'entered'"),
        ({"method": "finance", "unit": "usd"}, "by the method 'finance'"),
        ({"method": "share", "unit": "number"}, "a share is not in the unit 'number'"),
        ({"method": "mean", "unit": "percent"}, "a mean is not in the unit 'percent'"),
        ({"method": "sum", "unit": "number", "no_response": "count_as_no"}, "a sum adds numbers"),
        ({"method": "mean", "unit": "number", "not_applicable": "count_as_no"}, "a mean adds numbers"),
        ({"method": "share", "no_response": "count_as_yes"}, "count_as_yes"),
    ],
)
def test_a_rule_without_meaning_is_refused(rule: dict[str, str], why: str):
    with pytest.raises(ValueError, match=why):
        Rule(counts=YES, **rule)


def test_the_methods_are_those_of_an_indicator_that_answers_can_give():
    assert set(METHODS) == set(Method.values) - {Method.FINANCE, Method.ENTERED}


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="3 answers of 2"):
        Tally(2, (said("yes", 3),))
    with pytest.raises(ValueError, match="draft"):
        figure(SHARE, Tally(1, (silent("draft", 1),)))
    with pytest.raises(ValueError, match="draft"):
        side(SHARE, "draft", "yes", None)
    with pytest.raises(ValueError, match="without the number"):
        side(SUM, "reported", "", None)


# --- What it takes to reach the target ------------------------------------------------------------------------


class Lack(NamedTuple):
    says: str
    rule: Rule
    tally: Tally
    target: str | None
    direction: str | None
    lacks: str | None


FIFTY_OF_100 = Tally(132, (said("yes", 50), said("no", 50)))
TWO_OF_THREE = Tally(3, (said("yes", 2), said("no", 1)))
AGREEMENTS = Tally(132, (gave("138", 132),))

LACKS = [
    Lack("20 more teams", SHARE, FIFTY_OF_100, "70", "up", "20"),
    Lack("a part of a team is a team", SHARE, FIFTY_OF_100, "69.1", "up", "20"),
    Lack("keep is at or above", SHARE, FIFTY_OF_100, "51", "keep", "1"),
    Lack("reached", SHARE, FIFTY_OF_100, "50", "up", "0"),
    Lack("reached as shown: 66.67 is 66.7", SHARE, TWO_OF_THREE, "66.7", "up", "0"),
    Lack("the target too is taken as shown: 66.74 is 66.7", SHARE, TWO_OF_THREE, "66.74", "up", "0"),
    Lack("not reached as shown", SHARE, TWO_OF_THREE, "66.8", "up", "1"),
    Lack("all of them", SHARE, FIFTY_OF_100, "100", "up", "50"),
    Lack("beyond all of them", SHARE, FIFTY_OF_100, "101", "up", None),
    Lack("the silent may count as no", SILENCE_IS_NO, FIFTY_OF_100, "100", "up", "82"),
    Lack("20 fewer teams", SHARE, FIFTY_OF_100, "30", "down", "20"),
    Lack("down to zero", SHARE, FIFTY_OF_100, "0", "down", "50"),
    Lack("down, reached", SHARE, FIFTY_OF_100, "60", "down", "0"),
    Lack("below zero", SHARE, FIFTY_OF_100, "-1", "down", None),
    Lack("no figure", SHARE, Tally(132), "70", "up", None),
    Lack("no target", SHARE, FIFTY_OF_100, None, "up", None),
    Lack("no direction", SHARE, FIFTY_OF_100, "70", None, None),
    Lack("a count", COUNT, FIFTY_OF_100, "120", "up", "70"),
    Lack("a count of more than there are", COUNT, FIFTY_OF_100, "133", "up", None),
    Lack("a count that falls", COUNT, FIFTY_OF_100, "45", "down", "5"),
    Lack("a sum", SUM, AGREEMENTS, "162", "up", "24"),
    Lack("a sum, reached", SUM, AGREEMENTS, "100", "up", "0"),
    Lack("a sum that falls", SUM, AGREEMENTS, "100", "down", "38"),
    Lack("a sum of dollars", DOLLARS, Tally(1, (gave("0.1", 1),)), "0.35", "up", "0.25"),
    Lack("a mean lacks no number of teams", MEAN, Tally(3, (gave("7", 3),)), "5", "up", None),
]  # fmt: skip


@pytest.mark.parametrize("lack", LACKS, ids=lambda lack: lack.says)
def test_what_lacks_to_the_target(lack: Lack):
    target = None if lack.target is None else Decimal(lack.target)
    lacks = missing(lack.rule, figure(lack.rule, lack.tally), target, lack.direction)
    assert lacks == (None if lack.lacks is None else Decimal(lack.lacks))
    if lacks is not None:
        assert isinstance(lacks, Decimal if lack.rule.method == "sum" else int)


# --- What always holds ----------------------------------------------------------------------------------------


class Answer(NamedTuple):
    status: str
    choice: str
    number: Decimal | None


def _answer(status: str, choice: str, number: Decimal) -> Answer:
    return Answer(status, choice, number) if status in WITH_VALUE else Answer(status, "", None)


numbers = st.decimals(min_value=0, max_value=10**11 - 1, places=4)
choices = st.sampled_from(["", "no", "yes", "maybe", "maybe yes", "no sayyes"])
statuses = st.just("reported") | st.sampled_from(Status.values)  # most answer, so that most shares are mixed
answers = st.lists(st.builds(_answer, statuses, choices, numbers), max_size=40)
options = st.sampled_from(["leave_out", "count_as_no"])
counted = st.sampled_from([YES, frozenset({"yes", "maybe"})])
decimals = st.integers(0, 4)
shares = st.builds(Rule, st.just("share"), counted, options, options, st.just("percent"), decimals)
counts = st.builds(Rule, st.just("count"), counted, options, options, st.just("number"), decimals)
number_rules = st.builds(
    Rule,
    st.sampled_from(["sum", "mean"]),
    counted,
    unit=st.sampled_from(["number", "usd"]),
    decimals=decimals,
)
rules = shares | counts | number_rules


def tally_of(given_answers: list[Answer], without_row: int = 0) -> Tally:
    """One row for each answer, as the first to arrive; `without_row` more are expected."""
    rows = [Tallied(a.status, a.choice, 1, a.number or Decimal(0)) for a in given_answers]
    return Tally(len(rows) + without_row, tuple(rows))


@given(rules, answers, st.integers(0, 9), st.randoms(use_true_random=False))
def test_the_order_and_grouping_of_rows_never_matter(rule, given_answers, without_row, random):
    tally = tally_of(given_answers, without_row)
    shuffled = random.sample(tally.rows, len(tally.rows))
    assert figure(rule, tally) == figure(rule, Tally(tally.expected, tuple(shuffled))) == figure(rule, add([tally]))
    assert add([tally]) == add([Tally(tally.expected, tuple(shuffled))])


@given(rules, st.lists(st.tuples(answers, st.integers(0, 9)), max_size=6))
def test_regions_sum_to_the_whole_in_their_parts(rule, regions):
    tallies = [tally_of(*region) for region in regions]
    rolled = [figure(rule, tally) for tally in tallies]
    everybody = [answer for given_answers, _ in regions for answer in given_answers]
    whole = figure(rule, add(tallies))
    assert whole == figure(rule, tally_of(everybody, sum(more for _, more in regions)))
    for part in ("numerator", "denominator", "answered", "not_applicable", "no_response", "expected"):
        assert sum(getattr(region, part) or 0 for region in rolled) == (getattr(whole, part) or 0)


@given(rules, answers, st.integers(0, 9))
def test_counting_respondent_by_respondent_gives_the_same_figure(rule, given_answers, without_row):
    rolled = figure(rule, tally_of(given_answers, without_row))
    respondents = given_answers + [Answer("not_reported", "", None)] * without_row
    stands = [(side(rule, *answer), answer) for answer in respondents]
    number_of = Counter(stand for stand, _ in stands)
    in_denominator = number_of["numerator"] + number_of["denominator"]
    added = [Decimal(1) if rule.asks_yes else answer.number for stand, answer in stands if stand == "numerator"]

    assert set(number_of) <= set(SIDES)
    assert number_of.total() == rolled.expected
    assert (rolled.denominator or 0) == in_denominator
    assert (rolled.numerator or 0) == sum(added)
    if rule.no_response == "leave_out":
        assert number_of["no_response"] == rolled.no_response
    if rule.not_applicable == "leave_out":
        assert number_of["not_applicable"] == rolled.not_applicable


@given(rules, answers, st.integers(0, 9))
def test_a_figure_keeps_its_promises(rule, given_answers, without_row):
    rolled = figure(rule, tally_of(given_answers, without_row))
    assert rolled.answered + rolled.not_applicable + rolled.no_response == rolled.expected
    assert rolled.answered == sum(answer.status in WITH_VALUE for answer in given_answers)
    declared_no = (rolled.no_response if rule.no_response == "count_as_no" else 0) + (
        rolled.not_applicable if rule.not_applicable == "count_as_no" else 0
    )
    assert (rolled.denominator or 0) == rolled.answered + declared_no
    without = rolled.status == "not_available"
    assert without == (rolled.answered + declared_no == 0)
    assert {rolled.value is None, rolled.numerator is None, rolled.denominator is None} == {without}
    if rule.asks_yes and not without:
        assert 0 <= rolled.numerator <= rolled.answered <= rolled.denominator
    if rule.method == "share" and not without:
        assert 0 <= rolled.value <= 100


@given(rules, answers, st.integers(0, 9))
def test_a_value_is_what_validation_makes_of_its_parts(rule, given_answers, without_row):
    rolled = figure(rule, tally_of(given_answers, without_row))
    assume(rolled.value is not None)
    indicator = Indicator(unit=Unit(rule.unit), method=Method(rule.method), decimals=rule.decimals)
    assert rolled.value == value_of_parts(indicator, rolled.numerator, rolled.denominator)
    assert rolled.value.as_tuple().exponent == -rule.decimals


@given(answers, st.integers(0, 9), counted)
def test_counting_others_as_no_only_lowers_a_share(given_answers, without_row, codes):
    tally = tally_of(given_answers, without_row)
    share = figure(Rule("share", codes), tally)
    assume(share.value is not None)
    for option in ({"no_response": "count_as_no"}, {"not_applicable": "count_as_no"}):
        lowered = figure(Rule("share", codes, **option), tally)
        assert lowered.value <= share.value
        assert lowered.numerator == share.numerator


def changed_to_yes(rule: Rule, rolled: RolledUp, number: int) -> RolledUp:
    """The figure after `number` of the rest of the denominator (if negative: of the numerator) changed sides."""
    yes = int(rolled.numerator) + number
    rest = int(rolled.denominator) - yes
    return figure(replace(rule, counts=YES), Tally(yes + rest, (said("yes", yes), said("no", rest))))


@given(shares, answers, st.integers(0, 9), st.integers(0, 1000), st.sampled_from(["up", "down", "keep"]))
def test_what_lacks_reaches_the_target_and_one_less_does_not(rule, given_answers, without_row, tenths, direction):
    rolled = figure(rule, tally_of(given_answers, without_row))
    assume(rolled.value is not None)
    target = Decimal(tenths) / 10
    sign = -1 if direction == "down" else 1

    def reaches(number: int) -> bool:
        value = changed_to_yes(rule, rolled, sign * number).value
        return (value - quantize(target, rule.decimals)) * sign >= 0

    lacks = missing(rule, rolled, target, direction)
    assert lacks is not None  # from 0 to 100 every share can be reached
    assert reaches(lacks)
    assert lacks == 0 or not reaches(lacks - 1)
