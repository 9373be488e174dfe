"""A questionnaire as a workbook: downloaded, filled in without a connection, compared cell by cell, put into the draft."""

import io
from datetime import date
from decimal import Decimal

import pytest

from activity.models import Entry
from surveys.models import Answer
from surveys.reading import answers_of
from tests.filled import Filled
from tests.reading import Page
from tests.work import answer, answered, bring_to_acceptance, give, open_shipped, submission

pytestmark = pytest.mark.django_db

YEAR, KEY = 2028, "2028/KEN"
HERE = f"/tasks/{KEY}/"
DOWN, UP = f"{HERE}workbook.xlsx", f"{HERE}workbook/"


@pytest.fixture
def shipped(db):
    """The shipped questionnaire of the country team, open for a year."""
    return open_shipped(YEAR, "team")


@pytest.fixture
def editor(shipped, signed_in):
    return signed_in("office_editor")


def download(client, language=""):
    return Filled(client.get(f"{language}{DOWN}").content)


def upload(client, workbook, language=""):
    file = io.BytesIO(workbook.content if isinstance(workbook, Filled) else workbook)
    file.name = "workbook.xlsx"
    return Page(client, client.post(f"{language}{UP}", {"file": file}))


def everything():
    """All that could change: the answers, and the log."""
    return list(Answer.objects.order_by("pk").values()), Entry.objects.count()


def edits(workbook, *, but=()):
    """A cell for each question that can be answered, and what is typed into it: a valid answer of its type."""
    found = {}
    for row in answers_of(submission(KEY)):
        code, wording = row.item.question.code, row.item.wording
        if code in but:
            continue
        match wording.type:
            case "number":
                found[code] = 7
            case "date":
                found[code] = date(2028, 6, 30)
            case "text":
                found[code] = "=Nothing & nobody hindered us"
            case "multiple":
                found[f"{code}/{wording.choice_codes[0]}"] = "Yes"
            case _:
                found[code] = workbook_word(workbook, code, wording)
    return found


def workbook_word(workbook, code, wording):
    return "Yes" if wording.type == "yes_no" else wording.choices[0]["text"]["en"]


# --- There and back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/zh"])
def test_what_went_out_comes_back_and_changes_nothing(editor, people, language):
    before = everything()
    page = upload(editor, download(editor, language))
    assert page.status == 200
    assert "0 differences, 0 refused, 0 left out." in page
    assert everything() == before


def test_thirty_edits_a_wrong_type_a_locked_cell_and_a_foreign_row(editor):
    workbook = download(editor)
    typed = edits(workbook, but=["framework-entities-without-presence", "gender-scorecard"])
    for key, value in list(typed.items())[:30]:
        workbook.fill(key, value)
    workbook.fill("gender-scorecard", "about forty")
    workbook.fill("framework-entities-without-presence", "My own question", "question")
    sheet = workbook.section_sheets[0]
    workbook.type(sheet, "B99", "A question that nobody asked")
    before = everything()
    page = upload(editor, workbook)
    assert page.status == 200
    assert "30 differences, 2 refused, 1 left out." in page
    for key in ("gender-scorecard", "framework-entities-without-presence"):
        column = "answer" if key.startswith("gender") else "question"
        assert workbook.address(key, column) in page
    assert f"'{sheet}'!B99 : A question that nobody asked" in page
    assert everything() == before
    done = page.press("Put the ticked answers into the draft")
    assert "30 answers were put into the draft. Nothing is submitted yet." in done
    assert "0 differences, 2 refused, 1 left out." in done
    changed = Answer.objects.filter(submission=submission(KEY), version=2)
    assert changed.count() == 30
    assert submission(KEY).state == "draft"
    after = everything()
    assert "0 differences, 2 refused, 1 left out." in upload(editor, workbook)
    assert everything() == after
