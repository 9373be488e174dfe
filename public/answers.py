"""What public views answer: made once for each release, address and language, then kept and given to everybody.

A view is a function of its release, address and language alone. So what it made can be kept as long as the build
stands, and a page that was asked for before costs one query: which release is it?
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from common.kept import kept
from common.published import published_response
from common.translated import reader_language
from public.shown import ShownRelease, shown_release
from public.texts import without_gaps

HTML = "text/html; charset=utf-8"
# Larger files are made anew for each reader, so that a few of them do not push all pages out.
MOST_KEPT = 8_000_000
LONGEST_ADDRESS = 500


@dataclass(frozen=True, slots=True)
class Published:
    """The body of an answer; a `filename` makes it a download."""

    body: str | bytes
    content_type: str = HTML
    filename: str = ""


Made = Published | HttpResponseBase  # a redirection is an answer, too, and is not kept
View = Callable[..., HttpResponseBase]


def released(view: Callable[..., Made]) -> View:
    """The view of a page or file of a release: `view(request, release, ...)`. Raises Http404 where there is none."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        release = shown_release(request)
        row = release.row
        named = (row.number, row.sha256, row.published_at.isoformat(), release.newest, release.asked)
        made_by = f"{view.__module__}.{view.__qualname__}"
        return _answer(request, (made_by, *named), lambda: view(request, release, *args, **kwargs))

    return answer


def unreleased(view: Callable[..., Made]) -> View:
    """The view of a page that shows no release: `view(request, ...)`."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        made = view(request, *args, **kwargs)
        return _response(request, made)

    return answer


def rendered(request: HttpRequest, template: str, release: ShownRelease | None = None, **context: Any) -> Published:
    """The page, rendered without the request's context processors: it must not see a session, user or token."""
    page = render_to_string(template, {"request": request, "release": release, **context})
    return Published(without_gaps(page))


def _answer(request: HttpRequest, named: tuple[Any, ...], make: Callable[[], Made]) -> HttpResponseBase:
    """`named`: which view answers, and of which release. The address is as it was sent: `a/../b` is not `b`, and what
    may be framed and what may not (public.pictures.views) would else answer for each other."""
    address = (request.scheme, request.get_host(), request.path, request.META.get("QUERY_STRING", ""))
    if sum(map(len, address)) > LONGEST_ADDRESS:
        return _response(request, make())
    named = ("page", settings.DATA_LICENCE, *named, reader_language(), *address)
    return _response(request, kept(named, make, worth=_is_kept))


def _is_kept(made: Made) -> bool:
    return isinstance(made, Published) and len(made.body) <= MOST_KEPT


def _response(request: HttpRequest, made: Made) -> HttpResponseBase:
    if not isinstance(made, Published):
        return made
    return published_response(request, made.body, made.content_type, filename=made.filename)
