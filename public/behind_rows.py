"""What is behind released figures as rows of a file: the same file in every language of the page."""

from collections.abc import Iterator, Mapping
from typing import Any

from common.numbers import from_canonical
from indicators.behind import COUNTS
from public.exports import text_columns, texts

Row = dict[str, Any]

BEHIND_COLUMNS = [
    *("framework", "indicator", "series", "year", "row", "code"),
    *text_columns("name"),
    *("region", "answer", "counted", "of", "disclosure", "withheld", *COUNTS, "release"),
]


def behind_rows(content: Row, regions: Mapping[str, dict[str, str]]) -> Iterator[Row]:
    """A row for the whole of a series, for each region, group and named respondent; `regions` are names by code.

    A number that is withheld is empty, and the row says that it is.
    """
    same = {"series": content["code"], "of": content["of"], "disclosure": content["disclosure"]}
    yield same | {"row": "total"} | _counts(content)
    for code, cell in content["places"]["regions"].items():
        names = texts("name", regions.get(code, {}))
        yield same | {"row": "region", "code": code, "region": code} | names | _counts(cell)
    for code, cell in content["places"]["groups"].items():
        yield same | {"row": "group", "code": code} | _counts(cell)
    for row in content["respondents"]:
        said = {name: row[name] for name in ("code", "region", "answer", "counted")}
        yield same | {"row": "respondent"} | said | texts("name", row["name"])


def _counts(cell: Row | None) -> Row:
    """The counts of a whole or a part as numbers; whether they are withheld."""
    if cell is None:
        return {"withheld": True}
    numbers = {name: from_canonical(cell[name]) for name in ("value", "numerator", "denominator")}
    return {"withheld": False} | {name: cell[name] for name in COUNTS} | numbers
