"""How far a figure opens: what is withheld, and that what is shown tells nobody's answer."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.disclosure import FEWEST, LEVELS, opens_list, shown_of_groups, shown_of_partition, strictest
from indicators.rollup import RolledUp, Rule, Tallied, Tally, add, figure
from surveys.choices import Disclosure

RULE = Rule("share", frozenset({"yes"}))
Counts = tuple[int, int]  # those that say yes, those that answered


def tally(counts: Counts, silent: int = 0) -> Tally:
    yes, answered = counts
    return Tally(answered + silent, (Tallied("reported", "yes", yes), Tallied("reported", "no", answered - yes)))


def rolled(counts: Counts) -> RolledUp:
    return figure(RULE, tally(counts))


def shown_regions(*regions: Counts, level: str = "groups") -> list[str]:
    """The letters of the regions that are shown: a, b, c, in the order given."""
    cells = {letter: rolled(counts) for letter, counts in zip("abcdef", regions, strict=False)}
    whole = figure(RULE, add(map(tally, regions)))
    shown = shown_of_partition(level, whole, cells)
    assert all(cell in (None, cells[name]) for name, cell in shown.items())
    assert list(shown) == list(cells)
    return [name for name, cell in shown.items() if cell]


def is_group_shown(group: Counts, whole: Counts, level: str = "groups") -> bool:
    return shown_of_groups(level, rolled(whole), {"LDC": rolled(group)})["LDC"] is not None


def test_the_levels_are_those_that_a_questionnaire_declares_in_order_of_strictness():
    assert list(LEVELS) == Disclosure.values
    assert strictest("respondent", "groups") == strictest("groups", "respondent") == "groups"
    assert strictest("groups", "none", "respondent") == "none"
    assert strictest("respondent") == "respondent"
    assert [opens_list(level) for level in LEVELS] == [True, False, False]


@pytest.mark.parametrize("word", ["", "public", "NONE"])
def test_an_unknown_level_opens_nothing(word: str):
    for ask in (
        lambda: strictest(word),
        lambda: strictest("none", word),
        lambda: opens_list(word),
        lambda: shown_regions((3, 6), (3, 6), level=word),
        lambda: is_group_shown((3, 6), (6, 12), level=word),
    ):
        with pytest.raises(ValueError, match="not in tuple"):
            ask()


@pytest.mark.parametrize(
    ("regions", "shown"),
    [
        pytest.param([(3, 6), (4, 7), (2, 9)], "abc", id="all are large and mixed"),
        pytest.param([(3, 6), (1, 5), (4, 5)], "abc", id="five are enough"),
        pytest.param([(3, 6), (4, 7), (2, 9), (1, 4)], "bc", id="a small one takes the next smallest with it"),
        pytest.param([(1, 4), (2, 9), (4, 7), (3, 6)], "bc", id="whatever the order"),
        pytest.param([(3, 6), (4, 7), (1, 4), (1, 3)], "ab", id="two small ones hide each other"),
        pytest.param([(3, 6), (4, 7), (1, 1)], "b", id="a single answer hides with the next smallest"),
        pytest.param([(3, 6), (4, 7), (1, 2), (1, 2)], "b", id="two that are too small together take a third"),
        pytest.param([(3, 6), (4, 7), (0, 4), (0, 3)], "", id="hidden ones that all said no would be known"),
        pytest.param([(3, 6), (4, 7), (4, 4), (3, 3)], "", id="hidden ones that all said yes would be known"),
        pytest.param([(3, 6), (0, 4), (0, 9)], "", id="what is hidden together is mixed, what is left is not"),
        pytest.param([(3, 6), (4, 7), (0, 8)], "", id="all of a region said no: its gap would tell"),
        pytest.param([(3, 6), (4, 7), (8, 8)], "", id="all of a region said yes"),
        pytest.param([(5, 5), (4, 7), (1, 4)], "b", id="a unanimous one may hide among others"),
        pytest.param([(3, 6), (4, 7), (0, 0)], "ab", id="where nobody answered there is nothing to protect"),
        pytest.param([(3, 6), (4, 7), (1, 4), (0, 0)], "b", id="and it hides no other"),
        pytest.param([(1, 2), (1, 4)], "", id="only small ones"),
        pytest.param([(3, 6), (1, 4)], "", id="two regions hide each other"),
        pytest.param([(3, 6)], "a", id="one region is the whole"),
        pytest.param([(0, 0), (0, 0)], "", id="nobody answered"),
        pytest.param([(0, 8), (0, 9)], "", id="the whole is unanimous"),
        pytest.param([], "", id="no regions"),
    ],
)
def test_which_regions_are_shown(regions: list[Counts], shown: str):
    assert shown_regions(*regions) == list(shown)


@pytest.mark.parametrize(
    ("group", "whole", "shown"),
    [
        pytest.param((3, 6), (6, 12), True, id="the group and the rest are large and mixed"),
        pytest.param((1, 5), (2, 10), True, id="five and five"),
        pytest.param((2, 4), (6, 12), False, id="a small group"),
        pytest.param((3, 8), (6, 12), False, id="a small rest"),
        pytest.param((0, 6), (3, 12), False, id="all of the group said no"),
        pytest.param((6, 6), (9, 12), False, id="all of the group said yes"),
        pytest.param((3, 6), (3, 12), False, id="all of the rest said no"),
        pytest.param((3, 6), (9, 12), False, id="all of the rest said yes"),
        pytest.param((6, 12), (6, 12), True, id="the group is the whole"),
        pytest.param((0, 0), (6, 12), False, id="nobody in the group answered"),
        pytest.param((0, 0), (0, 0), False, id="nobody answered"),
    ],
)
def test_which_groups_are_shown(group: Counts, whole: Counts, shown: bool):
    assert is_group_shown(group, whole) == shown


def test_overlapping_groups_need_not_add_up_and_stand_in_their_order():
    groups = {"LLDC": rolled((5, 9)), "LDC": rolled((6, 10)), "SIDS": rolled((1, 3))}
    shown = shown_of_groups("groups", rolled((9, 18)), groups)
    assert list(shown.items()) == [("LLDC", groups["LLDC"]), ("LDC", groups["LDC"]), ("SIDS", None)]


def test_by_respondent_everything_is_shown_and_at_none_nothing():
    small = ((1, 1), (0, 2), (0, 0))
    assert shown_regions(*small, level="respondent") == ["a", "b", "c"]
    assert is_group_shown((1, 1), (1, 3), level="respondent")
    assert shown_regions((3, 6), (4, 7), level="none") == []
    assert not is_group_shown((3, 6), (6, 12), level="none")


def test_who_is_silent_and_counts_as_no_does_not_hide_who_answered():
    rule = Rule("share", frozenset({"yes"}), no_response="count_as_no")
    regions = [tally((3, 3), silent=7), tally((4, 8)), tally((5, 9))]
    cells = {letter: figure(rule, region) for letter, region in zip("abc", regions, strict=True)}
    assert cells["a"].denominator == 10
    shown = shown_of_partition("groups", figure(rule, add(regions)), cells)
    assert [name for name, cell in shown.items() if cell] == ["c"]


@pytest.mark.parametrize(("agreements", "shown"), [(9, True), (0, False)])
def test_a_sum_is_shown_unless_it_tells_that_all_gave_none(agreements: int, shown: bool):
    rule = Rule("sum", frozenset(), unit="number", decimals=0)
    regions = [Tally(6, (Tallied("reported", "", 6, Decimal(total)),)) for total in (agreements, 40)]
    cells = {letter: figure(rule, region) for letter, region in zip("ab", regions, strict=True)}
    result = shown_of_partition("groups", figure(rule, add(regions)), cells)
    assert result == (cells if shown else {"a": None, "b": None})


def test_cells_that_do_not_make_the_whole_are_refused():
    with pytest.raises(ValueError, match="do not add up"):
        shown_of_partition("groups", rolled((6, 13)), {"a": rolled((3, 6)), "b": rolled((3, 6))})
    with pytest.raises(ValueError, match="larger than the whole"):
        shown_of_groups("groups", rolled((3, 6)), {"LDC": rolled((3, 7))})


# --- What always holds ----------------------------------------------------------------------------------------

counts = st.integers(0, 9).flatmap(lambda answered: st.tuples(st.integers(0, answered), st.just(answered)))
few_regions = st.lists(counts, min_size=1, max_size=4)
sizes = st.lists(st.integers(0, 7), min_size=2, max_size=4).map(tuple)


def worlds(answered: tuple[int, ...], yes: int) -> list[tuple[int, ...]]:
    """All ways in which `yes` of the respondents may say yes, region by region."""
    return [world for world in product(*(range(size + 1) for size in answered)) if sum(world) == yes]


def published(world: tuple[int, ...], answered: tuple[int, ...]) -> tuple[int | None, ...]:
    """What the public reads of each region: how many say yes, or nothing."""
    shown = shown_regions(*zip(world, answered, strict=True))
    return tuple(yes if letter in shown else None for letter, yes in zip("abcd", world, strict=False))


@given(st.lists(counts, max_size=6))
def test_no_region_is_shown_that_is_small_or_unanimous(regions):
    for letter in shown_regions(*regions):
        yes, answered = regions["abcdef".index(letter)]
        assert answered >= FEWEST
        assert 0 < yes < answered


@given(counts, counts)
def test_no_group_is_shown_that_is_small_or_unanimous_nor_beside_such_a_rest(group, rest):
    whole = group[0] + rest[0], group[1] + rest[1]
    if is_group_shown(group, whole):
        assert group[1] >= FEWEST
        assert 0 < group[0] < group[1]
        assert rest[1] == 0 or (rest[1] >= FEWEST and 0 < rest[0] < rest[1])


@given(few_regions, st.randoms(use_true_random=False))
def test_the_order_of_regions_does_not_decide_what_is_shown(regions, random):
    cells = {letter: rolled(counts) for letter, counts in zip("abcd", regions, strict=False)}
    whole = figure(RULE, add(map(tally, regions)))
    shuffled = dict(random.sample(list(cells.items()), len(cells)))
    assert shown_of_partition("groups", whole, cells) == shown_of_partition("groups", whole, shuffled)


@given(sizes, st.data())
def test_no_hidden_region_can_be_told_from_what_is_shown(answered, data):
    """Even by a reader who knows the rule and how many answered in each region, and tries every possibility."""
    yes = data.draw(st.integers(0, sum(answered)))
    assume(0 < yes < sum(answered))  # else the whole, which is published, tells every answer
    world = data.draw(st.sampled_from(worlds(answered, yes)))
    assume(sum(size > 0 for size in answered) > 1)  # one region that answered is the whole
    public = published(world, answered)
    possible = [other for other in worlds(answered, yes) if published(other, answered) == public]
    for place, size in enumerate(answered):
        if public[place] is None and size > 0:
            assert len({other[place] for other in possible}) > 1


@given(few_regions, st.data())
def test_a_gap_tells_how_many_answered_and_not_what(regions, data):
    """Where anything is shown, other answers of as many respondents hide the same regions, or all."""
    shown = shown_regions(*regions)
    other = [(data.draw(st.integers(0, answered)), answered) for _, answered in regions]
    assert not shown or shown_regions(*other) in ([], shown)
