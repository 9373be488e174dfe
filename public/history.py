"""The list of releases, newest first, in pages of a fixed size; a page costs the same whichever it is."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When
from django.http import QueryDict

from public.releases import read_release_number
from public.shown import ShownRelease
from publications.models import Release, ReleasedObservation

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ListedRelease:
    """A release in the list, and how many of its values are new or differ from the release before."""

    shown: ShownRelease
    values: int


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """A page of the list; `older` is the number below which the next page goes on, None on the last."""

    rows: list[ListedRelease]
    older: int | None


def page_of_releases(parameters: QueryDict) -> ReleasePage:
    """The releases below `?before=N`, or the newest. Raises Http404 where N is no number."""
    before = read_release_number(parameters, "before")
    found = Release.objects.published().order_by("-number")
    if before is not None:
        found = found.filter(number__lt=before)
    rows = list(found[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    values = _changed_values([row.number for row in rows], len(shown))
    return ReleasePage(
        [ListedRelease(ShownRelease(row, row.number, asked=False), values.get(row.number, 0)) for row in shown],
        shown[-1].number if len(rows) > PAGE_SIZE else None,
    )


def _changed_values(numbers: list[int], count: int) -> dict[int, int]:
    """By release, of the first `count`: how many values it has that the release before it does not have, or not so.

    `numbers` fall; the number before need not be the next lower one, since some were never published.
    """
    previous = [When(release_id=number, then=Value(before)) for number, before in pairwise(numbers)]
    names = ("framework", "indicator", "series", "year")
    same_value = Q(value=OuterRef("value")) | Q(value=None, status=OuterRef("status"))
    before: Any = ReleasedObservation.objects.filter(
        same_value, release_id=OuterRef("previous"), **{name: OuterRef(name) for name in names}
    )
    counted = (
        ReleasedObservation.objects.filter(release_id__in=numbers[:count])
        .annotate(previous=Case(*previous, output_field=IntegerField()))
        .filter(~Exists(before))
        .order_by()
        .values("release_id")
        .annotate(values=Count("pk"))
    )
    return dict(counted.values_list("release_id", "values"))


def all_releases() -> list[ShownRelease]:
    """Every release, the newest first."""
    return [ShownRelease(row, row.number, asked=False) for row in Release.objects.published().order_by("-number")]
