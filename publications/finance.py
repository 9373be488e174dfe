"""What changed in the trust fund's documents, in words: which table, line and column, what before and what after."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from common.numbers import format_number, format_value, from_canonical
from common.statuses import Status
from common.translated import reader_language, text_of
from finance.choices import FUNDING, FactUnit, Given, Measure, Stream
from finance.measures import UNITS
from finance.tables import total
from publications.counted import many
from publications.differences import Difference

Content = dict[str, Any]

_TITLES: dict[str, Promise] = {
    "funding": gettext_lazy("Funding of the trust fund"),
    "contributions": gettext_lazy("Contributions to the trust fund"),
    "resources": gettext_lazy("Resources by line and year"),
    "posts": gettext_lazy("Posts by component and grade"),
    "reconciliation": gettext_lazy("Printed figures against computed ones"),
}
_KINDS: dict[str, Promise] = {kind.value: kind.label for kind in FUNDING}
_STREAMS: dict[str, Promise] = {stream.value: stream.label for stream in Stream}
_GAPS: dict[str, Promise] = {
    "printed": gettext_lazy("gap as printed"),
    "requirement_less_total": gettext_lazy("gap (requirement less total)"),
    "voluntary_target_less_voluntary": gettext_lazy("gap (voluntary target less voluntary)"),
}


def notices_of(documents: Iterable[tuple[str, Content]]) -> list[str]:
    """What a publisher should know of the trust fund's documents, by key, before they are released: a sentence each.

    Tables with cells that have no value, and printed figures that are not what the parts give.
    """
    found = []
    for key, said in documents:
        if key.startswith("tables/"):
            cells = [value for row in said["rows"] for value in row["cells"].values()]
            if missing := cells.count(None):
                words = ngettext(
                    "%(document)s, table %(table)s: %(missing)s cell of %(all)s has no value.",
                    "%(document)s, table %(table)s: %(missing)s cells of %(all)s have no value.",
                    missing,
                )
                what = {"document": said["document"], "table": said["number"], "missing": missing, "all": len(cells)}
                found.append(words % what)
        elif key == "reconciliation":
            unexplained = sum(not row["by_rounding"] for row in said["differences"])
            if unexplained:
                words = ngettext(
                    "%(count)s printed figure differs from what its parts give by more than rounding explains.",
                    "%(count)s printed figures differ from what their parts give by more than rounding explains.",
                    unexplained,
                )
                found.append(words % {"count": unexplained})
    return found


class Told(NamedTuple):
    """One change in words; "" is nothing there. `sort` is value, text or other."""

    sort: str
    what: str
    old: str
    new: str


def heading_of(key: str, said: Content) -> tuple[str, str]:
    """What a document is called: of a table its report's symbol, and its number and title."""
    if key.startswith("tables/"):
        title = _("Table %(number)s. %(title)s") % {"number": said["number"], "title": text_of(said["title"]).plain}
        return said["document"], title
    return "", str(_TITLES[key])


def rows_of(key: str, found: Sequence[Difference], said: Content) -> Iterator[Told]:
    """The differences of one document in words, where it was there before and still is; `said` is what it says now."""
    match key:
        case "funding":
            yield from _of_funding(found, said)
        case "contributions":
            yield from _of_contributions(found)
        case "reconciliation":
            yield from _of_reconciliation(found)
        case "resources" | "posts":
            # The tables tell each of them.
            lines = {"/".join(row.path.split("/")[: 5 if key == "posts" else 3]) for row in found}
            yield Told("other", _("lines"), "", many(len(lines)))
        case _:
            yield from _of_table(found, said)


# --- Tables ----------------------------------------------------------------------------------------------------------


def _of_table(found: Sequence[Difference], said: Content) -> Iterator[Told]:
    lines = {row["code"]: _line(row) for row in said["rows"]}
    columns = {column["key"]: column for column in said["columns"]}
    paths = {row.path: row for row in found}
    wording = False
    for row in found:
        match row.path.strip("/").split("/", 3):  # a grade may hold a stroke: P-2/1
            case ["rows", line, "cells" | "printed" as part, column]:
                what = _place(line, lines, columns[column])
                if part == "printed":
                    what = _("%(figure)s, as printed") % {"figure": what}
                status = paths.get(f"/rows/{line}/status/{column}")
                yield Told("value", what, *_figures(row, status, 0 if said["unit"] == "posts" else 1))
            case ["rows", line, "status", column]:
                if f"/rows/{line}/cells/{column}" not in paths:
                    yield Told("value", _place(line, lines, columns[column]), *_statuses(row))
            case ["rows", line] if line != "order":
                yield Told("other", lines.get(line, line), *_new_or_gone(row))
            case _:
                wording = True
    if wording:
        yield Told("text", _("titles, order or footnotes"), "", pgettext("document", "changed"))


def _line(row: Content) -> str:
    """A component by its letter and title, any other line by its title."""
    title = text_of(row["title"]).plain
    return f"{row['code']} {title}" if row["code"].isupper() else title


def _place(line: str, lines: dict[str, str], column: Content) -> str:
    """A cell by what its line and column are called: `B1 Global coordination, Change: Amount`."""
    head = text_of(column["title"]).plain
    if column["spanner"]:
        head = f"{text_of(column['spanner']).plain}: {head}"
    return _("%(line)s, %(column)s") % {"line": lines.get(line, line), "column": head}


def _figures(row: Difference, status: Difference | None, decimals: int) -> tuple[str, str]:
    """Both figures; where one is missing, the status that says why."""
    reasons = _statuses(status) if status else ("", "")
    old, new = (
        reason if value is None else format_number(Decimal(value), reader_language(), decimals)
        for value, reason in zip((row.old, row.new), reasons, strict=True)
    )
    return old, new


# --- Funding ---------------------------------------------------------------------------------------------------------


def _of_funding(found: Sequence[Difference], said: Content) -> Iterator[Told]:
    years = {f"{row['code']}.{row['year']}": _year(row) for row in said["years"]}
    facts = {f"{row['code']}.{row['year']}": row for row in said["facts"]}
    paths = {row.path: row for row in found}
    wording = False
    for row in found:
        match row.path.strip("/").split("/"):
            case ["years", _place] if isinstance(whole := row.new or row.old, dict):
                yield Told("value", _year(whole), *_new_or_gone(row))
            case ["years", year, "cells", stream, kind, name]:
                if told := _of_cell(name, row, paths):
                    yield Told("value", f"{years[year]}: {_STREAMS[stream]}, {_KINDS[kind]}", *told)
            case ["years", year, "total", name]:
                if name == "computed":  # what is reported stands with all streams together
                    yield Told("value", f"{years[year]}: " + _("sum of the streams"), *_dollars(row))
            case ["years", year, "gap", name]:
                yield Told("value", f"{years[year]}: {_GAPS[name]}", *_dollars(row))
            case ["facts", place, "value"]:
                yield Told(
                    "value", _titled(facts[place]), *(_amount(facts[place]["unit"], value) for value in _both(row))
                )
            case ["facts", _place] if isinstance(whole := row.new or row.old, dict):
                old, new = (_amount(whole["unit"], each and each["value"]) for each in _both(row))
                yield Told("value", _titled(whole), old, new)
            case ["measures", place, "value"]:
                yield Told("value", _measure(place), *(_known(_unit(place), value) for value in _both(row)))
            case ["measures", place] if isinstance(row.new or row.old, dict):
                old, new = ("" if each is None else _known(_unit(place), each["value"]) for each in _both(row))
                yield Told("value", _measure(place), old, new)
            case ["measures", *_rest]:
                continue  # why there is no value goes with the value
            case _:
                wording = True
    if wording:
        yield Told("text", _("titles, notes or facts"), "", pgettext("document", "changed"))


def _of_cell(name: str, row: Difference, paths: Mapping[str, Difference]) -> tuple[str, str] | None:
    """A sum before and after, or the status that says why there is none; None where another line says so."""
    cell = row.path.rpartition("/")[0]
    status = paths.get(f"{cell}/status")
    if name == "value":
        reasons = _statuses(status) if status else ("", "")
        old, new = (
            reason if text is None else _amount(FactUnit.USD, text)
            for text, reason in zip(_both(row), reasons, strict=True)
        )
        return old, new
    if f"{cell}/value" in paths:
        return None
    if name == "status":
        return _statuses(row)
    return ("", pgettext("document", "changed")) if status is None else None


def _year(row: Content) -> str:
    return _("%(year)s as reported in %(document)s") % {"year": row["year"], "document": row["document"]}


def _titled(fact: Content) -> str:
    return _("%(what)s, %(year)s") % {"what": text_of(fact["title"]).plain, "year": fact["year"]}


def _measure(place: str) -> str:
    code, _dot, year = place.rpartition(".")
    return _("%(what)s, %(year)s") % {"what": capfirst(Measure(code).label), "year": year}


def _unit(place: str) -> str:
    """The unit of a measure by its place: total_funds_raised.2024."""
    return UNITS[place.rpartition(".")[0]]


def _both(row: Difference) -> tuple[Any, Any]:
    return row.old, row.new


def _amount(unit: str, text: str | None) -> str:
    return "" if text is None else format_value(Decimal(text), unit, reader_language())


def _known(unit: str, text: str | None) -> str:
    """The same of what is computed: without a value it is not available, which is not nothing."""
    return _amount(unit, text) or str(Status.NOT_AVAILABLE.label)


def _dollars(row: Difference) -> tuple[str, str]:
    return _known(FactUnit.USD, row.old), _known(FactUnit.USD, row.new)


# --- Contributions ---------------------------------------------------------------------------------------------------


def _of_contributions(found: Iterable[Difference]) -> Iterator[Told]:
    """How many agreements, pledges and payments are new, gone or changed, with the sums of what is new and gone."""
    new: dict[str, list[Content]] = defaultdict(list)
    gone: dict[str, list[Content]] = defaultdict(list)
    changed: set[str] = set()
    contributors: set[str] = set()
    for row in found:
        match row.path.strip("/").split("/"):
            case ["rows", _reference] if isinstance(row.new, dict):
                new[row.new["kind"]].append(row.new)
            case ["rows", _reference] if isinstance(row.old, dict):
                gone[row.old["kind"]].append(row.old)
            case ["rows", reference, *_rest]:
                changed.add(reference)
            case ["contributors", code, *_rest]:
                contributors.add(code)
    for given in Given:
        if given in new:
            yield Told("value", _("%(kind)s: new") % {"kind": given.label}, "", _sum(new[given]))
        if given in gone:
            yield Told("value", _("%(kind)s: gone") % {"kind": given.label}, _sum(gone[given]), "")
    if changed:
        yield Told("value", _("contributions"), "", many(len(changed)))
    if contributors:
        yield Told("text", _("contributors"), "", many(len(contributors)))


def _sum(rows: Sequence[Content]) -> str:
    """`28, $98 million`; without a sum where one has no dated rate, or no amount was agreed."""
    count = format_number(Decimal(len(rows)), reader_language())
    dollars = total([from_canonical(row["dollars"]) for row in rows])
    if dollars is None:
        return _("%(count)s, without a sum in dollars") % {"count": count}
    return _("%(count)s, %(sum)s") % {"count": count, "sum": format_value(dollars, "usd", reader_language())}


# --- Reconciliation --------------------------------------------------------------------------------------------------


def _of_reconciliation(found: Iterable[Difference]) -> Iterator[Told]:
    """Each difference that is new or gone, with both figures; of the others, how many."""
    changed: set[str] = set()
    for row in found:
        match row.path.strip("/").split("/"):
            case ["differences", code] if isinstance(row.old or row.new, dict):
                whole: Content = row.new or row.old
                what = _("%(document)s, %(place)s") % {
                    "document": whole["document"],
                    "place": f"{whole['table']} {whole['line']} {whole['column']}",
                }
                yield Told("value", what, _both_figures(row.old), _both_figures(row.new))
            case ["differences", code, *_rest]:
                changed.add(code)
            case ["compared"]:
                old, new = (format_number(Decimal(value), reader_language()) for value in (row.old, row.new))
                yield Told("other", _("printed figures compared"), old, new)
    if changed:
        yield Told("value", _("differences"), "", many(len(changed)))


def _both_figures(row: Content | None) -> str:
    if row is None:
        return ""
    language = reader_language()
    computed = from_canonical(row["computed"])
    words = {
        "printed": format_number(Decimal(row["printed"]), language),
        "computed": Status.NOT_AVAILABLE.label if computed is None else format_number(computed, language),
    }
    if row["by_rounding"]:
        return _("printed %(printed)s, computed %(computed)s, which rounding explains") % words
    return _("printed %(printed)s, computed %(computed)s") % words


def _statuses(row: Difference) -> tuple[str, str]:
    old, new = ("" if value is None else str(Status(value).label) for value in (row.old, row.new))
    return old, new


def _new_or_gone(row: Difference) -> tuple[str, str]:
    return "", pgettext("document", "new") if row.old is None else pgettext("document", "gone")
