"""Contributions out of files: previewed, confirmed, all rows or none, and every fault by its row and column."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Installation
from activity.models import Entry
from common.spreadsheets import MAX_BYTES, read_csv, write_csv, write_xlsx
from finance.actions import add_contribution, save_contribution, submit_row
from finance.contribution_imports import COLUMNS, HEADER
from finance.models import Contribution
from tests.fund import contributor, gift, validated_contribution
from tests.reading import Page

pytestmark = pytest.mark.django_db

IMPORT = "/finance/contributions/import/"
NEW = {"contributor": "giver", "stream": "voluntary", "kind": "payment", "first_year": "2024", "dated": "2024-05-02"}


@pytest.fixture(autouse=True)
def demonstration(db):
    Installation.objects.update_or_create(pk=1, defaults={"demonstration": True})
    contributor("giver")


@pytest.fixture
def officer(signed_in):
    return signed_in("finance_officer")


@pytest.fixture
def upload(officer):
    """upload(rows or bytes) is the page that previews them; `header` is what the rows stand under."""

    def send(content, header=COLUMNS, write=write_csv):
        if not isinstance(content, bytes):
            content = write(header, [[row.get(name, "") for name in header] for row in content])
        return Page(officer, officer.post(IMPORT, {"file": SimpleUploadedFile("gifts", content)}))

    return send


def stored() -> list[dict]:
    return list(Contribution.objects.order_by("pk").values())


def entered(people, **said) -> Contribution:
    return add_contribution(gift(**said), by=people.finance_officer)


def line(row: Contribution, **changes: str) -> dict[str, str]:
    """A row of the file as the ledger exports it, with changes."""
    row = Contribution.objects.select_related("contributor").get(pk=row.pk)
    return {
        "reference": row.reference,
        "version": str(row.version),
        "contributor": row.contributor.code,
        "stream": row.stream,
        "kind": row.kind,
        "first_year": str(row.first_year),
        "last_year": str(row.last_year),
        "amount": str(row.amount),
        "currency": row.currency,
        "dated": row.dated.isoformat(),
        "void": "no",
        "note": row.note,
        **changes,
    }


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_a_report_of_twenty_eight_contributions_comes_in_by_one_file(upload, people, write):
    for number in range(28):
        contributor(f"state-{number}")
    rows = [{**NEW, "contributor": f"state-{number}", "amount": "1000000.5"} for number in range(28)]
    page = upload(rows, write=write)
    assert "New: 28. Changed: 0. Unchanged: 0. Refused: 0." in page
    assert stored() == []
    page = page.press("Import 28 contributions")
    assert "28 contributions imported." in page
    kept = Contribution.objects.order_by("reference")
    assert [row.reference for row in kept] == [f"2024-{number:04}" for number in range(1, 29)]
    assert {(row.state, row.amount, row.changed_by) for row in kept} == {
        ("draft", Decimal("1000000.5"), people.finance_officer)
    }
    assert Entry.objects.filter(verb="finance.contribution.added").count() == 28
    assert "28 contributions submitted." in submit_all(page)


def submit_all(page: Page) -> Page:
    """Submit what the list chooses by itself: drafts."""
    chosen = [f"{row.reference}:{row.version}" for row in Contribution.objects.filter(state="draft")]
    return Page(page._client, page._client.post("/finance/contributions/", {"chosen": chosen}, follow=True))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_exported_file_uploaded_unchanged_changes_nothing(officer, upload, people, ending):
    entered(people, amount="1.13", currency="CHF", rate=Decimal("1.125"), rate_on=date(2024, 6, 1), note="=A, “b”\nc")
    entered(people, amount=None, kind="agreement", last_year=2027, dated=None)
    levy = {"stream": "levy", "kind": "pledge", "levy_applied": False, "contributor_kind": "other"}
    entered(people, code="levy", amount=None, **levy)
    validated_contribution(gift(), by=people.finance_officer, validator=people.validator)
    before, entries = stored(), Entry.objects.count()
    page = upload(officer.get(f"/finance/contributions.{ending}").content)
    assert "New: 0. Changed: 0. Unchanged: 4. Refused: 0." in page
    assert "The file changes nothing." in page
    assert page.buttons == ["Sign out", "Preview"]
    assert (stored(), Entry.objects.count()) == (before, entries)


def test_a_changed_row_is_shown_as_it_was_and_as_it_will_be(upload, people):
    row = entered(people, amount="1000000")
    page = upload([line(row, amount="1,250,000.50")])
    assert "Row 2, 2024-0001:" in page
    assert "Amount: 1,000,000 → 1,250,000.5" in page
    assert Contribution.objects.get().version == 1
    page.press("Import 1 contribution")
    assert (Contribution.objects.get().amount, Contribution.objects.get().version) == (Decimal("1250000.50"), 2)


def test_a_column_that_the_file_does_not_have_stays_as_it_is(upload, people):
    row = entered(people, amount="1000000", note="Kept")
    header = ("reference", "version", "contributor", "stream", "kind", "first_year", "amount")
    upload([line(row, amount="2000000")], header=header).press("Import 1 contribution")
    changed = Contribution.objects.get()
    assert (changed.amount, changed.note, changed.dated) == (2000000, "Kept", row.dated)


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"contributor": "nobody"}, "contributor", "“nobody” is neither the code nor the name"),
        ({"contributor": "KEN"}, "contributor", "under invented contributors alone"),
        ({"contributor": ""}, "contributor", "Choose a contributor of the list."),
        ({"stream": "gold"}, "stream", "Choose one of: voluntary, levy, cost_sharing."),
        ({"first_year": "24"}, "first_year", "A year in four digits."),
        ({"last_year": "2026"}, "last_year", "several years make an agreement"),
        ({"amount": "1,234"}, "amount", "can be read in two ways"),
        ({"amount": "-5"}, "amount", "It has to be more than 0."),
        ({"amount": ""}, "amount", "Give the amount."),
        ({"currency": "francs"}, "currency", "A currency by its three letters"),
        ({"currency": "CHF", "rate": "0.9"}, "rate_on", "give both, or neither"),
        ({"dated": "2 May 2024"}, "dated", "is not a day such as 2024-06-30"),
        ({"levy_applied": "perhaps"}, "levy_applied", "Write yes or no."),
        ({"reference": "2024-0099"}, "reference", "There is no contribution with this reference."),
        ({"reference": "2024\x00"}, "reference", "There is no contribution with this reference."),
        ({"void": "yes"}, "note", "Say in the note why it counts nowhere."),
    ],
)
def test_a_refused_row_is_named_by_row_and_column_and_nothing_is_kept(upload, changes, column, said):
    page = upload([{**NEW, "amount": "5"}, {**NEW, "amount": "6", **changes}])
    assert page.status == 400
    assert f"Row 3, column {column} :" in page
    assert said in page
    assert "Refused: 1." in page
    assert page.buttons == ["Sign out", "Preview"]
    assert stored() == []


def test_a_row_that_somebody_changed_since_is_refused_and_so_is_one_without_a_version(upload, people):
    row = entered(people, amount="1000000")
    typed = line(row, amount="2000000")
    saved = save_contribution(row, gift(amount="3000000"), by=people.finance_officer, seen=1)
    page = upload([typed])
    assert "Row 2, column version :" in page
    assert "it is now version 2" in page
    assert "Say which version you saw" in upload([{**typed, "version": ""}])
    assert Contribution.objects.get().amount == saved.amount == 3000000


def test_a_locked_row_is_refused_and_unchanged_it_is_not(upload, people):
    row = entered(people, amount="1000000")
    submit_row(row, by=people.finance_officer, seen=1)
    assert "This is submitted, and cannot be changed that way." in upload([line(row, amount="2000000")])
    assert "Unchanged: 1." in upload([line(row)])


def test_a_reference_may_stand_in_a_file_once(upload, people):
    row = entered(people, amount="1000000")
    page = upload([line(row), line(row, amount="7")])
    assert "Row 2 speaks of it already." in page


def test_what_says_the_same_as_another_is_marked(upload, people):
    entered(people, code="giver", amount="5", dated=date(2024, 5, 2))
    page = upload([{**NEW, "amount": "5"}, {**NEW, "amount": "5"}])
    assert "2024-0002 says the same as 2024-0001" in page
    assert "2024-0003 says the same as 2024-0001, 2024-0002" in page


def test_a_preview_is_confirmed_once_and_only_over_what_it_showed(upload, people):
    row = entered(people, amount="1000000")
    first = upload([line(row, amount="2000000"), {**NEW, "amount": "5"}])
    assert first.press("Import 2 contributions").status == 200
    before = stored()
    again = first.press("Import 2 contributions")
    assert again.status == 409
    assert "Nothing was imported: what is stored has changed since the preview." in again
    assert stored() == before


def test_somebody_elses_change_between_preview_and_confirmation_is_not_lost(upload, people):
    row = entered(people, amount="1000000")
    page = upload([line(row, amount="2000000")])
    save_contribution(row, gift(amount="3000000"), by=people.finance_officer, seen=1)
    refused = page.press("Import 1 contribution")
    assert refused.status == 409
    assert "it is now version 2" in refused
    assert Contribution.objects.get().amount == 3000000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The submitted file is empty."),
        (b"\r\n", "These columns are missing"),
        (b"reference,colour\r\n", "There is no column “colour”."),
        (b"contributor,contributor,stream,kind,first_year\r\n", "Two of its columns have the same name."),
        (b"contributor,stream,kind\r\n", "These columns are missing: first_year."),
        (b"\xff\xfe\x00", "It is not a file of comma-separated values in UTF-8."),
        (b"PK\x03\x04nothing", "It is not an Excel workbook"),
        (b"contributor,stream,kind,first_year\r\na,b,c,d,e\r\n", "Row 2 has more cells than the header."),
        (b"x" * (MAX_BYTES + 1), "The file is too large"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(upload, content, said):
    page = upload(content)
    assert page.status == 400
    assert said in page


def test_a_file_with_nothing_in_it_changes_nothing(upload):
    assert "The file changes nothing." in upload([])


def test_more_than_a_person_can_look_through_is_refused(upload, monkeypatch):
    monkeypatch.setattr("finance.contribution_imports.MOST_CHANGES", 1)
    assert "At most 1 new or changed rows at a time." in upload([{**NEW, "amount": "5"}, {**NEW, "amount": "6"}])
    assert stored() == []


def test_no_file_and_a_forged_one_are_refused(officer):
    assert officer.post(IMPORT, {}).status_code == 400
    forged = officer.post(IMPORT, {"carried": "abc", "seen": "0" * 64})
    assert forged.status_code == 400
    assert "Upload the file once more." in forged.content.decode()


def test_only_a_finance_officer_imports(signed_in):
    file = write_csv(COLUMNS, [[{**NEW, "amount": "5"}.get(name, "") for name in COLUMNS]])
    for role in ("validator", "administrator", "auditor"):
        client = signed_in(role)
        assert client.get(IMPORT).status_code == 403
        assert client.post(IMPORT, {"file": SimpleUploadedFile("gifts.csv", file)}).status_code == 403
    assert signed_in("custodian").post(IMPORT, {}).status_code == 404
    assert stored() == []


def test_what_begins_as_a_formula_does_not_leave_as_one(officer, people):
    entered(people, note="=1+1")
    rows = officer.get("/finance/contributions.csv").content
    assert b"'=1+1" in rows
    assert dict(zip(HEADER, read_csv(rows)[1], strict=True))["note"] == "=1+1"
