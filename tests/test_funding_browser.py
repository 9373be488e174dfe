"""The trust fund's pages in a real browser, without JavaScript. See also test_every_page.py."""

import pytest
from playwright.sync_api import expect


def test_the_wide_table_scrolls_by_itself_with_the_keyboard_and_without_javascript(live_site, visit):
    page = visit(live_site.url, width=360, javascript=False).page("/funding/tables/3/")
    table = page.get_by_role("region", name="Post resources by component, 2023")
    table.focus()
    page.keyboard.press("End")
    for _press in range(12):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("cell", name="1\u202f273")).to_be_visible()
    assert page.get_by_role("columnheader", name="National staff").count() == 1


@pytest.mark.assure
def test_a_footnote_leads_to_its_text_and_back(live_site, visit):
    page = visit(live_site.url, javascript=False).page("/funding/")
    page.get_by_role("link", name="Footnote a").first.click()
    assert page.url.endswith("#table-1-note-a")
    page.get_by_role("link", name="Back to the line “3. Country coordination” of footnote a").click()
    assert page.url.endswith("#table-1-B3-a")
