"""`manage.py reconcile`: nothing on the shipped data, and every part that is out is named with what it breaks."""

from io import StringIO

import pytest
from django.core.management import call_command

from finance.models import ControlTotal, FundItem
from tests.fund import item, report_2023, validated_item

pytestmark = pytest.mark.django_db


def reconcile() -> tuple[int, list[str]]:
    """The exit status and the lines."""
    out = StringIO()
    try:
        call_command("reconcile", stdout=out)
        status = 0
    except SystemExit as end:
        status = int(str(end.code))
    return status, out.getvalue().splitlines()


def test_the_shipped_data_has_no_difference():
    assert reconcile() == (0, ["0 difference(s)."])


PARTS = [  # an item out by 0.2 thousand, and the lines that the command has to name
    ("expenditure.2021.all.A", "table 1, line total, expenditure_2021: printed 206670, computed 206670.2"),
    ("expenditure.2021.all.B1", "table 1, line B, expenditure_2021: printed 190853.4, computed 190853.6"),
    ("estimate.2023.all.C", "table 1, line C, change_amount: printed -1349.5, computed -1349.3"),
    ("estimate.2022.all.posts", "table 2, line total, estimate_2022: printed 281826.4, computed 281826.6"),
    ("budget.2021.all.B2", "table 4, line B2, variance: printed 883.2, computed 883.4"),
    ("budget.2021.all.non_posts", "table 5, line total, budget_2021: printed 281826.4, computed 281826.6"),
]


@pytest.mark.parametrize(("code", "line"), PARTS)
def test_a_part_that_is_out_by_two_tenths_is_named_with_table_line_printed_and_computed(code, line, people):
    code = f"2022.{code}"
    present = item(code).value
    assert present is not None
    validated_item(code, str(present + 200), people)
    status, lines = reconcile()
    assert status == 1
    assert f"report 2022, {line} (validated, entered)" in lines


def test_a_draft_that_is_out_is_named_as_entered_alone():
    FundItem.objects.filter(code="2022.posts.2023.C.P-4").update(value=9)
    status, lines = reconcile()
    assert status == 1
    assert "report 2022, table 3, line C, professional_subtotal: printed 15, computed 16 (entered)" in lines


def test_a_funding_total_a_gap_and_the_funds_are_held_against_their_parts():
    FundItem.objects.filter(code="2022.received.2021.levy").update(value=45_000_000)
    FundItem.objects.filter(code="2022.requirement.2021.all").update(value=285_000_000)
    FundItem.objects.filter(code="2022.estimate.2023.locally_mobilized.total").update(value=12_000_000)
    lines = "\n".join(reconcile()[1])
    assert "table funding, line 2021, received_total: printed 215, computed 220.5" in lines
    assert "table funding, line 2021, gap: printed 66, computed 70" in lines
    assert "table funds, line estimate, estimate_2023: printed 291043.7, computed 293800" in lines


def test_a_printed_total_of_missing_parts_is_named():
    FundItem.objects.filter(code="2022.budget.2021.all.C").update(
        value=None, status="not_available", reason="Lost", rounded_to=None
    )
    lines = reconcile()[1]
    assert "report 2022, table 4, line total, budget_2021: printed 281826.4, computed missing (entered)" in lines


def test_an_empty_new_report_differs_from_nothing_until_something_is_printed(people):
    report_2023(people)
    assert reconcile() == (0, ["0 difference(s)."])
    ControlTotal.objects.create(report_id=2023, table="1", line="B", column="estimate_2023", value=5, decimals=1)
    assert reconcile()[0] == 1


def test_a_gap_that_is_printed_of_a_year_without_figures_is_named(people):
    report_2023(people)
    ControlTotal.objects.create(report_id=2023, table="funding", line="2022", column="gap", value=66, decimals=0)
    assert reconcile()[1] == [
        "report 2023, table funding, line 2022, gap: printed 66, computed missing (entered)",
        "1 difference(s).",
    ]
