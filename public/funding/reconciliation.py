"""Printed figures of a report that are not the computed ones, as its page lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from common.numbers import digits_after_point, format_annex, from_canonical
from common.translated import reader_language
from public.funding.tables import MISSING

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A printed figure beside the computed one, in the unit of its table."""

    table: str
    line: str
    column: str
    printed: str
    computed: str
    by_rounding: bool


@dataclass(frozen=True, slots=True)
class ReconciliationView:
    """How many printed figures were compared, and those that differ: by rounding, or by more than that."""

    compared: int
    differences: Sequence[DifferenceView]

    @property
    def unexplained(self) -> int:
        return sum(not row.by_rounding for row in self.differences)


def reconciliation_view(content: Content | None, report: int) -> ReconciliationView | None:
    """What the release's reconciliation says of one report; None where the release has none."""
    if content is None:
        return None
    rows = [row for row in content["differences"] if row["report"] == report]
    return ReconciliationView(content["compared"], [_difference(row) for row in rows])


def _difference(row: Content) -> DifferenceView:
    return DifferenceView(
        str(row["table"]),
        row["line"],
        row["column"],
        _written(row["printed"]),
        _written(row["computed"]),
        row["by_rounding"],
    )


def _written(text: str | None) -> str:
    value: Decimal | None = from_canonical(text)
    return MISSING if value is None else format_annex(value, reader_language(), max(1, digits_after_point(value)))
