"""The ledger of contributions on pages, as a browser without JavaScript uses it."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Installation
from activity.models import Entry
from common.spreadsheets import read_csv, read_xlsx
from finance.actions import add_contribution, reopen_row, return_row, save_contribution, submit_row
from finance.contribution_imports import HEADER
from finance.models import Contribution, Contributor
from finance.validation import Gift
from tests.fund import contributor, gift, validated_contribution, validated_contributions
from tests.reading import Page

pytestmark = pytest.mark.django_db

ROWS = "Contributions as they are entered"  # what the list begins with, below the sums
LEDGER = "/finance/contributions/"
ADD = "/finance/contributions/add/"
SWISS = {"currency": "CHF", "year": 2024}
RATED = {**SWISS, "rate": Decimal("0.9"), "rate_on": date(2024, 6, 1)}


@pytest.fixture(autouse=True)
def demonstration(db):
    Installation.objects.update_or_create(pk=1, defaults={"demonstration": True})


@pytest.fixture
def opens(signed_in):
    """opens(address) is a page as the finance officer gets it, or somebody else."""

    def get(address=LEDGER, role="finance_officer"):
        client = signed_in(role)
        return Page(client, client.get(address))

    return get


def entered(people, **said) -> Contribution:
    return add_contribution(gift(**said), by=people.finance_officer)


def submitted(people, **said) -> Contribution:
    row = entered(people, **said)
    return submit_row(row, by=people.finance_officer, seen=row.version)


def present(row: Contribution) -> Contribution:
    return Contribution.objects.get(pk=row.pk)


# --- The list ------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_is_entered_with_its_dollars(opens, people):
    entered(people, amount="900000", **RATED)
    page = opens()
    for words in (
        "2024-0001",
        "Demonstration test-1",
        "Voluntary contributions",
        "CHF 900,000",
        "USD 1,000,000.00",
        "draft",
    ):
        assert words in page, words


def test_a_filter_leaves_what_fits_it(opens, people):
    entered(people, code="first", year=2023)
    entered(people, code="second", year=2024)
    submitted(people, code="third", year=2024, kind="pledge")
    entered(people, code="fourth", year=2022, kind="agreement", last_year=2025)
    found = {
        "year=2024": {"2024-0001", "2024-0002", "2022-0001"},
        "year=2023": {"2023-0001", "2022-0001"},
        "kind=pledge": {"2024-0002"},
        "state=submitted": {"2024-0002"},
        "stream=levy": set(),
        "contributor=second": {"2024-0001"},
        "contributor=demonstration+SECOND": {"2024-0001"},
        "year=2024&state=draft&kind=payment": {"2024-0001"},
    }
    everything = {"2024-0001", "2024-0002", "2023-0001", "2022-0001"}
    for query, references in found.items():
        page = opens(f"{LEDGER}?{query}")
        rows = page.text.partition("Contributions as they are entered")[2]
        assert {one for one in everything if one in rows} == references, query


@pytest.mark.parametrize("query", ["year=20", "stream=gold", "contributor=nobody", "sort=amount", "state=done"])
def test_a_filter_that_cannot_be_shows_why(signed_in, query):
    client = signed_in("finance_officer")
    assert client.get(f"{LEDGER}?{query}").status_code == 400
    for ending in ("csv", "xlsx"):
        assert client.get(f"/finance/contributions.{ending}?{query}").status_code == 400


def test_the_list_is_sorted_by_any_column_and_what_is_missing_comes_last(signed_in, people):
    entered(people, code="b", amount="300")
    entered(people, code="a", amount="100", **SWISS)
    entered(people, code="c", amount="200")
    client = signed_in("auditor")

    def order(sort):
        return [row.contributor.code for row in client.get(f"{LEDGER}?sort={sort}").context["page"]]

    assert order("contributor") == ["a", "b", "c"]
    assert order("-contributor") == ["c", "b", "a"]
    assert order("dollars") == ["c", "b", "a"]
    assert order("-dollars") == ["b", "c", "a"]
    assert order("reference") == ["b", "a", "c"]


def test_a_long_list_comes_in_pages_and_sums_all_of_it(signed_in, people):
    contributor("many")
    one = entered(people, code="many", amount="10")
    columns = {name: getattr(one, name) for name in Gift.__slots__}
    Contribution.objects.bulk_create(
        Contribution(reference=f"2024-{number:04}", version=1, **columns) for number in range(2, 61)
    )
    client = signed_in("validator")
    assert len(client.get(LEDGER).context["page"]) == 50
    second = client.get(f"{LEDGER}?page=2")
    assert len(second.context["page"]) == 10
    assert second.context["sums"][0].all.value == 600


def test_a_sum_with_francs_without_a_rate_is_refused_and_names_them_and_with_one_it_adds(opens, people):
    entered(people, code="one", amount="1000000")
    francs = entered(people, code="two", amount="900000", **SWISS)
    page = opens(f"{LEDGER}?year=2024")
    sums = page.text.partition("Sums in dollars")[2].partition(ROWS)[0]
    assert "no sum Without a dated rate: 2024-0002" in sums
    assert "USD 1,000,000.00" not in sums  # never a part of it
    page = opens(f"{LEDGER}{francs.reference}/").press("Save", {"Rate": "0.9", "Day of the rate": "2024-06-01"})
    assert "USD 1,000,000.00" in page
    sums = opens(f"{LEDGER}?year=2024").text.partition("Sums in dollars")[2].partition(ROWS)[0]
    assert "no sum" not in sums.partition("Measures of")[0]
    assert "USD 2,000,000.00" in sums


def test_agreements_pledges_and_payments_are_never_added_together(signed_in, people):
    entered(people, code="one", amount="300", kind="agreement", last_year=2026)
    entered(people, code="one", amount="100", kind="pledge")
    entered(people, code="one", amount="90")
    entered(people, code="two", amount=None, kind="agreement", year=2023, last_year=2026)
    void = entered(people, code="three", amount="5000")
    save_contribution(
        void, gift("three", "5000", void=True, note="Entered twice"), by=people.finance_officer, seen=void.version
    )
    sums = {(row.year, row.kind): row.all for row in signed_in("publisher").get(LEDGER).context["sums"]}
    assert {key: sum_.value for key, sum_ in sums.items()} == {
        (2024, "payment"): 90,
        (2024, "pledge"): 100,
        (2024, "agreement over several years"): 300,
        (2023, "agreement over several years"): None,
    }
    assert sums[2023, "agreement over several years"].without_amount == ("2023-0001",)


def test_measures_are_of_what_is_validated_and_what_is_submitted_is_preliminary(opens, people):
    validated_contributions([gift(f"state-{number}") for number in range(3)], people)
    submitted(people, code="state-4")
    entered(people, code="state-5")
    page = opens(f"{LEDGER}?year=2024")
    assert "Contributing Member States 3 4" in page
    assert "With what is submitted preliminary" in page


def test_those_who_stopped_are_counted_and_never_named(opens, people):
    validated_contributions([gift("gone", year=2023), gift("stays", year=2023), gift("stays", year=2024)], people)
    measures = opens(f"{LEDGER}?year=2024").text.partition("Measures of 2024")[2]
    assert "Contributors that stopped (a count; who it is, is not shown) 1" in measures
    assert "gone" not in measures


def test_twenty_eight_contributions_for_a_year_make_twenty_eight(opens, people):
    validated_contributions([gift(f"state-{number}") for number in range(28)], people)
    assert "Contributing Member States 28" in opens(f"{LEDGER}?year=2024")


def test_the_files_hold_the_rows_of_the_list(signed_in, people):
    entered(people, code="one", amount="1.13", **{**RATED, "rate": Decimal("1.125")})
    entered(people, code="two", year=2023)
    client = signed_in("auditor")
    csv = read_csv(client.get("/finance/contributions.csv?year=2024").content)
    xlsx = read_xlsx(client.get("/finance/contributions.xlsx?year=2024").content)
    for header, row in (csv, xlsx):
        said = dict(zip(header, row, strict=True))
        assert tuple(header) == HEADER
        assert (said["reference"], said["contributor"], said["currency"]) == ("2024-0001", "one", "CHF")
        assert Decimal(said["rate"]) == Decimal("1.125")
        assert said["rate_on"] == "2024-06-01"
    assert csv[1][csv[0].index("rate")] == "1.1250"  # which nobody reads as 1125


def test_chosen_contributions_are_submitted_together_each_over_its_version(signed_in, people):
    first, second = entered(people, code="one"), entered(people, code="two")
    changed = save_contribution(second, gift("two", "7"), by=people.finance_officer, seen=second.version)
    client = signed_in("finance_officer")
    answer = client.post(LEDGER, {"chosen": [f"{first.reference}:1", f"{second.reference}:1"]})
    assert answer.status_code == 409
    page = Page(client, answer)
    assert "1 contribution submitted" in page
    assert "2024-0002 : Somebody has changed this since you saw it" in page
    assert (present(first).state, present(second).state) == ("submitted", "draft")
    answer = client.post(LEDGER, {"chosen": f"{second.reference}:{changed.version}"})
    assert answer.status_code == 303
    assert present(second).state == "submitted"
    assert client.post(LEDGER, {"chosen": "2031-0001:1"}).status_code == 400


# --- Entering and changing -----------------------------------------------------------------------------------------

TYPED = {
    "Contributor": "Demonstration giver",
    "Stream": "voluntary",
    "Kind": "payment",
    "Year": "2024",
    "Amount": "1 234 567,5",
    "Currency": "chf",
    "Day": "2024-05-02",
    "Rate": "0,905",
    "Day of the rate": "2024-05-01",
}


def test_a_contribution_is_added_with_a_name_and_a_number_as_people_write_them(opens, people):
    contributor("giver")
    typed = {label: text for label, text in TYPED.items() if label in labels(opens(ADD))}
    page = opens(ADD).press("Add", typed)
    assert "Added: contribution 2024-0001." in page
    row = Contribution.objects.get(reference="2024-0001")
    assert (row.contributor.code, row.amount, row.currency, row.rate) == (
        "giver",
        Decimal("1234567.5"),
        "CHF",
        Decimal("0.905"),
    )
    assert (row.last_year, row.state, row.changed_by) == (2024, "draft", people.finance_officer)
    assert "USD 1,364,162.98" in page


def labels(page: Page) -> set[str]:
    return {label for form in page._forms for label in form.labels}


def test_every_label_of_the_form_is_there(opens):
    assert set(TYPED) <= labels(opens(ADD))


def test_all_faults_are_said_at_once_and_what_was_typed_stays(opens):
    page = opens(ADD).press("Add", {"Contributor": "Atlantis", "Amount": "1,234", "Year": "24"})
    assert page.status == 400
    assert "“Atlantis” is neither the code nor the name of a contributor." in page
    assert "can be read in two ways" in page
    assert "A year in four digits." in page
    assert page.value_of("Amount") == "1,234"
    assert not Contribution.objects.filter(reference__startswith="20").exists()


def test_a_contributor_is_never_guessed(opens):
    for code in ("giver", "other", "Other"):
        contributor(code)
    mixed = opens(ADD).press("Add", {**TYPED, "Contributor": "Demonstration giver (other)"})
    assert mixed.status == 400
    assert "“Demonstration giver (other)” is neither the code nor the name of a contributor." in mixed
    assert "Several have this name. Write the code: Other, other." in opens(ADD).press(
        "Add", {**TYPED, "Contributor": "OTHER"}
    )
    for typed in ("other", " demonstration  GIVER (Giver)", "Demonstration other (other)"):
        assert "Added: contribution" in opens(ADD).press("Add", {**TYPED, "Contributor": typed})


def test_in_a_demonstration_no_sum_stands_under_a_member_states_name(opens, signed_in):
    contributor("giver")
    offered = signed_in("finance_officer").get(ADD).content.decode()
    assert 'value="Demonstration giver (giver)"' in offered
    assert "Kenya" not in offered
    for name in ("KEN", "Kenya", "肯尼亚", "Kenya (KEN)"):
        page = opens(ADD).press("Add", {**TYPED, "Contributor": name})
        assert page.status == 400
        assert "contributions stand under invented contributors alone" in page
    assert Contribution.objects.count() == 0


def test_elsewhere_member_states_are_offered_and_invented_ones_are_not(opens, signed_in):
    contributor("giver")
    Installation.objects.update(demonstration=False)
    offered = signed_in("finance_officer").get(ADD).content.decode()
    assert 'value="Kenya (KEN)"' in offered
    assert "giver" not in offered
    assert "An invented contributor gives nothing here." in opens(ADD).press("Add", {**TYPED, "Contributor": "giver"})
    assert "Added: contribution" in opens(ADD).press("Add", {**TYPED, "Contributor": "肯尼亚"})


def test_a_change_is_saved_over_the_version_that_was_seen(opens, people):
    row = entered(people)
    page, stale = opens(f"{LEDGER}{row.reference}/"), opens(f"{LEDGER}{row.reference}/")
    assert "Saved." in page.press("Save", {"Amount": "2000000"})
    conflict = stale.press("Save", {"Amount": "3000000"})
    assert conflict.status == 409
    assert "Amount 2,000,000 3,000,000" in conflict  # theirs, mine
    assert conflict.value_of("Amount") == "3000000"
    assert present(row).amount == 2000000
    assert "Saved." in conflict.press("Save")
    assert (present(row).amount, present(row).version) == (3000000, 3)


@pytest.mark.parametrize(
    ("button", "field"), [("Save", "Note"), ("Make it void", "Why it counts nowhere")], ids=["change", "void"]
)
def test_what_was_typed_into_what_is_locked_by_now_is_shown_to_its_author(opens, people, button, field):
    row = entered(people)
    stale = opens(f"{LEDGER}{row.reference}/")
    submit_row(row, by=people.finance_officer, seen=row.version)
    locked = stale.press(button, {field: "As the bank says"})
    assert locked.status == 409
    assert "As the bank says" in locked
    assert locked.buttons == ["Sign out"]


def test_what_equals_the_row_changes_nothing(opens, people):
    row = entered(people)
    assert "Saved." in opens(f"{LEDGER}{row.reference}/").press("Save")
    assert present(row).version == 1


def test_what_is_void_counts_nowhere_and_can_count_again(opens, people):
    row = entered(people, note="As the bank says")
    address = f"{LEDGER}{row.reference}/"
    assert opens(address).press("Make it void").status == 400
    assert not present(row).void
    page = opens(address).press("Make it void", {"Why it counts nowhere": "Entered twice"})
    assert "Void: it counts nowhere." in page
    assert (present(row).void, present(row).note) == (True, "As the bank says\nEntered twice")
    assert "Sums in dollars" in opens()
    assert "USD 1,000,000.00" not in opens().text.partition("Sums in dollars")[2].partition(ROWS)[0]
    opens(address).press("Count it again")
    assert not present(row).void
    assert "USD 1,000,000.00" in opens().text.partition("Sums in dollars")[2].partition(ROWS)[0]


def test_a_submitted_contribution_is_locked_and_a_returned_one_says_why(opens, signed_in, people):
    row = entered(people)
    address = f"{LEDGER}{row.reference}/"
    page = opens(address).press("Submit it as it is saved")
    assert "Submitted: a validator checks it now." in page
    assert "It is locked" in page
    assert page.buttons == ["Sign out"]
    locked = signed_in("finance_officer").post(address, {"do": "submit", "version": present(row).version})
    assert locked.status_code == 409
    return_row(present(row), "Which day?", by=people.validator, seen=present(row).version)
    assert "Which day?" in opens(address)
    assert "Submit it as it is saved" in opens(address).buttons


def test_every_figure_of_a_contribution_stays_readable(opens, people):
    row = validated_contribution(gift(), by=people.finance_officer, validator=people.validator)
    reopened = reopen_row(row, "Another day", by=people.validator, seen=row.version)
    saved = save_contribution(reopened, gift(amount="2000000"), by=people.finance_officer, seen=reopened.version)
    page = opens(f"{LEDGER}{saved.reference}/", "auditor")
    assert "Figure 1" in page
    assert "USD 1,000,000.00" in page
    assert "USD 2,000,000.00" in page
    assert "What happened to it" in page
    assert "What happened to it" not in opens(f"{LEDGER}{saved.reference}/")  # whose reader may not open the log


def test_a_levy_says_whether_it_was_applied(opens):
    contributor("levy", "other")
    typed = {**TYPED, "Contributor": "levy", "Stream": "levy", "Kind": "pledge"}
    nothing = dict.fromkeys(("Amount", "Rate", "Day of the rate"), "")
    assert "say whether it was applied" in opens(ADD).press("Add", typed)
    page = opens(ADD).press("Add", {**typed, **nothing, "Currency": "USD", "Levy applied": "no"})
    assert "Added: contribution" in page
    assert "levy not applied" in opens()


# --- Contributors --------------------------------------------------------------------------------------------------


def test_a_contributor_that_is_not_in_the_list_is_added_and_then_chosen(opens):
    page = opens("/finance/contributors/add/").press(
        "Add", {"Code": "UN-TEST", "Kind": "entity", "Name (English)": "Test Entity", "Name (Français)": "Entité"}
    )
    assert "Added: Test Entity (UN-TEST)." in page
    assert page.value_of("Contributor") == "UN-TEST"
    row = Contributor.objects.get(code="UN-TEST")
    assert (row.kind, row.name_fr, row.is_demonstration) == ("entity", "Entité", True)
    assert Entry.objects.filter(verb="finance.contributor.created").count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"Code": "a/b"}, "Letters, digits, dots and hyphens"),
        ({"Code": "KEN"}, "already exists"),
        ({"Name (English)": ""}, "This field is required."),
    ],
)
def test_a_contributor_that_cannot_be_is_refused(opens, typed, said):
    before = Contributor.objects.count()
    good = {"Code": "UN-TEST", "Kind": "entity", "Name (English)": "Test Entity"}
    page = opens("/finance/contributors/add/").press("Add", {**good, **typed})
    assert page.status == 400
    assert said in page
    assert Contributor.objects.count() == before


def test_a_member_state_cannot_be_added(signed_in):
    data = {"code": "XXX", "kind": "member_state", "name_en": "Atlantis"}
    assert signed_in("finance_officer").post("/finance/contributors/add/", data).status_code == 400


# --- Who -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["validator", "publisher", "administrator", "auditor"])
def test_those_who_read_get_no_forms_and_are_refused(signed_in, people, role):
    row = entered(people)
    client = signed_in(role)
    address = f"{LEDGER}{row.reference}/"
    for page in (client.get(LEDGER), client.get(address)):
        assert page.content.count(b'method="post"') == 1, "signing out is all there is to send"
    for verb in ("change", "void", "restore", "submit", "nonsense"):
        assert client.post(address, {"do": verb, "version": 1}).status_code == 403
    assert client.post(LEDGER, {"chosen": f"{row.reference}:1"}).status_code == 403
    assert client.get(ADD).status_code == 403
    assert present(row).version == 1


@pytest.mark.parametrize("role", ["office_editor", "team_leader", "regional_team", "custodian"])
def test_for_others_there_is_no_ledger(signed_in, people, role):
    row = entered(people)
    client = signed_in(role)
    for address in (LEDGER, f"{LEDGER}{row.reference}/", ADD, f"{LEDGER}import/", "/finance/contributions.csv"):
        assert client.get(address).status_code == 404


def test_a_reference_that_does_not_exist_is_not_found(signed_in):
    client = signed_in("finance_officer")
    assert client.get(f"{LEDGER}2031-0001/").status_code == 404
    assert client.post(LEDGER, {"chosen": "2024\x00:1"}).status_code == 400
    assert client.post(f"{LEDGER}2031-0001/", {"do": "submit", "version": 1}).status_code == 404
