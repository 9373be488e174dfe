"""A release as tables read it: each kind of document once, however many tables are made of it."""

import json
from functools import cached_property
from typing import Any

from public.countries import World, world_of
from public.shown import ShownRelease
from publications.models import Document, Kind, Release

Content = dict[str, Any]


class Source:
    """The documents of one release."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self._documents: dict[str, dict[str, Content]] = {}

    @property
    def stamp(self) -> Content:
        """What every row of the release says of it: its number."""
        return {"release": self.release.number}

    def by_key(self, kind: str) -> dict[str, Content]:
        """All documents of a kind by their keys, in their order; none where the release was made before they were."""
        if kind not in self._documents:
            stored = Document.objects.of(self.release, kind).values_list("key", "text")
            self._documents[kind] = {key: json.loads(text) for key, text in stored}
        return self._documents[kind]

    def documents(self, kind: str) -> list[Content]:
        """The same without their keys."""
        return list(self.by_key(kind).values())

    def fund(self, name: str) -> Content:
        """A document of the trust fund; empty where the release has none of that name."""
        return self.by_key(Kind.FINANCE).get(name, {})

    def fund_tables(self, number: int) -> list[Content]:
        """Table `number` of each report's annex I, the earliest report first."""
        found = [row for row in self.documents(Kind.FINANCE) if row.get("number") == number]
        return sorted(found, key=lambda row: row["report"])

    @cached_property
    def world(self) -> World:
        """Countries and teams on the day of the release."""
        shown = ShownRelease(self.release, self.release.number, asked=False)
        return world_of(shown, shown.day)
