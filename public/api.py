"""The public API: what was released, the same bytes for everybody, with `?release=N` as it was published in N.

There is no authentication here, so an Authorization header changes nothing; and nothing but releases is read.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Left
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from common import csv_rows
from common.api import JSON, InvalidParameters, to_json
from common.api_schema import PAGE_PARAMETERS as PAGE_PARAMETERS_DESCRIBED
from common.api_schema import component, page
from common.paging import PAGE_PARAMETERS
from common.published import published_response, published_stream
from common.refusals import Missing
from public.api_views import LIST_PARAMETERS, RELEASE, DocumentView, ListView, PublishedView, public
from public.behind import contents_behind
from public.filters import ReleasedObservationFilterSet
from public.releases import document_text
from publications.models import Document, Kind, Release, ReleasedObservation

OBSERVATION_FIELDS = (
    "framework",
    "indicator",
    "series",
    "year",
    "value",
    "numerator",
    "denominator",
    "status",
    "origin",
    "unit",
    "source",
    "note",
    "release",
)
BEHIND_FIELDS = (
    "of",
    "disclosure",
    "value",
    "numerator",
    "denominator",
    "not_applicable",
    "no_response",
    "answered",
    "expected",
    "respondents",
    "places",
    "rule",
)
OF_CONTRIBUTIONS = ("source", "measure", "contributors", "contributions")  # where the ledger is the source


@public("frameworks_list", "Frameworks, without their goals", page("Framework"), parameters=LIST_PARAMETERS)
class Frameworks(ListView):
    kind = Kind.FRAMEWORK

    def item(self, row: Any) -> Any:
        return {name: value for name, value in super().item(row).items() if name != "goals"}


@public("framework", "A framework: goals, outcomes, outputs, indicators, series", component("FrameworkTree"))
class Framework(DocumentView):
    kind = Kind.FRAMEWORK


@public(
    "indicators_list",
    "Indicators, each with its series and their observations",
    page("Indicator"),
    parameters=[
        *LIST_PARAMETERS,
        OpenApiParameter("framework", OpenApiTypes.STR, description="Code of the framework."),
    ],
)
class Indicators(ListView):
    kind = Kind.INDICATOR
    filters = (*PAGE_PARAMETERS, "framework")

    def rows(self, request: Request, release: Release) -> QuerySet:
        rows = super().rows(request, release)
        framework = request.query_params.get("framework")
        if framework is None:
            return rows
        begins = f"{framework}/"  # compared as it is: SQLite's LIKE, by which Django tests beginnings, folds case
        return rows.alias(begins=Left("key", len(begins))).filter(begins=begins)


@public("indicator", "An indicator, with its series and their observations", component("Indicator"))
class Indicator(DocumentView):
    kind = Kind.INDICATOR


@public("countries_list", "Countries and territories", page("Country"), parameters=LIST_PARAMETERS)
class Countries(ListView):
    kind = Kind.COUNTRY


@public("country", "A country or territory", component("Country"))
class Country(DocumentView):
    kind = Kind.COUNTRY


@public("regions_list", "Regions", page("Region"), parameters=LIST_PARAMETERS)
class Regions(ListView):
    kind = Kind.REGION


@public("region", "A region", component("Region"))
class Region(DocumentView):
    kind = Kind.REGION


@public("teams_list", "Country teams", page("CountryTeam"), parameters=LIST_PARAMETERS)
class Teams(ListView):
    kind = Kind.TEAM


@public("team", "A country team", component("CountryTeam"))
class Team(DocumentView):
    kind = Kind.TEAM


@public(
    "releases_list",
    "Releases, the newest first; with `release=N` those up to N",
    page("Release"),
    parameters=LIST_PARAMETERS,
)
class Releases(ListView):
    kind = Kind.RELEASE
    key = "release_id"
    descending = True

    def rows(self, request: Request, release: Release) -> QuerySet:
        published = Release.objects.published().filter(number__lte=release.number)
        return Document.objects.filter(kind=self.kind, release__in=published).values("release_id", "text")

    def item(self, row: Any) -> Any:
        return {name: value for name, value in super().item(row).items() if name != "documents"}


@public("release", "A release, with the hash of each of its documents", component("ReleaseManifest"))
class ReleaseManifest(PublishedView):
    def get(self, request: Request, number: int) -> HttpResponse:
        asked = Release.objects.numbered(number)
        if asked is None or asked.number > self.release_of(request).number:
            raise Missing
        return published_response(request, document_text(asked, Kind.RELEASE, str(number)), JSON)


@public(
    "observations_list",
    "Released observations, one row each",
    {(200, JSON): page("ReleasedObservation"), (200, "text/csv"): {"type": "string"}},
    description="With `format=csv` all matching rows at once: then limit, cursor and count are refused.",
    parameters=[
        RELEASE,
        OpenApiParameter("format", {"type": "string", "enum": ["json", "csv"]}),
        *PAGE_PARAMETERS_DESCRIBED,
        *(
            OpenApiParameter(name, OpenApiTypes.STR, description=str(condition.label))
            for name, condition in ReleasedObservationFilterSet.base_filters.items()
        ),
    ],
)
class Observations(ListView):
    media_types = (JSON, "text/csv")
    formats = ("json", "csv")
    filters = (*PAGE_PARAMETERS, *ReleasedObservationFilterSet.base_filters)

    def get(self, request: Request) -> HttpResponseBase:
        if request.query_params.get("format") == "csv":
            return self.file(request)
        return super().get(request)

    def rows(self, request: Request, release: Release) -> QuerySet:
        every = ReleasedObservation.objects.of(release).values("position", *OBSERVATION_FIELDS)
        chosen = ReleasedObservationFilterSet(request.query_params, every)
        if not chosen.is_valid():
            raise InvalidParameters(chosen.errors)
        rows: QuerySet = chosen.qs
        return rows

    def item(self, row: Any) -> Any:
        return {name: row[name] for name in OBSERVATION_FIELDS}

    def file(self, request: Request) -> HttpResponseBase:
        """All matching rows as CSV, streamed as they are read."""
        release = self.release_of(request)
        if of_pages := set(PAGE_PARAMETERS) & set(request.query_params):
            raise InvalidParameters(
                {name: [_("Not with format=csv, which gives all rows.")] for name in sorted(of_pages)}
            )
        rows = self.rows(request, release).values_list(*OBSERVATION_FIELDS)
        lines: Iterator[bytes] = csv_rows.csv_chunks(OBSERVATION_FIELDS, rows.iterator(chunk_size=2000))
        wishes = sorted(request.query_params.items())
        return published_stream(
            request,
            lines,
            to_json([request.path, release.sha256, wishes]),
            csv_rows.CONTENT_TYPE,
            filename=f"observations-release-{release.number}.csv",
        )


@public(
    "behind",
    "What is behind a released figure: its parts, who stands where or gave what, regions and groups, its rule",
    component("Behind"),
    description=(
        "As far as the disclosure of its questionnaire opens it: `respondents` is empty where nobody may be named, and "
        "a part of `places` is null where it is withheld. A figure that was not computed has no counts; one that was "
        "computed from the trust fund's ledger has `contributions` instead, with their `source` and `measure`."
    ),
)
class Behind(PublishedView):
    def get(self, request: Request, framework: str, indicator: str, series: str, year: int) -> HttpResponse:
        release = self.release_of(request)
        _content, found = contents_behind(release, framework, indicator, year)
        content = next((row for row in found if row["code"] == series), None)
        if content is None:
            raise Missing
        fields = (*BEHIND_FIELDS, *(name for name in OF_CONTRIBUTIONS if name in content))
        said = {name: content[name] for name in fields} | {"release": release.number}
        return published_response(request, to_json(said), JSON)


@public("reporting_list", "Who answered, year by year", page("Reporting"), parameters=LIST_PARAMETERS)
class ReportingYears(ListView):
    kind = Kind.REPORTING


@public(
    "reporting",
    "Who answered for a year: respondents by kind and region, country teams by team",
    component("Reporting"),
)
class Reporting(PublishedView):
    def get(self, request: Request, year: int) -> HttpResponse:
        text = document_text(self.release_of(request), Kind.REPORTING, str(year))
        return published_response(request, text, JSON)


@public(
    "facts_list",
    "Figures of a report that are no indicators, with source and paragraph, and look-alikes of indicators",
    page("Facts"),
    parameters=LIST_PARAMETERS,
)
class AllFacts(ListView):
    kind = Kind.FACTS


@public("facts", "The same of one report, by its symbol with hyphens: E-2022-54", component("Facts"))
class Facts(DocumentView):
    kind = Kind.FACTS


@public(
    "surveys_list", "Questionnaires with results, without their questions", page("Survey"), parameters=LIST_PARAMETERS
)
class Surveys(ListView):
    kind = Kind.SURVEY

    def item(self, row: Any) -> Any:
        return {name: value for name, value in super().item(row).items() if name != "sections"}


@public(
    "survey",
    "The results of a questionnaire: every question with how many answered it, and what",
    component("SurveyResults"),
    description=(
        "Of accepted answers. Nobody is named; what is not open by respondent is told of the whole alone, and only "
        "where no single answer can be told from it (`withheld`), nor from the release before (`as_of`)."
    ),
)
class Survey(PublishedView):
    def get(self, request: Request, respondent: str, year: int) -> HttpResponse:
        text = document_text(self.release_of(request), Kind.SURVEY, f"{respondent}/{year}")
        return published_response(request, text, JSON)
