"""The trust fund's pages as files: the figures of annex I, laid out or row by row, in the bytes that were hashed."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from codecs import BOM_UTF8
from decimal import Decimal
from hashlib import sha256

import pytest
from django.test import Client

from common.spreadsheets import read_xlsx
from finance.choices import Given
from publications.models import Document
from tests import fund
from tests.annex_one import PERCENTAGES, TABLES, number
from tests.work import publish

pytestmark = pytest.mark.django_db

CHARTS = ("budget-and-expenditure", "posts", "streams")
SVG = "{http://www.w3.org/2000/svg}"


def get(path: str) -> bytes:
    response = Client().get(path)
    assert response.status_code == 200, path
    assert response["ETag"].startswith('"')
    return response.content


def rows(path: str) -> list[dict[str, str]]:
    content = get(path)
    assert content.startswith(BOM_UTF8)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet(path: str) -> list[list[object]]:
    return read_xlsx(get(path))


def expected(table: int) -> dict[str, dict[str, Decimal]]:
    """Every figure of a table by line and column; the percentages are the printed ones."""
    columns, lines = TABLES[table]
    return {code: dict(zip(columns, map(number, line), strict=True)) for code, line in lines.items()}


def printed(table: int, key: str) -> str:
    """The name under which files have the printed figure of a column."""
    return f"{key}_printed" if key == "change_percent" and table in PERCENTAGES else key


# --- The figures of annex I -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_every_printed_figure_stands_in_the_csv_file(table):
    found = {row["code"]: row for row in rows(f"/funding/tables/{table}.csv")}
    for code, line in expected(table).items():
        assert {key: Decimal(found[code][printed(table, key)]) for key in line} == line


@pytest.mark.parametrize("table", TABLES)
def test_every_printed_figure_stands_in_the_json_document(table):
    found = {row["code"]: row for row in json.loads(get(f"/funding/tables/{table}.json"))["rows"]}
    for code, line in expected(table).items():
        percentages = {"change_percent"} & set(line)
        assert {key: Decimal(found[code]["cells"][key]) for key in line if key not in percentages} == {
            key: value for key, value in line.items() if key not in percentages
        }
        assert {key: Decimal(found[code]["printed"][key]) for key in percentages} == {
            key: line[key] for key in percentages
        }


@pytest.mark.parametrize("table", PERCENTAGES)
def test_computed_percentages_stand_beside_the_printed_ones(table):
    for row in rows(f"/funding/tables/{table}.csv"):
        assert Decimal(row["change_percent"]) == number(PERCENTAGES[table][row["code"]])


@pytest.mark.parametrize("table", TABLES)
def test_the_workbook_is_laid_out_like_the_table_with_its_own_numbers(table):
    columns, lines = TABLES[table]
    found = sheet(f"/funding/tables/{table}.xlsx")
    assert str(found[0][0]).startswith(f"{table}. ")
    figures = [[cell for cell in row[1:] if isinstance(cell, Decimal)] for row in found]
    wanted = []
    for code, line in lines.items():
        cells = []
        for key, cell in zip(columns, line, strict=True):
            cells += [number(PERCENTAGES[table][code])] if key == "change_percent" else []
            cells.append(number(cell))
        wanted.append(cells)
    assert [row for row in figures if row] == wanted


def test_the_workbook_has_heads_with_spanners_headings_and_notes():
    found = sheet("/funding/tables/1.xlsx")
    first = [str(row[0]) for row in found]
    assert first[1] == "(Thousands of United States dollars)"
    assert found[4][:6] == ["Component", "2021 expenditure", "2022 estimate", "Change", None, None]
    assert found[5][3:6] == ["Amount", "Percentage", "Percentage as printed"]
    assert "Subtotal, B" in first
    assert "3. Country coordination a" in first
    assert "a  Includes locally mobilized resources." in first


def test_all_five_tables_are_one_file_too():
    found = {(int(row["table"]), row["code"], row["column"]): row for row in rows("/funding.csv")}
    assert len(found) == 35 + 15 + 98 + 21 + 9
    for table in TABLES:
        for code, line in expected(table).items():
            for key, value in line.items():
                row = found[table, code, key]
                name = "printed" if printed(table, key) != key else "value"
                assert Decimal(row[name]) == value
    in_json = json.loads(get("/funding.json"))
    assert [row["value"] for row in in_json] == [row["value"] for row in rows("/funding.csv")]
    assert len(get("/funding.xlsx")) > 5000


# --- Files as files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "key"), [("/funding/tables/3.json", "tables/2022/3"), ("/funding/streams.json", "funding")]
)
def test_json_is_the_document_in_the_bytes_that_were_hashed(path, key):
    stored = Document.objects.get(release=1, kind="finance", key=key)
    assert get(path).decode() == stored.text
    assert sha256(get(path)).hexdigest() == stored.sha256


@pytest.mark.parametrize(
    "path",
    [
        *("/funding.csv", "/funding.json", "/funding/tables/1.csv", "/funding/posts.csv", "/funding/posts.json"),
        *("/funding/streams.csv", "/funding/contributions.csv", "/funding/budget-and-expenditure.csv"),
    ],
)
def test_a_file_is_the_same_in_every_language(path):
    assert get(path) == get(f"/zh{path}")


@pytest.mark.parametrize("path", ["/funding.xlsx", "/funding/tables/3.xlsx", "/funding/streams.xlsx"])
def test_a_workbook_is_the_same_bytes_each_time(path):
    assert get(path) == get(path)
    response = Client().get(path)
    assert Client(headers={"If-None-Match": response["ETag"]}).get(path).status_code == 304


def test_a_file_bears_a_name_that_says_what_it_is():
    response = Client().get("/funding/tables/3.xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="funding-2022-table-3-release-1.xlsx"'


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_a_picture_that_stands_alone_with_its_source(name):
    root = ET.fromstring(get(f"/funding/{name}.svg"))
    words = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert root.get("role") == "img"
    assert "Source: E/2022/54, as published in release 1 of" in words
    assert get(f"/funding/{name}.png").startswith(b"\x89PNG")


def test_posts_by_grade_and_component_add_up():
    found = rows("/funding/posts.csv")
    assert sum(int(row["posts"]) for row in found) == 1273
    assert sum(int(row["posts"]) for row in found if row["grade"] == "NPO") == 413
    professional = [row for row in found if row["category_en"] == "Professional and higher categories"]
    assert sum(int(row["posts"]) for row in professional) == 443


def test_what_is_missing_is_an_empty_cell_with_its_status_and_never_a_zero():
    found = {(row["year"], row["stream"], row["kind"]): row for row in rows("/funding/streams.csv") if row["stream"]}
    assert found["2021", "cost_sharing", "received"]["value"] == "77500000"
    missing = found["2020", "levy", "received"]
    assert (missing["value"], missing["status"]) == ("", "not_available")
    assert "0" not in {row["value"] for row in found.values()}


def test_other_figures_and_totals_stand_in_the_file_of_streams_with_unit_and_paragraph():
    found = {(row["year"], row["kind"]): row for row in rows("/funding/streams.csv") if not row["stream"]}
    assert (found["2021", "total_computed"]["value"], found["2021", "total_reported"]["value"]) == (
        "214500000",
        "215000000",
    )
    assert found["2021", "gap_printed"]["value"] == "66000000"
    savings = found["2021", "savings-from-service-transfers"]
    assert (savings["value"], savings["unit"], savings["about"], savings["paragraph"]) == (
        *("11000000", "usd"),
        *("true", "81"),
    )


def test_contributions_are_files_in_the_order_and_part_of_the_page(people):
    rate = {"currency": "CHF", "rate": Decimal("0.9"), "rate_on": fund.DAY}
    gifts = [fund.gift("test-1", "500000"), fund.gift("test-2", "900000", **rate)]
    gifts += [fund.gift("test-1", "100", year=2023), fund.gift("test-2", None, kind=Given.AGREEMENT, last_year=2026)]
    fund.validated_contributions(gifts, people)
    publish(people)
    by_sum = rows("/funding/contributions.csv?sort=-sum")
    assert [(row["contributor"], row["dollars"]) for row in by_sum] == [
        ("test-2", "1000000"),
        ("test-1", "500000"),
        ("test-2", ""),
    ]
    assert (by_sum[0]["currency"], by_sum[0]["rate"], by_sum[0]["rate_on"]) == ("CHF", "0.9", "2024-06-30")
    assert {row["first_year"] for row in rows("/funding/contributions.csv?year=2023")} == {"2023"}
    in_json = json.loads(get("/funding/contributions.json?sort=-sum"))
    assert [row["dollars"] for row in in_json] == ["1000000", "500000", None]
    assert sheet("/funding/contributors/test-2.xlsx")[1][:2] == ["2024-0002", "test-2"]
    assert {row["contributor"] for row in rows("/funding/contributors/test-1.csv")} == {"test-1"}
