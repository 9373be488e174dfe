"""Figures of a report that resemble an indicator and measure something else, as the indicator's page shows them.

They stand under a heading that says so, never in a chart or table of the indicator, and count nowhere.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.numbers import format_value
from common.translated import Text, reader_language, text_of
from public.facts.places import place_words
from public.releases import documents
from public.shown import ShownRelease
from publications.models import Kind


@dataclass(frozen=True, slots=True)
class LookAlikeView:
    """A look-alike of a released document, under the symbol of the report that gives it."""

    content: dict[str, Any]
    document: str

    @property
    def title(self) -> Text:
        return text_of(self.content["title"])

    @property
    def difference(self) -> Text:
        """How it differs from what the indicator measures."""
        return text_of(self.content["difference"])

    @property
    def year(self) -> int:
        return int(self.content["year"])

    @property
    def value(self) -> str:
        words = format_value(Decimal(self.content["value"]), self.content["unit"], reader_language())
        return _("about %(value)s") % {"value": words} if self.content["about"] else words

    @property
    def place(self) -> str:
        return place_words(self.document, self.content["paragraph"])


def look_alikes_of(release: ShownRelease, framework: str, indicator: str) -> list[LookAlikeView]:
    """The look-alikes of an indicator; [] where it has none, or the release holds none. One query."""
    return [
        LookAlikeView(row, report["document"])
        for report in documents(release.row, Kind.FACTS)
        for row in report["look_alikes"]
        if (row["framework"], row["indicator"]) == (framework, indicator)
    ]
