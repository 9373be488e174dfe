"""The public pages in a real browser: what is done on them, without JavaScript too. See also test_every_page.py."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import accessibility_faults
from tests.counted import count_teams
from tests.work import publish

INDICATOR = "/indicators/RCS-2022-2025/2.1.1-d/"


def moves_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.assure
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_behind_a_figure_is_accessible_with_every_list_open(live_site, visit, people, scheme):
    count_teams(people)
    publish(people)
    page = visit(live_site.url, width=360).page("/indicators/RCS-2022-2025/2.1.1-a/2024/behind/")
    page.emulate_media(color_scheme=scheme)
    for summary in page.locator("details summary").all():
        summary.click()
    expect(page.get_by_role("link", name="Kenya")).to_be_visible()
    assert accessibility_faults(page) == []
    assert not moves_sideways(page)


@pytest.mark.assure
def test_pages_are_read_without_javascript(live_site, visit):
    browser = visit(live_site.url, javascript=False)
    page = browser.page("/framework/")
    expect(page.get_by_role("row").filter(has_text="RCS 2.1.1-d").get_by_text("regressed, 2021")).to_be_visible()
    page.get_by_label("Goal", exact=True).select_option("3")
    page.get_by_label("Rating", exact=True).select_option("regressed")
    page.get_by_role("button", name="Show").click()
    assert "/framework/?goal=3&rating=regressed&" in page.url
    expect(page.get_by_text("2 of 51 series are shown.")).to_be_visible()
    page.get_by_role("link", name="Number of Member States contributing").click()
    expect(page.get_by_text("28 in 2021, down from 34 in 2019; the target for 2025 is 55.").first).to_be_visible()
    expect(page.get_by_role("img", name="RCS 3.1.1-b").first).to_be_visible()


@pytest.mark.assure
def test_a_narrow_table_still_is_one(live_site, visit):
    """The rows stack, and a screen reader still hears a table for each goal, with its column names."""
    page = visit(live_site.url, width=360).page("/framework/")
    assert page.get_by_role("table").count() == 3
    assert page.get_by_role("columnheader").count() == 3 * 7
    assert page.get_by_role("rowheader").count() > 51


@pytest.mark.assure
def test_a_folded_sum_opens_with_the_keyboard(live_site, visit):
    page = visit(live_site.url).page("/indicators/RCS-2022-2025/2.4.2-a/")
    sum_ = page.get_by_text("0.2857 is at least 0.18: it is on track.")
    expect(sum_).not_to_be_visible()
    page.get_by_text("Is it on track, and by which sum?").first.focus()
    page.keyboard.press("Enter")
    expect(sum_).to_be_visible()
