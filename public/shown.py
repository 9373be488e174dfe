"""The release that a page shows, and the addresses that lead on within it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from common.translated import Text
from public.releases import requested_release
from public.texts import date_words
from publications.models import Release


@dataclass(frozen=True, slots=True)
class ShownRelease:
    """A release as pages name it. `asked`: the reader named it in the address, so links go on naming it."""

    row: Release
    newest: int
    asked: bool

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def title(self) -> Text:
        return Text(self.row.title)

    @property
    def reason(self) -> Text:
        return Text(self.row.reason)

    @property
    def demonstration(self) -> bool:
        return self.row.demonstration

    @property
    def sha256(self) -> str:
        return self.row.sha256

    @property
    def day(self) -> date:
        return timezone.localdate(self.row.published_at)

    @property
    def published_on(self) -> str:
        return date_words(self.day)

    @property
    def next_on(self) -> str:
        """The day announced for the next release, in words; "" where none was."""
        return date_words(self.row.next_on) if self.row.next_on else ""

    @property
    def query(self) -> str:
        """What links add to an address so that the reader stays in this release; "" for the present."""
        return f"?release={self.number}" if self.asked else ""

    def address(self, name: str, *parts: Any, by: Mapping[str, Any] | None = None, **query: Any) -> str:
        """The address of a page, with `by` and `query` (empty values left out) and the release that was asked for."""
        given = {key: value for key, value in {**(by or {}), **query}.items() if value not in ("", None)}
        if self.asked:
            given.setdefault("release", self.number)
        return reverse(name, args=parts) + (f"?{urlencode(given)}" if given else "")


def shown_release(request: HttpRequest) -> ShownRelease:
    """The release that the address names, else the newest. Raises Http404 where there is no such release."""
    row = requested_release(request.GET)
    return ShownRelease(row, row.newest, asked="release" in request.GET)
