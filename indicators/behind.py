"""What is behind computed figures, in one way for all that they are computed from: answers, or the trust fund's ledger.

Each source says what a content of it is (`from_answers`, `from_finance`); a series has a rule of one of them.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol

from django.utils import translation

from common.canonical import sha256, to_text
from common.statuses import Status
from indicators import from_answers, from_finance
from indicators.choices import Origin
from indicators.contents import COUNTS, Content, Key, Texts, parts_of
from indicators.models import Observation, Series


class Source(Protocol):
    """What figures are computed from."""

    ORIGIN: Origin

    def contents(
        self, years: Collection[int], series: Iterable[Series] | None = None, *, preliminary: bool = False
    ) -> dict[Key, Content]: ...

    def reason_of(self, content: Content) -> str: ...

    def named(self, year: int) -> str: ...

    def rule_kept(self, content: Content) -> Content: ...

    def rows_behind(self, content: Content) -> dict[str, Content]: ...

    def opened(self, content: Content, names: Mapping[str, Texts]) -> Content: ...


ANSWERS, FINANCE = "answers", from_finance.SOURCE
SOURCES: dict[str, Source] = {ANSWERS: from_answers, FINANCE: from_finance}
COMPUTED = [source.ORIGIN for source in SOURCES.values()]


def kind_of(content: Content) -> str:
    """Which of SOURCES a content is of; one of answers does not say so."""
    return str(content.get("source", ANSWERS))


def source_of(content: Content) -> Source:
    """What a content was computed from."""
    return SOURCES[kind_of(content)]


def behind(
    years: Collection[int], series: Iterable[Series] | None = None, *, preliminary: bool = False
) -> dict[Key, Content]:
    """What is behind the figures of these years now, from what is accepted; in a fixed number of queries."""
    rows = None if series is None else list(series)
    found: dict[Key, Content] = {}
    for source in SOURCES.values():
        found |= source.contents(years, rows, preliminary=preliminary)
    return found


def content_now(observation: Observation) -> Content | None:
    """What is behind one observation now; None where it has no rule, or no opened questionnaire asks for it."""
    return behind([observation.year_id], [observation.series]).get((observation.series_id, observation.year_id))


def computed_columns(content: Content, year: int) -> dict[str, Any]:
    """The columns of an observation that takes the computed figure: value and parts, or why there is none."""
    source, (value, numerator, denominator) = source_of(content), parts_of(content)
    with translation.override("en"):  # stored once, for readers of every language
        return {
            "value": value,
            "numerator": numerator,
            "denominator": denominator,
            "status": Status.NOT_AVAILABLE if value is None else Status.REPORTED,
            "origin": source.ORIGIN,
            "reason": source.reason_of(content),
            "source": source.named(year),
        }


def open_to(content: Content, names: Mapping[str, Texts], *, of: str | None = None) -> Content:
    """A content as far as its disclosure opens it: what pages, files, the API and releases show of it.

    `names` gives each respondent's or contributor's name by code and language; `of` says what is counted.
    Shape: {of, disclosure, value, numerator, denominator, answered, not_applicable, no_response, expected, rule,
    respondents: [{code, name, region, answer, counted}], places: {regions: {code: cell}, groups: {code: cell}}}. A cell
    is {value, numerator, denominator, answered, not_applicable, no_response, expected}, or None where it is withheld.
    The counts of the whole always stand; `respondents` is empty where they may not be named. From the ledger nobody
    answers: all this is null or empty, and beside it stands what `from_finance.opened` says. Pure.
    """
    counts = {name: content.get(name) for name in COUNTS}
    return {"of": of, "disclosure": content["disclosure"], **counts, **source_of(content).opened(content, names)}


def hash_of_behind(content: Content) -> str:
    """The hash by which a change of the source is found, and an explanation of it bound to it."""
    return sha256(to_text(content))
