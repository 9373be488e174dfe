"""What is behind the figures that are computed, as a release copies it.

Made from what each figure itself kept when it was validated, never from its source as it is now. How far answers open
is decided when it is released: by the stricter of what held when it was made and what the questionnaire says now.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indicators.behind import COMPUTED, FINANCE, kind_of, open_to
from indicators.disclosure import Level, strictest
from indicators.finance_rules import describe_measure
from indicators.live import names_of_contributors
from indicators.models import Figure, FinanceRule, Indicator, RollUpRule, Series
from indicators.recomputing import changed_figures
from indicators.rules import describe
from surveys.choices import PREFIXES, Respondent
from surveys.models import Item, Submission

Content = dict[str, Any]
Texts = dict[str, str]

# Whose names are those of countries. A coordinator is a person, who stands under a code and nothing else.
_NAMED_AFTER_COUNTRIES = (Respondent.TEAM, Respondent.GOVERNMENT)
_NAMED_BY_THEMSELVES = (Respondent.ENTITY, Respondent.CONTRIBUTOR)


@dataclass(frozen=True, slots=True)
class Sources:
    """What stands beside the figures: the names of respondents and of contributors by code, questions by code and
    year, how far each opens by its key, and why a figure stands although its source has changed since."""

    names: Mapping[str, Texts]
    contributors: Mapping[str, Texts]
    items: Mapping[tuple[str, int], Item]
    levels: Mapping[int, Level]
    explained: Mapping[int, str]


def sources(countries: Mapping[str, Texts], items: Iterable[Item], levels: Mapping[int, Level]) -> Sources:
    """Read in a fixed number of queries; `countries` are their names, after which teams and Governments are named.

    `items` are all questions of questionnaires, and `levels` says how far each opens.
    """
    names = {f"{PREFIXES[kind]}{iso3}": texts for kind in _NAMED_AFTER_COUNTRIES for iso3, texts in countries.items()}
    themselves = Submission.objects.filter(questionnaire__respondent__in=_NAMED_BY_THEMSELVES).order_by("pk")
    names |= {code: {"en": name or code} for code, name in themselves.values_list("code", "name")}
    explained = {row.figure.pk: row.explanation.sentence for row in changed_figures() if row.explanation}
    asked = {(row.question.code, row.section.questionnaire.year_id): row for row in items}
    return Sources(names, names_of_contributors(), asked, levels, explained)


def behind_of(indicator: Indicator, figures: Mapping[int, list[Figure]], beside: Sources) -> Iterator[Content]:
    """What is behind the computed figures of `indicator`: a content for each year that has one, series in their order.

    `figures` are the current ones, by the key of their series.
    """
    by_year: dict[int, list[Content]] = defaultdict(list)
    for series in indicator.series.all():
        for figure in figures.get(series.pk, []):
            if figure.origin in COMPUTED:
                by_year[figure.observation.year_id].append(_opened(series, figure, beside))
    for year, contents in sorted(by_year.items()):
        yield {"framework": indicator.framework.code, "indicator": indicator.code, "year": year, "series": contents}


def described_rules(beside: Sources) -> dict[int, Content]:
    """By the key of a series, the rule by which its figures are computed: the measure of the ledger, or what answers
    do, with the question's newest wording.

    A series whose question was never put has none yet.
    """
    newest = {question: item for (question, _year), item in sorted(beside.items.items(), key=lambda pair: pair[0])}
    rules = RollUpRule.objects.select_related("series__indicator", "question").order_by("pk")
    found = {
        row.series_id: {"code": row.series.code} | describe(row, newest[row.question.code])
        for row in rules
        if row.question.code in newest
    }
    measured = FinanceRule.objects.select_related("series").order_by("pk")
    return found | {row.series_id: {"code": row.series.code} | describe_measure(row.measure) for row in measured}


def _opened(series: Series, figure: Figure, beside: Sources) -> Content:
    """A figure with what it counted, and its rule as the figure kept it, in every language."""
    from_ledger = kind_of(figure.counted) == FINANCE
    return {
        "code": series.code,
        "figure": figure.number,
        "explanation": beside.explained.get(figure.pk),
        **(_contributions(figure, beside) if from_ledger else _answers(series, figure, beside)),
    }


def _contributions(figure: Figure, beside: Sources) -> Content:
    kept = figure.counted
    opened = open_to(kept, beside.contributors, of=figure.rule["of"])
    return opened | {"described": describe_measure(kept["measure"])}


def _answers(series: Series, figure: Figure, beside: Sources) -> Content:
    kept = figure.counted
    item = beside.items[kept["question"], figure.observation.year_id]
    options = {name: kept["rule"][name] for name in ("counts", "no_response", "not_applicable")}
    level = strictest(kept["disclosure"], beside.levels[item.pk])
    opened = open_to(kept | {"disclosure": level}, beside.names, of=figure.rule["of"])
    described = describe(RollUpRule(series=series, question=item.question, **options), item)
    # The definition may have been amended since: the figure keeps the words that it was made by.
    return opened | {"described": described | {name: figure.rule[name] for name in ("method", "of")}}
