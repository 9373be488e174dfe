"""An office answers its questionnaire, as a browser without JavaScript does it; what its script does stands in a test
of its own (test_answer_browser.py)."""

import gzip
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from surveys.actions import extend_deadline
from surveys.remarks import add_comment
from surveys.settling import facts_day
from tests.reading import Page
from tests.record_rows import add, confirm, country_of
from tests.work import (
    another,
    answer,
    answer_all,
    answered,
    bring_to_acceptance,
    bring_to_submission,
    give,
    open_shipped,
    opened,
    question,
    questionnaire,
    return_answers,
    submission,
    submit_answers,
)

pytestmark = pytest.mark.django_db

KEY = "2028/KEN"
HERE = "/tasks/2028/KEN/"
SECTION = f"{HERE}sections/section-1/"
JSON = {"Accept": "application/json"}
SCALE = ["agree", "disagree"]


def the_questions():
    return [
        question("strategy", counts_as_yes=["yes"]),
        question("partners", "number", maximum=100, tolerance=50),
        question("themes", "multiple", choices=["food", "water", "youth"]),
        question("support", "scale", choices=SCALE),
        question("held", "date"),
        question("remarks", "text", is_required=False),
        question("plan", applies_if={"question": "strategy", "is": ["yes"]}),
    ]


@pytest.fixture
def asked(db):
    """A questionnaire of seven questions in one section, and an eighth in the next, open for 2028."""
    return opened(questionnaire(2028, the_questions(), [question("last-one")]))


@pytest.fixture
def editor(asked, signed_in):
    return signed_in("office_editor")


@pytest.fixture
def leader(asked, signed_in):
    return signed_in("team_leader")


def field(code, name, year=2028):
    return f"{answer(f'{year}/KEN/{code}').pk}-{name}"


def form_of(client, address=SECTION):
    """The texts of the section's form as they stand on the page."""
    page = Page(client, client.get(address))
    return next(
        form for form in page._forms if "do" not in form.values and any("-version" in name for name in form.values)
    ).values


def post(client, typed, do="save", address=SECTION, **extra):
    """Fill in the form with `typed` ({code/field: text}) and send all of it, as a browser does."""
    data = form_of(client, address)
    for name, text in typed.items():
        code, _slash, which = name.partition("/")
        data[field(code, which or "answer")] = text
    return client.post(address, data | {"do": do}, **extra)


def said(code):
    row = answer(f"{KEY}/{code}")
    return (row.status, row.choice, row.number, row.text, row.day)


# --- Answering -------------------------------------------------------------------------------------------------------


def test_every_kind_of_answer_is_saved_and_stands_in_the_form_again(editor):
    typed = {
        "strategy": "yes",
        "partners": "1 234,5",
        "themes": ["food", "youth"],
        "support": "agree",
        "held": "2024-06-30",
        "remarks": "All <well>.",
        "partners/explanation": "A new census.",
        "strategy/evidence": "https://example.org/a\nhttps://example.org/b",
    }
    response = post(editor, typed)
    assert (response.status_code, response["Location"].partition("#")[0]) == (303, SECTION)
    assert said("strategy")[:2] == ("reported", "yes")
    assert str(answer(f"{KEY}/partners").number.normalize()) == "1234.5"
    assert said("themes")[1] == "food youth"
    assert said("support")[1] == "agree"
    assert said("held")[4] == date(2024, 6, 30)
    assert said("remarks")[3] == "All <well>."
    assert answer(f"{KEY}/strategy").evidence == ["https://example.org/a", "https://example.org/b"]
    again = form_of(editor)
    assert again[field("partners", "answer")] == "1234.5"
    assert again[field("remarks", "answer")] == "All <well>."
    assert again[field("held", "answer")] == "2024-06-30"


def test_what_was_not_touched_is_not_written(editor):
    before = {code: answer(f"{KEY}/{code}").version for code in ("strategy", "partners", "remarks")}
    page = Page(editor, post(editor, {}, follow=True))
    assert "Nothing was changed." in page
    assert {code: answer(f"{KEY}/{code}").version for code in before} == before


def test_none_of_these_is_an_answer_and_nothing_ticked_is_none(editor):
    assert said("themes")[0] == "not_reported"
    post(editor, {"themes": "-"})
    assert said("themes")[:2] == ("reported", "")
    response = post(editor, {"themes": ["-", "food"]})
    assert response.status_code == 400
    assert said("themes")[:2] == ("reported", "")
    data = form_of(editor)
    data.pop(field("themes", "answer"))
    editor.post(SECTION, data | {"do": "save"})
    assert said("themes")[0] == "not_reported"


def test_why_there_is_no_answer_wants_a_reason(editor):
    refused = post(editor, {"partners/status": "withheld"})
    assert refused.status_code == 400
    assert b"this status needs a reason" in refused.content
    post(editor, {"partners/status": "withheld", "partners/reason": "The partners asked us to."})
    row = answer(f"{KEY}/partners")
    assert (row.status, row.reason, row.number) == ("withheld", "The partners asked us to.", None)
    assert "withheld: The partners asked us to." in Page(editor, editor.get(f"{HERE}check/"))


def test_what_is_refused_stays_typed_and_is_linked_and_the_rest_is_saved(editor):
    response = post(editor, {"strategy": "no", "partners": "1,5,7", "held": "yesterday"})
    assert response.status_code == 400
    page = Page(editor, response)
    assert "Not everything was saved. What you typed is still here." in page
    assert said("strategy")[1] == "no"
    assert said("partners")[0] == "not_reported"
    assert f'href="#q{answer(f"{KEY}/partners").pk}-answer"' in response.content.decode()
    values = next(form.values for form in page._forms if field("partners", "answer") in form.values)
    assert (values[field("partners", "answer")], values[field("held", "answer")]) == ("1,5,7", "yesterday")


def test_saving_and_continuing_leads_through_the_sections_to_the_check(editor):
    response = post(editor, {"strategy": "no"}, do="continue")
    assert response["Location"] == f"{HERE}sections/section-2/"
    response = post(editor, {"last-one": "yes"}, do="continue", address=response["Location"])
    assert response["Location"] == f"{HERE}check/"


def test_a_question_that_applies_after_an_answer_is_asked_before_going_on(editor):
    post(editor, {"strategy": "no"})
    response = post(editor, {"strategy": "yes"}, do="continue")
    assert response["Location"] == f"{SECTION}#q{answer(f'{KEY}/plan').pk}"
    page = Page(editor, editor.get(SECTION))
    assert "With what you answered, more questions of this section apply." in page
    post(editor, {"strategy": "no"})
    page = Page(editor, editor.get(f"{HERE}check/"))
    assert "Does not apply. Asked only where: “What about strategy?” – Yes" in page


def test_an_unexpected_number_asks_for_a_sentence(editor):
    response = post(editor, {"partners": "500"}, do="continue")
    assert response["Location"] == f"{SECTION}#q{answer(f'{KEY}/partners').pk}"
    page = Page(editor, editor.get(SECTION))
    assert "The number is higher than expected." in page
    post(editor, {"partners/explanation": "A new census."})
    assert answer(f"{KEY}/partners").explanation == "A new census."


# --- Two people ------------------------------------------------------------------------------------------------------


def test_two_answers_to_one_question_stand_side_by_side_and_nothing_typed_is_lost(editor, people):
    data = form_of(editor)
    give(f"{KEY}/strategy", answered("no"), by=people.team_leader)
    typed = {field("strategy", "answer"): "yes", field("partners", "answer"): "7", "do": "save"}
    response = editor.post(SECTION, data | typed)
    assert response.status_code == 409
    page = Page(editor, response)
    assert "Theirs, as it is now" in page
    assert "Somebody has changed this since you saw it" in page
    assert said("partners")[2] == 7, "an answer that nobody else touched is saved"
    assert said("strategy")[1] == "no"
    # Saving the section does not choose.
    again = page.press("Save")
    assert again.status == 409
    assert said("strategy")[1] == "no"
    mine = again.press("Save mine")
    assert mine.status == 200
    assert said("strategy")[1] == "yes"


def test_keeping_theirs_gives_up_what_was_typed(editor, people):
    data = form_of(editor)
    give(f"{KEY}/strategy", answered("no"), by=people.team_leader)
    response = editor.post(SECTION, data | {field("strategy", "answer"): "yes", "do": "save"})
    Page(editor, response).press("Keep theirs")
    assert said("strategy")[1] == "no"


def test_who_typed_the_same_has_nothing_to_choose(editor, people):
    data = form_of(editor)
    give(f"{KEY}/strategy", answered("no"), by=people.team_leader)
    response = editor.post(SECTION, data | {field("strategy", "answer"): "no", "do": "save"})
    assert response.status_code == 303


def test_a_post_about_an_answer_of_somebody_else_is_nowhere(editor):
    other = answer("2028/FJI/strategy")
    before = other.version
    response = editor.post(SECTION, {f"{other.pk}-version": before, f"{other.pk}-answer": "yes"})
    assert response.status_code == 404
    assert answer("2028/FJI/strategy").version == before


# --- Last year, and the records --------------------------------------------------------------------------------------


@pytest.fixture
def with_last_year(asked, people):
    opened(questionnaire(2027, the_questions(), [question("last-one")]))
    give("2027/KEN/partners", answered(number="40"), by=people.office_editor)
    give("2027/KEN/strategy", answered("yes"), by=people.office_editor)
    bring_to_acceptance("2027/KEN", people)


def test_last_years_answer_is_confirmed_and_never_copied_silently(with_last_year, editor):
    page = Page(editor, editor.get(SECTION))
    assert "Last year: 40" in page
    post(editor, {"strategy": "yes"})
    assert said("partners")[0] == "not_reported"
    post(editor, {"partners/unchanged": "on"})
    row = answer(f"{KEY}/partners")
    assert (row.number, row.is_unchanged) == (40, True)
    post(editor, {"partners": "41"})
    row = answer(f"{KEY}/partners")
    assert (row.number, row.is_unchanged) == (41, False)


def test_an_answer_that_was_changed_is_not_confirmed_as_unchanged(with_last_year, editor):
    response = post(editor, {"partners": "41", "partners/unchanged": "on"})
    assert response.status_code == 400
    assert said("partners")[0] == "not_reported"


def test_a_large_change_since_last_year_is_said(with_last_year, editor):
    post(editor, {"partners": "90"})
    assert "The change since last year is larger than expected." in Page(editor, editor.get(SECTION))


def test_last_years_state_is_beside_this_years(with_last_year, editor):
    assert "2027 : accepted" in Page(editor, editor.get(HERE))


def test_what_the_records_say_is_shown_with_the_way_there_and_not_asked(db, signed_in):
    open_shipped(2028, "team")
    address = f"{HERE}sections/analysis/"
    editor = signed_in("office_editor")
    page = Page(editor, editor.get(address))
    assert "The answer rests on the records, which do not say." in page
    name = f"{answer(f'{KEY}/common-country-analysis').pk}-version"
    assert name in editor.get(address).content.decode()
    day = facts_day(submission(KEY).questionnaire)  # today, as the year is still to come
    add("country-analyses", "KEN", valid_from=day)
    confirm("KEN", day.year, "country-analyses")
    response = editor.get(address)
    assert "they say today: Yes" in Page(editor, response)
    assert name not in response.content.decode()
    assert "/records/KEN/country-analyses/" in response.content.decode()


def test_what_the_records_say_and_nobody_expected_is_explained_on_the_page(signed_in, people):
    opened(questionnaire(2024, [question("offices", "number", rests_on="back_offices.count", maximum="1")]))
    for name in ("One", "Two"):
        add("back-offices", "KEN", country=country_of("KEN"), name=name)
    client = signed_in("office_editor")
    page = Page(client, client.get("/tasks/2024/KEN/check/"))
    assert "Still to be explained in a sentence. Change" in page
    here, of = "/tasks/2024/KEN/sections/section-1/", answer("2024/KEN/offices").pk
    page = Page(client, client.get(here))
    assert "they say today: 2" in page
    assert "There is no answer" not in page
    page = page.press("Save", {"Explanation of a change or an unexpected number": "A second one was opened."})
    assert "1 answer saved." in page
    submit_answers("2024/KEN", by=people.team_leader)
    row = answer("2024/KEN/offices")
    assert (row.number, row.settled_by, row.explanation) == (2, "records", "A second one was opened.")
    return_answers("2024/KEN", {"offices": "Say more."}, by=people.regional_team)
    client.post(here, {f"{of}-version": answer("2024/KEN/offices").version, f"{of}-explanation": "More.", "do": "save"})
    assert (answer("2024/KEN/offices").explanation, answer("2024/KEN/offices").settled_by) == ("More.", "records")


# --- Checking, submitting, and after ---------------------------------------------------------------------------------


def test_submitting_too_early_is_refused_with_a_sentence_and_a_link_for_each_question(leader):
    page = Page(leader, leader.get(f"{HERE}check/"))
    assert "7 questions are neither answered nor explained" in page
    refused = page.press("Submit the answers")
    assert refused.status == 400
    assert "Some questions are neither answered nor explained. Nothing was submitted." in refused
    assert "What about strategy? : Answer the question, or say why there is no answer." in refused
    assert submission(KEY).state == "draft"


def test_the_leader_submits_and_gets_a_reference_and_the_answers_are_locked(leader, editor, people):
    answer_all(KEY, by=people.office_editor)
    done = Page(leader, leader.get(f"{HERE}check/")).press("Submit the answers")
    row = submission(KEY)
    assert row.state == "submitted"
    assert done.address == f"{HERE}submitted/"
    assert f"2028/KEN , version {row.version}" in done
    assert "The regional team checks the answers" in done
    locked = Page(editor, editor.get(SECTION))
    assert "Save" not in locked.buttons
    assert "These answers can only be read here." in locked
    assert "What was answered" in Page(editor, editor.get(HERE))
    typed = {f"{answer(f'{KEY}/strategy').pk}-version": "2", field("strategy", "answer"): "no"}
    assert editor.post(SECTION, typed).status_code == 409
    assert said("strategy")[1] == "yes"


def test_an_editor_reads_who_can_submit_and_cannot(editor, people):
    answer_all(KEY, by=people.office_editor)
    page = Page(editor, editor.get(f"{HERE}check/"))
    assert "Submit the answers" not in page.buttons
    assert f"These people can: {people.team_leader}" in page
    assert editor.post(f"{HERE}check/", {"version": submission(KEY).version}).status_code == 403
    assert submission(KEY).state == "draft"


def test_submitting_what_somebody_changed_since_is_a_conflict(leader, people):
    answer_all(KEY, by=people.office_editor)
    page = Page(leader, leader.get(f"{HERE}check/"))
    row = submission(KEY)
    extend_deadline(row, date(2029, 1, 31), "Floods.", by=people.regional_team, seen=row.version)
    assert page.press("Submit the answers").status == 409
    assert submission(KEY).state == "draft"


def test_of_a_returned_submission_only_the_questions_at_issue_can_be_changed(editor, leader, people):
    bring_to_submission(KEY, people)
    return_answers(KEY, {"support": "Is that so?"}, by=people.regional_team)
    assert "1 question at issue" in Page(editor, editor.get(HERE))
    page = Page(editor, editor.get(SECTION))
    assert "Is that so?" in page
    locked = answer(f"{KEY}/strategy")
    refused = editor.post(SECTION, {f"{locked.pk}-version": locked.version, f"{locked.pk}-answer": "no"})
    assert refused.status_code == 409
    assert f"{locked.pk}-version" not in form_of(editor)
    assert answer(f"{KEY}/strategy").version == locked.version
    assert post(editor, {"support": "disagree"}).status_code == 303
    assert Page(leader, leader.get(f"{HERE}check/")).press("Submit the answers").status == 200
    assert submission(KEY).state == "submitted"


def test_a_returned_question_whose_condition_is_locked_still_does_not_apply(leader, people):
    give(f"{KEY}/strategy", answered("no"), by=people.office_editor)
    bring_to_submission(KEY, people)
    return_answers(KEY, {"plan": "Why not?"}, by=people.regional_team)
    assert Page(leader, leader.get(f"{HERE}check/")).press("Submit the answers").status == 200
    assert (submission(KEY).state, said("plan")[0]) == ("submitted", "not_applicable")


def test_a_section_of_thirty_questions_costs_as_many_queries_as_one_of_two(db, signed_in, people):
    def counted(code):
        for name in ("first", code):
            add_comment(submission(KEY), name, "Why?", by=people.regional_team)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{HERE}sections/section-{2 if code == 'q29' else 1}/").status_code == 200
        return len(captured)

    opened(questionnaire(2028, [question("first"), question("other")], [question(f"q{n}") for n in range(30)]))
    client = signed_in("office_editor")
    assert counted("other") == counted("q29")


def test_the_task_list_says_how_far_each_section_is(editor, people):
    page = Page(editor, editor.get(HERE))
    assert "0 of 7 answered or explained" in page
    post(editor, {"strategy": "no"})
    page = Page(editor, editor.get(HERE))
    assert "1 of 5 answered or explained" in page, "a question that does not apply is not expected"
    assert "in progress" in page
    assert "not started" in page
    give(f"{KEY}/last-one", answered("yes"), by=people.office_editor)
    assert "complete" in Page(editor, editor.get(HERE))


def test_a_section_in_which_nothing_has_to_be_answered_is_never_complete(db, signed_in):
    opened(questionnaire(2028, [question("remarks", "text", is_required=False)]))
    page = Page(signed_in("office_editor"), signed_in("office_editor").get(HERE))
    assert "Nothing to answer" in page
    assert "complete" not in page.text.partition("Sections")[2].lower()


def test_the_deadline_bears_its_zone_and_who_extended_it_and_why(editor, people):
    row = submission(KEY)
    extend_deadline(row, date(2029, 1, 31), "Floods.", by=people.regional_team, seen=row.version)
    page = Page(editor, editor.get(HERE))
    assert "due by the end of 31 January 2029 (America/New_York)" in page
    assert "Floods." in page


def test_on_paper_there_are_blank_places_before_and_answers_after(editor, people):
    before = editor.get(f"{HERE}print/").content.decode()
    assert 'class="boxes"' in before
    bring_to_submission(KEY, people)
    after = editor.get(f"{HERE}print/").content.decode()
    assert 'class="boxes"' not in after
    assert "Yes" in Page(editor, editor.get(f"{HERE}print/"))


# --- Who sees what ---------------------------------------------------------------------------------------------------

ADDRESSES = ("", "check/", "print/", "submitted/", "sections/section-1/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_another_offices_people_get_exactly_what_does_not_exist(asked, address):
    client = Client()
    stranger = another(Role.TEAM_LEADER, "fiji@example.org", team=submission("2028/FJI").team)
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/tasks/2028/FJI/{address}").status_code in (200, 302)
    theirs, missing = client.get(f"{HERE}{address}"), client.get(f"/tasks/2028/XXX/{address}")
    assert (theirs.status_code, missing.status_code) == (404, 404)
    assert theirs.content.replace(b"/KEN/", b"/XXX/") == missing.content
    assert client.post(f"{HERE}{address}").status_code in (404, 405)


def test_those_who_check_read_the_answers_and_change_nothing(editor, signed_in):
    for role in ("regional_team", "validator", "auditor"):
        client = signed_in(role)
        page = Page(client, client.get(SECTION))
        assert "Save" not in page.buttons
        row = answer(f"{KEY}/strategy")
        typed = {f"{row.pk}-version": row.version, f"{row.pk}-answer": "yes"}
        assert client.post(SECTION, typed).status_code == 403
        assert client.get(f"{HERE}check/").status_code == 200
    assert said("strategy")[0] == "not_reported"


def test_a_confidential_answer_is_shown_only_to_those_who_give_it(db, signed_in, people):
    opened(questionnaire(2028, [question("opinion", "text", disclosure="none")]))
    give(f"{KEY}/opinion", answered(text="They are slow."), by=people.office_editor)
    submit_answers(KEY, by=people.team_leader)
    shown = {}
    for role in ("office_editor", "auditor", "regional_team", "validator", "administrator"):
        client = signed_in(role)
        pages = [client.get(f"{HERE}{address}").content for address in ADDRESSES]
        shown[role] = sum(b"They are slow." in page for page in pages)
        if not shown[role]:
            assert "answered; shown only to those who give the answer" in Page(client, client.get(SECTION))
    assert shown["office_editor"] == shown["auditor"] > 0
    assert [shown[role] for role in ("regional_team", "validator", "administrator")] == [0, 0, 0]


def test_governments_are_found_by_name_in_pages(db, signed_in):
    open_shipped(2028, "government")
    client = signed_in("custodian")
    page = Page(client, client.get("/tasks/2028/?kind=government"))
    assert "162 respondents" in page
    assert "page 1 of 4" in page
    found = Page(client, client.get("/tasks/2028/?kind=government&q=kenya"))
    assert "Government of Kenya" in found
    assert "1 respondent" in found
    assert signed_in("office_editor").get("/tasks/2028/").status_code == 404
    section = "/tasks/2028/GOV-KEN/sections/country-team/"
    assert "Save and continue" in Page(client, client.get(section)).buttons


# --- By script -------------------------------------------------------------------------------------------------------


def test_a_script_posts_one_answer_and_gets_well_under_a_kilobyte(editor):
    row = answer(f"{KEY}/strategy")
    page = form_of(editor)
    sent = {f"{row.pk}-version": row.version, f"{row.pk}-seen": page[f"{row.pk}-seen"], f"{row.pk}-answer": "yes"}
    response = editor.post(SECTION, sent, headers=JSON)
    assert response.status_code == 200
    assert len(response.content) < 1000
    content = response.json()
    assert content["answers"][str(row.pk)]["version"] == 2
    assert content["applies"] == {str(answer(f"{KEY}/plan").pk): True}
    assert said("strategy")[1] == "yes"
    # Fields that did not come stay as they are.
    give(
        f"{KEY}/strategy",
        answered("yes", explanation="As agreed."),
        by=row.changed_by or answer(f"{KEY}/strategy").changed_by,
    )
    assert answer(f"{KEY}/strategy").explanation == "As agreed."


def test_a_script_is_told_of_faults_and_conflicts_in_a_few_words(editor, people):
    row = answer(f"{KEY}/partners")
    sent = {f"{row.pk}-version": row.version, f"{row.pk}-seen": form_of(editor)[f"{row.pk}-seen"]}
    refused = editor.post(SECTION, sent | {f"{row.pk}-answer": "1,2,3"}, headers=JSON)
    assert refused.status_code == 400
    assert list(refused.json()["answers"][str(row.pk)]["errors"]) == ["answer"]
    give(f"{KEY}/partners", answered(number="5"), by=people.team_leader)
    conflict = editor.post(SECTION, sent | {f"{row.pk}-answer": "7"}, headers=JSON)
    assert conflict.status_code == 409
    assert conflict.json()["answers"][str(row.pk)]["conflict"] is True
    assert len(conflict.content) < 1000
    assert said("partners")[2] == 5


def test_a_section_with_everything_it_loads_is_within_fifty_kilobytes(db, signed_in):
    open_shipped(2028, "team")
    client = signed_in("office_editor")
    files = ["vendor/bootstrap/bootstrap.min.css", "css/site.css", "css/answers.css", "js/kept.js", "js/answers.js"]
    static = [Path(finders.find(name)).read_bytes() for name in [*files, "img/icon.svg"]]
    shared = sum(len(gzip.compress(content)) for content in static)
    codes = submission(KEY).questionnaire.sections.values_list("code", flat=True)
    pages = {code: client.get(f"{HERE}sections/{code}/").content for code in codes}
    sizes = {code: shared + len(gzip.compress(content)) for code, content in pages.items()}
    assert len(sizes) > 5
    assert max(sizes.values()) < 50_000, sizes
