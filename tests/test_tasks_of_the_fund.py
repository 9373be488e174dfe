"""What the tasks page says of the trust fund: to the finance officer, and to the validator."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import grant_membership
from accounts.roles import Role
from finance.actions import add_contribution, return_row, save_item, submit_row
from finance.definitions import change_definition
from finance.models import ControlTotal, Report
from finance.reports import close_report, open_report
from tests.fund import dollars, gift, item, report_2023, validated_contributions
from tests.test_publish_page import text_of

pytestmark = pytest.mark.django_db

TASKS = "/tasks/"


def tasks_of(client):
    return client.get(TASKS).context["tasks"]


def submitted(code, value, by):
    row = item(code)
    row = save_item(row, dollars(value), by=by, seen=row.version)
    return submit_row(row, by=by, seen=row.version)


def given(code, by):
    row = add_contribution(gift(code), by=by)
    return submit_row(row, by=by, seen=row.version)


# --- The finance officer -------------------------------------------------------------------------------------------


def test_the_finance_officer_reads_how_far_each_open_report_is(signed_in, people):
    report_2023(people)
    officer = people.finance_officer
    whole = item("2023.estimate.2024.trust_fund.total")
    save_item(whole, dollars("1000"), by=officer, seen=whole.version)
    row = submitted("2023.received.2022.levy", "39000000", officer)
    return_row(row, "Which paragraph?", by=people.validator, seen=row.version)
    submitted("2023.received.2022.voluntary", "98000000", officer)
    response = signed_in("finance_officer").get(TASKS)
    newest, shipped = response.context["tasks"].fund.reports
    assert (newest.report.year, newest.draft, newest.returned, newest.submitted, newest.validated) == (2023, 1, 1, 1, 0)
    assert newest.empty == newest.report.items.count() - 3
    assert (shipped.report.year, shipped.draft, shipped.returned, shipped.differences) == (2022, 0, 0, 0)
    assert shipped.validated > 100
    assert b'href="/finance/entry/2023/"' in response.content
    assert "Enter the report of 2023, E/2023/99" in text_of(response)


def test_differences_from_printed_totals_are_counted_as_it_is_entered(signed_in, people):
    row = ControlTotal.objects.get(report=2022, table="1", line="total", column="estimate_2023")
    change_definition(row, {"value": row.value + 1}, by=people.finance_officer, seen=row.version)
    client = signed_in("finance_officer")
    assert tasks_of(client).fund.reports[0].differences == 1
    assert '<a href="/finance/">1</a>' in client.get(TASKS).content.decode()


def test_a_closed_report_is_no_task(signed_in, people):
    report = Report.objects.get(year=2022)
    close_report(report, by=people.administrator, seen=report.version)
    response = signed_in("finance_officer").get(TASKS)
    assert response.context["tasks"].fund.reports == []
    assert "No report is open." in text_of(response)


def test_contributions_that_are_not_handed_in_are_counted_and_linked(signed_in, people):
    officer, client = people.finance_officer, signed_in("finance_officer")
    assert "0 contributions are drafts" in text_of(client.get(TASKS))
    add_contribution(gift("test-1"), by=officer)
    row = given("test-2", officer)
    return_row(row, "Which bank?", by=people.validator, seen=row.version)
    validated_contributions([gift("test-3")], people)
    response = client.get(TASKS)
    words = text_of(response)
    assert "1 contribution is a draft" in words
    assert "1 contribution was returned" in words
    for state in ("draft", "returned"):
        address = f"/finance/contributions/?state={state}"
        assert f'href="{address}"' in response.content.decode()
        assert client.get(address).status_code == 200


# --- The validator -------------------------------------------------------------------------------------------------


def test_the_validator_reads_what_waits_and_what_is_the_own(signed_in, people):
    report_2023(people)
    client = signed_in("validator")
    assert "Nothing of the trust fund waits for your review." in text_of(client.get(TASKS))
    submitted("2023.received.2022.levy", "39000000", people.finance_officer)
    given("test-1", people.finance_officer)
    given("test-2", people.finance_officer)
    response = client.get(TASKS)
    assert "1 item of the trust fund waits for review" in text_of(response)
    assert "2 contributions wait for review" in text_of(response)
    for address in ("/review/finance/", "/review/finance/?of=contributions"):
        assert f'href="{address}"' in response.content.decode()
        assert client.get(address).status_code == 200
    grant_membership(people.validator, Role.FINANCE_OFFICER, by=None)
    submitted("2023.received.2022.voluntary", "98000000", people.validator)
    given("test-3", people.validator)
    client = signed_in("validator")
    waiting = tasks_of(client).fund_waiting
    assert (waiting.items, waiting.own_items, waiting.contributions, waiting.own_contributions) == (1, 1, 2, 1)
    assert "2 more of the trust fund were submitted by you" in text_of(client.get(TASKS))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.FINANCE_OFFICER, Role.VALIDATOR)])
def test_others_are_told_nothing_of_it(role, signed_in):
    found = tasks_of(signed_in(role))
    assert found.fund is None
    assert found.fund_waiting is None


# --- Its cost ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["finance_officer", "validator"])
def test_five_reports_and_a_hundred_contributions_cost_as_many_queries_as_one(role, signed_in, people):
    client, officer = signed_in(role), people.finance_officer

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(TASKS).status_code == 200
        return len(captured)

    given("test-1", officer)
    before = queries()
    for year in (2023, 2024, 2025, 2026):
        open_report(year, f"E/{year}/99", by=officer)
        submitted(f"{year}.received.{year - 1}.levy", "39000000", officer)
    for amount in range(1, 101):
        add_contribution(gift("test-1", amount=str(amount)), by=officer)
    assert queries() == before
