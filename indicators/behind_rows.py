"""What is behind figures as rows of a file: the whole, regions and groups, respondents as far as they are named.

Every row says what it is: "total", "region", "group" or "respondent". A cell that is withheld says so in `disclosure`
and has no numbers.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from common.translated import text_of
from indicators.behind import COUNTS, Content

HEADER = ("series", "row", "code", "name", "region", "answer", "counted", "disclosure", *COUNTS)


def rows_of(series: str, opened: Content, regions: Mapping[str, str]) -> Iterator[list[Any]]:
    """The rows of one series out of `indicators.behind.open_to`, in the reader's language; `regions` by code."""
    level = opened["disclosure"]
    yield [series, "total", "", "", "", None, "", level, *_counts(opened)]
    for code, cell in opened["places"]["regions"].items():
        yield [series, "region", code, regions.get(code, code), code, None, "", *_cell(level, cell)]
    for code, cell in opened["places"]["groups"].items():
        yield [series, "group", code, code, "", None, "", *_cell(level, cell)]
    for row in opened["respondents"]:
        name = row["name"] if isinstance(row["name"], str) else text_of(row["name"]).plain
        yield [
            series,
            "respondent",
            row["code"],
            name,
            row["region"] or "",
            row["answer"],
            row["counted"],
            level,
            *[None] * len(COUNTS),
        ]


def _cell(level: str, cell: Content | None) -> list[Any]:
    return ["withheld", *[None] * len(COUNTS)] if cell is None else [level, *_counts(cell)]


def _counts(counts: Content) -> list[Any]:
    return [_number(counts[name]) for name in COUNTS]


def _number(value: Any) -> Any:
    """A decimal that came as its canonical string as a number again, so that no spreadsheet takes it for a text."""
    return Decimal(value) if isinstance(value, str) else value
