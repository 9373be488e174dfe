"""The public pages for tests: their addresses, how they are read, and a second release to read about."""

import html
import json
import re
from typing import Any

from django.test import Client

from publications.models import Document, Release
from tests.work import People, bring_to_figure, entry, publish

FRAMEWORK = "RCS-2022-2025"
FALLEN = f"/indicators/{FRAMEWORK}/2.1.1-d/"
PAGES = [
    "/",
    "/framework/",
    FALLEN,
    f"/indicators/{FRAMEWORK}/2.2.1-a/",
    f"/indicators/{FRAMEWORK}/1.1.1-a/",
    f"/indicators/{FRAMEWORK}/3.3.2-a/",
    "/releases/",
    "/releases/1/",
    "/methodology/",
    "/terms/",
    "/contact/",
    "/accessibility/",
]
FILES = [
    "/framework.csv",
    "/framework.json",
    *(f"{FALLEN[:-1]}.{form}" for form in ("csv", "json", "svg", "png")),
    "/releases.csv",
    "/releases/1.json",
    "/robots.txt",
]
IN_CHINESE = [f"/zh{page}" for page in PAGES]


def body(path: str) -> str:
    """The page as it is sent."""
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def words(path: str) -> str:
    """The page as it is read: tags left out, white space joined."""
    text = re.sub(r"<(title|desc)[^>]*>.*?</\1>", "", body(path), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).replace(" ,", ",")


def content_of(kind: str, key: str, release: int = 1) -> Any:
    """What a document says."""
    return json.loads(Document.objects.get(release=release, kind=kind, key=key).text)


def publish_second(people: People, **wishes: Any) -> Release:
    """Release 2: a value with a note and a link, one with its parts, a zero, a provisional one, and one withheld."""
    bring_to_figure(
        "2.1.1-d/total/2022",
        entry("88", source="Survey of 2022", note="As at June.", evidence=["https://example.org/survey"]),
        people,
    )
    bring_to_figure("1.1.1-c/total/2022", entry("82.3", numerator="107", denominator="130", source="IMS"), people)
    bring_to_figure("3.3.3-a/total/2022", entry("0", source="DCO"), people)
    bring_to_figure("2.1.2-a/disability-inclusion/2022", entry("6", "provisional"), people)
    bring_to_figure("2.1.1-a/total/2022", entry(status="withheld", reason="Under review."), people)
    return publish(people, "The values of 2022.", title="Values of 2022", **wishes)
