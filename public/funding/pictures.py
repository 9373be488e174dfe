"""The three pictures of the trust fund, made from their documents."""

from collections.abc import Iterator

from django.http import Http404
from django.utils.translation import gettext as _

from common.charts import BarChart
from common.digits import read_digits
from common.translated import listed
from finance.tables import POSTS
from public.funding import budget, posts, streams
from public.funding.documents import Content, finance_document, reports_of, table_key
from public.pictures.bars import bars_table
from public.pictures.picture import Picture
from public.pictures.subjects import Query, register
from public.shown import ShownRelease

SUBJECT = "funding"
YEAR_DIGITS = 4


def budget_picture(content: Content) -> Picture:
    """Budget against expenditure by component, from table 4."""
    key = f"{content['report']}/budget-and-expenditure"
    return _picture(key, budget.chart_of(content), budget.finding(content), content["document"], _("Component"))


def posts_picture(content: Content) -> Picture:
    """Posts by grade, from table 3."""
    key = f"{content['report']}/posts"
    return _picture(key, posts.chart_of(content), posts.finding(content), content["document"], _("Grade"))


def streams_picture(content: Content) -> Picture:
    """Funding received by stream and year against the requirement."""
    document = listed(sorted({year["document"] for year in content["years"]}))
    finding = streams.finding(streams.year_views(content))
    return _picture("streams", streams.chart_of(content), finding, document, _("Year"))


def _picture(key: str, chart: BarChart, finding: str, document: str, name: str) -> Picture:
    columns, rows = bars_table(chart, name=name, value=chart.unit or _("Number"))
    drawn = chart if chart.has_bars else None
    return Picture(SUBJECT, key, chart.label, finding, document, drawn, columns, rows)


def _find(release: ShownRelease, key: str, query: Query) -> Picture:
    place, _slash, name = key.rpartition("/")
    report = read_digits(place, YEAR_DIGITS)
    match name:
        case "streams" if not place:
            content, made = finance_document(release, "funding"), streams_picture
        case "budget-and-expenditure" if report:
            content, made = finance_document(release, table_key(report, budget.RESULTS)), budget_picture
        case "posts" if report:
            content, made = finance_document(release, table_key(report, POSTS)), posts_picture
        case _:
            raise Http404
    if content is None:
        raise Http404
    return made(content)


def _keys(release: ShownRelease) -> Iterator[str]:
    if finance_document(release, "funding") is not None:
        yield "streams"
    for report in reports_of(release.row):
        yield f"{report}/budget-and-expenditure"
        yield f"{report}/posts"


register(SUBJECT, _find, _keys)
