"""The pages of survey results. They read releases and nothing else, and answer everybody with the same bytes."""

from django.http import HttpRequest

from common.api import JSON as JSON_TYPE
from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from common.translated import text_of
from public.answers import Published, released, rendered
from public.exports import csv_file, json_file
from public.releases import document_text, documents
from public.shown import ShownRelease
from public.surveys.documents import survey, surveys_of, year_before, years_of
from public.surveys.pictures import SUBJECT
from public.surveys.results import SurveyView
from public.surveys.rows import LIST_COLUMNS, RESULT_COLUMNS, list_rows, result_rows
from publications.models import Kind


@released
def surveys(request: HttpRequest, release: ShownRelease) -> Published:
    """Every questionnaire of the release, by who answered it and year."""
    return rendered(request, "public/surveys/surveys.html", release, groups=surveys_of(release))


@released
def surveys_csv(request: HttpRequest, release: ShownRelease) -> Published:
    """The same list as rows."""
    rows = list_rows(documents(release.row, Kind.SURVEY))
    return Published(csv_file(LIST_COLUMNS, rows), CSV_TYPE, f"surveys-release-{release.number}.csv")


@released
def surveys_json(request: HttpRequest, release: ShownRelease) -> Published:
    """The same rows as JSON."""
    return Published(json_file(LIST_COLUMNS, list_rows(documents(release.row, Kind.SURVEY))), JSON_TYPE)


@released
def results(request: HttpRequest, release: ShownRelease, respondent: str, year: int) -> Published:
    """Every question of a questionnaire with its results, beside those of the year before."""
    content = survey(release, respondent, year)
    regions = {row["code"]: text_of(row["name"]) for row in documents(release.row, Kind.REGION)}
    years = years_of(release, respondent)
    earlier = year_before(release, respondent, years, year)
    view = SurveyView(content, regions, SurveyView(earlier, regions) if earlier else None)
    address = f"/api/v1/surveys/{respondent}/{year}/?release={release.number}"
    return rendered(
        request,
        "public/surveys/results.html",
        release,
        survey=view,
        years=years,
        subject=SUBJECT,
        api=request.build_absolute_uri(address),
    )


@released
def results_csv(request: HttpRequest, release: ShownRelease, respondent: str, year: int) -> Published:
    """A row for each choice of each question, of the whole and by region where that is told."""
    body = csv_file(RESULT_COLUMNS, result_rows(survey(release, respondent, year)))
    return Published(body, CSV_TYPE, f"survey-{respondent}-{year}-release-{release.number}.csv")


@released
def results_json(request: HttpRequest, release: ShownRelease, respondent: str, year: int) -> Published:
    """The document, byte for byte as it was hashed."""
    return Published(document_text(release.row, Kind.SURVEY, f"{respondent}/{year}"), JSON_TYPE)
