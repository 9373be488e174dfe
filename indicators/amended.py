"""What confirmed amendments mean for a year: the words that held in it, from the words that hold now.

A year before an amendment's first one keeps the words that it was measured and rated by. Everything here reads
amendments in one shape, that of released documents: {number, first_year, decided_on, mandate, reason, changes: [{what,
field, old, new}]}, in the order of their numbers, `what` within the framework (`series 2.1.1-d/total`) and under the
codes that definitions bear now. But for
`confirmed`, and what calls it, all is pure.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from common.numbers import from_canonical
from indicators.choices import Decision
from indicators.models import Amendment, Indicator, Observation, Series
from indicators.progress import Course

Content = dict[str, Any]
Amendments = Sequence[Content]
Rename = tuple[list[str], list[str]]

SERIES, MILESTONES, LAST_YEAR = "series", "milestones", "last_year"
ROLL_UP_RULE, LEDGER_RULE = "roll-up rule", "ledger rule"
_BY_CODES = ("indicator", "series")
_OF_INDICATORS = frozenset({"indicator", "series", "milestone", ROLL_UP_RULE, LEDGER_RULE})
# A field of one of these changes what values mean, so that they are not comparable across the change.
_BREAKS = {
    "indicator": frozenset({"unit", "decimals", "direction", "method", "counted", "title_en", "applies_to_en", SERIES}),
    "series": frozenset({"title_en", LAST_YEAR}),
    ROLL_UP_RULE: frozenset({"question", "counts", "no_response", "not_applicable"}),
    LEDGER_RULE: frozenset({"measure"}),
}


def confirmed() -> dict[str, list[Content]]:
    """The confirmed amendments of every framework, by its code, in their order; one query."""
    rows = Amendment.objects.filter(decision__outcome=Decision.CONFIRMED).select_related("framework")
    by_framework: dict[str, list[Amendment]] = {}
    for row in rows.order_by("framework", "number"):
        by_framework.setdefault(row.framework.code, []).append(row)
    return {code: under_present_names(list(map(content_of, found))) for code, found in by_framework.items()}


def content_of(amendment: Amendment) -> Content:
    """An amendment as a document says it; `what` under the codes of the day on which it was proposed."""
    return {
        "number": amendment.number,
        "first_year": amendment.first_year,
        "decided_on": amendment.decided_on.isoformat(),
        "mandate": amendment.mandate,
        "reason": amendment.reason,
        "changes": [
            {"what": _within(change["on"]), "field": change["field"], "old": change["old"], "new": change["new"]}
            for change in amendment.changes
        ],
    }


def under_present_names(amendments: Sequence[Content]) -> list[Content]:
    """The same amendments, each `what` as it is called after the codes that they, or later ones, have changed."""
    renames = [list(_renames(amendment["changes"])) for amendment in amendments]
    found = []
    for place, amendment in enumerate(amendments):
        changes = []
        for change in amendment["changes"]:
            word, path = _taken_apart(change["what"])
            for at_once in renames[place:] if word in _OF_INDICATORS else ():
                path = _renamed(path, at_once)
            changes.append(change | {"what": f"{word} {'/'.join(path)}"})
        found.append(amendment | {"changes": changes})
    return found


def key_within(row: Indicator | Series) -> str:
    """The key of a definition within its framework: `2.1.1-d`, `2.1.1-d/total`."""
    return row.key.partition("/")[2]


def touching(amendments: Amendments, indicator: str) -> list[Content]:
    """Those that touch an indicator (by its code), its series, milestones or rules; these changes alone."""
    found = []
    for amendment in amendments:
        changes = [change for change in amendment["changes"] if _is_of(change["what"], indicator)]
        if changes:
            found.append(amendment | {"changes": changes})
    return found


def of_series(amendments: Amendments, series: str) -> list[Content]:
    """Those that touch a series (`2.1.1-d/total`), by itself or as every series of its indicator."""
    indicator, _slash, code = series.partition("/")
    found = []
    for amendment in touching(amendments, indicator):
        changes = [change for change in amendment["changes"] if _is_of_series(change, indicator, code)]
        if changes:
            found.append(amendment | {"changes": changes})
    return found


def breaks(amendments: Amendments) -> list[Content]:
    """Those that change what values mean: definition, unit, method, rule, decimals, or whether it is measured."""
    return [amendment for amendment in amendments if any(map(is_break, amendment["changes"]))]


def is_break(change: Content) -> bool:
    """Whether values from before are not comparable with those after this change."""
    word, _path = _taken_apart(change["what"])
    return change["field"] in _BREAKS.get(word, ())


def then(amendments: Amendments, year: int, what: str) -> Content:
    """The amended fields of a definition as they were in a year: by the last amendment that held, else as at first."""
    found: Content = {}
    held: set[str] = set()
    for amendment in amendments:
        for change in amendment["changes"]:
            name = change["field"]
            if change["what"] != what or name in (SERIES, MILESTONES):
                continue
            if amendment["first_year"] <= year:
                found[name] = change["new"]
                held.add(name)
            elif name not in held:
                found.setdefault(name, change["old"])
    return found


def milestones_then(
    amendments: Amendments, year: int, series: str, present: Iterable[tuple[int, Decimal]]
) -> tuple[tuple[int, Decimal], ...]:
    """The milestones of a series (`2.1.1-d/total`) as they stood in a year, of those that stand now."""
    steps = [
        (amendment["first_year"], at, old, new)
        for amendment in amendments
        for change in amendment["changes"]
        for at, old, new in _milestone_steps(change, series)
    ]
    values = dict(present)
    for _first, at, old, _new in reversed(steps):
        _put(values, at, old)
    for first, at, _old, new in steps:
        if first <= year:
            _put(values, at, new)
    return tuple(sorted(values.items()))


def course_then(course: Course, year: int, amendments: Amendments, series: str) -> Course:
    """The course by which the value of a year is rated: as it stood for that year."""
    if not any(amendment["first_year"] > year for amendment in amendments):
        return course
    said = then(amendments, year, f"series {series}")
    of_indicator = then(amendments, year, f"indicator {series.rpartition('/')[0]}")
    return replace(
        course,
        baseline=_decimal(said, "baseline_value", course.baseline),
        baseline_year=said.get("baseline_year", course.baseline_year),
        target=_decimal(said, "target_value", course.target),
        target_year=said.get("target_year", course.target_year),
        direction=of_indicator.get("direction", course.direction),
        decimals=of_indicator.get("decimals", course.decimals),
        milestones=milestones_then(amendments, year, series, course.milestones),
    )


def indicator_then(indicator: Indicator, year: int, amendments: Amendments) -> Indicator:
    """The indicator with the words that hold for a year; itself where nothing was otherwise. Never to be saved."""
    said = then(amendments, year, f"indicator {key_within(indicator)}")
    if not said:
        return indicator
    found = copy.copy(indicator)
    for name in said.keys() - {"code", "output"}:
        setattr(found, name, said[name])
    return found


def in_force(observation: Observation) -> Indicator:
    """The indicator of an observation with the words that hold for its year, by which what is entered is checked."""
    indicator = observation.series.indicator
    return indicator_then(indicator, observation.year_id, confirmed().get(indicator.framework.code, []))


def courses() -> Callable[[Series, int], Course]:
    """The course of any series for a year; one query for all of them, where series come with their relations."""
    amendments = confirmed()

    def course(series: Series, year: int) -> Course:
        present = series.course()
        found = amendments.get(series.indicator.framework.code)
        return course_then(present, year, found, key_within(series)) if found else present

    return course


def _milestone_steps(change: Content, series: str) -> Iterator[tuple[int, str | None, str | None]]:
    """(year, value before, value after) of a change of a milestone of this series; None where there is none."""
    if change["what"] == f"series {series}" and change["field"] == MILESTONES:
        row = change["old"] or change["new"]
        yield row["year"], *((side["value"] if side else None) for side in (change["old"], change["new"]))
    elif change["what"].startswith(f"milestone {series}/") and change["field"] == "value":
        yield int(change["what"].rpartition("/")[2]), change["old"], change["new"]


def _put(values: dict[int, Decimal], year: int, value: str | None) -> None:
    if value is None:
        values.pop(year, None)
    else:
        values[year] = Decimal(value)


def _decimal(said: Content, name: str, present: Decimal | None) -> Decimal | None:
    return from_canonical(said[name]) if name in said else present


def _within(name: str) -> str:
    """A definition's name without the framework's code, which all have in common."""
    word, _space, key = name.rpartition(" ")
    return f"{word} {key.partition('/')[2] or key}"


def _taken_apart(what: str) -> tuple[str, list[str]]:
    """`series 2.1.1-d/total` as its word and the parts of its key."""
    word, _space, key = what.rpartition(" ")
    return word, key.split("/")


def _renames(changes: Iterable[Content]) -> Iterator[Rename]:
    for change in changes:
        word, path = _taken_apart(change["what"])
        if change["field"] == "code" and word in _BY_CODES:
            yield path, [*path[:-1], change["new"]]


def _renamed(path: list[str], at_once: Iterable[Rename]) -> list[str]:
    """A key after codes have changed: its own, and those of what it belongs to."""
    found = list(path)
    for before, after in at_once:
        if path[: len(before)] == before:
            found[len(before) - 1] = after[-1]
    return found


def _is_of(what: str, indicator: str) -> bool:
    word, path = _taken_apart(what)
    return word in _OF_INDICATORS and path[0] == indicator


def _is_of_series(change: Content, indicator: str, code: str) -> bool:
    word, path = _taken_apart(change["what"])
    if word == "indicator":
        return change["field"] != SERIES or (change["new"] or change["old"])["code"] == code
    return path[1] == code
