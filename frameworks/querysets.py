"""Sets of frameworks and reporting years."""

from typing import Any, Self

from django.db import models
from django.utils import timezone


class FrameworkQuerySet(models.QuerySet):
    """Frameworks, the newest first."""

    def adopted(self) -> Self:
        """Those that are reported on and released; the others are being prepared."""
        return self.filter(in_preparation=False)

    def current(self) -> Any:
        """The adopted framework that began last; None where there is none."""
        return self.adopted().order_by("-first_year", "code").first()


class ReportingYearQuerySet(models.QuerySet):
    """Reporting years by the server's clock."""

    def open(self) -> "ReportingYearQuerySet":
        """Those in which values can be entered now."""
        now = timezone.now()
        return self.filter(opens_at__lte=now).filter(models.Q(closes_at=None) | models.Q(closes_at__gt=now))
