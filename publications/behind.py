"""What is behind the figures that are computed from answers, as a release copies it.

Made from what each figure itself kept when it was validated, never from the answers as they are now. How far it opens
is decided when it is released: by the stricter of what held when it was made and what the questionnaire says now.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from common.translated import texts_of
from indicators.behind import open_to
from indicators.choices import Origin
from indicators.disclosure import LEVELS, strictest
from indicators.models import Figure, Indicator, RollUpRule
from surveys.choices import PREFIXES, Respondent, Type
from surveys.models import Item, QuestionVersion, Submission

Content = dict[str, Any]
Texts = dict[str, str]

# Whose names are those of countries. A coordinator is a person, who stands under a code and nothing else.
_NAMED_AFTER_COUNTRIES = (Respondent.TEAM, Respondent.GOVERNMENT)
_NAMED_BY_THEMSELVES = (Respondent.ENTITY, Respondent.CONTRIBUTOR)


@dataclass(frozen=True, slots=True)
class Sources:
    """What stands beside the figures: names by respondent, wordings by question and number, disclosures now."""

    names: Mapping[str, Texts]
    wordings: Mapping[tuple[str, int], QuestionVersion]
    declared: Mapping[tuple[str, int], list[str]]


def sources(countries: Mapping[str, Texts]) -> Sources:
    """Read in three queries; `countries` are the names of countries, after which teams and Governments are named."""
    names = {f"{PREFIXES[kind]}{iso3}": texts for kind in _NAMED_AFTER_COUNTRIES for iso3, texts in countries.items()}
    themselves = Submission.objects.filter(questionnaire__respondent__in=_NAMED_BY_THEMSELVES).order_by("pk")
    names |= {code: {"en": name or code} for code, name in themselves.values_list("code", "name")}
    wordings = QuestionVersion.objects.select_related("question").order_by("pk")
    items = Item.objects.order_by("pk").values_list(
        "question__code", "section__questionnaire__year", "section__questionnaire__disclosure", "wording__disclosure"
    )
    declared: dict[tuple[str, int], list[str]] = defaultdict(list)
    for question, year, of_questionnaire, of_question in items:
        declared[question, year] += filter(None, (of_questionnaire, of_question))
    return Sources(names, {(row.question.code, row.number): row for row in wordings}, declared)


def behind_of(indicator: Indicator, figures: Mapping[int, list[Figure]], beside: Sources) -> Iterator[Content]:
    """What is behind the computed figures of `indicator`: a content for each year that has one, series in their order.

    `figures` are the current ones, by the key of their series.
    """
    by_year: dict[int, list[Content]] = defaultdict(list)
    for series in indicator.series.all():
        for figure in figures.get(series.pk, []):
            if figure.origin == Origin.COMPUTED_FROM_ANSWERS:
                content = _opened(figure, beside)
                by_year[figure.observation.year_id].append({"code": series.code, "figure": figure.number} | content)
    for year, series_behind in sorted(by_year.items()):
        yield {
            "framework": indicator.framework.code,
            "indicator": indicator.code,
            "year": year,
            "series": series_behind,
        }


def described_wording(wording: QuestionVersion, counts: Iterable[str]) -> Content:
    """A question as it is put, and which of its choices count; all languages."""
    texts = {row["code"]: row["text"] for row in wording.choices}
    return {
        "code": wording.question.code,
        "text": texts_of(wording, "text"),
        # Yes and no have words of their own in every language of the pages.
        "counts": [
            {"code": code, "text": {} if wording.type == Type.YES_NO else texts.get(code, {})}
            for code in sorted(counts, key=_place_among(wording.choice_codes))
        ],
    }


def described_rules(beside: Sources) -> dict[int, Content]:
    """By the key of a series, the rule by which answers become its figures, with the question's newest wording."""
    newest = {question: row for (question, _number), row in sorted(beside.wordings.items())}
    rules = RollUpRule.objects.select_related("series", "question").order_by("pk")
    return {row.series_id: _rule(row, newest[row.question.code], beside) for row in rules}


def _rule(row: RollUpRule, wording: QuestionVersion, beside: Sources) -> Content:
    asked = [levels for (question, _year), levels in sorted(beside.declared.items()) if question == row.question.code]
    return {
        "code": row.series.code,
        "respondent": row.question.respondent,
        "question": described_wording(wording, row.counts or wording.counts_as_yes),
        "no_response": row.no_response,
        "not_applicable": row.not_applicable,
        # Of a question that was never asked nothing is declared yet, so nothing is promised to be open.
        "disclosure": strictest(*asked[-1]) if asked else LEVELS[-1],
    }


def _place_among(codes: list[str]) -> Callable[[str], int]:
    return lambda code: codes.index(code) if code in codes else len(codes)


def _opened(figure: Figure, beside: Sources) -> Content:
    kept = figure.counted
    year = figure.observation.year_id
    level = strictest(kept["disclosure"], *beside.declared.get((kept["question"], year), ()))
    opened = open_to(kept | {"disclosure": level}, beside.names, of=figure.rule["of"])
    wording = beside.wordings[kept["question"], kept["wording"]]
    return opened | {
        "respondent": kept["respondent"],
        "question": described_wording(wording, kept["rule"]["counts"]),
    }
