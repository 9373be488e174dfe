"""A report's items as a workbook: carried out, changed, previewed and taken back, all rows or none."""

import io
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from activity.models import Entry
from common.file_rows import plainly
from common.spreadsheets import MAX_BYTES, read_csv, read_xlsx, write_csv, write_xlsx
from common.statuses import NEEDS_REASON, WITH_VALUE, Status
from finance.actions import save_item, submit_row
from finance.item_imports import texts_of
from finance.models import FundItem, Report
from finance.reports import close_report, open_report
from finance.validation import ItemEntry
from finance.workbook import CHANGEABLE, COLUMNS, as_csv, as_xlsx
from tests.databases import rolled_back
from tests.fund import dollars, item
from tests.reading import Page

IMPORT = "/finance/entry/2023/import/"
A, LEVY, P5 = "2023.budget.2022.all.A", "2023.received.2022.levy", "2023.posts.2024.A.P-5"
HEADER = ["code", "version", "value"]


@pytest.fixture
def report(db, people):
    """The report of the next year, of which nothing is entered."""
    return open_report(2023, "E/2023/62", by=people.finance_officer)


@pytest.fixture
def uploads(signed_in, report):
    """uploads(rows, ...) is the page that answers the finance officer's upload of a file."""

    def upload(content, name="items.xlsx", address=IMPORT):
        client = signed_in("finance_officer")
        if not isinstance(content, bytes):
            content = write_xlsx(*content) if name.endswith("xlsx") else write_csv(*content)
        file = io.BytesIO(content)
        file.name = name
        return Page(client, client.post(address, {"file": file}))

    return upload


def rows(client: Client, kind="xlsx", year=2022):
    """The rows of a report's file, its header first."""
    content = client.get(f"/finance/entry/{year}.{kind}").content
    return read_xlsx(content) if kind == "xlsx" else read_csv(content)


def everything():
    """All that could change: the items, and the log."""
    return list(FundItem.objects.order_by("pk").values()), Entry.objects.count()


# --- Out -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_file_has_a_row_for_each_item_with_its_value_in_the_unit_of_the_tables(signed_in, db, kind):
    header, *found = rows(signed_in("auditor"), kind)
    assert tuple(header) == COLUMNS
    assert len(found) == FundItem.objects.count()
    by_code = {row[0]: dict(zip(header, row, strict=True)) for row in found}
    row = by_code["2022.budget.2021.all.A"]
    assert Decimal(row["value"]) == Decimal("2844.3")
    assert row["unit (read only)"] == "thousands of United States dollars"
    assert row["section (read only)"] == "Table 4: 2021 results by component"
    assert row["line (read only)"] == "A Executive direction and management"
    assert (row["status"], row["state (read only)"], Decimal(row["version"])) == ("reported", "validated", 1)
    levy = by_code["2022.received.2021.levy"]
    assert (Decimal(levy["value"]), Decimal(levy["rounded_to"])) == (39, 1_000_000)
    assert by_code["2022.received.2020.levy"]["value"] is None
    assert by_code["2022.posts.2023.B3.NPO"]["value"] in ("413", Decimal(413))
    assert by_code["2022.posts.2023.A.USG"]["value"] in ("0", Decimal(0))  # nil is a value


def test_the_files_have_names_and_are_kept_by_no_cache(signed_in, db):
    answer = signed_in("auditor").get("/finance/entry/2022.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="finance-2022.xlsx"'
    assert "no-store" in answer["Cache-Control"]


# --- And back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["", "/zh"])
def test_what_went_out_comes_back_and_changes_nothing(signed_in, uploads, people, kind, language):
    save_item(item(A), dollars(None, note="=1+1\n-2"), by=people.finance_officer, seen=1)
    before = everything()
    for year in (2022, 2023):
        content = signed_in("auditor").get(f"{language}/finance/entry/{year}.{kind}").content
        page = uploads(content, f"items.{kind}", f"/finance/entry/{year}/import/")
        assert page.status == 200
        assert "no difference" in page
    assert everything() == before


# Texts that people write; those that begin like a formula are kept apart from one by an apostrophe (common.csv_rows).
texts = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=40).map(
    lambda text: text.replace("'", "").strip()
)


@st.composite
def entries(draw):
    """Anything that may be entered for a sum in thousands; 10 to the 11 is the first number that is too large."""
    status = draw(st.sampled_from(Status.values))
    value = Decimal(draw(st.integers(1 - 10**9, 10**9 - 1))) * 100 if status in WITH_VALUE else None
    reason = draw(texts)
    return ItemEntry(status, value, reason=reason or ("Why" if status in NEEDS_REASON else ""), note=draw(texts))


@settings(max_examples=15, deadline=None)
@given(entry=entries())
def test_whatever_may_be_entered_comes_back_as_it_was(django_db_setup, django_db_blocker, entry):
    with django_db_blocker.unblock(), rolled_back():
        kept = save_item(item("2022.pledged.2021.levy"), _in_millions(entry), by=None, seen=1)
        for content, read in ((as_xlsx([kept], {}), read_xlsx), (as_csv([kept], {}), read_csv)):
            header, row = read(content)
            cells = dict(zip(header, row, strict=True))
            said = texts_of(kept)
            assert {name: plainly(cells[name]) for name in CHANGEABLE if name != "value"} == {
                name: said[name] for name in CHANGEABLE if name != "value"
            }
            assert (cells["value"] is None) == (kept.value is None)
            assert kept.value is None or Decimal(cells["value"]) * 1_000_000 == kept.value


def _in_millions(entry):
    value = None if entry.value is None else abs(entry.value)
    return ItemEntry(entry.status, value, entry.reason, entry.note, Decimal(100))


@pytest.mark.parametrize("name", ["items.xlsx", "items.csv"])
def test_a_changed_file_is_previewed_cell_by_cell_and_confirmed(uploads, name):
    before = everything()
    table = (
        [*HEADER, "status", "note"],
        [[A, 1, Decimal("2752.4"), "estimated", "Revised"], [P5, 1, 3, "not_reported", ""]],
    )
    page = uploads(table, name)
    assert page.status == 200
    assert "Preview: 2 items would change" in page
    assert f"2 2022 budget, A Executive direction and management {A} value – 2752.4" in page
    assert "status not_reported estimated" in page
    assert everything() == before
    done = page.press("Change 2 items")
    assert "2 items changed." in done
    row = item(A)
    assert (row.value, row.status, row.note, row.version) == (Decimal(2_752_400), "estimated", "Revised", 2)
    assert (item(P5).value, item(P5).status) == (3, "reported")
    after = everything()
    assert "no difference" in uploads(table, name)  # the same file again, though its versions are old
    assert everything() == after


def test_confirming_twice_changes_nothing_more(uploads):
    page = uploads((HEADER, [[A, 1, 7]]))
    page.press("Change 1 item")
    again = page.press("Change 1 item")
    assert again.status == 200
    assert "no difference" in again
    assert item(A).version == 2


def test_columns_that_are_only_read_change_nothing(uploads):
    table = ["code", "version", "value", "line (read only)", "state (read only)"], [[A, 1, 7, "Another", "validated"]]
    uploads(table).press("Change 1 item")
    assert (item(A).state, item(A).component.code) == ("draft", "A")


def test_what_the_file_does_not_have_stays_as_it_is(uploads, people):
    save_item(item(A), dollars("5000", note="Kept"), by=people.finance_officer, seen=1)
    uploads((HEADER, [[A, 2, 7]])).press("Change 1 item")
    assert (item(A).value, item(A).note) == (7_000, "Kept")


# --- What is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([A, 1, "12.34"], f"Row 3, {A}, value: It is kept with 1 decimals; 12.34 has more."),
        ([A, 1, "1,234"], f"Row 3, {A}, value: “1,234” can be read in two ways."),
        ([P5, 1, "2.5"], f"Row 3, {P5}, value: Posts are whole numbers"),
        ([LEVY, 1, "-1"], f"Row 3, {LEVY}, value: It cannot be less than 0."),
        (["2023.budget.2022.all.X", 1, "1"], "Row 3, 2023.budget.2022.all.X, code: This report has no item"),
        (["2023.budget\x00", 1, "1"], "code: This report has no item"),
        (["2022.pledged.2021.levy", 1, "1"], "Row 3, 2022.pledged.2021.levy, code: This report has no item"),
        ([A, None, "1"], f"Row 3, {A}, version: Say which version you saw"),
        (["2023.budget.2022.all.B1", 1, "2"], "Row 3, 2023.budget.2022.all.B1, code: Row 2 speaks of it already."),
    ],
)
def test_a_row_that_is_refused_is_named_by_row_column_and_rule_and_nothing_is_taken(uploads, row, said):
    before = everything()
    page = uploads((HEADER, [["2023.budget.2022.all.B1", 1, "1"], row]))
    assert page.status in (400, 409)
    assert said in page.text.replace(" ,", ",")
    assert "Change 1 item" not in page.buttons
    assert everything() == before


def test_an_item_that_changed_since_the_file_was_made_is_refused(uploads, people):
    save_item(item(A), dollars("5000"), by=people.finance_officer, seen=1)
    page = uploads((HEADER, [[A, 1, 7], [P5, 1, 1]]))
    assert page.status == 409
    assert "It has been changed since the file was made: it is version 2 now, its value 5." in page
    assert (item(A).value, item(P5).value) == (5_000, None)


def test_an_item_that_changes_between_preview_and_confirmation_keeps_what_it_has(uploads, people):
    page = uploads((HEADER, [[A, 1, 7], [P5, 1, 1]]))
    save_item(item(A), dollars("5000"), by=people.finance_officer, seen=1)
    answer = page.press("Change 2 items")
    assert answer.status == 409
    assert "what is stored has changed since the preview" in answer
    assert (item(A).value, item(P5).value) == (5_000, None)


def test_items_that_are_submitted_or_of_a_closed_report_are_refused(uploads, people):
    saved = save_item(item(A), dollars("5000"), by=people.finance_officer, seen=1)
    submit_row(saved, by=people.finance_officer, seen=2)
    assert "This is submitted, and cannot be changed that way." in uploads((HEADER, [[A, 3, 7]]))
    close_report(Report.objects.get(year=2023), by=people.administrator, seen=1)
    page = uploads((HEADER, [[P5, 1, 7]]))
    assert page.status == 409
    assert "The report of 2023 is closed." in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "It is not an Excel workbook"),
        (b"\xff\xfe", "It is not a file of comma-separated values in UTF-8."),
        (b"code,value\n", "These columns are missing: version."),
        (b"code,version,amount\n", "There is no column “amount”."),
        (b"code,version,value,value\n", "Two of its columns have the same name."),
        (f"code,version,value\n{A},1,2,3\n".encode(), "Row 2 has more cells than the header."),
        (b"", "The submitted file is empty."),
        (b"x" * (MAX_BYTES + 1), "The file is too large"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(uploads, content, said):
    page = uploads(content, "items.csv")
    assert page.status == 400
    assert said in page


@pytest.mark.parametrize("carried", ["", "forged", "x:y:z"])
def test_a_confirmation_without_a_file_that_we_signed_is_refused(signed_in, report, carried):
    answer = signed_in("finance_officer").post(IMPORT, {"seen": "0" * 64, "carried": carried})
    assert answer.status_code == 400
    assert "Upload the file once more." in answer.content.decode()


def test_another_fingerprint_than_the_previews_changes_nothing(signed_in, uploads, report):
    page = uploads((HEADER, [[A, 1, 7]]))
    form = next(form for form in page._forms if "carried" in form.values)
    answer = signed_in("finance_officer").post(IMPORT, form.values | {"seen": "0" * 64})
    assert answer.status_code == 409
    assert item(A).value is None
