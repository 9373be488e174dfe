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
from indicators.serializers import COMPONENTS as ENTERED
from public.schemas import COMPONENTS as PUBLISHED

RENDERERS = {"json": OpenApiJsonRenderer, "yaml": OpenApiYamlRenderer}


class TokenScheme(KnoxTokenScheme):
    """Says of our authentication what drf-spectacular says of Knox's own."""

    target_class = "accounts.authentication.StrictTokenAuthentication"
    name = "token"


def add_components(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: the schemas that the apps give names to."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(SHARED | ENTERED | PUBLISHED)
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
