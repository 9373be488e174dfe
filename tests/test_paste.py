"""Cells pasted from a spreadsheet into a year: new, changed and refused ones, and then what is not refused."""

import re
from decimal import Decimal

import pytest

from activity.models import Entry as Logged
from common.file_rows import plainly
from common.pasted import MAX_CHARACTERS, MAX_ROWS, read_pasted
from common.spreadsheets import SpreadsheetRefused
from frameworks.actions import close_reporting_year
from frameworks.models import ReportingYear
from indicators.models import Observation
from tests.reading import Page
from tests.series_files import rows_of
from tests.work import custodian_of, entry, observation, save, submit

PAGE = "/entry/2024/paste/"
BOX = "Cells, as copied from the spreadsheet"
D, E = "2.1.1-d/total/2024", "2.1.1-e/total/2024"


@pytest.fixture
def pastes(signed_in, db):
    """pastes(text) is the page that answers somebody's paste."""
    client = signed_in("custodian")

    def paste(text, by=None):
        if by is not None:
            client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
        return Page(client, client.get(PAGE)).press("Preview", {BOX: text})

    return paste


def everything():
    """All that could change: the rows, and the log."""
    return list(Observation.objects.order_by("pk").values()), Logged.objects.count()


# --- The clipboard -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\t\tb", [["a", "", "b"]]),
        ("\ta", [["", "a"]]),
        ("a\t", [["a", ""]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
        ('"two\nlines"\tb', [["two\nlines", "b"]]),
        ('"he said ""no""\nand left"', [['he said "no"\nand left']]),
        ('"a\tb"\tc', [["a\tb", "c"]]),
        ('"word"\t5" pipe\t"', [['"word"', '5" pipe', '"']]),
        ('"open\tb\nc', [['"open', "b"], ["c"]]),
        (' 1\u00a0234,5 \t"""x"""', [["1\u00a0234,5", '"x"']]),
        ("", [[""]]),
    ],
)
def test_cells_are_read_as_spreadsheets_put_them_on_the_clipboard(text, rows):
    assert read_pasted(text) == rows


@pytest.mark.parametrize("text", ["x" * (MAX_CHARACTERS + 1), "x\n" * MAX_ROWS + "x", "\t" * 60, '"' * MAX_CHARACTERS])
def test_there_are_bounds_to_what_is_read(text):
    if text.startswith('"'):
        assert read_pasted(text)  # slow where a bracket is looked for again and again
    else:
        with pytest.raises(SpreadsheetRefused):
            read_pasted(text)


# --- Preview, and saving -------------------------------------------------------------------------------------------


def test_new_changed_and_refused_cells_are_shown_apart_before_anything_is_saved(pastes, people):
    save(D, entry("40", note="Old"), by=people.custodian)
    before = everything()
    text = "Code\tValue\tNote\nRCS 2.1.1-d\t52\tNew\n2.1.1-e\t7\t\n2.1.1-a/total\tabc\tx\n9.9.9-z\t1\t"
    page = pastes(text)
    assert page.status == 400
    assert "2 cells are refused. Their rows are not saved:" in page
    assert is_refused(page, "B4", "“abc” is not a number.")
    assert is_refused(page, "A5", "There is no series of this code here.")
    assert "New: 1 cell that is empty here" in page
    assert "B3 RCS 2.1.1-e value – 7 with it, status: not reported → reported" in page
    assert "Changed: 2 cells that say something else here" in page
    assert "B2 RCS 2.1.1-d value 40 52" in page
    assert "C2 RCS 2.1.1-d note Old New" in page
    assert page.value_of(BOX) == text
    assert everything() == before


def is_refused(page, address, said):
    return re.search(rf"{address} ,[^;]*{re.escape(said)}", page.text) is not None


def test_what_is_not_refused_is_saved_and_the_rest_stays_in_the_box(pastes, people):
    text = "2.1.1-d\t52\n2.1.1-e\tabc"
    page = pastes(text).press("Save 1 row as a draft")
    assert "1 row saved." in page
    assert is_refused(page, "B2", "“abc” is not a number.")
    assert "1 row says what is here already." in page
    assert page.value_of(BOX) == text
    row = observation(D)
    assert (row.value, row.status, row.state, row.version) == (52, "reported", "draft", 2)
    done = page.press("Preview", {BOX: "2.1.1-d\t52\n2.1.1-e\t8"}).press("Save 1 row as a draft")
    assert done.address == "/entry/2024/"
    assert observation(E).value == 8


def test_every_column_of_the_grid_can_be_pasted(pastes, people):
    head = "indicator\tvalue\tnumerator\tdenominator\tstatus\tsource\treason\tnote\tevidence"
    row = '2.1.1-d\t52,5\t21\t40\tEstimated\tSurvey\t\t"Two\nlines, ""quoted"""\thttps://example.org/a'
    pastes(f"{head}\n{row}").press("Save 1 row as a draft")
    saved = observation(D)
    assert (saved.value, saved.numerator, saved.denominator) == (Decimal("52.5"), 21, 40)
    assert (saved.status, saved.source, saved.note) == ("estimated", "Survey", 'Two\nlines, "quoted"')
    assert saved.evidence == ["https://example.org/a"]


@pytest.mark.parametrize(
    "name", ["2.1.1-d", "RCS 2.1.1-d", "rcs  2.1.1-D", "2.1.1-d/total", "RCS-2022-2025/2.1.1-d/total"]
)
def test_a_series_is_named_as_people_name_it(pastes, name):
    assert "B1 RCS 2.1.1-d value – 52" in pastes(f"{name}\t52")


def test_an_indicator_of_several_series_wants_one_of_them_named(pastes):
    page = pastes("2.1.2-a\t52")
    assert is_refused(page, "A1", "Several series have this code. Write one of: 2.1.2-a/gender-equality,")
    page = pastes("code\tseries\tvalue\n2.1.2-a\thuman-rights\t52\nRCS 2.1.2-a, Gender equality\t\t53")
    assert "New: 2 cells that are empty here" in page


def test_rows_of_the_workbook_can_be_pasted_with_their_headings(pastes, people):
    """Its hidden columns come along; what is only read is passed over, and another year is refused."""
    header, *rows = rows_of(people.custodian)
    of_d = [row for row in rows if row[0] == "RCS 2.1.1-d" and row[5] in (2023, 2024)]
    lines = [header, *([Decimal(52) if place == 6 else cell for place, cell in enumerate(row)] for row in of_d)]
    text = "\n".join("\t".join(map(plainly, line)) for line in lines)
    page = pastes(text)
    assert is_refused(page, "F2", "This page takes values of 2024 alone.")
    assert "G3 RCS 2.1.1-d value – 52" in page


def test_an_empty_cell_leaves_what_is_here(pastes, people):
    save(D, entry("40", note="Kept"), by=people.custodian)
    pastes("code\tvalue\tnote\n2.1.1-d\t52\t").press("Save 1 row as a draft")
    assert (observation(D).value, observation(D).note) == (52, "Kept")


def test_what_is_here_already_changes_nothing(pastes, people):
    save(D, entry("40"), by=people.custodian)
    before = everything()
    page = pastes("2.1.1-d\t40.0")
    assert page.status == 200
    assert "1 row says what is here already." in page
    assert page.buttons.count("Preview") == 1
    assert not [words for words in page.buttons if words.startswith("Save")]
    assert everything() == before


def test_a_row_that_changes_after_the_preview_is_looked_at_again(pastes, people):
    page = pastes("2.1.1-d\t52\n2.1.1-e\t8")
    save(D, entry("40"), by=people.custodian)
    again = page.press("Save 2 rows as drafts")
    assert again.status == 409
    assert "Nothing was saved: this is not what the preview showed." in again
    assert "B1 RCS 2.1.1-d value 40 52" in again
    assert (observation(D).value, observation(E).value) == (40, None)
    again.press("Save 2 rows as drafts")
    assert (observation(D).value, observation(E).value) == (52, 8)


def test_another_text_than_the_previewed_one_is_previewed_first(pastes):
    page = pastes("2.1.1-d\t52").press("Save 1 row as a draft", {BOX: "2.1.1-d\t53"})
    assert page.status == 409
    assert observation(D).value is None
    page.press("Save 1 row as a draft")
    assert observation(D).value == 53


# --- What is refused -----------------------------------------------------------------------------------------------


@pytest.mark.same_on_both
@pytest.mark.parametrize(
    ("text", "address", "said"),
    [
        ("2.1.1-d\t1,234", "B1", "“1,234” can be read in two ways."),
        ("2.1.1-d\t101", "B1", "A share cannot be more than 100 per cent."),
        ("2.1.1-d\tnan", "B1", "“nan” is not a number."),
        ("2.1.1-d\t1e400", "B1", "“1e400” is in scientific notation."),
        ("2.1.1-d\t=1+1", "B1", "“=1+1” is not a number."),
        ("code\tstatus\n2.1.1-d\twithheld", "A2", "Say why: this status needs a reason."),
        ("code\tstatus\n2.1.1-d\tperhaps", "B2", "Choose one of:"),
        ("2.1.1-d\t1\nRCS 2.1.1-d\t2", "A2", "Row 1 speaks of the same series."),
        ("code\tyear\tvalue\n2.1.1-d\t2023\t1", "B2", "This page takes values of 2024 alone."),
        ("\t5", "A1", "There is no series of this code here."),
    ],
)
def test_a_refused_cell_is_named_by_its_address_and_the_rule(pastes, text, address, said):
    page = pastes(text)
    assert page.status == 400
    assert is_refused(page, address, said)
    assert page.value_of(BOX) == text


@pytest.mark.same_on_both
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code\tvalue\tamount\n2.1.1-d\t1\t2", "C1: no column is called “amount”."),
        ("code\tvalue\tvalue\n2.1.1-d\t1\t2", "C1: two columns are called “value”."),
        ("2.1.1-d\t1\t2", "Row 1 has more cells than there are headings"),
        ("code\tvalue\n", "There is nothing in it"),
        (" \n\t\n", "There is nothing in it"),
        ("", "This field is required."),
        ("2.1.1-d\t4\x000", "Null characters are not allowed."),
        ("x\n" * (MAX_ROWS + 1), "It is too large: at most 1000 rows and 50 columns."),
        ("x" * (MAX_CHARACTERS + 1), "It is too long: at most 500000 characters."),
    ],
)
def test_what_cannot_be_read_says_why_and_stays_in_the_box(pastes, text, said):
    before = everything()
    page = pastes(text)
    assert page.status == 400
    assert said in page
    assert page.value_of(BOX) == text
    assert everything() == before


@pytest.mark.parametrize("text", ["2.1.1-d\t\ud800", "2.1.1-d\t5\u200b", "\u202e2.1.1-d\t5", "\x1b[31m\t5", '"' * 9999])
def test_garbage_is_refused_and_breaks_nothing(signed_in, db, text):
    before = everything()
    client = signed_in("custodian")
    answer = client.post(PAGE, {"text": text.encode("utf-8", "surrogatepass"), "do": "save", "seen": "\x00"})
    assert answer.status_code == 400
    assert everything() == before


def test_ten_megabytes_are_not_read(signed_in, db):
    answer = signed_in("custodian").post(PAGE, {"text": "2.1.1-d\t5\n" * 1_000_000})
    assert answer.status_code == 400


def test_a_locked_row_is_refused_by_the_rule_that_locks_it(pastes, people):
    save(D, entry("50"), by=people.custodian)
    submit(D, by=people.custodian)
    page = pastes("2.1.1-d\t52")
    assert page.status == 409
    assert is_refused(page, "B1", "This is submitted, and cannot be changed that way.")


def test_a_closed_year_takes_nothing(pastes, people):
    year = ReportingYear.objects.get(year=2024)
    close_reporting_year(year, by=people.administrator, seen=year.version)
    page = pastes("2.1.1-d\t52")
    assert page.status == 409
    assert "The reporting year 2024 is closed: its values are locked." in page
    assert observation(D).value is None


def test_a_series_of_somebody_else_is_none_here(pastes):
    page = pastes("2.1.1-e\t52", by=custodian_of("2.1.1-d", "of-one@example.org"))
    assert is_refused(page, "A1", "There is no series of this code here.")


def test_the_grid_leads_to_the_page_and_to_the_workbook(signed_in, db):
    grid = signed_in("custodian").get("/entry/2024/").content.decode()
    assert f'href="{PAGE}"' in grid
    assert 'href="/entry/workbook/"' in grid
    reader = signed_in("auditor").get("/entry/2024/").content.decode()
    assert PAGE not in reader
    assert 'href="/entry/workbook.xlsx"' in reader
