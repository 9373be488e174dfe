"""Sets of observations and figures; `visible_to(user)` starts every view."""

from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from accounts.roles import Role, holds

ENTER = (Role.CUSTODIAN, Role.FINANCE_OFFICER)  # those who can be assigned indicators
READ_ALL = (Role.VALIDATOR, Role.PUBLISHER, Role.ADMINISTRATOR, Role.AUDITOR)


class ObservationQuerySet(models.QuerySet):
    """Working rows: drafts are headquarters' own, and a custodian sees those of the assigned indicators."""

    def visible_to(self, user: Any) -> "ObservationQuerySet":
        """What `user` may see of the working rows; the rest answers as if it did not exist."""
        return self.measured() if holds(user, *READ_ALL) else self.entered_by(user)

    def measured(self) -> "ObservationQuerySet":
        """Without the years after the one with which an amendment ended their series: nothing is asked for in them."""
        return self.filter(Q(series__last_year=None) | Q(year__lte=F("series__last_year")))

    def entered_by(self, user: Any) -> "ObservationQuerySet":
        """Those that `user` enters today, as custodian of their indicator."""
        if not holds(user, *ENTER):
            return self.none()
        return self.measured().filter(series__indicator__in=user.custodianships.current().values("indicator"))

    def in_order(self) -> "ObservationQuerySet":
        """With everything that a grid shows, in the framework's order, in one query."""
        return self.select_related("series__indicator__framework", "series__indicator__output", "year").order_by(
            "series__indicator__framework", "series__indicator__position", "series__position", "year"
        )


class FigureQuerySet(models.QuerySet):
    """Validated figures."""

    def current(self) -> "FigureQuerySet":
        """The latest figure of each observation."""
        latest = self.model._default_manager.filter(observation=OuterRef("observation")).order_by("-number")
        return self.filter(pk=Subquery(latest.values("pk")[:1]))
