"""The entry grid, as a browser without JavaScript uses it; what the keys add is tested in a browser at the end."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from accounts.actions import grant_membership
from accounts.roles import Role
from common.grids import number_text
from common.numbers import read_number
from frameworks.actions import close_reporting_year
from frameworks.models import ReportingYear
from indicators.actions import (
    assign_indicators,
    reopen_observation,
    return_observation,
    save_observation,
)
from indicators.models import Indicator, Observation
from tests.browser import DESK_FIRST, accessibility_faults
from tests.many_answers import SHARE_QUESTION, accept, ask, hand_in, teams, yes_and_no
from tests.reading import Page
from tests.work import another, bring_to_figure, entry, observation, save, submit

YEAR = "/entry/2022/"
KEY = "2.1.1-d/total/2022"
ROW = "RCS 2.1.1-d"
OTHER_KEY = "2.1.1-e/total/2022"
OTHER_ROW = "RCS 2.1.1-e"
READERS = ("validator", "publisher", "administrator", "auditor")


def browser_of(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def one(db):
    """The custodian of three indicators, whose grid has three rows."""
    person = another(Role.CUSTODIAN, "one@demonstration.example")
    indicators = Indicator.objects.filter(code__in=["2.1.1-c", "2.1.1-d", "2.1.1-e"])
    assign_indicators(person, indicators, by=None, first_day=timezone.localdate())
    return person


@pytest.fixture
def opens(one):
    """opens() is the grid of 2022 as that custodian gets it; each call is another browser."""

    def get(address=YEAR):
        client = browser_of(one)
        return Page(client, client.get(address))

    return get


def versions():
    return dict(Observation.objects.values_list("pk", "version"))


# --- What is shown ---------------------------------------------------------------------------------------------


def test_the_grid_has_a_row_for_each_series_with_the_years_before_locked_beside(signed_in, db):
    client = signed_in("custodian")
    response = client.get(YEAR)
    rows = response.context["rows"]
    assert len(rows) == 51
    assert response.context["past_years"] == [2021, 2020]
    [row] = [row for row in rows if row.name == ROW]
    assert row.compared.past[0].value == 81
    assert row.compared.past[0].is_validated
    assert row.compared.last_rating.code == "regressed"
    page = Page(client, response)
    assert "RCS 2.1.1-d Percentage of programme country Governments that find the configuration" in page
    assert "81%" in page
    assert "regressed, 2021" in page
    assert "$215 million" in page
    # Damaged and ambiguous rows carry their note.
    assert "lost the baselines and targets of this row" in page
    assert "The label is damaged in the source" in page


def test_an_earlier_value_that_nobody_validated_is_marked(opens, people):
    save("2.1.1-d/total/2023", entry("87.5"), by=people.custodian)
    assert "87.5% unvalidated" in opens("/entry/2024/")


def test_an_earlier_figure_stands_while_its_row_is_worked_on_again(opens, people):
    bring_to_figure(KEY, entry("88"), people)
    reopened = reopen_observation(observation(KEY), "Recount", by=people.validator, seen=observation(KEY).version)
    save_observation(reopened, entry("80"), by=people.custodian, seen=reopened.version)
    page = opens("/entry/2023/")
    assert "88%" in page
    assert "unvalidated" not in page.text.partition("RCS 2.1.1-d")[2]


def test_a_returned_row_shows_the_comment(opens, people):
    save(KEY, entry("88"), by=people.custodian)
    returned = submit(KEY, by=people.custodian)
    return_observation(returned, "Is <this> final?", by=people.validator, seen=returned.version)
    assert "Returned: Is <this> final?" in opens()


def test_the_filters_show_part_of_the_rows(signed_in, people, db):
    save(KEY, entry("88"), by=people.custodian)  # without parts and source: two warnings
    submit(KEY, by=people.custodian)
    client = signed_in("custodian")

    def names(query):
        return [row.name for row in client.get(f"{YEAR}?{query}").context["rows"]]

    assert names("state=submitted") == [ROW]
    assert ROW in names("problems=on")
    assert 0 < len(names("problems=on")) < 51
    goal = observation(KEY).series.indicator.output.outcome.goal_id
    of_goal = names(f"goal={goal}")
    assert all(name.startswith("RCS 2.") for name in of_goal)
    assert 0 < len(of_goal) < 51
    assert names("state=returned") == []
    assert len(names("state=nonsense")) == 51
    assert "Select a valid choice" in Page(client, client.get(f"{YEAR}?state=nonsense"))


@pytest.mark.parametrize("role", READERS)
def test_those_who_only_read_get_no_fields(signed_in, db, role):
    client = signed_in(role)
    page = Page(client, client.get(YEAR))
    assert "Only the custodian of an indicator enters its values" in page
    assert page.buttons == ["Sign out", "Show"]


def test_a_finance_officer_gets_the_rows_of_the_trust_fund(signed_in, db):
    rows = signed_in("finance_officer").get(YEAR).context["rows"]
    assert {row.observation.series.indicator.method for row in rows} == {"finance"}
    assert all(row.form for row in rows)


def test_who_sees_nothing_gets_the_same_answer_as_for_a_year_that_does_not_exist(signed_in, db):
    for role in ("office_editor", "team_leader", "regional_team"):
        client = signed_in(role)
        there, nowhere = client.get(YEAR), client.get("/entry/2031/")
        assert there.status_code == nowhere.status_code == 404
        assert there.content.replace(b"2022", b"") == nowhere.content.replace(b"2031", b"")
        assert client.post(YEAR, {"do": "save"}).status_code == 404
        assert client.get("/entry/").status_code == 404


def test_strangers_are_asked_to_sign_in(client, db):
    for answer in (client.get(YEAR), client.post(YEAR), client.get("/entry/")):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/?next=/entry/")


def test_the_short_address_leads_to_the_newest_open_year(signed_in, db):
    assert signed_in("custodian").get("/entry/")["Location"] == "/entry/2025/"


# --- Saving ----------------------------------------------------------------------------------------------------


def test_a_saved_row_says_what_was_read_and_loading_again_sends_nothing_twice(opens, signed_in):
    saved = opens().press(
        f"Save {ROW}", {f"{ROW}: value": "81,8", f"{ROW}: numerator": "108", f"{ROW}: denominator": "1٣2"}
    )
    assert saved.status == 400  # digits of two scripts
    saved = saved.press(f"Save {ROW}", {f"{ROW}: denominator": "132"})
    assert saved.status == 200
    assert "1 row saved. RCS 2.1.1-d: read as 81.8; 108; 132." in saved
    row = observation(KEY)
    assert (row.value, row.numerator, row.denominator) == (Decimal("81.8"), 108, 132)
    assert (row.status, row.state, row.version) == ("reported", "draft", 2)
    client = signed_in("custodian")
    form = {f"{row.pk}-version": "2", f"{row.pk}-source": "Survey", "do": "save"}
    answer = client.post(f"{YEAR}?state=draft", form)
    assert answer.status_code == 303
    assert answer["Location"] == f"{YEAR}?state=draft"
    row.refresh_from_db()
    assert (row.source, row.value) == ("Survey", Decimal("81.8"))  # what did not come stays as it is


def test_only_changed_rows_are_written(opens):
    before = versions()
    nothing = opens().press("Save drafts")
    assert "Nothing was changed" in nothing
    assert versions() == before
    saved = nothing.press("Save drafts", {f"{ROW}: value": "88", f"{OTHER_ROW}: value": "60"})
    assert "2 rows saved" in saved
    changed = {pk for pk, version in versions().items() if version != before[pk]}
    assert changed == {observation(KEY).pk, observation(OTHER_KEY).pk}


def test_a_row_that_somebody_else_changed_is_no_conflict_for_who_did_not_touch_it(opens, people):
    page = opens()
    save(KEY, entry("87"), by=people.custodian)
    saved = page.press("Save drafts", {f"{OTHER_ROW}: value": "60"})
    assert saved.status == 200
    assert "1 row saved" in saved
    assert observation(KEY).value == 87


@pytest.mark.parametrize(
    ("typed", "read"),
    [("0", "0"), ("81.5", "81.5"), ("81,5", "81.5"), ("٨١٫٥", "81.5"), (" 81.50 ", "81.5"), ("８１", "81")],
)
def test_numbers_are_read_as_people_write_them(opens, typed, read):
    saved = opens().press("Save drafts", {f"{ROW}: value": typed})
    assert "1 row saved" in saved
    assert observation(KEY).value == Decimal(read)
    assert f"read as {read}." in saved


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1,234", "can be read in two ways"),
        ("81%", "leave the sign out"),
        ("n/a", "is not a number"),
        ("101", "cannot be more than 100"),
        ("81.55", "keeps 1 decimal;"),
        ("-1", "cannot be less than 0"),
    ],
)
def test_what_is_refused_stays_as_it_was_typed_and_the_other_rows_are_saved(opens, typed, why):
    page = opens().press("Save drafts", {f"{ROW}: value": typed, f"{OTHER_ROW}: value": "60"})
    assert page.status == 400
    assert page.value_of(f"{ROW}: value") == typed
    assert f"{ROW}, value" in page
    assert why in page
    assert "1 row saved" in page
    assert observation(KEY).value is None
    assert observation(OTHER_KEY).value == 60


def test_all_faults_of_a_row_are_said_at_once(opens):
    page = opens().press(
        f"Save {ROW}",
        {
            f"{ROW}: status": "withheld",
            f"{ROW}: numerator": "5",
            f"{ROW}: evidence": "javascript:alert(1)",
        },
    )
    assert page.status == 400
    for fault in ("Without a value there are no parts", "this status needs a reason", "is not a web address"):
        assert fault in page
    assert observation(KEY).version == 1


def test_a_value_is_never_dropped_by_a_status(opens, people):
    save(KEY, entry("88"), by=people.custodian)
    page = opens().press(f"Save {ROW}", {f"{ROW}: status": "not_available", f"{ROW}: reason": "No survey"})
    assert page.status == 400
    assert "This status says that there is no value" in page
    emptied = page.press(f"Save {ROW}", {f"{ROW}: value": ""})
    assert "1 row saved" in emptied
    row = observation(KEY)
    assert (row.value, row.status, row.reason) == (None, "not_available", "No survey")


def test_clearing_a_value_asks_why_there_is_none(opens, people):
    save(KEY, entry("88"), by=people.custodian)
    page = opens().press(f"Save {ROW}", {f"{ROW}: value": ""})
    assert page.status == 400
    assert "choose a status that says why there is none" in page
    assert observation(KEY).value == 88


def test_saving_one_row_leaves_what_was_typed_into_the_others(opens):
    page = opens().press(f"Save {ROW}", {f"{ROW}: value": "88", f"{OTHER_ROW}: value": "6o"})
    assert page.status == 200
    assert "1 row saved" in page
    assert page.value_of(f"{OTHER_ROW}: value") == "6o"
    saved = page.press("Save drafts", {f"{OTHER_ROW}: value": "60"})
    assert "1 row saved" in saved
    assert observation(OTHER_KEY).value == 60


def test_links_are_kept_one_a_line(opens):
    saved = opens().press(
        f"Save {ROW}", {f"{ROW}: value": "88", f"{ROW}: evidence": "https://example.org/a\r\n\r\nhttps://example.org/b"}
    )
    assert observation(KEY).evidence == ["https://example.org/a", "https://example.org/b"]
    assert "Nothing was changed" in saved.press("Save drafts")


@given(st.decimals(min_value=Decimal("-99999999999.9999"), max_value=Decimal("99999999999.9999"), places=4))
def test_every_number_that_the_grid_shows_for_editing_is_read_back_as_itself(value):
    assert read_number(number_text(value)) == value


# --- Two people at one row --------------------------------------------------------------------------------------


def both_typed(opens):
    """Two people open the grid; the first saves 87 with a source, the second then sends 86."""
    page = opens()
    opens().press(f"Save {ROW}", {f"{ROW}: value": "87", f"{ROW}: source": "Survey"})
    return page.press("Save drafts", {f"{ROW}: value": "86", f"{OTHER_ROW}: value": "60"})


def test_the_second_sees_both_values_and_nothing_is_lost(opens):
    page = both_typed(opens)
    assert page.status == 409
    assert "Somebody has changed this since you saw it" in page
    assert "Theirs, as it is now Mine, as I typed it value 87 86" in page
    assert page.value_of(f"{ROW}: value") == "86"
    assert page.value_of(f"{ROW}: source") == "Survey"
    assert observation(KEY).value == 87
    assert observation(OTHER_KEY).value == 60


def test_the_second_may_use_their_own(opens):
    saved = both_typed(opens).press("Use mine")
    assert "1 row saved" in saved
    row = observation(KEY)
    assert (row.value, row.source) == (86, "Survey")  # what the second did not touch is still the first's


def test_the_second_may_keep_the_firsts(opens):
    page = both_typed(opens).press("Keep theirs")
    assert page.status == 200
    assert page.value_of(f"{ROW}: value") == "87"
    assert observation(KEY).value == 87


def test_saving_everything_does_not_choose(opens):
    page = both_typed(opens).press("Save drafts").press("Save and submit all drafts with a value")
    assert page.status == 409
    assert "Use mine" in page.buttons
    row = observation(KEY)
    assert (row.value, row.state) == (87, "draft")


def test_using_mine_conflicts_again_when_a_third_was_faster(opens, people):
    page = both_typed(opens)
    save(KEY, entry("85", source="Survey"), by=people.custodian)
    page = page.press("Use mine")
    assert page.status == 409
    assert "value 85 86" in page
    assert observation(KEY).value == 85


def test_two_people_who_type_the_same_have_nothing_to_choose(opens):
    page = opens()
    opens().press("Save drafts", {f"{ROW}: value": "87.0"})
    saved = page.press("Save drafts", {f"{ROW}: value": "87"})
    assert saved.status == 200
    assert observation(KEY).version == 2


def test_what_was_typed_into_a_row_that_is_locked_by_now_is_shown_to_its_author(opens, people):
    page = opens()
    save(KEY, entry("87"), by=people.custodian)
    submit(KEY, by=people.custodian)
    page = page.press("Save drafts", {f"{ROW}: value": "86"})
    assert page.status == 409
    assert "value 87 86" in page
    assert "Use mine" not in page.buttons
    assert observation(KEY).value == 87


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "1.0", "99999999999999999999"])
def test_a_post_without_a_version_that_can_be_changes_nothing(signed_in, db, version):
    pk = observation(KEY).pk
    answer = signed_in("custodian").post(YEAR, {f"{pk}-version": version, f"{pk}-value": "88", "do": "save"})
    assert answer.status_code == 409
    assert observation(KEY).version == 1


def test_submitting_without_a_version_is_refused(one):
    save(KEY, entry("88"), by=one)
    assert browser_of(one).post(YEAR, {"do": f"submit:{observation(KEY).pk}"}).status_code == 409
    assert observation(KEY).state == "draft"


# --- Submitting -------------------------------------------------------------------------------------------------


def test_submitting_a_row_saves_what_was_typed_and_locks_it(opens):
    page = opens().press(f"Submit {ROW}", {f"{ROW}: value": "88"})
    assert "1 row submitted" in page
    assert f"Save {ROW}" not in page.buttons
    row = observation(KEY)
    assert (row.value, row.state) == (88, "submitted")


def test_an_empty_row_is_not_submitted(opens):
    page = opens().press(f"Submit {ROW}")
    assert page.status == 409
    assert "Nothing to submit yet" in page
    assert observation(KEY).state == "draft"


def test_all_drafts_with_a_value_are_submitted_and_no_others(opens, people):
    save(KEY, entry("88"), by=people.custodian)
    save("2.1.1-c/total/2022", entry("95"), by=people.custodian)
    returned = submit("2.1.1-c/total/2022", by=people.custodian)
    return_observation(returned, "Why?", by=people.validator, seen=returned.version)
    page = opens().press("Save and submit all drafts with a value", {f"{OTHER_ROW}: value": "60"})
    assert "2 rows submitted" in page
    states = dict(Observation.objects.filter(year=2022).exclude(state="draft").values_list("pk", "state"))
    assert [states[observation(key).pk] for key in (KEY, OTHER_KEY)] == ["submitted", "submitted"]
    assert observation("2.1.1-c/total/2022").state == "returned"


def test_a_row_that_changed_since_it_was_seen_is_not_submitted(opens, people):
    save(KEY, entry("88"), by=people.custodian)
    page = opens()
    save(KEY, entry("87"), by=people.custodian)
    page = page.press(f"Submit {ROW}")
    assert page.status == 409
    assert page.value_of(f"{ROW}: value") == "87"
    assert observation(KEY).state == "draft"
    assert "1 row submitted" in page.press(f"Submit {ROW}")


# --- What is refused --------------------------------------------------------------------------------------------


def test_a_forged_post_does_not_reach_another_custodians_row(one):
    before = versions()
    client = browser_of(one)
    foreign, own = observation("2.1.1-a/total/2022").pk, observation(OTHER_KEY).pk
    data = {f"{own}-version": "1", f"{own}-value": "60", f"{foreign}-version": "1", f"{foreign}-value": "88"}
    assert client.post(YEAR, data | {"do": "save"}).status_code == 404
    assert client.post(YEAR, {"do": f"submit:{foreign}"}).status_code == 404
    assert client.post(YEAR, {"do": "save:999999"}).status_code == 404
    assert versions() == before
    assert "RCS 2.1.1-a" not in client.get(YEAR).content.decode()


def test_a_row_of_another_year_is_not_reached(signed_in, db):
    pk = observation("2.1.1-d/total/2023").pk
    answer = signed_in("custodian").post(YEAR, {f"{pk}-version": "1", f"{pk}-value": "88", "do": "save"})
    assert answer.status_code == 404
    assert observation("2.1.1-d/total/2023").version == 1


def test_those_who_only_read_change_nothing(signed_in, db):
    pk = observation(KEY).pk
    for role in READERS:
        for verb in ("save", f"save:{pk}", f"submit:{pk}"):
            answer = signed_in(role).post(YEAR, {f"{pk}-version": "1", f"{pk}-value": "88", "do": verb})
            assert answer.status_code == 403
    assert observation(KEY).version == 1


def test_a_custodian_who_also_reads_all_changes_only_their_own(one):
    grant_membership(one, Role.AUDITOR, by=None)
    client = browser_of(one)
    page = Page(client, client.get(YEAR))
    assert f"Save {ROW}" in page.buttons
    assert "Save RCS 2.1.1-a" not in page.buttons
    mine = [row.name for row in client.get(f"{YEAR}?mine=on").context["rows"]]
    assert mine == ["RCS 2.1.1-c", ROW, OTHER_ROW]
    key = "2.1.1-a/total/2022"
    pk = observation(key).pk
    answer = client.post(YEAR, {f"{pk}-version": "1", f"{pk}-value": "88", "do": "save"})
    assert answer.status_code == 403
    assert observation(key).version == 1


def test_a_closed_year_is_locked_and_says_why(opens, signed_in, db):
    page = opens("/entry/2021/")
    assert "The reporting year 2021 is closed: its values are locked" in page
    assert page.buttons == ["Sign out", "Show"]
    pk = observation("2.1.1-c/total/2021").pk
    data = {f"{pk}-version": "1", f"{pk}-value": "88", "do": "save"}
    client = signed_in("custodian")
    answer = client.post("/entry/2021/", data)
    assert answer.status_code == 409
    assert "The reporting year 2021 is closed." in Page(client, answer)
    assert observation("2.1.1-c/total/2021").version == 1


def test_a_year_that_closes_while_somebody_types_keeps_what_was_typed_in_sight(opens):
    page = opens()
    close_reporting_year(ReportingYear.objects.get(pk=2022), by=None, seen=1)
    page = page.press("Save drafts", {f"{ROW}: value": "86.5"})
    assert page.status == 409
    assert "– 86.5" in page
    assert observation(KEY).value is None


def test_an_unknown_button_is_refused(signed_in, db):
    for verb in ("", "delete", "mine", "theirs", "save:x", "validate:1"):
        assert signed_in("custodian").post(YEAR, {"do": verb}).status_code == 400


# --- Other readers ----------------------------------------------------------------------------------------------


def test_the_grid_reads_chinese(opens):
    page = opens("/zh/entry/2022/")
    assert page.status == 200
    assert "认为联合国组合充分适应其需求和挑战的方案国政府百分比" in page


def test_no_cache_keeps_the_grid(signed_in, db):
    assert "no-store" in signed_in("custodian").get(YEAR)["Cache-Control"]


# --- In a browser -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", DESK_FIRST)
def test_a_custodian_enters_saves_and_submits_with_the_keyboard(live_site, visit, width):
    person = visit(live_site.url, width=width)
    person.enter(live_site.accounts["custodian"])
    page = person.page(YEAR)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label(f"{ROW}: value").fill("88")
    assert page.get_by_label(f"{ROW}: status").input_value() == "reported"
    page.keyboard.press("Enter")
    focused = page.locator(":focus")
    assert focused.get_attribute("aria-label") == f"{OTHER_ROW}: value"
    page.keyboard.type("60")
    page.keyboard.press("ArrowRight")
    assert focused.get_attribute("aria-label") == f"{OTHER_ROW}: numerator"
    page.keyboard.press("ArrowUp")
    assert focused.get_attribute("aria-label") == f"{ROW}: numerator"
    page.keyboard.type("7")
    page.keyboard.press("Escape")
    assert focused.input_value() == ""
    expect(page.get_by_text("2 rows changed, not saved yet")).to_be_visible()
    page.get_by_label("RCS 2.1.1-c: status").select_option("withheld")
    expect(page.get_by_label("RCS 2.1.1-c: reason")).to_be_visible()
    page.get_by_label("RCS 2.1.1-c: status").press("Escape")
    assert page.get_by_label("RCS 2.1.1-c: status").input_value() == "not_reported"
    page.keyboard.press("Control+s")
    page.get_by_text("2 rows saved.").wait_for()
    page.get_by_role("button", name=f"Submit {ROW}").click()
    page.get_by_text("1 row submitted.").wait_for()
    assert accessibility_faults(page) == []
    assert [observation(key).state for key in (KEY, OTHER_KEY)] == ["submitted", "draft"]


def test_leaving_with_unsaved_changes_asks_first(live_site, visit):
    person = visit(live_site.url)
    person.enter(live_site.accounts["custodian"])
    page = person.page(YEAR)
    asked = []

    def leave(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.get_by_label(f"{ROW}: value").press_sequentially("88")
    page.reload()
    assert asked == ["beforeunload"]
    page.reload()  # what was typed stands there again, kept by the tab: nothing is lost, so nothing is asked
    assert asked == ["beforeunload"]
    assert page.get_by_label(f"{ROW}: value").input_value() == "88"


def test_the_script_is_small():
    assert (settings.BASE_DIR / "static/js/grid.js").stat().st_size < 8_000


@pytest.mark.assure
@pytest.mark.parametrize("width", [360, 1280])
def test_a_custodian_takes_the_computed_figure_and_opens_what_is_behind_it(live_site, visit, width):
    ask(SHARE_QUESTION)
    accept(SHARE_QUESTION, yes_and_no(110, 20))
    hand_in(SHARE_QUESTION, dict.fromkeys(teams()[-2:], "no"))
    person = visit(live_site.url, width=width)
    person.enter(live_site.accounts["custodian"])
    page = person.page("/entry/2024/")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Use the computed figure RCS 1.1.1-c").click()
    page.get_by_text("the computed figure is taken").wait_for()
    assert page.get_by_label("RCS 1.1.1-c: value").input_value() == "84.6"
    page.get_by_role("link", name="What is behind it RCS 1.1.1-c").click()
    page.get_by_role("heading", name="Behind RCS 1.1.1-c, 2024").wait_for()
    page.wait_for_load_state()  # before its last style sheet is there, a page is wider
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_faults(page) == []
    page.get_by_text("In the rest of the denominator: 20").click()
    expect(page.get_by_role("rowheader", name="Viet Nam")).to_be_visible()
