"""Somebody else's table of answers: its headings mapped to questions, checked as a job, taken over as checked."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from activity.models import Entry
from common.spreadsheets import MAX_BYTES, write_csv, write_xlsx
from jobs.models import Job
from jobs.working import work_off
from surveys.mapped_imports import save_mapping
from surveys.models import Answer, AnswerMapping
from tests.reading import Page
from tests.work import answer, answered, give, opened, question, questionnaire, submit_answers

pytestmark = pytest.mark.django_db

YEAR = 2032
START = f"/tasks/{YEAR}/import/"
HEADINGS = ("Country", "Q1 trust", "How many?", "Topics", "Signed", "What about remarks?", "Interviewer")
TABLE = [
    ("Kenya", "Agree", "1,234.5", "Water; food", "2024-06-30", "All well.", "Ann"),
    ("FJI", "I do not agree", "N/A", "", "", "", "Ben"),
    ("埃及", "", "0", "none", "", "", "Ann"),
]
MAPPED = {
    "What “Q1 trust” is": "trust",
    "What “How many?” is": "meetings",
    "What “Topics” is": "themes",
    "What “Signed” is": "signed-on",
}
WORDS = {
    "What “I do not agree” under “Q1 trust” is": "disagree",
    "What “N/A” under “How many?” is": "status:not_applicable",
    "What “none” under “Topics” is": "-",
}


@pytest.fixture(autouse=True)
def asked(db):
    questions = [
        question("trust", "scale", choices=["agree", "disagree"]),
        question("meetings", "number"),
        question("themes", "multiple", choices=["food", "water"]),
        question("signed-on", "date"),
        question("remarks", "text", required=False),
    ]
    return opened(questionnaire(YEAR, questions, respondent="government", disclosure="none"))


@pytest.fixture
def client(signed_in):
    return signed_in("custodian")


def uploaded(content=None, name="theirs.csv"):
    rows = TABLE if content is None else content
    return SimpleUploadedFile(name, rows if isinstance(rows, bytes) else write_csv(HEADINGS, rows))


def headings(client, content=None, **typed):
    """The page with the headings of a file."""
    start = Page(client, client.get(START))
    return start.press("Read the headings", {"File (.xlsx or .csv)": uploaded(content), **typed})


def checked(client, content=None, words=WORDS):
    """The page of the finished check of a file."""
    page = headings(client, content).press("Show the words", MAPPED)
    page = page.press("Check the file", words)
    assert "Stop this job" in page.buttons, page.text
    return finished(client, page)


def finished(client, page):
    assert work_off() == 1
    return Page(client, client.get(page.address))


def stored():
    return list(Answer.objects.exclude(version=1).order_by("pk").values())


def logged():
    return Entry.objects.exclude(verb__startswith="jobs.").count()


def result_of(client):
    """The lines of the file that the newest job made."""
    response = client.get(f"/jobs/{Job.objects.order_by('-pk')[0].key}/file/")
    return list(csv.DictReader(io.StringIO(response.content.decode())))


# --- The headings --------------------------------------------------------------------------------------------------


def test_equal_words_are_guessed_and_marked_so(client):
    page = headings(client)
    assert page.value_of("What “Country” is") == "respondent"
    assert page.value_of("What “What about remarks?” is") == "remarks"
    assert page.value_of("What “Q1 trust” is") == ""
    assert page.text.count(" guessed") >= 2
    assert "Kenya; FJI; 埃及" in page
    shown = page.press("Show the words", MAPPED)
    assert shown.value_of("What “Agree” under “Q1 trust” is") == "agree"
    assert shown.value_of("What “I do not agree” under “Q1 trust” is") == ""
    assert shown.value_of("What “food” under “Topics” is") == "food"
    assert shown.value_of("What “none” under “Topics” is") == ""
    assert shown.value_of("What “N/A” under “How many?” is") == ""
    assert "What “0” under" not in shown


def test_words_that_were_not_on_the_page_are_asked_about_before_the_check(client):
    page = headings(client).press("Check the file", MAPPED)
    assert "Say what these words of the file are, too." in page
    assert not Job.objects.exists()


def test_a_mapping_is_saved_and_fills_in_the_next_file(client, people):
    page = headings(client).press("Show the words", MAPPED)
    page = page.press("Save the mapping", {**WORDS, "Name of the mapping": "Survey of 2032"})
    assert "The mapping “Survey of 2032” is saved." in page
    kept = AnswerMapping.objects.get()
    assert (kept.respondent, kept.version) == ("government", 1)
    assert kept.columns["Q1 trust"] == "trust"
    assert "Interviewer" not in kept.columns
    assert kept.words["trust"] == {"Agree": "agree", "I do not agree": "disagree"}
    assert kept.words["meetings"] == {"N/A": "status:not_applicable"}
    again = headings(client, TABLE[:1], **{"Saved mapping": str(kept.pk)})
    assert again.value_of("What “Q1 trust” is") == "trust"
    assert again.value_of("What “Agree” under “Q1 trust” is") == "agree"
    assert again.press("Check the file").status == 200
    renamed = again.press("Save the mapping", {"What “Q1 trust” is": "", "Name of the mapping": "Survey of 2032"})
    assert "is saved" in renamed
    kept.refresh_from_db()
    assert kept.version == 2
    assert "Q1 trust" not in kept.columns
    assert kept.words["meetings"] == {"N/A": "status:not_applicable"}, "what this file does not speak of stays"


def test_a_mapping_that_somebody_changed_meanwhile_is_not_overwritten(client, people):
    headings(client).press("Save the mapping", {"Name of the mapping": "Ours"})
    kept = AnswerMapping.objects.get()
    page = headings(client, **{"Saved mapping": str(kept.pk)})
    reading = type("", (), {"as_columns": lambda self: {"columns": {"Country": "respondent", "Topics": "themes"}}})()
    save_mapping(kept, "government", "Ours", reading, by=people.custodian, seen=1)
    conflict = page.press("Save the mapping")
    assert conflict.status == 409
    assert "Somebody has changed this mapping since you saw it." in conflict
    assert "“Topics”: saved is What about themes?" in conflict
    assert AnswerMapping.objects.get().version == 2
    assert conflict.press("Save the mapping").status == 200
    assert AnswerMapping.objects.get().version == 3


@pytest.mark.parametrize("name", ["", "x" * 101, "a\u202eb"])
def test_a_mapping_needs_a_name_that_can_be_kept(client, name):
    page = headings(client).press("Save the mapping", {"Name of the mapping": name})
    assert page.status == 400
    assert not AnswerMapping.objects.exists()


def test_two_mappings_have_two_names(client):
    headings(client).press("Save the mapping", {"Name of the mapping": "Ours"})
    page = headings(client).press("Save the mapping", {"Name of the mapping": "Ours"})
    assert page.status == 400
    assert "already exists" in page


# --- Check and import ----------------------------------------------------------------------------------------------


def test_what_is_checked_is_taken_over_and_a_second_time_nothing_changes(client, people):
    entries = logged()
    page = checked(client)
    assert "3 rows were read." in page
    assert "Would change: 9. There already: 0. Refused: 0." in page
    assert (stored(), logged()) == ([], entries)
    assert "4 F2" not in page
    done = finished(client, page.press("Take all over"))
    assert "Changed: 9. There already: 0." in done
    kenya = {row.item.question.code: row for row in Answer.objects.filter(submission__code="GOV-KEN").in_order()}
    assert (kenya["trust"].choice, kenya["trust"].status, kenya["trust"].version) == ("agree", "reported", 2)
    assert str(kenya["meetings"].number) == "1234.5000"
    assert kenya["themes"].choice == "food water"
    assert kenya["signed-on"].day == date(2024, 6, 30)
    assert kenya["remarks"].text == "All well."
    fiji = answer(f"{YEAR}/GOV-FJI/meetings")
    assert (fiji.status, fiji.number, fiji.reason) == ("not_applicable", None, "“N/A” in the file")
    assert answer(f"{YEAR}/GOV-FJI/themes").version == 1, "an empty cell says nothing"
    egypt = answer(f"{YEAR}/GOV-EGY/meetings")
    assert (egypt.number, egypt.changed_by) == (0, people.custodian)
    assert (answer(f"{YEAR}/GOV-EGY/themes").status, answer(f"{YEAR}/GOV-EGY/themes").choice) == ("reported", "")
    assert {row["outcome"] for row in result_of(client)} == {"changed"}
    assert [row["cell"] for row in result_of(client)][:3] == ["B2", "C2", "D2"]
    before, entries = stored(), logged()
    again = checked(client)
    assert "Would change: 0. There already: 9. Refused: 0." in again
    assert "The file says what is there already." in again
    assert "Take all over" not in again.buttons
    assert (stored(), logged()) == (before, entries)


def test_a_workbook_says_the_same_as_comma_separated_values(client):
    rows = [("Kenya", "Agree", 7, None, "2024-06-30", None, None)]
    page = checked(client, write_xlsx(HEADINGS, rows), {})
    assert "Would change: 3. There already: 0. Refused: 0." in page


def test_an_empty_cell_takes_nothing_away_and_an_estimate_stays_one(client, people):
    give(f"{YEAR}/GOV-FJI/themes", answered("food"), by=people.custodian)
    give(f"{YEAR}/GOV-KEN/meetings", answered(number="1234.5", status="estimated"), by=people.custodian)
    finished(client, checked(client).press("Take all over"))
    assert answer(f"{YEAR}/GOV-FJI/themes").choice == "food"
    assert answer(f"{YEAR}/GOV-KEN/meetings").status == "estimated"


def test_what_is_refused_is_named_by_row_and_heading_and_nothing_can_be_taken(client, people):
    rows = [
        ("Atlantis", "Agree", "", "", "", "", ""),
        ("KEN", "Agree", "1,234", "Water", "30 June", "", ""),
        ("GOV-KEN", "Agree", "", "", "", "", ""),
        ("", "Agree", "", "", "", "", ""),
        ("Fiji", "perhaps", "-1", "Water; N/A", "", "", ""),
    ]
    words = {"What “N/A” under “Topics” is": "status:not_applicable"}
    page = checked(client, rows, words)
    found = [(row["cell"], row["why"]) for row in result_of(client) if row["outcome"] == "refused"]
    assert [(cell, why[: len(said)]) for (cell, why), (_cell, said) in zip(found, EXPECTED, strict=True)] == EXPECTED
    assert "Nothing can be taken over before what is refused is corrected" in page
    assert "Take all over" not in page.buttons
    job = Job.objects.get()
    assert client.post(page.address).status_code == 409
    assert Job.objects.count() == 1
    assert "refused" not in job.report, "what was typed is for its owner alone"
    assert stored() == []


EXPECTED = [
    ("A2", "“Atlantis” is neither the code nor the name"),
    ("C3", "“1,234” can be read in two ways."),
    ("E3", "“30 June” is not a day such as"),
    ("A4", "Row 3 speaks of it already."),
    ("A5", "The row does not say whose answers these are."),
    ("B6", "The mapping does not say which choice “perhaps” is."),
    ("D6", "It gives an answer, and says that there is none."),
    ("C6", "It cannot be less than 0."),
]


def test_a_change_between_check_and_import_is_seen_and_nothing_is_taken(client, people):
    page = checked(client)
    give(f"{YEAR}/GOV-KEN/meetings", answered(number="3"), by=people.custodian)
    before, entries = stored(), logged()
    failed = finished(client, page.press("Take all over"))
    assert "Since the file was checked, something has changed. Nothing was taken over." in failed
    assert Job.objects.order_by("-pk")[0].state == "failed"
    assert (stored(), logged()) == (before, entries)


def test_a_locked_answer_is_refused_in_the_words_of_the_action(client, people):
    finished(client, checked(client, TABLE[:1], {}).press("Take all over"))
    submit_answers(f"{YEAR}/GOV-KEN", by=people.custodian)
    assert "There already: 5. Refused: 0." in checked(client, TABLE[:1], {})
    page = checked(client, [("Kenya", "", "8", "", "", "", "")], {})
    assert "This answer is locked." in page


def test_pressed_twice_it_is_taken_over_once(client):
    page = checked(client)
    first, second = page.press("Take all over"), page.press("Take all over")
    assert first.address == second.address
    assert Job.objects.count() == 2


def test_a_check_leads_back_to_its_headings(client):
    page = checked(client)
    again = Page(client, client.get(f"{START}?again={page.address.split('/')[-2]}"))
    assert again.value_of("What “Q1 trust” is") == "trust"
    assert again.value_of("What “N/A” under “How many?” is") == "status:not_applicable"


def test_who_lost_the_right_meanwhile_imports_nothing(client, people):
    page = checked(client)
    page.press("Take all over")
    people.custodian.memberships.update(valid_to=date(2020, 1, 1), valid_from=date(2019, 1, 1))
    assert work_off() == 1
    assert Job.objects.order_by("-pk")[0].state == "failed"
    assert stored() == []
    assert client.get(page.address).status_code == 404


# --- What is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "It is not a file of comma-separated values in UTF-8."),
        (b"PK\x03\x04garbage", "It is not an Excel workbook (.xlsx)."),
        (b"x" * (MAX_BYTES + 1), "The file is too large"),
        (b",,\n1,2,3\n", "Its first row has no headings."),
        (b"a,b\n,\n", "It has no rows below its headings."),
        (b"a,b,a\n1,2,3\n", "Two columns have the heading “a”: A1 and C1."),
        (b"a\x00,b\n1,2\n", "A1: Character"),
        (b"a" * 201 + b"\n1\n", "The heading in A1 is too long"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(client, content, said):
    page = headings(client, content)
    assert page.status == 400
    assert said in page


def test_headings_have_to_be_said_once_and_the_respondent_has_to_be_among_them(client):
    page = headings(client).press("Check the file", {**MAPPED, "What “Country” is": ""})
    assert page.status == 400
    assert "Say which heading is “the respondent”." in page
    twice = headings(client).press("Show the words", {**MAPPED, "What “Signed” is": "trust"})
    page = twice.press("Check the file")
    assert page.status == 400
    assert "Two headings are said to be “What about trust?”." in page


def test_a_column_of_too_many_words_is_no_choice(client):
    rows = [(f"code {number}", f"word {number}", "", "", "", "", "") for number in range(61)]
    page = headings(client, rows).press("Show the words", MAPPED).press("Check the file")
    assert page.status == 400
    assert "More than 60 different words stand under one heading" in page


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"carried": "forged"}, 400),
        ({"kind": "team"}, 404),
        ({"kind": "\x00"}, 404),
        ({"mapping": "999999"}, 404),
        ({"do": "take"}, 400),
        ({"do": "save", "name": "a\x00b"}, 400),
        ({"do": "save", "name": "Good", "version": "x", "mapping": ""}, 200),
        ({"do": "show", "column-0": "\x00\ud800".encode("utf-8", "surrogatepass")}, 200),
        ({"do": "show", "column-1": "trust", "word-1-trust-0": "no such choice"}, 200),
    ],
)
def test_what_no_page_sends_is_refused_or_passed_over(client, change, status):
    page = headings(client)
    [form] = [form for form in page._forms if "carried" in form.values]
    sent = {**form.values, "do": "show", **change}
    assert client.post(START, sent).status_code == status


def test_whose_file_it_is_has_to_be_chosen_and_a_mapping_has_to_be_of_it(client, people):
    response = client.post(START, {"kind": "nobody", "file": uploaded()})
    assert response.status_code == 400
    response = client.post(START, {"kind": "government", "file": uploaded(), "mapping": "17"})
    assert response.status_code == 400


def test_others_find_no_such_page_and_nobody_anothers_check(client, signed_in):
    page = checked(client)
    for role in ("validator", "regional_team", "office_editor", "administrator", "auditor"):
        assert signed_in(role).get(START).status_code == 404, role
        assert signed_in(role).get(page.address).status_code == 404, role
    assert client.get("/tasks/1999/import/").status_code == 404
    assert client.get(f"{START}{'0' * 40}/").status_code == 404
    assert client.get(f"{START}?again={'0' * 40}").status_code == 404
    opened(questionnaire(YEAR + 1, [question("plan")], respondent="government"))
    assert client.get(page.address.replace(str(YEAR), str(YEAR + 1))).status_code == 404


def test_an_office_imports_its_own_answers_alone(signed_in, people):
    opened(questionnaire(YEAR, [question("plan")]))
    client = signed_in("office_editor")
    rows = write_csv(["Country team", "What about plan?"], [("Kenya", "Yes"), ("Fiji", "Yes")])
    page = finished(client, headings(client, rows).press("Check the file"))
    assert "Would change: 1. There already: 0. Refused: 1." in page
    assert "“Fiji” is neither the code nor the name of somebody whose answers you give." in page
