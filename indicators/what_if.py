"""What an action would change in figures and ratings: the action itself, done in a transaction that is taken back.

Nothing of it stays: no row, no entry of the log, no hook that waits for a commit. It takes the locks that the action
takes, for as long as it reads; so a page asks for one action, and never for each row of a list.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db import transaction

from accounts.models import User
from activity.actions import lock_head
from common.statuses import Status
from frameworks.models import ReportingYear
from indicators import counting, from_finance
from indicators.amended import confirmed, course_then, indicator_then, key_within
from indicators.amendments import put_in_force
from indicators.beside import Parts
from indicators.contents import Key
from indicators.models import Amendment, Figure, Series
from indicators.progress import Rating, rate
from surveys.actions import accept_submission
from surveys.models import Submission
from surveys.permissions import is_confidential

# A figure that was validated; what is computed now, from what is accepted; and with what is on its way.
Kind = Literal["figure", "computed", "preliminary"]
KINDS: tuple[Kind, ...] = ("figure", "computed", "preliminary")


@dataclass(frozen=True, slots=True)
class Stands:
    """A value with its parts, or why there is none, in which unit and by which method, and how it is rated."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: str
    unit: str
    decimals: int
    method: str
    rating: Rating


@dataclass(frozen=True, slots=True)
class Consequence:
    """What one series would be in a year, beside what it is; None where there is nothing on that side."""

    series: Series
    year: int
    kind: Kind
    before: Stands | None
    after: Stands | None

    @property
    def moves_rating(self) -> bool:
        """Whether it is rated otherwise, and not only by other numbers."""
        codes = [stands.rating.code if stands else None for stands in (self.before, self.after)]
        return codes[0] != codes[1]


Standing = dict[tuple[int, int, Kind], Stands]


def what_if(
    action: Callable[[], Any], *, years: Collection[int], series: Callable[[], Iterable[Series]]
) -> list[Consequence]:
    """What `action` would change in the figures of these series and years; only what differs, in the framework's order.

    `action` must read its rows itself: what it writes into those that it was given would stay. `series` is asked before
    and after, because an action can add some. The number of queries does not depend on how many there are.
    """
    with transaction.atomic():
        lock_head()  # nobody else changes a figure between the two readings
        known = {row.pk: row for row in series()}
        before = standing(known.values(), years)
        with transaction.atomic():
            action()
            later = {row.pk: row for row in series()}
            after = standing(later.values(), years)
            transaction.set_rollback(True)
    rows = later | known
    found = [
        Consequence(rows[key[0]], key[1], key[2], before.get(key), after.get(key))
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    ]
    places = {pk: place for place, pk in enumerate([*known, *(pk for pk in later if pk not in known)])}
    return sorted(found, key=lambda row: (places[row.series.pk], row.year, KINDS.index(row.kind)))


def standing(series: Iterable[Series], years: Collection[int]) -> Standing:
    """What series are in years, by (series, year, kind): their figures, and what is computed for them."""
    rows = {row.pk: row for row in series}
    amendments = confirmed()

    def stands(key: Key, row: Any, status: str) -> Stands:
        each, year = rows[key[0]], key[1]
        amended = amendments.get(each.indicator.framework.code, [])
        said = indicator_then(each.indicator, year, amended)
        rating = rate(course_then(each.course(), year, amended, key_within(each)), row.value, year)
        measured = (said.unit, said.decimals, said.method)
        return Stands(row.value, row.numerator, row.denominator, status, *measured, rating)

    found: Standing = {}
    figures = Figure.objects.current().filter(observation__series__in=rows, observation__year__in=years)
    for figure in figures.select_related("observation"):
        key = figure.observation.series_id, figure.observation.year_id
        found[*key, "figure"] = stands(key, figure, figure.status)
    for source in (counting, from_finance):
        for key, computed in source.compute(years, rows.values()).items():
            found[*key, "computed"] = stands(key, computed.accepted, _status(computed.accepted))
            found[*key, "preliminary"] = stands(key, computed.preliminary, _status(computed.preliminary))
    return found


def _status(computed: Parts) -> str:
    """That which an observation gets that takes the computed value."""
    return Status.NOT_AVAILABLE if computed.value is None else Status.REPORTED


def if_confirmed(amendment: Amendment, *, by: User) -> list[Consequence]:
    """What confirming an amendment would change, in every reporting year. Raises WrongState where it cannot be."""
    years = list(ReportingYear.objects.values_list("year", flat=True))
    return what_if(
        lambda: put_in_force(Amendment.objects.get(pk=amendment.pk), by=by),
        years=years,
        series=lambda: _in_order().filter(indicator__framework=amendment.framework_id),
    )


def if_accepted(submission: Submission, *, by: User) -> list[Consequence]:
    """What accepting a submission would change in the series that rest on it. Raises what accepting raises.

    Series that rest on a confidential answer are left out: the difference would tell the answer.
    """
    year = submission.questionnaire.year_id
    return what_if(
        lambda: accept_submission(Submission.objects.get(pk=submission.pk), by=by, seen=submission.version),
        years=[year],
        series=lambda: _resting_on(submission),
    )


def _resting_on(submission: Submission) -> Iterable[Series]:
    asked = counting.asked([submission.questionnaire.year_id])
    of_it = {
        series
        for (series, _year), row in asked.items()
        if row.item.section.questionnaire_id == submission.questionnaire_id and not is_confidential(row.item)
    }
    return _in_order().filter(pk__in=of_it)


def _in_order() -> Any:
    rows = Series.objects.select_related("indicator__framework").prefetch_related("milestones")
    return rows.order_by("indicator__framework", "indicator__position", "position")
