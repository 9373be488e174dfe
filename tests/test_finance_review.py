"""The review of the trust fund's submitted items and contributions, as a browser without JavaScript uses it."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.actions import grant_membership
from accounts.models import Installation
from accounts.roles import Role
from finance.actions import add_contribution, return_row, save_contribution, save_item, submit_row
from finance.checking import check_items
from finance.models import Contribution, ContributionFigure, FundFigure, FundItem, Report
from finance.reports import close_report
from finance.words import component_titles
from tests.fund import dollars, gift, item, report_2023, validated_contribution, validated_item
from tests.reading import Page

pytestmark = pytest.mark.django_db

REVIEW = "/review/finance/"
OF_2023, OF_GIFTS = f"{REVIEW}?of=2023", f"{REVIEW}?of=contributions"
CODE = "2023.estimate.2024.all.B1"
NAME = "2024 estimate, B1 "
POSTS = "2023.posts.2024.B1.P-5"


@pytest.fixture(autouse=True)
def demonstration(db):
    Installation.objects.update_or_create(pk=1, defaults={"demonstration": True})


@pytest.fixture
def opens(signed_in):
    """opens(address) is the queue as the validator gets it, or somebody else."""

    def get(address=OF_2023, role="validator"):
        client = signed_in(role)
        return Page(client, client.get(address))

    return get


@pytest.fixture
def handed_in(people):
    """handed_in(CODE, "24000000") is an item that waits to be checked."""
    report_2023(people)

    def hand_in(code=CODE, value="24000000", **said) -> FundItem:
        row = item(code)
        row = save_item(row, dollars(value, **said), by=people.finance_officer, seen=row.version)
        return submit_row(row, by=people.finance_officer, seen=row.version)

    return hand_in


def given(people, **said) -> Contribution:
    row = add_contribution(gift(**said), by=people.finance_officer)
    return submit_row(row, by=people.finance_officer, seen=row.version)


def present(row):
    return type(row).objects.get(pk=row.pk)


def button(page: Page, verb: str, words: str) -> str:
    """The one button of the page that does this with the row of these words."""
    [found] = [each for each in page.buttons if each.startswith(verb) and words in each]
    return found


def warned(code: str) -> set[str]:
    items = list(FundItem.objects.filter(code=code).in_order())
    return {warning.code for checked in check_items(items, component_titles()) for warning in checked.warnings}


# --- What is shown -------------------------------------------------------------------------------------------------


def test_an_item_stands_under_its_table_beside_the_report_before_and_its_change(opens, handed_in):
    before = item("2022.estimate.2023.all.B1")
    handed_in(value=str(before.value + 1_000_000), note="Revised in May")
    page = opens()
    thousands = f"{(before.value + 1_000_000) / 1000:,.1f}".replace(",", "\u202f")
    for words in (
        "1 row waits",
        "Table 1: Financial resources by component",
        "(thousands of United States dollars)",
        thousands,
        "2023, report 2022",
        "1\u202f000",
        "Revised in May",
        "Demonstration finance officer",
    ):
        assert words in page, words


def test_a_later_estimate_of_the_same_year_is_compared_with_the_one_that_it_supersedes(handed_in, people):
    handed_in("2023.estimate.2023.all.B1", "1000")
    [checked] = check_items([item("2023.estimate.2023.all.B1")], component_titles())
    assert (checked.before.report, checked.before.year) == (2022, 2023)
    assert checked.before.value == item("2022.estimate.2023.all.B1").value


def test_what_was_validated_before_is_what_a_correction_is_compared_with(handed_in, people):
    validated_item("2023.estimate.2023.all.B2", "900000", people)
    row = item("2023.estimate.2023.all.B2")
    from_figure = FundFigure.objects.get(item=row)
    [checked] = check_items([row], component_titles())
    assert checked.last == from_figure
    assert (checked.compared_with, checked.change) == (900000, 0)


@pytest.mark.parametrize(("factor", "expected"), [("1.2", set()), ("1.3", {"large_change"}), ("0.7", {"large_change"})])
def test_a_large_change_is_warned_of(handed_in, factor, expected):
    before = item("2022.estimate.2023.all.B1").value
    handed_in(value=str(before * Decimal(factor) // 100 * 100))
    assert warned(CODE) - {"not_as_printed"} == expected


def test_changed_posts_are_warned_of_and_unchanged_ones_are_not(handed_in):
    before = item("2022.posts.2023.B1.P-5").value
    handed_in(POSTS, str(int(before)))
    assert warned(POSTS) == set()
    handed_in("2023.posts.2024.B1.P-4", "0")
    assert "posts_changed" in warned("2023.posts.2024.B1.P-4")


def test_a_printed_total_that_the_parts_do_not_give_is_warned_of_at_each_of_its_parts(opens, people):
    row = item("2022.estimate.2023.all.B1")
    validated_item(row.code, str(row.value + 200_000), people)
    assert warned(row.code) == {"not_as_printed"}
    assert warned("2022.estimate.2023.all.B2") == {"not_as_printed"}  # of the same total
    assert warned("2022.expenditure.2021.all.B1") == set()
    assert warned("2022.posts.2023.B1.P-5") == set()


def test_a_value_that_does_not_say_its_rounding_is_warned_of(handed_in):
    row = handed_in()
    FundItem.objects.filter(pk=row.pk).update(rounded_to=None)
    assert "no_rounding" in warned(CODE)


def test_a_value_that_is_missing_says_why(opens, handed_in):
    handed_in(value=None)
    page = opens()
    assert "not available" in page
    assert "Not given" in page


def test_a_contribution_shows_its_dollars_and_what_is_to_be_looked_at(opens, people):
    given(people, code="one", amount="900000", currency="CHF")
    given(people, code="two", amount="900000", currency="CHF", rate=Decimal("0.9"), rate_on=date(2024, 6, 1))
    given(people, code="two", amount="900000", currency="CHF", rate=Decimal("0.9"), rate_on=date(2024, 6, 1))
    page = opens(OF_GIFTS)
    assert "3 rows wait" in page
    assert "It has no dated rate: no sum that it belongs to can be formed." in page
    assert "USD 1,000,000.00 0.9 for one dollar on 1 June 2024" in page
    assert "The same contributor gave the same amount in the same year: 2024-0003." in page


def test_a_pledge_and_the_payment_that_keeps_it_are_not_taken_for_one_entered_twice(opens, people):
    given(people, kind="pledge")
    given(people)
    assert "gave the same amount" not in opens(OF_GIFTS)


def test_a_corrected_contribution_shows_where_it_differs_from_its_figure(opens, people):
    row = validated_contribution(gift(), by=people.finance_officer, validator=people.validator)
    page = opens(f"{OF_GIFTS}&row={row.reference}").press(
        "Reopen the chosen rows", {"Why are they opened again?": "Another day"}
    )
    assert "1 row is open for correction." in page
    row = present(row)
    saved = save_contribution(row, gift(amount="2000000"), by=people.finance_officer, seen=row.version)
    submit_row(saved, by=people.finance_officer, seen=saved.version)
    assert "Amount: 1,000,000 → 2,000,000" in opens(OF_GIFTS)


def test_the_part_in_which_something_waits_comes_first(opens, handed_in, people):
    assert "Review of the trust fund: E/2023/99" in opens(REVIEW)
    given(people)
    assert "Review of the trust fund: Contributions" in opens(REVIEW)
    handed_in()
    assert "Review of the trust fund: E/2023/99" in opens(REVIEW)


@pytest.mark.parametrize("of", ["2031", "", "x", "contribution", "²"])
def test_a_part_that_does_not_exist_is_not_found(signed_in, of):
    assert signed_in("validator").get(REVIEW, {"of": of}).status_code == 404


# --- Validating, returning, reopening ------------------------------------------------------------------------------


def test_a_validator_validates_an_item_and_a_figure_is_appended(opens, handed_in, people):
    row = handed_in()
    page = opens()
    page = page.press(button(page, "Validate", NAME))
    assert "is validated." in page
    assert "Nothing here waits to be checked." in page
    figure = FundFigure.objects.get(item=row)
    assert (figure.value, figure.validated_by) == (24000000, people.validator)


def test_a_contribution_is_validated(opens, people):
    row = given(people)
    page = opens(OF_GIFTS)
    assert "is validated." in page.press(button(page, "Validate", row.reference))
    assert ContributionFigure.objects.get(contribution=row).dollars == 1000000


def test_returning_needs_a_comment_and_what_was_typed_stays(opens, handed_in):
    row = handed_in()
    page = opens()
    name = button(page, "Return", NAME)
    refused = page.press(name)
    assert refused.status == 400
    assert "Say what is at issue." in refused
    typed = "Which \u202e document?"
    label = next(label for label in labels(page) if label.startswith("What is at issue?"))
    refused = page.press(name, {label: typed})
    assert refused.status == 400
    assert refused.value_of(label) == typed
    page = page.press(name, {label: "Which document?"})
    assert "is returned to the finance officer." in page
    assert (present(row).state, present(row).comment) == ("returned", "Which document?")


def labels(page: Page) -> set[str]:
    return {label for form in page._forms for label in form.labels}


def test_rows_without_warnings_are_validated_together_and_one_with_a_warning_never(signed_in, handed_in):
    before = item("2022.posts.2023.B1.P-5").value
    good, bad = handed_in(POSTS, str(int(before))), handed_in("2023.posts.2024.B1.P-4", "0")
    client = signed_in("validator")
    offered = client.get(OF_2023).content.decode()
    assert f'name="chosen" value="{good.code}" checked' in offered
    assert f'name="chosen" value="{bad.code}"' not in offered
    versions = {f"version-{row.code}": row.version for row in (good, bad)}
    data = {"do": "validate_many", "chosen": [good.code, bad.code], **versions}
    answer = client.post(OF_2023, data)
    assert answer.status_code == 400
    page = Page(client, answer)
    assert "This row has a warning: validate it by itself." in page
    assert "1 row validated." in page
    assert (present(good).state, present(bad).state) == ("validated", "submitted")


def test_choosing_none_changes_nothing(signed_in, handed_in):
    row = handed_in(POSTS, str(int(item("2022.posts.2023.B1.P-5").value)))
    client = signed_in("validator")
    page = Page(client, client.post(OF_2023, {"do": "validate_many"}, follow=True))
    assert "No row was chosen." in page
    assert present(row).state == "submitted"


def test_nobody_validates_what_they_submitted_and_the_page_says_why(opens, signed_in, handed_in, people):
    grant_membership(people.finance_officer, Role.VALIDATOR, by=None)
    row, mine = handed_in(), given(people)
    for address, key in ((OF_2023, row.code), (OF_GIFTS, mine.reference)):
        page = opens(address, "finance_officer")
        assert "nobody validates what they submitted" in page
        assert not [each for each in page.buttons if each.startswith("Validate")]
        version = present(row if key == row.code else mine).version
        data = {f"version-{key}": version, "chosen": key}
        for verb in (f"validate:{key}", "validate_many"):
            answer = signed_in("finance_officer").post(address, {**data, "do": verb})
            assert answer.status_code in (400, 403), verb  # 400: it has a warning besides
    assert {present(row).state, present(mine).state} == {"submitted"}


def test_validated_items_are_reopened_together_with_one_reason_and_their_figures_stand(signed_in, people):
    rows = [item("2022.estimate.2023.all.B1"), item("2022.estimate.2023.all.B2")]
    client = signed_in("validator")
    data = {"do": "reopen", "reopened": [row.code for row in rows], **{f"version-{row.code}": 1 for row in rows}}
    refused = client.post(f"{REVIEW}?of=2022", {**data, "reason": " "})
    assert refused.status_code == 400
    assert "Say what is at issue." in refused.content.decode()
    assert client.post(f"{REVIEW}?of=2022", {**data, "reason": "A corrigendum"}).status_code == 303
    assert {(present(row).state, present(row).comment) for row in rows} == {("returned", "A corrigendum")}
    assert FundFigure.objects.filter(item__in=rows).count() == 2


def test_in_a_closed_report_rows_are_validated_and_none_is_returned_or_reopened(opens, signed_in, handed_in, people):
    validated_item("2023.estimate.2023.all.B2", "900000", people)
    row = handed_in()
    report = Report.objects.get(pk=2023)
    close_report(report, by=people.administrator, seen=report.version)
    page = opens()
    assert "nothing in it can be returned or reopened" in page
    assert not [each for each in page.buttons if each.startswith(("Return", "Reopen"))]
    old = item("2023.estimate.2023.all.B2")
    data = {"do": "reopen", "reopened": old.code, f"version-{old.code}": old.version, "reason": "Late"}
    assert signed_in("validator").post(OF_2023, data).status_code == 409
    assert present(old).state == "validated"
    assert "is validated." in page.press(button(page, "Validate", NAME))
    assert present(row).state == "validated"


# --- Two people at one row -----------------------------------------------------------------------------------------


def test_a_row_that_changed_since_it_was_seen_is_not_validated_and_the_page_says_what_changed(opens, handed_in, people):
    row = handed_in()
    page = opens()
    returned = return_row(row, "Which document?", by=people.validator, seen=row.version)
    saved = save_item(returned, dollars("25000000"), by=people.finance_officer, seen=returned.version)
    submit_row(saved, by=people.finance_officer, seen=saved.version)
    stale = page.press(button(page, "Validate", NAME))
    assert stale.status == 409
    assert "Somebody has changed this since you saw it" in stale
    assert "Which document?" in stale
    assert "25000000" in stale
    assert not FundFigure.objects.filter(item=row).exists()
    assert "is validated." in stale.press(button(stale, "Validate", NAME))
    assert FundFigure.objects.get(item=row).value == 25000000


def test_a_row_that_somebody_else_dealt_with_is_said_to_be_gone(opens, people):
    row = given(people)
    page = opens(OF_GIFTS)
    return_row(row, "Which day?", by=people.validator, seen=row.version)
    stale = page.press(button(page, "Validate", row.reference))
    assert stale.status == 409
    assert "Which day?" in stale
    assert not [each for each in stale.buttons if row.reference in each]


def test_what_was_written_to_a_row_that_can_no_longer_be_returned_is_shown_to_its_author(opens, handed_in, people):
    row = handed_in()
    page = opens()
    close_report(row.report, by=people.administrator, seen=row.report.version)
    closed = page.press(
        button(page, "Return with a comment", NAME), {f"What is at issue? {NAME}Global coordination": "Which document?"}
    )
    assert closed.status == 409
    assert "You wrote: Which document?" in closed
    assert present(row).state == "submitted"


@pytest.mark.parametrize("version", ["", "0", "x", "-3", "99999999999999999999"])
def test_a_post_without_a_version_that_can_be_changes_nothing(signed_in, people, version):
    row = given(people)
    key = row.reference
    answer = signed_in("validator").post(OF_GIFTS, {"do": f"validate:{key}", f"version-{key}": version})
    assert answer.status_code == 409
    assert present(row).state == "submitted"


# --- Who -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["publisher", "administrator", "auditor"])
def test_those_who_only_read_change_nothing(opens, signed_in, people, role):
    row = given(people)
    key = row.reference
    page = opens(OF_GIFTS, role)
    assert "Only validators validate and return" in page
    assert page.buttons == ["Sign out", "Find"]
    data = {f"version-{key}": row.version, f"comment-{key}": "Why?", "chosen": key, "reopened": key, "reason": "Why?"}
    for verb in (f"validate:{key}", f"return:{key}", "reopen", "validate_many", "nonsense"):
        assert signed_in(role).post(OF_GIFTS, {**data, "do": verb}).status_code == 403
    assert present(row).version == row.version


@pytest.mark.parametrize("role", ["office_editor", "team_leader", "regional_team", "custodian", "finance_officer"])
def test_for_others_there_is_no_such_page(signed_in, people, role):
    row = given(people)
    client = signed_in(role)
    assert client.get(OF_GIFTS).status_code == 404
    data = {"do": f"validate:{row.reference}", f"version-{row.reference}": row.version}
    assert client.post(OF_GIFTS, data).status_code == 404
    assert present(row).state == "submitted"


@pytest.mark.parametrize("do", ["validate:2031-0001", "return:2031.posts.2032.B1.P-5", "validate:", "validate:\x00"])
def test_a_row_that_does_not_exist_is_not_found(signed_in, do):
    assert signed_in("validator").post(OF_GIFTS, {"do": do}).status_code == 404


@pytest.mark.parametrize("do", ["", "publish", "validate_many:2024-0001", "reopen:2024-0001"])
def test_a_button_that_is_not_there_is_refused(signed_in, do):
    assert signed_in("validator").post(OF_GIFTS, {"do": do}).status_code == 400
