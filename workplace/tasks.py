"""What there is to do for one person: read in a number of queries that depends on the roles alone."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q

from accounts.models import Membership, User
from accounts.roles import OFFICE, Role
from common.statuses import Status
from countries.models import Country
from frameworks.models import ReportingYear
from indicators.choices import State
from indicators.models import Amendment, Figure, Observation
from indicators.querysets import ENTER
from indicators.slippage import slipped_series
from publications.models import Release
from surveys.models import ReopeningRequest
from workplace.fund import FundEntry, FundWaiting, entry_of, waiting_for
from workplace.questionnaires import (
    Checking,
    Entered,
    OfficeSubmission,
    Unopened,
    accepting_of,
    endorsing_of,
    entered_by,
    office_submissions_of,
    requests_for,
    unopened,
)

_TEMPLATES = dict.fromkeys(ENTER, "entering") | {
    Role.FINANCE_OFFICER: "finance_officer",
    Role.OFFICE_EDITOR: "team",
    Role.TEAM_LEADER: "team",
    Role.REGIONAL_TEAM: "region",
}


@dataclass(frozen=True, slots=True)
class YearOfEntry:
    """An open reporting year, with counts of the person's observations, and those that were returned."""

    year: int
    empty: int
    draft: int
    returned: int
    submitted: int
    validated: int
    returned_rows: tuple[Observation, ...]

    @property
    def left(self) -> int:
        """How many still wait for this person."""
        return self.empty + self.draft + self.returned


@dataclass(frozen=True, slots=True)
class Waiting:
    """Submitted observations: those that this person may validate, and their own, which others validate."""

    to_review: int
    own: int


@dataclass(frozen=True, slots=True)
class Unpublished:
    """The newest release, the one that waits for its hour, and how many figures were validated since the later one."""

    newest: Release | None
    waiting: Release | None
    figures: int


@dataclass(frozen=True, slots=True)
class Held:
    """A role that the person holds, for whom, and until when; with the questionnaires of that office or region."""

    membership: Membership
    place: str
    submissions: tuple[OfficeSubmission, ...] = ()
    checking: Checking | None = None

    @property
    def role(self) -> str:
        return self.membership.role

    @property
    def template(self) -> str:
        """What the page says of this role."""
        return f"workplace/roles/{_TEMPLATES.get(Role(self.role), self.role)}.html"


@dataclass(frozen=True, slots=True)
class Tasks:
    """Everything of the page; what no role asks for is None and costs no query."""

    held: list[Held]
    years: list[YearOfEntry] | None = None
    unexplained: int | None = None
    entered: list[Entered] | None = None
    fund: FundEntry | None = None
    waiting: Waiting | None = None
    accepting: Checking | None = None
    requests: list[ReopeningRequest] | None = None
    fund_waiting: FundWaiting | None = None
    unpublished: Unpublished | None = None
    open_years: list[int] | None = None
    unopened: list[Unopened] | None = None
    amendments: list[Amendment] | None = None


def tasks_of(user: User) -> Tasks:
    """What `user` holds and has to do today."""
    held = _held(user)
    roles = {row.role for row in held}
    return Tasks(
        held=_with_questionnaires(held, user),
        years=_years_of_entry(user) if roles.intersection(ENTER) else None,
        unexplained=_unexplained(user) if roles.intersection(ENTER) else None,
        entered=entered_by(user) if Role.CUSTODIAN in roles else None,
        fund=entry_of(user) if Role.FINANCE_OFFICER in roles else None,
        waiting=_waiting(user) if Role.VALIDATOR in roles else None,
        accepting=accepting_of(user) if Role.VALIDATOR in roles else None,
        requests=requests_for(user) if Role.VALIDATOR in roles else None,
        fund_waiting=waiting_for(user) if Role.VALIDATOR in roles else None,
        unpublished=_unpublished() if Role.PUBLISHER in roles else None,
        open_years=_open_years() if Role.ADMINISTRATOR in roles else None,
        unopened=unopened() if Role.ADMINISTRATOR in roles else None,
        amendments=_amendments(user) if roles & {Role.PUBLISHER, Role.ADMINISTRATOR} else None,
    )


def _held(user: User) -> list[Held]:
    order = list(Role)
    rows = list(user.memberships.current().select_related("region", "team__region"))
    codes = {row.team.code for row in rows if row.team}
    names = {row.iso3: row.name for row in Country.objects.filter(iso3__in=codes)} if codes else {}
    held = [Held(row, _place(row, names)) for row in rows]
    return sorted(held, key=lambda row: (order.index(Role(row.role)), row.place))


def _with_questionnaires(held: list[Held], user: User) -> list[Held]:
    """The held roles with what their offices answer and their regions check; each team's questionnaires once."""
    submissions = office_submissions_of(user) if any(row.role in OFFICE for row in held) else {}
    regions = {row.membership.region_id for row in held if row.membership.region_id is not None}
    checking = endorsing_of(user, regions) if regions else {}
    return [_with_own(row, submissions, checking) for row in held]


def _with_own(row: Held, submissions: dict[int, list[OfficeSubmission]], checking: dict[int, Checking]) -> Held:
    team, region = row.membership.team_id, row.membership.region_id
    if row.role in OFFICE and team is not None:
        return replace(row, submissions=tuple(submissions.pop(team, ())))
    if row.role == Role.REGIONAL_TEAM and region is not None:
        return replace(row, checking=checking.get(region, Checking()))
    return row


def _place(membership: Membership, names: dict[str, str]) -> str:
    if membership.team:
        return names.get(membership.team.code, membership.team.code)
    return membership.region.name if membership.region else ""


def _open_years() -> list[int]:
    return list(ReportingYear.objects.open().order_by("-year").values_list("year", flat=True))


def _amendments(user: User) -> list[Amendment]:
    """Those that wait for a decision and were proposed by somebody else."""
    waiting = Amendment.objects.filter(decision=None).exclude(proposed_by=user)
    return list(waiting.select_related("framework").order_by("framework", "number"))


def _years_of_entry(user: User) -> list[YearOfEntry]:
    rows: Any = Observation.objects.entered_by(user).filter(year__in=ReportingYear.objects.open())
    empty = Q(state=State.DRAFT, status=Status.NOT_REPORTED, reason="")
    counts = (
        rows.order_by("-year")
        .values("year")
        .annotate(
            empty=Count("pk", filter=empty),
            draft=Count("pk", filter=Q(state=State.DRAFT) & ~empty),
            returned=Count("pk", filter=Q(state=State.RETURNED)),
            submitted=Count("pk", filter=Q(state=State.SUBMITTED)),
            validated=Count("pk", filter=Q(state=State.VALIDATED)),
        )
    )
    returned: dict[int, list[Observation]] = defaultdict(list)
    for row in rows.filter(state=State.RETURNED).in_order():
        returned[row.year_id].append(row)
    return [YearOfEntry(**row, returned_rows=tuple(returned[row["year"]])) for row in counts]


def _unexplained(user: User) -> int:
    """How many of the person's series are behind in a year of which nobody has said why."""
    slipped = slipped_series(user.custodianships.current().values("indicator"))
    return sum(row.slippage is None for row in slipped)


def _waiting(user: User) -> Waiting:
    submitted = Observation.objects.visible_to(user).filter(state=State.SUBMITTED)
    counts = submitted.aggregate(
        own=Count("pk", filter=Q(submitted_by=user)), to_review=Count("pk", filter=~Q(submitted_by=user))
    )
    return Waiting(**counts)


def _unpublished() -> Unpublished:
    newest: Release | None = Release.objects.numbered(None)
    waiting: Release | None = Release.objects.waiting().first()
    figures = Figure.objects.all()
    if last := waiting or newest:
        figures = figures.filter(validated_at__gt=last.copied_at)
    return Unpublished(newest, waiting, figures.count())
