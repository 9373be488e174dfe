"""Who may do what with people, and with the rooms below: countries and the activity log."""

from typing import Any

import rules

from accounts.roles import Role, holds
from countries.models import CountryTeam


@rules.predicate
def is_administrator(user: Any) -> bool:
    return holds(user, Role.ADMINISTRATOR)


@rules.predicate
def is_auditor(user: Any) -> bool:
    return holds(user, Role.AUDITOR)


@rules.predicate
def leads_in_own_right(user: Any, team: CountryTeam) -> bool:
    """Whether `user` is the office's team leader today, and not as somebody's deputy: deputies name no deputies."""
    if not holds(user, Role.TEAM_LEADER):
        return False
    held = user.memberships.current().filter(role=Role.TEAM_LEADER, deputy_for=None)
    return bool(held.filter(team=team).exists())


rules.add_perm("accounts.open_administration", is_administrator | is_auditor)
rules.add_perm("accounts.change_people", is_administrator)
rules.add_perm("accounts.change_office", is_administrator | leads_in_own_right)
rules.add_perm("countries.change_reference_data", is_administrator)
rules.add_perm("activity.read_activity", is_auditor | is_administrator)
rules.add_perm("activity.read_confidential", is_auditor)
