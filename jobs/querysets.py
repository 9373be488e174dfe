"""Sets of jobs; `visible_to(user)` starts every view."""

from datetime import datetime
from typing import Any

from django.db import models

from accounts.roles import Role, holds

READ_ALL = (Role.ADMINISTRATOR, Role.AUDITOR)


class JobQuerySet(models.QuerySet):
    """Long work: one's own; administrators and auditors see all, and that of the system itself."""

    def visible_to(self, user: Any) -> "JobQuerySet":
        """What `user` may see of the jobs; the rest answers as if it did not exist."""
        if holds(user, *READ_ALL):
            return self.all()
        return self.filter(asked_by=user.pk) if user.is_active else self.none()

    def waiting(self, now: datetime) -> "JobQuerySet":
        """Those that a worker may take up, in the order in which they came due."""
        return self.filter(state="queued", not_before__lte=now).order_by("not_before", "pk")

    def abandoned(self, now: datetime) -> "JobQuerySet":
        """Those whose worker has not been heard of for longer than its lease."""
        return self.filter(state="running", lease_until__lt=now).order_by("lease_until")

    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=("queued", "running"))


class JobFileQuerySet(models.QuerySet):
    """Files of jobs, each kept until a moment."""

    def kept(self, now: datetime) -> "JobFileQuerySet":
        return self.filter(expires_at__gt=now)

    def expired(self, now: datetime) -> "JobFileQuerySet":
        return self.filter(expires_at__lte=now)
