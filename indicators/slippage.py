"""Slippage: which series are not where they should be, and headquarters' sentence on why, for each year.

A sentence belongs to a series and the year of its rating; a later value asks for one of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import holds
from activity.actions import lock_head, record
from common.entered import Faults, checked_text
from common.numbers import quantize
from common.refusals import VersionConflict, WrongState
from common.versions import need_version, write_version
from indicators.amended import courses
from indicators.models import Figure, Indicator, Series, Slippage
from indicators.permissions import require
from indicators.progress import SLIPPED, Course, Rating, rate
from indicators.querysets import ENTER, READ_ALL

NONE_YET = 0  # the version that is seen where there is no sentence yet
LONGEST = 2000  # characters


@dataclass(frozen=True, slots=True)
class Slipped:
    """A series whose latest value is not where it should be, and the sentence on that year, if there is one."""

    series: Series
    figure: Figure
    rating: Rating
    slippage: Slippage | None
    course: Course

    @property
    def year(self) -> int:
        return self.rating.year

    @property
    def version(self) -> int:
        """What a write of the sentence has to name."""
        return self.slippage.version if self.slippage else NONE_YET

    @property
    def needed(self) -> Decimal | None:
        """The value that its course asks for in that year."""
        return needed(self.course, self.rating)


def needed(course: Course, rating: Rating) -> Decimal | None:
    """The value that the course asks for in the rating's year: the target from its year on, and where it is to be kept.

    None where there is no way to measure.
    """
    if course.direction == "keep" or (course.target_year is not None and rating.year >= course.target_year):
        return course.target
    return None if rating.expected is None else quantize(rating.expected, course.decimals)


def latest_with_value(figures: Iterable[Figure]) -> Figure | None:
    """The figure that a series is rated by: that of the latest year with a value. `figures` are in order of years."""
    return next((figure for figure in reversed(list(figures)) if figure.value is not None), None)


def slipped_series(indicators: Any = None) -> list[Slipped]:
    """Every series that the next release would show as slipped, in the framework's order; a fixed number of queries.

    `indicators` narrows it to those of a queryset.
    """
    rows = Series.objects.select_related("indicator__framework").prefetch_related(
        "milestones", Prefetch("slippages", Slippage.objects.select_related("changed_by"))
    )
    if indicators is not None:
        rows = rows.filter(indicator__in=indicators)
    figures, course = _latest_figures(), courses()
    found = []
    for series in rows.order_by("indicator__framework", "indicator__position", "position"):
        figure = figures.get(series.pk)
        if figure is None:
            continue
        way = course(series, figure.observation.year_id)
        rating = rate(way, figure.value, figure.observation.year_id)
        if rating.code in SLIPPED:
            given = {slippage.year_id: slippage for slippage in series.slippages.all()}
            found.append(Slipped(series, figure, rating, given.get(rating.year), way))
    return found


def slipped_visible_to(user: Any) -> list[Slipped]:
    """Of those, what `user` may see: a custodian the assigned indicators', those who read everything all."""
    if holds(user, *READ_ALL):
        return slipped_series()
    if not holds(user, *ENTER):
        return []
    return slipped_series(user.custodianships.current().values("indicator"))


def _latest_figures() -> Mapping[int, Figure]:
    with_value = Figure.objects.current().filter(value__isnull=False).select_related("observation")
    return {figure.observation.series_id: figure for figure in with_value.order_by("observation__year")}


@transaction.atomic
def explain_slippage(
    series: Series, year: int, sentence: str, language: str, *, by: User, seen: int | None
) -> Slippage:
    """Keep why `series` slipped in `year`. `seen` is the version of the sentence that was seen, 0 where there was none.

    What equals the sentence already changes nothing, not even its version. WrongState where the series is where it
    should be, or is rated by another year.
    """
    require("indicators.explain_slippage", by, series)
    columns = _checked(sentence, language)
    seen = need_version(seen)
    if seen == NONE_YET:
        lock_head()  # so that nobody writes the first one at the same time
    present = Slippage.objects.filter(series=series, year=year).first()
    if (present.version if present else NONE_YET) != seen:
        raise VersionConflict(present)
    if present and all(getattr(present, name) == value for name, value in columns.items()):
        return present
    _check_slipped(series, year)
    before = {name: getattr(present, name) if present else "" for name in columns}
    written = columns | {"changed_at": timezone.now(), "changed_by": by}
    if present:
        saved = write_version(present, written, seen=seen)
    else:
        saved = Slippage.objects.create(series=series, year_id=year, **written)
    record(
        "indicators.slippage.explained",
        f"series {series.key}",
        by=by,
        data={"year": year, "version": saved.version, "before": before, "after": columns},
    )
    return saved


def _checked(sentence: str, language: str) -> dict[str, str]:
    faults = Faults()
    cleaned = checked_text("sentence", sentence, faults, most=LONGEST)
    if not cleaned and not faults.by_field:
        faults.add("sentence", _("Say in a sentence why it is behind."))
    if language not in settings.MODELTRANSLATION_LANGUAGES:
        faults.add("language", _("Choose one of the six languages."))
    faults.refuse()
    return {"sentence": cleaned, "language": language}


def _check_slipped(series: Series, year: int) -> None:
    of_series = slipped_series(Indicator.objects.filter(pk=series.indicator_id))
    if not any((row.series.pk, row.year) == (series.pk, year) for row in of_series):
        raise WrongState(_("In %(year)s this series is not behind: there is nothing to explain.") % {"year": year})
