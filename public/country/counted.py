"""What a country team counts in: on which side of each figure it stands that opens by respondent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.charts import Look
from common.translated import Text, text_of
from indicators.choices import Origin
from public.choice import indicators_of
from public.releases import documents
from public.strip import Cell, cell_of
from publications.models import Document, Kind, Release, ReleasedObservation

Content = dict[str, Any]
Place = tuple[str, str, str]  # framework, indicator, series

_NOBODY: Content = {"respondents": []}

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
    newest, found = _newest(release), []
    for framework in documents(release, Kind.FRAMEWORK):
        for indicator in indicators_of(framework):
            for series in indicator["series"]:
                place = (framework["code"], indicator["code"], series["code"])
                year, behind = newest.get(place, (0, _NOBODY))
                cells = [cell_of(row, behind["described"]) for row in behind["respondents"] if row["code"] == team]
                found += [_counted(place, indicator, series, year, cell) for cell in cells]
    return found


def _counted(place: Place, indicator: Mapping[str, Any], series: Content, year: int, cell: Cell) -> CountedIn:
    return CountedIn(
        *place,
        shown_code=indicator["shown_code"],
        title=text_of(series["title"]) or text_of(indicator["title"]),
        year=year,
        side=cell.side,
        letter=cell.letter,
        answer=cell.answer,
    )


def _newest(release: Release) -> dict[Place, tuple[int, Content]]:
    """The newest year that each series was counted from answers for, and what the release holds of it. Two queries."""
    rows = ReleasedObservation.objects.filter(release=release, origin=Origin.COMPUTED_FROM_ANSWERS).order_by("year")
    places = rows.values_list("framework", "indicator", "series", "year")
    years = {(framework, indicator, series): year for framework, indicator, series, year in places}
    keys = {f"{framework}/{indicator}/{year}" for (framework, indicator, _series), year in years.items()}
    texts = Document.objects.filter(release=release, kind=Kind.BEHIND, key__in=keys).values_list("text", flat=True)
    return {
        place: (document["year"], series)
        for document in map(json.loads, texts)
        for series in document["series"]
        if years.get(place := (document["framework"], document["indicator"], series["code"])) == document["year"]
    }
