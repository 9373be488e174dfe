"""The grid of a report's items, as a browser without JavaScript uses it; what the keys add is tried at the end."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect

from common.statuses import Status
from finance.actions import reopen_row, return_row, save_item, submit_row
from finance.models import Component, ControlTotal, FundItem, Report
from finance.reports import close_report, open_report
from tests.browser import accessibility_faults
from tests.fund import dollars, item
from tests.reading import Page

GRID = "/finance/entry/2023/"
SHIPPED = "/finance/entry/2022/"
RESOURCES = f"{GRID}?section=resources"  # a part of it is enough for most
A, B1 = "2023.budget.2022.all.A", "2023.budget.2022.all.B1"
A_NAME, B1_NAME = "2022 budget, A Executive direction and management", "2022 budget, B1 Global coordination"
P5, P5_NAME = "2023.posts.2024.A.P-5", "Posts 2024, A Executive direction and management, P-5"
LEVY, LEVY_NAME = "2023.received.2022.levy", "Received 2022, 1 per cent coordination levy"


@pytest.fixture
def report(db, people):
    """The report of the next year, of which nothing is entered."""
    return open_report(2023, "E/2023/62", by=people.finance_officer)


@pytest.fixture
def opens(signed_in, report):
    """opens() is the grid as the finance officer gets it; each call is another browser."""

    def get(address=RESOURCES, role="finance_officer"):
        client = signed_in(role)
        return Page(client, client.get(address))

    return get


def save(code, entry, people):
    row = item(code)
    return save_item(row, entry, by=people.finance_officer, seen=row.version)


def plain(page):
    return page.text.replace("\u202f", " ")


def versions():
    return dict(FundItem.objects.values_list("code", "version"))


# --- What is shown -------------------------------------------------------------------------------------------------


def test_the_grid_lays_the_items_out_as_the_tables_with_what_is_computed_and_printed(opens):
    page = opens(SHIPPED)
    assert page.status == 200
    text = plain(page)
    assert "B1 Global coordination 14 453.8 validated 15 569.2 validated (1 115.4) printed (1 115.4)" in text
    assert "B Programme of work 267 275.9 printed 267 275.9" in text
    # Table 1 prints whole per cents; what is computed stands before it, and rounding explains the difference.
    assert "424.7 printed 424.7 11.6 printed 12 4 092.6 validated" in text
    assert "differs" not in text
    assert "443 printed 443" in text
    assert "1 273 printed 1 273" in text
    assert "98 validated" in text
    assert "214.5 printed 215" in text
    assert "Gap, the requirement less everything received: 66." in text
    assert "Gap, the target for voluntary contributions less those received: a part is missing." in text


def test_a_total_that_differs_beyond_rounding_is_marked(opens, people):
    row = reopen_row(item("2022.budget.2021.all.A"), "To be corrected", by=people.validator, seen=1)
    save_item(row, dollars("2844700"), by=people.finance_officer, seen=row.version)
    text = plain(opens(SHIPPED))
    assert "281 826.8 printed 281 826.4: differs" in text
    assert "92.3 printed 91.9: differs" in text
    assert "267 275.9 printed 267 275.9: differs" not in text


def test_what_is_missing_is_never_nought(opens, people):
    save(A, dollars("100"), people)
    text = plain(opens())
    assert "B Programme of work missing" in text
    save("2023.posts.2024.A.USG", dollars("0"), people)
    assert opens(GRID).value_of("Posts 2024, A Executive direction and management, USG: value") == "0"


def test_the_filter_shows_one_fund_or_one_section(opens):
    fund = opens(f"{GRID}?fund=trust_fund&section=resources")
    name = "2022 budget, A Executive direction and management, special purpose trust fund: value"
    assert fund.value_of(name) == ""
    assert "Total as the report gives it" in fund
    assert "Posts 2024" not in fund
    posts = opens(f"{GRID}?section=posts")
    assert posts.value_of(f"{P5_NAME}: value") == ""
    assert "2022 budget" not in posts
    assert "Select a valid choice" in opens(f"{GRID}?fund=nonsense")
    assert len([button for button in opens(f"{GRID}?section=posts").buttons if button.startswith("Submit ")]) == 60


def test_a_returned_item_shows_why(opens, people):
    row = submit_row(save(A, dollars("2752400"), people), by=people.finance_officer, seen=2)
    return_row(row, "Is <this> final?", by=people.validator, seen=row.version)
    page = opens()
    assert "Returned: Is <this> final?" in page
    assert page.value_of(f"{A_NAME}: value") == "2752.4"


@pytest.mark.parametrize("role", ["validator", "publisher", "administrator", "auditor"])
def test_those_who_only_read_get_no_fields(opens, role):
    page = opens(role=role)
    assert "Only a finance officer enters their values" in page
    assert page.buttons == ["Sign out", "Show"]


def test_a_component_that_was_added_stands_in_the_grid_of_the_next_report(opens):
    Component.objects.create(code="D", title="Another", title_en="Another", position=9)
    open_report(2024, "E/2024/1", by=None)
    assert opens("/finance/entry/2024/").value_of("2023 budget, D Another: value") == ""


def test_the_grid_costs_as_many_queries_whatever_it_holds(signed_in, report, people):
    def cost(address):
        client = signed_in("finance_officer")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = cost(GRID)
    for position in range(10, 16):
        Component.objects.create(code=f"Z{position}", title="Z", title_en="Z", position=position)
    open_report(2024, "E/2024/1", by=None)
    save(A, dollars("100"), people)
    assert cost("/finance/entry/2024/") == cost(GRID) == few


# --- Saving --------------------------------------------------------------------------------------------------------


def test_a_saved_value_is_kept_in_dollars_and_says_what_was_read(opens, signed_in):
    page = opens().press(f"Save {A_NAME}", {f"{A_NAME}: value": "2 752,4"})
    assert page.status == 200
    assert f"1 item saved. {A_NAME}: read as 2 752.4." in plain(page)
    row = item(A)
    assert (row.value, row.status, row.state, row.version) == (Decimal(2_752_400), "reported", "draft", 2)
    form = {f"{row.pk}-version": "2", f"{row.pk}-note": "Revised", "do": "save"}
    answer = signed_in("finance_officer").post(f"{GRID}?section=resources", form)
    assert (answer.status_code, answer["Location"]) == (303, f"{GRID}?section=resources")
    row.refresh_from_db()
    assert (row.note, row.value) == ("Revised", Decimal(2_752_400))  # what did not come stays as it is


def test_posts_are_whole_and_funding_is_in_millions(opens):
    page = opens(GRID).press("Save drafts", {f"{P5_NAME}: value": "3", f"{LEVY_NAME}: value": "77.5"})
    assert "2 items saved" in page
    assert item(P5).value == 3
    assert (item(LEVY).value, item(LEVY).rounded_to) == (77_500_000, 100_000)


def test_funding_says_in_what_it_is_printed(opens):
    page = opens(GRID).press("Save drafts", {f"{LEVY_NAME}: value": "39", f"{LEVY_NAME}: printed in": "1000000"})
    assert item(LEVY).rounded_to == 1_000_000
    again = page.press("Save drafts", {f"{LEVY_NAME}: value": "39.5"})
    assert again.status == 400
    assert "It is kept with 0 decimals; 39.5 has more" in again


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        (A_NAME, "12.34", "It is kept with 1 decimals; 12.34 has more."),
        (A_NAME, "1,234", "can be read in two ways"),
        (A_NAME, "a lot", "is not a number"),
        (P5_NAME, "2.5", "Posts are whole numbers, 0 or more."),
        (P5_NAME, "-1", "Posts are whole numbers, 0 or more."),
        (LEVY_NAME, "-1", "It cannot be less than 0."),
    ],
)
def test_what_cannot_be_kept_says_why_and_stays_typed(opens, name, typed, said):
    before = versions()
    page = opens(GRID).press("Save drafts", {f"{name}: value": typed, f"{B1_NAME}: value": "5"})
    assert page.status == 400
    assert said in page
    assert page.value_of(f"{name}: value") == typed
    assert "1 item saved" in page  # the other one
    assert {code for code, version in versions().items() if version != before[code]} == {B1}


def test_a_status_without_a_value_needs_a_reason(opens):
    page = opens().press("Save drafts", {f"{A_NAME}: status": "not_available"})
    assert page.status == 400
    assert "Say why: this status needs a reason." in page
    page = page.press("Save drafts", {f"{A_NAME}: reason": "Not given"})
    assert item(A).status == Status.NOT_AVAILABLE


def test_only_what_was_touched_is_written(opens, people):
    page = opens()
    save(A, dollars("100"), people)  # by somebody else, meanwhile
    before = versions()
    assert page.press("Save drafts", {f"{B1_NAME}: value": "3"}).status == 200
    assert {code for code, version in versions().items() if version != before[code]} == {B1}
    assert "Nothing was changed" in opens().press("Save drafts")


# --- Two people ----------------------------------------------------------------------------------------------------


@pytest.fixture
def conflict(opens, people):
    """What the second gets who typed 200 where somebody else has saved 100 thousand."""
    page = opens()
    save(A, dollars("100000"), people)
    return page.press("Save drafts", {f"{A_NAME}: value": "200", f"{B1_NAME}: value": "5"})


def test_the_second_sees_both_values_and_nothing_is_lost(conflict):
    assert conflict.status == 409
    assert "value 100 200" in conflict
    assert conflict.value_of(f"{A_NAME}: value") == "200"
    assert (item(A).value, item(B1).value) == (100_000, 5_000)
    assert item(A).changed_by.email in conflict


def test_saving_all_again_does_not_choose(conflict):
    assert conflict.press("Save drafts").status == 409
    assert conflict.press("Save and submit all drafts with a value").status == 409
    assert (item(A).value, item(A).state) == (100_000, "draft")


def test_the_second_chooses(conflict):
    assert conflict.press("Use mine").status == 200
    assert item(A).value == 200_000


def test_the_second_may_keep_the_firsts(conflict):
    assert conflict.press("Keep theirs").status == 200
    assert item(A).value == 100_000


def test_two_who_type_the_same_have_nothing_to_choose(opens, people):
    page = opens()
    save(A, dollars("100000"), people)
    assert page.press("Save drafts", {f"{A_NAME}: value": "100.0"}).status == 200
    assert item(A).version == 2


@pytest.mark.parametrize("version", ["", "x", "0", "99999999999"])
def test_a_post_without_a_version_that_can_be_changes_nothing(signed_in, report, version):
    row = item(A)
    data = {f"{row.pk}-version": version, f"{row.pk}-value": "7", "do": "save"}
    assert signed_in("finance_officer").post(GRID, data).status_code == 409
    assert item(A).value is None


# --- Submitting ----------------------------------------------------------------------------------------------------


def test_one_item_is_saved_and_submitted_and_locked(opens):
    page = opens().press(f"Submit {A_NAME}", {f"{A_NAME}: value": "2752.4"})
    assert "1 item saved" in page
    assert "1 item submitted." in page
    assert item(A).state == "submitted"
    assert f"Submit {A_NAME}" not in page.buttons
    assert "2 752.4 submitted" in plain(page)


def test_all_drafts_with_a_value_are_submitted_and_no_others(opens, people):
    returned = submit_row(save(A, dollars("100"), people), by=people.finance_officer, seen=2)
    return_row(returned, "Why?", by=people.validator, seen=returned.version)
    save("2023.budget.2022.all.C", dollars(None), people)
    typed = {f"{B1_NAME}: value": "5", f"{P5_NAME}: value": "0"}
    page = opens(GRID).press("Save and submit all drafts with a value", typed)
    assert "2 items submitted." in page
    assert set(FundItem.objects.filter(state="submitted").values_list("code", flat=True)) == {B1, P5}


def test_an_item_that_says_nothing_is_not_submitted(opens):
    page = opens().press(f"Submit {A_NAME}")
    assert page.status == 409
    assert "Nothing to submit yet" in page
    assert item(A).state == "draft"


def test_an_item_that_changed_since_it_was_seen_is_not_submitted(opens, people):
    page = opens()
    save(A, dollars("100"), people)
    assert page.press(f"Submit {A_NAME}").status == 409
    assert item(A).state == "draft"


def test_what_was_typed_into_an_item_that_is_locked_by_now_is_shown_to_its_author(opens, people):
    page = opens()
    submit_row(save(A, dollars("100000"), people), by=people.finance_officer, seen=2)
    answer = page.press("Save drafts", {f"{A_NAME}: value": "200"})
    assert answer.status == 409
    assert "value 100 200" in answer
    assert item(A).value == 100_000


# --- What is refused -----------------------------------------------------------------------------------------------


def test_a_closed_report_is_locked_and_keeps_what_was_typed_in_sight(opens, people):
    page = opens()
    close_report(Report.objects.get(year=2023), by=people.administrator, seen=1)
    answer = page.press("Save drafts", {f"{A_NAME}: value": "200"})
    assert answer.status == 409
    assert "The report of 2023 is closed." in answer
    assert item(A).value is None
    closed = opens()
    assert "This report is closed" in closed
    assert closed.buttons == ["Sign out", "Show"]


def test_an_item_of_another_report_is_not_reached(signed_in, report):
    row = item("2022.pledged.2021.levy")
    data = {f"{row.pk}-version": row.version, f"{row.pk}-value": "7", "do": "save"}
    assert signed_in("finance_officer").post(GRID, data).status_code == 404
    assert item("2022.pledged.2021.levy").value is None


def test_a_field_that_an_item_does_not_have_is_not_read(signed_in, report, people):
    row = save(A, dollars("500"), people)
    post = {f"{row.pk}-version": "1", f"{row.pk}-value": "7", f"{row.pk}-rounded_to": "1000"}
    answer = signed_in("finance_officer").post(GRID, post)
    assert answer.status_code == 409  # saved since version 1; components are all printed alike
    assert "theirs" in answer.text
    assert item(A).value == 500


@pytest.mark.parametrize("do", ["computed:1", "nonsense", "mine", "save:x"])
def test_an_unknown_button_is_refused(signed_in, report, do):
    assert signed_in("finance_officer").post(GRID, {"do": do}).status_code == 400


def test_the_grid_is_kept_by_no_cache(signed_in, report):
    assert "no-store" in signed_in("finance_officer").get(GRID)["Cache-Control"]


# --- Control totals ------------------------------------------------------------------------------------------------

CONTROLS = "/finance/entry/2022/controls/"
PERCENT = "Table 1, A Executive direction and management, Change, per cent"


def control(table="1", line="A", column="change_percent"):
    return ControlTotal.objects.get(report=2022, table=table, line=line, column=column)


def test_control_totals_stand_beside_what_is_computed(opens):
    page = opens(CONTROLS)
    text = plain(page)
    assert "B Programme of work, 2022 estimate 265 654.0" in text
    assert "agrees" in text
    assert "differs" not in text.partition("Table 1")[2]
    assert page.value_of(f"{PERCENT}: printed") == "12"


def test_a_control_total_is_changed_and_the_difference_shows(opens):
    page = opens(CONTROLS).press("Save control totals", {f"{PERCENT}: printed": "20"})
    assert "1 control total saved." in page
    assert (control().value, control().version) == (20, 2)
    assert "differs" in page.text.partition("Table 1")[2]


def test_a_control_total_is_entered_where_there_was_none(opens):
    assert not ControlTotal.objects.filter(report=2023).exists()
    page = opens("/finance/entry/2023/controls/")
    page.press("Save control totals", {"Table 1, B Programme of work, 2023 estimate: printed": "275796.1"})
    [made] = ControlTotal.objects.filter(report=2023)
    assert (made.table, made.line, made.column, made.value, made.decimals) == (
        *("1", "B", "estimate_2023"),
        *(Decimal("275796.1"), 1),
    )


@pytest.mark.parametrize(
    ("printed", "decimals", "said"),
    [
        ("20.5", "0", "It has more decimals than it is printed with."),
        ("many", "0", "is not a number"),
        ("20", "x", "A whole number from 0 to 4."),
        ("20", "9", "At most 4"),
    ],
)
def test_a_control_total_that_cannot_be_kept_says_why(opens, printed, decimals, said):
    typed = {f"{PERCENT}: printed": printed, f"{PERCENT}: decimals": decimals}
    page = opens(CONTROLS).press("Save control totals", typed)
    assert page.status == 400
    assert said in page
    assert page.value_of(f"{PERCENT}: printed") == printed
    assert control().value == 12


def test_a_control_total_that_somebody_else_changed_shows_both(opens):
    first, second = opens(CONTROLS), opens(CONTROLS)
    first.press("Save control totals", {f"{PERCENT}: printed": "13"})
    page = second.press("Save control totals", {f"{PERCENT}: printed": "14"})
    assert page.status == 409
    assert "It is 13 now." in page
    assert control().value == 13
    page.press("Save control totals")
    assert control().value == 14


@pytest.mark.parametrize("role", ["validator", "auditor"])
def test_control_totals_are_only_read_by_others(opens, signed_in, role):
    assert opens(CONTROLS, role).buttons == ["Sign out"]
    assert signed_in(role).post(CONTROLS, {}).status_code == 403


# --- In a browser --------------------------------------------------------------------------------------------------


@pytest.mark.assure  # the grid and its keys are those of tests/test_entry_page.py
@pytest.mark.parametrize("width", [360, 1280])
def test_the_finance_officer_enters_saves_and_submits_with_the_keyboard(live_site, visit, width):
    open_report(2023, "E/2023/62", by=None)
    person = visit(live_site.url, width=width)
    person.enter(live_site.accounts["finance_officer"])
    page = person.page(RESOURCES)
    page.get_by_label(f"{A_NAME}: value").fill("2752.4")
    page.keyboard.press("Enter")
    focused = page.locator(":focus")
    assert focused.get_attribute("aria-label") == f"{B1_NAME}: value"
    page.keyboard.type("15569.2")
    page.keyboard.press("ArrowRight")
    assert focused.get_attribute("aria-label") == "2022 expenditure, B1 Global coordination: value"
    page.keyboard.press("ArrowRight")  # past the variance
    assert focused.get_attribute("aria-label") == "2023 estimate, B1 Global coordination: value"
    page.keyboard.press("ArrowUp")
    assert focused.get_attribute("aria-label") == "2023 estimate, A Executive direction and management: value"
    expect(page.get_by_text("2 items changed, not saved yet")).to_be_visible()
    page.keyboard.press("Control+s")
    page.get_by_text("2 items saved.").wait_for()
    page.locator(f"#item-{item(A).pk} summary").press("Enter")
    page.get_by_role("button", name=f"Submit {A_NAME}").press("Enter")
    page.get_by_text("1 item submitted.").wait_for()
    assert [item(code).state for code in (A, B1)] == ["submitted", "draft"]
    check_look(page, width)


@pytest.mark.assure
@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_computed_printed_and_locked_is_read_at_any_width(live_site, visit, width):
    person = visit(live_site.url, width=width)
    person.enter(live_site.accounts["finance_officer"])
    addresses = ("/finance/", f"{SHIPPED}?section=posts", "/finance/entry/2022/import/", CONTROLS)
    for _address, page in person.pages(addresses):
        check_look(page, width)


def check_look(page, width):
    """No wider than the screen, and nothing that axe finds; scrolled to its end, where no bar stands over a field."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert accessibility_faults(page) == []
