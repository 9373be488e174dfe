"""Who may do what with people, and with the rooms below: countries and the activity log."""

from typing import Any

import rules

from accounts.roles import Role, holds


@rules.predicate
def is_administrator(user: Any) -> bool:
    return holds(user, Role.ADMINISTRATOR)


@rules.predicate
def is_auditor(user: Any) -> bool:
    return holds(user, Role.AUDITOR)


rules.add_perm("accounts.open_administration", is_administrator | is_auditor)
rules.add_perm("accounts.change_people", is_administrator)
rules.add_perm("countries.change_reference_data", is_administrator)
rules.add_perm("activity.read_activity", is_auditor | is_administrator)
rules.add_perm("activity.read_confidential", is_auditor)
