"""Who enters which indicator: assigned by `indicators.actions.assign_indicators`, ended and handed over here."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from activity.changes import change_row
from common.refusals import Invalid, VersionConflict
from common.rows import checked
from common.versions import write_version
from indicators.models import Custodianship
from indicators.permissions import require
from indicators.querysets import ENTER

_DAY = timedelta(days=1)


def held_by(person: User) -> list[Custodianship]:
    """What `person` enters today or will enter later, in the order of the framework."""
    rows = person.custodianships.filter(Q(valid_to=None) | Q(valid_to__gte=timezone.localdate()))
    ordered = rows.order_by("indicator__framework__code", "indicator__position", "valid_from", "pk")
    return list(ordered.select_related("indicator__framework"))


@transaction.atomic
def end_custodianship(
    custodianship: Custodianship, last_day: date | None, *, by: User | None, seen: int | None
) -> Custodianship:
    """Let an assignment end on `last_day` (None: not yet); the row stays, so that who entered what can be told.

    Raises NotAllowed, Invalid, VersionNeeded, VersionConflict.
    """
    require("indicators.change_indicator", by)
    return change_row(
        custodianship,
        {"valid_to": last_day},
        by=by,
        verb="indicators.custodianship.ended",
        target=lambda row: f"user {row.user_id}",
        seen=seen,
        data={"indicator": custodianship.indicator.key},
    )


@transaction.atomic
def hand_over_custodianships(
    leaving: User, coming: User, first_day: date, *, by: User | None, seen: Mapping[int, int]
) -> list[Custodianship]:
    """Let `coming` enter from `first_day` on what `leaving` enters until the day before, for as long as it would last.

    `seen` are the versions of the assignments of `leaving` by id, as `held_by` lists them. What `coming` was assigned:
    nothing for an indicator that they enter already. Raises NotAllowed, Invalid, VersionConflict.
    """
    require("indicators.change_indicator", by)
    lock_head()  # so that nobody assigns or ends the same between the check and the writing
    rows = held_by(leaving)
    _check_moving(rows, leaving, coming, first_day)
    if {row.pk: row.version for row in rows} != dict(seen):
        raise VersionConflict(rows[0])
    ended, assigned = [], []
    for row in rows:
        until = row.valid_to
        if until is not None and until < first_day:
            continue  # over by then
        write_version(row, {"valid_to": first_day - _DAY}, seen=row.version)
        ended.append(_described(row, until))
        if _covers(coming, row, first_day):
            continue
        new = checked(Custodianship(user=coming, indicator=row.indicator, valid_from=first_day, valid_to=until))
        new.save(force_insert=True)
        assigned.append(new)
    data = {
        "leaving": f"user {leaving.pk}",
        "coming": f"user {coming.pk}",
        "from": first_day,
        "ended": ended,
        "assigned": [_described(row, row.valid_to) for row in assigned],
    }
    record("indicators.custodianship.handed_over", f"user {leaving.pk}", by=by, data=data)
    return assigned


def _described(row: Custodianship, until: date | None) -> dict[str, Any]:
    """An assignment as the log keeps it, with the last day that it has, or had."""
    return {"indicator": row.indicator.key, "from": row.valid_from, "to": until}


def _check_moving(rows: list[Custodianship], leaving: User, coming: User, first_day: date) -> None:
    errors: dict[str, list[Any]] = {}
    today = timezone.localdate()
    if not rows:
        errors["leaving"] = [_("This person enters no indicator.")]
    if coming == leaving:
        errors["coming"] = [_("Choose somebody else.")]
    elif not coming.is_active:
        errors["coming"] = [_("This account is closed.")]
    elif not coming.memberships.current(max(first_day, today)).filter(role__in=ENTER).exists():
        errors["coming"] = [
            _("On that day this person is neither custodian nor finance officer. Grant the role first.")
        ]
    if first_day < today:
        errors["first_day"] = [_("The first day is today at the earliest.")]
    elif any(row.valid_from >= first_day for row in rows):
        latest = max(row.valid_from for row in rows)
        errors["first_day"] = [
            _("This person is assigned an indicator from %(day)s: choose a later day.") % {"day": latest}
        ]
    elif rows and all(row.valid_to is not None and row.valid_to < first_day for row in rows):
        errors["first_day"] = [_("By then this person enters no indicator.")]
    if errors:
        raise Invalid(errors)


def _covers(user: User, row: Custodianship, first_day: date) -> bool:
    """Whether `user` enters the same indicator from that day on, for as long."""
    longer = Q(valid_to=None)
    if row.valid_to is not None:
        longer |= Q(valid_to__gte=row.valid_to)
    own = Custodianship.objects.filter(user=user, indicator=row.indicator_id, valid_from__lte=first_day)
    return own.filter(longer).exists()
