"""Pictures of survey results: how the answers to a question spread over its choices."""

from collections.abc import Iterator
from decimal import Decimal

from django.http import Http404
from django.utils.translation import gettext as _

from common.charts import BarChart, Shown
from common.charts.bars import Bar, Part, Row
from common.translated import listed
from public.pictures.picture import Column, Picture
from public.pictures.subjects import Query, register
from public.releases import document, documents
from public.shown import ShownRelease
from public.surveys.results import QuestionView, SurveyView
from publications.models import Kind

SUBJECT = "surveys"


def question_picture(question: QuestionView) -> Picture:
    """A question with choices; without a chart where nobody answered, or where it is withheld how answers spread."""
    survey = question.survey
    choices = question.whole.choices
    return Picture(
        SUBJECT,
        question.key,
        f"{question.text.plain} ({listed([survey.label, str(survey.year)])})",
        question.withheld or question.finding,
        survey.title.plain,
        chart_of(question) if any(row.count for row in choices) else None,
        [
            Column("choice", _("Answer")),
            Column("share", _("Per cent of those that answered"), is_number=True),
            Column("count", _("How many"), is_number=True),
            Column("answered", _("Answered"), is_number=True),
        ],
        [
            {
                "choice": str(row.text),
                "share": Shown(row.share, row.share_shown),
                "count": Shown(Decimal(row.count), row.shown),
                "answered": Shown(Decimal(row.answered), question.whole.answered),
            }
            for row in choices
        ],
    )


def chart_of(question: QuestionView) -> BarChart:
    """A bar for each choice, in the order in which they were put."""
    rows = [
        Row(str(row.text), [Bar([Part(row.share, row.share_shown)], row.share_shown)])
        for row in question.whole.choices
        if row.share is not None
    ]
    return BarChart(question.text.plain, rows, unit=_("Per cent of those that answered"))


def _find(release: ShownRelease, key: str, query: Query) -> Picture:
    place, _slash, code = key.rpartition("/")
    view = SurveyView(document(release.row, Kind.SURVEY, place), {})
    if code not in view.asked or not view.asked[code]["choices"]:
        raise Http404
    return question_picture(view.question(code))


def _keys(release: ShownRelease) -> Iterator[str]:
    for content in documents(release.row, Kind.SURVEY):
        for section in content["sections"]:
            for row in section["questions"]:
                if row["choices"]:
                    yield f"{content['respondent']}/{content['year']}/{row['code']}"


register(SUBJECT, _find, _keys)
