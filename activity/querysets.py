"""Sets of entries: who may see them, and the chain checked from its first entry to its last."""

from typing import Any

from django.db import models


class EntryQuerySet(models.QuerySet):
    """`visible_to(user)` starts every view."""

    def visible_to(self, user: Any) -> "EntryQuerySet":
        """All entries for those who may read the log, none for others."""
        return self.all() if user.has_perm("activity.read_activity") else self.none()

    def about(self, target: str) -> "EntryQuerySet":
        """Entries on one thing, newest first."""
        return self.filter(target=target)
