"""Pictures of facts: one over its years, and the shares of one source beside each other."""

from collections.abc import Iterator, Sequence

from django.http import Http404
from django.utils.translation import gettext as _

from common.charts import BarChart, Point, ProgressChart, Shown
from common.charts.bars import Bar, Part, Row
from common.translated import reader_language
from public.facts.facts import FactView, OfSource, report_of, reports_of
from public.pictures.bars import bars_table
from public.pictures.picture import Column, Picture
from public.pictures.subjects import Query, register
from public.shown import ShownRelease
from public.words import UNIT_LABELS

SUBJECT = "facts"
OF_SOURCE = "source/"
FEWEST_BARS = 3  # fewer are read as well in their sentences


def fact_picture(fact: FactView) -> Picture:
    """A fact over its years; without a chart where the report gives one alone, which is read better as a sentence."""
    values = fact.values
    chart = ProgressChart(
        label=fact.title.plain,
        unit=fact.unit,
        language=reader_language(),
        y_label=str(UNIT_LABELS[fact.unit]),
        points=[Point(each.year, each.value) for each in values],
    )
    return Picture(
        SUBJECT,
        fact.code,
        fact.title.plain,
        fact.finding,
        fact.place,
        chart if len(values) > 1 else None,
        _columns(any(each.month for each in values)),
        [
            {
                "year": str(each.year),
                "value": Shown(each.value, each.shown),
                "change": each.change_shown,
                "as_at": each.month,
            }
            for each in values
        ],
    )


def _columns(has_months: bool) -> list[Column]:
    said = [Column("year", _("Year")), Column("value", _("Value"), is_number=True), Column("change", _("Change"))]
    return [*said, Column("as_at", _("As at"))] if has_months else said


def source_picture(group: OfSource) -> Picture | None:
    """The shares that come from one source, each in its latest year; None for fewer than `FEWEST_BARS`."""
    shares = [fact for fact in group.facts if fact.unit == "percent"]
    if len(shares) < FEWEST_BARS:
        return None
    shares.sort(key=lambda fact: -fact.latest.value)
    chart = BarChart(
        _("%(source)s: shares in the latest year of each") % {"source": group.title.plain},
        [_bar(fact) for fact in shares],
        unit=str(UNIT_LABELS["percent"]),
    )
    words = {"most": shares[0].latest.prose, "least": shares[-1].latest.prose}
    columns, rows = bars_table(chart, name=_("What"), value=chart.unit)
    return Picture(
        SUBJECT,
        f"{OF_SOURCE}{group.code}",
        chart.label,
        _("From %(most)s to %(least)s.") % words,
        shares[0].document,
        chart,
        columns,
        rows,
    )


def _bar(fact: FactView) -> Row:
    latest = fact.latest
    name = _("%(what)s, %(year)s") % {"what": fact.title.plain, "year": latest.year}
    return Row(name, [Bar([Part(latest.value, latest.shown)], latest.shown)])


def _pictures_of_sources(release: ShownRelease) -> Iterator[Picture]:
    """Of the latest report that has shares of a source."""
    found = {}
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
