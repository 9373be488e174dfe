"""The public pages. They read releases and nothing else, and answer everybody with the same bytes."""

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse

from common.translated import text_of
from indicators.progress import VERSION
from indicators.words import BY_CONCERN, RATINGS
from public.answers import Published, released, rendered, unreleased
from public.behind import series_behind
from public.cases import worked_cases
from public.changes import changes_of
from public.choice import chosen_series, framework_document, respondents_of, sources_of
from public.findings import position
from public.funding import streams
from public.funding.documents import finance_document
from public.history import page_of_releases
from public.lineage import changes_against_before
from public.method import all_rules
from public.releases import document, documents
from public.shown import ShownRelease
from public.tree import framework_view
from public.words import PUBLISHED_BY
from publications.models import Kind, Release

MOST_RATED_ON_OVERVIEW = 10
MONEY_ON_OVERVIEW = 3


@released
def overview(request: HttpRequest, release: ShownRelease) -> Published:
    """The position in a sentence, ratings by goal, the trust fund's figures, what changed, and as at when."""
    framework = framework_view(framework_document(release, ""))
    funding = finance_document(release, "funding")
    series = [(indicator, each) for indicator in framework.indicators for each in indicator.series]
    rated = [pair for code in BY_CONCERN for pair in series if pair[1].rating.code == code]
    return rendered(
        request,
        "public/overview.html",
        release,
        framework=framework,
        position=position(framework.counts),
        money=[pair for pair in series if pair[0].content["roll_up"]["method"] == "finance"][:MONEY_ON_OVERVIEW],
        rated=rated[:MOST_RATED_ON_OVERVIEW],
        all_rated=len(rated),
        funding=streams.finding(streams.year_views(funding)) if funding else "",
        changes=changes_of(release.row),
    )


@released
def framework(request: HttpRequest, release: ShownRelease) -> Published:
    """A framework as a table, the present one or `?framework=`; a part of it by goal, rating, source or respondent."""
    content = framework_document(release, request.GET.get("framework", ""))
    choice = chosen_series(request, content)
    view = framework_view(content)
    goals = view.chosen(choice)
    others = [each for each in documents(release.row, Kind.FRAMEWORK) if each["code"] != view.code]
    return rendered(
        request,
        "public/framework.html",
        release,
        framework=view,
        position=position(view.counts),
        goals=goals,
        shown=sum(len(goal.series) for goal in goals),
        choice=choice,
        ratings=RATINGS,
        sources=sources_of(content),
        respondents=respondents_of(content),
        folded=request.GET.get("folded") == "yes",
        others=[framework_view(each) for each in others],
        against=changes_against_before(content, others),
    )


@released
def behind(request: HttpRequest, release: ShownRelease, framework: str, indicator: str, year: int) -> Published:
    """What is behind the figures of a year: parts, who stands where, places, what reaches the target, and the rule."""
    shown = series_behind(release.row, framework, indicator, year)
    content, first = shown[0].indicator, shown[0].code
    address = f"/api/v1/observations/{framework}/{indicator}/{first}/{year}/behind/?release={release.number}"
    return rendered(
        request,
        "public/behind.html",
        release,
        framework=framework,
        indicator=content,
        title=text_of(content["title"]),
        year=year,
        years=sorted({row["year"] for series in content["series"] for row in series["observations"]}),
        shown=shown,
        computed=any(row.is_computed for row in shown),
        api=request.build_absolute_uri(address),
    )


@released
def releases(request: HttpRequest, release: ShownRelease) -> Published:
    """Everything that was ever published, newest first."""
    page = page_of_releases(request.GET)
    newest = ShownRelease(release.row, release.newest, asked=False)
    return rendered(request, "public/releases.html", page=page, newest=newest)


@released
def release(request: HttpRequest, release: ShownRelease, number: int) -> Published:
    """One release: why, what it holds, what it changed, and how to verify it."""
    found = Release.objects.numbered(number)
    if found is None:
        raise Http404
    own = document(found, Kind.RELEASE, str(number))
    shown = ShownRelease(found, release.newest, asked=True)
    return rendered(
        request,
        "public/release.html",
        shown=shown,
        manifest=own["documents"],
        published_by=PUBLISHED_BY[own["published_by"]],
        changes=changes_of(found),
        document=request.build_absolute_uri(reverse("public:release_json", args=[number])),
    )


@released
def methodology(request: HttpRequest, release: ShownRelease) -> Published:
    """The rule of progress in prose, with cases that it has worked out; and the rules by which answers are counted."""
    cases, rules = list(worked_cases()), all_rules(release.row)
    return rendered(request, "public/methodology.html", release, cases=cases, version=VERSION, rules=rules)


@unreleased
def terms(request: HttpRequest) -> Published:
    return rendered(request, "public/terms.html")


@unreleased
def contact(request: HttpRequest) -> Published:
    """Whom to ask; a demonstration has nobody to name, and says so."""
    demonstration, address = settings.DEMONSTRATION, settings.CONTACT_ADDRESS
    return rendered(request, "public/contact.html", demonstration=demonstration, contact=address)


@unreleased
def accessibility(request: HttpRequest) -> Published:
    return rendered(request, "public/accessibility.html")


@unreleased
def robots(request: HttpRequest) -> Published:
    """Everything public may be read by machines; what is signed-in answers them nothing anyway."""
    return Published("User-agent: *\nAllow: /\n", "text/plain; charset=utf-8")
