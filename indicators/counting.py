"""Computed figures: the answers of a year, tallied by the database and rolled up by the rules of the series.

The same few queries serve one series or all of them, one year or ten. Accepted answers make the computed figure;
with those that have arrived and are not accepted yet it is preliminary.
"""

import copy
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from countries.models import Group
from indicators.amended import ROLL_UP_RULE, Amendments, confirmed, indicator_then, key_within, then
from indicators.choices import Origin
from indicators.contents import Key
from indicators.disclosure import FEWEST, Level, opens_list
from indicators.models import RollUpRule, Series
from indicators.rollup import RolledUp, Rule, Tallied, Tally, figure
from indicators.rules import disclosure_of
from surveys.models import Item
from surveys.tally import Counted, Expected, count_answers, count_arrived, count_expected

NO_ANSWERS = _("No answers have been accepted.")


@dataclass(frozen=True, slots=True)
class Computed:
    """What the accepted answers give, and what those give that have arrived since; equal where none is on its way.

    `on_the_way` is how many submissions are handed in and not accepted yet.
    """

    accepted: RolledUp
    preliminary: RolledUp
    on_the_way: int
    disclosure: Level
    origin: Origin = Origin.COMPUTED_FROM_ANSWERS

    @property
    def reason(self) -> str:
        """Why there is no value; "" where there is one."""
        return str(NO_ANSWERS) if self.accepted.value is None else ""

    @property
    def is_preliminary(self) -> bool:
        return self.on_the_way > 0

    @property
    def is_few_or_unanimous(self) -> bool:
        """Whether the figure itself tells what some respondent answered, where nobody is to know that."""
        rolled = self.accepted
        if opens_list(self.disclosure) or not rolled.answered:
            return False
        return rolled.answered < FEWEST or rolled.numerator in (0, rolled.answered)

    @property
    def is_mostly_silent(self) -> bool:
        """Whether fewer than half of those to whom it applies answered."""
        rolled = self.accepted
        return 0 < rolled.answered * 2 < rolled.expected - rolled.not_applicable


@dataclass(frozen=True, slots=True)
class Asked:
    """A roll-up rule in one year: as arithmetic reads it, and where the answers come from."""

    row: RollUpRule
    year: int
    rule: Rule
    item: Item

    @property
    def question(self) -> str:
        return self.item.question.code

    @property
    def respondent(self) -> str:
        return self.item.question.respondent


def asked(years: Collection[int], series: Iterable[Series] | None = None) -> dict[Key, Asked]:
    """The rules of these series (None: all) in the years in which their question was asked; three queries.

    A year before an amendment's first one is counted by the rule, and by the indicator's definition, that held for it.
    """
    rules = RollUpRule.objects.select_related("series__indicator__framework", "question")
    if series is not None:
        rules = rules.filter(series__in=[row.pk for row in series])
    amendments = confirmed()
    wanted = {
        (row.series_id, year): _rule_of_year(row, year, amendments.get(row.series.indicator.framework.code, []))
        for row in rules
        for year in years
    }
    items = Item.objects.filter(
        question__code__in={question for _row, question in wanted.values()},
        section__questionnaire__year__in=years,
        section__questionnaire__opened_at__isnull=False,
    ).select_related("question", "wording", "section__questionnaire")
    by_question = {(item.question.code, item.section.questionnaire.year_id): item for item in items}
    return {
        key: Asked(row, key[1], rule_in_force(row, item), item)
        for key, (row, question) in wanted.items()
        if (item := by_question.get((question, key[1])))
    }


def _rule_of_year(row: RollUpRule, year: int, amendments: Amendments) -> tuple[RollUpRule, str]:
    """A rule with the words that hold for a year, and the code of the question that it then rests on."""
    indicator = indicator_then(row.series.indicator, year, amendments)
    said = then(amendments, year, f"{ROLL_UP_RULE} {key_within(row.series)}")
    if indicator is row.series.indicator and not said:
        return row, row.question.code
    found = copy.copy(row)
    found.series = copy.copy(row.series)
    found.series.indicator = indicator
    for name in ("counts", "no_response", "not_applicable"):
        setattr(found, name, said.get(name, getattr(row, name)))
    return found, said.get("question", row.question.code)


def rule_in_force(row: RollUpRule, item: Item) -> Rule:
    """The rule as arithmetic reads it, with the choices that count in that year's wording."""
    indicator = row.series.indicator
    return Rule(
        method=indicator.method,
        counts=frozenset(row.counts or item.wording.counts_as_yes),
        no_response=row.no_response,
        not_applicable=row.not_applicable,
        unit=indicator.unit,
        decimals=indicator.decimals,
    )


def compute(years: Collection[int], series: Iterable[Series] | None = None) -> dict[Key, Computed]:
    """The computed figures of these years; a series without an opened questionnaire in a year is not among them."""
    rules = asked(years, series)
    questions = {row.question for row in rules.values()}
    respondents = {row.respondent for row in rules.values()}
    expected = count_expected(years, respondents)
    accepted = _Tallies(count_answers(years, questions), expected)
    arrived = count_arrived(years)
    preliminary = _Tallies(count_answers(years, questions, preliminary=True), expected) if arrived else accepted
    return {
        key: Computed(
            figure(row.rule, accepted.of(row)),
            figure(row.rule, preliminary.of(row)),
            on_the_way=arrived.get((row.year, row.respondent), 0),
            disclosure=disclosure_of(row.item),
        )
        for key, row in rules.items()
    }


def compute_by_place(years: Collection[int], series: Iterable[Series]) -> dict[Key, dict[str, RolledUp]]:
    """The accepted figures of each region ("AFR") and group ("LDC"): the same rule on the subset."""
    rules = asked(years, series)
    questions = {row.question for row in rules.values()}
    tallies = _Tallies(
        count_answers(years, questions), count_expected(years, {row.respondent for row in rules.values()})
    )
    return {
        key: {place: figure(row.rule, tallies.of(row, within)) for place, within in tallies.places().items()}
        for key, row in rules.items()
    }


Within = Callable[[Counted | Expected], bool]


class _Tallies:
    """Counted answers and expected returns, found by question and year."""

    def __init__(self, answers: Iterable[Counted], expected: Iterable[Expected]) -> None:
        self.answers: dict[tuple[int, str], list[Counted]] = defaultdict(list)
        self.expected: dict[tuple[int, str], list[Expected]] = defaultdict(list)
        for answer in answers:
            self.answers[answer.year, answer.question].append(answer)
        for row in expected:
            self.expected[row.year, row.respondent].append(row)

    def of(self, asked: Asked, within: Within = lambda row: True) -> Tally:
        return Tally(
            sum(row.count for row in self.expected[asked.year, asked.respondent] if within(row)),
            tuple(
                Tallied(row.status, row.choice, row.count, row.total)
                for row in self.answers[asked.year, asked.question]
                if within(row)
            ),
        )

    def places(self) -> dict[str, Within]:
        regions = sorted({row.region for rows in self.expected.values() for row in rows if row.region})
        return {region: _in_region(region) for region in regions} | {group: _in_group(group) for group in Group.values}


def _in_region(region: str) -> Within:
    return lambda row: row.region == region


def _in_group(group: str) -> Within:
    return lambda row: group in row.groups.split()
