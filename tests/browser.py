"""A real browser for tests: the system's Chromium, kept away from everything but the site under test."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.live import Account

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-gpu",
    "--in-process-gpu",  # a process less to start and to talk to
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # The first two would be a page of the browser's own behind each of ours: half of the time of every test.
    # The others are what Playwright asks for, whose list this one replaces.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,"
    "PreconnectToSearch",
)
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Both widths are tried, the desk's in the usual suite, where keys are.
DESK_FIRST = [1280, pytest.param(360, marks=pytest.mark.assure)]


def find_chromium() -> str | None:
    """The system's Chromium, or None; CHROMIUM names another one."""
    candidates = [os.environ.get("CHROMIUM", ""), *NAMES]
    return next((found for name in candidates if name and (found := shutil.which(name))), None)


@dataclass
class Visit:
    """One person's browser: `page()` opens a page, `pages()` many. `outside` lists what was asked of any other host."""

    context: BrowserContext
    url: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def page(self, path: str = "/") -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda line: self.errors.append(f"{page.url}: {line.text}") if line.type == "error" else None,
        )
        page.goto(self.url + path)
        return page

    def pages(self, paths: Iterable[str]) -> Iterator[tuple[str, Page]]:
        """Each path with its page, one after the other in one tab: beginning a tab costs more than most pages do."""
        tab = None
        for path in paths:
            if tab is None:
                tab = self.page(path)
            else:
                tab.goto(self.url + path)
            yield path, tab

    def sign_in(self, email: str, password: str) -> Page:
        """Sign in as a person does, through the page; ends on the page that the site shows then."""
        page = self.page("/accounts/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(password)
        page.locator("form:has(input[name=password]) button[type=submit]:not([form])").click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page

    def enter(self, account: Account) -> None:
        """Be signed in at once, where signing in is not what is tried."""
        client = Client()
        user = get_user_model().objects.get(email=account.email)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.url}])

    def _guard(self, route: Route) -> None:
        asked = urlsplit(route.request.url)
        if asked.scheme in ("data", "blob") or f"{asked.scheme}://{asked.netloc}" == self.url:
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()


@contextmanager
def running_chromium(executable: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
        browser = playwright.chromium.launch(executable_path=executable, args=[*FLAGS, *sandbox])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(
    browser: Browser,
    url: str,
    width: int = 1280,
    language: str = "en",
    javascript: bool = True,
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Visit]:
    """A fresh browser profile that can reach `url` alone; asserts at its end that it asked nobody else."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        locale=language,
        java_script_enabled=javascript,
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    visit = Visit(context, url)
    context.route("**/*", visit._guard)
    try:
        yield visit
    finally:
        context.close()
    assert not visit.outside, f"asked other hosts: {visit.outside}"
    assert not visit.errors, f"the browser's console shows errors: {visit.errors}"


def accessibility_faults(page: Page, *, contrast: bool = True) -> list[str]:
    """What axe finds on the page, a line for each fault with its place; empty when all is well.

    To look at the contrast of every text takes as long as all other rules together.
    """
    # All faults in full; of what passes, which is most of a page, one node is enough to bring here.
    # Style sheets are not loaded for it again: one rule alone asks for them, that none turns the page (test_look.py).
    options = {
        "runOnly": {"type": "tag", "values": AXE_RULES},
        "rules": {"color-contrast": {"enabled": contrast}},
        "resultTypes": ["violations"],
        "preload": False,
    }
    results = Axe().run(page, options=options)
    return [
        f"{fault['id']}: {fault['help']} at {node['target']}"
        for fault in results.response["violations"]
        for node in fault["nodes"]
    ]


def kept_nothing(page: Page) -> bool:
    """Whether what the tab kept is forgotten within five seconds; asked from here, as pages let no text be run."""
    for _attempt in range(100):
        if all(kept == "{}" for kept in page.evaluate("Object.values(sessionStorage)")):
            return True
        page.wait_for_timeout(50)
    return False
