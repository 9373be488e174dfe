"""Answers for one person: no cache keeps them, neither a proxy's nor that of a browser others use later."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers


class SeeOther(HttpResponseRedirect):
    """After a post, the answer by GET: loading it again sends nothing twice."""

    status_code = 303


class Download(HttpResponse):
    """A file under its name, to be kept and not to be shown by the browser."""

    def __init__(self, content: bytes, content_type: str, name: str) -> None:
        super().__init__(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


class PrivateMiddleware:
    """Adds "no-store" to every answer for which the session was asked and that says nothing of caches itself.

    The pages of allauth (password, second factor, addresses) cannot carry a decorator of ours; public pages read no
    session, so they stay as they are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
