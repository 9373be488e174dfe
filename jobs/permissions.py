"""Who may stop a job, and have it tried again. Who may ask for one is said by the room whose work it is."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from accounts.permissions import is_administrator
from common.refusals import NotAllowed
from jobs.models import Job


@rules.predicate
def is_owner(user: Any, job: Job) -> bool:
    return bool(user.is_active) and job.owner_id == user.pk


rules.add_perm("jobs.cancel_job", is_owner | is_administrator)
rules.add_perm("jobs.retry_job", is_owner | is_administrator)

_REASONS = {
    "jobs.cancel_job": _("Only its owner or an administrator stops a job."),
    "jobs.retry_job": _("Only its owner or an administrator has a job tried again."),
}


def require(permission: str, user: Any, job: Job) -> None:
    """Raise NotAllowed, saying why, unless `user` has `permission` on `job`; None is the system itself."""
    if user is not None and not rules.has_perm(permission, user, job):
        raise NotAllowed(_REASONS[permission])
