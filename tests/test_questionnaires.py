"""Questionnaires: who is expected to answer, what stands once they are open, and how a question is worded anew."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity.models import Entry
from common.refusals import Invalid, NotAllowed, VersionConflict, VersionNeeded, WrongState
from countries.models import Country, CountryTeam
from indicators.actions import open_reporting_year
from surveys.definitions import (
    add_item,
    change_item,
    change_questionnaire,
    change_section,
    change_wording,
    create_question,
    create_questionnaire,
    create_section,
    newest_wording,
)
from surveys.loading import read_questionnaires
from surveys.models import Answer, Item, Question, Questionnaire, QuestionVersion, Section, Submission
from surveys.opening import open_questionnaire
from surveys.settling import facts_of
from surveys.wordings import misplaced
from tests.record_rows import add, coordinator, without_records
from tests.test_admin import fields_of, page
from tests.work import answer, bring_to_acceptance, open_shipped, opened, question, questionnaire, submission

pytestmark = pytest.mark.django_db

YEAR = 2032
QUESTIONS = [question("plan"), question("tested", applies_if={"question": "plan", "is": ["yes"]})]


def prepared(*sections, **head):
    return questionnaire(YEAR, *(sections or [QUESTIONS]), **head)


def codes_of(respondent):
    rows = Submission.objects.filter(questionnaire__year=YEAR, questionnaire__respondent=respondent)
    return list(rows.values_list("code", flat=True))


def last_said():
    entry = Entry.objects.order_by("-sequence")[0]
    return entry.verb, json.loads(entry.text)["data"]


@pytest.fixture
def asked():
    """Two questionnaires, opened."""
    for year in (2031, YEAR):
        opened(questionnaire(year, [question("plan"), question("staff", "number")]))


# --- Opening -------------------------------------------------------------------------------------------------------


def test_every_team_is_expected_once_and_every_government_by_itself():
    open_shipped(YEAR, "team", "government")
    teams, countries = codes_of("team"), codes_of("government")
    assert sorted(teams) == sorted(CountryTeam.objects.values_list("code", flat=True))
    assert sorted(countries) == sorted(f"GOV-{iso3}" for iso3 in Country.objects.values_list("iso3", flat=True))
    office = next(row for row in CountryTeam.objects.all() if row.countries.count() > 3)  # a multi-country office
    assert teams.count(office.code) == 1
    served = {f"GOV-{row.iso3}" for row in office.countries.all()}
    assert served <= set(countries)
    assert len(countries) > len(teams)


def test_every_question_has_an_answer_from_the_start():
    opened(prepared())
    rows = Answer.objects.filter(submission__questionnaire__year=YEAR)
    assert rows.count() == 2 * CountryTeam.objects.count()
    assert set(rows.values_list("version", "status")) == {(1, "not_reported")}
    assert Submission.objects.filter(questionnaire__year=YEAR).unanswered().count() == CountryTeam.objects.count()


def test_a_coordinator_of_two_teams_answers_once_with_the_team_served_longest():
    without_records()
    one, two, gone = (coordinator(f"Coordinator {number}") for number in range(3))
    add("appointments", "FJI", coordinator=one, valid_from=date(2021, 1, 1))
    add("appointments", "KEN", coordinator=one, valid_from=date(2023, 1, 1))
    add("appointments", "BRA", coordinator=two)
    add("appointments", "CHL", coordinator=gone, valid_to=date(2023, 6, 30))
    opened(prepared(respondent="coordinator"))
    assert sorted(codes_of("coordinator")) == sorted([one.code, two.code])
    row = submission(f"{YEAR}/{one.code}")
    assert (row.team.code, row.region_id) == ("FJI", row.team.region_id)


def test_region_and_groups_are_those_of_the_day_of_opening():
    opened(prepared())
    row = submission(f"{YEAR}/KEN")
    before = (row.region, row.groups)
    other = CountryTeam.objects.exclude(region=row.region)[0].region
    CountryTeam.objects.filter(code="KEN").update(region=other)
    assert (submission(f"{YEAR}/KEN").region, submission(f"{YEAR}/KEN").groups) == before


def test_entities_are_named_when_it_is_opened():
    opened(prepared(respondent="entity"), named=[("ILO", "International Labour Organization")])
    row = submission(f"{YEAR}/ENT-ILO")
    assert (row.name, row.team, row.region) == ("International Labour Organization", None, None)


def test_it_is_opened_once_and_by_an_administrator_alone(people):
    row = prepared()
    with pytest.raises(NotAllowed):
        open_questionnaire(row, by=people.validator, seen=None)
    with pytest.raises(VersionNeeded):
        open_questionnaire(row, by=people.administrator, seen=None)
    with pytest.raises(VersionConflict):
        open_questionnaire(row, by=people.administrator, seen=9)
    opened_row = open_questionnaire(row, by=people.administrator, seen=row.version)
    with pytest.raises(WrongState):
        open_questionnaire(opened_row, by=people.administrator, seen=opened_row.version)
    assert len(codes_of("team")) == CountryTeam.objects.count()


def test_a_closed_questionnaire_is_not_seen_before_it_is_open(people):
    prepared()
    assert not Submission.objects.visible_to(people.administrator).filter(questionnaire__year=YEAR).exists()


def test_the_facts_of_all_respondents_cost_the_same_queries_as_those_of_three():
    opened(prepared(respondent="government"))
    rows = list(Submission.objects.filter(questionnaire__year=YEAR).with_respondents())
    asked = rows[0].questionnaire
    counts = []
    for some in (rows[:3], rows):
        with CaptureQueriesContext(connection) as captured:
            facts_of(asked, some)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- Wordings ------------------------------------------------------------------------------------------------------


def wording(code):
    return newest_wording(Question.objects.get(code=code))


def test_a_wording_that_nobody_was_asked_is_edited_in_place(people):
    prepared()
    row = wording("plan")
    changed = change_wording(row, {"text_en": "Is there a plan?"}, by=people.administrator, seen=row.version)
    assert (changed.pk, changed.number, changed.version, changed.text_en) == (row.pk, 1, 2, "Is there a plan?")
    assert last_said()[0] == "surveys.wording.changed"
    assert change_wording(changed, {"text_en": "Is there a plan?"}, by=people.administrator, seen=2).version == 2


def test_a_wording_that_was_asked_stands_and_the_next_one_is_appended(people):
    opened(prepared())
    row = wording("plan")
    following = change_wording(row, {"text_en": "Is there a plan?"}, by=people.administrator, seen=row.version)
    assert (following.number, following.text_en, following.type) == (2, "Is there a plan?", "yes_no")
    assert following.counts_as_yes == row.counts_as_yes
    asked = answer(f"{YEAR}/KEN/plan").item.wording
    assert (asked.number, asked.text_en) == (1, "What about plan?")
    same = {"text_en": "Is there a plan?"}
    assert change_wording(following, same, by=people.administrator, seen=following.version).number == 2
    with pytest.raises(WrongState):
        change_wording(row, {"text_en": "Any plan?"}, by=people.administrator, seen=row.version)
    assert QuestionVersion.objects.filter(question__code="plan").count() == 2


def test_last_years_wording_stays_with_last_years_answers(people):
    opened(prepared())
    bring_to_acceptance(f"{YEAR}/KEN", people)
    opened(questionnaire(YEAR + 1, [question("plan", text={"en": "Is there a plan?"}), QUESTIONS[1]]))
    assert [answer(f"{year}/KEN/plan").item.wording.number for year in (YEAR, YEAR + 1)] == [1, 2]
    assert [answer(f"{year}/KEN/tested").item.wording.number for year in (YEAR, YEAR + 1)] == [1, 1]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"choices": [{"code": "a", "text": {"en": "A"}}]}, "choices"),
        ({"type": "scale"}, "choices"),
        ({"type": "scale", "choices": [{"code": "a", "text": {"zh": "A"}}]}, "choices"),
        ({"type": "scale", "choices": [{"code": "a b", "text": {"en": "A"}}]}, "choices"),
        ({"type": "scale", "choices": [{"code": "a", "text": {"en": "A"}}] * 2, "counts_as_yes": []}, "choices"),
        ({"type": "scale", "choices": "agree"}, "choices"),
        ({"counts_as_yes": ["maybe"]}, "counts_as_yes"),
        ({"applies_if": {"question": "plan"}}, "applies_if"),
        ({"applies_if": {"question": "plan", "fact": "framework.in_force", "is": ["yes"]}}, "applies_if"),
        ({"applies_if": {"fact": "nothing.known", "is": ["yes"]}}, "applies_if"),
        ({"applies_if": {"question": "no-such-question", "is": ["yes"]}}, "position"),
        ({"rests_on": "nothing.known"}, "rests_on"),
        ({"rests_on": "agreements.count"}, "rests_on"),  # a number, and the question is of yes or no
        ({"minimum": 1}, "minimum"),
        ({"type": "number", "counts_as_yes": [], "minimum": 2, "maximum": 1}, "maximum"),
        ({"text_en": ""}, "text_en"),
        ({"text_en": "a\u202eb"}, "text_en"),
        ({"number": 7}, "number"),
    ],
)
def test_a_wording_is_checked_as_in_the_file(people, values, field):
    prepared()
    row = wording("plan")
    with pytest.raises(Invalid) as refused:
        change_wording(row, values, by=people.administrator, seen=row.version)
    assert field in refused.value.errors
    assert QuestionVersion.objects.get(pk=row.pk).version == row.version


@pytest.mark.parametrize("role", ["validator", "custodian", "auditor", "team_leader"])
def test_only_administrators_word_questions(people, role):
    opened(prepared())
    row = wording("plan")
    with pytest.raises(NotAllowed):
        change_wording(row, {"text_en": ""}, by=getattr(people, role), seen=None)


def test_the_shipped_questionnaires_ask_in_order():
    for content in read_questionnaires().values():
        asked = [row for section in content["sections"] for row in section["questions"]]
        assert misplaced((row["code"], row.get("applies_if")) for row in asked) == []
        turned = [(row["code"], row.get("applies_if")) for row in reversed(asked)]
        assert misplaced(turned) == [code for code, condition in turned if condition and "question" in condition]


# --- What stands in a questionnaire --------------------------------------------------------------------------------


def test_a_questionnaire_is_built_by_hand_and_opened(people):
    by = people.administrator
    year = open_reporting_year(YEAR, by=None)
    head = {"respondent": "team", "title_en": "By hand", "deadline": date(YEAR, 11, 30), "disclosure": "respondent"}
    row = create_questionnaire(head | {"year": year}, by=by)
    section = create_section({"questionnaire": row, "code": "one", "title_en": "One", "position": 1}, by=by)
    first = create_question("by-hand", "team", {"type": "yes_no", "text_en": "Is it?"}, by=by)
    condition = {"question": "by-hand", "is": ["yes"]}
    second = create_question("then", "team", {"type": "text", "text_en": "Why?", "applies_if": condition}, by=by)
    with pytest.raises(Invalid):  # its condition names what does not stand before
        add_item(section, second.question, 1, by=by)
    add_item(section, first.question, 1, by=by)
    add_item(section, second.question, 2, by=by)
    assert Section.objects.get(pk=section.pk).version == 3
    opened(Questionnaire.objects.get(pk=row.pk))
    assert answer(f"{YEAR}/KEN/then").item.wording == second


def test_a_question_moves_and_takes_its_newest_wording_until_it_is_opened(people):
    by = people.administrator
    row = prepared([question("plan"), question("other")], [question("third")])
    opened(questionnaire(YEAR + 1, [question("plan")]))  # so that its wording was asked, in another year
    item = Item.objects.get(section__questionnaire=row, question__code="plan")
    following = change_wording(wording("plan"), {"text_en": "Is there a plan?"}, by=by, seen=1)
    assert Item.objects.get(pk=item.pk).wording.number == 1
    changed = change_item(item, {"wording": following, "position": 3}, by=by, seen=item.section.version)
    assert (changed.wording.number, changed.position, changed.section.version) == (2, 3, 2)
    with pytest.raises(VersionConflict):
        change_item(item, {"position": 1}, by=by, seen=1)
    with pytest.raises(Invalid):
        change_item(item, {"wording": wording("other")}, by=by, seen=2)
    there = Section.objects.get(questionnaire=row, code="section-2")
    moved = change_item(Item.objects.get(pk=item.pk), {"section": there, "position": 2}, by=by, seen=2)
    assert (moved.section.code, moved.section.version) == ("section-2", 2)
    assert Section.objects.get(questionnaire=row, code="section-1").version == 3


def test_what_an_opened_questionnaire_asks_stands(people):
    by = people.administrator
    row = opened(prepared())
    section = row.sections.get()
    item = section.items.get(question__code="plan")
    fresh = create_question("late", "team", {"type": "yes_no", "text_en": "Late?"}, by=by)
    before = (Item.objects.count(), Section.objects.count(), Entry.objects.count())
    for refused in (
        lambda: add_item(section, fresh.question, 9, by=by),
        lambda: change_item(item, {"position": 9}, by=by, seen=section.version),
        lambda: create_section({"questionnaire": row, "code": "two", "title_en": "Two", "position": 2}, by=by),
        lambda: change_section(section, {"position": 9}, by=by, seen=section.version),
    ):
        with pytest.raises(WrongState):
            refused()
    assert (Item.objects.count(), Section.objects.count(), Entry.objects.count()) == before
    later = {"deadline": date(YEAR, 12, 31), "title_en": "Scorecards"}
    assert change_section(section, later, by=by, seen=section.version).deadline == date(YEAR, 12, 31)


def test_a_promise_only_becomes_stricter_once_it_was_given(people):
    by = people.administrator
    row = prepared(disclosure="groups")
    row = change_questionnaire(row, {"disclosure": "respondent"}, by=by, seen=row.version)
    row = opened(row)
    row = change_questionnaire(row, {"disclosure": "groups"}, by=by, seen=row.version)
    with pytest.raises(WrongState):
        change_questionnaire(row, {"disclosure": "respondent"}, by=by, seen=row.version)
    row = change_questionnaire(row, {"deadline": date(YEAR, 12, 15)}, by=by, seen=row.version)
    assert (row.disclosure, row.deadline) == ("groups", date(YEAR, 12, 15))
    with pytest.raises(Invalid):
        change_questionnaire(row, {"zone": "Atlantis/Capital"}, by=by, seen=row.version)
    with pytest.raises(NotAllowed):
        change_questionnaire(row, {"disclosure": "none"}, by=people.validator, seen=row.version)


# --- The administration --------------------------------------------------------------------------------------------


def test_a_wording_that_was_asked_becomes_the_next_one_when_it_is_changed(signed_in, asked):
    client = signed_in("administrator")
    row = QuestionVersion.objects.get(question__code="plan")
    address = page(QuestionVersion, "change", row.pk)
    data = fields_of(client.get(address)) | {"text_en": "Is there a plan?"}
    assert client.post(address, data).status_code == 302
    wordings = QuestionVersion.objects.filter(question__code="plan").order_by("number")
    assert [(found.number, found.text_en) for found in wordings] == [(1, "What about plan?"), (2, "Is there a plan?")]
    assert set(Item.objects.filter(question__code="plan").values_list("wording", flat=True)) == {row.pk}


def test_a_questionnaire_is_put_together_in_the_administration(signed_in, asked):
    client = signed_in("administrator")
    asking = {"respondent": "entity", "year": 2032, "title_en": "Of entities", "introduction_en": "", "zone": "UTC"}
    client.post(page(Questionnaire, "add"), asking | {"disclosure": "none", "deadline": "2032-11-30"})
    row = Questionnaire.objects.get(respondent="entity")
    section = {"questionnaire": row.pk, "code": "one", "title_en": "One", "deadline": "", "position": 1}
    client.post(page(Section, "add"), section)
    said = {"type": "scale", "text_en": "Does it help?", "choices": '[{"code": "yes", "text": {"en": "Yes"}}]'}
    client.post(page(QuestionVersion, "add"), {"code": "helps", "respondent": "entity", "is_required": "on"} | said)
    wording = QuestionVersion.objects.get(question__code="helps")
    assert (wording.choice_codes, wording.is_required) == (["yes"], True)
    there = {"section": row.sections.get().pk, "question": wording.question.pk, "position": 1}
    assert client.post(page(Item, "add"), there).status_code == 302
    item = Item.objects.get(section__questionnaire=row)
    data = fields_of(client.get(page(Item, "change", item.pk))) | {"position": 4}
    assert client.post(page(Item, "change", item.pk), data).status_code == 302
    assert client.post(page(Item, "change", item.pk), data | {"position": 5}).status_code == 409
    assert Item.objects.get(pk=item.pk).position == 4
    opened(Questionnaire.objects.get(pk=row.pk), named=[("ILO", "International Labour Organization")])
    assert Submission.objects.filter(questionnaire=row).count() == 1


def test_what_an_opened_questionnaire_asks_is_refused_with_the_reason(signed_in, asked):
    client = signed_in("administrator")
    item = Item.objects.get(section__questionnaire__year=2032, question__code="plan")
    address = page(Item, "change", item.pk)
    response = client.post(address, fields_of(client.get(address)) | {"position": 9})
    assert response.status_code == 409
    assert b"what it asks stands" in response.content
