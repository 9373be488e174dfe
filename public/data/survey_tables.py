"""Questionnaires, their results, and what country teams answered, as tables."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from common.statuses import Status
from indicators.disclosure import LEVELS
from public.data import shared_columns as shared
from public.data.columns import Row, Table, coded, day, in_languages, number, pointing, string, whole, yes_no
from public.data.source import Source
from public.surveys.rows import list_rows, result_rows
from publications.models import Kind
from surveys.choices import Respondent, Type

_DISCLOSURE = coded(
    "disclosure",
    _("How far answers open."),
    zip(LEVELS, (_("by respondent"), _("in groups of at least five"), _("not at all")), strict=True),
)
_RESPONDENT = coded("respondent", _("Kind of respondent."), Respondent.choices)
_QUESTION = string("question", _("Code of the question."))
_EXPECTED = whole("expected", _("How many were asked."))


def _surveys(source: Source) -> Iterator[Row]:
    yield from (row | source.stamp for row in list_rows(source.documents(Kind.SURVEY)))


def _results(source: Source) -> Iterator[Row]:
    for survey in source.documents(Kind.SURVEY):
        yield from (row | {"region": row["region"] or "all"} for row in result_rows(survey))


def _answers(source: Source) -> Iterator[Row]:
    for team in source.documents(Kind.TEAM):
        for year, questions in team.get("answers", {}).items():
            for question, answer in questions.items():
                yield {
                    "team": team["code"],
                    "year": int(year),
                    "question": question,
                    **{name: answer.get(name) for name in ("status", "number", "date")},
                    "choices": " ".join(answer.get("choices", [])),
                    **source.stamp,
                }


SURVEYS = Table(
    "surveys",
    _("Questionnaires"),
    _("A row for each questionnaire and reporting year: how many were asked, and how many answers were accepted."),
    _surveys,
    (
        _RESPONDENT,
        shared.YEAR,
        *shared.TITLE,
        _DISCLOSURE,
        whole("questions", _("How many questions it has.")),
        _EXPECTED,
        whole("accepted", _("How many answers were accepted.")),
        shared.RELEASE,
    ),
    key=("respondent", "year"),
)
RESULTS = Table(
    "survey_results",
    _("Survey results"),
    _("A row for each question and choice, in all and by region as far as it may be shown: how many chose it."),
    _results,
    (
        _RESPONDENT,
        shared.YEAR,
        string("section", _("Code of the section.")),
        _QUESTION,
        *in_languages("text", _("The question as it was put; empty where there is none in this language.")),
        coded("type", _("What an answer is."), Type.choices),
        _DISCLOSURE,
        string("region", _("Code of the region; “all” for all together.")),
        _EXPECTED,
        whole("answered", _("How many answered.")),
        whole("not_applicable", _("To how many it does not apply.")),
        whole("no_response", _("How many did not answer.")),
        number("sum", _("Sum of the numbers answered.")),
        number("mean", _("Mean of the numbers answered.")),
        string("choice", _("Code of the choice; empty where nothing is chosen, or it is withheld.")),
        *in_languages("choice", _("The choice in words.")),
        whole("count", _("How many chose it.")),
        yes_no("withheld", _("Whether numbers are left out, so that no single answer can be told.")),
        whole("as_of", _("Release that the results are from, where too few answered since to tell new ones.")),
        shared.RELEASE,
    ),
    refers=(pointing("surveys", "respondent", "year"),),
)
ANSWERS = Table(
    "answers",
    _("Answers of country teams"),
    _("A row for each question that a country team answered, of those whose answers are open by respondent."),
    _answers,
    (
        shared.TEAM,
        shared.YEAR,
        _QUESTION,
        coded("status", _("What the answer is, or why there is none."), Status.choices),
        string("choices", _("Codes of what was chosen, with a space between them.")),
        number("number", _("The number that was answered.")),
        day("date", _("The day that was answered.")),
        shared.RELEASE,
    ),
    key=("team", "year", "question"),
    refers=(pointing("teams", "team", key=("code",)),),
)
SURVEY_TABLES = (SURVEYS, RESULTS, ANSWERS)
