"""Somebody at a real browser, who finds what stands on a page by its words."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import Visit
from tests.live import Account

PATIENCE = 60_000  # milliseconds: publishing takes some seconds, and others use the machine, too


class Desk:
    """A person with one tab. What is named has to stand there within seconds, once, and within reach."""

    def __init__(self, visit: Visit, account: Account | None = None) -> None:
        self._visit = visit
        visit.context.set_default_timeout(PATIENCE)
        self._account = account
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        assert self._page is not None, "no page is open yet"
        return self._page

    def opens(self, address: str) -> "Desk":
        """Go to an address; whose session has ended meanwhile signs in again."""
        if self._account:
            self._visit.enter(self._account)
        if self._page is None:
            self._page = self._visit.page(address)
        else:
            self._page.goto(self._visit.url + address)
        return self

    def follows(self, words: str, *, within: str = "main") -> "Desk":
        """Press the link with these words."""
        self.page.locator(within).get_by_role("link", name=words, exact=True).click()
        return self

    def unfolds(self, words: str, *, within: str = "main") -> "Desk":
        """Open what is folded away under these words."""
        self.page.locator(within).locator("summary").filter(has_text=words).click()
        return self

    def fills(self, fields: dict[str, str], *, within: str = "main") -> "Desk":
        """Type into fields by their labels, or choose in their lists what begins so."""
        for label, text in fields.items():
            field = self._labelled(label, within)
            if field.evaluate("field => field.tagName") == "SELECT":
                found = field.locator("option").filter(has_text=re.compile(rf"^\s*{re.escape(text)}")).first
                field.select_option(found.get_attribute("value"))
            else:
                field.fill(text)
        return self

    def ticks(self, words: str, *, within: str = "main") -> "Desk":
        """Tick a box, or choose one of several."""
        self._labelled(words, within).check()
        return self

    def presses(self, words: str, *, within: str = "main") -> "Desk":
        """Press the button with these words."""
        self.page.locator(within).get_by_role("button", name=words, exact=True).click()
        return self

    def uploads(self, label: str, name: str, content: bytes) -> "Desk":
        """Choose a file."""
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        self.page.get_by_label(label).set_input_files({"name": name, "mimeType": kind, "buffer": content})
        return self

    def downloads(self, words: str) -> bytes:
        """The file that the link with these words leads to."""
        with self.page.expect_download() as download:
            self.follows(words)
        return Path(download.value.path()).read_bytes()

    def sees(self, *words: str, within: str = "main") -> "Desk":
        """Read these words, which may take the page a moment."""
        for said in words:
            expect(self.page.locator(within)).to_contain_text(said, timeout=PATIENCE)
        return self

    def misses(self, *words: str, within: str = "main") -> "Desk":
        """Do not read these words."""
        for said in words:
            expect(self.page.locator(within)).not_to_contain_text(said, timeout=PATIENCE)
        return self

    def _labelled(self, words: str, within: str) -> Locator:
        place = self.page.locator(within)
        by_its_label = place.get_by_label(re.compile(rf"^\s*{re.escape(words)}\s*:?\s*$"))
        return by_its_label.or_(place.get_by_role("combobox", name=words, exact=True))  # in a label with its choices
