"""The small picture of progress in a row of a table: where it started, is, should be by now, and should end.

The axis is distance covered, not the value: start and end keep their sides whether the series is to rise or fall.
"""

from dataclasses import dataclass
from decimal import Decimal

# The picture's own units; the page stretches it to its column.
WIDTH = Decimal(200)
MARGIN = Decimal(8)


@dataclass(frozen=True)
class ProgressRow:
    """Positions along the row, as text for SVG attributes with one decimal; None is not drawn."""

    start: str
    end: str
    latest: str | None
    due: str | None
    backwards: bool
    width: str = str(WIDTH)


def progress_row(covered: Decimal | None, due: Decimal | None = None) -> ProgressRow:
    """The geometry of a row from the shares of the way covered and due (0 is the baseline, 1 the target).

    Nothing is clamped: a value before the baseline or past the target stretches the picture instead. Without a
    value only the way is drawn. The shares are those of the worked rating.
    """
    shares = [share for share in (covered, due) if share is not None]
    low, high = min([Decimal(0), *shares]), max([Decimal(1), *shares])

    def place(share: Decimal) -> str:
        return str((MARGIN + (share - low) / (high - low) * (WIDTH - 2 * MARGIN)).quantize(Decimal("0.1")))

    return ProgressRow(
        start=place(Decimal(0)),
        end=place(Decimal(1)),
        latest=None if covered is None else place(covered),
        due=None if due is None else place(due),
        backwards=covered is not None and covered < 0,
    )
