"""Who may move an item or a contribution from where to where, what is refused, and that a refusal changes nothing."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from accounts.actions import create_user
from accounts.roles import Role
from activity.models import Entry as Activity
from common.refusals import Invalid, NotAllowed, VersionConflict, VersionNeeded, WrongState
from common.statuses import Status
from finance.actions import (
    add_contribution,
    gift_of,
    reopen_row,
    return_row,
    save_contribution,
    save_item,
    submit_row,
    validate_row,
)
from finance.choices import Given, Stream
from finance.definitions import change_definition, create_definition
from finance.figures import figure_faults
from finance.models import (
    Component,
    Contribution,
    ContributionFigure,
    Contributor,
    Fact,
    FundFigure,
    FundItem,
    Report,
)
from finance.published import contents
from finance.reading import entered, validated
from finance.reports import close_report, open_report, reopen_report
from finance.validation import ItemEntry
from tests.fund import contributor, dollars, gift, item, report_2023, validated_contribution, validated_item

pytestmark = pytest.mark.django_db
CODE = "2023.estimate.2024.all.B1"


@pytest.fixture
def opened(people):
    report_2023(people)
    return people


def bring_to(state: str, people, code: str = CODE) -> FundItem:
    """The item in this state, with a value; by the persons whose steps these are."""
    row = item(code)
    if state == "empty":
        return row
    row = save_item(row, dollars("1000"), by=people.finance_officer, seen=row.version)
    if state == "draft":
        return row
    row = submit_row(row, by=people.finance_officer, seen=row.version)
    if state == "returned":
        row = return_row(row, "Which sum?", by=people.validator, seen=row.version)
    if state == "validated":
        validate_row(row, by=people.validator, seen=row.version)
    return item(code)


# --- The workflow, as a table ---------------------------------------------------------------------------------------

VERBS = {
    "save": lambda row, by, seen: save_item(row, dollars("2000"), by=by, seen=seen),
    "submit": lambda row, by, seen: submit_row(row, by=by, seen=seen),
    "return": lambda row, by, seen: return_row(row, "Which sum?", by=by, seen=seen),
    "validate": lambda row, by, seen: validate_row(row, by=by, seen=seen),
    "reopen": lambda row, by, seen: reopen_row(row, "A printing error", by=by, seen=seen),
}
MAY = {  # verb: the role that may, in which states, what it becomes, and whether a closed report locks it
    "save": ("finance_officer", {"draft", "returned"}, None, True),
    "submit": ("finance_officer", {"draft", "returned"}, "submitted", True),
    "return": ("validator", {"submitted"}, "returned", True),
    "validate": ("validator", {"submitted"}, "validated", False),
    "reopen": ("validator", {"validated"}, "returned", True),
}
STATES = ["draft", "submitted", "returned", "validated"]


def told() -> tuple:
    """The item, all figures and the log, as they are now."""
    row = FundItem.objects.filter(code=CODE).values_list()
    return list(row), list(FundFigure.objects.order_by("pk").values_list()), Activity.objects.count()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_moves_from_its_states_and_from_no_other(verb, state, opened):
    role, sources, target, _locked = MAY[verb]
    row = bring_to(state, opened)
    before = told()
    if state in sources:
        VERBS[verb](row, getattr(opened, role), row.version)
        assert item(CODE).state == (target or state)
        assert item(CODE).version == row.version + 1
    else:
        with pytest.raises(WrongState):
            VERBS[verb](row, getattr(opened, role), row.version)
        assert told() == before


@pytest.mark.parametrize("role", [role.value for role in Role] + ["nobody"])
@pytest.mark.parametrize("verb", VERBS)
def test_nobody_else_may(verb, role, opened):
    allowed, sources, _target, _locked = MAY[verb]
    row = bring_to(min(sources), opened)
    by = create_user("nobody@un.example", by=None) if role == "nobody" else getattr(opened, role)
    if role == allowed:
        VERBS[verb](row, by, row.version)
        return
    before = told()
    with pytest.raises(NotAllowed):
        VERBS[verb](row, by, row.version)
    assert told()[:2] == before[:2]


@pytest.mark.parametrize("verb", VERBS)
def test_a_write_names_the_version_that_it_saw(verb, opened):
    role, sources, _target, _locked = MAY[verb]
    row = bring_to(min(sources), opened)
    before = told()
    for seen, refusal in ((None, VersionNeeded), (row.version + 7, VersionConflict)):
        with pytest.raises(refusal):
            VERBS[verb](row, getattr(opened, role), seen)
    assert told() == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_closed_report_takes_nothing_that_would_have_to_be_corrected(verb, opened):
    role, sources, _target, is_locked = MAY[verb]
    row = bring_to(min(sources), opened)
    close_report(Report.objects.get(pk=2023), by=opened.administrator, seen=1)
    if is_locked:
        before = told()
        with pytest.raises(WrongState, match="closed"):
            VERBS[verb](row, getattr(opened, role), row.version)
        assert told() == before
    else:
        VERBS[verb](row, getattr(opened, role), row.version)


def test_nobody_validates_what_they_submitted(opened):
    row = bring_to("submitted", opened)
    FundItem.objects.filter(pk=row.pk).update(submitted_by=opened.validator)
    with pytest.raises(NotAllowed, match="submitted"):
        validate_row(item(CODE), by=opened.validator, seen=row.version)


def test_saving_what_stands_there_already_changes_nothing(opened):
    row = bring_to("draft", opened)
    before = told()
    save_item(row, dollars("1000"), by=opened.finance_officer, seen=row.version)
    assert told() == before


# --- What may be entered --------------------------------------------------------------------------------------

REFUSED_ITEMS = [
    (CODE, dollars("1000.5"), "value"),  # finer than the tables print
    (CODE, ItemEntry("reported"), "value"),
    (CODE, ItemEntry("not_available", Decimal(5), "Not given"), "value"),
    (CODE, ItemEntry("not_available"), "reason"),
    (CODE, ItemEntry("maybe", Decimal(5)), "status"),
    (CODE, dollars("1e13"), "value"),
    (CODE, dollars("NaN"), "value"),
    (CODE, dollars("1000", rounded_to=Decimal(7)), "rounded_to"),
    (CODE, ItemEntry("reported", Decimal(1000), note="\u202eabc"), "note"),
    ("2023.posts.2024.B3.P-5", dollars("1.5"), "value"),
    ("2023.posts.2024.B3.P-5", dollars("-1"), "value"),
    ("2023.received.2022.levy", dollars("-100000"), "value"),
    ("2023.received.2022.levy", dollars("39050000"), "value"),
]


@pytest.mark.parametrize(("code", "entry", "field"), REFUSED_ITEMS)
def test_what_an_item_cannot_be_is_refused_with_its_field(code, entry, field, opened):
    with pytest.raises(Invalid) as refusal:
        save_item(item(code), entry, by=opened.finance_officer, seen=1)
    assert list(refusal.value.errors) == [field]
    assert item(code).version == 1


@pytest.mark.parametrize(
    ("code", "entry"),
    [
        (CODE, dollars("0")),
        (CODE, dollars("-1349500")),
        ("2023.posts.2024.B3.P-5", dollars("0")),
        ("2023.received.2022.levy", dollars("39050000", rounded_to=Decimal(1000))),
        (CODE, ItemEntry(Status.WITHHELD, reason="Under negotiation")),
    ],
)
def test_what_an_item_can_be_is_kept_as_it_was_entered(code, entry, opened):
    saved = save_item(item(code), entry, by=opened.finance_officer, seen=1)
    assert (saved.value, saved.status) == (entry.value, entry.status)


def test_nothing_cannot_be_submitted(opened):
    with pytest.raises(WrongState, match="Nothing to submit"):
        submit_row(item(CODE), by=opened.finance_officer, seen=1)


# --- Figures, and later reports -------------------------------------------------------------------------------------


def test_a_correction_appends_a_figure_and_leaves_the_first(opened):
    validated_item(CODE, "1000", opened)
    validated_item(CODE, "3000", opened)
    figures = FundFigure.objects.filter(item__code=CODE).order_by("number")
    assert [(row.number, row.value) for row in figures] == [(1, 1000), (2, 3000)]
    assert not list(figure_faults())


def test_until_it_is_validated_again_a_reopened_item_counts_as_it_was(opened):
    validated_item(CODE, "1000", opened)
    row = item(CODE)
    row = reopen_row(row, "A printing error", by=opened.validator, seen=row.version)
    save_item(row, dollars("9000"), by=opened.finance_officer, seen=row.version)
    assert validated()[2023].cell("estimate", 2024, "all", "B1").value == 1000


def test_a_later_estimate_supersedes_and_overwrites_nothing(opened):
    validated_item("2023.estimate.2023.all.B1", "17000000", opened)
    rows = {row["code"]: row for row in dict(contents())["resources"]["rows"]}
    row = rows["estimate.2023.all.component.B1"]
    assert (row["report"], row["value"]) == (2023, "17000000")
    assert [(was["report"], was["value"]) for was in row["superseded"]] == [(2022, "16466400")]
    assert validated()[2022].table(1).cell("B1", "estimate_2023") == Decimal("16466.4")


def test_the_shipped_figures_are_the_sources_own_and_whole(db):
    assert FundFigure.objects.filter(validated_by=None).count() == FundFigure.objects.count() > 100
    assert not list(figure_faults())


# --- Reports --------------------------------------------------------------------------------------------------------


def test_opening_a_report_makes_an_item_for_everything_that_it_prints(opened):
    codes = set(FundItem.objects.filter(report=2023).values_list("code", flat=True))
    assert {"2023.budget.2022.all.B1", "2023.estimate.2024.locally_mobilized.total", CODE} <= codes
    assert sum(".posts.2024." in code for code in codes) == 5 * 12
    assert set(FundItem.objects.filter(report=2023).values_list("state", "status", "version")) == {
        ("draft", "not_reported", 1)
    }


@pytest.mark.parametrize(
    ("year", "document", "refusal"),
    [(2022, "E/2022/999", WrongState), (2024, "E/2022/54", Invalid), (2024, "", Invalid), (1999, "E/1999/1", Invalid)],
)
def test_a_report_is_opened_once_and_under_its_own_symbol(year, document, refusal, people):
    with pytest.raises(refusal):
        open_report(year, document, by=people.finance_officer)
    assert list(Report.objects.values_list("year", flat=True)) == [2022]


def test_only_a_finance_officer_or_administrator_opens_and_only_an_administrator_closes(people):
    for role in ("validator", "publisher", "custodian", "auditor"):
        with pytest.raises(NotAllowed):
            open_report(2023, "E/2023/99", by=getattr(people, role))
    report = open_report(2023, "E/2023/99", by=people.administrator)
    with pytest.raises(NotAllowed):
        close_report(report, by=people.finance_officer, seen=1)
    closed = close_report(report, by=people.administrator, seen=1)
    with pytest.raises(WrongState):
        close_report(closed, by=people.administrator, seen=2)
    assert reopen_report(closed, by=people.administrator, seen=2).is_open


def test_a_component_with_figures_is_not_parted_and_no_circle_is_made(people):
    leaf, parent = Component.objects.get(code="B1"), Component.objects.get(code="B")
    with pytest.raises(Invalid) as refusal:
        create_definition(
            Component, {"code": "B1a", "title_en": "Part", "parent": leaf, "position": 9}, by=people.administrator
        )
    assert "figures of its own" in str(refusal.value.errors["parent"])
    with pytest.raises(Invalid) as refusal:
        change_definition(parent, {"parent": parent}, by=people.administrator, seen=1)
    assert "part of itself" in str(refusal.value.errors["parent"])


def test_a_component_that_is_added_later_is_no_missing_part_of_earlier_reports(people):
    before = dict(contents())
    create_definition(Component, {"code": "D", "title_en": "Another component", "position": 9}, by=people.administrator)
    assert dict(contents()) == before
    report_2023(people)
    assert [line.code for line in entered()[2023].components] == ["A", "B1", "B2", "B3", "B", "C", "D"]
    for leaf in ("A", "B1", "B2", "B3", "C", "D"):
        validated_item(f"2023.estimate.2024.all.{leaf}", "1000000", people)
    assert validated()[2023].table(1).cell("total", "estimate_2024") == 6000
    assert validated()[2022].table(1).cell("total", "estimate_2023") == Decimal("291043.7")
    codes = {row["code"] for row in dict(contents())["resources"]["rows"]}
    assert {"estimate.2024.all.component.D", "estimate.2023.all.component.total"} <= codes


# --- Contributions ----------------------------------------------------------------------------------------------

REFUSED_GIFTS = [
    ({"amount": "0"}, "amount"),
    ({"amount": "-5"}, "amount"),
    ({"amount": None}, "amount"),
    ({"amount": "1.001"}, "amount"),
    ({"currency": "XYZ"}, "currency"),
    ({"currency": "usd"}, "currency"),
    ({"currency": "CHF", "rate": Decimal("0.9")}, "rate_on"),
    ({"currency": "CHF", "rate_on": date(2024, 1, 1)}, "rate"),
    ({"rate": Decimal(1), "rate_on": date(2024, 1, 1)}, "rate"),
    ({"currency": "CHF", "rate": Decimal(0), "rate_on": date(2024, 1, 1)}, "rate"),
    ({"amount": "99999999999", "currency": "CHF", "rate": Decimal("0.1"), "rate_on": date(2024, 1, 1)}, "rate"),
    ({"last_year": 2026}, "last_year"),
    ({"kind": Given.AGREEMENT}, "last_year"),
    ({"kind": "gift"}, "kind"),
    ({"stream": "all"}, "stream"),
    ({"stream": Stream.LEVY}, "levy_applied"),
    ({"levy_applied": True}, "levy_applied"),
    ({"stream": Stream.LEVY, "levy_applied": False}, "amount"),
    ({"year": 1999}, "first_year"),
    ({"dated": None}, "dated"),
    ({"dated": date(205, 6, 30)}, "dated"),
    ({"currency": "CHF", "rate": Decimal("0.9"), "rate_on": date(9999, 12, 31)}, "rate_on"),
    ({"void": True}, "note"),
]


@pytest.mark.parametrize(("said", "field"), REFUSED_GIFTS)
def test_what_a_contribution_cannot_be_is_refused_with_its_field(said, field, people):
    with pytest.raises(Invalid) as refusal:
        add_contribution(gift(**said), by=people.finance_officer)
    assert list(refusal.value.errors) == [field]
    assert not Contribution.objects.exists()


def test_references_are_numbered_within_their_year(people):
    added = [
        add_contribution(gift(f"c{place}", year=year), by=people.finance_officer)
        for place, year in enumerate((2024, 2023, 2024))
    ]
    assert [row.reference for row in added] == ["2024-0001", "2023-0001", "2024-0002"]


def test_in_a_demonstration_no_member_state_gets_an_invented_sum(people):
    with pytest.raises(Invalid, match="accepted") as refusal:
        add_contribution(replace(gift(), contributor=Contributor.objects.get(code="DEU")), by=people.finance_officer)
    assert "contributor" in refusal.value.errors


def test_a_void_contribution_counts_nowhere_and_is_kept(people):
    row = validated_contribution(gift(), by=people.finance_officer, validator=people.validator)
    row = reopen_row(row, "Paid by somebody else", by=people.validator, seen=row.version)
    row = save_contribution(
        row, replace(gift_of(row), void=True, note="Paid by somebody else"), by=people.finance_officer, seen=row.version
    )
    row = submit_row(row, by=people.finance_officer, seen=row.version)
    validate_row(row, by=people.validator, seen=row.version)
    assert [figure.void for figure in ContributionFigure.objects.order_by("number")] == [False, True]


def test_the_log_tells_what_was_there_and_what_is(people):
    row = add_contribution(gift(amount="100"), by=people.finance_officer)
    save_contribution(row, replace(gift_of(row), amount=Decimal(250)), by=people.finance_officer, seen=row.version)
    said = json.loads(Activity.objects.filter(verb="finance.contribution.saved").get().text)
    assert said["target"] == "contribution 2024-0001"
    assert (said["data"]["before"], said["data"]["after"]) == ({"amount": "100"}, {"amount": "250"})


def test_an_invented_contributor_stays_one_once_something_stands_under_it(people):
    add_contribution(gift("c1"), by=people.finance_officer)
    with pytest.raises(Invalid):
        change_definition(contributor("c1"), {"is_demonstration": False}, by=people.administrator, seen=1)


@pytest.mark.parametrize(
    ("model", "code"),
    [
        (Contributor, "a/b"),
        (Contributor, ".."),
        (Contributor, "Ö"),
        (Component, "D 1"),
        (Component, "posts"),
        (Fact, "a/b"),
    ],
)
def test_a_code_stands_in_addresses_and_is_none_that_the_tables_have(model, code, people):
    said = {"kind": "other", "name_en": "Other", "is_demonstration": True} if model is Contributor else {}
    with pytest.raises(Invalid) as refusal:
        create_definition(model, {"code": code, **said}, by=people.administrator)
    assert list(refusal.value.errors) == ["code"]
