"""What the views of the public API are made from: a release, one of its documents, a list in pages."""

import json
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from common.api import JSON, InvalidParameters, check_parameters, to_json
from common.api_schema import PAGE_PARAMETERS as PAGE_PARAMETERS_DESCRIBED
from common.api_schema import documented
from common.api_views import OpenView
from common.paging import PAGE_PARAMETERS, Cursor, page_of
from common.published import published_response
from common.refusals import Missing
from public.releases import document_text, requested_release
from publications.models import Document, Kind, Release

RELEASE = OpenApiParameter("release", OpenApiTypes.INT, description="As published in this release; else the newest.")
FORMAT = OpenApiParameter("format", {"type": "string", "enum": ["json"]})
COMMON_PARAMETERS = [RELEASE, FORMAT]
LIST_PARAMETERS = [*COMMON_PARAMETERS, *PAGE_PARAMETERS_DESCRIBED]


def public(name: str, summary: str, answer: Any, **described: Any) -> Any:
    """Describe the GET of a public view in the schema."""
    described = {"parameters": COMMON_PARAMETERS, "problems": (400, 404, 406), "tag": "public"} | described
    return documented("get", name, summary, answer, **described)


class PublishedView(OpenView):
    """A view of a release. `filters` are its own query parameters, `formats` what it can be had as."""

    formats: ClassVar[tuple[str, ...]] = ("json",)
    filters: ClassVar[tuple[str, ...]] = ()

    def release_of(self, request: Request) -> Release:
        """The release asked for, once every parameter is known. Raises Http404, InvalidParameters."""
        release = requested_release(request.query_params)
        check_parameters(request, ("release", "format", *self.filters))
        if request.query_params.get("format", "json") not in self.formats:
            known = ", ".join(self.formats)
            raise InvalidParameters({"format": [_("One of: %(formats)s.") % {"formats": known}]})
        return release


class DocumentView(PublishedView):
    """One document of a release, in the very bytes that were published."""

    kind: ClassVar[Kind]

    def get(self, request: Request, **codes: str) -> HttpResponse:
        release = self.release_of(request)
        return published_response(request, document_text(release, self.kind, "/".join(codes.values())), JSON)


class ListView(PublishedView):
    """A list in pages, each of the same release as the first: the documents of one kind, as they are."""

    kind: ClassVar[Kind]
    filters: ClassVar[tuple[str, ...]] = PAGE_PARAMETERS
    key: ClassVar[str] = "position"
    descending: ClassVar[bool] = False

    def rows(self, request: Request, release: Release) -> QuerySet:
        """The rows of the list, as dicts."""
        rows: QuerySet = Document.objects.of(release, self.kind).values("position", "text")
        return rows

    def item(self, row: Any) -> Any:
        """A row as the list shows it."""
        return json.loads(row["text"])

    def get(self, request: Request) -> HttpResponseBase:
        release, cursor = self.place_of(request)
        rows = self.rows(request, release)
        found = page_of(rows, request, key=self.key, cursor=cursor, edition=release.number, descending=self.descending)
        return published_response(request, to_json(found.content([self.item(row) for row in found.rows])), JSON)

    def place_of(self, request: Request) -> tuple[Release, Cursor | None]:
        """The release that is read, and where in it: a cursor keeps to the release that it began in."""
        release, cursor = self.release_of(request), Cursor.of(request)
        if cursor is None or cursor.edition == release.number:
            return release, cursor
        if "release" in request.query_params:
            raise InvalidParameters({"cursor": [_("It is a cursor of another release.")]})
        begun_in = Release.objects.numbered(cursor.edition)
        if begun_in is None:
            raise Missing
        return begun_in, cursor
