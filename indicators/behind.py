"""What is behind a computed figure: the rule, the counts, and what each respondent answered, as a figure keeps it.

Shape, with decimals as canonical strings: {respondent, question, wording, disclosure, rule: {method, counts,
no_response, not_applicable}, value, numerator, denominator, answered, not_applicable, no_response, expected,
respondents: [{code, region, groups, status, choice, number, reason, counted}]}.
"""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from common.canonical import sha256, to_text
from common.numbers import canonical
from common.statuses import Status
from common.translated import FALLBACK
from countries.models import Group
from indicators.choices import Origin
from indicators.counting import Asked, Key, asked
from indicators.disclosure import opens_list, shown_of_groups, shown_of_partition
from indicators.models import Observation, Series
from indicators.rollup import RolledUp, Rule, Tallied, Tally, add, figure, side
from indicators.rules import disclosure_of
from surveys.tally import Given, given

Content = dict[str, Any]
Texts = Mapping[str, str]
COUNTS = ("value", "numerator", "denominator", "answered", "not_applicable", "no_response", "expected")


def behind(
    years: Collection[int], series: Iterable[Series] | None = None, *, preliminary: bool = False
) -> dict[Key, Content]:
    """What is behind the figures of these years now, from accepted answers; in a fixed number of queries."""
    rules = asked(years, series)
    answers = given(years, {row.question for row in rules.values()}, preliminary=preliminary)
    return {key: _content(row, answers.get((row.year, row.question), [])) for key, row in rules.items()}


def content_now(observation: Observation) -> Content | None:
    """What is behind one observation now; None where no opened questionnaire of its year asks for it."""
    return behind([observation.year_id], [observation.series]).get((observation.series_id, observation.year_id))


def computed_columns(content: Content, year: int) -> dict[str, Any]:
    """The columns of an observation that takes the computed figure: value and parts, or why there is none."""
    value, numerator, denominator = parts_of(content)
    with translation.override("en"):  # stored once, for readers of every language
        is_missing = value is None
        return {
            "value": value,
            "numerator": numerator,
            "denominator": denominator,
            "status": Status.NOT_AVAILABLE if is_missing else Status.REPORTED,
            "origin": Origin.COMPUTED_FROM_ANSWERS,
            "reason": _("No answers have been accepted.") if is_missing else "",
            "source": _("Answers to the questionnaire for %(year)s") % {"year": year},
        }


def open_to(content: Content, names: Mapping[str, Texts], *, of: str | None = None) -> Content:
    """A content as far as its disclosure opens it: what pages, files, the API and releases show of it.

    `names` gives each respondent's name by code and language; `of` says what is counted.
    Shape: {of, disclosure, value, numerator, denominator, answered, not_applicable, no_response, expected, rule,
    respondents: [{code, name, region, answer, counted}], places: {regions: {code: cell}, groups: {code: cell}}}. A cell
    is {value, numerator, denominator, answered, not_applicable, no_response, expected}, or None where it is withheld.
    The counts of the whole always stand; `respondents` is empty where they may not be named. Pure.
    """
    level = content["disclosure"]
    return {
        "of": of,
        "disclosure": level,
        **{name: content[name] for name in COUNTS},
        "rule": content["rule"],
        "respondents": [_open_respondent(row, names) for row in content["respondents"]] if opens_list(level) else [],
        "places": _open_places(content),
    }


def hash_of_behind(content: Content) -> str:
    """The hash by which a change of the source is found, and an explanation of it bound to it."""
    return sha256(to_text(content))


def parts_of(content: Content) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """(value, numerator, denominator) of a content; three None where it is not available."""
    value, numerator, denominator = (
        None if content[name] is None else Decimal(content[name]) for name in ("value", "numerator", "denominator")
    )
    return value, numerator, denominator


def rolled_up(content: Content, respondents: Iterable[Content] | None = None) -> RolledUp:
    """The rule of `content` on all its respondents or on some of them, counted anew one by one."""
    rule = rule_of_content(content)
    rows = content["respondents"] if respondents is None else list(respondents)
    return figure(rule, add(_tally_of_one(row) for row in rows))


def rule_of_content(content: Content) -> Rule:
    """The rule that a content was made by, as arithmetic reads it."""
    rule = content["rule"]
    return Rule(
        method=rule["method"],
        counts=frozenset(rule["counts"]),
        no_response=rule["no_response"],
        not_applicable=rule["not_applicable"],
        unit=rule["unit"],
        decimals=rule["decimals"],
    )


def _tally_of_one(row: Content) -> Tally:
    if row["status"] is None:
        return Tally(1)
    number = Decimal(row["number"]) if row["number"] is not None else Decimal(0)
    return Tally(1, (Tallied(row["status"], row["choice"], 1, number),))


def counts_of(rolled: RolledUp) -> Content:
    """COUNTS as a content says them: decimals as canonical strings, None where there is no figure."""
    numbers = {name: _text(getattr(rolled, name)) for name in ("value", "numerator", "denominator")}
    return numbers | {name: getattr(rolled, name) for name in COUNTS if name not in numbers}


def _open_respondent(row: Content, names: Mapping[str, Texts]) -> Content:
    return {
        "code": row["code"],
        "name": names.get(row["code"], {FALLBACK: row["code"]}),
        "region": row["region"],
        "answer": row["choice"] or row["number"],
        "counted": row["counted"],
    }


def _open_places(content: Content) -> dict[str, dict[str, Content | None]]:
    rows, level, whole = content["respondents"], content["disclosure"], rolled_up(content)
    regions = sorted({row["region"] or "" for row in rows})
    by_region = {code: rolled_up(content, [row for row in rows if (row["region"] or "") == code]) for code in regions}
    by_group = {code: rolled_up(content, [row for row in rows if code in row["groups"]]) for code in Group.values}
    shown = {
        "regions": shown_of_partition(level, whole, by_region) if any(regions) else {},
        "groups": shown_of_groups(level, whole, by_group),
    }
    return {
        kind: {code: None if cell is None else counts_of(cell) for code, cell in cells.items()}
        for kind, cells in shown.items()
    }


def _content(asked: Asked, answers: list[Given]) -> Content:
    rule = asked.rule
    content: Content = {
        "respondent": asked.respondent,
        "question": asked.question,
        "wording": asked.item.wording.number,
        "disclosure": disclosure_of(asked.item),
        "rule": {
            "method": rule.method,
            "counts": sorted(rule.counts),
            "no_response": rule.no_response,
            "not_applicable": rule.not_applicable,
            "unit": rule.unit,
            "decimals": rule.decimals,
        },
        "respondents": [_respondent(rule, row) for row in answers],
    }
    return content | counts_of(rolled_up(content))


def _respondent(rule: Rule, row: Given) -> Content:
    return {
        "code": row.code,
        "region": row.region,
        "groups": row.groups.split(),
        "status": row.status,
        "choice": row.choice,
        "number": _text(row.number),
        "reason": row.reason,
        "counted": side(rule, row.status or "not_reported", row.choice, row.number),
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else canonical(number)
