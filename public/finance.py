"""The trust fund in the public API: tables of annexes, resources, posts, funding, contributions, as they were released.

A release that was made before it held the trust fund answers 404 at each of these addresses.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from common.api import JSON, InvalidParameters, to_json
from common.api_schema import component, page
from common.digits import read_digits
from common.paging import PAGE_PARAMETERS, page_of_list
from common.published import published_response
from common.refusals import Missing
from finance.choices import RESOURCES, STREAMS, Fund
from finance.lines import BY_COMPONENT, BY_OBJECT
from public.api_views import COMMON_PARAMETERS, LIST_PARAMETERS, ListView, PublishedView, public
from public.funding.documents import reports_of
from public.releases import document, document_text
from publications.models import Kind, Release

Content = dict[str, Any]

YEAR = OpenApiParameter("year", {"type": "integer", "minimum": 1000, "maximum": 2999})


def choices(name: str, values: Iterable[str], description: str = "") -> OpenApiParameter:
    """A parameter that is one of `values`."""
    return OpenApiParameter(name, {"type": "string", "enum": [str(value) for value in values]}, description=description)


def chosen_year(request: Request, name: str = "year") -> int | None:
    """The year under `name`, None where there is none. Raises InvalidParameters."""
    text = request.query_params.get(name)
    year = read_digits(text, 4)
    if text is not None and (year is None or not 1000 <= year <= 2999):
        raise InvalidParameters({name: [_("A year in four digits.")]})
    return year


def chosen(request: Request, name: str, values: Iterable[str]) -> str | None:
    """The choice under `name`, None where there is none. Raises InvalidParameters for another than `values`."""
    known = [str(value) for value in values]
    text = request.query_params.get(name)
    if text is not None and text not in known:
        raise InvalidParameters({name: [_("One of: %(choices)s.") % {"choices": ", ".join(known)}]})
    return text


class TrustFundView(PublishedView):
    """A document of the trust fund, in the very bytes that were published."""

    key: ClassVar[str]

    def get(self, request: Request) -> HttpResponse:
        return published_response(request, document_text(self.release_of(request), Kind.FINANCE, self.key), JSON)


@public(
    "finance_table",
    "A table of annex I, as the report of a year lays it out",
    component("FinanceTable"),
    description=(
        "Tables 1 to 5: resources by component and by object, posts, results by component and by object; in the "
        "printed unit. `cells` are computed from their parts, and null where a part is missing; `printed` holds the "
        "subtotals, totals, changes and percentages as the report prints them."
    ),
    parameters=[
        *COMMON_PARAMETERS,
        OpenApiParameter("report", YEAR.type, description="The report of this year; else the latest."),
    ],
)
class Table(PublishedView):
    filters = ("report",)

    def get(self, request: Request, number: str) -> HttpResponse:
        release = self.release_of(request)
        report = chosen_year(request, "report") or _latest_report(release)
        return published_response(request, document_text(release, Kind.FINANCE, f"tables/{report}/{number}"), JSON)


def _latest_report(release: Release) -> int:
    """The latest report whose tables the release holds. Raises Missing."""
    reports = reports_of(release)
    if not reports:
        raise Missing
    return reports[0]


@public(
    "finance_resources",
    "Budgets, estimates and expenditure by line, year and fund, in dollars",
    component("FinanceResources"),
    description=(
        "What the latest report says of each line, which report that is, and what it superseded. Sums are computed "
        "from their parts. Without `by` the sums of whole funds stand there as well, as they are given."
    ),
    parameters=[
        *COMMON_PARAMETERS,
        YEAR,
        choices("by", (BY_COMPONENT, BY_OBJECT)),
        choices("fund", Fund.values),
        choices("kind", RESOURCES),
    ],
)
class Resources(PublishedView):
    filters = ("year", "by", "fund", "kind")

    def get(self, request: Request) -> HttpResponse:
        release = self.release_of(request)
        wanted = {
            "year": chosen_year(request),
            "by": chosen(request, "by", (BY_COMPONENT, BY_OBJECT)),
            "fund": chosen(request, "fund", Fund.values),
            "kind": chosen(request, "kind", RESOURCES),
        }
        content = document(release, Kind.FINANCE, "resources")
        return published_response(request, to_json(content | {"rows": _matching(content["rows"], wanted)}), JSON)


@public(
    "finance_posts",
    "Posts by component and grade, year by year",
    component("FinancePosts"),
    parameters=[*COMMON_PARAMETERS, YEAR],
)
class Posts(PublishedView):
    filters = ("year",)

    def get(self, request: Request) -> HttpResponse:
        release, wanted = self.release_of(request), {"year": chosen_year(request)}
        content = document(release, Kind.FINANCE, "posts")
        return published_response(request, to_json(content | {"years": _matching(content["years"], wanted)}), JSON)


def _matching(rows: list[Content], wanted: dict[str, Any]) -> list[Content]:
    conditions = {name: value for name, value in wanted.items() if value is not None}
    return [row for row in rows if all(row[name] == value for name, value in conditions.items())]


@public(
    "finance_funding",
    "Funding by stream and year: requirement, pledged, received, and the gap; other sums; what the ledger gives",
    component("FinanceFunding"),
    description=(
        "In dollars; `rounded_to` is the unit of a figure's last printed digit. A reported total may differ from the "
        "sum of its streams by their rounding: `differs_by_rounding`. The sources mean two things by a gap; both are "
        "named. Levies not applied and contributors that stopped are counts, and never told by name."
    ),
)
class Funding(TrustFundView):
    key = "funding"


@public(
    "finance_reconciliation",
    "Printed figures that are not the computed ones, and whether rounding explains them",
    component("FinanceReconciliation"),
    description="In the unit of each table: thousands of dollars, posts, per cent; funding in millions of dollars.",
)
class Reconciliation(TrustFundView):
    key = "reconciliation"


@public(
    "finance_contributions",
    "Agreements, pledges and payments, each with its contributor",
    page("FinanceContribution"),
    description="Contributions are pooled. `dollars` is null where there is no amount, or no dated rate for it.",
    parameters=[
        *LIST_PARAMETERS,
        OpenApiParameter("year", YEAR.type, description="A year that it covers."),
        choices("stream", STREAMS),
        OpenApiParameter("contributor", OpenApiTypes.STR, description="Code of the contributor."),
    ],
)
class Contributions(ListView):
    filters = (*PAGE_PARAMETERS, "year", "stream", "contributor")

    def get(self, request: Request) -> HttpResponseBase:
        release, cursor = self.place_of(request)
        found = page_of_list(self.chosen_rows(request, release), request, cursor=cursor, edition=release.number)
        return published_response(request, to_json(found.content(found.rows)), JSON)

    def chosen_rows(self, request: Request, release: Release) -> list[Content]:
        """The released contributions that are asked for, each with its contributor."""
        year, stream = chosen_year(request), chosen(request, "stream", STREAMS)
        content = document(release, Kind.FINANCE, "contributions")
        contributors = {row["code"]: row for row in content["contributors"]}
        wanted = {"stream": stream, "contributor": request.query_params.get("contributor")}
        return [
            row | {"contributor": contributors[row["contributor"]], "release": release.number}
            for row in _matching(content["rows"], wanted)
            if year is None or row["first_year"] <= year <= row["last_year"]
        ]
