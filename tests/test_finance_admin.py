"""The trust fund in the administration: what stands around the items is changed by actions, in forms and spreadsheets;
items, contributions and their figures are only read."""

from decimal import Decimal

import pytest

from activity.models import Entry
from finance.definitions import change_definition
from finance.models import (
    Component,
    Contribution,
    ContributionFigure,
    Contributor,
    ControlTotal,
    Fact,
    Footnote,
    FundFigure,
    FundItem,
    GroupOf77Membership,
    Report,
)
from tests.fund import contributor, gift, validated_contributions
from tests.sweeps import one_in
from tests.test_admin import confirm, export, fields_of, last_entry, page, sheet, upload

pytestmark = pytest.mark.django_db

CHANGED = (Component, Footnote, Fact, ControlTotal, Contributor, GroupOf77Membership)
READ = (Report, FundItem, FundFigure, Contribution, ContributionFigure)


@pytest.fixture
def client(signed_in):
    return signed_in("administrator")


@pytest.fixture
def ledger(people):
    """A validated payment."""
    return validated_contributions([gift()], people)


# --- Forms ---------------------------------------------------------------------------------------------------------


def test_a_control_total_is_changed_in_a_form_with_its_activity(client, people):
    row = ControlTotal.objects.get(report=2022, table="1", line="total", column="estimate_2023")
    address = page(ControlTotal, "change", row.pk)
    assert client.post(address, fields_of(client.get(address)) | {"value": "281 999,5"}).status_code == 302
    row.refresh_from_db()
    assert (row.value, row.version) == (Decimal("281999.5"), 2)
    entry, said = last_entry()
    assert (entry.verb, entry.actor) == ("finance.control_total.changed", people.administrator)
    assert said["after"] == {"value": "281999.5"}


def test_a_contributor_is_made_and_a_membership_ended(client):
    said = {"code": "invented-9", "name_en": "Demonstration contributor 9", "kind": "member_state"}
    assert client.post(page(Contributor, "add"), said | {"is_demonstration": "on"}).status_code == 302
    made = Contributor.objects.get(code="invented-9")
    assert last_entry()[0].verb == "finance.contributor.created"
    joined = {"contributor": made.pk, "valid_from": "2020-01-01", "valid_to": ""}
    assert client.post(page(GroupOf77Membership, "add"), joined).status_code == 302
    row = GroupOf77Membership.objects.get(contributor=made)
    address = page(GroupOf77Membership, "change", row.pk)
    ended = fields_of(client.get(address)) | {"valid_to": "2019-12-31"}
    assert client.post(address, ended).context["adminform"].form.errors
    assert GroupOf77Membership.objects.get(pk=row.pk).valid_to is None
    assert client.post(address, ended | {"valid_to": "2023-12-31"}).status_code == 302
    assert last_entry()[0].verb == "finance.group_of_77.changed"


def test_what_the_action_refuses_is_shown_on_the_form(client):
    leaf, other = Component.objects.get(code="B1"), Component.objects.get(code="C")
    address = page(Component, "change", other.pk)
    response = client.post(address, fields_of(client.get(address)) | {"parent": leaf.pk})
    assert response.status_code == 400
    assert "has figures of its own" in response.content.decode()
    assert Component.objects.get(code="C").parent is None


def test_a_stale_form_shows_both_values(client, people):
    row = Fact.objects.order_by("pk")[0]
    address = page(Fact, "change", row.pk)
    data = fields_of(client.get(address)) | {"paragraph": "99"}
    change_definition(row, {"paragraph": "98"}, by=people.administrator, seen=row.version)
    response = client.post(address, data)
    assert response.status_code == 409
    assert "It says now: 98" in response.content.decode()
    assert "You entered: 99" in response.content.decode()
    assert Fact.objects.get(pk=row.pk).paragraph == "98"


@pytest.mark.parametrize("model", READ, ids=lambda model: model.__name__)
def test_items_contributions_and_figures_are_only_read(model, client, ledger):
    row = model.objects.order_by("pk")[0]
    before = model.objects.filter(pk=row.pk).values().get()
    assert client.get(page(model, "change", row.pk)).status_code == 200
    assert client.post(page(model, "change", row.pk), {"value": "1", "state": "draft"}).status_code == 403
    assert client.post(page(model, "add"), {}).status_code == 403
    assert model.objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize(
    ("model", "target"),
    [
        (Report, "report+2022"),
        (FundItem, "item+2022."),
        (FundFigure, "item+2022."),
        (Contribution, "contribution+2024-0001"),
        (ContributionFigure, "contribution+2024-0001"),
        (Component, "component+"),
    ],
    ids=lambda part: part if isinstance(part, str) else part.__name__,
)
def test_the_history_of_a_row_is_the_activity_log(model, target, client, ledger):
    row = model.objects.order_by("pk")[0]
    assert client.get(page(model, "history", row.pk))["Location"].startswith(f"/activity/?target={target}")


# --- Spreadsheets --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model.__name__)
@pytest.mark.parametrize(("form", "name"), one_in(2, [(1, "sheet.xlsx"), (0, "sheet.csv")]))
def test_what_is_exported_can_be_imported_and_changes_nothing(model, form, name, client):
    before = Entry.objects.count()
    rows = list(model.objects.order_by("pk").values())
    preview = upload(client, model, export(client, model, form), form, name)
    result = preview.context["result"]
    assert not result.has_errors(), result.row_errors()
    assert not result.has_validation_errors(), [row.error for row in result.invalid_rows]
    assert result.totals["skip"] == result.total_rows == len(rows) > 0
    assert confirm(client, model, preview).status_code == 302
    assert Entry.objects.count() == before
    assert list(model.objects.order_by("pk").values()) == rows


CONTROL = ("report", "table", "line", "column", "value", "decimals", "version")


def test_an_import_is_previewed_then_written_by_actions(client, people):
    content = sheet(
        CONTROL,
        (2022, "1", "total", "estimate_2023", "281 999,5", 1, 1),
        (2022, "funding", "2020", "gap", "12,5", 1, None),
    )
    entries = Entry.objects.count()
    preview = upload(client, ControlTotal, content)
    assert "<ins>281999.5</ins>" in preview.content.decode()
    assert Entry.objects.count() == entries
    assert confirm(client, ControlTotal, preview).status_code == 302
    assert ControlTotal.objects.get(table="1", line="total", column="estimate_2023").value == Decimal("281999.5")
    assert ControlTotal.objects.get(table="funding", line="2020").value == Decimal("12.5")
    assert set(Entry.objects.order_by("-sequence").values_list("verb", "actor")[:2]) == {
        ("finance.control_total.created", people.administrator.pk),
        ("finance.control_total.changed", people.administrator.pk),
    }


BAD_ROWS = [
    (ControlTotal, CONTROL, (2022, "1", "x", "estimate_2023", "1.234", 1, None), "value", "two ways"),
    (ControlTotal, CONTROL, (2031, "1", "x", "estimate_2023", 5, 1, None), "report", "There is no report"),
    (ControlTotal, CONTROL, (2022, "1", "", "estimate_2023", 5, 1, None), "line", "cannot be empty"),
    (ControlTotal, CONTROL, (2022, "1", "x", "estimate_2023", 5, 9, None), "decimals", "At most 4"),
    (ControlTotal, CONTROL, (2022, "6", "x", "estimate_2023", 5, 1, None), "table", "Choose one of: 1, 2, 3"),
    (ControlTotal, CONTROL, (2022, "1", "x", "estimate_2023", "5.25", 1, None), "value", "more decimals"),
    (ControlTotal, CONTROL, (2022, "1", "x", "estimate_2023", 5, 1, None), "column", "Nothing is computed"),
    (ControlTotal, CONTROL, (2022, "1", "A", "estimate_2023", 5, 1, None), "column", "Nothing is computed"),
    (ControlTotal, CONTROL, (2022, "funding", "2018", "gap", 5, 1, None), "column", "Nothing is computed"),
    (ControlTotal, CONTROL, (2022, "funding", "2021", "levy", 5, 1, None), "column", "Nothing is computed"),
    (ControlTotal, CONTROL, (2022, "1", "total", "estimate_2023", 5, 1, None), "__all__", "version"),
    (ControlTotal, CONTROL, (2022, "1", "total", "estimate_2023", 5, 1, 7), "__all__", "changed this since"),
    (Component, ("code", "parent", "title_en", "position"), ("D", "Z", "New", 9), "parent", "There is no component"),
    (Component, ("code", "parent", "title_en", "position"), ("D", "B1", "New", 9), "parent", "cannot be parted"),
    (Component, ("code", "title_en", "position"), ("D", "", 9), "title_en", "cannot be blank"),
    (Footnote, ("report", "table", "line", "mark", "text_en"), (2022, 7, "A", "x", "Note"), "table", "Choose one of"),
    (Footnote, ("report", "table", "line", "mark", "text_en"), (2022, 5, "A", "x", "Note"), "line", "Choose one of: p"),
    (Fact, ("report", "code", "year", "title_en", "value", "unit"), (2022, "x", 2021, "T", 5, "pounds"), "unit", "not"),
    (
        Contributor,
        ("code", "kind", "name_en", "is_demonstration"),
        ("x", "friend", "X", "yes"),
        "kind",
        "not a valid choice",
    ),
    (
        Contributor,
        ("code", "kind", "name_en", "is_demonstration"),
        ("x", "other", "X", "perhaps"),
        "is_demonstration",
        "yes or no",
    ),
    (
        GroupOf77Membership,
        ("contributor", "valid_from", "valid_to"),
        ("KEN", "1 May 2020", ""),
        "valid_from",
        "such as 2024-06-30",
    ),
    (
        GroupOf77Membership,
        ("contributor", "valid_from", "valid_to"),
        ("KEN", "2020-05-01", "2020-04-01"),
        "__all__",
        "cannot end before",
    ),
]


@pytest.mark.parametrize(
    ("model", "header", "row", "column", "rule"), BAD_ROWS, ids=[f"{row[0].__name__} {row[4]}" for row in BAD_ROWS]
)
def test_a_bad_row_names_its_column_and_the_rule_and_nothing_is_written(client, model, header, row, column, rule):
    entries, rows = Entry.objects.count(), list(model.objects.order_by("pk").values())
    preview = upload(client, model, sheet(header, row))
    (invalid,) = preview.context["result"].invalid_rows
    assert rule in " ".join(invalid.error_dict[column])
    assert "confirm_form" not in preview.context
    assert Entry.objects.count() == entries
    assert list(model.objects.order_by("pk").values()) == rows


def test_what_changed_between_preview_and_confirmation_is_not_overwritten(client, people):
    row = ControlTotal.objects.get(table="1", line="total", column="estimate_2023")
    content = sheet(
        CONTROL, (2022, "1", "total", "estimate_2023", 5, 1, 1), (2022, "funding", "2020", "gap", 5, 1, None)
    )
    preview = upload(client, ControlTotal, content)
    change_definition(row, {"value": Decimal(7)}, by=people.finance_officer, seen=1)
    assert confirm(client, ControlTotal, preview).status_code == 409
    assert ControlTotal.objects.get(pk=row.pk).value == Decimal(7)
    assert not ControlTotal.objects.filter(table="funding", line="2020").exists()


def test_a_contributor_of_the_sheet_is_found_by_its_code(client):
    invented = contributor("test-7")
    header = ("code", "kind", "name_en", "is_demonstration", "version")
    preview = upload(client, Contributor, sheet(header, ("test-7", "entity", "Another name", "yes", 1)))
    assert confirm(client, Contributor, preview).status_code == 302
    invented.refresh_from_db()
    assert (invented.name_en, invented.kind, invented.version) == ("Another name", "entity", 2)


@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model.__name__)
def test_an_auditor_exports_and_does_not_import(model, signed_in):
    auditor = signed_in("auditor")
    assert len(export(auditor, model, 0).splitlines()) == model.objects.count() + 1
    assert auditor.get(page(model, "import")).status_code == 403
    assert upload(auditor, model, b"code\nx\n").status_code == 403
