"""Every page in a real browser: accessible, downwards on the narrowest screen, light, asking nobody else.

The addresses come from the tables of who gets what, so a new page is tried by itself.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest
from django.utils import translation
from playwright.sync_api import Page, Response

from common.kept import pages
from tests.browser import DESK_FIRST, accessibility_faults
from tests.live import Account, serving
from tests.permission_matrix import PEOPLE
from tests.permission_matrix_public import PUBLIC
from tests.test_permission_matrix import LINES, Stage, path_of, set_stage, to_page
from tests.work import People

NARROWEST = 320  # pixels: WCAG 2.2, success criterion 1.4.10
LIGHTEST, HEAVIER = 60_000, 100_000  # bytes compressed: lists; what most readers come for
MAY_BE_HEAVIER = {"public:overview", "public:framework", "public:indicator"}
MOST_SHEETS = 4
LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
ALL = [(f"{language}-{width}-{scheme}") for language in LANGUAGES for width, scheme in ((360, "dark"), (1280, "light"))]
SAMPLE = ("overview", "indicator", "country", "funding_table")
REFLOWS = "document.documentElement.scrollWidth <= window.innerWidth"


def public_pages() -> dict[str, str]:
    """The public pages by the names of their addresses; what is a file or leads on to a page is left out."""
    found = {name: path_of(name, parts) for name, (parts, _missing) in PUBLIC.items() if name.startswith("public:")}
    return {name: path for name, path in found.items() if path.endswith("/") and name != "public:indicator_short"}


def in_language(language: str, path: str) -> str:
    return path if language == "en" else f"/{language}{path}"


@pytest.fixture(scope="module")
def stage(module_database: None, accounts: dict[str, Account]) -> Stage:
    return set_stage(People(accounts))


@pytest.fixture(scope="module")
def site(stage: Stage) -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture(autouse=True)
def plain_process() -> None:
    pages.clear()
    translation.activate("en")


def faults_of(page: Page, *, contrast: bool = True) -> list[str]:
    """What axe finds at the present width, and whether the page has to be moved sideways on the narrowest screen."""
    faults = accessibility_faults(page, contrast=contrast)
    size = page.viewport_size
    assert size is not None
    wider = size["width"] > NARROWEST
    if wider:
        page.set_viewport_size({"width": NARROWEST, "height": size["height"]})
    if not page.evaluate(REFLOWS):
        faults.append("it moves sideways at 320 pixels")
    if wider:
        page.set_viewport_size(size)
    return faults


def faults_at(pages: Any, paths: Sequence[str], *, contrast: bool = True) -> dict[str, list[str]]:
    return {path: faults for path, page in pages.pages(paths) if (faults := faults_of(page, contrast=contrast))}


# --- Public pages ---------------------------------------------------------------------------------------------------


def test_every_public_page_is_accessible_light_and_runs_no_script(site, visit):
    """Without a script there is nothing that a browser without JavaScript would miss.

    The contrast of colours, which all pages share, takes half of the time: here it is looked at on every third page.
    """
    tab = visit(site, width=NARROWEST).page("/robots.txt")
    answers: list[Response] = []
    tab.on("response", lambda answer: answers.append(answer))
    wrong = {}
    for place, (name, path) in enumerate(public_pages().items()):
        answers.clear()
        tab.goto(site + path)
        weight = sum(len(brotli.compress(answer.body(), quality=5)) for answer in answers)
        scripts = [f"it runs {answer.url}" for answer in answers if answer.request.resource_type == "script"]
        sheets = tab.locator("link[rel=stylesheet]").count()
        heavy = weight > (HEAVIER if name in MAY_BE_HEAVIER else LIGHTEST) or sheets > MOST_SHEETS
        found = faults_of(tab, contrast=place % 3 == 0) + scripts
        faults = found + ([f"it weighs {weight} bytes, with {sheets} style sheets"] if heavy else [])
        if faults:
            wrong[path] = faults
    assert wrong == {}


def test_pages_are_accessible_from_right_to_left_and_in_the_dark(site, visit):
    pages = public_pages()
    paths = [in_language("ar", pages[f"public:{name}"]) for name in SAMPLE]
    assert faults_at(visit(site, width=NARROWEST, scheme="dark"), paths) == {}


@pytest.mark.assure
@pytest.mark.parametrize("which", ALL)
def test_every_public_page_is_accessible_in_every_language_and_scheme(site, visit, which):
    language, width, scheme = which.split("-")
    paths = [in_language(language, path) for path in public_pages().values()]
    assert faults_at(visit(site, width=int(width), scheme=scheme), paths) == {}


# --- Signed-in pages ------------------------------------------------------------------------------------------------


def signed_in_pages(stage: Stage, person: str) -> list[str]:
    """The pages that open for this person, and for nobody before them in PEOPLE."""
    before = PEOPLE[: PEOPLE.index(person)]
    lines = [
        line
        for line in LINES
        if line.method == "GET"
        and not line.address.startswith("api:")
        and line.cells[person] == "200"
        and not any(line.cells[other] == "200" for other in before)
    ]
    answers = [to_page(stage, line, stage.persons[person], "GET", line.address.partition(":")[2]) for line in lines]
    pages = [answer for answer in answers if answer["Content-Type"].startswith("text/html")]
    return list(dict.fromkeys(answer.wsgi_request.get_full_path() for answer in pages))


def share_of(pages: Sequence[str], person: str, every: int) -> list[str]:
    """One in so many of these pages, beginning with another one for each person."""
    return list(pages[PEOPLE.index(person) % min(every, len(pages) or 1) :: every])


def enter(visitor: Any, stage: Stage, person: str) -> None:
    """Be signed in as this person, whose client has the cookie."""
    cookie = stage.persons[person].page.cookies["sessionid"].value
    visitor.context.add_cookies([{"name": "sessionid", "value": cookie, "url": visitor.url}])


@pytest.mark.parametrize("every", [2, pytest.param(1, marks=pytest.mark.assure)])
@pytest.mark.parametrize("person", PEOPLE[2:])
def test_every_page_of_a_role_is_accessible_and_reads_downwards(site, visit, stage, person, every):
    """Every second page, and all in `make assure`, where contrast is looked at too: all pages share their colours."""
    visitor = visit(site, width=NARROWEST)
    enter(visitor, stage, person)
    assert faults_at(visitor, share_of(signed_in_pages(stage, person), person, every), contrast=every == 1) == {}


@pytest.mark.assure
@pytest.mark.parametrize(("language", "width", "scheme"), [("ar", 360, "dark"), ("zh", 1280, "light")])
@pytest.mark.parametrize("person", PEOPLE[2:])
def test_every_page_of_a_role_is_accessible_in_other_languages(site, visit, stage, person, language, width, scheme):
    visitor = visit(site, width=width, scheme=scheme)
    enter(visitor, stage, person)
    assert faults_at(visitor, [in_language(language, path) for path in signed_in_pages(stage, person)]) == {}


# --- By keyboard alone ----------------------------------------------------------------------------------------------

FOCUSED = """() => {
    const at = document.activeElement;
    const box = at.getBoundingClientRect();
    const above = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 10));
    const style = getComputedStyle(at);
    return {
        name: (at.innerText || at.getAttribute("aria-label") || "").trim(), tag: at.tagName, href: at.href || "",
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        free: Boolean(above) && (at.contains(above) || above.contains(at)),
    };
}"""


def tab_to(page: Page, name: str, most: int = 150) -> dict[str, Any]:
    """Press Tab until what has this name has the focus; all on the way shows its focus, with nothing above it."""
    for _press in range(most):
        page.keyboard.press("Tab")
        focused: dict[str, Any] = page.evaluate(FOCUSED)
        if focused["tag"] != "BODY":
            assert focused["seen"], focused
            assert focused["free"], focused
        if focused["name"].startswith(name):
            return focused
    raise AssertionError(f"{name} is not reached with Tab")


@pytest.mark.parametrize("width", DESK_FIRST)
def test_a_worked_rating_and_its_file_are_reached_by_keyboard_alone(site, visit, width):
    page = visit(site, width=width).page("/")
    if width == 1280:
        tab_to(page, "Framework")
    else:
        tab_to(page, "Menu")
        page.keyboard.press("Enter")
        tab_to(page, "Framework")
    page.keyboard.press("Enter")
    page.wait_for_url("**/framework/")

    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["name"] == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    tab_to(page, "Percentage of United Nations country teams that consulted the following")
    page.keyboard.press("Enter")
    page.wait_for_url("**/indicators/**")

    tab_to(page, "Is it on track, and by which sum?")
    page.keyboard.press("Enter")
    assert page.get_by_text("0.2857 is at least 0.18: it is on track.").is_visible()
    file = tab_to(page, "Table (CSV)")
    answer = page.request.get(file["href"])
    assert answer.headers["content-type"].startswith("text/csv")
    assert "2.4.2-a" in answer.text()


def test_a_sheet_of_places_closes_with_the_keyboard_and_languages_open(site, visit):
    page = visit(site, width=360, javascript=False).page("/framework/")
    places = page.get_by_role("navigation", name="Main").get_by_role("link")
    assert places.count() == 0
    page.get_by_role("button", name="Menu").press("Enter")
    assert places.count() >= 6
    page.keyboard.press("Escape")
    assert places.count() == 0
    page.locator("summary", has_text="English").press("Enter")
    page.get_by_role("link", name="العربية").press("Enter")
    page.wait_for_url("**/ar/framework/")
    assert urlsplit(page.url).path == "/ar/framework/"


@pytest.mark.parametrize("language", ["en", *(pytest.param(one, marks=pytest.mark.assure) for one in LANGUAGES[1:])])
def test_the_places_stand_in_one_row_on_a_desk(site, visit, stage, language):
    public = visit(site, width=1280)
    at_work = visit(site, width=1280)
    enter(at_work, stage, "administrator")
    for visitor, path in ((public, "/"), (at_work, "/tasks/")):
        tab = visitor.page(in_language(language, path))
        rows = tab.locator("#places > li:visible").evaluate_all("all => new Set(all.map(li => li.offsetTop)).size")
        assert rows == 1, path
