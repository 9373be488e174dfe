"""A number is read alike at every door, or refused with nothing changed; 40 on the way from 60 to 20 is half of it.

The doors: the grid, a paste beside it, the workbook of all series, a form of the administration and a spreadsheet,
through which people come; the API, through which programs come; and a framework's data file. tests/test_numbers.py has
the same rule for the functions alone.
"""

import csv
import io
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from activity.models import Head
from common.numbers import canonical
from common.yaml_files import FileRefused
from indicators.actions import assign_indicators
from indicators.loading import load_framework
from indicators.models import Indicator, Observation, Series
from tests.api import Api, body_of, place
from tests.databases import copy_in_use, rolled_back
from tests.reading import Page, Person
from tests.series_files import edited, rows_of
from tests.series_files import written as file_of
from tests.work import People, another, explain_slipped, publish, validate

DATA = Path(__file__).parent / "data"
ROW = "RCS 1.1.1-a"
REFUSED = "-"
BLANK = "(blank)"
WHY_NONE = "Where there is no target, a note says why"
HALF = "(40 − 60) ÷ (20 − 60) = (−20) ÷ (−40) = 0.5 50% of the way from the baseline to the target."

# written -> what people's doors read, what the API reads, what a data file reads; "-" is refused
LITERALS = [
    # zero, and nothing
    ("0", "0", "0", "0"),
    ("-0", "0", "0", "0"),
    ("0.0", "0", "0", "0"),
    ("-0.0000", "0", "0", "0"),
    ("", BLANK, REFUSED, BLANK),
    (" ", BLANK, REFUSED, BLANK),
    ("null", REFUSED, REFUSED, BLANK),
    # plain numbers
    ("40", "40", "40", "40"),
    ("40.0", "40", "40", "40"),
    ("12.50", "12.5", "12.5", "12.5"),
    ("-3.5", "-3.5", "-3.5", "-3.5"),
    ("1.1250", "1.125", "1.125", "1.125"),
    (" 40 ", "40", REFUSED, "40"),
    (".5", "0.5", REFUSED, REFUSED),
    ("5.", REFUSED, REFUSED, REFUSED),
    ("+5", REFUSED, REFUSED, REFUSED),
    ("007", REFUSED, REFUSED, REFUSED),
    ("010", REFUSED, REFUSED, REFUSED),
    # commas, dots and spaces
    ("1,5", "1.5", REFUSED, REFUSED),
    ("1.125", REFUSED, "1.125", "1.125"),
    ("1,125", REFUSED, REFUSED, REFUSED),
    ("1,234.5", "1234.5", REFUSED, REFUSED),
    ("1.234,5", "1234.5", REFUSED, REFUSED),
    ("1,234,567", "1234567", REFUSED, REFUSED),
    ("1.234.567", "1234567", REFUSED, REFUSED),
    ("1 234", "1234", REFUSED, REFUSED),
    ("1\u00a0234,5", "1234.5", REFUSED, REFUSED),
    ("1\u202f234\u202f567", "1234567", REFUSED, REFUSED),
    ("12 34", REFUSED, REFUSED, REFUSED),
    ("1'234", REFUSED, REFUSED, REFUSED),
    # digits and signs of other scripts
    ("٨١", "81", REFUSED, REFUSED),
    ("١٬٢٣٤٫٥", "1234.5", REFUSED, REFUSED),
    ("۸۱", "81", REFUSED, REFUSED),
    ("１２．５", "12.5", REFUSED, REFUSED),
    ("\u22125", "-5", REFUSED, REFUSED),
    ("1٢", REFUSED, REFUSED, REFUSED),
    ("४०", REFUSED, REFUSED, REFUSED),
    # what programs and data formats write
    ("1e3", REFUSED, REFUSED, REFUSED),
    ("1.5e+3", REFUSED, REFUSED, REFUSED),
    ("1e400", REFUSED, REFUSED, REFUSED),
    ("1_000", REFUSED, REFUSED, REFUSED),
    ("0x1F", REFUSED, REFUSED, REFUSED),
    ("1:30", REFUSED, REFUSED, REFUSED),
    ("NaN", REFUSED, REFUSED, REFUSED),
    (".nan", REFUSED, REFUSED, REFUSED),
    ("-Infinity", REFUSED, REFUSED, REFUSED),
    (".inf", REFUSED, REFUSED, REFUSED),
    ("true", REFUSED, REFUSED, REFUSED),
    # words and signs that belong elsewhere
    ("81%", REFUSED, REFUSED, REFUSED),
    ("$215", REFUSED, REFUSED, REFUSED),
    ("(5)", REFUSED, REFUSED, REFUSED),
    ("5万", REFUSED, REFUSED, REFUSED),
    ("½", REFUSED, REFUSED, REFUSED),
    # what cannot be seen
    ("4\x000", REFUSED, REFUSED, REFUSED),
    ("4\u200b0", REFUSED, REFUSED, REFUSED),
    # 15 digits are kept, and not one more
    ("99999999999.9999", "99999999999.9999", "99999999999.9999", "99999999999.9999"),
    ("-99999999999.9999", "-99999999999.9999", "-99999999999.9999", "-99999999999.9999"),
    ("99999999999.99999", REFUSED, REFUSED, REFUSED),
    ("999999999999.999", REFUSED, REFUSED, REFUSED),
    ("123456789012345", REFUSED, REFUSED, REFUSED),
    ("0.12345", REFUSED, REFUSED, REFUSED),
    ("9" * 5000, REFUSED, REFUSED, REFUSED),
]

# The others are read by Python alone; these a database could keep as another number, or not at all.
LIMITS = {
    *("-0.0000", "", "1.1250", "1e400", "NaN", "4\x000", "9" * 5000),
    *(text for text, *_read in LITERALS if len(text) > 10 and text.lstrip("-").replace(".", "").isdecimal()),
    "0.12345",
}

# tests/test_numbers.py has these too, and each is read or refused like another one here: left to `make assure`.
ALIKE = {
    *("-0", "40", "40.0", "5.", "+5", "1.234,5", "1,234,567", "1\u00a0234,5", "12 34"),
    *("١٬٢٣٤٫٥", "۸۱", "１２．５", "1٢", "४०", "$215", "(5)", "5万", "½"),
}


OTHERS = [text for text, *_read in LITERALS if text not in LIMITS | ALIKE]


def marks(text: str) -> list[pytest.MarkDecorator]:
    """Every limit is tried in the usual run, and every third of the others."""
    if text in LIMITS:
        return []
    return [pytest.mark.assure] if text in ALIKE or OTHERS.index(text) % 3 else [pytest.mark.same_on_both]


# --- The doors -----------------------------------------------------------------------------------------------------


@dataclass
class House:
    """One series that keeps every digit, the people who come to it, and what is stored before any of them does."""

    custodian: User
    editor: Client
    administrator: Client
    api: Api
    before: tuple

    @property
    def observation(self) -> Observation:
        return Observation.objects.get(series__indicator__framework__code="DOORS-2021-2025", year=2022)

    @property
    def series(self) -> Series:
        return Series.objects.get(indicator__framework__code="DOORS-2021-2025")


@pytest.fixture(scope="module")
def built_house(databases, django_db_setup, django_db_blocker, accounts):
    """Made once for this module, in a database of its own, because nothing that is tried here stays."""
    with django_db_blocker.unblock(), copy_in_use(databases, "seeded"):
        load_framework(DATA / "doors" / "framework.yaml")
        custodian = entering("DOORS-2021-2025")
        administrator = signed_in(People(accounts).administrator)
        yield House(custodian, signed_in(custodian), administrator, Api(custodian), stored())


@pytest.fixture
def house(built_house):
    with rolled_back():
        yield built_house


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def entering(framework: str) -> User:
    """Somebody who enters the values of this framework alone."""
    user = another(Role.CUSTODIAN, "doors@example.org")
    indicators = Indicator.objects.filter(framework__code=framework)
    assign_indicators(user, indicators, by=None, first_day=timezone.localdate())
    return user


def written(number: Decimal | None) -> str:
    return BLANK if number is None else canonical(number)


def by_grid(house: House, text: str) -> str:
    page = Page(house.editor, house.editor.get("/entry/2022/"))
    answer = page.press(f"Save {ROW}", {f"{ROW}: value": text})
    assert answer.status in (200, 400)
    return written(house.observation.value) if answer.status == 200 else REFUSED


def by_paste(house: House, text: str) -> str:
    page = Page(house.editor, house.editor.get("/entry/2022/paste/"))
    answer = page.press("Preview", {"Cells, as copied from the spreadsheet": f"1.1.1-a\t{text}"})
    assert answer.status in (200, 400)
    if "Save 1 row as a draft" in answer.buttons:
        assert answer.press("Save 1 row as a draft").address == "/entry/2022/"
    return written(house.observation.value) if answer.status == 200 else REFUSED


def by_workbook(house: House, text: str) -> str:
    file = io.BytesIO(file_of(edited(rows_of(house.custodian), {house.observation.key: {"value": text}}), "csv"))
    file.name = "series.csv"
    answer = Page(house.editor, house.editor.post("/entry/workbook/", {"file": file}))
    assert answer.status in (200, 400)
    if "Take over 1 cell" in answer.buttons:
        assert "1 cell taken over" in answer.press("Take over 1 cell")
    return written(house.observation.value) if answer.status == 200 else REFUSED


def by_form(house: House, text: str) -> str:
    address = reverse("admin:indicators_series_change", args=[house.series.pk])
    form = house.administrator.get(address).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    posted = {name: "" if value is None else value for name, value in shown.items()}
    answer = house.administrator.post(address, posted | {"target_value": text, "target_note_en": WHY_NONE})
    assert answer.status_code in (200, 302, 400)  # Django shows a form with faults as 200
    return written(house.series.target_value) if answer.status_code == 302 else REFUSED


def by_spreadsheet(house: House, text: str) -> str:
    header = ("framework", "indicator", "code", "target_value", "target_note_en", "version")
    row = ("DOORS-2021-2025", "1.1.1-a", "total", text, WHY_NONE, house.series.version)
    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerows([header, row])
    uploaded = SimpleUploadedFile("sheet.csv", sheet.getvalue().encode())
    data = {"import_file": uploaded, "format": "0", "resource": "0"}
    preview = house.administrator.post(reverse("admin:indicators_series_import"), data)
    assert preview.status_code in (200, 400)
    if "confirm_form" not in preview.context:
        return REFUSED
    confirmed = dict(preview.context["confirm_form"].initial)
    answer = house.administrator.post(reverse("admin:indicators_series_process_import"), confirmed)
    assert answer.status_code == 302
    return written(house.series.target_value)


def by_api(house: House, text: str) -> str:
    row = house.observation
    body = {"status": "reported", "value": text}
    answer = house.api.put("entry/observations/DOORS-2021-2025/1.1.1-a/total/2022/", body, seen=row.version)
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        return REFUSED
    assert json.loads(answer.content)["value"] == canonical(house.observation.value)
    return written(house.observation.value)


def by_file(house: House, text: str, folder: Path) -> str:
    content = (DATA / "doors" / "framework.yaml").read_text().replace("DOORS-2021", "FILE-2021")
    path = folder / "framework.yaml"
    path.write_text(content.replace("target: 7777", f"target: {text}"))
    try:
        load_framework(path)
    except FileRefused:
        return REFUSED
    return written(Series.objects.get(indicator__framework__code="FILE-2021-2025").target_value)


PEOPLES_DOORS = {
    "grid": by_grid,
    "paste": by_paste,
    "workbook": by_workbook,
    "form": by_form,
    "spreadsheet": by_spreadsheet,
}


def stored() -> tuple:
    """Everything that a door could have written."""
    rows = (Series, Observation, Indicator)
    return Head.objects.values_list().get(), *(list(model._base_manager.order_by("pk").values_list()) for model in rows)


@pytest.mark.parametrize(
    ("text", "people", "api", "file"),
    [pytest.param(*read, marks=marks(read[0])) for read in LITERALS],
    ids=lambda text: ascii(text)[1:21],
)
def test_no_two_doors_read_different_numbers(house, tmp_path, text, people, api, file):
    read = {}
    doors = {**PEOPLES_DOORS, "api": by_api, "file": lambda house, text: by_file(house, text, tmp_path)}
    for name, door in doors.items():
        with rolled_back():
            read[name] = door(house, text)
            assert read[name] != REFUSED or stored() == house.before, name
    assert read == dict.fromkeys(PEOPLES_DOORS, people) | {"api": api, "file": file}
    assert len(set(read.values()) - {REFUSED}) <= 1


# --- Zero, and nothing ---------------------------------------------------------------------------------------------


def test_a_json_number_is_refused_because_it_may_have_been_a_float(house):
    path, row = "entry/observations/DOORS-2021-2025/1.1.1-a/total/2022/", house.observation
    for body in (b'{"status": "reported", "value": 40}', b'{"status": "reported", "value": 0.1}'):
        assert house.api.put(path, body, seen=row.version).status_code == 400
        assert stored() == house.before


def test_a_zero_is_a_value_and_nothing_is_none_at_every_door(db, people, accounts):
    custodian = Person()
    custodian.signs_in(*accounts["custodian"])
    typed = {"RCS 2.1.1-d: value": "0", "RCS 2.1.1-e: status": "not_available", "RCS 2.1.1-e: reason": "No survey."}
    grid = custodian.opens("/entry/2022/").press("Save drafts", typed)
    assert [grid.value_of(f"RCS {code}: value") for code in ("2.1.1-d", "2.1.1-e")] == ["0", ""]
    assert grid.press("Submit RCS 2.1.1-d").press("Submit RCS 2.1.1-e").status == 200
    for code, value in (("2.1.1-d", "0"), ("2.1.1-e", None)):
        assert json.loads(Api(people.custodian).get(place(f"{code}/total/2022")).content)["value"] == value
        validate(f"{code}/total/2022", by=people.validator)
    publish(people)

    rows = {row["indicator"]: row for row in read("/api/v1/observations/?year=2022")["results"]}
    assert (rows["2.1.1-d"]["value"], rows["2.1.1-e"]["value"]) == ("0", None)
    cells = {row["indicator"]: row["value"] for row in table("/api/v1/observations/?year=2022&format=csv")}
    assert (cells["2.1.1-d"], cells["2.1.1-e"]) == ("0", "")
    for code, value, cell, words in (("2.1.1-d", "0", "0", "0%"), ("2.1.1-e", None, "", "not available")):
        address = f"/indicators/RCS-2022-2025/{code}"
        [series] = read(f"{address}.json")["series"]
        assert [row["value"] for row in series["observations"] if row["year"] == 2022] == [value]
        assert [row["value"] for row in table(f"{address}.csv") if row["year"] == "2022"] == [cell]
        assert words in Person().opens(f"{address}/")


def read(address):
    return json.loads(body_of(Client().get(address)))


def table(address):
    return list(csv.DictReader(io.StringIO(body_of(Client().get(address)).decode("utf-8-sig"), newline="")))


# --- Half of the way -----------------------------------------------------------------------------------------------


def test_40_on_the_way_from_60_to_20_is_half_of_it_on_every_door(db, people):
    """A falling indicator: others have shown such a value as 200 per cent of the way, or as 0."""
    load_framework(DATA / "falling" / "framework.yaml")
    publish(people)
    typed = {f"{ROW}: value": "40", f"{ROW}: numerator": "52", f"{ROW}: denominator": "130"}
    saved = visit(entering("TEST-2021-2025"), "/entry/2024/").press(f"Save {ROW}", typed)
    assert "behind, 2024" in saved  # half of the way, where three quarters were due
    saved.press(f"Submit {ROW}")

    queue = visit(people.validator, "/review/observations/?year=2024")
    assert "p = 50%, e = 75%" in queue
    assert HALF in queue
    queue.press(f"Validate {ROW}")

    preview = visit(people.publisher, "/publish/")
    assert "total: rating on track, 2023 behind, 2024" in preview
    explain_slipped(people.publisher)
    visit(people.publisher, "/publish/").press("Publish", {"Reason": "Half of the way."})

    page = Person().opens("/indicators/TEST-2021-2025/1.1.1-a/")
    assert HALF in page
    assert "200%" not in page
    rating = {"code": "behind", "year": 2024, "reason": "", "working": {"p": "0.5", "e": "0.75", "version": "1"}}
    for document in ("/api/v1/indicators/TEST-2021-2025/1.1.1-a/", "/indicators/TEST-2021-2025/1.1.1-a.json"):
        [series] = read(document)["series"]
        assert series["rating"] == rating
        assert (series["baseline"]["value"], series["latest"]["value"], series["target"]["value"]) == ("60", "40", "20")
    in_framework = [row for row in table("/framework.csv?framework=TEST-2021-2025") if row["indicator"] == "1.1.1-a"]
    in_indicator = [row for row in table("/indicators/TEST-2021-2025/1.1.1-a.csv") if row["year"] == "2024"]
    assert [(row["p"], row["rating"]) for row in in_framework + in_indicator] == [("0.5", "behind")] * 2


def visit(user: User, address: str) -> Page:
    client = signed_in(user)
    return Page(client, client.get(address))
