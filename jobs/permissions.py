"""Who may stop a job, and have it tried again. Who may ask for one is said by the room whose work it is."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from accounts.permissions import is_administrator
from common.refusals import NotAllowed
from jobs.models import Job


@rules.predicate
def asked_for_it(user: Any, job: Job) -> bool:
    return bool(user.is_active) and job.asked_by_id == user.pk


rules.add_perm("jobs.cancel_job", asked_for_it | is_administrator)
rules.add_perm("jobs.retry_job", asked_for_it | is_administrator)

_REASONS = {
    "jobs.cancel_job": _("Only who asked for a job, or an administrator, stops it."),
    "jobs.retry_job": _("Only who asked for a job, or an administrator, has it tried again."),
}


def require(permission: str, user: Any, job: Job) -> None:
    """Raise NotAllowed, saying why, unless `user` has `permission` on `job`; None is the system itself."""
    if user is not None and not rules.has_perm(permission, user, job):
        raise NotAllowed(_REASONS[permission])
