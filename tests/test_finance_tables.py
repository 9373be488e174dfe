"""The five tables from their parts: worked cases, what is missing, rounding, and the shipped annex."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.choices import Grade, Kind
from finance.reading import validated
from finance.reconciling import differences_of
from finance.tables import Line, Printed, Table, build, differences, exact_percent, less, total, within_rounding

COMPONENTS = [Line("A"), Line("B1", 1), Line("B2", 1), Line("B3", 1), Line("B", 0, ("B1", "B2", "B3")), Line("C")]
LEAVES = ["A", "B1", "B2", "B3", "C"]
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=1)


def table(number: int, parts: dict[tuple[str, int, str], str | None], grade: str = "") -> Table:
    """A table of the report 2022; a part that `parts` does not name is 0, None is missing."""

    def part(kind: str, year: int, line: str, of_grade: str) -> Decimal | None:
        value = parts.get((kind, year, line), "0") if grade in ("", of_grade) else "0"
        return None if value is None else Decimal(value)

    return build(number, 2022, COMPONENTS, part)


def estimates(**lines: str | None) -> dict[tuple[str, int, str], str | None]:
    """Estimates of 2022 and 2023 by line: `A="10 12"`, "10 -" for a missing one."""
    found = {}
    for line, pair in lines.items():
        for year, value in zip((2022, 2023), (pair or "- -").split(), strict=True):
            found[Kind.ESTIMATE.value, year, line] = None if value == "-" else value
    return found


# --- Worked cases -------------------------------------------------------------------------------------------

CHANGES = [  # estimate 2022, estimate 2023, change, per cent
    ("3667.9", "4092.6", "424.7", "11.6"),
    ("16706.5", "16466.4", "-240.1", "-1.4"),
    ("100", "100", "0", "0"),
    ("0", "5", "5", None),  # a change from nothing has no percentage
    ("-", "5", None, None),
    ("5", "-", None, None),
    ("-10", "-5", "5", "-50"),
]


@pytest.mark.parametrize(("then", "now", "change", "percent"), CHANGES)
def test_change_is_the_later_estimate_less_the_earlier(then, now, change, percent):
    made = table(1, estimates(A=f"{then} {now}"))
    shown = (made.cell("A", "change_amount"), made.cell("A", "change_percent"))
    assert shown == tuple(None if text is None else Decimal(text) for text in (change, percent))


def test_variance_is_budget_less_expenditure_so_overspending_is_negative():
    made = table(4, {("budget", 2021, "B1"): "14453.8", ("expenditure", 2021, "B1"): "15569.2"})
    assert made.cell("B1", "variance") == Decimal("-1115.4")


def test_a_component_sums_its_parts_and_the_total_sums_the_components_each_once():
    made = table(1, estimates(A="1 1", B1="10 10", B2="20 20", B3="30 30", C="4 4"))
    assert made.cell("B", "estimate_2022") == 60
    assert made.cell("total", "estimate_2022") == 65


@pytest.mark.parametrize("missing", LEAVES)
def test_a_missing_part_makes_its_sums_missing_and_never_smaller(missing):
    made = table(1, estimates(**{missing: "- 7"}))
    is_part_of_b = missing.startswith("B")
    assert made.cell(missing, "estimate_2022") is None
    assert made.cell("total", "estimate_2022") is None
    assert made.cell("total", "change_amount") is None
    assert (made.cell("B", "estimate_2022") is None) == is_part_of_b
    assert made.cell("total", "estimate_2023") == 7


def test_posts_add_up_across_the_grades_as_well_as_down_the_components():
    made = table(3, {("posts", 2023, "B3"): "4", ("posts", 2023, "C"): "1"}, grade=Grade.ASG)
    assert made.unit == "posts"
    assert [made.cell("total", key) for key in ("ASG", "professional_subtotal", "total")] == [5, 5, 5]
    assert made.cell("B3", "NPO") == 0


def test_national_staff_is_in_the_total_and_not_among_the_professional_categories():
    made = table(3, {("posts", 2023, "B3"): "413"}, grade=Grade.NPO)
    assert made.cell("B3", "professional_subtotal") == 0
    assert made.cell("B3", "total") == 413


def test_the_lines_stand_in_the_order_of_the_document():
    assert [row.line.code for row in table(1, {}).rows] == ["A", "B1", "B2", "B3", "B", "C", "total"]
    assert [row.line.code for row in table(5, {}).rows] == ["posts", "non_posts", "total"]


# --- Rounding -----------------------------------------------------------------------------------------------

ROUNDING = [  # computed, printed, units of each part and of the sum, whether rounding explains it
    ("214.5", "215", ["1", "1", "0.1", "1"], True),
    ("214.5", "216.1", ["1", "1", "0.1", "1"], False),
    ("190853.6", "190853.4", ["0.1"] * 4, False),  # 0.2, the bound itself, is out
    ("190853.5", "190853.4", ["0.1"] * 4, True),
    ("5", "5", [], True),
    ("5", "6", [], False),
]


@pytest.mark.parametrize(("computed", "printed", "units", "explains"), ROUNDING)
def test_rounding_explains_less_than_half_a_unit_of_each_part_and_of_the_sum(computed, printed, units, explains):
    assert within_rounding(Decimal(computed), Decimal(printed), [Decimal(unit) for unit in units]) is explains


@given(st.lists(st.decimals(min_value=0, max_value=10**6, places=4), min_size=1, max_size=8))
def test_figures_that_were_only_rounded_half_up_are_never_called_a_difference(exact):
    def rounded(value: Decimal) -> Decimal:
        return value.quantize(Decimal("0.1"), "ROUND_HALF_UP")

    printed, computed = rounded(sum(exact, Decimal(0))), sum(map(rounded, exact), Decimal(0))
    assert within_rounding(computed, printed, [Fraction(1, 10)] * (len(exact) + 1))


@given(st.lists(AMOUNTS, min_size=5, max_size=5), st.lists(AMOUNTS, min_size=5, max_size=5))
def test_changes_of_the_parts_sum_to_the_change_of_the_total(then, now):
    lines = {line: f"{before} {after}" for line, before, after in zip(LEAVES, then, now, strict=True)}
    made = table(1, estimates(**lines))
    assert made.cell("total", "change_amount") == sum(
        (made.cell(line, "change_amount") or Decimal(0) for line in LEAVES), Decimal(0)
    )


@given(AMOUNTS, AMOUNTS)
def test_less_and_percent_say_the_same_way(then, now):
    change, percent = less(now, then), exact_percent(then, now)
    assert change is not None
    if then > 0:
        assert percent is not None
        assert (percent > 0) == (change > 0)


def test_the_sum_of_nothing_is_missing_and_not_zero():
    assert total([]) is None
    assert total([Decimal(0)]) == 0


# --- Against what is printed ------------------------------------------------------------------------------------


def test_a_printed_percentage_agrees_when_it_is_the_exact_one_at_its_own_decimals():
    made = table(1, estimates(A="3667.9 4092.6"))
    assert not list(differences(made, {("A", "change_percent"): Printed(Decimal(12), 0)}))
    found = list(differences(made, {("A", "change_percent"): Printed(Decimal("11.5"), 1)}))
    assert [(row.printed, row.computed) for row in found] == [(Decimal("11.5"), Decimal("11.6"))]


def test_a_printed_figure_whose_parts_are_missing_is_a_difference():
    made = table(1, estimates(A="- 1"))
    [found] = differences(made, {("total", "estimate_2022"): Printed(Decimal(5), 1)})
    assert found.computed is None


@pytest.mark.django_db
def test_the_shipped_annex_adds_up_everywhere():
    said = validated()
    assert list(said) == [2022]
    assert not list(differences_of(said[2022]))


@pytest.mark.django_db
def test_every_control_total_of_the_annex_is_held_against_a_cell():
    """None is passed over, so that "no difference" says something: 9 + 4 columns of sums, and the changes."""
    said = validated()[2022]
    held = {
        (str(made.number), row.line.code, column.key)
        for made in said.tables()
        for row in made.rows
        for column in made.columns
    }
    of_tables = {place for place in said.printed if place[0] != "funding"}
    assert of_tables <= held
    assert len(of_tables) == len(list(_computed_cells(said.tables())))


def _computed_cells(tables: list[Table]) -> Iterator[tuple[int, str, str]]:
    for made in tables:
        for row in made.rows:
            for column in made.columns:
                if row.line.parts or column.sort not in ("amount", "grade"):
                    yield made.number, row.line.code, column.key
