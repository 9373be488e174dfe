"""What the script of a section adds in a browser: answers are saved as one goes, and what is typed is never lost."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser import kept_nothing
from tests.work import answer, answered, give, opened, question, questionnaire

KEY = "2028/KEN"
SECTION = "/tasks/2028/KEN/sections/section-1/"
RESTORED = "What you typed earlier, and could not be saved then, is in its place again."


@pytest.fixture
def asked(live_site):
    """Three questions in a section, and one in the next; the third applies where the first is answered with yes."""
    plan = question("plan", "text", applies_if={"question": "strategy", "is": ["yes"]})
    first = [question("strategy"), question("partners", "number", maximum=100), plan]
    return opened(questionnaire(2028, first, [question("last-one")]))


@pytest.fixture
def editor(asked, live_site, visit):
    person = visit(live_site.url)
    person.enter(live_site.accounts["office_editor"])
    return person


def status_of(page, code):
    return page.locator(f"#q{answer(f'{KEY}/{code}').pk} [data-status]")


def box(page, code):
    return page.locator(f"#q{answer(f'{KEY}/{code}').pk}-answer")


def tick(page, code, choice):
    page.locator(f"input[name='{answer(f'{KEY}/{code}').pk}-answer'][value='{choice}']").check()


def wait_for(page, code, words):
    status_of(page, code).get_by_text(words).wait_for()


def test_answers_are_saved_as_one_goes_in_small_posts(editor):
    page = editor.page(SECTION)
    posts = []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    tick(page, "strategy", "no")
    wait_for(page, "strategy", "Saved")
    assert answer(f"{KEY}/strategy").choice == "no"
    expect(page.get_by_text("Does not apply.")).to_be_visible()
    expect(box(page, "plan")).not_to_be_visible()
    tick(page, "strategy", "yes")
    box(page, "plan").wait_for()
    box(page, "partners").fill("1 234,5")
    box(page, "partners").blur()
    wait_for(page, "partners", "Saved The number is higher than expected.")
    assert box(page, "partners").input_value() == "1234.5"
    assert len(posts) == 3
    assert max(len(post.post_data) for post in posts) < 1000
    assert max(post.response().body().__len__() for post in posts) < 1000


def test_a_section_is_answered_with_the_keyboard_alone(editor):
    page = editor.page(SECTION)
    page.locator(f"input[name='{answer(f'{KEY}/strategy').pk}-answer']:checked").focus()
    page.keyboard.press("ArrowUp")  # from “no answer yet” to “No”
    for _field in range(3):  # two summaries, and the number
        page.keyboard.press("Tab")
    page.keyboard.type("12")
    page.keyboard.press("Enter")  # saves and continues, with what asks for more first
    page.wait_for_url("**/sections/section-2/")
    assert (answer(f"{KEY}/strategy").choice, answer(f"{KEY}/partners").number) == ("no", 12)


def test_a_lost_connection_keeps_the_text_and_sends_it_when_there_is_one(editor):
    page = editor.page(SECTION)
    editor.context.set_offline(True)
    box(page, "partners").fill("12")
    box(page, "partners").blur()
    wait_for(page, "partners", "Not saved: there is no connection.")
    assert answer(f"{KEY}/partners").number is None
    editor.context.set_offline(False)
    wait_for(page, "partners", "Saved")
    assert answer(f"{KEY}/partners").number == 12
    assert kept_nothing(page)
    editor.errors[:] = [line for line in editor.errors if "ERR_INTERNET_DISCONNECTED" not in line]


def test_what_was_typed_outlives_the_session_and_is_sent_after_signing_in_again(editor, live_site):
    page = editor.page(SECTION)
    editor.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    box(page, "plan").fill("Two <parts>")
    box(page, "plan").blur()
    wait_for(page, "plan", "Not saved: your session has ended.")
    page.get_by_role("link", name="Sign in again").click()
    account = live_site.accounts["office_editor"]
    page.locator("input[name=login]").fill(account.email)
    page.locator("input[name=password]").fill(account.password)
    page.locator("form:has(input[name=password]) button[type=submit]:not([form])").click()
    page.wait_for_url(lambda url: urlsplit(url).path == SECTION)
    page.get_by_text(RESTORED).wait_for()
    wait_for(page, "plan", "Saved")
    assert answer(f"{KEY}/plan").text == "Two <parts>"


@pytest.mark.assure
def test_two_answers_are_shown_side_by_side(editor, people):
    page = editor.page(SECTION)
    give(f"{KEY}/partners", answered(number="5"), by=people.team_leader)
    box(page, "partners").fill("7")
    box(page, "partners").blur()
    wait_for(page, "partners", "Press “Save” to see both answers side by side.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Theirs, as it is now").wait_for()
    assert box(page, "partners").input_value() == "7"
    page.get_by_role("button", name="Save mine").click()
    page.get_by_text("1 answer saved.").wait_for()
    assert answer(f"{KEY}/partners").number == 7
    assert kept_nothing(page)
    editor.errors[:] = [line for line in editor.errors if "409" not in line]
