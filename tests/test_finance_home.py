"""`/finance/`: the reports of the trust fund, what does not add up, and opening and closing them."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finance.actions import reopen_row, save_item
from finance.models import ControlTotal, FundItem, Report
from finance.reports import close_report, open_report
from tests.fund import dollars, item, validated_item
from tests.reading import Page

HOME = "/finance/"
READERS = ("finance_officer", "validator", "publisher", "administrator", "auditor")
B1 = "2022.estimate.2023.all.B1"


@pytest.fixture
def opens(signed_in, db):
    """opens("auditor") is the page as the holder of that role gets it."""

    def get(role="finance_officer"):
        client = signed_in(role)
        return Page(client, client.get(HOME))

    return get


def alter(people, value="16466600"):
    """A part of table 1 that is 0.2 thousand more than what the report prints."""
    row = reopen_row(item(B1), "To be corrected", by=people.validator, seen=item(B1).version)
    return save_item(row, dollars(value), by=people.finance_officer, seen=row.version)


# --- What is shown -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", READERS)
def test_those_who_read_the_records_see_the_reports_with_their_items_by_state(opens, role):
    page = opens(role)
    assert page.status == 200
    assert "Report 2022, E/2022/54" in page
    states = dict.fromkeys(("draft", "submitted", "returned", "validated"), 0)
    for state in FundItem.objects.values_list("state", flat=True):
        states[state] += 1
    assert " ".join(f"{state} {count}" for state, count in states.items()) in page


@pytest.mark.parametrize("role", ["office_editor", "team_leader", "regional_team", "custodian"])
def test_everybody_else_gets_what_does_not_exist(signed_in, db, role):
    assert signed_in(role).get(HOME).status_code == 404


def test_the_shipped_report_adds_up(opens):
    assert "everything that is printed agrees with its parts" in opens()


def test_a_part_that_is_altered_shows_in_what_is_entered_and_not_yet_in_what_is_validated(opens, people):
    alter(people)
    page = opens()
    assert "As entered: " in page
    assert "As validated" not in page
    place = "Table 1: Financial resources by component B Programme of work 2023 estimate"
    assert f"{place} 275 796.1 275 796.3 thousands of United States dollars" in page.text.replace("\u202f", " ")


def test_once_validated_the_difference_stands_in_both(opens, people):
    validated_item(B1, "16466600", people)
    assert "What is validated differs in the same way" in opens()


def test_a_part_that_is_taken_away_makes_what_is_printed_without_its_parts_a_difference(opens, people):
    row = reopen_row(item(B1), "Not known any more", by=people.validator, seen=item(B1).version)
    save_item(row, dollars(None), by=people.finance_officer, seen=row.version)
    assert "a part is missing" in opens()


def test_a_report_without_control_totals_says_that_nothing_is_held_against_its_parts(opens, people):
    open_report(2023, "E/2023/62", by=people.finance_officer)
    page = opens()
    assert "No printed control total is kept yet" in page


def test_a_printed_percentage_and_a_gap_that_are_altered_are_named(opens):
    ControlTotal.objects.filter(report=2022, table="1", line="A", column="change_percent").update(value=Decimal(20))
    ControlTotal.objects.filter(report=2022, table="funding").update(value=Decimal(60))
    page = opens()
    assert "A Executive direction and management Change, per cent 20 11.6 per cent" in page
    assert "Funding 2021 Gap 60 66 millions of United States dollars" in page


def test_the_reports_cost_as_many_queries_for_five_as_for_one(signed_in, db):
    def cost():
        client = signed_in("administrator")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(HOME).status_code == 200
        return len(captured)

    before = cost()
    for year in range(2023, 2027):
        open_report(year, f"E/{year}/1", by=None)
    assert cost() == before


# --- Opening and closing -------------------------------------------------------------------------------------------


def test_the_finance_officer_opens_a_report(opens):
    page = opens().press("Open the report", {"Year of the report": "2023", "Document symbol": "E/2023/62"})
    assert "The report of 2023 is open" in page
    report = Report.objects.get(year=2023)
    assert report.document == "E/2023/62"
    assert report.items.count() == 164
    assert "Report 2023, E/2023/62" in page


@pytest.mark.parametrize(
    ("year", "document", "said", "status"),
    [
        ("2022", "E/2022/55", "The report of 2022 is there already", 409),
        ("2023", "E/2022/54", "Another report has this symbol", 400),
        ("2023", "", "This field is required", 400),
        ("23", "E/2023/62", "A year from 2015 to 2100", 400),
        ("next", "E/2023/62", "A year from 2015 to 2100", 400),
    ],
)
def test_a_report_that_cannot_be_opened_says_why_and_keeps_what_was_typed(opens, year, document, said, status):
    page = opens().press("Open the report", {"Year of the report": year, "Document symbol": document})
    assert page.status == status
    assert said in page
    assert page.value_of("Document symbol") == document
    assert Report.objects.count() == 1


def test_who_only_reads_is_offered_nothing(opens):
    assert opens("auditor").buttons == ["Sign out"]
    assert opens("validator").buttons == ["Sign out"]


def test_the_administrator_closes_a_report_and_opens_it_again(opens):
    closed = opens("administrator").press("Close the report E/2022/54")
    assert "The report of 2022 is closed" in closed
    assert not Report.objects.get(year=2022).is_open
    assert "(closed)" in closed
    opened = closed.press("Open the report again E/2022/54")
    assert Report.objects.get(year=2022).is_open
    assert "(closed)" not in opened


def test_a_report_that_somebody_else_closed_meanwhile_is_not_closed_twice(opens, people):
    page = opens("administrator")
    close_report(Report.objects.get(year=2022), by=people.administrator, seen=1)
    assert page.press("Close the report E/2022/54").status == 409


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"do": "close", "report": "2022", "version": "1"}, 403),
        ({"do": "close", "report": "2031", "version": "1"}, 404),  # what does not exist comes before what one may not
        ({"do": "nonsense"}, 400),
        ({}, 400),
    ],
)
def test_a_finance_officer_closes_nothing(signed_in, db, data, status):
    assert signed_in("finance_officer").post(HOME, data).status_code == status
    assert Report.objects.get(year=2022).is_open


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"do": "close", "report": "2022"}, 409),
        ({"do": "close", "report": "2031", "version": "1"}, 404),
        ({"do": "close", "version": "1"}, 404),
    ],
)
def test_closing_names_a_report_and_the_version_that_was_seen(signed_in, db, data, status):
    assert signed_in("administrator").post(HOME, data).status_code == status
    assert Report.objects.get(year=2022).is_open
