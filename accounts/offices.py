"""The people of an office: deputies named by its team leader, and roles that pass from one person to another."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import OFFICE, Role
from activity.actions import lock_head, record
from activity.changes import change_row
from common.refusals import Invalid, NotAllowed, VersionConflict
from common.versions import write_version
from countries.models import CountryTeam

MOST_DAYS = 366  # that somebody stands in
_DAY = timedelta(days=1)


def require_office(by: User | None, team: CountryTeam) -> None:
    """Raise NotAllowed unless `by` looks after the people of this office; None is the system itself."""
    if by is not None and not by.has_perm("accounts.change_office", team):
        raise NotAllowed(_("Only the team leader of this office, in their own right, or an administrator does this."))


def people_of(team: CountryTeam, day: date | None = None) -> list[Membership]:
    """Who holds a role of this office on `day` (default today) or later, leaders first, as the page lists them."""
    day = day or timezone.localdate()
    rows = Membership.objects.filter(team=team, role__in=OFFICE).filter(Q(valid_to=None) | Q(valid_to__gte=day))
    order = {role: place for place, role in enumerate(reversed(OFFICE))}
    found = rows.select_related("user", "deputy_for").order_by("valid_from", "user__name", "user__email", "pk")
    return sorted(found, key=lambda row: (order[Role(row.role)], row.deputy_for_id is not None, row.valid_from))


def first_day_without(held: Iterable[Membership], today: date) -> date | None:
    """The first day from today on that none of these roles covers; None where they go on."""
    rows, day = list(held), today
    while True:
        ends = [row.valid_to for row in rows if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)]
        if not ends:
            return day
        if any(end is None for end in ends):
            return None
        day = max(end for end in ends if end is not None) + _DAY


@transaction.atomic
def name_deputy(held: Membership, email: str, *, first_day: date, last_day: date, by: User | None) -> Membership:
    """Let somebody with an account stand in, from day to day, for who holds the role `held` in their own right.

    So a deputy never gets a role that nobody of the office holds, for no other team, and for no longer than it lasts.
    Raises NotAllowed, Invalid.
    """
    assert held.team is not None, "the role of an office"
    require_office(by, held.team)
    lock_head()
    present = Membership.objects.select_related("user", "team").get(pk=held.pk)
    deputy = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if errors := _faults(present, deputy, first_day, last_day):
        raise Invalid(errors)
    named = Membership(
        user=deputy,
        role=present.role,
        team=present.team,
        deputy_for=present.user,
        valid_from=first_day,
        valid_to=last_day,
    )
    _keep(named)
    record("accounts.deputy.named", f"user {named.user_id}", by=by, data=described(named))
    return named


@transaction.atomic
def end_deputy(deputy: Membership, last_day: date, *, by: User | None, seen: int | None) -> Membership:
    """Let somebody stand in only until `last_day`, sooner than was said; today at the earliest.

    Raises NotAllowed, Invalid, VersionNeeded, VersionConflict.
    """
    assert deputy.team is not None, "the role of an office"
    require_office(by, deputy.team)
    if deputy.deputy_for_id is None:
        raise NotAllowed(_("This role is the person’s own: an administrator ends it."))
    last = deputy.valid_to
    if last_day < max(timezone.localdate(), deputy.valid_from):
        raise Invalid({"last_day": [_("The last day is today at the earliest, and not before the first.")]})
    if last is not None and last_day > last:
        raise Invalid({"last_day": [_("It ends on %(day)s already. Name a deputy anew for longer.") % {"day": last}]})
    return change_row(
        deputy,
        {"valid_to": last_day},
        by=by,
        verb="accounts.deputy.ended",
        target=lambda row: f"user {row.user_id}",
        seen=seen,
        data=described(deputy) | {"to": last_day},
    )


def move_roles(
    team: CountryTeam, leaving: User, coming: User, first_day: date, *, seen: Mapping[int, int]
) -> dict[str, list[dict[str, Any]]]:
    """Let the roles of `leaving` for this office end the day before, and `coming` hold them from then on.

    For an action that checks who may and records (`surveys.handing_over`): under the lock of the log's head. `seen`
    are the versions of the roles by id. Who stands in for `leaving` stops with them. What was moved, for the record.
    Raises Invalid, VersionConflict.
    """
    rows = [row for row in people_of(team) if row.user_id == leaving.pk]
    _check_moving(rows, leaving, coming, first_day)
    if {row.pk: row.version for row in rows} != dict(seen):
        raise VersionConflict(rows[0])
    ended, granted = [], []
    for row in rows:
        until = row.valid_to
        if until is not None and until < first_day:
            continue  # over by then
        ended.append(described(write_version(row, {"valid_to": first_day - _DAY}, seen=row.version)))
        if row.deputy_for_id == coming.pk or _covers(coming, row, first_day):
            continue
        new = Membership(
            user=coming,
            role=row.role,
            team=team,
            deputy_for=row.deputy_for,
            valid_from=first_day,
            valid_to=until,
        )
        _keep(new)
        granted.append(described(new))
    for deputy in (row for row in people_of(team) if row.deputy_for_id == leaving.pk):
        if deputy.valid_to is not None and deputy.valid_from < first_day <= deputy.valid_to:
            ended.append(described(write_version(deputy, {"valid_to": first_day - _DAY}, seen=deputy.version)))
    return {"ended": ended, "granted": granted}


def described(row: Membership) -> dict[str, Any]:
    """A role of an office as the log keeps it."""
    return {
        "person": f"user {row.user_id}",
        "role": str(row.role),
        "team": row.team.code if row.team else None,
        "deputy_for": f"user {row.deputy_for_id}" if row.deputy_for_id else None,
        "from": row.valid_from,
        "to": row.valid_to,
    }


def _faults(held: Membership, deputy: User | None, first: date, last: date) -> dict[str, list[Any]]:
    """Why nobody can stand in so, by field."""
    errors: dict[str, list[Any]] = {}
    today = timezone.localdate()
    if held.deputy_for_id is not None or held.role not in OFFICE:
        errors["held"] = [_("Somebody stands in for a person who holds the role in their own right.")]
    if deputy is None:
        errors["email"] = [_("There is no account with this address. An administrator makes accounts.")]
    elif deputy == held.user:
        errors["email"] = [_("Nobody stands in for themselves.")]
    elif _overlapping(deputy, held, first, last).exists():
        errors["email"] = [_("This person holds the role in some of these days already.")]
    if first < max(today, held.valid_from):
        errors["first_day"] = [_("The first day is today at the earliest, and within the role that is stood in for.")]
    if last < first:
        errors["last_day"] = [_("It cannot end before it begins.")]
    elif (last - first).days >= MOST_DAYS:
        errors["last_day"] = [_("At most a year.")]
    elif held.valid_to is not None and last > held.valid_to:
        errors["last_day"] = [_("The role that is stood in for ends on %(day)s.") % {"day": held.valid_to}]
    return errors


def _check_moving(rows: list[Membership], leaving: User, coming: User, first_day: date) -> None:
    errors: dict[str, list[Any]] = {}
    if not rows:
        errors["leaving"] = [_("This person holds no role of this office.")]
    if coming == leaving:
        errors["coming"] = [_("Choose somebody else.")]
    elif not coming.is_active:
        errors["coming"] = [_("This account is closed.")]
    if first_day < timezone.localdate():
        errors["first_day"] = [_("The first day is today at the earliest.")]
    elif any(row.valid_from >= first_day for row in rows):
        latest = max(row.valid_from for row in rows)
        errors["first_day"] = [_("This person holds a role from %(day)s: choose a later day.") % {"day": latest}]
    elif rows and all(row.valid_to is not None and row.valid_to < first_day for row in rows):
        errors["first_day"] = [_("By then this person holds no role of this office.")]
    if errors:
        raise Invalid(errors)


def _overlapping(user: User, held: Membership, first: date, last: date | None) -> Any:
    """What `user` holds of the same role within these days."""
    rows = Membership.objects.filter(user=user, role=held.role, team=held.team)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=first))
    return rows if last is None else rows.filter(valid_from__lte=last)


def _covers(user: User, held: Membership, first_day: date) -> bool:
    """Whether `user` holds the same role in their own right from that day on, for as long."""
    own = Membership.objects.filter(
        user=user, role=held.role, team=held.team, deputy_for=None, valid_from__lte=first_day
    )
    longer = Q(valid_to=None)
    if held.valid_to is not None:
        longer |= Q(valid_to__gte=held.valid_to)
    return own.filter(longer).exists()


def _keep(row: Membership) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid(error.message_dict) from error
    row.save()
