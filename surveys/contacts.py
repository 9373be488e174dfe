"""Whom to turn to in an office: its editors and team leaders of today."""

from collections import defaultdict
from collections.abc import Collection

from accounts.models import Membership, User
from accounts.roles import OFFICE


def contacts_of(teams: Collection[int]) -> dict[int, list[User]]:
    """The focal points of country teams, by the team's id, team leaders first; nothing where there is nobody.

    In one query, however many teams.
    """
    held = Membership.objects.current().filter(role__in=OFFICE, team__in=teams, user__is_active=True)
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for row in held.select_related("user").order_by("-role", "user__name", "user__email"):
        if row.team_id is not None:
            found[row.team_id].setdefault(row.user_id, row.user)
    return {team: list(people.values()) for team, people in found.items()}
