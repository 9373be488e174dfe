"""The ledger and the trust fund's review in a browser: on a phone and on a desk, by keyboard, without scripts."""

from datetime import date
from decimal import Decimal

import pytest

from common.spreadsheets import write_csv
from finance.actions import add_contribution, save_item, submit_row
from finance.contribution_imports import COLUMNS
from finance.models import Contribution
from tests.browser import accessibility_faults
from tests.fund import contributor, dollars, gift, item, report_2023, validated_contribution

LEDGER = "/finance/contributions/"


def fill(people) -> None:
    """Something of everything: drafts, void, waiting with and without warnings, validated."""
    officer = people.finance_officer
    add_contribution(gift("one", void=True, note="Entered twice"), by=officer)
    add_contribution(gift("one", None, kind="agreement", last_year=2026), by=officer)
    francs = add_contribution(gift("two", currency="CHF"), by=officer)
    submit_row(francs, by=officer, seen=1)
    rated = gift("three", currency="CHF", rate=Decimal("0.905"), rate_on=date(2024, 6, 1))
    submit_row(add_contribution(rated, by=officer), by=officer, seen=1)
    validated_contribution(gift("four", year=2023), by=officer, validator=people.validator)
    report_2023(people)
    for code in ("2023.estimate.2024.all.B1", "2023.posts.2024.B1.P-5"):
        row = item(code)
        submit_row(save_item(row, dollars("100000"), by=officer, seen=row.version), by=officer, seen=2)


@pytest.mark.assure
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_fit_the_screen_and_can_be_used_by_everybody(live_site, visit, people, width):
    fill(people)
    pages = {
        "finance_officer": (
            LEDGER,
            f"{LEDGER}?year=2024&sort=-dollars",
            f"{LEDGER}2024-0001/",
            f"{LEDGER}2024-0002/",
            f"{LEDGER}2023-0001/",
            f"{LEDGER}add/",
            f"{LEDGER}import/",
            "/finance/contributors/add/",
        ),
        "validator": (
            "/review/finance/?of=contributions",
            "/review/finance/?of=contributions&row=2023-0001",
            "/review/finance/?of=2023",
            "/review/finance/?of=2022",
        ),
    }
    for role, addresses in pages.items():
        person = visit(live_site.url, width=width)
        person.enter(live_site.accounts[role])
        for address, page in person.pages(addresses):
            assert accessibility_faults(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_contribution_is_entered_and_submitted_by_keyboard_alone(live_site, visit):
    contributor("giver")
    person = visit(live_site.url)
    person.enter(live_site.accounts["finance_officer"])
    page = person.page(f"{LEDGER}add/")
    page.get_by_label("Contributor").focus()
    # In the order of the page: contributor, stream, kind, year, last year, amount, currency, day.
    for text in ("giver", "Vol", "pay", "2024", "", "1000000", "", "05022024"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.get_by_label("Amount").press("Enter")
    page.get_by_role("heading", name="Contribution 2024-0001").wait_for()
    page.get_by_role("button", name="Submit it as it is saved").press("Enter")
    page.get_by_text("It is locked until").wait_for()
    row = Contribution.objects.get()
    assert (row.state, row.amount, row.dated) == ("submitted", 1000000, date(2024, 5, 2))


@pytest.mark.assure
def test_a_file_is_previewed_confirmed_submitted_and_validated_without_scripts(live_site, visit, tmp_path):
    contributor("giver")
    said = {"contributor": "giver", "stream": "voluntary", "kind": "payment", "dated": "2024-05-02"}
    rows = [{**said, "first_year": year, "amount": "500000"} for year in ("2023", "2024")]
    file = tmp_path / "gifts.csv"
    file.write_bytes(write_csv(COLUMNS, [[row.get(name, "") for name in COLUMNS] for row in rows]))
    officer = visit(live_site.url, javascript=False)
    officer.enter(live_site.accounts["finance_officer"])
    page = officer.page(f"{LEDGER}import/")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Import 2 contributions").click()
    page.get_by_role("button", name="Submit the chosen contributions").click()
    validator = visit(live_site.url, javascript=False)
    validator.enter(live_site.accounts["validator"])
    page = validator.page("/review/finance/?of=contributions")
    page.get_by_role("button", name="Validate the chosen rows").click()
    assert page.get_by_text("2 rows validated.").count() == 1
    assert {row.state for row in Contribution.objects.all()} == {"validated"}
