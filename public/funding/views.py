"""The pages of the trust fund. They read releases and nothing else, and answer everybody with the same bytes."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from finance.tables import POSTS
from public.answers import Published, released, rendered
from public.funding import budget, posts, streams
from public.funding.choice import ORDERS, arranged, chosen, heads, years_of, years_paid
from public.funding.contributions import STREAMS, giver, givers, measure_views, read_ledger
from public.funding.documents import (
    chosen_report,
    finance_document,
    reports_of,
    requested_table,
    table_key,
    tables_of,
)
from public.funding.pictures import budget_picture, posts_picture, streams_picture
from public.funding.reconciliation import reconciliation_view
from public.funding.tables import table_view
from public.pictures.drawing import figure
from public.shown import ShownRelease

# Years beside each other in the table of contributors; all of them stand on the contributor's page.
MOST_COLUMNS = 4


def _in_report(request: HttpRequest, reports: list[int]) -> dict[str, Any]:
    """The report that the reader asked for, among those of a release; links name it only where it was asked for."""
    return {"reports": reports, "report": chosen_report(request, reports), "asked_report": request.GET.get("report")}


def _api(request: HttpRequest, release: ShownRelease, name: str, **query: Any) -> str:
    """Where a program gets the same data, of this very release."""
    return request.build_absolute_uri(f"/api/v1/finance/{name}/?{urlencode(query | {'release': release.number})}")


def _table_api(request: HttpRequest, release: ShownRelease, report: int, number: int) -> str:
    return _api(request, release, f"tables/{number}", report=report)


@released
def funding(request: HttpRequest, release: ShownRelease) -> Published:
    """The five tables of a report's annex I, as a document of the United Nations lays them out."""
    reports = reports_of(release.row)
    if "report" not in request.GET and not reports:
        return rendered(request, "public/funding/nothing.html", release)
    place = _in_report(request, reports)
    contents = tables_of(release, place["report"])
    return rendered(
        request,
        "public/funding/funding.html",
        release,
        tables=[table_view(contents[number]) for number in sorted(contents)],
        document=next(iter(contents.values()))["document"],
        quotient=budget.quotient(contents[budget.RESULTS]),
        finding=budget.finding(contents[budget.RESULTS]),
        reconciliation=reconciliation_view(finance_document(release, "reconciliation"), contents),
        **place,
    )


@released
def table(request: HttpRequest, release: ShownRelease, number: int) -> Published:
    """One of the five tables by itself."""
    place = _in_report(request, reports_of(release.row))
    content = finance_document(release, table_key(place["report"], number))
    if content is None:
        raise Http404
    api = _table_api(request, release, place["report"], number)
    return rendered(request, "public/funding/table.html", release, table=table_view(content), api=api, **place)


@released
def budget_and_expenditure(request: HttpRequest, release: ShownRelease) -> Published:
    """What was budgeted and what was spent, by component."""
    content = requested_table(request, release, budget.RESULTS)
    return rendered(
        request,
        "public/funding/budget.html",
        release,
        figure=figure(release, budget_picture(content)),
        table=table_view(content),
        quotient=budget.quotient(content),
        api=_table_api(request, release, content["report"], budget.RESULTS),
        **_in_report(request, reports_of(release.row)),
    )


@released
def posts_by_grade(request: HttpRequest, release: ShownRelease) -> Published:
    """Posts by grade and component."""
    content = requested_table(request, release, POSTS)
    return rendered(
        request,
        "public/funding/posts.html",
        release,
        figure=figure(release, posts_picture(content)),
        posts=posts.posts_view(content),
        api=_table_api(request, release, content["report"], POSTS),
        **_in_report(request, reports_of(release.row)),
    )


@released
def funding_streams(request: HttpRequest, release: ShownRelease) -> Published:
    """Funding by stream and year against the requirement, both gaps, and the other dated figures of the reports."""
    content = finance_document(release, "funding")
    if content is None:
        raise Http404
    return rendered(
        request,
        "public/funding/streams.html",
        release,
        figure=figure(release, streams_picture(content)),
        years=streams.year_views(content),
        pledges=streams.has_pledges(content),
        facts=streams.fact_views(content),
        api=_api(request, release, "funding"),
    )


@released
def contributions(request: HttpRequest, release: ShownRelease) -> Published:
    """Contributions, sorted and filtered by the address, and their contributors with yearly sums."""
    content = finance_document(release, "contributions")
    if content is None:
        raise Http404
    ledger = read_ledger(content)
    choice = chosen(request, ledger)
    rows, columns = arranged(ledger, choice), sorted(years_paid(ledger)[:MOST_COLUMNS])
    return rendered(
        request,
        "public/funding/contributions.html",
        release,
        rows=rows,
        all=len(ledger),
        givers=[(each, each.paid_in(columns)) for each in givers(ledger)],
        columns=columns,
        choice=choice,
        heads=heads(choice),
        orders=ORDERS.items(),
        years=years_of(ledger),
        streams=[(code, words) for code, words in STREAMS.items() if code != streams.ALL],
        measures=measure_views(finance_document(release, "funding")),
        api=_api(request, release, "contributions"),
    )


@released
def contributor(request: HttpRequest, release: ShownRelease, code: str) -> Published:
    """One contributor: what it agreed, pledged and paid, into one pool."""
    content = finance_document(release, "contributions")
    if content is None:
        raise Http404
    return rendered(request, "public/funding/contributor.html", release, giver=giver(read_ledger(content), code))
