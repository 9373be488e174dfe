"""What is behind an indicator's figures of a year as it is now: accepted answers, and those on their way."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from indicators.behind import COUNTS, Content, behind, open_to, rolled_up, rule_of_content
from indicators.counting import asked
from indicators.disclosure import opens_list, opens_preliminary
from indicators.models import Observation
from indicators.respondents import names_of
from indicators.rollup import SIDES, missing
from indicators.rules import describe
from surveys.tally import count_arrived


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind one series in a year. `opened` is `indicators.behind.open_to`; `rule` as `describe` says it.

    `preliminary` holds the counts with the answers on their way: None where there are none, or too few to be shown.
    `coming` are the respondents whose answer differs there, with {before, answer}; empty where nobody may be named.
    `missing` is how much more it takes to reach the target; None where that cannot be said.
    """

    observation: Observation
    opened: Content
    rule: Content
    sides: dict[str, int]
    on_the_way: int
    preliminary: Content | None
    coming: list[Content]
    missing: int | Decimal | None

    @property
    def is_open(self) -> bool:
        """Whether respondents are named."""
        return opens_list(self.opened["disclosure"])

    def standing(self, side: str) -> list[Content]:
        """The respondents on one side of the figure, as far as they may be named."""
        return [row for row in self.opened["respondents"] if row["counted"] == side]

    def shape(self) -> Content:
        """What the API, and the page as JSON, say."""
        said = {name: value for name, value in self.opened.items() if name != "rule"}
        return said | {"preliminary": self.preliminary}


def behind_now(observations: Iterable[Observation]) -> list[Behind]:
    """What is behind each of these observations of one year, where it is computed; in a fixed number of queries."""
    rows = list(observations)
    years, series = {row.year_id for row in rows}, [row.series for row in rows]
    if not rows:
        return []
    [year] = years
    accepted, arrived = behind(years, series), count_arrived(years)
    preliminary = behind(years, series, preliminary=True) if arrived else accepted
    rules = asked(years, series)
    names = names_of(year, {rule.respondent for rule in rules.values()})
    return [
        _behind(row, accepted[key], preliminary[key], arrived.get((year, rule.respondent), 0), names, rule)
        for row in rows
        if (rule := rules.get(key := (row.series_id, year)))
    ]


def _behind(
    row: Observation, content: Content, coming: Content, on_the_way: int, names: dict[str, Any], asked: Any
) -> Behind:
    rule, level = rule_of_content(content), content["disclosure"]
    sides = Counter(respondent["counted"] for respondent in content["respondents"])
    indicator = row.series.indicator
    shows = opens_preliminary(level, on_the_way)
    return Behind(
        observation=row,
        opened=open_to(content, names, of=indicator.counted or None),
        rule=describe(asked.row, asked.item),
        sides={side: sides[side] for side in SIDES},
        on_the_way=on_the_way,
        preliminary={name: coming[name] for name in COUNTS} if shows else None,
        coming=list(_differing(content, coming, names)) if opens_list(level) else [],
        missing=missing(rule, rolled_up(content), row.series.target_value, indicator.direction),
    )


def _differing(content: Content, coming: Content, names: dict[str, Any]) -> Iterator[Content]:
    before = {row["code"]: row for row in content["respondents"]}
    for row in coming["respondents"]:
        if row != (present := before.get(row["code"])):
            yield {
                "code": row["code"],
                "name": names.get(row["code"], {"en": row["code"]}),
                "before": (present["choice"] or present["number"]) if present else None,
                "answer": row["choice"] or row["number"],
                "counted": row["counted"],
            }
