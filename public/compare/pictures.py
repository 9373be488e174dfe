"""The pictures of comparisons: places as dots on one scale, with a line for the whole across."""

from collections.abc import Iterator, Mapping

from django.http import Http404
from django.utils.translation import gettext as _

from common.charts import Dot, DotChart, Line
from common.translated import reader_language
from public.compare.choice import BETWEEN, GROUPS, REGIONS, chosen, comparables
from public.compare.comparison import Comparison, comparison
from public.pictures.picture import Cell as Written
from public.pictures.picture import Column, Picture
from public.pictures.places import KINDS, count_columns, row_of
from public.pictures.subjects import Query, register
from public.places import Cell, finding_of
from public.shown import ShownRelease
from public.words import UNIT_LABELS

SUBJECT = "compare"


def compare_picture(found: Comparison) -> Picture:
    """The places of a comparison; without a chart where nothing of them may be shown."""
    choice, unit = found.choice, found.counted.measure.unit
    title = _("%(series)s, %(year)s: %(places)s") % {
        "series": f"{choice.series.shown_code}: {choice.series.title.plain}",
        "year": choice.year,
        "places": _places_in_words(found),
    }
    dots = [Dot(cell.name, cell.value.value, cell.value.words, cell.parts) for cell in found.cells]
    chart = DotChart(title, dots, unit, str(UNIT_LABELS[unit]), reader_language(), _line(found))
    return Picture(
        SUBJECT,
        choice.key,
        title,
        finding_of(found.counted, found.cells),
        found.indicator["document"],
        chart if chart.has_values else None,
        compare_columns(),
        [_row(cell) for cell in [*found.cells, found.counted.whole]],
    )


def compare_columns() -> list[Column]:
    """A place with its value, what that is made of, who is not in it, and how many there are."""
    return [
        Column("place", _("Part")),
        *count_columns(),
        Column("answered", _("Answered"), is_number=True),
        Column("expected", _("Expected"), is_number=True),
    ]


def _row(cell: Cell) -> Mapping[str, Written]:
    return {**row_of(cell), **{name: cell.count(name) for name in ("answered", "expected")}}


def _line(found: Comparison) -> Line | None:
    """The whole, where places can be held against it."""
    whole = found.counted.whole
    if whole.value.value is None or found.counted.adds_up:
        return None
    return Line(whole.value.value, _("%(place)s: %(value)s") % {"place": whole.name, "value": whole.value.words})


def _places_in_words(found: Comparison) -> str:
    if found.choice.by in KINDS:
        return str(KINDS[found.choice.by])
    names = [found.counted.place(code) for code in found.choice.places]
    return names[0] if len(names) == 1 else _("%(one)s and %(other)s") % {"one": names[0], "other": names[1]}


def _find(release: ShownRelease, key: str, query: Query) -> Picture:
    choice = chosen(release, comparables(release), _asked(key))
    if choice is None or not choice.is_counted or choice.key != key:
        raise Http404
    return compare_picture(comparison(release, choice))


def _asked(key: str) -> dict[str, str]:
    """A picture's key as the address of the page asks. Raises Http404 for what is none."""
    place, _slash, by = key.rpartition("/")
    series, _slash, year = place.rpartition("/")
    if BETWEEN not in by:
        return {"series": series, "year": year, "by": by}
    a, _between, b = by.partition(BETWEEN)
    return {"series": series, "year": year, "a": a, "b": b}


def _keys(release: ShownRelease) -> Iterator[str]:
    """All regions and all groups of each year; any two places have a picture, too."""
    return (
        f"{series.key}/{year}/{by}"
        for series in comparables(release)
        for year in series.years
        for by in (REGIONS, GROUPS)
    )


register(SUBJECT, _find, _keys)
