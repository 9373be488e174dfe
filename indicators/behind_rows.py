"""What is behind figures as rows of a file: the whole, regions and groups, respondents as far as they are named;
or contributions.

Every row says what it is: "total", "region", "group", "respondent" or "contribution". A cell that is withheld has no
numbers.
"""

from collections.abc import Iterator, Mapping

from common.numbers import from_canonical
from indicators.contents import COUNTS, Content, Texts

# What a contribution says beside the code and name of its contributor.
CONTRIBUTION = (
    *("reference", "stream", "kind", "first_year", "last_year", "amount", "currency", "dated", "rate", "rate_on"),
    "dollars",
)
_MONEY = ("amount", "rate", "dollars")


def rows_of(series: str, opened: Content, regions: Mapping[str, Texts]) -> Iterator[Content]:
    """The rows of one series out of `indicators.behind.open_to`; `regions` are names by code and language.

    Shape: {series, of, disclosure, row, code, name: by language, region, answer, counted, withheld}, COUNTS and
    CONTRIBUTION; what a row does not speak of is not in it.
    """
    same = {"series": series, "of": opened["of"], "disclosure": opened["disclosure"]}
    yield same | {"row": "total"} | _counts(opened)
    for code, cell in opened["places"]["regions"].items():
        yield same | {"row": "region", "code": code, "name": regions.get(code, {}), "region": code} | _counts(cell)
    for code, cell in opened["places"]["groups"].items():
        yield same | {"row": "group", "code": code} | _counts(cell)
    for row in opened["respondents"]:
        yield same | {"row": "respondent"} | row
    for row in opened.get("contributions", []):
        said = {name: row[name] for name in CONTRIBUTION} | {name: from_canonical(row[name]) for name in _MONEY}
        yield same | {"row": "contribution", "code": row["contributor"], "name": row["name"]} | said


def _counts(cell: Content | None) -> Content:
    """The counts of a whole or a part as numbers, which no spreadsheet takes for texts; whether they are withheld."""
    if cell is None:
        return {"withheld": True}
    numbers = {name: from_canonical(cell[name]) for name in ("value", "numerator", "denominator")}
    return {"withheld": False} | {name: cell[name] for name in COUNTS} | numbers
