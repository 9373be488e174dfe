"""What a release would change, in words: the differences of its documents by indicator, before and after."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from common.numbers import format_number, format_value
from common.statuses import Status
from common.translated import Text, reader_language, text_of
from indicators.change_words import changes_in_words, in_one_line
from indicators.choices import Counted, Descent, Direction, Method, Origin, Unit
from indicators.measures import Measure
from indicators.words import SHORT_REASONS
from publications.actions import Preview
from publications.counted import rows_of, tells
from publications.differences import Difference
from publications.fact_changes import rows_of as rows_of_facts
from publications.finance import heading_of
from publications.finance import rows_of as rows_of_trust_fund
from publications.models import Kind

SORTS = ("value", "rating", "text", "other")
# What follows from another line of the same document: the latest value, who validated, the sum behind a rating, and
# when a sentence was written.
_FOLLOWS = {"latest", "working", "validated", "at"}
_PLACES = {Kind.COUNTRY, Kind.REGION, Kind.TEAM, Kind.REPORTING, Kind.SURVEY}
_CHOICES = {
    "status": Status,
    "origin": Origin,
    "unit": Unit,
    "direction": Direction,
    "method": Method,
    "of": Counted,
}
_LINEAGE: dict[str, Any] = {"before": _lazy("continues"), "after": _lazy("goes on as")}
_WORDS: dict[str, Any] = {
    "value": _lazy("value"),
    "numerator": _lazy("numerator"),
    "denominator": _lazy("denominator"),
    "status": _lazy("status"),
    "origin": _lazy("origin"),
    "reason": _lazy("reason"),
    "source": _lazy("source"),
    "note": _lazy("note"),
    "evidence": _lazy("evidence"),
    "figure": _lazy("number of the figure"),
    "year": _lazy("year"),
    "code": _lazy("code"),
    "title": _lazy("title"),
    "name": _lazy("name"),
    "unit": _lazy("unit"),
    "decimals": _lazy("decimals"),
    "direction": _lazy("direction"),
    "method": _lazy("method"),
    "of": _lazy("what is counted"),
    "applies_to": _lazy("applies to"),
    "collected_from": _lazy("collected from"),
    "goal": _lazy("goal"),
    "outcome": _lazy("outcome"),
    "output": _lazy("output"),
    "mandate": _lazy("mandate"),
    "document": _lazy("document"),
    "first_year": _lazy("first year"),
    "last_year": _lazy("last year"),
    "region": _lazy("region"),
    "regions": _lazy("regions"),
    "team": _lazy("country team"),
    "teams": _lazy("country teams"),
    "countries": _lazy("countries and territories"),
    "baseline": _lazy("baseline"),
    "target": _lazy("target"),
    "rating": _lazy("rating"),
    "slippage": _lazy("why it is behind"),
    "sentence": _lazy("explanation"),
    "language": _lazy("language"),
    "en": _lazy("in English"),
    "fr": _lazy("in French"),
    "es": _lazy("in Spanish"),
    "ru": _lazy("in Russian"),
    "zh": _lazy("in Chinese"),
    "ar": _lazy("in Arabic"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One change in words; "" is nothing there. For `is_rating`, `old` and `new` are codes, of the ratings of years."""

    sort: str
    what: str
    old: str
    new: str
    is_rating: bool = False
    old_year: int | None = None
    new_year: int | None = None


@dataclass(slots=True)
class Group:
    """The changes of one indicator, framework or place."""

    code: str
    title: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """All changes; `counts` by sort (value, rating, text, other)."""

    groups: list[Group]
    counts: dict[str, int]


def read_preview(preview: Preview) -> Reading:
    """The changes of `preview` by indicator in the framework's order, then frameworks, then places."""
    contents = {(draft.kind, draft.key): draft.content for draft in preview.documents}
    places = {address: position for position, address in enumerate(contents)}
    by_document: dict[tuple[str, str], list[Difference]] = defaultdict(list)
    for difference in preview.changes:
        by_document[difference.kind, difference.key].append(difference)
    order = sorted(by_document, key=lambda address: (address[0] in _PLACES, places.get(address, len(places)), address))
    groups = [_group(address, contents.get(address), by_document[address]) for address in order]
    counts = {sort: sum(line.sort == sort for group in groups for line in group.lines) for sort in SORTS}
    return Reading(groups, counts)


def _group(address: tuple[str, str], content: dict[str, Any] | None, found: list[Difference]) -> Group:
    kind, key = address
    said: dict[str, Any] = content or next((row.old for row in found if isinstance(row.old, dict)), {})
    group = _heading(kind, key, said)
    by_path = {difference.path: difference for difference in found}
    if kind == Kind.FINANCE and "" not in by_path:
        group.lines = [Line(*row) for row in rows_of_trust_fund(key, found, said)]
        return group
    if kind == Kind.FACTS and "" not in by_path:
        group.lines = [Line(*row) for row in rows_of_facts(found, said)]
        return group
    for path, difference in by_path.items():
        parts = path.strip("/").split("/")
        if _FOLLOWS.intersection(parts) or _is_said_elsewhere(kind, parts) or tells(kind, path):
            continue
        rating, _slash, name = path.rpartition("/")
        if not rating.endswith("/rating"):
            group.lines += _lines(kind, parts, difference, said)
        elif name == "code":
            years = by_path.get(f"{rating}/year")
            line = next(_lines(kind, parts, difference, said))
            group.lines.append(replace(line, old_year=years.old, new_year=years.new) if years else line)
        elif f"{rating}/code" not in by_path:
            group.lines += _lines(kind, parts, difference, said)
    told = rows_of(kind, [difference for difference in found if tells(kind, difference.path)])
    group.lines += [Line("other", *row) for row in told]
    if not group.lines:
        group.lines = [Line("other", _("how it is worked out"), "", _("see the indicator's page"))]
    return group


def _heading(kind: str, key: str, said: dict[str, Any]) -> Group:
    match kind:
        case Kind.BEHIND:
            _framework, indicator, year = key.split("/")
            return Group(f"RCS {indicator}", _("What is behind the figures for %(year)s") % {"year": year})
        case Kind.REPORTING:
            return Group(key, str(Kind.REPORTING.label))
        case Kind.FACTS:
            return Group(said["document"], str(Kind.FACTS.label))
        case Kind.FINANCE:
            return Group(*heading_of(key, said))
    return Group(str(said.get("shown_code", key)), text_of(said.get("title") or said.get("name") or {}))


def _is_said_elsewhere(kind: str, parts: list[str]) -> bool:
    """An indicator repeats the titles of its goal, outcome and output, which the framework's own lines tell."""
    return kind == Kind.INDICATOR and parts[0] in {"goal", "outcome", "output"} and parts[1:] != ["code"]


def _lines(kind: str, parts: list[str], difference: Difference, content: dict[str, Any]) -> Iterator[Line]:
    match parts:
        case [""]:
            gone = difference.new is None
            words = pgettext_lazy("document", "gone") if gone else pgettext_lazy("document", "new")
            yield Line("other", str(Kind(kind).label), "", str(words))
        case ["amendments"]:
            yield from _amendments(difference.old or [], difference.new or [], content)
        case ["series", series, "lineage", *_sides]:
            yield from _lineage(series, difference)
        case ["series", series, "observations", year] if isinstance(difference.old or difference.new, dict):
            where = _where(series, year)
            yield Line("value", where, _row(difference.old, content), _row(difference.new, content))
        case ["series", series, "observations", year, *rest]:
            yield _leaf(rest, _where(series, year), difference, content)
        case ["series", series, "milestones", year, *rest]:
            where = _("%(series)s, milestone %(year)s") % {"series": series, "year": year}
            yield _leaf(rest, where, difference, content)
        case ["series", series, *rest]:
            yield _leaf(rest, series, difference, content)
        case _:
            yield _leaf(parts, "", difference, content)


def _amendments(old: list[Any], new: list[Any], content: dict[str, Any]) -> Iterator[Line]:
    """Each amendment that has come, with what it changes."""
    known = {row["number"] for row in old}
    for row in new:
        if row["number"] not in known:
            what = _("amendment %(number)s, from %(year)s on") % {"number": row["number"], "year": row["first_year"]}
            measure = Measure(content["unit"], content["decimals"])
            yield Line("text", what, "", f"{row['mandate']}: {in_one_line(changes_in_words(row, measure))}")


def _lineage(series: str, difference: Difference) -> Iterator[Line]:
    """Where a series comes from and how it goes on, as far as that is said otherwise; else that values before are."""
    old, new = (_kin(difference.path, value) for value in (difference.old, difference.new))
    if old == new:
        yield Line("other", _("%(series)s, values before this framework") % {"series": series}, "", _("see its page"))
    for what in sorted(old.keys() | new.keys()):
        if old.get(what) != new.get(what):
            yield Line("text", f"{series}: {_LINEAGE[what]}", old.get(what, ""), new.get(what, ""))


def _kin(path: str, value: Any) -> dict[str, str]:
    """In words by side, before and after; `value` is one of them, or both."""
    side = path.rpartition("/")[2]
    sides = value or {} if side == "lineage" else {side: value or []}
    return {name: "; ".join(_kin_words(row) for row in rows) for name, rows in sides.items() if rows}


def _kin_words(row: dict[str, Any]) -> str:
    names = [row[name] for name in ("framework", "indicator", "series") if row[name]]
    said = "/".join(names) + (": " if names else "") + str(Descent(row["kind"]).label)
    return f"{said} ({row['note']})" if row["note"] else said


def _where(series: str, year: str) -> str:
    return _("%(series)s, %(year)s") % {"series": series, "year": year}


def _leaf(parts: list[str], where: str, difference: Difference, content: dict[str, Any]) -> Line:
    is_rating = parts[:1] == ["rating"] and parts[-1] == "code"
    words = [str(_WORDS[part]) if part in _WORDS else part for part in parts if part != "roll_up"]
    if is_rating:
        words = words[:-1]
    what = ": ".join(part for part in (where, " ".join(words)) if part)
    if is_rating:
        return Line(difference.sort, what, difference.old or "", difference.new or "", is_rating=True)
    old, new = (_shown(parts, value, content) for value in (difference.old, difference.new))
    return Line(difference.sort, what, old, new)


def _row(row: dict[str, Any] | None, content: dict[str, Any]) -> str:
    """A year's observation in a phrase: `82.5%, reported`, or why there is no value."""
    if row is None:
        return ""
    status = str(Status(row["status"]).label)
    if row["value"] is None:
        return status + (f": {row['reason']}" if row["reason"] else "")
    return f"{_number(row['value'], content)}, {status}"


def _shown(parts: list[str], value: Any, content: dict[str, Any]) -> str:
    name = parts[-1] if parts else ""
    if value in (None, "", [], {}):
        return ""
    if name in {"value", "numerator", "denominator"} and isinstance(value, str):
        return _number(value, content if name == "value" else {})
    if name == "reason" and "rating" in parts:
        return str(SHORT_REASONS.get(value, value))
    if name in _CHOICES and isinstance(value, str):
        return str(_CHOICES[name](value).label)
    if isinstance(value, list):
        return ", ".join(_named(item) for item in value)
    if isinstance(value, dict):
        return _named(value)
    return str(value)


def _named(item: Any) -> str:
    """A row within a list by its code, year or text."""
    if not isinstance(item, dict):
        return str(item)
    if languages := {name: text for name, text in item.items() if name in settings.MODELTRANSLATION_LANGUAGES}:
        return text_of(languages)
    if "sentence" in item:
        return Text(item["sentence"], item["language"])
    value = item.get("value")
    return ": ".join(str(part) for part in (item.get("code") or item.get("year"), value) if part is not None)


def _number(text: str, content: dict[str, Any]) -> str:
    language, value = reader_language(), Decimal(text)
    if "unit" not in content:
        return format_number(value, language)
    return format_value(value, content["unit"], language)
