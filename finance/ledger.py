"""The contributions as measures read them: what is validated, and what is on its way; one query each."""

from collections.abc import Iterable

from finance.choices import State
from finance.measures import LedgerRow
from finance.models import Contribution, ContributionFigure


def validated() -> list[LedgerRow]:
    """Every contribution that is validated and not void, as its current figure says it."""
    figures = ContributionFigure.objects.current().filter(void=False).select_related("contributor", "contribution")
    return [row_of(figure.contribution.reference, figure, figure.number) for figure in figures]


def with_submitted(accepted: Iterable[LedgerRow] | None = None) -> list[LedgerRow]:
    """The same with what is submitted and not validated yet, in the place of what was validated before.

    `accepted` is what `validated` gave; None: it is read here.
    """
    submitted = list(Contribution.objects.filter(state=State.SUBMITTED).select_related("contributor"))
    coming = {row.reference for row in submitted}
    kept = [row for row in (validated() if accepted is None else accepted) if row.reference not in coming]
    return [*kept, *(row_of(row.reference, row, None) for row in submitted if not row.void)]


def count_submitted(rows: Iterable[LedgerRow], year: int) -> int:
    """How many contributions of a year are on their way."""
    return sum(row.figure is None and row.covers(year) for row in rows)


def row_of(reference: str, row: Contribution | ContributionFigure, figure: int | None = None) -> LedgerRow:
    """A contribution as measures read it; `figure` is the number of its validated figure, None while it has none."""
    return LedgerRow(
        reference=reference,
        contributor=row.contributor.code,
        contributor_kind=row.contributor.kind,
        stream=row.stream,
        kind=row.kind,
        first_year=row.first_year,
        last_year=row.last_year,
        amount=row.amount,
        currency=row.currency,
        dated=row.dated,
        rate=row.rate,
        rate_on=row.rate_on,
        dollars=row.dollars,
        levy_applied=row.levy_applied,
        figure=figure,
    )
