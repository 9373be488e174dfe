"""A released framework as one table: goals, outcomes, outputs, indicators and series, all or a choice of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from common.translated import Text, text_of
from public.choice import SeriesChoice
from public.findings import Counts, counts
from public.series import IndicatorView, SeriesView, indicator_view, standings


@dataclass(frozen=True, slots=True)
class OutputView:
    code: str
    title: Text
    indicators: list[IndicatorView]


@dataclass(frozen=True, slots=True)
class OutcomeView:
    code: str
    title: Text
    outputs: list[OutputView]


@dataclass(frozen=True, slots=True)
class GoalView:
    code: str
    title: Text
    outcomes: list[OutcomeView]

    @property
    def series(self) -> list[SeriesView]:
        return [
            series
            for outcome in self.outcomes
            for output in outcome.outputs
            for indicator in output.indicators
            for series in indicator.series
        ]

    @property
    def counts(self) -> Counts:
        return counts(standings(self.series))


@dataclass(frozen=True, slots=True)
class FrameworkView:
    code: str
    document: str
    mandate: str
    title: Text
    note: Text
    first_year: int
    last_year: int
    unofficial: list[str]  # languages; none in older releases
    goals: list[GoalView]

    @property
    def indicators(self) -> Iterator[IndicatorView]:
        return (
            indicator
            for goal in self.goals
            for outcome in goal.outcomes
            for output in outcome.outputs
            for indicator in output.indicators
        )

    @property
    def counts(self) -> Counts:
        return counts(standings([series for goal in self.goals for series in goal.series]))

    def chosen(self, choice: SeriesChoice) -> list[GoalView]:
        """The goals with only the series asked for; levels with nothing left are left out."""
        goals = self.goals if choice.is_all else [_only(each, choice) for each in self.goals]
        return [each for each in goals if each.outcomes]


def framework_view(content: dict[str, Any]) -> FrameworkView:
    """The view of a framework's document in the reader's language."""
    return FrameworkView(
        code=content["code"],
        document=content["document"],
        mandate=content["mandate"],
        title=text_of(content["title"]),
        note=text_of(content["note"]),
        first_year=content["first_year"],
        last_year=content["last_year"],
        unofficial=content.get("unofficial", []),
        goals=[
            GoalView(
                goal["code"],
                text_of(goal["title"]),
                [
                    OutcomeView(
                        outcome["code"],
                        text_of(outcome["title"]),
                        [
                            OutputView(
                                output["code"],
                                text_of(output["title"]),
                                [indicator_view(indicator) for indicator in output["indicators"]],
                            )
                            for output in outcome["outputs"]
                        ],
                    )
                    for outcome in goal["outcomes"]
                ],
            )
            for goal in content["goals"]
        ],
    )


def _only(goal: GoalView, choice: SeriesChoice) -> GoalView:
    outcomes = []
    for outcome in goal.outcomes:
        outputs = [
            OutputView(output.code, output.title, indicators)
            for output in outcome.outputs
            if (indicators := [kept for each in output.indicators if (kept := _kept(goal, each, choice)).series])
        ]
        if outputs:
            outcomes.append(OutcomeView(outcome.code, outcome.title, outputs))
    return GoalView(goal.code, goal.title, outcomes)


def _kept(goal: GoalView, indicator: IndicatorView, choice: SeriesChoice) -> IndicatorView:
    series = [each for each in indicator.series if choice.has(goal.code, indicator.content, each.rating.code)]
    return replace(indicator, series=series)
