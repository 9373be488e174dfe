"""What was typed into the grid outlives the session in which it was typed: kept by the tab, until it is saved."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser import kept_nothing
from tests.test_entry_page import KEY, OTHER_ROW, ROW, YEAR
from tests.work import entry, observation, save

VALUE = f"{ROW}: value"
SENTENCE = "What you typed before your session ended is in its cells again. It is not saved yet."


@pytest.fixture
def person(live_site, visit):
    """A custodian, signed in, in a browser."""
    person = visit(live_site.url)
    person.enter(live_site.accounts["custodian"])
    return person


def sign_in_again(page, account):
    """In the tab that the page is in; a tab keeps for itself alone."""
    page.locator("input[name=login]").fill(account.email)
    page.locator("input[name=password]").fill(account.password)
    page.locator("form:has(input[name=password]) button[type=submit]:not([form])").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def end_session(person):
    person.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def save_drafts(page):
    page.get_by_role("button", name="Save drafts").click()


def typed_into_an_ended_session(person, account):
    """The grid after typing, an ended session, an attempt to save and signing in again."""
    page = person.page(YEAR)
    page.get_by_label(VALUE).fill("81,5")
    page.get_by_label(f"{ROW}: note").evaluate("field => { field.closest('details').open = true }")
    page.get_by_label(f"{ROW}: note").fill("Two <surveys>")
    end_session(person)
    save_drafts(page)
    page.wait_for_url("**/accounts/login/**")
    sign_in_again(page, account)
    return page


def test_what_was_typed_stands_again_after_the_session_ended_and_can_be_saved(live_site, person):
    page = typed_into_an_ended_session(person, live_site.accounts["custodian"])
    assert observation(KEY).value is None
    page.get_by_text(SENTENCE).wait_for()
    assert page.get_by_label(VALUE).input_value() == "81,5"
    assert page.get_by_label(f"{ROW}: status").input_value() == "reported"
    expect(page.get_by_label(f"{ROW}: note")).to_be_visible()
    assert page.get_by_label(f"{ROW}: note").input_value() == "Two <surveys>"
    expect(page.get_by_text("1 row changed, not saved yet")).to_be_visible()
    save_drafts(page)
    page.get_by_text("1 row saved.").wait_for()
    assert (str(observation(KEY).value), observation(KEY).note) == ("81.5000", "Two <surveys>")
    # Saved is done: the text as it was read stands there, and nothing is taken for unsaved.
    assert page.get_by_label(VALUE).input_value() == "81.5"
    expect(page.get_by_text(SENTENCE)).not_to_be_visible()
    assert kept_nothing(page)


@pytest.mark.assure
def test_a_form_that_is_refused_without_its_cookies_loses_nothing(live_site, person):
    page = person.page(YEAR)
    page.get_by_label(VALUE).fill("88")
    person.context.clear_cookies()
    save_drafts(page)
    page.get_by_role("heading", name="This form has expired").wait_for()
    assert "403" in person.errors.pop()
    page.goto(f"{person.url}{YEAR}")
    sign_in_again(page, live_site.accounts["custodian"])
    page.get_by_text(SENTENCE).wait_for()
    assert page.get_by_label(VALUE).input_value() == "88"


def test_what_somebody_else_saved_meanwhile_is_not_written_over(live_site, person, people):
    page = person.page(YEAR)
    page.get_by_label(VALUE).fill("88")
    end_session(person)
    save(KEY, entry("87"), by=people.custodian)
    save_drafts(page)
    page.wait_for_url("**/accounts/login/**")
    sign_in_again(page, live_site.accounts["custodian"])
    page.get_by_text(SENTENCE).wait_for()
    save_drafts(page)
    page.get_by_text("Somebody has changed this since you saw it").first.wait_for()
    assert "409" in person.errors.pop()
    assert page.get_by_label(VALUE).input_value() == "88"
    assert observation(KEY).value == 87


@pytest.mark.assure
def test_a_row_that_is_refused_is_kept_and_one_that_is_saved_is_not(live_site, person):
    page = person.page(YEAR)
    page.get_by_label(VALUE).fill("n/a")
    page.get_by_label(f"{OTHER_ROW}: value").fill("60,0")
    save_drafts(page)
    page.get_by_text("1 row saved.").wait_for()
    assert "400" in person.errors.pop()
    end_session(person)
    save_drafts(page)
    page.wait_for_url("**/accounts/login/**")
    sign_in_again(page, live_site.accounts["custodian"])
    page.get_by_text(SENTENCE).wait_for()
    assert page.get_by_label(VALUE).input_value() == "n/a"
    assert page.get_by_label(f"{OTHER_ROW}: value").input_value() == "60"
    expect(page.get_by_text("1 row changed, not saved yet")).to_be_visible()


@pytest.mark.assure
def test_signing_out_forgets_what_was_typed(live_site, person):
    page = person.page(YEAR)
    page.get_by_label(VALUE).fill("88")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: YEAR not in url)
    assert kept_nothing(page)


def test_who_signs_in_next_in_the_same_tab_does_not_see_it(live_site, person):
    page = person.page(YEAR)
    page.get_by_label(VALUE).fill("88")
    end_session(person)
    save_drafts(page)
    page.wait_for_url("**/accounts/login/**")
    sign_in_again(page, live_site.accounts["finance_officer"])
    page.wait_for_selector("[data-grid]")
    assert kept_nothing(page)
