"""Facts and look-alikes as rows of files: a row for each year that the report gives."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from public.exports import text_columns, texts

Content = dict[str, Any]
Row = dict[str, Any]

FACT_COLUMNS = [
    *("document", "code", *text_columns("title"), "source", *text_columns("source_title")),
    *("paragraph", "year", "value", "unit", "as_at", "release"),
]


def fact_rows(content: Content, *, source: str = "", code: str = "") -> Iterator[Row]:
    """The facts of a document; of one source, or one fact, where that is asked for."""
    titles = {row["code"]: row["title"] for row in content["sources"]}
    for fact in content["facts"]:
        if source not in ("", fact["source"]) or code not in ("", fact["code"]):
            continue
        for value in fact["values"]:
            yield {
                "document": content["document"],
                **{name: fact[name] for name in ("code", "source", "paragraph", "unit")},
                **texts("title", fact["title"]),
                **texts("source_title", titles[fact["source"]]),
                "year": value["year"],
                "value": Decimal(value["value"]),
                "as_at": value["as_at"],
                "release": content["release"]["number"],
            }


def look_alike_rows(content: Content) -> Iterator[Row]:
    """The look-alikes of a document, each under the indicator that it resembles and is not."""
    names = ("code", "framework", "indicator", "paragraph", "year", "unit", "about")
    for row in content["look_alikes"]:
        yield {
            "document": content["document"],
            **{name: row[name] for name in names},
            **texts("title", row["title"]),
            **texts("difference", row["difference"]),
            "value": Decimal(row["value"]),
            "release": content["release"]["number"],
        }
