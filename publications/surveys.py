"""The results of questionnaires as a release copies them: what was asked, in every language, and what came of it.

What is told of the answers, and what is withheld, is decided in `publications.results`; whom it names: nobody.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Sum

from common.translated import texts_of
from indicators.choices import Origin
from indicators.disclosure import Level
from indicators.models import Figure, Observation, RollUpRule
from indicators.rollup import Tallied, Tally
from indicators.rules import choices_of, in_every_language
from publications.models import Document, Kind, Release
from publications.openness import hangs_on
from publications.reporting import Return
from publications.results import Question, results_of
from records.facts import FACTS
from surveys.choices import Type
from surveys.models import AcceptedAnswer, Item, Questionnaire, Section

Content = dict[str, Any]
Tallies = Mapping[int, Mapping[str, Sequence[Tallied]]]  # by question of a questionnaire and region
Before = Mapping[tuple[str, int], Content]  # results by question, by respondent and year


def survey_contents(
    items: Iterable[Item],
    levels: Mapping[int, Level],
    reported: Iterable[Return],
    figures: Mapping[int, Sequence[Figure]],
) -> Iterator[Content]:
    """Each questionnaire that was opened, by year and respondent; five queries.

    `items` are all questions in their order and `levels` how far each opens, `reported` the expected returns,
    `figures` the current ones: what they counted must not stand beside results that differ by a few answers.
    """
    release, before = _published_before()
    tallies, counted, awaited = _tallies(), _counted_by(figures), _awaited(figures)
    expected: dict[tuple[str, int], list[Return]] = defaultdict(list)
    for row in reported:
        expected[row.respondent, row.year].append(row)
    for questionnaire, of_questionnaire in groupby(items, key=lambda item: item.section.questionnaire):
        if questionnaire.opened_at is None:
            continue
        key = (questionnaire.respondent, questionnaire.year_id)
        asked = list(of_questionnaire)
        questions = [_question(item, levels[item.pk], expected[key], tallies, counted) for item in asked]
        questions = [replace(row, is_awaited=(row.code, key[1]) in awaited) for row in questions]
        results = results_of(questions, before.get(key, {}), release)
        yield _questionnaire(questionnaire, asked, levels, expected[key], results)


def _published_before() -> tuple[int | None, Before]:
    """The number of the newest release, and the results in it."""
    newest = Release.objects.standing().first()
    if newest is None:
        return None, {}
    texts = Document.objects.of(newest, Kind.SURVEY).values_list("text", flat=True)
    surveys = [json.loads(text) for text in texts]
    return newest.number, {
        (survey["respondent"], survey["year"]): {
            question["code"]: question["results"] for section in survey["sections"] for question in section["questions"]
        }
        for survey in surveys
    }


def _tallies() -> Tallies:
    """All accepted answers, sorted into equal ones."""
    rows = (
        AcceptedAnswer.objects.order_by()
        .values("item", "status", "choice", region=F("submission__region__code"))
        .annotate(count=Count("pk"), total=Sum("number"))
    )
    found: dict[int, dict[str, list[Tallied]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        tallied = Tallied(row["status"], row["choice"], row["count"], row["total"] or Decimal(0))
        found[row["item"]][row["region"] or ""].append(tallied)
    return found


def _counted_by(figures: Mapping[int, Sequence[Figure]]) -> dict[tuple[str, int], list[Tally]]:
    """What the current figures counted, by question and year."""
    found: dict[tuple[str, int], list[Tally]] = defaultdict(list)
    for figure in (figure for of_series in figures.values() for figure in of_series):
        if figure.origin != Origin.COMPUTED_FROM_ANSWERS:
            continue
        respondents = figure.counted["respondents"]
        answers = (Tallied(row["status"], row["choice"], 1) for row in respondents if row["status"] is not None)
        found[figure.counted["question"], figure.observation.year_id].append(Tally(len(respondents), tuple(answers)))
    return found


def _awaited(figures: Mapping[int, Sequence[Figure]]) -> set[tuple[str, int]]:
    """The questions, with the year, from which a series is counted that has no figure for the year yet."""
    asked = dict(RollUpRule.objects.values_list("series", "question__code"))
    there = {(series, figure.observation.year_id) for series, rows in figures.items() for figure in rows}
    expected = Observation.objects.filter(series__in=asked).values_list("series", "year")
    return {(asked[series], year) for series, year in expected if (series, year) not in there}


def _question(
    item: Item,
    level: Level,
    expected: Iterable[Return],
    tallies: Tallies,
    counted: Mapping[tuple[str, int], Sequence[Tally]],
) -> Question:
    answers = tallies.get(item.pk, {})
    returns: dict[str, int] = defaultdict(int)
    for row in expected:
        returns[row.region or ""] += 1
    return Question(
        code=item.question.code,
        section=item.section.code,
        level=level,
        choices=tuple(item.wording.choice_codes),
        is_number=item.wording.type == Type.NUMBER,
        is_multiple=item.wording.type == Type.MULTIPLE,
        above=hangs_on(item),
        regions={code: Tally(count, tuple(answers.get(code, ()))) for code, count in returns.items()},
        counted=counted.get((item.question.code, item.section.questionnaire.year_id), ()),
    )


def _questionnaire(
    questionnaire: Questionnaire,
    items: Iterable[Item],
    levels: Mapping[int, Level],
    expected: Sequence[Return],
    results: Mapping[str, Content],
) -> Content:
    return {
        "respondent": questionnaire.respondent,
        "year": questionnaire.year_id,
        "title": texts_of(questionnaire, "title"),
        "disclosure": questionnaire.disclosure,
        "expected": len(expected),
        "accepted": sum(row.is_counted for row in expected),
        "sections": [
            _section(section)
            | {"questions": [_asked(item, levels[item.pk]) | {"results": results[item.question.code]} for item in rows]}
            for section, rows in groupby(items, key=lambda item: item.section)
        ],
    }


def _section(section: Section) -> Content:
    return {"code": section.code, "title": texts_of(section, "title")}


def _asked(item: Item, level: Level) -> Content:
    """A question as it was put that year."""
    wording = item.wording
    return {
        "code": item.question.code,
        "wording": wording.number,
        "type": wording.type,
        "text": texts_of(wording, "text"),
        "choices": choices_of(wording),
        "counts_as_yes": wording.counts_as_yes,
        "disclosure": level,
        "applies_if": _condition(wording.applies_if),
        "rests_on": _fact(wording.rests_on) if wording.rests_on else None,
    }


def _condition(condition: Content | None) -> Content | None:
    """Under which answer to which question, or by which fact of the records, it is put."""
    if not condition:
        return None
    fact = _fact(condition["fact"]) if "fact" in condition else None
    return {"question": condition.get("question"), "fact": fact, "is": condition["is"]}


def _fact(code: str) -> Content:
    return {"code": code, "title": in_every_language(FACTS[code].title)}
