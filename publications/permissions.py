"""Who may publish: publishers; those who read everything see what would change.

Why series are behind is asked of them, and of the custodians; each sentence's own rule is that of `indicators`.
"""

from typing import Any

import rules

from accounts.roles import Role, holds
from indicators.querysets import ENTER, READ_ALL


@rules.predicate
def is_publisher(user: Any) -> bool:
    return holds(user, Role.PUBLISHER)


@rules.predicate
def sees_what_would_change(user: Any) -> bool:
    return holds(user, Role.PUBLISHER, Role.VALIDATOR, Role.ADMINISTRATOR, Role.AUDITOR)


@rules.predicate
def reads_slippage(user: Any) -> bool:
    return holds(user, *READ_ALL, *ENTER)


@rules.predicate
def explains_slippage(user: Any) -> bool:
    return holds(user, Role.VALIDATOR, Role.PUBLISHER, Role.ADMINISTRATOR, *ENTER)


rules.add_perm("publications.publish_release", is_publisher)
rules.add_perm("publications.preview_release", sees_what_would_change)
rules.add_perm("publications.read_slippage", reads_slippage)
rules.add_perm("publications.explain_slippage", explains_slippage)
