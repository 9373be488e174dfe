"""Who may enter and check what the trust fund's records say: named predicates; `finance.workflow` says when."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from accounts.permissions import is_administrator
from accounts.roles import Role, holds
from common.refusals import NotAllowed
from finance.models import Checked
from finance.querysets import READERS, REVIEWERS


@rules.predicate
def is_finance_officer(user: Any) -> bool:
    return holds(user, Role.FINANCE_OFFICER)


@rules.predicate
def is_validator(user: Any) -> bool:
    return holds(user, Role.VALIDATOR)


@rules.predicate
def reads_finance(user: Any) -> bool:
    return holds(user, *READERS)


@rules.predicate
def reads_review(user: Any) -> bool:
    return holds(user, *REVIEWERS)


@rules.predicate
def has_not_submitted(user: Any, row: Checked) -> bool:
    """Nobody validates what they submitted."""
    return row.submitted_by_id != user.pk


rules.add_perm("finance.read_finance", reads_finance)
rules.add_perm("finance.read_review", reads_review)
rules.add_perm("finance.save", is_finance_officer)
rules.add_perm("finance.submit", is_finance_officer)
rules.add_perm("finance.return", is_validator)
rules.add_perm("finance.reopen", is_validator)
rules.add_perm("finance.validate", is_validator & has_not_submitted)
rules.add_perm("finance.open_report", is_finance_officer | is_administrator)
rules.add_perm("finance.close_report", is_administrator)
rules.add_perm("finance.change_contributors", is_finance_officer | is_administrator)
rules.add_perm("finance.change_structure", is_administrator)

_REASONS = {
    "finance.read_finance": _("Only headquarters reads the trust fund's records."),
    "finance.save": _("Only a finance officer enters the trust fund's records."),
    "finance.submit": _("Only a finance officer submits the trust fund's records."),
    "finance.return": _("Only a validator returns the trust fund's records."),
    "finance.reopen": _("Only a validator reopens the trust fund's records."),
    "finance.validate": _("Only a validator validates, and nobody validates what they submitted."),
    "finance.open_report": _("Only a finance officer or an administrator opens a report."),
    "finance.close_report": _("Only an administrator closes a report, or opens it again."),
    "finance.change_contributors": _(
        "Only a finance officer or an administrator changes contributors and control totals."
    ),
    "finance.change_structure": _("Only an administrator changes components, footnotes and facts."),
}


def require(permission: str, user: Any, row: Checked | None = None) -> None:
    """Raise NotAllowed, saying why, unless `user` has `permission` on `row`; None is the system itself."""
    if user is not None and not rules.has_perm(permission, user, row):
        raise NotAllowed(_REASONS[permission])
