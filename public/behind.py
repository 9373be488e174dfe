"""What is behind the released figures of an indicator in a year: parts, who stands where, contributions, the rule.

A figure that was entered, or taken over as reported, has no such parts; what can be said of it stands here, too.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, ClassVar

from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.numbers import format_number, format_value, from_canonical
from common.translated import Text, reader_language, text_of
from countries.models import Group
from indicators.behind import FINANCE, kind_of
from indicators.contents import COUNTS
from indicators.contribution_words import ContributionRow, contribution_rows, worked
from indicators.from_answers import rule_of_content
from indicators.measures import Measure, to_target
from indicators.rollup import SIDES, YES_METHODS, RolledUp, missing
from indicators.rule_words import SIDE_WORDS, answer_in_words, sentences_of
from indicators.words import parts_in_words
from public.releases import document, documents
from public.texts import count_words
from public.words import COUNTED, DISCLOSURES, ORIGINS, STATUSES
from public.working import measure_of
from publications.models import Document, Kind, Release
from surveys.choices import Type

Content = dict[str, Any]

_BAR = 100  # the width of a whole bar, in its own units


def contents_behind(release: Release, framework: str, indicator: str, year: int) -> tuple[Content, list[Content]]:
    """The indicator's document, and what is behind each of its series that has a figure for `year`, in their order.

    Each is what the release copied of `indicators.behind.open_to`, with the series' `code` and its rule `described`;
    without parts where the figure was not computed. Raises Http404 where `year` has no figure.
    """
    content = document(release, Kind.INDICATOR, f"{framework}/{indicator}")
    text = behind_text(release, framework, indicator, year)
    computed = {row["code"]: row for row in json.loads(text)["series"]} if text else {}
    figures = [(series["code"], row) for series in content["series"] for row in series["observations"]]
    of = content["roll_up"]["of"]
    found = [computed.get(code) or _without_parts(code, row, of) for code, row in figures if row["year"] == year]
    if not found:
        raise Http404
    return content, found


def behind_text(release: Release, framework: str, indicator: str, year: int) -> str | None:
    """The document of what is behind a year's figures, as it was published; None where none was counted."""
    found = Document.objects.filter(release=release, kind=Kind.BEHIND, key=f"{framework}/{indicator}/{year}")
    return found.values_list("text", flat=True).first()


def _without_parts(code: str, observation: Content, of: str | None) -> Content:
    """A figure that nothing was counted for: only the parts that stand with it, if any."""
    counts = {name: observation.get(name) for name in COUNTS}
    places: Content = {"regions": {}, "groups": {}}
    return {"code": code, "of": of, "disclosure": None, **counts, "rule": None, "respondents": [], "places": places}


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of a whole or of a part of it, as the page writes them; missing is a dash."""

    content: Content
    measure: Measure

    @property
    def value(self) -> str:
        value = from_canonical(self.content["value"])
        return "–" if value is None else self.measure.shown(value)

    @property
    def numerator(self) -> str:
        return _number(self.content["numerator"])

    @property
    def denominator(self) -> str:
        return _number(self.content["denominator"])

    @property
    def not_applicable(self) -> str:
        return _number(self.content["not_applicable"])

    @property
    def no_response(self) -> str:
        return _number(self.content["no_response"])

    @property
    def answered(self) -> str:
        return _number(self.content["answered"])

    @property
    def expected(self) -> str:
        return _number(self.content["expected"])


@dataclass(frozen=True, slots=True)
class Named:
    """A respondent that may be named: `iso3` of the country whose page tells more, the name, what was answered."""

    iso3: str
    name: Text
    answer: str


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a figure: how many stand there, the length of its bar, and who, by region, as far as named."""

    code: str
    words: str
    count: int
    bar: int
    regions: list[tuple[Text, list[Named]]]

    @property
    def shown(self) -> str:
        return count_words(self.count)


@dataclass(frozen=True, slots=True)
class SeriesBehind:
    """What is behind one series, as the page shows it: here a figure that was entered, or taken over as reported.

    `title` is empty where an indicator has but one series. `template` shows what is computed.
    """

    code: str
    title: Text
    content: Content
    series: Content
    indicator: Content
    year: int
    regions: Mapping[str, Text]
    template: ClassVar[str] = ""

    @property
    def is_computed(self) -> bool:
        """Whether the figure was computed, so that there is something behind it."""
        return bool(self.template)

    @property
    def measure(self) -> Measure:
        return measure_of(self.indicator, self.year)

    @property
    def whole(self) -> Counts:
        return Counts(self.content, self.measure)

    @property
    def observation(self) -> Content:
        return next(row for row in self.series["observations"] if row["year"] == self.year)

    @property
    def origin(self) -> str:
        return str(ORIGINS[self.observation["origin"]])

    @property
    def status(self) -> str:
        return str(STATUSES[self.observation["status"]])

    @property
    def rule(self) -> list[str]:
        """The rule that the figure was made by, a sentence each."""
        return sentences_of(self.content["described"])

    @property
    def explanation(self) -> Text:
        """Why the figure stands although its source has changed since; "" where it has not."""
        return Text(self.content.get("explanation") or "")


class BehindContributions(SeriesBehind):
    """Computed from the trust fund's ledger."""

    template = "public/behind_contributions.html"

    @property
    def rows(self) -> list[ContributionRow]:
        return contribution_rows(self.content["contributions"])

    @property
    def contributors(self) -> str:
        return count_words(self.content["contributors"])

    @property
    def worked(self) -> str:
        """How the contributions come to the value."""
        return worked(self.content)

    @property
    def to_target(self) -> str:
        """ "28 of 55: 27 more to reach the target for 2025."; "" where nothing can be said."""
        value, target = (from_canonical(text) for text in (self.content["value"], self.series["target"]["value"]))
        return to_target(self.measure, value, target, self.series["target"]["year"], self.indicator["direction"])


class BehindAnswers(SeriesBehind):
    """Computed from answers."""

    template = "public/behind_series.html"

    @property
    def whom(self) -> str:
        """What is counted, in the plural: country teams."""
        of = self.content["of"]
        return str(COUNTED[of]) if of else _("respondents")

    @property
    def disclosure(self) -> str:
        return str(DISCLOSURES[self.content["disclosure"]])

    @property
    def is_named(self) -> bool:
        return bool(self.content["respondents"])

    @property
    def parts(self) -> str:
        """What the value is made of, in words; "" without parts."""
        numerator, denominator = (from_canonical(self.content[name]) for name in ("numerator", "denominator"))
        if numerator is None or denominator is None:
            return ""
        return parts_in_words(self.indicator["roll_up"]["method"], numerator, denominator)

    @property
    def sides(self) -> list[Side]:
        """The sides of the figure that somebody can stand on, the numerator first."""
        counts, most = self._side_counts(), max(self.content["expected"], 1)
        return [
            Side(side, str(SIDE_WORDS[side]), count, count * _BAR // most, list(self._standing(side)))
            for side, count in counts.items()
        ]

    @property
    def places(self) -> list[tuple[Text | str, Counts | None]]:
        """(name, counts) of each region and group; None is withheld."""
        places = self.content["places"]
        named: list[tuple[Text | str, Content | None]] = [
            *((self.regions.get(code, Text(code)), cell) for code, cell in places["regions"].items()),
            *((capfirst(str(Group(code).label)), cell) for code, cell in places["groups"].items()),
        ]
        return [(name, None if cell is None else Counts(cell, self.measure)) for name, cell in named]

    @property
    def to_target(self) -> str:
        """ "To reach the target of 90%: 20 more of the country teams."; "" where nothing can be said."""
        target = from_canonical(self.series["target"]["value"])
        direction = self.indicator["direction"]
        rule, more = rule_of_content(self.content), None
        if target is not None:
            more = missing(rule, _rolled(self.content), target, direction)
        if target is None or more is None:
            return ""
        said = {"target": self.measure.shown(target), "year": self.series["target"]["year"], "whom": self.whom}
        if not more:
            return _("The target of %(target)s for %(year)s is reached.") % said
        if rule.method == "sum":
            number = format_value(Decimal(more), rule.unit, reader_language())
            return _("To reach the target of %(target)s for %(year)s: %(number)s in all.") % (said | {"number": number})
        said |= {"number": count_words(int(more))}
        if direction == "down":
            return _("To reach the target of %(target)s for %(year)s: %(number)s fewer of the %(whom)s.") % said
        return _("To reach the target of %(target)s for %(year)s: %(number)s more of the %(whom)s.") % said

    def _side_counts(self) -> dict[str, int]:
        """How many stand on each side. Where nobody is named, counts alone cannot tell who answered with a zero."""
        content = self.content
        if self.is_named:
            counted = Counter(row["counted"] for row in content["respondents"])
            return {side: counted[side] for side in SIDES}
        rule = content["rule"]
        left_out = {name: content[name] for name in ("not_applicable", "no_response") if rule[name] == "leave_out"}
        denominator, numerator = (int(Decimal(content[name] or 0)) for name in ("denominator", "numerator"))
        if rule["method"] not in YES_METHODS:
            return {"numerator": denominator, **left_out}
        return {"numerator": numerator, "denominator": denominator - numerator, **left_out}

    def _standing(self, side: str) -> Iterator[tuple[Text, list[Named]]]:
        """Who is named on one side, by region, in the order of their names."""
        rows = [row for row in self.content["respondents"] if row["counted"] == side]
        for region, found in groupby(sorted(rows, key=_region), key=_region):
            named = [self._named(row) for row in found]
            yield self.regions.get(region, Text(region)), sorted(named, key=lambda row: row.name.casefold())

    def _named(self, row: Content) -> Named:
        described, answer, shown = self.content["described"], row["answer"], ""
        if answer and described["type"] != Type.YES_NO:  # of yes and no, the side says which
            texts = {choice["code"]: choice["text"] for choice in described["choices"]}
            shown = answer_in_words(answer, texts) if texts else _number(answer)
        return Named(row["code"].rpartition("-")[2], text_of(row["name"]), shown)


def series_behind(release: Release, framework: str, indicator: str, year: int) -> list[SeriesBehind]:
    """The same as the page shows it, in the reader's language. Raises Http404 where `year` has no figure."""
    content, found = contents_behind(release, framework, indicator, year)
    regions = {row["code"]: text_of(row["name"]) for row in documents(release, Kind.REGION)}
    series = {row["code"]: row for row in content["series"]}
    return [
        _class_of(row)(
            row["code"], text_of(series[row["code"]]["title"]), row, series[row["code"]], content, year, regions
        )
        for row in found
    ]


def _class_of(content: Content) -> type[SeriesBehind]:
    if kind_of(content) == FINANCE:
        return BehindContributions
    return SeriesBehind if content["rule"] is None else BehindAnswers


def _rolled(content: Content) -> RolledUp:
    value, numerator, denominator = (from_canonical(content[name]) for name in ("value", "numerator", "denominator"))
    people = {name: content[name] for name in ("answered", "not_applicable", "no_response", "expected")}
    return RolledUp(value, "not_available" if value is None else "reported", numerator, denominator, **people)


def _region(row: Content) -> str:
    return row["region"] or ""


def _number(value: Any) -> str:
    return "–" if value is None else format_number(Decimal(value), reader_language())
