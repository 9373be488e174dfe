"""A report's own facts and look-alikes as a release copies them: source, paragraph and years, in every language."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from common.numbers import canonical
from common.translated import texts_of
from indicators.models import FactSource, LookAlike, ReportedFact

Content = dict[str, Any]


def fact_contents() -> Iterator[Content]:
    """What each report gives besides the values of its framework, by its symbol; four queries."""
    sources = list(FactSource.objects.all())
    facts: dict[str, list[ReportedFact]] = defaultdict(list)
    for fact in ReportedFact.objects.select_related("source").prefetch_related("values"):
        facts[fact.document].append(fact)
    look_alikes: dict[str, list[LookAlike]] = defaultdict(list)
    for row in LookAlike.objects.select_related("indicator__framework"):
        look_alikes[row.document].append(row)
    for document in sorted(facts.keys() | look_alikes.keys()):
        used = {fact.source_id for fact in facts[document]}
        yield {
            "code": document.replace("/", "-"),
            "document": document,
            "sources": [_source(row) for row in sources if row.pk in used],
            "facts": [_fact(row) for row in facts[document]],
            "look_alikes": _look_alikes(look_alikes[document]),
        }


def _source(row: FactSource) -> Content:
    return {"code": row.code, "title": texts_of(row, "title")}


def _fact(row: ReportedFact) -> Content:
    return {
        "code": row.code,
        "title": texts_of(row, "title"),
        "unit": row.unit,
        "source": row.source.code,
        "paragraph": row.paragraph,
        "values": [
            {"year": value.year, "value": canonical(value.value), "as_at": value.as_at or None}
            for value in row.values.all()
        ],
    }


def _look_alikes(rows: Iterable[LookAlike]) -> list[Content]:
    return [
        {
            "code": row.code,
            "framework": row.indicator.framework.code,
            "indicator": row.indicator.code,
            "title": texts_of(row, "title"),
            "difference": texts_of(row, "difference"),
            "unit": row.unit,
            "year": row.year,
            "value": canonical(row.value),
            "about": row.is_about,
            "paragraph": row.paragraph,
        }
        for row in rows
    ]
