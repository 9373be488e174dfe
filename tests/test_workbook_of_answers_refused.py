"""What a questionnaire's workbook refuses as a whole, what is locked in it, and what it shows to whom."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.spreadsheets import MAX_BYTES, read_sheets, write_xlsx
from surveys.models import Answer
from surveys.settling import facts_day
from tests.filled import Filled
from tests.reading import Page
from tests.record_rows import add, confirm
from tests.work import (
    answer,
    answered,
    bring_to_submission,
    give,
    opened,
    question,
    questionnaire,
    return_answers,
    submission,
)

pytestmark = pytest.mark.django_db

YEAR, KEY = 2028, "2028/KEN"
HERE = f"/tasks/{KEY}/"
DOWN, UP = f"{HERE}workbook.xlsx", f"{HERE}workbook/"
QUESTIONS = [
    question("strategy", counts_as_yes=["yes"]),
    question("partners", "number", maximum=100),
    question("themes", "multiple", choices=["food", "water"]),
]
RATED = question("rated", "scale", choices=["good", "poor"], disclosure="none")
PLAN = question("plan", applies_if={"question": "strategy", "is": ["yes"]})


@pytest.fixture
def asked(db):
    return opened(questionnaire(YEAR, QUESTIONS, [RATED, PLAN]))


@pytest.fixture
def office(asked, signed_in):
    return signed_in("office_editor")


def download(client, address=DOWN):
    return Filled(client.get(address).content)


def upload(client, content, address=UP):
    file = io.BytesIO(content)
    file.name = "workbook.xlsx"
    return Page(client, client.post(address, {"file": file}))


def refused(client, workbook, sentence):
    before = list(Answer.objects.order_by("pk").values())
    page = upload(client, workbook if isinstance(workbook, bytes) else workbook.content)
    assert page.status == 400
    assert "Nothing of the file was taken." in page
    assert sentence in page
    assert list(Answer.objects.order_by("pk").values()) == before


# --- The file as a whole -------------------------------------------------------------------------------------------


def test_a_changed_structure_is_refused_with_the_cells_address(office):
    workbook = download(office)
    workbook.type(workbook.section_sheets[0], "G2", "My answer")
    refused(office, workbook, "'1. Section 1'!G2: the heading was “Answer”")
    workbook = download(office)
    workbook.type(workbook.section_sheets[0], "A2", None)
    refused(office, workbook, "'1. Section 1'!A2: the row of headings is missing")
    workbook = download(office)
    workbook.type(workbook.section_sheets[0], "A4", "strategy")
    refused(office, workbook, "'1. Section 1'!A4: this row stands in row 3 already.")
    for cell in ("D4", "N4"):  # the version of an answer, and the seal of its row
        workbook = download(office)
        workbook.type("keys", cell, "9")
        refused(office, workbook, "keys!A4: the keys of this workbook were changed")
    workbook = download(office)
    workbook.type("keys", "G1", "2030-01-01")
    refused(office, workbook, "keys!H1: the keys of this workbook were changed")


def test_a_sheet_that_is_gone_is_named(office):
    workbook = download(office)
    workbook.parts["xl/workbook.xml"] = workbook.parts["xl/workbook.xml"].replace(b"2. Section 2", b"Mine")
    refused(office, workbook, "The sheet “2. Section 2” is missing.")
    workbook.parts["xl/workbook.xml"] = workbook.parts["xl/workbook.xml"].replace(b'name="keys"', b'name="other"')
    refused(office, workbook, "its hidden sheet “keys” is missing")


def test_the_workbook_of_another_respondent_or_year_is_refused(office, signed_in):
    custodian = signed_in("custodian")
    refused(office, download(custodian, "/tasks/2028/FJI/workbook.xlsx"), "keys!D1: it is of another respondent, FJI.")
    opened(questionnaire(YEAR + 1, QUESTIONS, [RATED, PLAN]))
    refused(office, download(office, "/tasks/2029/KEN/workbook.xlsx"), "keys!C1: it is of another year, 2029.")


def test_a_questionnaire_that_was_reworded_refuses_older_workbooks(office):
    workbook = download(office)
    wording = answer(f"{KEY}/partners").item.wording
    type(wording).objects.filter(pk=wording.pk).update(version=wording.version + 1)
    refused(office, workbook, "keys!E1: the questionnaire has been changed since this workbook was made")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"respondent,question\n", "It is not an Excel workbook"),
        (b"", "The submitted file is empty."),
        (b"x" * (MAX_BYTES + 1), "The file is too large"),
        (write_xlsx(["a"], [["b"]]), "its hidden sheet “keys” is missing"),
    ],
)
def test_another_file_is_refused(office, content, sentence):
    page = upload(office, content)
    assert page.status == 400
    assert sentence in page


def test_a_forged_confirmation_takes_nothing(office):
    page = office.post(UP, {"carried": "forged", "take": "partners:1"})
    assert page.status_code == 400
    assert "Upload the file once more." in page.content.decode()
    workbook = download(office)
    workbook.fill("partners", 7)
    form = next(form for form in upload(office, workbook.content)._forms if "carried" in form.values)
    for taken in ("strategy:1", "partners", "partners:x", "nothing:1"):
        office.post(UP, {"carried": form.values["carried"], "take": taken})
    assert answer(f"{KEY}/partners").version == 1
    assert office.post(UP, {"carried": form.values["carried"], "take": "partners:3"}).status_code == 409
    assert answer(f"{KEY}/partners").version == 1


# --- What is locked ------------------------------------------------------------------------------------------------


def test_rows_that_are_gone_or_reworded_take_nothing_and_are_named(office):
    workbook = download(office)
    workbook.fill("partners", None, "key")
    workbook.fill("partners", 7)
    workbook.fill("strategy", "Have we a plan?", "question")
    workbook.fill("strategy", "Yes")
    workbook.fill("themes/food", "Yes")
    page = upload(office, workbook.content)
    assert "1 difference, 2 refused, 1 left out." in page
    assert "These questions have lost rows in the file." in page
    assert "it is not certain what is answered here" in page
    assert "What about themes?" in page


def test_answers_that_are_locked_by_now_are_refused_and_those_at_issue_are_open(office, people):
    workbook = download(office)
    workbook.fill("partners", 7)
    workbook.fill("themes/food", "Yes")
    bring_to_submission(KEY, people)
    page = upload(office, workbook.content)
    assert "This answer is locked now." in page
    assert "0 differences, 1 refused" in page  # the themes were answered alike
    return_answers(KEY, {"partners": "Really?"}, by=people.regional_team)
    page = upload(office, workbook.content)
    assert "1 difference, 0 refused" in page
    now = download(office)
    now.fill("strategy", "No")
    assert "0 differences, 1 refused" in upload(office, now.content)
    assert "Locked: this answer cannot be changed now." in now.said("strategy", "how")


def test_what_the_records_say_is_locked_and_says_so(signed_in):
    asked = opened(questionnaire(YEAR, [question("analysis", rests_on="cca.updated_in_past_year"), question("other")]))
    office = signed_in("office_editor")
    workbook = download(office)
    assert "The answer rests on the records, which do not say." in workbook.said("analysis", "how")
    workbook.fill("analysis", "no")
    assert "1 difference, 0 refused" in upload(office, workbook.content)
    day = facts_day(asked)
    add("country-analyses", "KEN", valid_from=day)
    confirm("KEN", day.year, "country-analyses")
    assert "This answer is locked now." in upload(office, workbook.content)
    now = download(office)
    assert now.said("analysis") == "Yes"
    assert "Locked: this answer comes from the records." in now.said("analysis", "how")
    now.fill("analysis", "No")
    page = upload(office, now.content)
    assert "0 differences, 1 refused" in page
    assert f"{now.address('analysis')}" in page
    assert "This cell is locked. It said: “Yes”." in page


def test_a_condition_is_said_in_words(office):
    workbook = download(office)
    assert "Asked only where: “What about strategy?” – Yes." in workbook.said("plan", "how")
    instructions = read_sheets(workbook.content)["Instructions"]
    texts = " ".join(str(cell) for row in instructions for cell in row)
    assert "Uploading submits nothing." in texts
    assert "(America/New_York)" in texts


def test_nothing_in_the_file_is_a_formula(office, people):
    give(f"{KEY}/strategy", answered("yes", explanation="=1+1"), by=people.team_leader)
    workbook = download(office)
    assert workbook.said("strategy", "explanation") == "=1+1"
    sheets = [part for name, part in workbook.parts.items() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in part or b"<f " in part or b"hyperlink" in part for part in sheets)
    assert all(b"sheetProtection" in part and b"password" not in part for part in sheets)


# --- Who ------------------------------------------------------------------------------------------------------------


def test_a_confidential_answer_stands_only_in_the_workbook_of_those_who_give_it(office, signed_in, people):
    give(f"{KEY}/rated", answered("poor", explanation="Nobody came."), by=people.team_leader)
    assert download(office).said("rated") == "Poor"
    workbook = download(signed_in("regional_team"))
    assert workbook.said("rated") == "answered; shown only to those who give the answer"
    assert "Nobody came." not in str(read_sheets(workbook.content))


def test_who_only_reads_gets_a_locked_workbook_and_may_upload_none(office, signed_in):
    reader = signed_in("regional_team")
    workbook = download(reader)
    assert "Locked" in workbook.said("strategy", "how")
    assert "Only those who answer" in Page(reader, reader.get(UP))
    assert upload(reader, workbook.content).status == 403
    workbook.fill("strategy", "Yes")
    assert "0 differences, 1 refused" in upload(office, workbook.content)


def test_a_closed_questionnaire_takes_nothing(office):
    workbook = download(office)
    workbook.fill("partners", 7)
    row = submission(KEY).questionnaire
    type(row).objects.filter(pk=row.pk).update(closed_at=row.opened_at)
    assert "The answers are locked" in Page(office, office.get(UP))
    page = upload(office, workbook.content)
    assert "0 differences, 1 refused" in page
    assert "This answer is locked now." in page


def test_downloading_and_comparing_cost_as_many_queries_for_many_questions_as_for_few(office, signed_in):
    few = _costs(office, KEY)
    more = [question(f"more-{number}", "number") for number in range(30)]
    opened(questionnaire(YEAR + 1, [*QUESTIONS, *more], [RATED, PLAN]))
    assert _costs(office, f"{YEAR + 1}/KEN") == few


def _costs(client, key):
    address = f"/tasks/{key}/workbook"
    workbook = download(client, f"{address}.xlsx")
    for code in (code for code in workbook.places if code.startswith(("partners", "more-"))):
        workbook.fill(code, 5)
    content = workbook.content
    costs = []
    for ask in (
        lambda: client.get(f"{address}.xlsx"),
        lambda: client.get(f"{address}/"),
        lambda: upload(client, content, f"{address}/"),
    ):
        ask()
        with CaptureQueriesContext(connection) as captured:
            ask()
        costs.append(len(captured))
    return costs
