"""What a country team counts in: on which side of each figure it stands that opens by respondent."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.charts import Look
from common.translated import Text, text_of
from public.releases import documents
from public.strip import cell_of
from publications.models import Document, Kind, Release

Content = dict[str, Any]

_LOOKS = {
    "numerator": Look.SOLID,
    "denominator": Look.OPEN,
    "not_applicable": Look.STRUCK,
    "no_response": Look.DASHED,
}
_SIDES: dict[str, Promise] = {
    "numerator": gettext_lazy("yes: it counts in the numerator"),
    "denominator": gettext_lazy("no: it counts in the denominator alone"),
    "not_applicable": gettext_lazy("not applicable: it is not counted"),
    "no_response": gettext_lazy("no response"),
}


@dataclass(frozen=True, slots=True)
class CountedIn:
    """A series, the newest year that it was counted for, and where the team stands in it."""

    framework: str
    indicator: str
    series: str
    shown_code: str
    title: Text
    year: int
    side: str
    letter: str
    answer: str  # in words where it is no yes or no

    @property
    def look(self) -> str:
        return str(_LOOKS[self.side])

    @property
    def words(self) -> str:
        """Where it stands, with its answer where that is no yes or no; of numbers that are counted, the number."""
        side = str(_SIDES[self.side])
        if not self.answer:
            return side
        if self.answer == self.letter:
            return self.answer
        return _("%(side)s (answered: %(answer)s)") % {"side": side, "answer": self.answer}

    @property
    def key(self) -> str:
        """The series as the page that compares asks for it."""
        return f"{self.framework}/{self.indicator}/{self.series}"


def counted_in(release: Release, team: str) -> list[CountedIn]:
    """Every series whose newest figure names this team on one of its sides, in the frameworks' order. Three queries."""
    newest = {(row["framework"], row["indicator"]): row for row in _newest_behind(release)}
    found = []
    for framework, indicator, titles in _titles(documents(release, Kind.FRAMEWORK)):
        row = newest.get((framework, indicator["code"]))
        for series in row["series"] if row else ():
            standing = next((each for each in series.get("respondents", ()) if each["code"] == team), None)
            if row and standing:
                cell = cell_of(standing, series["described"])
                found.append(
                    CountedIn(
                        framework=framework,
                        indicator=indicator["code"],
                        series=series["code"],
                        shown_code=indicator["shown_code"],
                        title=titles[series["code"]],
                        year=row["year"],
                        side=cell.side,
                        letter=cell.letter,
                        answer=cell.answer,
                    )
                )
    return found


def _newest_behind(release: Release) -> Iterable[Content]:
    """What is behind the figures of each indicator in the newest year that anything was computed for."""
    held = Document.objects.filter(release=release, kind=Kind.BEHIND)
    newest: dict[str, str] = {}
    for key in sorted(held.values_list("key", flat=True)):  # years have four digits, so texts sort as they do
        newest[key.rpartition("/")[0]] = key
    texts = held.filter(key__in=newest.values()).values_list("text", flat=True)
    return [json.loads(text) for text in texts]


def _titles(frameworks: Iterable[Content]) -> Iterator[tuple[str, Content, Mapping[str, Text]]]:
    """(framework, indicator, title by series) of each indicator, in their order."""
    for framework in frameworks:
        for goal in framework["goals"]:
            for outcome in goal["outcomes"]:
                for output in outcome["outputs"]:
                    for indicator in output["indicators"]:
                        title = text_of(indicator["title"])
                        named = {row["code"]: text_of(row["title"]) or title for row in indicator["series"]}
                        yield framework["code"], indicator, named
