"""The results of questionnaires as rows of files: a row for each question, choice and region."""

from collections.abc import Iterable, Iterator
from typing import Any

from public.exports import text_columns, texts
from publications.results import NONE_OF_THESE
from surveys.choices import Respondent

Content = dict[str, Any]
Row = dict[str, Any]

LIST_COLUMNS = ["respondent", "year", *text_columns("title"), "disclosure", "questions", "expected", "accepted"]
_COUNTS = ("expected", "answered", "not_applicable", "no_response")
RESULT_COLUMNS = [
    *("respondent", "year", "section", "question", *text_columns("text"), "type", "disclosure", "region"),
    *(*_COUNTS, "sum", "mean", "choice", *text_columns("choice"), "count", "withheld", "as_of", "release"),
]


def list_rows(surveys: Iterable[Content]) -> Iterator[Row]:
    """A row for each questionnaire."""
    order = list(Respondent.values)
    for content in sorted(surveys, key=lambda row: (order.index(row["respondent"]), -row["year"])):
        asked = sum(len(section["questions"]) for section in content["sections"])
        named = {name: content[name] for name in ("respondent", "year", "disclosure", "expected", "accepted")}
        yield {**named, **texts("title", content["title"]), "questions": asked}


def result_rows(content: Content) -> Iterator[Row]:
    """A row for each choice of a question, or one for the question, of the whole (no region) and of each region."""
    for section in content["sections"]:
        for question in section["questions"]:
            results = question["results"]
            named = {
                "respondent": content["respondent"],
                "year": content["year"],
                "section": section["code"],
                "question": question["code"],
                **texts("text", question["text"]),
                "type": question["type"],
                "disclosure": question["disclosure"],
                "withheld": results["withheld"],
                "as_of": results["as_of"],
                "release": content["release"]["number"],
            }
            for told in (results, *(results["regions"] or [])):
                counts = {name: told[name] for name in (*_COUNTS, "sum", "mean")}
                for row in _choices(question, told):
                    yield {**named, "region": told.get("code"), **counts, **row}


def _choices(question: Content, told: Content) -> Iterator[Row]:
    if told["distribution"] is None:
        yield {}
        return
    words = {row["code"]: row["text"] for row in question["choices"]}
    for row in told["distribution"]:
        said = words.get(row["code"]) or {"en": "none of these" if row["code"] == NONE_OF_THESE else row["code"]}
        yield {"choice": row["code"], **texts("choice", said), "count": row["count"]}
