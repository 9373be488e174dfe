"""What a chart of a series is made of. Nothing here draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.numbers import format_value


@dataclass(frozen=True)
class Mark:
    """A value and its year: a baseline, milestone or target, or what was observed and how firm it is."""

    year: int
    value: Decimal
    status: str = "reported"


@dataclass(frozen=True)
class Point:
    """What stands for a year: `value` is None exactly when the status says why there is none."""

    year: int
    value: Decimal | None
    status: str = "reported"


@dataclass(frozen=True)
class Break:
    """A change of what is measured: values from `year` on are not comparable with those before."""

    year: int
    label: str


@dataclass(frozen=True)
class ProgressChart:
    """One series. Values are those shown, at the series' own `decimals`; the words are in `language`.

    `earlier` are the corners of the ways that were due before another target was set, each up to the year of that.
    `before` are the values of the series of another framework that this one comes from, each series by itself, and
    `begins` is where they end and its own begin; what is due and observed here has nothing to do with them.
    `keep`: the series is to stay at or above its target, so that the pace is level.
    """

    label: str
    unit: str
    language: str
    y_label: str
    points: Sequence[Point] = ()
    baseline: Mark | None = None
    target: Mark | None = None
    milestones: Sequence[Mark] = ()
    breaks: Sequence[Break] = ()
    earlier: Sequence[Sequence[Mark]] = ()
    before: Sequence[Sequence[Mark]] = ()
    begins: Break | None = None
    decimals: int | None = None
    keep: bool = False

    @property
    def observed(self) -> list[Mark]:
        """The points that have a value, by year; the others are not drawn at all."""
        return [
            Mark(point.year, point.value, point.status)
            for point in sorted(self.points, key=lambda point: point.year)
            if point.value is not None
        ]

    @property
    def marks(self) -> list[Mark]:
        """Everything that is drawn at a place; empty when there is nothing to draw."""
        own = [mark for mark in (self.baseline, self.target) if mark] + [*self.milestones, *self.observed]
        return [*own, *(mark for path in self.before for mark in path)]

    @property
    def years(self) -> list[int]:
        """Every year from the first to the last, those without a value included."""
        years = [mark.year for mark in self.marks] + [point.year for point in self.points]
        return list(range(min(years), max(years) + 1))

    @property
    def pace(self) -> list[Mark]:
        """The corners of the line that leads on time from the baseline to the target."""
        if self.target is None:
            return []
        if self.keep:
            return [Mark(self.years[0], self.target.value), Mark(self.years[-1], self.target.value)]
        if self.baseline is None:
            return []
        return sorted([self.baseline, *self.milestones, self.target], key=lambda mark: mark.year)

    @property
    def changes(self) -> list[Break]:
        """The changes of what is measured that lie within the years drawn."""
        return [change for change in self.breaks if self.years[0] < change.year <= self.years[-1]]

    @property
    def divisions(self) -> list[Break]:
        """Every upright line of the picture: those changes, and where the framework's own values begin."""
        begins = self.begins
        is_within = begins is not None and self.years[0] < begins.year <= self.years[-1]
        return [*([begins] if begins and is_within else []), *self.changes]

    def shown(self, value: Decimal) -> str:
        """A value in words, as pages write it."""
        return format_value(value, self.unit, self.language, self.decimals)
