"""Who may publish: publishers; those who read everything see what would change."""

from typing import Any

import rules

from accounts.roles import Role, holds


@rules.predicate
def is_publisher(user: Any) -> bool:
    return holds(user, Role.PUBLISHER)


@rules.predicate
def sees_what_would_change(user: Any) -> bool:
    return holds(user, Role.PUBLISHER, Role.VALIDATOR, Role.ADMINISTRATOR, Role.AUDITOR)


rules.add_perm("publications.publish_release", is_publisher)
rules.add_perm("publications.preview_release", sees_what_would_change)
