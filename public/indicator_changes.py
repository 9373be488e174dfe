"""What a release changed in one indicator, in sentences: its texts, its series, their values and ratings."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.translated import Text, text_of
from indicators.measures import Measure
from indicators.words import RATINGS
from public.amounts import amount_of
from public.lineage import descendants_of
from public.words import STATUSES
from public.working import measure_of

Content = dict[str, Any]

# What else of a year's figure may change, the weightiest first: one sentence a year is enough.
_OF_A_YEAR: dict[str, Promise] = {
    "numerator": gettext_lazy("The parts of the value for %(year)s changed."),
    "denominator": gettext_lazy("The parts of the value for %(year)s changed."),
    "origin": gettext_lazy("The origin of the value for %(year)s changed."),
    "source": gettext_lazy("The source of the value for %(year)s changed."),
    "note": gettext_lazy("The note on the value for %(year)s changed."),
    "reason": gettext_lazy("The reason given for %(year)s changed."),
    "evidence": gettext_lazy("The evidence for %(year)s changed."),
    "figure": gettext_lazy("The value for %(year)s was validated anew."),
}
_OF_AN_INDICATOR: dict[str, Promise] = {
    "title": gettext_lazy("The wording of the indicator changed."),
    "note": gettext_lazy("The note on the indicator changed."),
    "unit": gettext_lazy("The unit changed."),
    "decimals": gettext_lazy("The number of decimals changed."),
    "direction": gettext_lazy("The direction changed."),
    "roll_up": gettext_lazy("How the figure comes about changed."),
    "rules": gettext_lazy("The rules by which answers are counted changed."),
    "collected_from": gettext_lazy("Where the figure is collected from changed."),
}
# An indicator repeats the levels above it; their wording is the framework's own to tell.
_LEVELS = ("goal", "outcome", "output")
_OF_A_SERIES: dict[str, Promise] = {
    "title": gettext_lazy("The wording of the series changed."),
    "milestones": gettext_lazy("The milestones changed."),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A document that differs, before and after; None where it is new or gone."""

    kind: str
    key: str
    old: Content | None
    new: Content | None


@dataclass(frozen=True, slots=True)
class Event:
    """One change in a sentence. `sort` is value, rating, text or slippage; `series` its title, "" of an only one."""

    sort: str
    sentence: str
    series: Text


@dataclass(frozen=True, slots=True)
class IndicatorChanges:
    """What changed in one indicator; `framework` and `code` lead to its page, unless it is `gone`."""

    framework: str
    code: str
    shown_code: str
    title: Text
    events: list[Event]
    gone: bool


def indicator_changes(changed: Changed) -> IndicatorChanges:
    """What changed in an indicator whose document differs; without events where only the wording of its levels did."""
    content = changed.new or changed.old or {}
    return IndicatorChanges(
        framework=content["framework"],
        code=content["code"],
        shown_code=content["shown_code"],
        title=text_of(content["title"]),
        events=_events_of(changed),
        gone=changed.new is None,
    )


def _events_of(changed: Changed) -> list[Event]:
    """Its sentences; none where only the wording of its goal, outcome or output changed."""
    events = list(_events(changed.old, changed.new))
    old, new = changed.old or {}, changed.new or {}
    if not events and all(old[level] == new[level] for level in _LEVELS):
        return [Event("text", _("Details of how it is documented changed."), Text(""))]
    return events


def _events(old: Content | None, new: Content | None) -> Iterator[Event]:
    whole = Text("")
    if old is None or new is None:
        words = _("The indicator is new.") if old is None else _("The indicator is no longer part of the framework.")
        yield Event("text", words, whole)
        return
    was, now = _with_rules_apart(old), _with_rules_apart(new)
    for name, sentence in _OF_AN_INDICATOR.items():
        if was[name] != now[name]:
            yield Event("text", str(sentence), whole)
    if any(old[level]["code"] != new[level]["code"] for level in _LEVELS):
        yield Event("text", _("Its place in the framework changed."), whole)
    yield from _amendment_events(old.get("amendments", []), new.get("amendments", []))
    before, after = _by(old["series"], "code"), _by(new["series"], "code")
    for code, row in {**before, **after}.items():
        title = text_of(row["title"])
        if code not in before or code not in after:
            words = _("The series is new.") if code in after else _("The series is no longer part of the indicator.")
            yield Event("text", words, title)
        else:
            yield from _series_events((before[code], after[code]), (old, new), title)


def _amendment_events(old: list[Content], new: list[Content]) -> Iterator[Event]:
    known = {row["number"] for row in old}
    for row in new:
        if row["number"] not in known:
            said = {"year": row["first_year"], "mandate": row["mandate"]}
            yield Event("text", _("It was amended from %(year)s on, by %(mandate)s.") % said, Text(""))


def _with_rules_apart(indicator: Content) -> Content:
    """An indicator whose rules stand beside what else is said of its method; earlier releases have none."""
    roll_up = dict(indicator["roll_up"])
    rules = roll_up.pop("rules", [])
    return indicator | {"roll_up": roll_up, "rules": rules}


def _series_events(both: tuple[Content, Content], of: tuple[Content, Content], title: Text) -> Iterator[Event]:
    """What changed in a series of an indicator, each before and after: `both`, `of`."""
    old, new = both
    for name, sentence in _OF_A_SERIES.items():
        if old[name] != new[name]:
            yield Event("text", str(sentence), title)
    for name, changed, noted in (
        ("baseline", _("The baseline changed from %(old)s to %(new)s."), _("The note on the baseline changed.")),
        ("target", _("The target changed from %(old)s to %(new)s."), _("The note on the target changed.")),
    ):
        was, now = (_amount_words(row[name], measure_of(said)) for row, said in zip(both, of, strict=True))
        if was != now:
            yield Event("value", changed % {"old": was, "new": now}, title)
        elif old[name]["note"] != new[name]["note"]:
            yield Event("text", noted, title)
    before, after = _by(old["observations"], "year"), _by(new["observations"], "year")
    for year in sorted({**before, **after}):
        yield from _year_events(before.get(year), after.get(year), measure_of(of[1], year), title)
    if any(old["rating"][name] != new["rating"][name] for name in ("code", "year")):
        words = _("The rating was “%(old)s”; it is now “%(new)s”.")
        ratings = {"old": _rating_words(old["rating"]), "new": _rating_words(new["rating"])}
        yield Event("rating", words % ratings, title)
    yield from _lineage_events(old, new, title)
    was_said, is_said = old.get("slippage"), new.get("slippage")  # earlier releases do not know the word
    if was_said != is_said:
        yield Event("slippage", _slippage_words(was_said, is_said), title)


def _lineage_events(old: Content, new: Content, title: Text) -> Iterator[Event]:
    """How a series goes on in the next framework, once that is adopted; where it comes from is there from the start."""
    known = {(kin.framework, kin.indicator, kin.series) for kin in descendants_of(old)}
    for kin in descendants_of(new):
        if (kin.framework, kin.indicator, kin.series) in known:
            continue
        if kin.series is None:
            words = _("It is dropped from %(year)s on: it does not go on in %(framework)s.")
            yield Event("text", words % {"year": kin.first_year, "framework": kin.framework}, title)
        else:
            words = _("From %(year)s on it goes on as %(series)s: %(kind)s.")
            said = {"year": kin.first_year, "series": kin.name, "kind": kin.kind_words}
            yield Event("text", words % said, title)


def _slippage_words(old: Content | None, new: Content | None) -> str:
    if new is None:
        return _("The explanation of why it was behind is no longer needed, or not given anew.")
    return _("Why it is behind was explained.") if old is None else _("Why it is behind was explained anew.")


def _year_events(old: Content | None, new: Content | None, measure: Measure, title: Text) -> Iterator[Event]:
    """A year's figure: new, gone, corrected, or changed in what stands beside its value."""
    row = new or old or {}
    said = {"year": row["year"]}
    was, now = amount_of(old, measure), amount_of(new, measure)
    if new is None:
        yield Event("value", _("The figure for %(year)s is gone.") % said, title)
    elif now and (old is None or was is None):
        yield Event("value", _("New for %(year)s: %(new)s.") % (said | {"new": now.prose}), title)
    elif old is None or (was and now is None):
        words = _("%(year)s: no value; the status is “%(status)s”.")
        yield Event("value", words % (said | {"status": str(STATUSES[new["status"]])}), title)
    elif was and now and was.value != now.value:
        words = _("The value for %(year)s was corrected from %(old)s to %(new)s.")
        yield Event("value", words % (said | {"old": was.prose, "new": now.prose}), title)
    elif old["status"] != new["status"]:
        words = _("The status for %(year)s changed from “%(old)s” to “%(new)s”.")
        statuses = {"old": str(STATUSES[old["status"]]), "new": str(STATUSES[new["status"]])}
        yield Event("value", words % (said | statuses), title)
    elif sentence := next((words for name, words in _OF_A_YEAR.items() if old[name] != new[name]), None):
        yield Event("text", str(sentence) % said, title)


def _by(rows: list[Content], name: str) -> dict[Any, Content]:
    return {row[name]: row for row in rows}


def _amount_words(row: Content, measure: Measure) -> str:
    amount = amount_of(row, measure)
    if amount is None:
        return _("no value")
    return _("%(value)s (%(year)s)") % {"value": amount.prose, "year": amount.year}


def _rating_words(rating: Content) -> str:
    words = str(RATINGS[rating["code"]])
    if rating["code"] == "not_rated" or rating["year"] is None:
        return words
    return _("%(rating)s, %(year)s") % {"rating": words, "year": rating["year"]}
