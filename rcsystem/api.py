"""Every address of /api/v1/. What is public stands in `public.api`, what is signed in in each room's own `api`."""

import re

from django.http import HttpResponse
from django.urls import path, re_path
from rest_framework.request import Request

from common.api import JSON, PROBLEMS, check_parameters, to_json
from common.api_schema import TEXT, WHOLE, array, documented, record
from common.api_views import OpenView, UnknownAddress
from common.published import published_response
from finance import api as finance
from indicators import api as entry
from public import api as public
from public import finance as trust_fund
from rcsystem.schema import DocumentationView, SchemaView
from records import api as records
from surveys import api as surveys

ONE = "entry/observations/<code:framework>/<code:indicator>/<code:series>/<year:year>/"
OF_TEAM = "entry/records/<code:team>/"
SUBMISSION = "entry/submissions/<year:year>/<code:respondent>/"
ITEM = "entry/finance/items/<code:item>/"
CONTRIBUTION = "entry/finance/contributions/<code:reference>/"


@documented(
    "get",
    "root",
    "The addresses of the API",
    {"type": "object", "additionalProperties": TEXT},
    problems=(400, 406),
    tag="api",
)
class Root(OpenView):
    """Each address by its name; what varies in it stands in braces."""

    def get(self, request: Request) -> HttpResponse:
        check_parameters(request)
        addresses = {
            str(pattern.name): request.build_absolute_uri(request.path) + _in_braces(str(pattern.pattern))
            for pattern in urlpatterns
            if pattern.name
        }
        return published_response(request, to_json(addresses), JSON)


@documented(
    "get",
    "problems_list",
    "The kinds of problems",
    record(results=array(record(code=TEXT, status=WHOLE, title=TEXT))),
    problems=(400, 406),
    tag="api",
)
class Problems(OpenView):
    """What the `type` of a problem points to."""

    def get(self, request: Request) -> HttpResponse:
        check_parameters(request)
        results = [
            {"code": refusal.code, "status": refusal.status, "title": str(refusal.title)} for refusal in PROBLEMS
        ]
        return published_response(request, to_json({"results": results}), JSON)


def _in_braces(route: str) -> str:
    return re.sub(r"<\w+:(\w+)>", r"{\1}", route)


app_name = "api"
urlpatterns = [
    path("", Root.as_view()),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocumentationView.as_view(), name="docs"),
    path("problems/", Problems.as_view(), name="problems"),
    path("frameworks/", public.Frameworks.as_view(), name="frameworks"),
    path("frameworks/<code:code>/", public.Framework.as_view(), name="framework"),
    path("indicators/", public.Indicators.as_view(), name="indicators"),
    path("indicators/<code:framework>/<code:code>/", public.Indicator.as_view(), name="indicator"),
    path("observations/", public.Observations.as_view(), name="observations"),
    path(
        "observations/<code:framework>/<code:indicator>/<code:series>/<year:year>/behind/",
        public.Behind.as_view(),
        name="behind",
    ),
    path("countries/", public.Countries.as_view(), name="countries"),
    path("countries/<code:iso3>/", public.Country.as_view(), name="country"),
    path("regions/", public.Regions.as_view(), name="regions"),
    path("regions/<code:code>/", public.Region.as_view(), name="region"),
    path("teams/", public.Teams.as_view(), name="teams"),
    path("teams/<code:code>/", public.Team.as_view(), name="team"),
    path("reporting/", public.ReportingYears.as_view(), name="reporting_years"),
    path("reporting/<year:year>/", public.Reporting.as_view(), name="reporting"),
    path("facts/", public.AllFacts.as_view(), name="all_facts"),
    path("facts/<code:report>/", public.Facts.as_view(), name="facts"),
    path("surveys/", public.Surveys.as_view(), name="surveys"),
    path("surveys/<code:respondent>/<year:year>/", public.Survey.as_view(), name="survey"),
    path("finance/tables/<code:number>/", trust_fund.Table.as_view(), name="finance_table"),
    path("finance/resources/", trust_fund.Resources.as_view(), name="finance_resources"),
    path("finance/posts/", trust_fund.Posts.as_view(), name="finance_posts"),
    path("finance/funding/", trust_fund.Funding.as_view(), name="finance_funding"),
    path("finance/contributions/", trust_fund.Contributions.as_view(), name="finance_contributions"),
    path("finance/reconciliation/", trust_fund.Reconciliation.as_view(), name="finance_reconciliation"),
    path("releases/", public.Releases.as_view(), name="releases"),
    path("releases/<int:number>/", public.ReleaseManifest.as_view(), name="release"),
    path("entry/observations/", entry.EnteredObservations.as_view(), name="entry_observations"),
    path(ONE, entry.EnteredObservation.as_view(), name="entry_observation"),
    path(f"{ONE}submit/", entry.SubmittedObservation.as_view(), name="submit_observation"),
    path(f"{ONE}return/", entry.ReturnedObservation.as_view(), name="return_observation"),
    path(f"{ONE}validate/", entry.ValidatedObservation.as_view(), name="validate_observation"),
    path(f"{ONE}reopen/", entry.ReopenedObservation.as_view(), name="reopen_observation"),
    path(f"{ONE}use-computed/", entry.ComputedObservation.as_view(), name="use_computed"),
    path(f"{ONE}behind/", entry.BehindObservation.as_view(), name="entry_behind"),
    path(OF_TEAM, records.RecordKinds.as_view(), name="records_of_team"),
    path(f"{OF_TEAM}<code:kind>/", records.Records.as_view(), name="records"),
    path(f"{OF_TEAM}<code:kind>/confirm/", records.ConfirmedRecords.as_view(), name="confirm_records"),
    path(f"{OF_TEAM}<code:kind>/<int:id>/", records.Record.as_view(), name="record"),
    path(f"{OF_TEAM}<code:kind>/<int:id>/end/", records.EndedRecord.as_view(), name="end_record"),
    path(f"{OF_TEAM}<code:kind>/<int:id>/withdraw/", records.WithdrawnRecord.as_view(), name="withdraw_record"),
    path("entry/submissions/", surveys.Submissions.as_view(), name="submissions"),
    path(SUBMISSION, surveys.OneSubmission.as_view(), name="submission"),
    path(f"{SUBMISSION}answers/<code:question>/", surveys.OneAnswer.as_view(), name="answer"),
    path(f"{SUBMISSION}submit/", surveys.SubmittedSubmission.as_view(), name="submit_submission"),
    path(f"{SUBMISSION}return/", surveys.ReturnedSubmission.as_view(), name="return_submission"),
    path(f"{SUBMISSION}endorse/", surveys.EndorsedSubmission.as_view(), name="endorse_submission"),
    path(f"{SUBMISSION}accept/", surveys.AcceptedSubmission.as_view(), name="accept_submission"),
    path(f"{SUBMISSION}reopen/", surveys.ReopenedSubmission.as_view(), name="reopen_submission"),
    path(f"{SUBMISSION}extend/", surveys.ExtendedSubmission.as_view(), name="extend_deadline"),
    path("entry/finance/items/", finance.Items.as_view(), name="entry_items"),
    path(ITEM, finance.Item.as_view(), name="entry_item"),
    path(f"{ITEM}submit/", finance.SubmittedItem.as_view(), name="submit_item"),
    path(f"{ITEM}return/", finance.ReturnedItem.as_view(), name="return_item"),
    path(f"{ITEM}validate/", finance.ValidatedItem.as_view(), name="validate_item"),
    path(f"{ITEM}reopen/", finance.ReopenedItem.as_view(), name="reopen_item"),
    path("entry/finance/contributions/", finance.Contributions.as_view(), name="entry_contributions"),
    path(CONTRIBUTION, finance.OneContribution.as_view(), name="entry_contribution"),
    path(f"{CONTRIBUTION}submit/", finance.SubmittedContribution.as_view(), name="submit_contribution"),
    path(f"{CONTRIBUTION}return/", finance.ReturnedContribution.as_view(), name="return_contribution"),
    path(f"{CONTRIBUTION}validate/", finance.ValidatedContribution.as_view(), name="validate_contribution"),
    path(f"{CONTRIBUTION}reopen/", finance.ReopenedContribution.as_view(), name="reopen_contribution"),
    re_path(r"", UnknownAddress.as_view()),
]
