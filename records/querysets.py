"""Sets of standing records; `visible_to(user)` starts every view."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.roles import HEADQUARTERS, OFFICE, Role, holds
from common.dated import DatedQuerySet
from countries.models import CountryTeam

READERS = (*HEADQUARTERS, *OFFICE, Role.REGIONAL_TEAM)


def teams_read_by(user: Any) -> models.QuerySet[CountryTeam]:
    """The teams whose records `user` may read today: of their office, of their region, or all."""
    teams = CountryTeam.objects.all()
    if holds(user, *HEADQUARTERS):
        return teams
    if not holds(user, *READERS):
        return teams.none()
    held = user.memberships.current()
    return teams.filter(
        Q(pk__in=held.filter(role__in=OFFICE).values("team"))
        | Q(region__in=held.filter(role=Role.REGIONAL_TEAM).values("region"))
    )


def teams_kept_by(user: Any) -> models.QuerySet[CountryTeam]:
    """The teams whose records `user` keeps today: of their office; an administrator all."""
    teams = CountryTeam.objects.all()
    if holds(user, Role.ADMINISTRATOR):
        return teams
    if not holds(user, *OFFICE):
        return teams.none()
    return teams.filter(pk__in=user.memberships.current().filter(role__in=OFFICE).values("team"))


class RecordQuerySet(DatedQuerySet):
    """Records of one kind."""

    def standing(self) -> Self:
        """Those that were not withdrawn as errors."""
        return self.filter(withdrawn="")

    def of(self, teams: Any) -> Self:
        """The records of these teams: their own, and those that belong to a framework which they share."""
        theirs = Q(team__in=teams)
        record: Any = self.model
        if sharing := record.shared_by:
            shared = {f"{sharing}__partner__in": teams, f"{sharing}__withdrawn": ""}
            theirs |= Q(pk__in=models.QuerySet(self.model).filter(**shared).values("pk"))
        return self.filter(theirs)

    def visible_to(self, user: Any) -> Self:
        """What `user` may see; the rest answers as if it did not exist."""
        return self.all() if holds(user, *HEADQUARTERS) else self.of(teams_read_by(user))


class ConfirmationQuerySet(models.QuerySet):
    """What offices confirmed."""

    def visible_to(self, user: Any) -> Self:
        """What `user` may see."""
        return self.filter(team__in=teams_read_by(user))


class CoordinatorQuerySet(models.QuerySet):
    """Resident coordinators."""

    def visible_to(self, user: Any) -> Self:
        """Those who serve or served a team that `user` reads; who reads all, reads those without a team too."""
        return self.all() if holds(user, *HEADQUARTERS) else self.serving(teams_read_by(user))

    def kept_by(self, user: Any) -> Self:
        """Those whose row `user` may change: whose first recorded appointment is their office's; an administrator all.

        Appointing somebody who serves elsewhere already gives no right over what the other office says of the person.
        """
        if holds(user, Role.ADMINISTRATOR):
            return self.all()
        own: models.QuerySet = models.QuerySet(self.model).filter(pk=models.OuterRef("pk"), appointments__withdrawn="")
        first = own.order_by("appointments__pk").values("appointments__team")[:1]
        return self.annotate(kept_by_team=models.Subquery(first)).filter(kept_by_team__in=teams_kept_by(user))

    def serving(self, teams: Any) -> Self:
        """Those who ever served one of these teams."""
        serving: models.QuerySet = models.QuerySet(self.model).filter(
            appointments__team__in=teams, appointments__withdrawn=""
        )
        return self.filter(pk__in=serving.values("pk"))
