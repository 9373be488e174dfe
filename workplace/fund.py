"""What of the trust fund waits for a person: to be entered, or to be checked."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from common.statuses import Status
from finance import reading
from finance.choices import State
from finance.models import Contribution, FundItem, Report
from finance.reconciling import differences_of

_EMPTY = Q(state=State.DRAFT, status=Status.NOT_REPORTED, reason="")


@dataclass(frozen=True, slots=True)
class OpenReport:
    """An open report with counts of its items, and of the printed totals that what is entered does not give."""

    report: Report
    empty: int
    draft: int
    returned: int
    submitted: int
    validated: int
    differences: int


@dataclass(frozen=True, slots=True)
class FundEntry:
    """What the finance officer works on: the open reports, the latest first, and the contributions not handed in."""

    reports: list[OpenReport]
    draft: int
    returned: int


@dataclass(frozen=True, slots=True)
class FundWaiting:
    """Submitted items and contributions: those that this person may validate, and their own, which others validate."""

    items: int
    own_items: int
    contributions: int
    own_contributions: int

    @property
    def own(self) -> int:
        return self.own_items + self.own_contributions


def entry_of(user: User) -> FundEntry:
    """What `user` has to enter or correct. Five queries, however many reports are open."""
    items = FundItem.objects.visible_to(user).filter(report__closed_at=None)
    counts = {row["report"]: row for row in _by_report(items)}
    reports = list(Report.objects.filter(pk__in=counts).order_by("-year"))
    said = reading.entered(report.year for report in reports)
    contributions = Contribution.objects.visible_to(user).aggregate(
        draft=Count("pk", filter=Q(state=State.DRAFT)),
        returned=Count("pk", filter=Q(state=State.RETURNED)),
    )
    return FundEntry([_open(report, counts[report.year], said) for report in reports], **contributions)


def waiting_for(user: User) -> FundWaiting:
    """What `user` may validate. Two queries."""
    items, own_items = _submitted(FundItem.objects.visible_to(user), user)
    contributions, own_contributions = _submitted(Contribution.objects.visible_to(user), user)
    return FundWaiting(items, own_items, contributions, own_contributions)


def _by_report(items: QuerySet[FundItem]) -> Any:
    return (
        items.order_by()
        .values("report")
        .annotate(
            empty=Count("pk", filter=_EMPTY),
            draft=Count("pk", filter=Q(state=State.DRAFT) & ~_EMPTY),
            returned=Count("pk", filter=Q(state=State.RETURNED)),
            submitted=Count("pk", filter=Q(state=State.SUBMITTED)),
            validated=Count("pk", filter=Q(state=State.VALIDATED)),
        )
    )


def _open(report: Report, counts: dict[str, int], said: dict[int, reading.Said]) -> OpenReport:
    differences = sum(1 for _row in differences_of(said[report.year]))
    return OpenReport(
        report, **{name: count for name, count in counts.items() if name != "report"}, differences=differences
    )


def _submitted(rows: QuerySet[Any], user: User) -> tuple[int, int]:
    """How many of others, and how many of the person's own."""
    found = rows.filter(state=State.SUBMITTED).aggregate(
        others=Count("pk", filter=~Q(submitted_by=user)), own=Count("pk", filter=Q(submitted_by=user))
    )
    return found["others"], found["own"]
