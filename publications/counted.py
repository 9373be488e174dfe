"""What changed behind figures, in who answered or gave and in records, in words: how many, never who answered what."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, pgettext

from common.numbers import format_number
from common.translated import reader_language
from publications.differences import Difference
from publications.models import Kind
from records.kinds import KINDS
from surveys.choices import Disclosure, Respondent, State

Row = tuple[str, str, str]  # what, before, after
_COUNTS: dict[str, Any] = {
    "value": _lazy("value"),
    "numerator": _lazy("numerator"),
    "denominator": _lazy("denominator"),
    "answered": _lazy("answered"),
    "not_applicable": _lazy("not applicable"),
    "no_response": _lazy("no response"),
    "expected": _lazy("expected"),
    "contributors": _lazy("contributors"),
    "accepted": _lazy("accepted"),
    "under_way": _lazy("being checked"),
    "missing": _lazy("missing"),
}
_SAID_BY_THE_INDICATOR = {"value", "numerator", "denominator", "figure"}


def tells(kind: str, path: str) -> bool:
    """Whether this module has the words for a difference at `path` within a document of `kind`."""
    if kind == Kind.TEAM:
        return path.startswith(("/completeness", "/answers", "/records", "/confirmed"))
    if kind == Kind.REGION:
        return path.startswith("/staffing")
    if kind == Kind.INDICATOR:
        return path.startswith("/roll_up/rules")
    return kind in (Kind.BEHIND, Kind.REPORTING, Kind.SURVEY) and path != ""


def rows_of(kind: str, found: Iterable[Difference]) -> Iterator[Row]:
    """The differences of one document that this module `tells`, in words; what belongs together is one row."""
    together: dict[tuple[str, ...], list[Difference]] = defaultdict(list)
    for difference in found:
        together[_belongs_to(difference.path)].append(difference)
    for parts, differences in together.items():
        match parts:
            case ("series", series):
                yield _("%(series)s: what is behind it") % {"series": series}, *_new_or_gone(differences[0])
            case ("series", _series, name, *_rest) if name in _SAID_BY_THE_INDICATOR:
                continue  # the indicator's own lines say so
            case ("series", series, "respondents", *_rest):
                yield f"{series}: " + _("respondents"), "", many(len(_names(differences)))
            case ("series", series, "contributions", *_rest):
                yield f"{series}: " + _("contributions"), "", many(len(_names(differences)))
            case ("series", series, "places", *_rest):
                yield f"{series}: " + _("regions and groups"), "", many(len(_names(differences)))
            case ("series", series, "disclosure"):
                yield f"{series}: " + _("how far it opens"), *_both(differences[0], Disclosure)
            case ("series", series, name) if name in _COUNTS:
                yield f"{series}: {_COUNTS[name]}", *_numbers(differences[0])
            case ("series", series, *_rest) | ("roll_up", "rules", series, *_rest):
                yield f"{series}: " + _("rule by which answers are counted"), "", pgettext("document", "changed")
            case ("answers", *year):
                what = _("%(year)s: published answers") % {"year": year[0]} if year else _("published answers")
                yield what, "", many(len(_answers(differences)))
            case ("sections", _section, "questions", question):
                yield f"{question}: " + _("answers"), *_answered(differences)
            case (name,) if name in _COUNTS:
                yield str(_COUNTS[name]), *_numbers(differences[0])
            case ("completeness", year):
                yield _("%(year)s: answers") % {"year": year}, *_completeness(differences)
            case ("records",):
                yield _("records"), "", _("changed: %(kinds)s") % {"kinds": _kinds(differences)}
            case ("confirmed",):
                yield _("records confirmed as complete"), "", _("changed: %(kinds)s") % {"kinds": _kinds(differences)}
            case ("staffing", *_rest):
                yield _("posts of offices"), "", pgettext("document", "changed")
            case ("respondents", respondent, name):
                label = str(Respondent(respondent).label)
                if name in _COUNTS:
                    yield f"{label}: {_COUNTS[name]}", *_numbers(differences[0])
                elif name == "sections":
                    yield f"{label}: " + _("completeness by section"), "", many(len(_names(differences)))
                else:
                    yield f"{label}: " + _("by region and team"), "", many(len(_names(differences)))
            case _:
                yield ": ".join(parts), "", pgettext("document", "changed")


def _belongs_to(path: str) -> tuple[str, ...]:
    """What a path's difference is told with: a list of respondents as one, a record's kind as one, ..."""
    parts = tuple(path.strip("/").split("/"))
    match parts:
        case ("series", _, name, *_rest) if name in ("respondents", "contributions", "places", "described", "rule"):
            return parts[:3]
        case ("roll_up", *_rest) | ("respondents", *_rest):
            return parts[:3]
        case ("completeness" | "answers", *_rest):
            return parts[:2]
        case ("sections", _, "questions", *_rest):
            return parts[:4]
        case ("records" | "confirmed" | "staffing", *_rest):
            return parts[:1]
    return parts


def _names(differences: Iterable[Difference]) -> set[str]:
    """What differs within the list that these belong to: respondents, places, ..."""
    depth = 5 if any("/places/" in row.path for row in differences) else 4
    return {"/".join(row.path.strip("/").split("/")[:depth]) for row in differences}


def _kinds(differences: Iterable[Difference]) -> str:
    """The kinds of records that differ, in words."""
    codes = dict.fromkeys(row.path.split("/")[2] for row in differences if row.path.count("/") > 1)
    return ", ".join(str(KINDS[code].label) if code in KINDS else code for code in codes) or "–"


def many(count: int) -> str:
    """That so many of something changed."""
    words = ngettext("%(count)s changed", "%(count)s changed", count)
    return words % {"count": format_number(Decimal(count), reader_language())}


def _new_or_gone(difference: Difference) -> tuple[str, str]:
    return ("", pgettext("document", "new")) if difference.old is None else ("", pgettext("document", "gone"))


def _both(difference: Difference, words: Any) -> tuple[str, str]:
    old, new = ("" if value is None else str(words(value).label) for value in (difference.old, difference.new))
    return old, new


def _numbers(difference: Difference) -> tuple[str, str]:
    language = reader_language()
    old, new = (
        "" if value is None else format_number(Decimal(value), language) for value in (difference.old, difference.new)
    )
    return old, new


def _answers(differences: Iterable[Difference]) -> set[str]:
    """The answers of a team that differ, by year and question; a year that is new or gone comes with all of its own."""
    found: set[str] = set()
    for row in differences:
        said = row.old or row.new
        within = [f"{row.path}/{name}" for name in said] if isinstance(said, dict) and row.path.count("/") < 3 else []
        found |= set(within) or {"/".join(row.path.split("/")[:4])}
    return found


def _answered(differences: list[Difference]) -> tuple[str, str]:
    """How many answered a question, where that changed; else that its results did."""
    for row in differences:
        if row.path.endswith("/results/answered"):
            return _numbers(row)
    return "", pgettext("document", "changed")


def _completeness(differences: list[Difference]) -> tuple[str, str]:
    """How far a team's questionnaire came: its state, where that changed, else that it did."""
    for row in differences:
        if isinstance(row.old or row.new, dict):
            old, new = ("" if said is None else str(State(said["state"]).label) for said in (row.old, row.new))
            return old, new
        if row.path.endswith("/state"):
            return _both(row, State)
    return "", pgettext("document", "changed")
