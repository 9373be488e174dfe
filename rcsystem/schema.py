"""The description of the API for programs (OpenAPI 3.1) and the page that shows it to people."""

from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from rest_framework.request import Request

from common.api import JSON, InvalidParameters, check_parameters
from common.api_schema import COMPONENTS as SHARED
from common.api_views import OpenView
from common.published import published_response
from finance.serializers import COMPONENTS as FINANCE
from indicators.serializers import COMPONENTS as ENTERED
from public.finance_schemas import COMPONENTS as PUBLISHED_OF_FINANCE
from public.schemas import COMPONENTS as PUBLISHED
from public.survey_schemas import COMPONENTS as PUBLISHED_OF_SURVEYS
from records.serializers import COMPONENTS as RECORDS
from surveys.serializers import COMPONENTS as ANSWERED

ABOUT = """
Everything published of the results framework of the resident coordinator system (E/2022/54), and the entry of values.

**Numbers** are JSON strings, without grouping, exponent or trailing zeros; `null` is missing, and never zero.

**Releases.** What is public is read from releases, which never change. `?release=N` shows what was published in
release N; without it the newest is read. Every public answer has an ETag; ask with If-None-Match.

**Lists** are pages of `{next, previous, results}`. Follow `next` as it is: a list that was begun in one release is read
to its end in it, whatever is published meanwhile. `limit` is at most 1000; `count=true` adds `count`.

**Entry** needs `Authorization: Token ...`. The ETag of an observation, an answer, a submission, an item of
the trust fund or a contribution is its version; every write names it in If-Match.

**Problems** (RFC 9457) have a stable `code`, and in `errors` a pointer into the body or the name of a parameter.
A request is refused in this order: 401, 404 (also what one may not see), 403, 400, 428, 412 (with the row as it is
now in `current`), 409.
"""
RENDERERS = {"json": OpenApiJsonRenderer, "yaml": OpenApiYamlRenderer}


class TokenScheme(KnoxTokenScheme):
    """Says of our authentication what drf-spectacular says of Knox's own."""

    target_class = "accounts.authentication.StrictTokenAuthentication"
    name = "token"


def add_components(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: what the API is, and the schemas that the apps give names to."""
    result["info"]["description"] = ABOUT.strip()
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(
        SHARED | ENTERED | RECORDS | ANSWERED | FINANCE | PUBLISHED | PUBLISHED_OF_FINANCE | PUBLISHED_OF_SURVEYS
    )
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    return result


@lru_cache(maxsize=2)
def schema_text(format_name: str) -> str | bytes:
    """The schema as JSON or YAML; it depends on the code alone."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    text: str | bytes = RENDERERS[format_name]().render(schema, renderer_context={})
    return text


class SchemaView(OpenView):
    """`?format=json` (default) or `yaml`."""

    media_types = ("application/vnd.oai.openapi+json", "application/vnd.oai.openapi", JSON, "application/yaml")
    schema = None

    def get(self, request: Request) -> HttpResponse:
        check_parameters(request, ("format",))
        format_name = request.query_params.get("format", "json")
        if format_name not in RENDERERS:
            raise InvalidParameters({"format": [_("One of: %(formats)s.") % {"formats": ", ".join(RENDERERS)}]})
        content_type = JSON if format_name == "json" else "application/yaml; charset=utf-8"
        return published_response(request, schema_text(format_name), content_type)


class DocumentationView(OpenView):
    """The schema as a page, by Swagger UI from our own static files."""

    media_types = ("text/html",)
    schema = None

    def get(self, request: Request) -> HttpResponse:
        check_parameters(request)
        return published_response(request, render_to_string("api/documentation.html"))
