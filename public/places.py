"""Released figures by region and group of countries: what was counted in each place, by series and year.

Only what the release says of a place is read. A cell that it withholds stays withheld: nothing is added up or taken
from a whole here.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.charts import Shown
from common.numbers import format_number, from_canonical
from common.translated import Text, reader_language, text_of
from countries.models import Group
from indicators.behind import FINANCE, kind_of
from indicators.contents import COUNTS
from indicators.measures import Measure
from indicators.words import parts_in_words
from public.texts import count_words, sentences
from public.words import STATUSES
from public.working import measure_of
from publications.models import Document, Kind, Release

Content = dict[str, Any]

WHOLE = "all"  # the code of the whole among places
ADDING = ("sum", "count")  # methods whose values grow with the number of those counted


@dataclass(frozen=True, slots=True)
class Cell:
    """What was counted in one place in one year; `content` is None where the release withholds it."""

    code: str
    name: str
    content: Content | None
    measure: Measure
    method: str

    @property
    def value(self) -> Shown:
        """The value as it is shown; else why there is none."""
        if self.content is None:
            return Shown(None, str(STATUSES["withheld"]))
        value = from_canonical(self.content["value"])
        if value is None:
            return Shown(None, _("nobody answered"))
        return Shown(self.measure.rounded(value), self.measure.shown(value))

    @property
    def parts(self) -> str:
        """What the value is made of, in words: 42 of 45; "" without a value, and where the value is all there is."""
        numerator, denominator = (self.number(name) for name in ("numerator", "denominator"))
        if self.value.value is None or numerator is None or denominator is None:
            return ""
        return parts_in_words(self.method, numerator, denominator)

    def number(self, name: str) -> Decimal | None:
        """One of COUNTS; None where it is withheld or was never counted."""
        found = None if self.content is None else self.content[name]
        return None if found is None else Decimal(found)

    def count(self, name: str) -> Shown:
        """The same with its words."""
        number = self.number(name)
        if number is not None:
            return Shown(number, format_number(number, reader_language()))
        return Shown(None, self.value.words if self.content is None else "–")


@dataclass(frozen=True, slots=True)
class CountedYear:
    """A figure of a series that was counted from answers: the whole, its regions, and the groups of countries.

    `content` is what the release copied of it, as `indicators.behind.open_to` shapes it; `names` are those of regions.
    """

    year: int
    content: Content
    measure: Measure
    names: Mapping[str, Text]

    @property
    def method(self) -> str:
        """How it was counted, by the words of then."""
        return str(self.content["described"]["method"])

    @property
    def adds_up(self) -> bool:
        """Whether values are numbers of something, so that a place cannot be held against the whole."""
        return self.method in ADDING

    @property
    def whole(self) -> Cell:
        return self._cell(WHOLE, _("All together"), {name: self.content[name] for name in COUNTS})

    @property
    def regions(self) -> list[Cell]:
        cells = self.content["places"]["regions"]
        return [self._cell(code, self.region(code).plain, cell) for code, cell in cells.items()]

    @property
    def groups(self) -> list[Cell]:
        cells = self.content["places"]["groups"]
        return [self._cell(code, group_name(code), cell) for code, cell in cells.items()]

    @property
    def places(self) -> dict[str, Cell]:
        """Every region and group by its code."""
        return {cell.code: cell for cell in [*self.regions, *self.groups]}

    @property
    def has_places(self) -> bool:
        """Whether any place is shown: where only the whole opens, all of them are withheld."""
        return any(cell.content is not None for cell in self.places.values())

    def region(self, code: str) -> Text:
        """What a region is called."""
        return self.names.get(code, Text(code))

    def place(self, code: str) -> str:
        """What a region or group is called, whether or not anybody was counted in it."""
        return group_name(code) if code in Group.values else self.region(code).plain

    def _cell(self, code: str, name: str, content: Content | None) -> Cell:
        return Cell(code, name, content, self.measure, self.method)


def group_name(code: str) -> str:
    """What a group of countries is called where a line begins with it."""
    return capfirst(str(Group(code).label))


def counted_years(release: Release, indicator: Content, year: int | None = None) -> dict[str, list[CountedYear]]:
    """By series, the years that were counted from answers, or `year` alone; of a released `indicator`. One query."""
    key = f"{indicator['framework']}/{indicator['code']}/"
    behind = Q(kind=Kind.BEHIND, key=f"{key}{year}") if year else Q(kind=Kind.BEHIND, key__startswith=key)
    rows = Document.objects.filter(behind | Q(kind=Kind.REGION), release=release).values_list("kind", "text")
    read: dict[str, list[Content]] = defaultdict(list)
    for kind, text in rows:
        read[kind].append(json.loads(text))
    names = {row["code"]: text_of(row["name"]) for row in read[Kind.REGION]}
    found: dict[str, list[CountedYear]] = defaultdict(list)
    for document in sorted(read[Kind.BEHIND], key=lambda row: row["year"]):
        measure = measure_of(indicator, document["year"])
        for content in _from_answers(document):
            found[content["code"]].append(CountedYear(document["year"], content, measure, names))
    return found


def _from_answers(document: Content) -> Iterator[Content]:
    return (row for row in document["series"] if kind_of(row) != FINANCE and row["rule"] is not None)


def finding_of(counted: CountedYear, cells: list[Cell]) -> str:
    """What the places say beside each other, in sentences; one or two are each named, of more the ends alone."""
    whole = _cell_in_words(counted.whole)
    if len(cells) <= 2:
        return sentences([*(_cell_in_words(cell) for cell in cells), whole])
    return sentences([_from_low_to_high(counted.year, cells), whole, _withheld(cells)])


def _cell_in_words(cell: Cell) -> str:
    said = {"place": cell.name, "value": cell.value.words, "parts": cell.parts}
    return (_("%(place)s: %(value)s (%(parts)s).") if cell.parts else _("%(place)s: %(value)s.")) % said


def _from_low_to_high(year: int, cells: list[Cell]) -> str:
    """The lowest and the highest of those that are shown; "" where there are none."""
    known = [(cell.value.value, cell) for cell in cells if cell.value.value is not None]
    if not known:
        return ""
    (lowest, low), (highest, high) = (end(known, key=lambda pair: pair[0]) for end in (min, max))
    said = {"year": year, "low": low.value.words, "high": high.value.words}
    if lowest == highest:
        return _("In %(year)s %(low)s in all that are shown.") % said
    said |= {"where_low": low.name, "where_high": high.name}
    return _("In %(year)s from %(low)s (%(where_low)s) to %(high)s (%(where_high)s).") % said


def _withheld(cells: list[Cell]) -> str:
    hidden = sum(cell.content is None for cell in cells)
    said = ngettext("%(count)s of them is withheld.", "%(count)s of them are withheld.", hidden)
    return said % {"count": count_words(hidden)} if hidden else ""
