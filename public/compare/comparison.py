"""Places beside each other in one year of a series: what was counted in each, and whether two of them overlap."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from public.compare.choice import GROUPS, REGIONS, Choice
from public.places import Cell, CountedYear, counted_years
from public.releases import document, documents
from public.shown import ShownRelease
from public.texts import count_words
from publications.models import Kind

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A choice with what the release holds of it."""

    choice: Choice
    indicator: Content
    counted: CountedYear
    cells: list[Cell]

    @property
    def hidden(self) -> bool:
        """Whether anything is withheld."""
        return any(cell.content is None for cell in self.cells)

    @property
    def by_size(self) -> str:
        """A warning where values are numbers of something: more who are counted make more."""
        if not self.counted.adds_up:
            return ""
        return _("These are numbers, not shares: where more are counted there are more. Hold each against its own N.")

    def overlap(self, release: ShownRelease) -> str:
        """How many countries are in both of two places; "" of fewer, and of regions, where no country is in two."""
        two = self.choice.places
        if self.choice.by == GROUPS:
            return _("A country may be in several groups, so these do not add up to the whole.")
        if len(two) < 2:
            return ""
        day = date(self.choice.year, 12, 31)
        both = sum(set(two) <= places_of(country, day) for country in documents(release.row, Kind.COUNTRY))
        if not both:
            return _("No country is in both.")
        said = ngettext(
            "They overlap: %(count)s country or territory is in both.",
            "They overlap: %(count)s countries and territories are in both.",
            both,
        )
        return said % {"count": count_words(both)}


def comparison(release: ShownRelease, choice: Choice) -> Comparison:
    """What the release holds of a choice. Two queries. Raises Http404 where it holds nothing.

    A place that nobody was counted in has no cell: who is asked without regard to regions stands in none of them.
    """
    place = f"{choice.series.framework}/{choice.series.indicator}"
    indicator = document(release.row, Kind.INDICATOR, place)
    counted = counted_years(release.row, indicator, choice.year).get(choice.series.series)
    if not counted:
        raise Http404
    return Comparison(choice, indicator, counted[0], _cells(counted[0], choice))


def places_of(country: Content, day: date) -> set[str]:
    """The codes of a released country's region, and of the groups that it is in on a day."""
    found = {str(country["region"])}
    for row in country["groups"]:
        begins, ends = (date.fromisoformat(row[name]) if row[name] else None for name in ("from", "to"))
        if (begins is None or begins <= day) and (ends is None or day <= ends):
            found.add(row["code"])
    return found


def _cells(counted: CountedYear, choice: Choice) -> list[Cell]:
    if choice.by == REGIONS:
        return counted.regions
    if choice.by == GROUPS:
        return counted.groups
    places = counted.places
    return [places[code] for code in choice.places if code in places]
