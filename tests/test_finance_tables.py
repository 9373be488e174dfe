"""The shipped tables of annex I hold together, and one that does not would be seen."""

from decimal import Decimal

import pytest

from finance.tables import Difference, differences, read_tables


def test_every_printed_subtotal_and_total_is_the_sum_of_its_parts():
    assert list(differences(read_tables())) == []


@pytest.mark.parametrize(
    ("table", "line", "column"),
    [(1, "B3", "expenditure_2021"), (2, "posts", "estimate_2023"), (4, "C", "variance"), (5, "non_posts", "variance")],
)
def test_a_part_that_is_out_by_more_than_rounding_is_named_with_what_it_breaks(table, line, column):
    tables = read_tables()
    tables[table][line][column] += Decimal("0.5")
    assert {(found.table, found.column) for found in differences(tables)} == {(table, column)}


def test_posts_are_whole_and_add_up_across_the_grades_exactly():
    tables = read_tables()
    assert tables[3]["total"]["professional_subtotal"] == 443
    assert tables[3]["total"]["NPO"] == 413
    assert tables[3]["total"]["total"] == 1273
    tables[3]["C"]["P-4"] += 1
    assert Difference(3, "C", "professional_subtotal", Decimal(15), Decimal(16)) in list(differences(tables))
