"""Sets of items and contributions; `visible_to(user)` starts every signed-in view."""

from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery

from accounts.roles import Role, holds

REVIEWERS = (Role.VALIDATOR, Role.PUBLISHER, Role.ADMINISTRATOR, Role.AUDITOR)
READERS = (Role.FINANCE_OFFICER, *REVIEWERS)


class _WorkingRows(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """All of them, or none: the rest answers as if it did not exist."""
        return self.all() if holds(user, *READERS) else self.none()


class FundItemQuerySet(_WorkingRows):
    """Working rows of reports."""

    def in_order(self) -> Self:
        """With everything that a grid shows, in the order of the tables, in one query."""
        return self.select_related("report", "component", "changed_by").order_by("report", "pk")


class ContributionQuerySet(_WorkingRows):
    """Working rows of the ledger."""

    def in_order(self) -> Self:
        """With everything that a list shows, the latest year first, in one query."""
        return self.select_related("contributor", "changed_by").order_by("-first_year", "reference")


class FundFigureQuerySet(models.QuerySet):
    """Validated items."""

    def current(self) -> Self:
        """The latest figure of each item."""
        latest = self.model._default_manager.filter(item=OuterRef("item")).order_by("-number")
        return self.filter(pk=Subquery(latest.values("pk")[:1]))


class ContributionFigureQuerySet(models.QuerySet):
    """Validated contributions."""

    def current(self) -> Self:
        """The latest figure of each contribution."""
        latest = self.model._default_manager.filter(contribution=OuterRef("contribution")).order_by("-number")
        return self.filter(pk=Subquery(latest.values("pk")[:1]))
