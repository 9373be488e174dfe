"""A questionnaire as a workbook: downloaded, filled in without a connection, compared, and put into the draft."""

import io
from datetime import date
from decimal import Decimal

import pytest

from activity.models import Entry
from common.file_rows import plainly
from surveys.models import Answer
from surveys.reading import answers_of
from tests.filled import Filled
from tests.reading import Page
from tests.work import (
    answer,
    answered,
    bring_to_acceptance,
    give,
    open_shipped,
    opened,
    question,
    questionnaire,
    submission,
)

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


# --- Three values, and what is taken away --------------------------------------------------------------------------


@pytest.fixture
def asked(db):
    """A questionnaire with a question of every kind."""
    return opened(
        questionnaire(
            YEAR,
            [
                question("strategy", counts_as_yes=["yes"]),
                question("partners", "number", maximum=100),
                question("themes", "multiple", choices=["food", "water", "youth"]),
                question("support", "scale", choices=["agree", "disagree"]),
                question("held", "date"),
                question("remarks", "text", is_required=False),
            ],
            [question("plan", applies_if={"question": "strategy", "is": ["yes"]})],
        )
    )


@pytest.fixture
def office(asked, signed_in):
    return signed_in("office_editor")


def said(code):
    """What is stored: the status, and the answer as text."""
    row = answer(f"{KEY}/{code}")
    return row.status, row.choice or row.text or (plainly(row.number) if row.number is not None else plainly(row.day))


def put(page):
    return page.press("Put the ticked answers into the draft")


def ticked(page):
    """The questions whose box is ticked."""
    form = next(form for form in page._forms if "carried" in form.values)
    return [text.partition(":")[0] for text in form.values.get("take", [])]


def test_what_others_changed_meanwhile_shows_three_values_and_is_taken_only_when_ticked(office, people):
    give(f"{KEY}/partners", answered(number="5"), by=people.team_leader)
    workbook = download(office)
    workbook.fill("partners", 7)
    workbook.fill("remarks", "Ours")
    give(f"{KEY}/partners", answered(number="6"), by=people.team_leader)
    page = upload(office, workbook)
    assert f"{workbook.address('partners')} Answer 5 6 7" in page
    assert "Changed since you downloaded it, by" in page
    assert ticked(page) == ["remarks"]
    assert "1 difference, 0 refused" in put(page)
    assert said("partners") == ("reported", "6")
    page = upload(office, workbook)
    form = next(form for form in page._forms if "carried" in form.values)
    answer_to = office.post(UP, {"carried": form.values["carried"], "take": "partners:3"})
    assert answer_to.status_code == 303
    assert said("partners") == ("reported", "7")


def test_what_others_put_where_nothing_was_changed_in_the_file_stays(office, people):
    workbook = download(office)
    workbook.fill("partners", 7)
    give(f"{KEY}/remarks", answered(text="Theirs"), by=people.team_leader)
    page = upload(office, workbook)
    assert ticked(page) == ["partners"]
    put(page)
    assert (said("partners"), said("remarks")) == (("reported", "7"), ("reported", "Theirs"))


def test_the_same_said_on_the_page_meanwhile_is_no_difference(office, people):
    workbook = download(office)
    workbook.fill("partners", 7)
    give(f"{KEY}/partners", answered(number="7"), by=people.team_leader)
    assert "0 differences, 0 refused" in upload(office, workbook)


def test_an_emptied_cell_is_shown_and_taken_away_only_when_ticked(office, people):
    give(f"{KEY}/partners", answered(number="0"), by=people.team_leader)
    give(f"{KEY}/strategy", answered("no", explanation="Because."), by=people.team_leader)
    workbook = download(office)
    assert workbook.said("partners") == "0"
    workbook.fill("partners", None)
    workbook.fill("strategy", None, "explanation")
    page = upload(office, workbook)
    assert "2 differences, 0 refused" in page
    assert "The cell is empty. Tick it to take away what is stored." in page
    assert ticked(page) == []
    assert "Nothing was changed." in put(page)
    assert said("partners") == ("reported", "0")
    form = next(form for form in upload(office, workbook)._forms if "carried" in form.values)
    office.post(UP, {"carried": form.values["carried"], "take": ["partners:2"]})
    assert said("partners") == ("not_reported", "")
    assert answer(f"{KEY}/strategy").explanation == "Because."


def test_why_there_is_no_answer_takes_the_place_of_one(office, people):
    give(f"{KEY}/partners", answered(number="5"), by=people.team_leader)
    workbook = download(office)
    workbook.fill("partners", None)
    workbook.fill("partners", "not available", "status")
    workbook.fill("partners", "The register burnt.", "reason")
    workbook.fill("support", "withheld", "status")
    workbook.fill("held", "Only a reason", "reason")
    page = upload(office, workbook)
    assert f"{workbook.address('support', 'reason')} What about support? – Reason" in page
    assert "this status needs a reason" in page
    assert "a reason alone is not kept" in page
    assert ticked(page) == ["partners"]
    put(page)
    row = answer(f"{KEY}/partners")
    assert (row.status, row.number, row.reason) == ("not_available", None, "The register burnt.")


def test_last_years_answer_is_confirmed_as_unchanged(signed_in, people):
    opened(questionnaire(YEAR - 1, [question("partners", "number")]))
    bring_to_acceptance(f"{YEAR - 1}/KEN", people)
    opened(questionnaire(YEAR, [question("partners", "number"), question("new", "number")]))
    office = signed_in("office_editor")
    workbook = download(office)
    assert workbook.said("partners", "last") == "0"
    workbook.fill("partners", "yes", "unchanged")
    workbook.fill("new", "Yes", "unchanged")  # nothing was said last year: the cell is locked
    page = upload(office, workbook)
    assert "1 difference, 1 refused" in page
    put(page)
    row = answer(f"{KEY}/partners")
    assert (row.number, row.is_unchanged) == (0, True)
    assert "0 differences, 1 refused" in upload(office, workbook)
    assert "0 differences, 0 refused" in upload(office, download(office))


# --- As other programs leave it ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "typed", "stored"),
    [
        ("partners", "1 234,5", "1234.5"),
        ("partners", "٨١", "81"),
        ("partners", Decimal("12.125"), "12.1250"),
        ("partners", 0, "0"),
        ("held", date(2028, 6, 30), "2028-06-30"),
        ("held", "2028-06-30", "2028-06-30"),
        ("held", "2028-06-30 00:00:00", "2028-06-30"),
        ("strategy", "yEs ", "yes"),
        ("strategy", "是", "yes"),
        ("strategy", "Non", "no"),
        ("strategy", True, "yes"),
        ("support", "DISAGREE", "disagree"),
        ("themes/water", "YES", "water"),
        ("themes/water", "x", "water"),
        ("themes/-", "oui", ""),
        ("remarks", "=1+1", "=1+1"),
        ("remarks", "-@+\nand more", "-@+\nand more"),
    ],
)
def test_what_office_programs_make_of_a_cell_is_read_alike(office, key, typed, stored):
    workbook = download(office)
    workbook.fill(key, typed)
    page = upload(office, workbook)
    assert "1 difference, 0 refused, 0 left out." in page
    put(page)
    assert said(key.partition("/")[0]) == ("reported", stored)
    assert "0 differences, 0 refused, 0 left out." in upload(office, workbook)
    assert "0处差异，0处不予接受，0处不予采用。" in upload(office, download(office, "/zh"), "/zh")


@pytest.mark.parametrize(
    ("key", "typed", "rule"),
    [
        ("partners", "about 40", "is not a number"),
        ("partners", "1,234", "can be read in two ways"),
        ("partners", -1, "It cannot be less than 0."),
        ("partners", "2028-06-30", "is not a number"),
        ("held", "30.06.2028", "Write the day as year-month-day"),
        ("strategy", "perhaps", "“perhaps” is not in the list: Yes, No."),
        ("support", "yes", "“yes” is not in the list: Agree, Disagree."),
        ("themes/food", "no", "beside “none of these” where none of them holds"),
        ("themes/food", "perhaps", "“perhaps” is not in the list"),
        ("remarks", "a" * 5001, "At most 5 000 characters."),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_with_its_rule_and_holds_up_nothing(office, key, typed, rule):
    workbook = download(office)
    workbook.fill(key, typed)
    other = "remarks" if key != "remarks" else "partners"
    workbook.fill(other, 5)
    page = upload(office, workbook)
    assert "1 refused, 0 left out." in page
    assert workbook.address(key) in page
    assert rule in page
    put(page)
    assert said(other) == ("reported", "5")
    assert said(key.partition("/")[0])[0] == "not_reported"
