"""The look in a real browser: from right to left, on paper, in colours that the reader has chosen, spaced out."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator

INDICATOR = "/indicators/RCS-2022-2025/2.1.1-d/"
# Where the first of `first` and the last of `last` stand in the text of an element, in pixels from the left.
PLACES = """(element, [first, last]) => {
    const place = (text, at) => {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const found = node.data.indexOf(text);
            if (found >= 0) {
                const range = document.createRange();
                range.setStart(node, found + at);
                range.setEnd(node, found + at + 1);
                return range.getBoundingClientRect().left;
            }
        }
        throw new Error(`${text} is not here`);
    };
    return [place(first, 0), place(last, last.length - 1)];
}"""


def reads_from_left(within: Locator, text: str) -> bool:
    """Whether this text, a number or a code, runs from left to right where it stands."""
    first, last = within.first.evaluate(PLACES, [text, text])
    return bool(first < last)


def left_of(within: Locator) -> float:
    box = within.first.bounding_box()
    assert box is not None
    return box["x"]


def test_arabic_pages_run_from_right_to_left_and_their_codes_and_numbers_do_not(live_site, visit):
    page = visit(live_site.url).page(f"/ar{INDICATOR}")
    assert page.locator("html").get_attribute("dir") == "rtl"
    crumbs = page.locator(".breadcrumbs li")
    assert left_of(crumbs.nth(0)) > left_of(crumbs.nth(1))
    assert left_of(page.locator(".site-name")) > left_of(page.locator(".site-search"))
    assert reads_from_left(crumbs.last, "RCS 2.1.1-d")
    years = page.locator("figure.chart svg text")
    assert left_of(years.filter(has_text=re.compile("^2019$"))) < left_of(years.filter(has_text=re.compile("^2025$")))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_samples_of_arabic_keep_the_order_of_codes_ranges_and_negative_numbers(live_site, visit, scheme):
    sample = visit(live_site.url).page("/styleguide/").locator(f"section[aria-label='From right to left, {scheme}']")
    for text in ("RCS 2.1.1-d", "2022-2025", "-5%", "1,234.5"):
        assert reads_from_left(sample, text), text
    assert left_of(sample.locator(".progress-row .start")) > left_of(sample.locator(".progress-row .end"))


def test_a_row_of_progress_is_mirrored_because_it_is_distance_and_ratings_point_along_it(live_site, visit):
    browser = visit(live_site.url)
    for path, page in browser.pages(["/framework/", "/ar/framework/"]):
        row = page.locator(".progress-row:has(.latest)")
        start, end = left_of(row.locator(".start")), left_of(row.locator(".end"))
        assert (start < end) == (path == "/framework/"), path
        shape = page.locator(".rating-on_track svg").first.evaluate("one => getComputedStyle(one).transform")
        assert shape == ("none" if path == "/framework/" else "matrix(-1, 0, 0, 1, 0, 0)")


def test_text_in_another_language_ends_with_its_full_stop(live_site, visit):
    """The reason of the first release is English in an Arabic page, and its full stop stands at its right."""
    page = visit(live_site.url).page("/ar/releases/1/")
    reason = page.locator("main [lang=en]", has_text=re.compile(r"\w\.\s*$")).first
    assert reads_from_left(reason, reason.inner_text().strip()[-6:])


def test_lines_to_copy_run_as_programs_are_written_in_an_arabic_page(live_site, visit):
    page = visit(live_site.url).page("/ar/data/connect/")
    lines = page.locator("#python-lines")
    looks = lines.evaluate("one => [getComputedStyle(one).direction, getComputedStyle(one).textAlign]")
    assert looks == ["ltr", "start"]
    assert reads_from_left(lines, "import csv, io")


# --- Paper ----------------------------------------------------------------------------------------------------------


def pages_of(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page, in points."""
    boxes = re.findall(rb"/Type /Page\n.*?/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf, re.DOTALL)
    return [(float(width), float(height)) for width, height in boxes]


def on_paper(visitor: Any, path: str) -> list[tuple[float, float]]:
    page = visitor.page(path)
    try:
        return pages_of(page.pdf(prefer_css_page_size=True))
    finally:
        page.close()


def test_the_framework_prints_as_the_annex_does(live_site, visit):
    browser = visit(live_site.url)
    page = browser.page("/framework/")
    page.emulate_media(media="print")
    for gone in (".site-nav", ".site-search", ".site-tools", ".filters", ".site-footer"):
        assert not page.locator(gone).first.is_visible(), gone
    assert re.fullmatch(r"Release 1, \d+ \w+ \d{4} · \S+/framework/", page.locator(".print-line").inner_text())
    head, rating = page.locator(".framework-table thead").first, page.locator(".rating-regressed").first
    assert head.evaluate("head => getComputedStyle(head).display") == "table-header-group"
    assert rating.evaluate("one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]") == [
        "rgb(0, 0, 0)",
        "rgba(0, 0, 0, 0)",
    ]
    assert page.locator("main a").first.evaluate("link => getComputedStyle(link).textDecorationLine") == "none"
    sizes = on_paper(browser, "/framework/")
    assert 4 <= len(sizes) <= 8
    assert all(width > height for width, height in sizes)


def test_an_indicator_and_a_table_of_the_trust_fund_print_on_one_sheet(live_site, visit):
    browser = visit(live_site.url)
    assert len(on_paper(browser, INDICATOR)) <= 2
    assert len(on_paper(browser, "/funding/tables/1/")) == 1


# --- What readers set for themselves --------------------------------------------------------------------------------


def test_with_colours_of_the_reader_the_present_place_and_rows_of_progress_are_still_seen(live_site, visit):
    page = visit(live_site.url).page("/framework/")
    page.emulate_media(forced_colors="active")
    assert page.locator("#places [aria-current]").evaluate("one => getComputedStyle(one).borderBottomWidth") == "3px"
    others = page.locator("#places a:not([aria-current])")
    assert others.first.evaluate("one => getComputedStyle(one).borderBottomWidth") == "0px"
    way = page.locator(".progress-row:has(.latest) .way").first
    assert way.evaluate("line => getComputedStyle(line).stroke") == page.locator("body").evaluate(
        "body => getComputedStyle(body).color"
    )


def test_text_may_be_spaced_out(live_site, visit):
    """WCAG 2.2, success criterion 1.4.12: nothing is cut off or lies over something else."""
    page = visit(live_site.url, width=360).page("/framework/")
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
                word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    cut = page.locator("main :is(td, th, p, a, .rating), header :is(a, button, summary)").evaluate_all(
        """all => all.filter(
            one => getComputedStyle(one).overflowX === "hidden" && one.scrollWidth > one.clientWidth + 1
        ).map(one => one.outerHTML.slice(0, 80))"""
    )
    assert cut == []
