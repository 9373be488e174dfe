"""What is behind a computed figure now: the same counts in page, CSV, JSON and API, and nobody named who may not be."""

import csv
import io
import json
from collections import Counter
from decimal import Decimal

import pytest

from common.numbers import canonical
from indicators.rollup import SIDES
from surveys.models import Submission
from tests.api import Api, place, problem
from tests.many_answers import (
    COUNT,
    COUNT_QUESTION,
    OPINION,
    OPINION_QUESTION,
    SHARE,
    SHARE_QUESTION,
    accept,
    ask,
    hand_in,
    teams,
    yes_and_no,
)
from tests.reading import Page
from tests.work import custodian_of, entry, opened, question, questionnaire, save

pytestmark = pytest.mark.django_db
BEHIND = "/entry/2024/RCS-2022-2025/{}/behind"
OF_SHARE, OF_OPINION, OF_COUNT = (BEHIND.format(key.split("/")[0]) for key in (SHARE, OPINION, COUNT))
COUNTS = ("value", "numerator", "denominator", "answered", "not_applicable", "no_response", "expected")


@pytest.fixture
def asked():
    """Of 132 teams 14 say yes and 6 no, and 3 say that it does not apply to them."""
    ask(SHARE_QUESTION)
    accept(SHARE_QUESTION, yes_and_no(14, 6) | dict.fromkeys(teams(23)[20:]))


@pytest.fixture
def asked_in_confidence():
    """Of 162 Governments 60 agree and 20 do not; shown in groups alone."""
    ask(OPINION_QUESTION, respondent="government", disclosure="groups")
    codes = Submission.objects.order_by("code").values_list("code", flat=True)[:80]
    accept(OPINION_QUESTION, {code: "no" if place % 4 == 3 else "yes" for place, code in enumerate(codes)})


@pytest.fixture
def opens(signed_in):
    def get(address, role="custodian"):
        client = signed_in(role)
        return Page(client, client.get(f"{address}/"))

    return get


def rows_of(response):
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode())))


# --- The counts ----------------------------------------------------------------------------------------------------


def test_page_csv_json_and_api_say_the_same(asked, opens, signed_in, people):
    said = Api(people.custodian).get(f"{place(SHARE)}behind/").json()
    assert {name: said[name] for name in COUNTS} == {
        "value": "70",
        "numerator": "14",
        "denominator": "20",
        "answered": 20,
        "not_applicable": 3,
        "no_response": 109,
        "expected": 132,
    }
    assert set(said) == {*COUNTS, "of", "disclosure", "respondents", "places", "preliminary"}
    assert (said["of"], said["disclosure"], said["preliminary"]) == ("country teams", "respondent", None)
    client = signed_in("custodian")
    page = json.loads(client.get(f"{OF_SHARE}.json").content)
    [series] = page["series"]
    assert {name: series[name] for name in said} == said
    rows = rows_of(client.get(f"{OF_SHARE}.csv"))
    assert {name: rows[0][name] for name in COUNTS} == {name: str(said[name]) for name in COUNTS}
    assert [row["counted"] for row in rows if row["row"] == "respondent"] == [
        row["counted"] for row in said["respondents"]
    ]
    shown = opens(OF_SHARE)
    for words in (
        "From accepted answers 70% 14 of 20",
        "Answered 20 of 132 country teams",
        "In the numerator: 14",
        "In the rest of the denominator: 6",
        "Not applicable: 3",
        "No response: 109",
    ):
        assert words in shown


def test_every_team_stands_on_one_side_with_its_answer_and_regions_sum_to_the_whole(asked, people):
    said = Api(people.custodian).get(f"{place(SHARE)}behind/").json()
    assert [row["code"] for row in said["respondents"]] == teams()
    assert set(said["respondents"][0]) == {"code", "name", "region", "answer", "counted"}
    assert Counter(row["counted"] for row in said["respondents"]) == dict(zip(SIDES, (14, 6, 3, 109), strict=True))
    assert {row["answer"] for row in said["respondents"] if row["counted"] == "numerator"} == {"yes"}
    assert {row["answer"] for row in said["respondents"] if row["counted"] == "no_response"} == {None}
    cells = said["places"]["regions"].values()
    for name in COUNTS[1:]:
        assert canonical(sum(Decimal(cell[name] or 0) for cell in cells)) == str(said[name])
    assert set(said["places"]["groups"]) == {"LDC", "LLDC", "SIDS"}


def test_a_team_of_several_countries_is_named_as_their_office(asked, people, opens):
    said = Api(people.custodian).get(f"{place(SHARE)}behind/").json()
    names = {row["code"]: row["name"] for row in said["respondents"]}
    assert names["KEN"]["en"] == "Kenya"
    assert names["BRB"]["en"] == "Barbados (multi-country office)"
    assert "Barbados (multi-country office)" in opens(OF_SHARE)


def test_numbers_are_added_and_what_is_missing_is_said_in_their_own_unit(people, opens):
    ask(COUNT_QUESTION, "number")
    accept(COUNT_QUESTION, {"KEN": Decimal(4), "UGA": Decimal(0), "BRB": Decimal("1.5")})
    said = Api(people.custodian).get(f"{place(COUNT)}behind/").json()
    assert (said["numerator"], said["denominator"]) == ("5.5", "3")
    assert {row["code"]: (row["answer"], row["counted"]) for row in said["respondents"] if row["answer"]} == {
        "BRB": ("1.5", "numerator"),
        "KEN": ("4", "numerator"),
        "UGA": ("0", "denominator"),
    }
    assert "5.5 of 3" in opens(OF_COUNT)


def test_the_page_says_how_many_more_it_takes_to_reach_the_target(opens, people):
    ask(SHARE_QUESTION)
    accept(SHARE_QUESTION, yes_and_no(60, 40))
    assert "To reach the target of 85%: 25 more of the country teams." in opens(OF_SHARE)
    accept(SHARE_QUESTION, yes_and_no(132, 0))
    assert "is reached." in opens(OF_SHARE)


def test_the_rule_is_said_in_words(asked, opens, signed_in):
    page = opens(OF_SHARE)
    for sentence in (
        "The share, in per cent, of those whose answer counts among all in the denominator.",
        "It counts country teams.",
        "“What about communications-strategy?”",
        "These answers count: “Yes”.",
        "Those to whom the question does not apply are left out.",
        "Those that did not respond are left out, and how many they are is shown.",
    ):
        assert sentence in page
    client = signed_in("custodian")
    assert "是" in client.get(f"/zh{OF_SHARE}/").content.decode()


# --- On its way ----------------------------------------------------------------------------------------------------


def test_what_is_on_its_way_stands_beside_what_is_accepted(asked, opens, people):
    hand_in(SHARE_QUESTION, {teams()[0]: "no", teams()[-1]: "yes"})
    page = opens(OF_SHARE)
    assert "From accepted answers 70% 14 of 20" in page
    assert "◐ preliminary 66.7% 14 of 21" in page
    assert "2 answers are on their way." in page
    assert "Answers on their way that differ: 2" in page
    said = Api(people.custodian).get(f"{place(SHARE)}behind/").json()
    assert said["value"] == "70"
    assert {name: said["preliminary"][name] for name in ("value", "numerator", "denominator", "no_response")} == {
        "value": "66.7",
        "numerator": "14",
        "denominator": "21",
        "no_response": 108,
    }


# --- Who may not be named ------------------------------------------------------------------------------------------


def test_of_answers_in_confidence_nobody_is_named_and_the_counts_stand(asked_in_confidence, opens, signed_in, people):
    for role in ("custodian", "auditor"):
        said = Api(getattr(people, role)).get(f"{place(OPINION)}behind/").json()
        assert said["respondents"] == []
        assert (said["disclosure"], said["numerator"], said["denominator"]) == ("groups", "60", "80")
        assert (said["answered"], said["no_response"], said["expected"]) == (80, 82, 162)
    client = signed_in("auditor")
    page = opens(OF_OPINION, "auditor")
    assert "Nobody is named here" in page
    assert "In the numerator: 60" in page
    named = [client.get(f"{OF_OPINION}{form}").content.decode() for form in ("/", ".csv", ".json")]
    for content in named:
        assert "GOV-" not in content
        assert "Afghanistan" not in content
    assert {row["row"] for row in rows_of(client.get(f"{OF_OPINION}.csv"))} == {"total", "region", "group"}


def test_of_few_answers_in_confidence_no_part_is_shown_and_none_on_their_way(opens, people):
    ask(OPINION_QUESTION, respondent="government", disclosure="groups")
    accept(OPINION_QUESTION, {"GOV-KEN": "yes", "GOV-UGA": "no"})
    hand_in(OPINION_QUESTION, {"GOV-BRB": "yes"})
    said = Api(people.auditor).get(f"{place(OPINION)}behind/").json()
    assert set(said["places"]["regions"].values()) == set(said["places"]["groups"].values()) == {None}
    assert said["preliminary"] is None
    page = opens(OF_OPINION)
    assert "1 answer is on its way. What so few give is not shown" in page
    assert "withheld, so that nobody's answer can be read off" in page
    assert "Answers on their way that differ" not in page


def test_a_question_stricter_than_its_questionnaire_is_not_opened(people):
    asked = question(SHARE_QUESTION, counts_as_yes=["yes"], disclosure="none")
    opened(questionnaire(2024, [asked], disclosure="respondent"))
    accept(SHARE_QUESTION, {"KEN": "yes"})
    said = Api(people.custodian).get(f"{place(SHARE)}behind/").json()
    assert (said["disclosure"], said["respondents"]) == ("none", [])
    assert set(said["places"]["regions"].values()) == {None}


# --- Who sees it ---------------------------------------------------------------------------------------------------


def test_it_is_there_for_those_who_see_the_observation_alone(asked, signed_in, people):
    other = Api(custodian_of("2.1.1-d", "other@example.org"))
    problem(other.get(f"{place(SHARE)}behind/"), 404)
    for role in ("office_editor", "team_leader", "regional_team"):
        assert signed_in(role).get(f"{OF_SHARE}/").status_code == 404
        problem(Api(getattr(people, role)).get(f"{place(SHARE)}behind/"), 404)
    for role in ("validator", "publisher", "administrator", "auditor"):
        assert signed_in(role).get(f"{OF_SHARE}/").status_code == 200


@pytest.mark.parametrize("form", ["/", ".csv", ".json"])
def test_where_nothing_is_computed_there_is_nothing_behind_it(form, asked, signed_in, people):
    client = signed_in("custodian")
    for indicator in ("2.1.1-a", "2.1.1-b", "9.9.9-z"):
        assert client.get(f"{BEHIND.format(indicator)}{form}").status_code == 404
    assert client.get(f"/entry/2023/RCS-2022-2025/1.1.1-c/behind{form}").status_code == 404
    problem(Api(people.custodian).get(f"{place('2.1.1-a/total/2024')}behind/"), 404)


def test_what_is_entered_stands_beside_what_is_computed(asked, opens, people):
    save(SHARE, entry("75", note="Five more by telephone."), by=people.custodian)
    page = opens(OF_SHARE)
    assert "Entered 75% draft" in page
    assert "From accepted answers 70%" in page
