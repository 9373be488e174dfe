"""The review of answers in a browser: narrow and wide, by keyboard labels, without a fault of accessibility."""

import pytest

from tests.browser import accessibility_faults
from tests.work import bring_to_submission, opened, question, questionnaire, submission

QUESTIONS = (question("plan"), question("staff", "number", minimum="5"), question("climate", "text", disclosure="none"))


@pytest.mark.assure
@pytest.mark.parametrize("width", [1280, 360])
def test_a_regional_team_comments_returns_and_endorses(live_site, visit, people, width):
    opened(questionnaire(2024, QUESTIONS))
    bring_to_submission("2024/KEN", people)
    person = visit(live_site.url, width=width)
    person.enter(live_site.accounts["regional_team"])
    page = person.page("/review/answers/?year=2024")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_faults(page) == []
    row = page.get_by_role("article").filter(has_text="Country team, Kenya")
    row.get_by_text("Return a question").first.click()
    assert accessibility_faults(page) == []
    row.get_by_role("link", name="Country team, Kenya", exact=True).click()
    asked = page.get_by_role("article").filter(has_text="What about plan?")
    asked.get_by_text("Comment").first.click()
    asked.get_by_label("Comment").fill("Is this the new plan?")
    asked.get_by_role("button", name="Add the comment").click()
    page.get_by_text("Your comment is added.").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_faults(page) == []
    page.get_by_label("At issue: plan").check()
    page.get_by_role("button", name="Return the questions at issue").click()
    page.get_by_text("Say it in a sentence.").first.wait_for()
    assert page.get_by_label("At issue: plan").is_checked()
    assert "400" in person.errors.pop()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Endorse").click()
    page.get_by_text("Country team, Kenya: endorsed.").wait_for()
    assert submission("2024/KEN").state == "endorsed"
