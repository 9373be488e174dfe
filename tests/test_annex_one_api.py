"""The public API gives every printed figure of annex I, one by one; its sums are made of their parts."""

import json
from dataclasses import replace

import pytest

from common.numbers import canonical
from finance.reading import validated
from finance.tables import TOTAL
from publications.models import Document, Kind
from tests.annex_one import PERCENTAGES, TABLES
from tests.annex_one import number as number_of
from tests.api import Api, problem
from tests.fund import validated_item
from tests.work import publish

pytestmark = pytest.mark.django_db

CELLS = {1: 35, 2: 15, 3: 98, 4: 21, 5: 9}
# {table: {line: {column: figure}}}, every figure as a decimal string.
ANNEX_ONE = {
    place: {
        line: {column: canonical(number_of(figure)) for column, figure in zip(columns, figures, strict=True)}
        for line, figures in lines.items()
    }
    for place, (columns, lines) in TABLES.items()
}
PRINTED_CELLS = [
    (place, line, column, figure)
    for place, lines in ANNEX_ONE.items()
    for line, columns in lines.items()
    for column, figure in columns.items()
]


def table(number: int, query: str = "") -> dict:
    answer = Api().get(f"finance/tables/{number}/{query}")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def row(content: dict, line: str) -> dict:
    return next(row for row in content["rows"] if row["code"] == line)


@pytest.fixture
def tables() -> dict[int, dict]:
    return {number: table(number, "?report=2022") for number in ANNEX_ONE}


def test_the_literal_table_has_every_cell_of_annex_one():
    assert {number: sum(map(len, lines.values())) for number, lines in ANNEX_ONE.items()} == CELLS


def test_every_printed_figure_of_annex_one_is_served(tables):
    wrong = []
    for number, line, column, figure in PRINTED_CELLS:
        said = row(tables[number], line)
        # Table 1 prints whole per cents, and one decimal is computed: the printed ones stand beside.
        served = said["printed" if column == "change_percent" else "cells"][column]
        if served != figure:
            wrong.append((number, line, column, figure, served))
    assert wrong == []
    assert len(PRINTED_CELLS) == 178


def test_the_tables_hold_nothing_that_annex_one_does_not_print(tables):
    for number, lines in ANNEX_ONE.items():
        assert [said["code"] for said in tables[number]["rows"]] == list(lines)
        for said in tables[number]["rows"]:
            assert set(said["cells"]) == set(lines[said["code"]])
            assert set(said["printed"]) <= set(said["cells"])
            assert said["status"] == {}
        assert [column["key"] for column in tables[number]["columns"]] == list(lines["total"])


def test_what_is_printed_and_computed_is_said_both_ways(tables):
    """Every subtotal, total, change and percentage is kept as printed; only percentages of table 1 differ."""
    for number, content in tables.items():
        for said in content["rows"]:
            for column, printed in said["printed"].items():
                assert printed == ANNEX_ONE[number][said["code"]][column]
                if (number, column) != (1, "change_percent"):
                    assert printed == said["cells"][column]
    kept = {number: sum(len(said["printed"]) for said in content["rows"]) for number, content in tables.items()}
    # The sums of 2 lines or 1, and what is computed across in the others.
    assert kept == {1: 2 * 5 + 5 * 2, 2: 5 + 2 * 2, 3: 2 * 14 + 5 * 2, 4: 2 * 3 + 5, 5: 3 + 2}


def test_percentages_of_change_are_computed_to_one_decimal(tables):
    for place, percentages in PERCENTAGES.items():
        computed = {said["code"]: said["cells"]["change_percent"] for said in tables[place]["rows"]}
        assert computed == {line: canonical(number_of(figure)) for line, figure in percentages.items()}
    assert row(tables[1], "A")["printed"]["change_percent"] == "12"


def test_a_table_is_served_in_the_bytes_that_were_published(tables):
    for number in tables:
        text = Document.objects.get(release=1, kind=Kind.FINANCE, key=f"tables/2022/{number}").text
        answer = Api().get(f"finance/tables/{number}/")
        assert answer.content.decode() == text
        assert answer["ETag"].startswith('"')
        assert Api().get(f"finance/tables/{number}/", If_None_Match=answer["ETag"]).status_code == 304


def test_tables_have_the_shape_of_the_annex(tables):
    titles = [content["title"]["en"] for content in tables.values()]
    assert titles == [
        "Financial resources by component",
        "Financial resources by object of expenditure",
        "Post resources by component, 2023",
        "2021 results by component",
        "2021 results by object of expenditure",
    ]
    assert [content["unit"] for content in tables.values()] == [
        *("thousands_usd", "thousands_usd", "posts", "thousands_usd", "thousands_usd")
    ]
    assert [said["level"] for said in tables[1]["rows"]] == [0, 1, 1, 1, 0, 0, "total"]
    assert {said["code"]: said["footnotes"] for said in tables[1]["rows"] if said["footnotes"]} == {
        "B3": ["a"],
        "total": ["a"],
    }
    assert tables[1]["notes"][0]["text"]["en"] == "Includes locally mobilized resources."
    assert "zh" in tables[1]["notes"][0]["text"]
    spanners = [column["spanner"] and column["spanner"]["en"] for column in tables[3]["columns"]]
    assert spanners == [
        *["Professional and higher categories"] * 9,
        *["General Service and related categories"] * 2,
        *["National staff"] * 2,
        None,
    ]


def test_the_latest_report_is_served_where_none_is_named(tables):
    for number, content in tables.items():
        assert table(number) == content


@pytest.mark.parametrize("path", ["6/", "0/", "01/", "a/", "1/?report=2021", "1/?report=1000"])
def test_a_table_or_report_that_is_not_there_is_not_found(path):
    problem(Api().get(f"finance/tables/{path}"), 404)


def test_posts_agree_over_grades_and_over_components():
    posts = json.loads(Api().get("finance/posts/?year=2023").content)
    [year] = posts["years"]
    whole = row(year, "total")
    assert (whole["categories"], whole["total"]) == (
        {"professional": "443", "general_service": "13", "national": "817"},
        "1273",
    )
    assert whole["grades"]["NPO"] == "413"
    assert sum(int(number) for number in whole["grades"].values()) == 1273
    assert sum(int(row(year, line)["total"]) for line in ("A", "B1", "B2", "B3", "C")) == 1273
    assert sum(map(int, whole["categories"].values())) == 1273


# --- Sums are made of parts --------------------------------------------------------------------------------------


def test_every_sum_lacks_what_one_of_its_parts_lacks():
    """One part after the other is taken out of a copy: what is made of it is missing, never smaller; the rest stays."""
    said = validated()[2022]
    whole = {number: {line.line.code: line.cells for line in said.table(number).rows} for number in ANNEX_ONE}
    tried = 0
    for part in said.values:
        copy = replace(said, values={key: cell for key, cell in said.values.items() if key != part})
        for number, lines in whole.items():
            missing = set()
            for line in copy.table(number).rows:
                for column, value in line.cells.items():
                    assert value is None or value == lines[line.line.code][column]
                    if value is None:
                        missing.add((line.line.code, column))
            if missing:
                tried += 1
                assert any(line == TOTAL for line, _column in missing)
                assert len(missing) >= 2
    # A figure of expenditure by component stands in tables 1 and 4, one by object in tables 2 and 5.
    parts = {1: 5 * 3, 2: 2 * 3, 3: 5 * 12, 4: 5 * 2, 5: 2 * 2}
    assert tried == sum(parts.values())


def test_a_part_that_is_withdrawn_makes_its_sums_missing_in_the_next_release(people):
    validated_item("2022.estimate.2023.all.B2", None, people)
    publish(people)
    content = table(1)
    for line in ("B2", "B", "total"):
        said = row(content, line)
        for column in ("estimate_2023", "change_amount", "change_percent"):
            assert said["cells"][column] is None
            assert said["status"][column] == "not_available"
        assert said["cells"]["estimate_2022"] is not None
    assert row(content, "total")["printed"]["estimate_2023"] == "291043.7"
    assert row(content, "B3")["cells"]["estimate_2023"] == "247888.4"
    assert table(1, "?release=1") == table(1, "?release=1&report=2022")
    assert row(table(1, "?release=1"), "total")["cells"]["estimate_2023"] == "291043.7"
