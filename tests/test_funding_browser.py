"""The trust fund's pages in a real browser: accessible, narrow and wide, dark, without JavaScript, light to load."""

import gzip

import pytest
from playwright.sync_api import Page, Response, expect

from tests import fund
from tests.browser import accessibility_faults
from tests.work import publish

PAGES = [
    "/funding/",
    "/funding/tables/3/",
    "/funding/budget-and-expenditure/",
    "/funding/posts/",
    "/funding/streams/",
    "/funding/contributions/",
    "/funding/contributors/test-1/",
]
MOST_BYTES = 100 * 1000


def moves_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize(
    ("width", "prefix", "scheme"),
    [
        (320, "", "light"),
        pytest.param(1280, "/zh", "light", marks=pytest.mark.assure),
        pytest.param(360, "/zh", "dark", marks=pytest.mark.assure),
    ],
)
def test_every_page_of_the_trust_fund_is_accessible_light_and_does_not_move_sideways(
    live_site, visit, people, width, prefix, scheme
):
    fund.validated_contributions([fund.gift("test-1"), fund.gift("test-2", "70", currency="NOK")], people)
    publish(people)
    page = visit(live_site.url, width=width, javascript=True).page("/robots.txt")
    page.emulate_media(color_scheme=scheme)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    for path in PAGES:
        answers.clear()
        page.goto(f"{live_site.url}{prefix}{path}", wait_until="networkidle")
        assert accessibility_faults(page) == [], path
        assert not moves_sideways(page), path
        assert sum(len(gzip.compress(answer.body(), compresslevel=6)) for answer in answers) <= MOST_BYTES, path


def test_the_wide_table_scrolls_by_itself_with_the_keyboard_and_without_javascript(live_site, visit):
    page = visit(live_site.url, width=360, javascript=False).page("/funding/tables/3/")
    table = page.get_by_role("region", name="Post resources by component, 2023")
    table.focus()
    page.keyboard.press("End")
    for _press in range(12):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("cell", name="1\u202f273")).to_be_visible()
    assert page.get_by_role("columnheader", name="National staff").count() == 1


def test_a_footnote_leads_to_its_text_and_back(live_site, visit):
    page = visit(live_site.url, javascript=False).page("/funding/")
    page.get_by_role("link", name="Footnote a").first.click()
    assert page.url.endswith("#table-1-note-a")
    page.get_by_role("link", name="Back to the line “3. Country coordination” of footnote a").click()
    assert page.url.endswith("#table-1-B3-a")
