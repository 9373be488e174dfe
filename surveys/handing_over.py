"""An office's work handed over when staff rotate: roles and sections together, in one action with one activity."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.offices import move_roles, require_office
from activity.actions import lock_head, record
from countries.models import CountryTeam
from surveys.delegation import move_delegations


@transaction.atomic
def hand_over_office(
    team: CountryTeam, leaving: User, coming: User, first_day: date, *, by: User | None, seen: Mapping[int, int]
) -> int:
    """Let `coming` hold what `leaving` holds for this office from the beginning of `first_day` (headquarters' time).

    Sections of what is not handed in yet move at the same moment. `seen` are the versions of the roles of `leaving` by
    their ids. How many roles `coming` was granted. Raises NotAllowed, Invalid, VersionConflict.
    """
    require_office(by, team)
    lock_head()
    moved = move_roles(team, leaving, coming, first_day, seen=seen)
    begins = timezone.make_aware(datetime.combine(first_day, time.min))
    sections = move_delegations(team, leaving, coming, begins, by=by)
    data = {"leaving": f"user {leaving.pk}", "coming": f"user {coming.pk}", "from": first_day, "sections": sections}
    record("surveys.office.handed_over", f"team {team.code}", by=by, data=data | moved)
    return len(moved["granted"])
