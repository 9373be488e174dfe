"""What is told of the answers to a questionnaire, and what is withheld: no answer comes out of one release or two."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.disclosure import FEWEST
from indicators.rollup import Tallied, Tally
from publications.results import Question, results_of

CHOICES = ("agree", "disagree", "dont-know")


def asked(code: str = "opinion", answers: Mapping[str, int] | None = None, /, **more: Any) -> Question:
    """A question to twenty in one region, confidential but where said otherwise; `answers` by choice."""
    rows = tuple(Tallied("reported", choice, count) for choice, count in (answers or {}).items())
    given = {"section": "one", "level": "groups", "choices": CHOICES, "is_number": False, "is_multiple": False}
    return Question(code=code, above=more.pop("above", ""), regions={"AFR": Tally(20, rows)}, **(given | more))


def told(*questions: Question, before: Mapping[str, Any] | None = None, release: int = 2) -> dict[str, Any]:
    return results_of(questions, before or {}, release)


def spread(results: Any) -> dict[str, int] | None:
    rows = results["distribution"]
    return None if rows is None else {row["code"]: row["count"] for row in rows}


def test_what_opens_by_respondent_is_told_in_full_and_by_region():
    regions = {
        "AFR": Tally(2, (Tallied("reported", "agree", 1),)),
        "LAC": Tally(3, (Tallied("reported", "disagree", 1), Tallied("not_applicable", "", 1))),
    }
    question = Question("opinion", "one", "respondent", CHOICES, False, False, "", regions)
    results = told(question)["opinion"]
    assert [results[name] for name in ("expected", "answered", "not_applicable", "no_response")] == [5, 2, 1, 2]
    assert spread(results) == {"agree": 1, "disagree": 1, "dont-know": 0}
    assert [(row["code"], row["answered"], spread(row)["agree"]) for row in results["regions"]] == [
        ("AFR", 1, 1),
        ("LAC", 1, 0),
    ]
    assert (results["withheld"], results["as_of"]) == (False, None)


@pytest.mark.parametrize("level", ["groups", "none"])
def test_of_what_does_not_the_whole_alone_is_told(level: str):
    results = told(asked("opinion", {"agree": 3, "disagree": 2}, level=level))["opinion"]
    assert spread(results) == {"agree": 3, "disagree": 2, "dont-know": 0}
    assert results["regions"] is None


@pytest.mark.parametrize(
    "answers", [{"agree": 3, "disagree": 1}, {"agree": 1}, {}, {"agree": 8}], ids=["four", "one", "nobody", "all alike"]
)
def test_how_few_or_like_answers_spread_is_withheld_and_the_document_says_so(answers: dict[str, int]):
    results = told(asked("opinion", answers))["opinion"]
    assert (results["distribution"], results["withheld"]) == (None, True)
    assert results["answered"] == sum(answers.values())


def test_where_all_answer_alike_the_other_questions_of_the_section_are_withheld_with_it():
    mixed = {"agree": 4, "disagree": 4}
    results = told(
        asked("alike", {"agree": 8}),
        asked("beside", mixed),
        asked("elsewhere", mixed, section="two"),
        asked("in-the-open", {"agree": 8}, level="respondent"),
    )
    assert {code for code, row in results.items() if row["withheld"]} == {"alike", "beside"}


def test_where_a_section_has_no_other_the_whole_questionnaire_is():
    mixed = {"agree": 4, "disagree": 4}
    results = told(asked("alike", {"agree": 8}), asked("few", {"agree": 1}), asked("elsewhere", mixed, section="two"))
    assert all(row["withheld"] for row in results.values())


def test_of_several_choices_each_may_tell_what_everybody_answered():
    every = {"agree disagree": 3, "agree": 3}
    assert told(asked("several", every, is_multiple=True))["several"]["withheld"]
    results = told(asked("several", every | {"": 2}, is_multiple=True))["several"]
    assert spread(results) == {"agree": 6, "disagree": 3, "dont-know": 0, "none": 2}
    assert results["answered"] == 8


def test_numbers_are_told_only_where_they_open_by_respondent():
    rows = (Tallied("reported", "", 8, total=100),)
    for level, expected in (("respondent", ("100", "12.5")), ("groups", (None, None))):
        question = Question("number", "one", level, (), True, False, "", {"": Tally(9, rows)})
        results = told(question)["number"]
        assert (results["sum"], results["mean"]) == expected
        assert results["withheld"] is (level == "groups")
        assert results["distribution"] is None
        assert results["answered"] == 8


def test_to_how_many_a_question_applies_is_withheld_with_the_question_that_it_hangs_on():
    results = told(
        asked("first", {"agree": 8}),
        asked("second", {"agree": 3, "disagree": 5}, above="first", section="two"),
        asked("third", {"agree": 3, "disagree": 5}, above="second", section="three"),
        asked("beside", {"agree": 3, "disagree": 5}, section="one"),
    )
    for code in ("second", "third"):
        assert {results[code][name] for name in ("answered", "not_applicable", "no_response", "distribution")} == {None}
        assert results[code]["withheld"]
        assert results[code]["expected"] == 20
    assert results["beside"]["answered"] == 8


@pytest.mark.parametrize(
    "now",
    [
        pytest.param({"agree": 5, "disagree": 4}, id="one more"),
        pytest.param({"agree": 6, "disagree": 6}, id="four more"),
        pytest.param({"agree": 9, "disagree": 4}, id="five more that are all alike"),
        pytest.param({"agree": 3, "disagree": 5}, id="one changed"),
        pytest.param({"agree": 3, "disagree": 10}, id="one changed and five more"),
        pytest.param({"agree": 4, "disagree": 3}, id="one taken back"),
        pytest.param({"agree": 8}, id="now all are alike"),
    ],
)
def test_what_too_few_would_change_stays_as_it_was_published(now: dict[str, int]):
    before = told(asked("opinion", {"agree": 4, "disagree": 4}), release=1)
    results = told(asked("opinion", now), before=before, release=2)
    assert results == {"opinion": before["opinion"] | {"as_of": 2}}
    later = told(asked("opinion", now), before=results, release=3)
    assert later == results, "it goes on to name the release that it comes from"


def test_five_more_that_are_not_alike_are_told():
    before = told(asked("opinion", {"agree": 4, "disagree": 4}))
    results = told(asked("opinion", {"agree": 8, "disagree": 5}), before=before)["opinion"]
    assert (spread(results), results["as_of"]) == ({"agree": 8, "disagree": 5, "dont-know": 0}, None)
    again = told(asked("opinion", {"agree": 4, "disagree": 4}), before=before)["opinion"]
    assert again["as_of"] is None, "nothing came"


def test_one_question_that_stays_holds_the_others_that_were_told_and_what_hangs_on_them():
    first = (asked("one", {"agree": 4, "disagree": 4}), asked("two", {"agree": 4, "disagree": 4}))
    before = told(*first)
    hanging = asked("three", {"agree": 3, "disagree": 4}, above="two")
    now = (asked("one", {"agree": 5, "disagree": 4}), asked("two", {"agree": 9, "disagree": 9}), hanging)
    results = told(*now, before=before)
    assert [results[code]["as_of"] for code in ("one", "two")] == [2, 2]
    assert (results["three"]["withheld"], results["three"]["answered"]) == (True, None)


def test_a_figure_of_the_same_release_that_counted_a_little_less_withholds_the_spread():
    counted = Tally(20, (Tallied("reported", "agree", 4), Tallied("reported", "disagree", 4)))
    same, more = {"agree": 4, "disagree": 4}, {"agree": 5, "disagree": 4}
    assert not told(asked("opinion", same, counted=(counted,)))["opinion"]["withheld"]
    assert told(asked("opinion", more, counted=(counted,)))["opinion"]["withheld"]
    open_one = asked("opinion", more, counted=(counted,), level="respondent")
    assert not told(open_one)["opinion"]["withheld"]


def test_nothing_is_told_before_the_figure_that_it_would_be_held_against():
    mixed = {"agree": 4, "disagree": 4}
    results = told(
        asked("awaited", mixed, is_awaited=True),
        asked("hanging", mixed, above="awaited"),
        asked("open", mixed, level="respondent", is_awaited=True),
        asked("beside", mixed),
    )
    assert {code for code, row in results.items() if row["withheld"]} == {"awaited", "hanging"}
    assert results["awaited"]["awaits_figure"]
    assert (results["awaited"]["answered"], results["hanging"]["answered"]) == (8, None)
    before = told(asked("awaited", mixed))
    again = told(asked("awaited", {"agree": 9, "disagree": 9}, is_awaited=True), before=before)
    assert again["awaited"] == before["awaited"] | {"as_of": 2}, "what was told once stays"


counts = st.dictionaries(st.sampled_from(CHOICES), st.integers(0, 6), max_size=3)


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=6))
def test_no_two_releases_differ_by_less_than_five_answers_or_by_answers_that_are_all_alike(years: list):
    """Whatever arrives between releases, in any order: every pair of them is held against each other."""
    published, before = [], {}
    for number, (one, other) in enumerate(years, 1):
        rows = (asked("one", one), asked("two", other, section="two"))
        before = told(*rows, before=before, release=number - 1)
        published.append(before)
    for code in ("one", "two"):
        shown = [row[code] for row in published if row[code]["distribution"] is not None]
        for row in shown:
            assert row["answered"] >= FEWEST
            assert max(spread(row).values()) < row["answered"]
        for early, late in combinations(shown, 2):
            came = late["answered"] - early["answered"]
            changes = [spread(late)[choice] - spread(early)[choice] for choice in CHOICES]
            assert not any(changes) or (came >= FEWEST and min(changes) >= 0 and max(changes) < came)
