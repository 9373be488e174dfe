"""Observations beside the years before them: what the grid and the review show, in the same number of queries
for one row and for all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from frameworks.models import ReportingYear
from indicators.amended import courses
from indicators.beside import Beside, beside
from indicators.models import Figure, Measurement, Observation, Series
from indicators.progress import Course, Rating, rate
from indicators.querysets import ObservationQuerySet
from indicators.warnings import Warned, warnings_of

PAST_YEARS = 2


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of an earlier reporting year: the latest figure, else the working row as it stands."""

    year: int
    known: Measurement | None

    @property
    def value(self) -> Decimal | None:
        return self.known.value if self.known else None

    @property
    def is_validated(self) -> bool:
        return isinstance(self.known, Figure)


@dataclass(frozen=True, slots=True)
class Compared:
    """An observation, the years before it (the newest first), and how it is rated against them."""

    observation: Observation
    past: tuple[Past, ...]
    rating: Rating
    last_rating: Rating | None
    warnings: list[Warned]
    computed: Beside | None = None

    @property
    def change(self) -> Decimal | None:
        """The value less that of the year before; None where either is missing."""
        value: Decimal | None = self.observation.value
        last = self.past[0].value if self.past else None
        return None if value is None or last is None else value - last


def with_everything(observations: ObservationQuerySet) -> ObservationQuerySet:
    """The rows in the framework's order with all that the working pages show of them, in two queries."""
    everything = ("series__indicator__output__outcome__goal", "changed_by", "submitted_by")
    return observations.in_order().select_related(*everything).prefetch_related("series__milestones")


def compare(observations: Iterable[Observation], year: int, user: Any) -> list[Compared]:
    """Each of the `observations` of one reporting `year` beside the two years before it, and what is computed.

    The earlier rows are those that `user` may see. Thirteen queries at most, whatever the number of rows.
    """
    observations = list(observations)
    computed = beside(observations, year)
    years = list(
        ReportingYear.objects.filter(year__lt=year).order_by("-year").values_list("year", flat=True)[:PAST_YEARS]
    )
    known, course = _known_values(observations, years, user), courses()
    return [
        _compared(
            row, tuple(Past(past, known.get((row.series_id, past))) for past in years), computed.get(row.pk), course
        )
        for row in observations
    ]


def _known_values(observations: list[Observation], years: list[int], user: Any) -> dict[tuple[int, int], Measurement]:
    """By series and year: the working rows, and over them the latest figures where there are any."""
    rows = Observation.objects.visible_to(user).filter(
        year__in=years, series__in=[observation.series_id for observation in observations]
    )
    known: dict[tuple[int, int], Measurement] = {(row.series_id, row.year_id): row for row in rows}
    figures = Figure.objects.current().filter(observation__in=[row.pk for row in known.values()])
    for figure in figures.select_related("observation"):
        known[figure.observation.series_id, figure.observation.year_id] = figure
    return known


def _compared(
    observation: Observation, past: tuple[Past, ...], computed: Beside | None, course: Callable[[Series, int], Course]
) -> Compared:
    series, last = observation.series, past[0] if past else None
    return Compared(
        observation=observation,
        past=past,
        rating=rate(course(series, observation.year_id), observation.value, observation.year_id),
        last_rating=rate(course(series, last.year), last.value, last.year) if last else None,
        warnings=warnings_of(observation, last.value if last else None, computed),
        computed=computed,
    )
