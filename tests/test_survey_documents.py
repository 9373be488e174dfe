"""What a release holds of questionnaires and of teams' answers: all that is open, and nothing that is not."""

import json
from typing import Any

import pytest
from django.test import Client

from indicators.actions import explain_difference
from indicators.recomputing import changed_figures
from publications.actions import preview_release
from publications.models import Document, Release
from publications.reading import read_preview
from surveys.models import AcceptedAnswer, Answer
from tests.counted import asks, to_figure
from tests.many_answers import OPINION, accept, hand_in, teams
from tests.public_pages import content_of
from tests.record_rows import add
from tests.work import People, opened, publish, question, questionnaire

pytestmark = pytest.mark.django_db

SCALE = {"choices": ("agree", "disagree"), "counts_as_yes": ["agree"]}
SECRETS = ("Reason nobody reads", "Explanation nobody reads", "Words of one's own", "https://evidence.example/")


def results(key: str, code: str, release: int = 2) -> Any:
    sections = content_of("survey", key, release)["sections"]
    return next(row["results"] for section in sections for row in section["questions"] if row["code"] == code)


def said_by(team: str, release: int = 2) -> Any:
    return content_of("team", team, release)["answers"]


def agreeing(codes: list[str], disagreeing: int) -> dict[str, str]:
    """The last of `codes` disagree."""
    return {code: "disagree" if place >= len(codes) - disagreeing else "agree" for place, code in enumerate(codes)}


def test_a_questionnaire_is_copied_with_its_wording_and_what_came_of_it(people: People):
    opened(questionnaire(2024, [question("plan"), question("cost", "number")], [question("opinion", "scale", **SCALE)]))
    some = teams(6)
    accept("plan", dict(zip(some, ["yes", "yes", "yes", "no", "no", None], strict=True)))
    publish(people)
    survey = content_of("survey", "team/2024", 2)
    assert (survey["expected"], survey["accepted"], survey["disclosure"]) == (132, 6, "respondent")
    assert [section["code"] for section in survey["sections"]] == ["section-1", "section-2"]
    plan = survey["sections"][0]["questions"][0]
    assert plan["text"] == {"en": "What about plan?"}
    assert plan["choices"][0]["text"]["fr"] == "Oui"
    told = plan["results"]
    assert [told[name] for name in ("expected", "answered", "not_applicable", "no_response")] == [132, 5, 1, 126]
    assert told["distribution"] == [{"code": "yes", "count": 3}, {"code": "no", "count": 2}]
    for name in ("expected", "answered", "not_applicable", "no_response"):
        assert sum(row[name] for row in told["regions"]) == told[name]
    listed = json.loads(Client().get("/api/v1/surveys/").content)["results"]
    assert [(row["respondent"], row["year"], row.get("sections")) for row in listed] == [("team", 2024, None)]
    assert json.loads(Client().get("/api/v1/surveys/team/2024/").content) == survey


def test_before_anything_was_asked_nothing_is_held_and_earlier_releases_stay_so(people: People):
    opened(questionnaire(2024, [question("plan")]))
    publish(people)
    reader = Client()
    assert json.loads(reader.get("/api/v1/surveys/?release=1").content)["results"] == []
    assert reader.get("/api/v1/surveys/team/2024/?release=1").status_code == 404
    assert reader.get("/api/v1/surveys/team/2024/").status_code == 200
    assert said_by("KEN") == {}


def test_what_is_prepared_and_not_opened_is_not_public(people: People):
    questionnaire(2024, [question("not-asked-yet")])
    opened(questionnaire(2024, [question("asked")], respondent="government"))
    publish(people)
    keys = Document.objects.filter(release=2, kind="survey").values_list("key", flat=True)
    assert list(keys) == ["government/2024"]
    assert not Document.objects.filter(release=2, text__contains="not-asked-yet").exists()


def test_what_a_team_answered_openly_is_copied_with_its_status_and_nothing_else(people: People):
    asked = [
        question("plan"),
        question("languages", "multiple", choices=("english", "french")),
        question("offices", "number"),
        question("day", "date"),
        question("story", "text", required=True),
        question("silence"),
        question("trust", "scale", disclosure="none", **SCALE),
        question("group", "scale", disclosure="groups", **SCALE),
    ]
    opened(questionnaire(2024, asked))
    accept("plan", {"KEN": None, "UGA": "yes"})
    accept("languages", {"KEN": "english french"})
    accept("trust", {"KEN": "agree"})
    accept("group", {"KEN": "disagree"})
    of_kenya = Answer.objects.filter(submission__code="KEN").select_related("item__question", "submission")
    for row in of_kenya.filter(item__question__code__in=["offices", "day", "story", "silence"]):
        said = {"offices": {"number": "3.50"}, "day": {"day": "2024-06-30"}, "story": {"text": SECRETS[2]}}
        columns = said.get(row.item.question.code, {})
        status = "reported" if columns else "not_reported"
        AcceptedAnswer.objects.create(submission=row.submission, item=row.item, status=status, **columns)
    AcceptedAnswer.objects.update(reason=SECRETS[0], explanation=SECRETS[1], evidence=[SECRETS[3]])
    publish(people)
    assert said_by("KEN") == {
        "2024": {
            "plan": {"status": "not_applicable"},
            "languages": {"status": "reported", "choices": ["english", "french"]},
            "offices": {"status": "reported", "number": "3.5"},
            "day": {"status": "reported", "date": "2024-06-30"},
            "story": {"status": "reported"},
            "silence": {"status": "not_reported"},
        }
    }
    for document in Document.objects.filter(release=2):
        assert [words for words in SECRETS if words in document.text] == [], document.key
    assert results("team/2024", "story")["answered"] == 1


def test_an_answer_on_its_way_is_in_no_release(people: People):
    opened(questionnaire(2024, [question("plan")]))
    hand_in("plan", {"KEN": "yes"})
    publish(people)
    assert said_by("KEN") == {}
    assert results("team/2024", "plan")["answered"] == 0


def test_what_hangs_on_a_confidential_answer_is_as_confidential(people: People):
    """To whom the second question applies says what each team answered to the first."""
    second = question("second", applies_if={"question": "first", "is": ["disagree"]})
    third = question("third", applies_if={"question": "second", "is": ["yes"]})
    opened(
        questionnaire(2024, [question("first", "scale", disclosure="none", **SCALE), second, third, question("own")])
    )
    asks(people, "second", "2.1.1-a/total/2024")
    some = teams(4)
    accept("first", dict.fromkeys(some[:3], "agree") | {some[3]: "disagree"})
    accept("second", dict.fromkeys(some[:3]) | {some[3]: "yes"})
    accept("third", dict.fromkeys(some[:3]) | {some[3]: "no"})
    AcceptedAnswer.objects.filter(status="not_applicable").update(settled_by="condition")
    accept("own", dict.fromkeys(some, "yes"))
    to_figure(people)
    publish(people)
    for code in some:
        assert said_by(code) == {"2024": {"own": {"status": "reported", "choices": ["yes"]}}}
        [stands] = content_of("team", code, 2)["completeness"]
        assert (stands["answered"], stands["expected"]) == (1, 1)
    assert results("team/2024", "first")["withheld"]
    assert {results("team/2024", code)["answered"] for code in ("second", "third")} == {None}
    [behind] = content_of("behind", "RCS-2022-2025/2.1.1-a/2024", 2)["series"]
    assert (behind["disclosure"], behind["respondents"]) == ("none", [])


@pytest.mark.parametrize("respondent", ["government", "coordinator"])
def test_what_governments_and_coordinators_think_is_never_open_whatever_is_declared(people: People, respondent: str):
    for code in ("KEN", "UGA"):
        add("appointments", code)
    opened(questionnaire(2024, [question("plan")], respondent=respondent, disclosure="respondent"))
    publish(people)
    told = results(f"{respondent}/2024", "plan")
    assert (told["regions"], told["withheld"]) == (None, True)


def test_one_more_team_between_two_releases_changes_nothing_that_it_rated(people: People):
    """Teams are named once they are accepted: the difference would be what the one that came rated."""
    opened(questionnaire(2024, [question("trust", "scale", disclosure="none", **SCALE)], [question("plan")]))
    several = teams(14)
    accept("trust", agreeing(several[:8], 3))
    publish(people)
    first = results("team/2024", "trust", 2)
    accept("trust", {several[8]: "disagree"})
    accept("plan", {several[8]: "yes"})
    publish(people)
    assert results("team/2024", "trust", 3) == first | {"as_of": 2}
    assert results("team/2024", "plan", 3)["answered"] == 1
    accept("trust", agreeing(several[9:], 2))
    publish(people)
    now = results("team/2024", "trust", 4)
    assert (now["answered"], now["as_of"]) == (14, None)


def test_results_that_a_figure_of_before_would_give_away_are_withheld(people: People):
    opened(questionnaire(2024, [question("opinion", "scale", **SCALE)], disclosure="groups"))
    asks(people, "opinion", OPINION)
    several = teams(9)
    accept("opinion", agreeing(several[:8], 3))
    to_figure(people, OPINION)
    accept("opinion", {several[8]: "disagree"})
    [changed] = changed_figures()
    explain_difference(changed.figure, "It stays as it was.", by=people.validator, seen=changed.sha256)
    publish(people)
    assert results("team/2024", "opinion")["withheld"]


def test_of_what_a_figure_counts_in_confidence_nothing_is_told_before_it(people: People):
    """Else a team that comes between the two releases would be the difference between spread and figure."""
    opened(questionnaire(2024, [question("opinion", "scale", **SCALE)], disclosure="groups"))
    asks(people, "opinion", OPINION)
    several = teams(9)
    accept("opinion", agreeing(several[:8], 3))
    publish(people)
    told = results("team/2024", "opinion")
    assert (told["answered"], told["distribution"], told["awaits_figure"]) == (8, None, True)
    accept("opinion", {several[8]: "disagree"})
    to_figure(people, OPINION)
    publish(people)
    told = results("team/2024", "opinion", 3)
    assert [row["count"] for row in told["distribution"]] == [5, 4]
    assert (told["withheld"], told["awaits_figure"], told["as_of"]) == (False, False, None)


def test_how_far_sections_came_is_told_by_region(people: People):
    hidden = question("hidden", "scale", disclosure="none", **SCALE)
    opened(questionnaire(2024, [question("plan"), hidden], [question("cost", "number")]))
    accept("plan", dict.fromkeys(teams(10), "yes"))
    publish(people)
    [respondents] = content_of("reporting", "2024", 2)["respondents"]
    first, second = respondents["sections"]
    assert (first["answered"], first["expected"]) == (10, 132), "what is confidential is not counted"
    assert (second["answered"], second["expected"]) == (0, 132)
    for name in ("answered", "expected"):
        assert sum(row[name] for row in first["regions"]) == first[name]


def test_a_preview_says_what_came_in_words(people: People):
    opened(questionnaire(2024, [question("plan")]))
    publish(people)
    accept("plan", dict.fromkeys(teams(6), "yes"))
    groups = {group.code: group for group in read_preview(preview_release(by=people.publisher)).groups}
    assert [(line.what, line.old, line.new) for line in groups["team/2024"].lines] == [
        ("accepted", "0", "6"),
        ("plan: answers", "0", "6"),
    ]
    team = {line.what: line.new for line in groups[teams(1)[0]].lines}
    assert team["2024: published answers"] == "1 changed"
    reporting = {line.what: line.new for line in groups["2024"].lines}
    assert reporting["country team: completeness by section"] == "1 changed"
    publish(people)
    assert Release.objects.count() == 3
    page = Client().get("/releases/3/").content.decode()
    assert "The results of 1 questionnaire are new or changed." in page
