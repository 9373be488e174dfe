"""The search over a release, as a page and as JSON. What was asked for is not kept: nobody else asks just so."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from common.api import JSON as JSON_TYPE
from common.api import to_json
from common.digits import read_digits
from common.published import published_response
from common.translated import reader_language
from public.answers import released, rendered
from public.search.entries import KINDS
from public.search.finding import LONGEST, Found, Query, find, index_of, read_query
from public.search.shown import as_json, groups
from public.shown import ShownRelease


def _asked(request: HttpRequest) -> tuple[str, str, int]:
    """What is looked for, among what kind of things ("" for all), and which page of them. Raises Http404 for an unknown
    kind, and for what is no page."""
    kind = request.GET.get("kind", "")
    page = read_digits(request.GET.get("page", "1"), 4)
    if (kind and kind not in KINDS) or not page:
        raise Http404
    return " ".join(request.GET.get("q", "").replace("\0", " ").split()), kind, page


def _found(release: ShownRelease, text: str) -> tuple[Found, str]:
    """What is found, and in words why nothing was looked for, where that is so."""
    if len(text) > LONGEST:
        words = _("That is too long to look for: write at most %(most)s characters.") % {"most": LONGEST}
        return Found(Query("", ()), {}), words
    query = read_query(text)
    if not query.chunks:
        return Found(query, {}), _("Write a word, a code such as 2.1.1-d, or the name or code of a country.")
    return find(index_of(release.row), query), ""


@released
def search(request: HttpRequest, release: ShownRelease) -> HttpResponse:
    """What has every word of `?q=`, by kind; `?kind=` shows all of one, `?page=` after page."""
    text, kind, page = _asked(request)
    found, why_not = _found(release, text)
    query = release.address("public:search", q=text, kind=kind).partition("?")[2]
    made = rendered(
        request,
        "public/search.html",
        release,
        text=text[:LONGEST],
        longest=LONGEST,
        kind=kind,
        kind_words=KINDS[kind] if kind else "",
        found=found,
        groups=groups(found, release, text, kind, page),
        query=query,
        why_not=why_not,
        everything=release.address("public:search", q=text) if kind else "",
    )
    return published_response(request, made.body)


@released
def search_json(request: HttpRequest, release: ShownRelease) -> HttpResponse:
    """The same as JSON: the first of each kind, or a page of a hundred of the kind that is asked for."""
    text, kind, page = _asked(request)
    found, why_not = _found(release, text)
    shown = groups(found, release, text, kind, page)
    root = request.build_absolute_uri("/").rstrip("/")
    said: dict[str, Any] = {
        "query": text[:LONGEST],
        "language": reader_language(),
        "release": release.number,
        "loosely": found.loosely,
        "message": why_not or None,
        "kinds": [{"kind": group.kind, "title": group.label, "count": group.count} for group in shown],
        "page": page,
        "pages": max((group.page.paginator.num_pages for group in shown), default=1),
        "results": list(as_json(shown, root)),
    }
    return published_response(request, to_json(said), JSON_TYPE)
