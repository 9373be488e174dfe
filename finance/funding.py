"""Funding by stream and year: what is required, pledged and received, its sum, and the gap. No database, no users.

All in dollars. The sources mean two things by a gap: the requirement less everything received, and the target for
voluntary contributions less the voluntary contributions; both are computed, and named where they are shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from finance.choices import STREAMS, Kind, Stream
from finance.tables import Number, Printed, less, total, within_rounding

GAP = "gap"
MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Cell:
    """A sum in dollars or why there is none. `rounded_to`: the unit of its last printed digit; None is exact."""

    value: Number
    status: str = "not_reported"
    reason: str = ""
    rounded_to: Number = None
    note: str = ""


MISSING = Cell(None)


@dataclass(frozen=True, slots=True)
class YearOfFunding:
    """The funding of a year as one report says it; `cells` by kind and stream, the stream `all` as it is reported."""

    year: int
    report: int
    cells: Mapping[tuple[str, str], Cell]
    printed_gap: Printed | None = None  # in millions

    def cell(self, kind: str, stream: str) -> Cell:
        return self.cells.get((kind, stream), MISSING)

    def computed_total(self, kind: str) -> Number:
        """The sum of the streams; None where one is missing."""
        return total([self.cell(kind, stream).value for stream in STREAMS])

    def shown_total(self, kind: str) -> Number:
        """The reported total where there is one, else the sum of the streams."""
        reported = self.cell(kind, Stream.ALL).value
        return self.computed_total(kind) if reported is None else reported

    def units_of(self, kind: str, streams: Iterable[str] = tuple(Stream)) -> list[Decimal]:
        """The units that these streams are rounded to; the reported total is one of them."""
        cells = [self.cell(kind, stream) for stream in streams]
        return [cell.rounded_to or Decimal(0) for cell in cells if cell.value is not None]

    def units_of_shown(self, kind: str) -> list[Decimal]:
        """Those of `shown_total`: the reported total's, else those of the streams that are summed."""
        return self.units_of(kind, [Stream.ALL]) or self.units_of(kind, STREAMS)

    def differs(self, kind: str) -> Number:
        """The reported total less the sum of the streams, where both are there and not equal; else None."""
        found = less(self.cell(kind, Stream.ALL).value, self.computed_total(kind))
        return found or None

    def differs_by_rounding(self, kind: str) -> bool:
        """Whether the reported total and the sum of the streams differ, and rounding explains it."""
        return self.differs(kind) is not None and self.agrees(kind)

    def agrees(self, kind: str) -> bool:
        """Whether the reported total is the sum of the streams, up to rounding; also where either is missing."""
        reported, computed = self.cell(kind, Stream.ALL).value, self.computed_total(kind)
        if reported is None or computed is None:
            return True
        return within_rounding(computed, reported, self.units_of(kind))

    @property
    def gap(self) -> Number:
        """The requirement less everything received."""
        return less(self.shown_total(Kind.REQUIREMENT), self.shown_total(Kind.RECEIVED))

    @property
    def voluntary_gap(self) -> Number:
        """The target for voluntary contributions less the voluntary contributions received."""
        target = self.cell(Kind.REQUIREMENT, Stream.VOLUNTARY).value
        return less(target, self.cell(Kind.RECEIVED, Stream.VOLUNTARY).value)

    @property
    def gap_agrees(self) -> bool:
        """Whether the printed gap is the requirement less what was received, up to rounding."""
        if self.printed_gap is None or self.gap is None:
            return self.printed_gap is None
        units = [*self.units_of_shown(Kind.REQUIREMENT), *self.units_of_shown(Kind.RECEIVED)]
        own = MILLION / 10**self.printed_gap.decimals
        return within_rounding(self.gap, self.printed_gap.value * MILLION, [*units, own])
