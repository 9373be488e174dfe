"""What changed, for readers that ask again and again: every release as an entry, in Atom 1.0 and as a JSON Feed 1.1.

A release is not here before its hour. Older ones follow on further pages, which each feed points to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.utils import feedgenerator
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from common.api import to_json
from common.translated import reader_language
from public.answers import Published, released
from public.changes import Changes, changes_of
from public.releases import read_release_number
from public.shown import ShownRelease
from publications.models import Release

ATOM_TYPE, JSON_FEED_TYPE = "application/atom+xml; charset=utf-8", "application/feed+json"
JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"
PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """A release and what it changed."""

    release: ShownRelease
    changes: Changes
    address: str

    @property
    def identity(self) -> str:
        """A name for good, whatever language it is read in and wherever the page moves (RFC 4151)."""
        host = self.address.split("/")[2].partition(":")[0]
        return f"tag:{host},{self.release.day.isoformat()}:release/{self.release.number}"

    @property
    def title(self) -> str:
        said = {"number": self.release.number, "title": self.release.title.plain}
        if self.release.row.has_own_title:
            return _("Release %(number)s: %(title)s") % said
        return _("Release %(number)s") % said

    @property
    def html(self) -> str:
        root = "/".join(self.address.split("/")[:3])
        written = render_to_string("public/feed_entry.html", {"entry": self, "root": root})
        return re.sub(r"\s*\n\s*", "\n", written).strip()


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, the newest first; `older` is where the next ones are, None on the last page."""

    entries: list[Entry]
    older: str | None


def _page(request: HttpRequest, release: ShownRelease, name: str) -> Page:
    """The releases up to `release`, or below `?before=N`. Raises Http404 where there are none."""
    before = read_release_number(request.GET, "before")
    found = Release.objects.published().filter(number__lte=release.number).order_by("-number")
    if before is not None:
        found = found.filter(number__lt=before)
    rows = list(found[: PAGE_SIZE + 1])
    if not rows:
        raise Http404
    shown = rows[:PAGE_SIZE]
    older = release.address(f"public:{name}", before=shown[-1].number) if len(rows) > PAGE_SIZE else None
    return Page(list(_entries(request, shown)), request.build_absolute_uri(older) if older else None)


def _entries(request: HttpRequest, rows: list[Release]) -> Iterator[Entry]:
    for row in rows:
        shown = ShownRelease(row, row.number, asked=False)
        address = request.build_absolute_uri(shown.address("public:release", row.number))
        yield Entry(shown, changes_of(row), address)


class _Atom(feedgenerator.Atom1Feed):
    """Django's Atom feed, which also says where its older entries are (RFC 5005)."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.feed["older"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["older"]})


@released
def atom(request: HttpRequest, release: ShownRelease) -> Published:
    """The entries as Atom 1.0 (RFC 4287)."""
    page = _page(request, release, "changes_atom")
    title = _("Resident coordinator system results")
    feed = _Atom(
        title=title,
        link=_home(request, release),
        description=_("What each release changed"),
        subtitle=_("What each release changed"),
        language=reader_language(),
        author_name=title,
        feed_url=request.build_absolute_uri(),
        older=page.older,
    )
    for entry in page.entries:
        feed.add_item(
            title=entry.title,
            link=entry.address,
            description=entry.html,
            unique_id=entry.identity,
            pubdate=entry.release.row.published_at,
            updateddate=entry.release.row.published_at,
        )
    return Published(feed.writeString("utf-8"), ATOM_TYPE)


@released
def json_feed(request: HttpRequest, release: ShownRelease) -> Published:
    """The same as a JSON Feed."""
    page = _page(request, release, "changes_json")
    said: dict[str, Any] = {
        "version": JSON_FEED_VERSION,
        "title": _("Resident coordinator system results"),
        "description": _("What each release changed"),
        "home_page_url": _home(request, release),
        "feed_url": request.build_absolute_uri(),
        "language": reader_language(),
        "items": [
            {
                "id": entry.identity,
                "url": entry.address,
                "title": entry.title,
                "summary": entry.changes.summary,
                "content_html": entry.html,
                "date_published": entry.release.row.published_at.isoformat(),
            }
            for entry in page.entries
        ],
    }
    return Published(to_json(said | ({"next_url": page.older} if page.older else {})), JSON_FEED_TYPE)


def _home(request: HttpRequest, release: ShownRelease) -> str:
    return request.build_absolute_uri(release.address("public:releases"))
