"""Series without a value for a year, and why each has none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from common.translated import Text, text_of
from public.texts import sentences
from public.words import NOTHING_FOR_A_YEAR

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Without:
    """A series that has no value for a year. `status` says why, as in a status; `reason` what was said of it."""

    indicator: Content
    series: Content
    year: int
    status: str
    reason: str

    @property
    def framework(self) -> str:
        return str(self.indicator["framework"])

    @property
    def code(self) -> str:
        return str(self.indicator["code"])

    @property
    def shown_code(self) -> str:
        return str(self.indicator["shown_code"])

    @property
    def title(self) -> Text:
        return text_of(self.indicator["title"])

    @property
    def series_title(self) -> Text:
        """ "" where an indicator has but one series."""
        return text_of(self.series["title"]) if len(self.indicator["series"]) > 1 else Text("")

    @property
    def why(self) -> str:
        return sentences([str(NOTHING_FOR_A_YEAR[self.status]) % {"year": self.year}, self.reason])


@dataclass(frozen=True, slots=True)
class Lines:
    """The series that are measured in a year: how many, and those without a value."""

    measured: int
    without: Sequence[Without]

    @property
    def with_value(self) -> int:
        return self.measured - len(self.without)


def lines_of(indicators: Iterable[Content], frameworks: Mapping[str, Content], year: int) -> Lines:
    """Every series of a framework that holds in `year` or looks back at it, but for those that were ended before.

    A framework looks back at the year before its first, which its source has values of.
    """
    measured, without = 0, []
    for indicator in indicators:
        framework = frameworks[indicator["framework"]]
        if not framework["first_year"] - 1 <= year <= framework["last_year"]:
            continue
        for series in indicator["series"]:
            if (series.get("last_year") or year) < year:
                continue
            measured += 1
            row = next((each for each in series["observations"] if each["year"] == year), None)
            if row is None:
                without.append(Without(indicator, series, year, "not_reported", ""))
            elif row["value"] is None:
                without.append(Without(indicator, series, year, row["status"], row["reason"]))
    return Lines(measured, without)
