"""Every table of a release in all its forms: the same cells, exact, dated and hashed, hanging together as they say."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from common.kept import pages
from public.data.formats import FORMS
from public.data.tables import TABLES
from publications.models import Document, Kind, Release
from tests.counted import count_teams
from tests.fund import gift, validated_contributions
from tests.record_rows import add, coordinator
from tests.work import bring_to_figure, entry, publish

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_both]

PROFILE = Path(__file__).parent / "data" / "datapackage-2.0.json"


@pytest.fixture(scope="module", autouse=True)
def second_release(people_of_module):
    """Release 2: answers, records, a contribution, a zero, a value with parts, one withheld, a note like a formula."""
    people = people_of_module
    count_teams(people)
    add("appointments", "KEN", coordinator=coordinator("A coordinator", is_woman=True))
    add("posts", "KEN", function="economics", held_by="vacant")
    add("frameworks", "FJI", title="The Pacific framework")
    validated_contributions([gift()], people)
    bring_to_figure("2.1.1-d/total/2022", entry("80", source="=1+1", note="-see the report"), people)
    bring_to_figure("1.1.1-c/total/2022", entry("82.3", numerator="107", denominator="130"), people)
    bring_to_figure("3.3.3-a/total/2022", entry("0"), people)
    bring_to_figure("2.2.1-a/imf/2022", entry(status="withheld", reason="Under review."), people)
    publish(people)


def get(path):
    response = Client().get(path)
    assert response.status_code == 200, path
    return response


def csv_rows(table, query=""):
    return list(csv.DictReader(io.StringIO(get(f"/data/{table}.csv{query}").content.decode(), newline="")))


def json_rows(table, query=""):
    return json.loads(get(f"/data/{table}.json{query}").content)


def package():
    return json.loads(get("/data/datapackage.json").content)


def one(rows, indicator, year="2022"):
    [row] = [row for row in rows if (row["indicator"], str(row["year"])) == (indicator, year)]
    return row


# --- The same cells in every form ---------------------------------------------------------------------------------


def as_text(value):
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value.normalize(), "f")
        case date():
            return value.isoformat()
    return str(value)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_the_same_cells_as_csv_json_parquet_and_workbook(table):
    rows = [list(row.values()) for row in csv_rows(table)]
    unguarded = [[re.sub(r"^'(?=[=+\-@\t\r])", "", cell) for cell in row] for row in rows]
    as_json = json_rows(table)
    assert [[as_text(value) for value in row.values()] for row in as_json] == unguarded
    parquet = pq.read_table(io.BytesIO(get(f"/data/{table}.parquet").content))
    assert [[as_text(value) for value in row.values()] for row in parquet.to_pylist()] == unguarded
    head = get(f"/data/{table}.csv").content.decode().splitlines()[0].split(",")
    assert parquet.column_names == head
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(get(f"/data/{table}.xlsx").content)).get_sheet_by_index(0)
    written = sheet.to_python(skip_empty_area=False)
    assert written[0] == head
    assert [[_of_sheet(value) for value in row] for row in written[1:]] == [
        [re.sub(r"\.0+$", "", cell) for cell in row] for row in unguarded
    ]


def _of_sheet(value):
    if isinstance(value, float):
        return as_text(Decimal(repr(value)))
    return as_text(value)


def test_numbers_are_exact_and_what_is_missing_is_never_zero():
    rows = json_rows("observations")
    parts = one(rows, "1.1.1-c")
    assert (parts["value"], parts["numerator"], parts["denominator"]) == ("82.3", "107", "130")
    assert one(rows, "3.3.3-a")["value"] == "0"
    withheld = one(rows, "2.2.1-a")
    assert (withheld["value"], withheld["status"], withheld["reason"]) == (None, "withheld", "Under review.")
    assert one(csv_rows("observations"), "2.2.1-a")["value"] == ""
    parquet = pq.read_table(io.BytesIO(get("/data/observations.parquet").content))
    assert str(parquet.schema.field("value").type) == "decimal128(24, 4)"
    assert parquet.column("value").null_count == sum(row["value"] is None for row in rows)


def test_no_cell_is_a_formula():
    entered = one(csv_rows("observations"), "2.1.1-d")
    assert (entered["source"], entered["note"]) == ("'=1+1", "'-see the report")
    assert one(json_rows("observations"), "2.1.1-d")["source"] == "=1+1"
    with zipfile.ZipFile(io.BytesIO(get("/data/observations.xlsx").content)) as workbook:
        sheets = [name for name in workbook.namelist() if name.startswith("xl/worksheets/")]
        assert sheets
        assert all(b"<f>" not in workbook.read(name) for name in sheets)


def test_a_workbook_shows_values_with_the_decimals_of_their_series():
    with zipfile.ZipFile(io.BytesIO(get("/data/observations.xlsx").content)) as workbook:
        styles = workbook.read("xl/styles.xml").decode()
    assert 'formatCode="#,##0.0"' in styles


def test_a_table_says_what_the_documents_say():
    flat = {
        (document["code"], series["code"], row["year"]): row["value"]
        for text in Document.objects.filter(release=2, kind=Kind.INDICATOR).values_list("text", flat=True)
        for document in [json.loads(text)]
        for series in document["series"]
        for row in series["observations"]
    }
    assert {(row["indicator"], row["series"], row["year"]): row["value"] for row in json_rows("observations")} == flat
    assert len(csv_rows("series")) == 51
    assert len(csv_rows("indicators")) == 38
    assert len(csv_rows("countries")) == 162
    assert Counter(row["counted"] for row in csv_rows("respondents")) == {
        "numerator": 3,
        "denominator": 2,
        "no_response": 127,
    }
    assert [row["held"] for row in csv_rows("offices")] == ["vacant"]
    assert [row["woman"] for row in csv_rows("coordinators")] == ["true"]
    assert csv_rows("contributions")[0]["dollars"] == "1000000"
    assert {row["number"] for row in csv_rows("releases")} == {"1", "2"}


def test_nothing_names_a_person():
    for table in TABLES:
        assert "A coordinator" not in get(f"/data/{table}.csv").content.decode()


# --- Files and checksums ----------------------------------------------------------------------------------------------


def test_files_are_the_same_bytes_each_time_and_in_every_language():
    for form in FORMS:
        first = get(f"/data/contributions.{form}").content
        pages.clear()
        assert get(f"/zh/data/contributions.{form}").content == first


def test_every_checksum_and_size_is_that_of_the_file():
    listed = dict(reversed(line.split("  ")) for line in get("/data/checksums.txt").content.decode().splitlines())
    assert set(listed) == {f"{table}.{form}" for table in TABLES for form in FORMS}
    for name, checksum in listed.items():
        assert hashlib.sha256(get(f"/data/{name}").content).hexdigest() == checksum, name
    page = get("/data/observations/").content.decode()
    assert all(listed[f"observations.{form}"] in page for form in FORMS)


def test_an_earlier_release_keeps_its_tables():
    assert {row["release"] for row in csv_rows("observations", "?release=1")} == {"1"}
    assert len(csv_rows("observations", "?release=1")) < len(csv_rows("observations"))
    assert csv_rows("respondents", "?release=1") == []
    assert "This release holds no rows of this table." in get("/data/respondents/?release=1").content.decode()
    assert {row["number"] for row in csv_rows("releases", "?release=1")} == {"1"}


def test_pages_and_files_of_a_release_that_were_made_before_cost_the_look_up_alone(django_assert_num_queries):
    paths = ("/data/", "/data/series/", "/data/series.csv", "/data/datapackage.json", "/data/catalogue.jsonld")
    for path in (*paths, "/data/datapackage.zip", "/data/connect/", "/data/checksums.txt"):
        get(path)
        with django_assert_num_queries(1):
            get(path)


def test_all_tables_are_read_in_a_fixed_number_of_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(18):
        get("/data/")


# --- The data package ------------------------------------------------------------------------------------------------


def test_the_package_is_one_of_version_2_of_the_standard():
    profile = json.loads(PROFILE.read_text())
    validator = jsonschema.validators.validator_for(profile)(profile)
    said = package()
    assert list(validator.iter_errors(said)) == []
    said["resources"][0]["schema"]["fields"][0]["type"] = "decimal"
    assert list(validator.iter_errors(said)), "the profile would take anything"


def test_the_package_names_the_very_files_with_size_and_hash():
    said = package()
    assert [resource["name"] for resource in said["resources"]] == list(TABLES)
    for resource in said["resources"]:
        assert resource["path"] == f"http://testserver/data/{resource['name']}.csv?release=2"
        content = get(resource["path"].removeprefix("http://testserver")).content
        assert (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}") == (resource["bytes"], resource["hash"])


def test_the_zipped_package_holds_itself_and_every_file():
    with zipfile.ZipFile(io.BytesIO(get("/data/datapackage.zip").content)) as archive:
        inside = json.loads(archive.read("datapackage.json"))
        assert archive.namelist() == ["datapackage.json", *(resource["path"] for resource in inside["resources"])]
        for resource in inside["resources"]:
            content = archive.read(resource["path"])
            assert f"sha256:{hashlib.sha256(content).hexdigest()}" == resource["hash"]
    first = get("/data/datapackage.zip").content
    pages.clear()
    assert get("/data/datapackage.zip").content == first


PATTERNS = {
    "integer": r"-?[0-9]+",
    "year": r"[0-9]{4}",
    "number": r"-?[0-9]+(\.[0-9]+)?",
    "boolean": r"true|false",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "string": r"(?s).+",
}


def test_cells_are_of_their_types_and_codes_of_their_lists():
    for resource in package()["resources"]:
        for row in csv_rows(resource["name"]):
            for field in resource["schema"]["fields"]:
                cell = row[field["name"]]
                said = f"{resource['name']}.{field['name']}: {cell}"
                assert not cell or re.fullmatch(PATTERNS[field["type"]], cell), said
                codes = {each["value"] for each in field.get("categories", [])}
                assert not cell or not codes or cell in codes, said


def test_keys_name_one_row_and_foreign_keys_name_one_that_is_there():
    resources = {resource["name"]: resource["schema"] for resource in package()["resources"]}
    rows = {name: csv_rows(name) for name in resources}
    pointed = 0
    for name, schema in resources.items():
        keys = [tuple(row[column] for column in schema.get("primaryKey", row)) for row in rows[name]]
        if "primaryKey" in schema:
            assert len(keys) == len(set(keys)), name
            assert all(all(key) for key in keys), name
        for foreign in schema.get("foreignKeys", []):
            there = {
                tuple(row[column] for column in foreign["reference"]["fields"])
                for row in rows[foreign["reference"]["resource"]]
            }
            for row in rows[name]:
                pointed += 1
                assert tuple(row[column] for column in foreign["fields"]) in there, (name, foreign)
    assert pointed > 500


def test_every_column_says_what_it_means():
    for resource in package()["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["description"], (resource["name"], field["name"])


# --- Catalogues -------------------------------------------------------------------------------------------------------


def test_the_catalogue_names_every_file_with_size_and_checksum():
    said = json.loads(get("/data/catalogue.jsonld").content)
    assert said["@type"] == "dcat:Catalog"
    files = [file for dataset in said["dcat:dataset"] for file in dataset["dcat:distribution"]]
    assert len(files) == len(TABLES) * len(FORMS)
    file = files[0]
    content = get(file["dcat:downloadURL"]["@id"].removeprefix("http://testserver")).content
    assert file["dcat:byteSize"]["@value"] == str(len(content))
    assert file["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(content).hexdigest()
    prefixes = {name.partition(":")[0] for dataset in said["dcat:dataset"] for name in dataset if ":" in name}
    assert prefixes <= set(said["@context"])


def linked(path):
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', get(path).content.decode(), re.DOTALL)
    assert "<" not in block
    return json.loads(block)


def test_pages_carry_linked_data_that_names_the_same_files():
    said = linked("/data/observations/")
    assert (said["@type"], said["version"], said["datePublished"]) == (
        "Dataset",
        "2",
        timezone.localdate(Release.objects.get(number=2).published_at).isoformat(),
    )
    assert said["distribution"][0]["encodingFormat"] == "text/csv"
    content = get(said["distribution"][0]["contentUrl"].removeprefix("http://testserver")).content
    assert said["distribution"][0]["sha256"] == hashlib.sha256(content).hexdigest()
    assert linked("/data/")["@type"] == "Dataset"


def test_no_licence_is_claimed_where_none_is_declared(settings):
    assert "No licence is declared for these data" in get("/data/").content.decode()
    assert "license" not in linked("/data/")
    assert "licenses" not in package()
    settings.DATA_LICENCE = ["CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"]
    pages.clear()
    assert 'rel="license">CC-BY-4.0</a>' in get("/data/").content.decode()
    assert linked("/data/")["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert package()["licenses"] == [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}]
    catalogue = json.loads(get("/data/catalogue.jsonld").content)
    assert catalogue["dcat:dataset"][0]["dct:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}


def test_what_does_not_exist_is_not_found():
    for path in ("/data/nothing/", "/data/nothing.csv", "/data/observations.pdf", "/data/?release=9"):
        assert Client().get(path, follow=True).status_code == 404, path
