"""Sets of releases and of what is in them."""

from typing import Any

from django.db import models


class ReleaseQuerySet(models.QuerySet):
    """Releases, the newest first."""

    def numbered(self, number: int | None) -> Any:
        """Release `number`, or the newest when no number is given; None where there is none."""
        return self.filter(number=number).first() if number is not None else self.order_by("-number").first()


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
