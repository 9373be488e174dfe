"""The texts of a framework's file in its languages: as columns, and added to a framework that lacks some of them.

A framework is what its document and its English wording say. Further languages may come later, as translations of the
same; they change no word that is there.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from activity.actions import record
from common.translated import FALLBACK
from common.versions import Versioned, write_version
from frameworks.models import Framework, Goal, Outcome, Output
from indicators.models import Indicator, Series

Content = dict[str, Any]
Texts = str | dict[str, str] | None

NOT_GIVEN = {
    "en": "Not given in the source",
    "fr": "Non indiqué dans le document source",
    "es": "No se indica en el documento de origen",
    "ru": "В исходном документе не указано",
    "zh": "原文未提供",
    "ar": "لم يرد في الوثيقة المصدر",
}


def text_columns(field: str, text: Texts) -> dict[str, str]:
    """A text of the file as columns; a plain string is English."""
    if text is None:
        return {}
    texts = {"en": text} if isinstance(text, str) else text
    return {f"{field}_{language}": words for language, words in texts.items()}


def as_worded(content: Content) -> Content:
    """A framework's content in the language of its document and in English alone: what it is known again by.

    Where the file does not say which language that is, all of it counts.
    """
    official = content["framework"].get("document_language")
    if official is None:
        return content
    head = {name: value for name, value in content["framework"].items() if name != "document_language"}
    kept = {FALLBACK, official}
    return {"framework": _only(head, kept), "goals": _only(content["goals"], kept)}


def _only(content: Any, languages: set[str]) -> Any:
    if isinstance(content, dict):
        is_text = FALLBACK in content
        return {name: _only(value, languages) for name, value in content.items() if not is_text or name in languages}
    return [_only(each, languages) for each in content] if isinstance(content, list) else content


@transaction.atomic
def add_translations(content: Content) -> int:
    """Fill the columns of languages that a loaded framework's texts do not have yet; how many rows gained some.

    A text whose English was amended since is another one, and is left alone.
    """
    code = content["framework"]["code"]
    changed = 0
    for row, texts in _rows(content):
        fresh = {name: words for name, words in texts.items() if not getattr(row, name) and _is_of(row, name, texts)}
        if fresh:
            write_version(row, fresh, seen=row.version)
            changed += 1
    if changed:
        record("frameworks.framework.translated", f"framework {code}", by=None, data={"rows": changed})
    return changed


def _is_of(row: Versioned, name: str, texts: dict[str, str]) -> bool:
    """Whether a column's English is still what the file translates."""
    english = f"{name.rpartition('_')[0]}_{FALLBACK}"
    return english not in texts or getattr(row, english) == texts[english]


def _rows(content: Content) -> Iterator[tuple[Versioned, dict[str, str]]]:
    """Each row of the framework with its texts in the file; what the file does not have is left alone."""
    head = content["framework"]
    framework = Framework.objects.get(code=head["code"])
    said = {} if framework.document_language else {"document_language": head.get("document_language", "")}
    yield framework, text_columns("title", head["title"]) | text_columns("note", head.get("note")) | said
    goals = {row.code: row for row in Goal.objects.filter(framework=framework)}
    outcomes = {row.code: row for row in Outcome.objects.filter(goal__framework=framework)}
    outputs = {row.code: row for row in Output.objects.filter(outcome__goal__framework=framework)}
    indicators = {row.code: row for row in Indicator.objects.filter(framework=framework)}
    measured = Series.objects.filter(indicator__framework=framework).select_related("indicator")
    series = {(row.indicator.code, row.code): row for row in measured}
    for goal in content["goals"]:
        yield from _titled(goals, goal)
        for outcome in goal["outcomes"]:
            yield from _titled(outcomes, outcome)
            for output in outcome["outputs"]:
                yield from _titled(outputs, output)
                for indicator in output["indicators"]:
                    yield from _of_indicator(indicators, series, indicator)


def _titled(rows: dict[str, Any], content: Content) -> Iterator[tuple[Versioned, dict[str, str]]]:
    if content["code"] in rows:
        yield rows[content["code"]], text_columns("title", content["title"])


def _of_indicator(
    indicators: dict[str, Any], series: dict[tuple[str, str], Any], content: Content
) -> Iterator[tuple[Versioned, dict[str, str]]]:
    if content["code"] not in indicators:
        return
    texts = [text_columns(name, content.get(name)) for name in ("title", "note", "applies_to", "collected_from")]
    yield indicators[content["code"]], {name: words for each in texts for name, words in each.items()}
    for row in content["series"]:
        found = series.get((content["code"], row["code"]))
        if found:
            why_not = row.get("note") or NOT_GIVEN
            notes = [text_columns(f"{name}_note", why_not) for name in ("baseline", "target") if row[name] is None]
            texts = [text_columns("title", row.get("title")), *notes]
            yield found, {name: words for each in texts for name, words in each.items()}
