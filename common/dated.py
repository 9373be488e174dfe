"""Rows that hold between two days, `valid_from` and `valid_to`, both included; an empty day is open."""

from datetime import date
from typing import Self

from django.db import models
from django.utils import timezone


class DatedQuerySet(models.QuerySet):
    """Rows by day."""

    def current(self, day: date | None = None) -> Self:
        """Those that hold on `day` (default today, headquarters' time)."""
        day = day or timezone.localdate()
        begun = models.Q(valid_from=None) | models.Q(valid_from__lte=day)
        return self.filter(begun).filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day))
