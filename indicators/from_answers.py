"""Figures from the answers to a questionnaire: what is behind each, by respondent, as a figure keeps it.

Shape of a content, with decimals as canonical strings: {respondent, question, wording, disclosure, rule: {method,
counts, no_response, not_applicable, unit, decimals}, value, numerator, denominator, answered, not_applicable,
no_response, expected, respondents: [{code, region, groups, status, choice, number, reason, counted}]}.
"""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from common.numbers import from_canonical
from common.translated import FALLBACK
from countries.models import Group
from indicators.choices import Origin
from indicators.contents import COUNTS, Content, Key, Texts, text_of_number
from indicators.counting import NO_ANSWERS, Asked, asked
from indicators.disclosure import opens_list, shown_of_groups, shown_of_partition
from indicators.models import Series
from indicators.rollup import RolledUp, Rule, Tallied, Tally, add, figure, side
from indicators.rules import disclosure_of
from surveys.tally import Given, given

ORIGIN = Origin.COMPUTED_FROM_ANSWERS


def contents(
    years: Collection[int], series: Iterable[Series] | None = None, *, preliminary: bool = False
) -> dict[Key, Content]:
    """What is behind the figures of these years now, from accepted answers; in a fixed number of queries."""
    rules = asked(years, series)
    answers = given(years, {row.question for row in rules.values()}, preliminary=preliminary)
    return {key: _content(row, answers.get((row.year, row.question), [])) for key, row in rules.items()}


def reason_of(content: Content) -> str:
    """Why there is no value; "" where there is one."""
    return str(NO_ANSWERS) if content["value"] is None else ""


def named(year: int) -> str:
    """What an observation gives as its source."""
    return _("Answers to the questionnaire for %(year)s") % {"year": year}


def rule_kept(content: Content) -> Content:
    """What the rule of a figure says beside its indicator's definition: which question, and what answers do."""
    options = {name: content["rule"][name] for name in ("counts", "no_response", "not_applicable")}
    return {"question": content["question"], "wording": content["wording"]} | options


def rows_behind(content: Content) -> dict[str, Content]:
    """What is counted, each under a name of its own: every respondent."""
    return {row["code"]: row for row in content["respondents"]}


def opened(content: Content, names: Mapping[str, Texts]) -> Content:
    """{rule, respondents, places} as far as its disclosure opens them; `names` by the respondents' codes."""
    rows = content["respondents"] if opens_list(content["disclosure"]) else []
    return {
        "rule": content["rule"],
        "respondents": [_open_respondent(row, names) for row in rows],
        "places": _open_places(content),
    }


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


def counts_of(rolled: RolledUp) -> Content:
    """COUNTS as a content says them: decimals as canonical strings, None where there is no figure."""
    numbers = {name: text_of_number(getattr(rolled, name)) for name in ("value", "numerator", "denominator")}
    return numbers | {name: getattr(rolled, name) for name in COUNTS if name not in numbers}


def _tally_of_one(row: Content) -> Tally:
    if row["status"] is None:
        return Tally(1)
    number = from_canonical(row["number"]) or Decimal(0)
    return Tally(1, (Tallied(row["status"], row["choice"], 1, number),))


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
        "number": text_of_number(row.number),
        "reason": row.reason,
        "counted": side(rule, row.status or "not_reported", row.choice, row.number),
    }
