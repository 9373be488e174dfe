"""Pictures of facts: one over its years, and the shares of one source beside each other."""

from collections.abc import Iterator, Mapping, Sequence

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.charts import BarChart, Shown
from common.charts.bars import Bar, Part, Row
from public.facts.facts import FactValue, FactView, OfSource, report_of, reports_of
from public.pictures.bars import bars_table
from public.pictures.picture import Cell, Column, Picture
from public.pictures.subjects import Query, register
from public.shown import ShownRelease
from public.words import UNIT_LABELS

SUBJECT = "facts"
OF_SOURCE = "source/"
FEWEST_BARS = 3  # fewer are read as well in their sentences


def fact_picture(fact: FactView) -> Picture:
    """A fact over its years, from the common zero; a year between them that the report does not give says so.

    Without a chart where the report gives one year alone, which is read better as a sentence.
    """
    values = {each.year: each for each in fact.values}
    years = range(min(values), max(values) + 1)
    chart = BarChart(
        fact.title.plain, [_year(year, values.get(year)) for year in years], unit=str(UNIT_LABELS[fact.unit])
    )
    return Picture(
        SUBJECT,
        fact.code,
        fact.title.plain,
        fact.finding,
        fact.place,
        chart if len(values) > 1 else None,
        _columns(any(each.month for each in values.values())),
        [_cells(year, values.get(year)) for year in years],
    )


def _year(year: int, value: FactValue | None) -> Row:
    if value is None:
        return Row(str(year), [Bar([], _not_given())])
    return Row(str(year), [Bar([Part(value.value, value.shown)], value.shown)])


def _cells(year: int, value: FactValue | None) -> Mapping[str, Cell]:
    if value is None:
        return {"year": str(year), "value": Shown(None, _not_given())}
    shown = Shown(value.value, value.shown)
    return {"year": str(year), "value": shown, "change": value.change_shown, "as_at": value.month}


def _not_given() -> str:
    return _("not given")


def _columns(has_months: bool) -> list[Column]:
    said = [
        Column("year", _("Year")),
        Column("value", _("Value"), is_number=True),
        Column("change", pgettext("column", "Change")),
    ]
    return [*said, Column("as_at", _("As at"))] if has_months else said


def source_picture(group: OfSource) -> Picture | None:
    """The shares that come from one source, each in its latest year; None for fewer than `FEWEST_BARS`."""
    shares = [fact for fact in group.facts if fact.unit == "percent"]
    if len(shares) < FEWEST_BARS:
        return None
    shares.sort(key=lambda fact: -fact.latest.value)
    years = {fact.latest.year for fact in shares}
    chart = BarChart(
        _("%(source)s: shares in the latest year of each") % {"source": group.title.plain},
        [_bar(fact, with_year=len(years) > 1) for fact in shares],
        unit=str(UNIT_LABELS["percent"]),
    )
    columns, rows = bars_table(chart, name=_("What"), value=chart.unit)
    return Picture(
        SUBJECT,
        f"{OF_SOURCE}{group.code}",
        chart.label,
        _finding(shares, years),
        shares[0].document,
        chart,
        columns,
        rows,
    )


def _finding(shares: Sequence[FactView], years: set[int]) -> str:
    """How far the shares reach, the largest first, in the year that they have in common, if they have one."""
    words = {"most": shares[0].latest.prose, "least": shares[-1].latest.prose}
    if len(years) > 1:
        return _("In the latest year of each, from %(most)s to %(least)s.") % words
    return _("In %(year)s, from %(most)s to %(least)s.") % {**words, "year": min(years)}


def _bar(fact: FactView, *, with_year: bool) -> Row:
    latest, name = fact.latest, fact.title.plain
    if with_year:
        name = _("%(what)s, %(year)s") % {"what": name, "year": latest.year}
    return Row(name, [Bar([Part(latest.value, latest.shown)], latest.shown)])


def _pictures_of_sources(release: ShownRelease) -> Iterator[Picture]:
    """Of the latest report that has shares of a source."""
    found: dict[str, Picture] = {}
    for report in reports_of(release):
        found |= {group.code: picture for group in report.by_source("") if (picture := source_picture(group))}
    yield from found.values()


def _find(release: ShownRelease, key: str, query: Query) -> Picture:
    if not key.startswith(OF_SOURCE):
        return fact_picture(report_of(reports_of(release), key)[1])
    picture = next((each for each in _pictures_of_sources(release) if each.key == key), None)
    if picture is None:
        raise Http404
    return picture


def _keys(release: ShownRelease) -> Sequence[str]:
    codes = dict.fromkeys(fact.code for report in reports_of(release) for fact in report.facts)
    return [*codes, *(picture.key for picture in _pictures_of_sources(release))]


register(SUBJECT, _find, _keys)
