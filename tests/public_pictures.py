"""Pictures of every public page: narrow and wide, light and dark, in three languages; tests/public_screenshots.py.

They show a demonstration with two releases, so that pages are full; each page says so at its top.
"""

import base64
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from common.refusals import Refusal
from finance.models import Contributor
from indicators.models import Observation
from tests.live import Account, serving
from tests.test_every_page import in_language, public_pages
from tests.test_permission_matrix import path_of
from tests.work import People, publish, take

FOLDER = os.environ.get("PUBLIC_PICTURES")
WANTED = os.environ.get("PUBLIC_PAGES", "").split()
LANGUAGES, WIDTHS, SCHEMES = ("en", "zh", "ar"), (360, 1280), ("light", "dark")
TALLEST = 3000  # pixels; what is below is cut off
QUALITY = 18  # of 100: words stay sharp, grounds may flicker
SCALE = {360: 1, 1280: 0.65}  # what is seen on a desk is still read at two thirds of its size
MOST_BYTES = 20_000_000  # of all pictures
FIGURES_FOR = (2022, 2023)
REASON = "Demonstration: values for 2022 and 2023 computed from invented answers."


def publish_more(people: People) -> None:
    """Take what the invented answers give as the values of two years, and publish them as the second release."""
    rows = Observation.objects.filter(year__in=FIGURES_FOR).select_related("series__indicator")
    for row in rows.order_by("year", "series"):
        try:
            take(f"{row.series.indicator.code}/{row.series.code}/{row.year_id}", people)
        except Refusal:
            continue  # nothing is computed for it: it stays without a value, as pages say
    publish(people, reason=REASON)


def addresses() -> dict[str, str]:
    """Every public page by its name, with parts that exist in a demonstration."""
    pages = {name.removeprefix("public:"): path for name, path in public_pages().items()}
    giver = Contributor.objects.filter(contributions__isnull=False).order_by("code").first()
    behind = {"framework": "RCS-2022-2025", "indicator": "2.1.1-a", "year": "2022"}
    assert giver is not None
    pages |= {
        "contributor": path_of("public:contributor", {"code": giver.code}),
        "behind": path_of("public:behind", behind),
        "release": path_of("public:release", {"number": "2"}),
        "search": path_of("public:search") + "?q=Kenya",
    }
    return {name: path for name, path in pages.items() if not WANTED or name in WANTED}


def take_picture(page: Page, width: int, path: Path) -> int:
    """Save the page from its top, at most TALLEST pixels of it; how many bytes the picture has."""
    height = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": SCALE[width]}
    wishes = {"format": "webp", "quality": QUALITY, "captureBeyondViewport": True, "clip": clip}
    session = page.context.new_cdp_session(page)
    picture = base64.b64decode(session.send("Page.captureScreenshot", wishes)["data"])
    session.detach()
    return path.write_bytes(picture)


def take_pictures(browser: Browser, url: str, width: int, scheme: str, pages: Mapping[str, str], folder: Path) -> int:
    """Take these pages in every language; the bytes of all pictures."""
    total = 0
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    tab = context.new_page()
    for language in LANGUAGES:
        for name, path in pages.items():
            answer = tab.goto(url + in_language(language, path))
            assert answer is not None
            assert answer.status == 200, f"{path} does not open in {language}"
            total += take_picture(tab, width, folder / f"{name}-{language}-{width}-{scheme}.webp")
    context.close()
    return total


@pytest.mark.skipif(not FOLDER, reason="without a folder no pictures are taken")
def test_pictures_of_every_public_page_are_taken(
    invented_database: None, accounts: Mapping[str, Account], chromium: Browser
) -> None:
    publish_more(People(accounts))
    pages, folder = addresses(), Path(FOLDER or "")
    with serving() as url:
        sizes = [take_pictures(chromium, url, width, scheme, pages, folder) for width in WIDTHS for scheme in SCHEMES]
    assert 0 < sum(sizes) <= MOST_BYTES, f"{sum(sizes)} bytes"
