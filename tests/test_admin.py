"""The administration: administrators change through actions, auditors read, for everybody else it is not there."""

import csv
import html
import io
import json
import re
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
import tablib
import xlsxwriter
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from accounts.roles import Role
from activity.models import Entry
from activity.verification import chain_faults
from common.exchange import CSV, XLSX
from common.spreadsheets import MAX_BYTES, SpreadsheetRefused, read_csv, read_xlsx, write_csv, write_xlsx
from countries.models import Country, Region
from frameworks.models import Framework, Goal, Outcome, Output, ReportingYear
from indicators.definitions import change_definition, create_definition
from indicators.models import Custodianship, Indicator, Milestone, Observation, Series
from tests.fund import gift, validated_contributions
from tests.record_rows import coordinator

pytestmark = pytest.mark.django_db

ROWS_OF_THE_FUND = {
    f"finance.{name}" for name in ("report", "funditem", "fundfigure", "contribution", "contributionfigure")
}
ROWS_OF_REPORTS = {"indicators.reportedfact", "indicators.lookalike"}
OURS = {
    "accounts.membership",
    "accounts.user",
    "countries.country",
    "countries.countryteam",
    "countries.groupmembership",
    "countries.region",
    "countries.regionmembership",
    *(f"finance.{name}" for name in ("component", "footnote", "fact", "controltotal", "contributor")),
    "finance.groupof77membership",
    *ROWS_OF_THE_FUND,
    *ROWS_OF_REPORTS,
    "frameworks.framework",
    "frameworks.goal",
    "frameworks.outcome",
    "frameworks.output",
    "frameworks.reportingyear",
    "indicators.custodianship",
    "indicators.financerule",
    "indicators.indicator",
    "indicators.milestone",
    "indicators.rolluprule",
    "indicators.series",
    "publications.release",
    "records.coordinator",
    "surveys.item",
    "surveys.questionnaire",
    "surveys.questionversion",
    "surveys.section",
}
READING = {"countries.regionmembership", "publications.release"} | ROWS_OF_THE_FUND | ROWS_OF_REPORTS


def page(model, view="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def last_entry():
    entry = Entry.objects.order_by("-sequence").first()
    return entry, json.loads(entry.text)["data"]


def fields_of(response):
    """What the form of a page would send, unchanged."""
    form = response.context["adminform"].form
    return {
        name: "" if (value := form[name].value()) is None else value
        for name in form.fields
        if not isinstance(form[name].value(), bool) or form[name].value()
    }


@pytest.fixture
def framework(people):
    return make_framework(people)


def make_framework(people):
    framework = create_definition(
        Framework,
        {"code": "NEXT", "document": "A/1", "title_en": "The next one", "first_year": 2026, "last_year": 2029},
        by=people.administrator,
    )
    goal = create_definition(Goal, {"framework": framework, "code": "1", "title_en": "G", "position": 1}, by=None)
    outcome = create_definition(Outcome, {"goal": goal, "code": "1.1", "title_en": "O", "position": 1}, by=None)
    output = create_definition(Output, {"outcome": outcome, "code": "1.1.1", "title_en": "P", "position": 1}, by=None)
    indicator = {"framework": framework, "output": output, "code": "1.1.1-a", "title_en": "Share", "unit": "percent"}
    rest = {"decimals": 1, "direction": "up", "method": "share", "position": 1}
    create_definition(Indicator, indicator | rest, by=None)
    return framework


@pytest.fixture
def series(framework, people):
    return make_series(framework, people)


def make_series(framework, people):
    """A series with milestones, and something else in every list."""
    values = {
        "indicator": framework.indicators.get(),
        "code": "total",
        "baseline_value": Decimal(40),
        "baseline_year": 2025,
        "target_value": Decimal(60),
        "target_year": 2029,
        "position": 1,
    }
    series = create_definition(Series, values, by=None)
    for year in (2026, 2027, 2028):
        create_definition(Milestone, {"series": series, "year": year, "value": Decimal(year - 1980)}, by=None)
    coordinator()  # so that there is something in every list
    validated_contributions([gift()], people)
    return series


# --- Who comes in -----------------------------------------------------------------------------------


def test_only_our_own_tables_are_administered():
    assert {model._meta.label_lower for model in admin.site._registry} == OURS


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/indicators/indicator/", "/admin/nothing/"])
def test_the_anonymous_are_sent_to_the_sites_own_sign_in(address, client):
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/admin/")
    posted = client.post("/admin/login/", {"username": "x", "password": "y"})
    assert posted["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR}))
def test_for_other_roles_there_is_no_administration(role, signed_in):
    client = signed_in(role)
    for address in ("/admin/", "/admin/indicators/indicator/", "/admin/accounts/user/add/", "/admin/jsi18n/"):
        assert client.get(address).status_code == 404, address
    assert client.post("/admin/accounts/user/add/", {"email": "x@example.org"}).status_code == 404


# --- Forms --------------------------------------------------------------------------------------------


def test_saving_a_form_is_an_action_with_its_activity_and_no_second_log(signed_in, series, people):
    client = signed_in("administrator")
    address = page(Series, "change", series.pk)
    data = fields_of(client.get(address)) | {"target_value": "70,5"}
    response = client.post(address, data)
    assert response.status_code == 302
    series.refresh_from_db()
    assert (series.target_value, series.version) == (Decimal("70.5"), 2)
    entry, said = last_entry()
    assert (entry.verb, entry.actor) == ("indicators.series.changed", people.administrator)
    assert said["before"] == {"target_value": "60"}
    assert said["after"] == {"target_value": "70.5"}
    assert not LogEntry.objects.exists()
    assert not list(chain_faults())


def test_a_number_of_three_decimals_is_shown_so_that_it_is_read_back(signed_in, series, people):
    indicator = series.indicator
    change_definition(indicator, {"decimals": 3}, by=people.administrator, seen=indicator.version)
    change_definition(series, {"target_value": Decimal("60.125")}, by=people.administrator, seen=series.version)
    client = signed_in("administrator")
    address = page(Series, "change", series.pk)
    assert client.post(address, fields_of(client.get(address)) | {"title_en": "All"}).status_code == 302
    series.refresh_from_db()
    assert (series.target_value, series.title_en) == (Decimal("60.125"), "All")


def test_a_number_that_could_be_two_is_refused_in_the_form(signed_in, series):
    client = signed_in("administrator")
    address = page(Series, "change", series.pk)
    response = client.post(address, fields_of(client.get(address)) | {"target_value": "1.234"})
    assert response.status_code == 200
    assert "can be read in two ways" in response.content.decode()
    assert Series.objects.get(pk=series.pk).version == 1


def test_what_the_action_refuses_is_shown_on_the_form_with_what_was_typed(signed_in, series):
    client = signed_in("administrator")
    address = page(Series, "change", series.pk)
    response = client.post(
        address, fields_of(client.get(address)) | {"target_value": "60.55", "target_note_en": "Kept"}
    )
    assert response.status_code == 400
    assert "This indicator keeps 1 decimal." in response.content.decode()
    assert "Kept" in response.content.decode()
    assert Series.objects.get(pk=series.pk).version == 1


def test_a_stale_form_shows_both_values_and_the_choice_is_made_after(signed_in, series, people):
    client = signed_in("administrator")
    address = page(Series, "change", series.pk)
    data = fields_of(client.get(address)) | {"target_value": "80"}
    change_definition(series, {"target_value": Decimal(70)}, by=people.administrator, seen=1)
    response = client.post(address, data)
    assert response.status_code == 409
    assert "It says now: 70" in response.content.decode()
    assert "You entered: 80" in response.content.decode()
    assert Series.objects.get(pk=series.pk).target_value == Decimal(70)
    again = client.post(address, fields_of(response))
    assert again.status_code == 302
    assert Series.objects.get(pk=series.pk).target_value == Decimal(80)


def test_a_form_without_a_version_is_refused(signed_in, series):
    client = signed_in("administrator")
    address = page(Series, "change", series.pk)
    data = {name: value for name, value in fields_of(client.get(address)).items() if name != "seen"}
    assert client.post(address, data | {"target_value": "80"}).status_code == 409
    assert Series.objects.get(pk=series.pk).target_value == Decimal(60)


def test_what_figures_fix_is_shown_and_cannot_be_typed_over(signed_in):
    series = Series.objects.get(indicator__code="2.1.1-d")
    client = signed_in("administrator")
    address = page(Series, "change", series.pk)
    response = client.get(address)
    assert "Figures rest on this" in response.content.decode()
    assert "target_value" not in response.context["adminform"].form.fields
    typed = {"target_value": "12", "target_note_en": "A note"}
    assert client.post(address, fields_of(response) | typed).status_code == 302
    series.refresh_from_db()
    assert (series.target_value, series.target_note_en) == (Decimal(90), "A note")


def test_an_account_is_made_and_closed_by_actions(signed_in, people):
    client = signed_in("administrator")
    typed = {"email": "New@Example.org", "name": "New", "language": "en"}
    assert client.post(page(User, "add"), typed).status_code == 302
    user = User.objects.get(email="new@example.org")
    assert not user.has_usable_password()
    assert last_entry()[0].verb == "accounts.user.created"
    address = page(User, "change", user.pk)
    data = {name: value for name, value in fields_of(client.get(address)).items() if name != "is_active"}
    assert client.post(address, data).status_code == 302
    user.refresh_from_db()
    assert not user.is_active
    entry, said = last_entry()
    assert (entry.verb, said["after"]) == ("accounts.user.changed", {"is_active": False})
    twice = client.post(page(User, "add"), {"email": "new@example.org", "name": "Again", "language": "en"})
    assert twice.status_code in (200, 400)
    assert User.objects.filter(email="new@example.org").count() == 1


def test_a_role_is_granted_and_ended_by_actions(signed_in, people):
    client = signed_in("administrator")
    today = timezone.localdate()
    data = {
        "user": people.auditor.pk,
        "role": "validator",
        "region": "",
        "team": "",
        "valid_from": today,
        "valid_to": "",
    }
    assert client.post(page(Membership, "add"), data).status_code == 302
    membership = Membership.objects.get(user=people.auditor, role="validator")
    assert last_entry()[0].verb == "accounts.membership.granted"
    address = page(Membership, "change", membership.pk)
    assert client.post(address, {"seen": 1, "valid_to": today + timedelta(days=3)}).status_code == 302
    assert last_entry()[0].verb == "accounts.membership.ended"
    membership.refresh_from_db()
    assert membership.valid_to == today + timedelta(days=3)
    wrong = data | {"role": "team_leader"}
    assert client.post(page(Membership, "add"), wrong).status_code in (200, 400)
    assert not Membership.objects.filter(user=people.auditor, role="team_leader").exists()


def test_a_reporting_year_is_opened_with_its_observations_and_closed(signed_in):
    client = signed_in("administrator")
    opens = {"opens_at_0": "2026-01-01", "opens_at_1": "00:00:00"}
    assert client.post(page(ReportingYear, "add"), {"year": 2026, **opens}).status_code == 302
    assert Observation.objects.filter(year=2026).count() == Series.objects.count()
    assert last_entry()[0].verb == "frameworks.reporting_year.opened"
    address = page(ReportingYear, "change", 2026)
    closes = {"closes_at_0": "2026-02-01", "closes_at_1": "00:00:00"}
    assert client.post(address, {"seen": 1, **closes}).status_code == 302
    assert not ReportingYear.objects.get(year=2026).is_open
    assert last_entry()[0].verb == "frameworks.reporting_year.closed"
    assert client.post(address, {"seen": 2, **closes}).status_code == 409
    assert client.post(address, {"seen": 2, "closes_at_0": "", "closes_at_1": ""}).status_code == 302
    assert ReportingYear.objects.get(year=2026).is_open
    assert last_entry()[0].verb == "frameworks.reporting_year.reopened"


def test_indicators_are_assigned_together_and_ended_one_by_one(signed_in, people):
    client = signed_in("administrator")
    chosen = Indicator.objects.filter(code__startswith="1.1.1")
    today = timezone.localdate()
    data = {"user": people.validator.pk, "indicators": [row.pk for row in chosen], "valid_from": today, "valid_to": ""}
    assert client.post(page(Custodianship, "add"), data).status_code == 302
    assert people.validator.custodianships.count() == len(chosen)
    assert last_entry()[0].verb == "indicators.custodianship.assigned"
    assert client.post(page(Custodianship, "add"), data).status_code == 400
    row = people.validator.custodianships.first()
    assert client.post(page(Custodianship, "change", row.pk), {"seen": 1, "valid_to": today}).status_code == 302
    assert last_entry()[0].verb == "indicators.custodianship.ended"


def test_a_country_and_a_region_are_changed_by_actions(signed_in):
    client = signed_in("administrator")
    for row, field in ((Country.objects.first(), "note_en"), (Region.objects.first(), "name_en")):
        address = page(type(row), "change", row.pk)
        assert client.post(address, fields_of(client.get(address)) | {field: "Another"}).status_code == 302
        row.refresh_from_db()
        assert getattr(row, field) == "Another"
        assert last_entry()[1]["after"] == {field: "Another"}


def test_the_history_of_a_row_is_the_activity_log(signed_in, series):
    response = signed_in("administrator").get(page(Series, "history", series.pk))
    assert response["Location"] == "/activity/?target=series+NEXT%2F1.1.1-a%2Ftotal"


# --- Spreadsheets -------------------------------------------------------------------------------------


def export(client, model, form):
    response = client.post(page(model, "export"), {"format": str(form), "resource": "0"})
    assert response["Content-Disposition"].startswith("attachment")
    return response.content


def upload(client, model, content, form=0, name="sheet.csv"):
    data = {"import_file": SimpleUploadedFile(name, content), "format": str(form), "resource": "0"}
    return client.post(page(model, "import"), data)


def confirm(client, model, preview):
    return client.post(page(model, "process_import"), dict(preview.context["confirm_form"].initial))


def sheet(*rows):
    return write_csv(rows[0], rows[1:])


SERIES = (
    "framework",
    "indicator",
    "code",
    "title_en",
    "baseline_value",
    "baseline_year",
    "target_value",
    "target_year",
)
HEADER = (*SERIES, "position", "version")


def test_what_is_exported_can_be_imported_and_changes_nothing(signed_in, series):
    client = signed_in("administrator")
    before = Entry.objects.count()
    for model in (Framework, Goal, Outcome, Output, Indicator, Series, Milestone):
        for form, name in ((0, "sheet.csv"), (1, "sheet.xlsx"))[: 2 if model is Series else 1]:
            preview = upload(client, model, export(client, model, form), form, name)
            result = preview.context["result"]
            assert not result.has_errors(), (model, result.row_errors())
            assert not result.has_validation_errors(), (model, [row.error for row in result.invalid_rows])
            assert result.totals["skip"] == result.total_rows, model
    assert Entry.objects.count() == before


def test_an_import_is_previewed_then_written_by_actions(signed_in, series, people):
    client = signed_in("administrator")
    content = sheet(
        HEADER,
        ("NEXT", "1.1.1-a", "total", "", Decimal(40), 2025, "70,5", 2029, 1, 1),
        ("NEXT", "1.1.1-a", "women", "Women", Decimal(10), 2025, Decimal(30), 2029, 2, None),
    )
    entries = Entry.objects.count()
    preview = upload(client, Series, content)
    assert "<del>60</del> <ins>70.5</ins>" in preview.content.decode()
    assert 'style="' not in preview.content.decode().partition("import-preview")[2]
    assert Entry.objects.count() == entries
    assert not Series.objects.filter(code="women", indicator__framework__code="NEXT").exists()
    assert confirm(client, Series, preview).status_code == 302
    series.refresh_from_db()
    assert (series.target_value, series.version) == (Decimal("70.5"), 2)
    women = Series.objects.get(code="women", indicator__framework__code="NEXT")
    assert women.observations.count() == ReportingYear.objects.count()
    verbs = Entry.objects.order_by("-sequence").values_list("verb", "actor")[:2]
    assert set(verbs) == {
        ("indicators.series.created", people.administrator.pk),
        ("indicators.series.changed", people.administrator.pk),
    }
    assert not LogEntry.objects.exists()


BAD_ROWS = [
    (("NEXT", "1.1.1-a", "new", "", 1, 2025, "1.234", 2029, 2, None), "target_value", "two ways"),
    (("NEXT", "9.9.9", "new", "", 1, 2025, 2, 2029, 2, None), "indicator", "no indicator"),
    (("NEXT", "1.1.1-a", "new one", "", 1, 2025, 2, 2029, 2, None), "code", "letters, digits"),
    (("NEXT", "1.1.1-a", "new", "", None, None, 2, 2029, 2, None), "__all__", "a note says why"),
    (("NEXT", "1.1.1-a", "total", "", 40, 2025, 61, 2029, 1, None), "__all__", "version"),
    (("NEXT", "1.1.1-a", "total", "", 40, 2025, 61, 2029, 1, 7), "__all__", "changed this since"),
    (("RCS-2022-2025", "2.1.1-d", "total", "", 86, 2019, 91, 2025, 1, 1), "__all__", "amended, not edited"),
    (("RCS-2022-2025", "2.1.1-d", "new", "", 1, 2019, 2, 2025, 9, None), "__all__", "amended, not edited"),
]


@pytest.mark.parametrize(("row", "column", "rule"), BAD_ROWS, ids=[f"{row[1]} {rule}" for row, _c, rule in BAD_ROWS])
def test_a_bad_row_names_its_place_and_the_rule_and_nothing_is_written(row, column, rule, signed_in, series):
    client = signed_in("administrator")
    good = ("NEXT", "1.1.1-a", "good", "", 1, 2025, 2, 2029, 3, None)
    entries = Entry.objects.count()
    preview = upload(client, Series, sheet(HEADER, good, row))
    (invalid,) = preview.context["result"].invalid_rows
    assert invalid.number == 2
    assert rule in " ".join(invalid.error_dict[column])
    assert "confirm_form" not in preview.context
    words = html.unescape(preview.content.decode())
    assert ("Row 2: " if column == "__all__" else f"Row 2, column <code>{column}</code>: ") in words
    assert Entry.objects.count() == entries
    assert not Series.objects.filter(code="good").exists()


def test_what_changed_between_preview_and_confirmation_is_not_overwritten(signed_in, series, people):
    client = signed_in("administrator")
    rows = [
        ("NEXT", "1.1.1-a", "first", "", 1, 2025, 2, 2029, 3, None),
        ("NEXT", "1.1.1-a", "total", "", 40, 2025, 61, 2029, 1, 1),
    ]
    preview = upload(client, Series, sheet(HEADER, *rows))
    change_definition(series, {"target_value": Decimal(75)}, by=people.administrator, seen=1)
    response = confirm(client, Series, preview)
    assert response.status_code == 409
    assert Series.objects.get(pk=series.pk).target_value == Decimal(75)
    assert not Series.objects.filter(code="first").exists()


def test_an_unknown_column_is_an_error_and_not_lost(signed_in, series):
    content = sheet((*HEADER, "colour"), ("NEXT", "1.1.1-a", "new", "", 1, 2025, 2, 2029, 2, None, "red"))
    preview = upload(signed_in("administrator"), Series, content)
    assert preview.context["result"].has_errors()
    assert "There is no column “colour”" in preview.content.decode()
    assert not Series.objects.filter(code="new").exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"PK\x03\x04rubbish"])
def test_a_file_that_cannot_be_read_is_an_error_of_the_form(content, signed_in):
    for form in (0, 1):
        response = upload(signed_in("administrator"), Series, content or b"\n", form)
        assert response.status_code == 200
        assert response.context["form"].errors["import_file"] or response.context["result"].has_errors()


def test_a_file_that_is_too_large_is_refused(signed_in):
    response = upload(signed_in("administrator"), Series, b"x" * (MAX_BYTES + 1))
    assert "too large" in " ".join(response.context["form"].errors["import_file"])


def test_the_confirmation_cannot_carry_another_file(signed_in, series):
    client = signed_in("administrator")
    content = sheet(HEADER, ("NEXT", "1.1.1-a", "new", "", 1, 2025, 2, 2029, 2, None))
    data = dict(upload(client, Series, content).context["confirm_form"].initial)
    response = client.post(page(Series, "process_import"), data | {"import_file_name": "/etc/passwd"})
    assert response.status_code == 400
    assert not Series.objects.filter(code="new").exists()


def test_an_auditor_exports_and_does_not_import(signed_in, series):
    client = signed_in("auditor")
    assert b"NEXT" in export(client, Series, 0)
    assert client.get(page(Series, "import")).status_code == 403
    assert upload(client, Series, b"code\nx\n").status_code == 403
    assert client.post(page(Series, "process_import"), {}).status_code == 403


def test_exports_hold_no_live_formula_and_no_link(signed_in, framework, people):
    formula = '=HYPERLINK("http://example.org")'
    change_definition(framework, {"note_en": formula, "mandate": "@x"}, by=people.administrator, seen=1)
    client = signed_in("administrator")
    rows = list(csv.reader(io.StringIO(export(client, Framework, 0).decode())))
    assert any(f"'{formula}" in row for row in rows)
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    workbook = export(client, Framework, 1)
    assert any(formula in row for row in read_xlsx(workbook))
    assert b"<f>" not in _sheet_xml(workbook)


def _sheet_xml(workbook):
    return zipfile.ZipFile(io.BytesIO(workbook)).read("xl/worksheets/sheet1.xml")


def workbook_of(*cells):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        worksheet = workbook.add_worksheet()
        for row, column, value in cells:
            worksheet.write(row, column, value)
    return buffer.getvalue()


def test_a_small_workbook_with_a_cell_in_its_last_corner_is_refused_and_not_opened():
    content = workbook_of((0, 0, "code"), (1_048_575, 16_383, 1))
    assert len(content) < 10_000
    with pytest.raises(SpreadsheetRefused, match="too large"):
        read_xlsx(content)


def test_numbers_of_a_sheet_are_read_as_the_sheet_shows_them():
    rows = read_xlsx(workbook_of((0, 0, "n"), (1, 0, 81.5), (2, 0, 0.1), (3, 0, 90), (4, 0, "1,234.5"), (5, 0, 0)))
    assert rows == [["n"], [Decimal("81.5")], [Decimal("0.1")], [Decimal("90")], ["1,234.5"], [Decimal("0")]]


@pytest.mark.parametrize("value", [Decimal("1.125"), Decimal("-1.125"), Decimal(0), Decimal("81.5"), "=1+1", "-", "'"])
def test_what_is_written_is_read_back(value):
    read = read_csv(write_csv(["n"], [[value]]))[1][0]
    assert (Decimal(read) if isinstance(value, Decimal) else read) == value
    assert read_xlsx(write_xlsx(["n"], [[value]]))[1][0] == value


@pytest.mark.parametrize("view", ["changelist", "add", "import", "export"])
def test_pages_need_no_inline_script_or_style(view, signed_in):
    text = signed_in("administrator").get(page(Series, view)).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bon[a-z]+=|<style|\bstyle=", text)


def test_formats_are_csv_and_xlsx_alone(signed_in):
    form = signed_in("administrator").get(page(Series, "import")).context["form"]
    assert [label for value, label in form.fields["format"].choices if value] == ["csv", "xlsx"]
    dataset = tablib.Dataset(["=1"], headers=["n"])
    assert b"'=1" in CSV().export_data(dataset)
    assert read_xlsx(XLSX().export_data(dataset)) == [["n"], ["=1"]]
