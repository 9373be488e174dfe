"""The pages of survey results and a country's published answers say what the release holds, and what it does not."""

import csv
import io
import json

import pytest
from django.test import Client

from surveys.models import AcceptedAnswer
from tests.many_answers import accept, teams
from tests.public_pages import body, content_of, words
from tests.work import People, opened, publish, question, questionnaire

pytestmark = pytest.mark.django_db

SCALE = {"choices": ("agree", "disagree"), "counts_as_yes": ["agree"]}


def rows_of(address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Client().get(address).content.decode("utf-8-sig"))))


def ask(year: int, **head: str) -> None:
    opened(
        questionnaire(
            year,
            [question("plan"), question("languages", "multiple", choices=("english", "french"))],
            [
                question("cost", "number"),
                question("trust", "scale", disclosure="none", **SCALE),
                question("tested", applies_if={"question": "plan", "is": ["yes"]}),
            ],
            **head,
        )
    )


def two_years(people: People) -> None:
    """Of 2023 and 2024; in the second year more teams answered, and not all as before."""
    ask(2023)
    accept("plan", dict(zip(teams(5), ["yes", "yes", "yes", "yes", "no"], strict=True)), year=2023)
    ask(2024)
    accept("plan", dict(zip(teams(8), ["yes"] * 2 + ["no"] * 6, strict=True)))
    accept("languages", {teams(8)[0]: "english french", teams(8)[1]: "english", teams(8)[2]: ""})
    accept("trust", dict(zip(teams(4), ["agree"] * 3 + ["disagree"], strict=True)))
    publish(people)


def test_every_questionnaire_is_listed_by_respondent_and_year(people: People):
    ask(2023)
    opened(questionnaire(2024, [question("opinion", "scale", **SCALE)], respondent="government", disclosure="groups"))
    publish(people)
    assert [(row["respondent"], row["year"], row["questions"]) for row in rows_of("/surveys.csv")] == [
        ("team", "2023", "5"),
        ("government", "2024", "1"),
    ]
    assert [row["expected"] for row in json.loads(Client().get("/surveys.json").content)] == [132, 162]
    assert 'href="/surveys/team/2023/"' in body("/surveys/")


def test_a_question_has_n_and_its_spread_beside_the_year_before(people: People):
    two_years(people)
    page = words("/surveys/team/2024/")
    assert "The answers of 8 of 132 respondents are accepted" in page
    assert "Answered (n) 8 Asked (N) 132 No response 124 Not applicable 0" in page
    assert "Yes 2 25% 80%" in page
    assert "No 6 75% 20%" in page
    assert "In 2023, 5 of 132 answered." in page
    first = words("/surveys/team/2023/")
    assert "Yes 4 80% No 1 20%" in first
    assert "In 2022" not in first


def test_several_answers_count_each_and_none_of_these_is_one(people: People):
    two_years(people)
    page = words("/surveys/team/2024/")
    assert "English 2 66.7% – French 1 33.3% – none of these 1 33.3% – In 2023, 0 of 132 answered." in page


def test_what_is_withheld_says_so_instead_of_numbers(people: People):
    two_years(people)
    page = body("/surveys/team/2024/")
    asked = page[page.index('id="q-trust"') : page.index('id="q-tested"')]
    assert "Withheld: fewer than five answered." in asked
    assert "<table" not in asked
    assert 'href="/charts/' not in asked
    assert "Put only to those that answered:" in page


def test_the_files_hold_the_same(people: People):
    two_years(people)
    rows = rows_of("/surveys/team/2024.csv")
    whole = {(row["question"], row["choice"]): row for row in rows if not row["region"]}
    assert (whole["plan", "yes"]["count"], whole["plan", "yes"]["answered"]) == ("2", "8")
    trust = next(row for row in rows if row["question"] == "trust")
    assert (trust["choice"], trust["count"], trust["withheld"]) == ("", "", "true")
    assert not [row for row in rows if row["question"] == "trust" and row["region"]]
    by_region = [row for row in rows if row["question"] == "plan" and row["region"] and row["choice"] == "yes"]
    assert sum(int(row["count"]) for row in by_region) == 2
    assert json.loads(Client().get("/surveys/team/2024.json").content) == content_of("survey", "team/2024", 2)


def test_a_question_with_choices_has_a_chart_and_a_withheld_one_draws_nothing(people: People):
    two_years(people)
    reader = Client()
    picture = json.loads(reader.get("/charts/surveys/team/2024/plan.json").content)
    assert [(row["choice"], row["share"], row["count"]) for row in picture] == [("Yes", "25", "2"), ("No", "75", "6")]
    assert reader.get("/charts/surveys/team/2024/plan.svg").status_code == 200
    assert reader.get("/charts/surveys/team/2024/trust.svg").status_code == 404
    assert json.loads(reader.get("/charts/surveys/team/2024/trust.json").content) == []
    for missing in ("team/2024/cost", "team/2024/nothing", "team/2031/plan", "team/plan", "team/x/plan"):
        assert reader.get(f"/charts/surveys/{missing}.json").status_code == 404


def test_a_release_without_results_says_that_it_holds_none(people: People):
    two_years(people)
    page = words("/surveys/?release=1")
    assert "This release does not hold any survey results. That is not the same as no answers" in page
    assert Client().get("/surveys/team/2024/?release=1").status_code == 404
    assert "does not hold any answers of this team" in words("/countries/KEN/?release=1")


# --- A country's published answers ---------------------------------------------------------------------------------


def test_a_country_shows_its_teams_answers_with_last_years_beside_them(people: People):
    two_years(people)
    code = teams(1)[0]
    page = words(f"/countries/{code}/")
    assert "What the country team answered to the questionnaire for 2024" in page
    assert "What about plan? Yes Yes" in page
    assert "What about languages? English French not in this release" in page
    assert "What about trust?" not in page, "what it rated is not open"
    before = words(f"/countries/{code}/?answers=2023")
    assert "for 2023, as accepted" in before
    assert Client().get(f"/countries/{code}/?answers=2019").status_code == 404
    assert Client().get(f"/countries/{code}/?answers=x").status_code == 404
    silent = words(f"/countries/{teams(20)[-1]}/")
    assert "This release does not hold any answers of this team. That is not the same as none." in silent


def test_answers_stand_in_the_readers_language(people: People):
    two_years(people)
    page = words(f"/zh/countries/{teams(1)[0]}/")
    assert "What about plan? 是 是" in page


def test_an_answer_in_words_of_ones_own_is_not_shown(people: People):
    opened(questionnaire(2024, [question("plan"), question("story", "text")]))
    accept("plan", {"KEN": None})
    of_kenya = AcceptedAnswer.objects.get(submission__code="KEN")
    item = of_kenya.item.section.items.get(question__code="story")
    AcceptedAnswer.objects.create(submission=of_kenya.submission, item=item, status="reported", text="Names of persons")
    publish(people)
    page = words("/countries/KEN/")
    assert "What about story? answered in words, which are not released" in page
    assert "What about plan? not applicable" in page
    assert "Names of persons" not in page
