"""How an indicator's figure comes about, in words; and the rules by which figures are computed, of all indicators."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.translated import Text, reader_language, text_of
from indicators.behind import FINANCE, kind_of
from indicators.rule_words import sentences_of
from public.releases import documents
from public.words import COUNTED, DIRECTIONS, DISCLOSURES, METHODS, UNIT_LABELS
from publications.models import Kind, Release


@dataclass(frozen=True, slots=True)
class Method:
    """Method, what is counted, to whom it applies, where it is collected from, unit and direction, all in words."""

    method: str
    counted: str
    applies_to: Text
    collected_from: Text
    unit: str
    direction: str
    decimals: int


def method_of(indicator: dict[str, Any]) -> Method:
    """How the figure of a released `indicator` comes about; what it does not say reads as such."""
    roll_up = indicator["roll_up"]
    direction = indicator["direction"]
    return Method(
        method=str(METHODS[roll_up["method"]]),
        counted=_counted(roll_up),
        applies_to=text_of(roll_up["applies_to"]) or Text(_("to all"), reader_language()),
        collected_from=text_of(indicator["collected_from"]),
        unit=str(UNIT_LABELS[indicator["unit"]]),
        direction=str(DIRECTIONS[direction]) if direction else _("not known"),
        decimals=indicator["decimals"],
    )


def _counted(roll_up: dict[str, Any]) -> str:
    """What is counted; older releases say no rule for what comes from the ledger, and then it was not computed."""
    if roll_up["of"]:
        return str(COUNTED[roll_up["of"]])
    if any(kind_of(row) == FINANCE for row in roll_up.get("rules", [])):
        return _("contributions in the trust fund's ledger")
    return _("not counted: reported as a whole")


@dataclass(frozen=True, slots=True)
class Rule:
    """How the figures of a series are computed: a sentence each, and how far answers open ("" where nobody answers)."""

    series: Text
    sentences: list[str]
    disclosure: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of an indicator's series; none where nothing is computed for it, or a release says none."""

    framework: str
    code: str
    shown_code: str
    title: Text
    rules: list[Rule]


def rules_of(indicator: dict[str, Any]) -> Rules:
    """The rules of a released `indicator`, in the reader's language."""
    titles = {series["code"]: text_of(series["title"]) for series in indicator["series"]}
    rules = [
        Rule(titles[row["code"]], sentences_of(row), "" if kind_of(row) == FINANCE else _opens(row))
        for row in indicator["roll_up"].get("rules", [])
    ]
    title = text_of(indicator["title"])
    return Rules(indicator["framework"], indicator["code"], indicator["shown_code"], title, rules)


def _opens(described: dict[str, Any]) -> str:
    """How far the answers open."""
    return str(DISCLOSURES[described["disclosure"]])


def all_rules(release: Release) -> list[Rules]:
    """Those of every indicator whose figures are computed, in the framework's order."""
    return [found for content in documents(release, Kind.INDICATOR) if (found := rules_of(content)).rules]
