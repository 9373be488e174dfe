"""The rounds: last year's questionnaire copied, tried out, opened and closed, each at its page."""

from datetime import date

import pytest
from django.db import connection

from activity.models import Entry, Head
from frameworks.actions import close_reporting_year
from frameworks.models import ReportingYear
from indicators.actions import open_reporting_year
from surveys.copying import copy_questionnaire
from surveys.definitions import change_questionnaire, change_section, change_wording
from surveys.models import Answer, Item, Question, Questionnaire, Section, Submission
from tests.work import (
    People,
    answer_all,
    answered,
    bring_to_acceptance,
    bring_to_submission,
    give,
    opened,
    question,
    questionnaire,
)

pytestmark = pytest.mark.django_db

YEAR, NEXT = 2024, 2025
PLAN, STAFF = question("plan"), question("staff", "number", applies_if={"question": "plan", "is": ["yes"]})
SECRET = question("trust", "scale", choices=["low", "high"], disclosure="none")


def last_year() -> Questionnaire:
    """A questionnaire of two sections in two languages, opened."""
    made = questionnaire(YEAR, [PLAN, STAFF], [SECRET], deadline=date(2024, 2, 29), introduction={"en": "Welcome."})
    made = change_questionnaire(made, {"title_fr": "Questionnaire des équipes"}, by=None, seen=made.version)
    section = made.sections.get(code="section-2")
    change_section(section, {"deadline": date(2024, 3, 15), "title_ar": "القسم"}, by=None, seen=section.version)
    return opened(made)


def next_year() -> ReportingYear:
    return ReportingYear.objects.filter(year=NEXT).first() or open_reporting_year(NEXT, by=None)


def copied() -> Questionnaire:
    source = last_year()
    next_year()
    return copy_questionnaire(source, NEXT, by=None)


def rows_of_everything() -> dict[str, int]:
    """How many rows every table has, and the end of the log."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
    return counts | {"sequence": Head.objects.get().sequence}


# --- Copying -------------------------------------------------------------------------------------------------------


def test_a_copy_asks_the_same_in_all_languages_a_year_later(people: People, signed_in):
    last_year()
    next_year()
    before = Entry.objects.count()
    page = signed_in("administrator").get(f"/rounds/{NEXT}/")
    assert 'value="team:2024"' in page.content.decode()
    response = signed_in("administrator").post(f"/rounds/{NEXT}/", {"copy": "team:2024"})
    assert (response.status_code, response["Location"]) == (303, f"/rounds/{NEXT}/team/questionnaire/")
    made = Questionnaire.objects.get(year=NEXT, respondent="team")
    assert (made.title_fr, made.introduction_en) == ("Questionnaire des équipes", "Welcome.")
    assert made.deadline == date(2025, 2, 28)  # there is no 29 February
    assert (made.opened_at, made.closed_at) == (None, None)
    sections = list(made.sections.order_by("position").values_list("code", "title_ar", "deadline"))
    assert sections == [("section-1", None, None), ("section-2", "القسم", date(2025, 3, 15))]
    codes = Item.objects.filter(section__questionnaire=made).order_by("section__position", "position")
    assert list(codes.values_list("question__code", flat=True)) == ["plan", "staff", "trust"]
    assert Entry.objects.count() == before + 1
    assert Entry.objects.order_by("-sequence")[0].verb == "surveys.questionnaire.copied"


def test_a_copy_takes_the_newest_words_and_leaves_last_years_as_they_were():
    source = last_year()
    next_year()
    old = Question.objects.get(code="plan").versions.get()
    newer = change_wording(old, {"text_en": "Is there a plan?"}, by=None, seen=old.version)
    made = copy_questionnaire(source, NEXT, by=None)
    assert Item.objects.get(section__questionnaire=made, question__code="plan").wording == newer
    assert Item.objects.get(section__questionnaire=source, question__code="plan").wording == old


@pytest.mark.parametrize(
    ("spoil", "status", "said"),
    [
        (lambda: copy_questionnaire(Questionnaire.objects.get(year=YEAR), NEXT, by=None), 409, "already"),
        (lambda: close_reporting_year(next_year(), by=None, seen=next_year().version), 409, "closed"),
    ],
    ids=["there is one", "the year is closed"],
)
def test_a_copy_is_refused_in_words(spoil, status, said, signed_in):
    last_year()
    next_year()
    spoil()
    before = rows_of_everything()
    response = signed_in("administrator").post(f"/rounds/{NEXT}/", {"copy": "team:2024"})
    assert response.status_code == status
    assert said in response.content.decode()
    assert {**rows_of_everything(), "django_session": 0} == {**before, "django_session": 0}


def test_a_year_that_is_not_there_and_a_questionnaire_that_is_not_there_are_nowhere(signed_in):
    last_year()
    next_year()
    administrator = signed_in("administrator")
    assert administrator.post("/rounds/2031/", {"copy": "team:2024"}).status_code == 404
    assert administrator.post(f"/rounds/{NEXT}/", {"copy": "government:2024"}).status_code == 404
    assert administrator.post(f"/rounds/{NEXT}/", {"copy": "nonsense"}).status_code == 400
    assert administrator.post(f"/rounds/{NEXT}/", {"copy": "te\x00am:2024"}).status_code == 404


def test_only_an_administrator_copies(signed_in):
    last_year()
    next_year()
    for role, status in (("auditor", 403), ("validator", 403), ("regional_team", 404), ("custodian", 404)):
        assert signed_in(role).post(f"/rounds/{NEXT}/", {"copy": "team:2024"}).status_code == status
    assert not Questionnaire.objects.filter(year=NEXT).exists()


# --- Trying it out -------------------------------------------------------------------------------------------------


def test_the_trial_shows_a_teams_last_year_and_works_conditions_without_writing_anything(people: People, signed_in):
    source = last_year()
    give("2024/KEN/plan", answered("yes"), by=people.office_editor)
    give("2024/KEN/staff", answered(number="17"), by=people.office_editor)
    bring_to_acceptance("2024/KEN", people)
    next_year()
    made = copy_questionnaire(source, NEXT, by=None)
    client, address = signed_in("administrator"), f"/rounds/{NEXT}/team/preview/"
    client.get(address)
    before = rows_of_everything()
    page = client.get(f"{address}?respondent=KEN&section=section-1")
    text = page.content.decode()
    assert page.status_code == 200
    assert "nothing that you type here is kept" in text
    assert "17" in text
    plan, staff = (Item.objects.get(section__questionnaire=made, question__code=code).pk for code in ("plan", "staff"))
    assert f'name="{plan}-answer"' in text
    typed = {"respondent": "KEN", "section": "section-1", f"{plan}-answer": "no"}
    answered_no = client.post(address, typed).content.decode()
    assert "1 of 1 answered or explained" in answered_no  # staff no longer applies
    answered_yes = client.post(address, typed | {f"{plan}-answer": "yes"}).content.decode()
    assert "1 of 2 answered or explained" in answered_yes
    refused = client.post(address, typed | {f"{plan}-answer": "yes", f"{staff}-answer": "many"}).content.decode()
    assert "1 answer would be refused." in refused
    assert 'value="many"' in refused
    elsewhere = client.post(address, typed | {"go": "section-2"}).content.decode()
    assert f'name="{plan}-answer" value="no"' in elsewhere  # carried along
    assert rows_of_everything() == before
    assert not Submission.objects.filter(questionnaire=made).exists()


def test_the_trial_speaks_the_chosen_language_and_says_which(signed_in):
    made = copied()
    item = Item.objects.get(section__questionnaire=made, question__code="plan")
    change_wording(item.wording, {"text_fr": "Y a-t-il un plan ?"}, by=None, seen=item.wording.version)
    other = Question.objects.get(code="plan").versions.order_by("-number")[0]
    Item.objects.filter(pk=item.pk).update(wording=other)
    client = signed_in("administrator")
    text = client.get(f"/rounds/{NEXT}/team/preview/?respondent=KEN&language=fr").content.decode()
    assert "Y a-t-il un plan ?" in text
    assert '<div lang="fr" dir="ltr">' in text
    text = client.get(f"/rounds/{NEXT}/team/preview/?respondent=KEN&language=ar").content.decode()
    assert '<div lang="ar" dir="rtl">' in text
    assert '<span lang="en">What about plan?</span>' in text
    assert '<html lang="en"' in text
    assert '<div lang="zh" dir="ltr">' in client.get(f"/zh/rounds/{NEXT}/team/preview/").content.decode()


def test_what_is_confidential_of_last_year_stays_so_in_the_trial(people: People, signed_in):
    source = last_year()
    give("2024/KEN/trust", answered("low", explanation="Between us."), by=people.office_editor)
    bring_to_acceptance("2024/KEN", people)
    next_year()
    copy_questionnaire(source, NEXT, by=None)
    address = f"/rounds/{NEXT}/team/preview/?respondent=KEN&section=section-2"
    assert "Last year:" not in signed_in("administrator").get(address).content.decode()
    assert "Last year:" in signed_in("auditor").get(address).content.decode()


@pytest.mark.parametrize("query", ["respondent=XXX", "language=de", "section=nowhere", "respondent=%00"])
def test_a_trial_of_what_there_is_not_is_nowhere(query, signed_in):
    copied()
    assert signed_in("administrator").get(f"/rounds/{NEXT}/team/preview/?{query}").status_code == 404


@pytest.mark.parametrize("kind", ["government", "coordinator", "entity"])
def test_every_kind_of_questionnaire_can_be_tried(kind, signed_in):
    questionnaire(YEAR, [question("theirs")], respondent=kind)
    response = signed_in("administrator").get(f"/rounds/{YEAR}/{kind}/preview/")
    assert response.status_code == 200
    assert "What about theirs?" in response.content.decode()


# --- Opening and closing -------------------------------------------------------------------------------------------


def test_before_opening_the_page_says_whom_it_asks_what_and_what_is_lacking(signed_in):
    copied()
    text = signed_in("administrator").get(f"/rounds/{NEXT}/team/open/").content.decode()
    assert "132" in text
    assert "3 questions" in text
    assert "2 sections" in text
    assert "28 February 2025" in text
    assert "America/New_York" in text
    assert "Русский" in text
    assert "131 respondents have nobody in their offices who could answer" in text  # all but the demonstration's


def test_opening_is_bound_to_what_was_seen(signed_in):
    made = copied()
    client, address = signed_in("administrator"), f"/rounds/{NEXT}/team/open/"
    change_questionnaire(made, {"deadline": date(2025, 6, 30)}, by=None, seen=made.version)
    stale = client.post(address, {"version": made.version})
    assert stale.status_code == 409
    assert "Somebody has changed this since you saw it" in stale.content.decode()
    assert "30 June 2025" in stale.content.decode()
    assert client.post(address, {}).status_code == 409
    assert not Submission.objects.filter(questionnaire=made).exists()
    response = client.post(address, {"version": made.version + 1})
    assert (response.status_code, response["Location"]) == (303, f"/rounds/{NEXT}/team/")
    assert Submission.objects.filter(questionnaire=made).count() == 132
    assert client.post(address, {"version": made.version + 2}).status_code == 409
    assert "It was opened on" in client.get(address).content.decode()


def test_respondents_that_no_table_lists_are_named_when_it_opens(signed_in):
    before = opened(
        questionnaire(YEAR, [question("support")], respondent="entity"), named=[("UNICEF", "Children’s Fund")]
    )
    next_year()
    made = copy_questionnaire(before, NEXT, by=None)
    client, address = signed_in("administrator"), f"/rounds/{NEXT}/entity/open/"
    assert "UNICEF: Children’s Fund" in client.get(address).content.decode()
    for lines in ("", "UNICEF", "UNICEF: Fund\nUNICEF: Fund", "UN ICEF: Fund", "-A: Fund", "A: b\u202ed"):
        refused = client.post(address, {"version": made.version, "named": lines})
        assert refused.status_code == 400, lines
    response = client.post(address, {"version": made.version, "named": "UNICEF: Children’s Fund\nWHO: Health"})
    assert response.status_code == 303
    assert list(Submission.objects.filter(questionnaire=made).values_list("code", "name").order_by("code")) == [
        ("ENT-UNICEF", "Children’s Fund"),
        ("ENT-WHO", "Health"),
    ]


def test_closing_says_first_who_has_not_handed_in(people: People, signed_in):
    made = last_year()
    answer_all("2024/KEN", by=people.office_editor)
    bring_to_submission("2024/KEN", people)
    client, address = signed_in("administrator"), f"/rounds/{YEAR}/team/close/"
    text = client.get(address).content.decode()
    assert "Country team, Uganda" in text
    assert "Country team, Kenya" not in text
    assert client.post(address, {"version": made.version + 1}).status_code == 409
    assert client.post(address, {"version": made.version}).status_code == 303
    assert Questionnaire.objects.get(pk=made.pk).closed_at is not None
    assert "This questionnaire is not open." in client.get(address).content.decode()
    assert client.post(address, {"version": made.version + 1}).status_code == 409


def test_only_administrators_open_and_close(signed_in):
    made = copied()
    for role in ("auditor", "validator", "publisher"):
        client = signed_in(role)
        assert client.get(f"/rounds/{NEXT}/team/open/").status_code == 200
        assert client.post(f"/rounds/{NEXT}/team/open/", {"version": made.version}).status_code == 403
        assert client.post(f"/rounds/{YEAR}/team/close/", {"version": 1}).status_code == 403
    assert not Submission.objects.filter(questionnaire=made).exists()


# --- The years -----------------------------------------------------------------------------------------------------


def test_a_regional_team_finds_what_its_offices_are_asked_and_nothing_in_preparation(signed_in):
    copied()
    opened(questionnaire(YEAR, [question("theirs")], respondent="government"))
    client = signed_in("regional_team")
    text = client.get("/rounds/").content.decode()
    assert f"/rounds/{YEAR}/" in text
    assert f"/rounds/{NEXT}/" not in text
    assert client.get(f"/rounds/{NEXT}/").status_code == 404
    here = client.get(f"/rounds/{YEAR}/").content.decode()
    assert f"/rounds/{YEAR}/team/" in here
    assert "government" not in here.partition("<main")[2]
    assert f"/rounds/{YEAR}/mails/" in here
    assert client.get(f"/rounds/{YEAR}/mails/").status_code == 200
    assert f"/rounds/{NEXT}/mails/" not in signed_in("administrator").get(f"/rounds/{NEXT}/").content.decode()
    for page in ("questionnaire", "translations", "preview", "open", "close", "questionnaire/head"):
        assert client.get(f"/rounds/{YEAR}/team/{page}/").status_code == 404


def test_the_year_says_how_many_have_handed_in(people: People, signed_in):
    last_year()
    bring_to_acceptance("2024/KEN", people)
    text = " ".join(signed_in("auditor").get(f"/rounds/{YEAR}/").content.decode().split())
    assert "132, of whom 131 have not handed in and 1 are accepted" in text
    assert Answer.objects.filter(submission__questionnaire__year=YEAR).count() == 132 * 3
    assert Section.objects.filter(questionnaire__year=YEAR).count() == 2


def test_an_administrator_is_told_which_questionnaires_are_not_open_yet(signed_in):
    client = signed_in("administrator")
    assert "not all open yet" not in client.get("/tasks/").content.decode()
    made = copied()
    text = " ".join(client.get("/tasks/").content.decode().split())
    assert f'<a href="/rounds/{NEXT}/">The questionnaires of {NEXT} are not all open yet</a>: country team' in text
    opened(made)
    assert "not all open yet" not in client.get("/tasks/").content.decode()
