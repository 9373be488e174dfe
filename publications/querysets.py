"""Sets of releases and of what is in them."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone


class ReleaseQuerySet(models.QuerySet):
    """Releases, the newest first. A release is published, waits for its hour, or was called off before it."""

    def standing(self) -> "ReleaseQuerySet":
        """Those that nobody called off: published ones, and the one that waits. What comes next builds on these."""
        return self.filter(called_off=None)

    def published(self) -> "ReleaseQuerySet":
        """Those that everybody may see. Public readers start here.

        What was not sealed for an hour is published once it is written, whatever the clock of another server says.
        """
        return self.standing().filter(Q(sealed_at=None) | Q(published_at__lte=timezone.now()))

    def waiting(self) -> "ReleaseQuerySet":
        """The one that is sealed until its hour, if there is one; outside it does not exist."""
        return self.standing().filter(sealed_at__isnull=False, published_at__gt=timezone.now())

    def with_newest(self) -> "ReleaseQuerySet":
        """Each with the number of the newest published release as `newest`."""
        numbers = type(self)(self.model).published().order_by("-number").values("number")
        return self.annotate(newest=models.Subquery(numbers[:1]))

    def numbered(self, number: int | None) -> Any:
        """The published release `number`, or the newest when no number is given; None where there is none."""
        published = self.published().order_by("-number")
        return (published if number is None else published.filter(number=number)).first()


class DocumentQuerySet(models.QuerySet):
    """Documents of a release."""

    def of(self, release: Any, kind: str) -> "DocumentQuerySet":
        """The release's documents of one kind, in their order."""
        return self.filter(release=release, kind=kind).order_by("position")


class ReleasedObservationQuerySet(models.QuerySet):
    """Flat rows of a release."""

    def of(self, release: Any) -> "ReleasedObservationQuerySet":
        """The release's rows, in the framework's order."""
        return self.filter(release=release).order_by("position")
