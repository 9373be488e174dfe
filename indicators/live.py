"""What is behind an indicator's figures of a year as it is now: what is accepted, and what is on its way."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from common.translated import FALLBACK, texts_of
from finance.models import Contributor
from indicators import from_answers, from_finance
from indicators.behind import open_to
from indicators.contents import COUNTS, Content, Key, Texts
from indicators.counting import Asked, asked
from indicators.disclosure import opens_list, opens_preliminary
from indicators.finance_rules import describe_measure
from indicators.from_answers import rolled_up, rule_of_content
from indicators.models import Observation
from indicators.respondents import names_of
from indicators.rollup import SIDES, missing
from indicators.rules import describe
from surveys.tally import count_arrived


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind one series in a year. `opened` is `indicators.behind.open_to`; `rule` as it is described.

    `preliminary` holds the counts with what is on its way: None where there is nothing, or too little to be shown.
    """

    observation: Observation
    opened: Content
    rule: Content
    on_the_way: int
    preliminary: Content | None

    def shape(self) -> Content:
        """What the API, and the page as JSON, say."""
        said = {name: value for name, value in self.opened.items() if name != "rule"}
        return said | {"preliminary": self.preliminary}


@dataclass(frozen=True, slots=True)
class BehindAnswers(Behind):
    """Computed from answers. `coming` are the respondents whose answer differs with those on their way, with
    {before, answer}; empty where nobody may be named.

    `missing` is how much more it takes to reach the target; None where that cannot be said.
    """

    missing: int | Decimal | None
    sides: dict[str, int]
    coming: list[Content]

    @property
    def is_open(self) -> bool:
        """Whether respondents are named."""
        return opens_list(self.opened["disclosure"])

    def standing(self, side: str) -> list[Content]:
        """The respondents on one side of the figure, as far as they may be named."""
        return [row for row in self.opened["respondents"] if row["counted"] == side]


@dataclass(frozen=True, slots=True)
class BehindContributions(Behind):
    """Computed from the ledger. `coming` are the contributions that count, or count otherwise, once what is on its way
    is validated; `leaving` are the references of those that then count no more, such as void ones."""

    coming: list[Content]
    leaving: list[str]
    reason: str


def behind_now(observations: Iterable[Observation]) -> list[Behind]:
    """What is behind each of these observations of one year, where it is computed; in a fixed number of queries."""
    rows = list(observations)
    if not rows:
        return []
    [year] = {row.year_id for row in rows}
    found = _from_answers(rows, year) | _from_finance(rows, year)
    return [found[row.series_id, year] for row in rows if (row.series_id, year) in found]


def _from_answers(rows: list[Observation], year: int) -> dict[Key, Behind]:
    series = [row.series for row in rows]
    rules = asked([year], series)
    accepted, arrived = from_answers.contents([year], series), count_arrived([year])
    preliminary = from_answers.contents([year], series, preliminary=True) if arrived else accepted
    names = names_of(year, {rule.respondent for rule in rules.values()})
    return {
        key: _answers(row, accepted[key], preliminary[key], arrived.get((year, rule.respondent), 0), names, rule)
        for row in rows
        if (rule := rules.get(key := (row.series_id, year)))
    }


def _answers(
    row: Observation, content: Content, coming: Content, on_the_way: int, names: Mapping[str, Texts], asked: Asked
) -> Behind:
    rule, level = rule_of_content(content), content["disclosure"]
    sides = Counter(respondent["counted"] for respondent in content["respondents"])
    indicator = row.series.indicator
    shows = opens_preliminary(level, on_the_way)
    return BehindAnswers(
        observation=row,
        opened=open_to(content, names, of=indicator.counted or None),
        rule=describe(asked.row, asked.item),
        on_the_way=on_the_way,
        preliminary={name: coming[name] for name in COUNTS} if shows else None,
        missing=missing(rule, rolled_up(content), row.series.target_value, indicator.direction),
        sides={side: sides[side] for side in SIDES},
        coming=list(_differing(content, coming, names)) if opens_list(level) else [],
    )


def _differing(content: Content, coming: Content, names: Mapping[str, Texts]) -> Iterator[Content]:
    before = from_answers.rows_behind(content)
    for row in coming["respondents"]:
        if row != (present := before.get(row["code"])):
            yield {
                "code": row["code"],
                "name": names.get(row["code"], {FALLBACK: row["code"]}),
                "before": (present["choice"] or present["number"]) if present else None,
                "answer": row["choice"] or row["number"],
                "counted": row["counted"],
            }


def _from_finance(rows: list[Observation], year: int) -> dict[Key, Behind]:
    contents = from_finance.both_contents([year], [row.series for row in rows])
    codes = {each["contributor"] for both in contents.values() for one in both for each in one["contributions"]}
    names = names_of_contributors(codes) if contents else {}
    return {
        key: _contributions(row, *contents[key], names) for row in rows if (key := (row.series_id, year)) in contents
    }


def names_of_contributors(codes: Iterable[str] | None = None) -> dict[str, Texts]:
    """The names of these contributors (None: of all), by their code and then by language; one query."""
    rows = Contributor.objects.all() if codes is None else Contributor.objects.filter(code__in=list(codes))
    return {row.code: texts_of(row, "name") for row in rows}


def _contributions(row: Observation, content: Content, coming: Content, names: Mapping[str, Texts]) -> Behind:
    opened, later = (open_to(each, names, of=row.series.indicator.counted or None) for each in (content, coming))
    changing = from_finance.changing(content, coming)
    return BehindContributions(
        observation=row,
        opened=opened,
        rule=describe_measure(content["measure"]),
        on_the_way=len(changing),
        preliminary={name: later[name] for name in COUNTS} if changing else None,
        coming=[each for each in later["contributions"] if each["reference"] in changing],
        leaving=[reference for reference in changing if reference not in from_finance.rows_behind(coming)],
        reason=from_finance.reason_of(content),
    )
