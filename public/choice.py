"""What an address asks to see of a release: which framework, and which part of it."""

from typing import Any

from django.http import Http404, HttpRequest

from indicators.progress import CODES
from public.releases import document, documents
from public.shown import ShownRelease
from publications.models import Document, Kind


def framework_document(release: ShownRelease, code: str) -> dict[str, Any]:
    """The document of a framework; "" is the present one, which is the latest to begin. Raises Http404."""
    if code:
        return document(release.row, Kind.FRAMEWORK, code)
    found = documents(release.row, Kind.FRAMEWORK)
    if not found:
        raise Http404
    return found[0]


def framework_codes(release: ShownRelease) -> list[str]:
    """The codes of the release's frameworks, the present one first."""
    return list(Document.objects.of(release.row, Kind.FRAMEWORK).values_list("key", flat=True))


def chosen_series(request: HttpRequest, framework: dict[str, Any]) -> dict[str, str]:
    """The goal and rating that the reader asked for, "" for any. Raises Http404 for what does not exist."""
    goal, rating = request.GET.get("goal", ""), request.GET.get("rating", "")
    if goal and goal not in [row["code"] for row in framework["goals"]]:
        raise Http404
    if rating and rating not in CODES:
        raise Http404
    return {"goal": goal, "rating": rating}
