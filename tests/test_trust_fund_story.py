"""A year of the trust fund: from the report that is opened, to the tables and the figure that everybody reads.

Readable by non-programmers, as tests/test_story.py is. The figures are invented: those of the year before, with 100.0
thousand dollars more for each component. What must be refused on the way is in the tests of each page.
"""

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from common.spreadsheets import read_xlsx, write_csv, write_xlsx
from tests.fund import contributor
from tests.reading import Person

MORE = {"A": "100", "B1": "100", "B2": "100", "B3": "100", "C": "100", "posts": "250", "non_posts": "250"}
FUNDING = {
    "requirement": {"all": "282"},
    "received": {"voluntary": "100", "levy": "40", "cost_sharing": "78", "all": "218"},
}
EXPENDITURE_OF_A = "2022 expenditure, A Executive direction and management"
EXPENDITURE_OF_B3 = "2022 expenditure, B3 Country coordination"
PRINTED_FOR_B = "Table 1, B Programme of work, 2022 expenditure: printed"
INDICATOR = "/indicators/RCS-2022-2025/3.1.1-b"
ROW = "RCS 3.1.1-b"


@pytest.fixture
def someone(accounts):
    """someone("validator") is a person who has signed in as that role."""

    def with_role(role):
        person = Person()
        person.signs_in(*accounts[role])
        return person

    return with_role


def public(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return b"".join(answer).decode("utf-8-sig")


def api(address: str) -> Any:
    return json.loads(public(f"/api/v1/{address}"))


def the_tables(address: str) -> list[dict[str, str]]:
    """The rows of a file, whichever release they stand in."""
    return [row | {"release": ""} for row in csv.DictReader(io.StringIO(public(address)))]


def a_file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def filled_in(empty: bytes, last_year: bytes) -> bytes:
    """The workbook of report 2023 with a value for each line that report 2022 has."""
    values = {row[0]: row for row in read_xlsx(last_year)}
    header, *rows = read_xlsx(empty)
    value, status = header.index("value"), header.index("status")
    for row in rows:
        _report, kind, year, *line = str(row[0]).split(".")
        before = values[".".join(["2022", kind, str(int(year) - 1), *line])]
        if kind in FUNDING:
            row[value] = FUNDING[kind].get(line[0])
        elif before[status] == "reported" and line[0] != "trust_fund" and line[0] != "locally_mobilized":
            row[value] = Decimal(str(before[value])) + Decimal(MORE[line[1]] if kind != "posts" else 0)
    return write_xlsx([str(name) for name in header], rows)


def the_ledger_of_2023() -> Iterator[list[str]]:
    """A payment of each of the 28, the last in Swiss francs and without a rate."""
    for number in range(1, 28):
        yield [f"demonstration-{number}", "voluntary", "payment", "2023", f"{number}000000", "USD", "2023-06-30"]
    yield ["demonstration-28", "voluntary", "payment", "2023", "800000", "CHF", "2023-06-30"]


@pytest.mark.assure  # what each page and file does is tried in its own tests
def test_a_year_of_the_trust_fund(db, someone):
    everybody = Person()
    officer, validator, publisher = someone("finance_officer"), someone("validator"), someone("publisher")
    as_published = the_tables("/funding.csv?report=2022")
    assert "28 in 2021" in everybody.opens(f"{INDICATOR}/")  # as the report of 2022 says, without naming them

    # The finance officer opens the report of 2023: everything that its tables print waits for a value.
    opened = officer.opens("/finance/").press(
        "Open the report", {"Year of the report": "2023", "Document symbol": "E/2023/62"}
    )
    assert "The report of 2023 is open" in opened

    # They take the workbook of the report, fill it in beside that of last year, and upload it. A preview says what
    # would change; then it is confirmed.
    workbook = filled_in(officer.downloads("/finance/entry/2023.xlsx"), officer.downloads("/finance/entry/2022.xlsx"))
    upload = officer.opens("/finance/entry/2023/import/")
    preview = upload.press("Preview", {"File (.xlsx or .csv)": a_file("report.xlsx", workbook)})
    assert "Preview: 93 items would change" in preview
    grid = preview.press("Change 93 items")
    assert "93 items changed" in grid

    # One number was not final: the officer corrects it in the grid. The totals below it follow.
    assert grid.value_of(f"{EXPENDITURE_OF_A}: value") == "2852.4"
    saved = grid.press(f"Save {EXPENDITURE_OF_A}", {f"{EXPENDITURE_OF_A}: value": "2 862,4"})
    assert f"{EXPENDITURE_OF_A}: read as 2 862.4" in saved
    assert "207 180.0" in saved  # the total by component; that by object is 207 170.0
    assert "2 differences that rounding does not explain" in officer.opens("/finance/")  # tables 2 and 5
    saved.press(f"Save {EXPENDITURE_OF_A}", {f"{EXPENDITURE_OF_A}: value": "2852.4"})

    # The report prints its totals, and the officer types them. One is read wrongly, and is named.
    controls = officer.opens("/finance/entry/2023/controls/").press(
        "Save control totals",
        {
            PRINTED_FOR_B: "191153.6",
            "Table 1, Total, 2022 expenditure: printed": "207170.0",
            "Table 2, Total, 2022 expenditure: printed": "207170.0",
            "Table 3, Total, Total: printed": "1273",
            "Table 4, Total, Variance: printed": "75156.4",
            "2022, Gap: the requirement less everything received: printed": "64",
        },
    )
    assert "6 control totals saved" in controls
    assert "B Programme of work, 2022 expenditure 191 153.4 differs" in controls
    grid = officer.opens("/finance/entry/2023/")
    assert "printed 191 153.6: differs" in grid
    [named] = [line for line in (officer.opens("/finance/").text.split("As entered: ")) if "191 153.6" in line]
    assert named.startswith("1 difference that rounding does not explain (E/2023/62)")
    mended = officer.opens("/finance/entry/2023/controls/").press("Save control totals", {PRINTED_FOR_B: "191153.4"})
    assert "differs" not in mended
    assert "As entered: " not in officer.opens("/finance/")

    # Everything that has a value is submitted at once, and locked.
    submitted = grid.press("Save and submit all drafts with a value")
    assert "93 items submitted" in submitted
    assert f"Save {EXPENDITURE_OF_A}" not in submitted.buttons

    # The validator has a question about one number. The officer answers it, and hands the number in again.
    queue = validator.opens("/review/finance/?of=2023")
    assert "93 rows wait" in queue
    queue.press(
        f"Return with a comment {EXPENDITURE_OF_B3}",
        {f"What is at issue? {EXPENDITURE_OF_B3}": "Is this before or after the final accounts?"},
    )
    returned = officer.opens("/finance/entry/2023/")
    assert "Is this before or after the final accounts?" in returned
    returned.press(f"Submit {EXPENDITURE_OF_B3}", {f"{EXPENDITURE_OF_B3}: note": "Of the final accounts."})

    # Now all of them are validated: figures that nobody can change.
    assert "93 rows validated" in validator.opens("/review/finance/?of=2023").press("Validate the chosen rows")

    # 28 contributors have paid for 2023. The officer brings the payments in one file, sees what it does, confirms.
    for number in range(1, 29):
        contributor(f"demonstration-{number}")
    columns = ["contributor", "stream", "kind", "first_year", "amount", "currency", "dated"]
    ledger = a_file("ledger.csv", write_csv(columns, the_ledger_of_2023()))
    preview = officer.opens("/finance/contributions/import/").press("Preview", {"File (.xlsx or .csv)": ledger})
    assert "New: 28. Changed: 0. Unchanged: 0. Refused: 0." in preview
    assert "28 contributions imported" in preview.press("Import 28 contributions")

    # One of them is in Swiss francs without a rate: no sum is formed without it, and it is named.
    listed = officer.opens("/finance/contributions/?year=2023")
    assert "no sum Without a dated rate: 2023-0028" in listed
    assert "28 contributions submitted" in listed.press("Submit the chosen contributions")
    waiting = validator.opens("/review/finance/?of=contributions")
    assert "It has no dated rate: no sum that it belongs to can be formed." in waiting
    assert "27 rows validated" in waiting.press("Validate the chosen rows")
    [returning] = [
        words
        for words in validator.opens("/review/finance/?of=contributions").buttons
        if words.startswith("Return with a comment")
    ]
    validator.opens("/review/finance/?of=contributions").press(
        returning, {returning.replace("Return with a comment", "What is at issue?"): "At which rate?"}
    )

    # The officer gives the rate and its day. 800,000 francs at 0.8 to the dollar are a million dollars more.
    francs = officer.opens("/finance/contributions/2023-0028/")
    assert "At which rate?" in francs
    rated = francs.press("Save", {"Rate": "0.8", "Day of the rate": "2023-06-30"})
    assert "In United States dollars USD 1,000,000.00" in rated
    rated.press("Submit it as it is saved")
    assert "no sum" not in officer.opens("/finance/contributions/?year=2023")
    assert "USD 379,000,000.00" in officer.opens("/finance/contributions/?year=2023")
    [validating] = [
        words
        for words in validator.opens("/review/finance/?of=contributions").buttons
        if words.startswith("Validate 2")
    ]
    validator.opens("/review/finance/?of=contributions").press(validating)

    # Nobody outside sees any of this yet.
    assert Client().get("/funding/?report=2023").status_code == 404
    assert api("finance/contributions/")["results"] == []

    # The ledger gives the indicator its figure, and the officer takes it: 28 contributing Member States.
    entry = officer.opens("/entry/2023/")
    assert "Computed: 28 (contributors: 28; contributions: 28)." in entry
    entry.press(f"Use the computed figure {ROW}").press(f"Submit {ROW}")
    validator.opens("/review/observations/?year=2023").press(f"Validate {ROW}")

    # The publisher reads what would change.
    preview = publisher.opens("/publish/")
    assert "E/2023/62" in preview

    # It is fewer than where it started, so headquarters says why; then it is published, with its own reason.
    why = {"RCS 3.1.1-b: Why it is behind in 2023": "Six Member States pay every second year."}
    publisher.opens("/publish/slippage/").press("Save", why)
    after = publisher.opens("/publish/").press(
        "Publish", {"Reason": "The report of 2023, and who contributed in that year."}
    )
    assert after.address == "/releases/2/"

    # Everybody reads it: 28 of the 55 that are the target, and who they are.
    page = everybody.opens(f"{INDICATOR}/")
    assert "28 in 2023" in page
    assert "28 of 55" in page
    assert "What is counted contributions in the trust fund's ledger" in page
    behind = everybody.opens(f"{INDICATOR}/2023/behind/")
    assert "Demonstration demonstration-1" in behind
    rows = list(csv.DictReader(io.StringIO(public(f"{INDICATOR}/2023/behind.csv"))))
    assert sum(row["row"] == "contribution" for row in rows) == 28
    told = api("observations/RCS-2022-2025/3.1.1-b/total/2023/behind/")
    assert (told["value"], told["contributors"], len(told["contributions"])) == ("28", 28, 28)
    [francs_row] = [row for row in told["contributions"] if row["reference"] == "2023-0028"]
    assert (francs_row["currency"], francs_row["rate"], francs_row["dollars"]) == ("CHF", "0.8", "1000000")

    # The tables of the new report stand beside those of the one before; page, file and API say the same.
    tables = everybody.opens("/funding/?report=2023")
    assert "E/2023/62" in tables
    assert "207 170.0" in tables
    table = api("finance/tables/1/?report=2023")
    [total] = [row for row in table["rows"] if row["code"] == "total"]
    assert total["cells"]["expenditure_2022"] == total["printed"]["expenditure_2022"] == "207170"
    assert "207170" in public("/funding/tables/1.csv?report=2023")
    assert "100" in everybody.opens("/funding/streams/")

    # What was published before still reads as it did.
    assert "206 670.0" in everybody.opens("/funding/?report=2022")
    assert "207 170.0" not in everybody.opens("/funding/?release=1")
    assert the_tables("/funding.csv?report=2022") == as_published
    assert the_tables("/funding.csv?release=1") == as_published
