"""Words for describing the API in OpenAPI 3.1: how schemas, parameters and answers are written down.

Answers are described by plain JSON schemas, each app's in its own module; `rcsystem.schema` gathers them.
"""

from collections.abc import Callable, Iterable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view

from common.api import JSON, PROBLEM_JSON, PROBLEMS
from common.paging import DEFAULT_LIMIT, MAX_LIMIT

Schema = dict[str, Any]

DECIMAL_PATTERN = r"^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$"
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
YEAR: Schema = {"type": "integer", "minimum": 1000, "maximum": 2999}
NULLABLE_DECIMAL: Schema = {
    "type": ["string", "null"],
    "pattern": DECIMAL_PATTERN,
    "description": "A decimal, without trailing zeros; null is missing, and never zero.",
}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}


def record(**members: Schema) -> Schema:
    """An object with all of these members."""
    return {"type": "object", "required": list(members), "properties": members}


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def choice(values: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(values)}


def nullable(schema: Schema) -> Schema:
    """`schema`, or null."""
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def component(name: str) -> Schema:
    """The schema that an app has given this name."""
    return {"$ref": f"#/components/schemas/{name}"}


def page(name: str) -> Schema:
    """A list's page of the component `name`."""
    address = nullable({"type": "string", "format": "uri"})
    content = record(next=address, previous=address, results=array(component(name)))
    content["properties"]["count"] = WHOLE | {"description": "All rows of the list; only after ?count=true."}
    return content


FAULT: Schema = {
    "type": "object",
    "required": ["detail"],
    "properties": {
        "pointer": {"type": "string", "description": "JSON pointer into the body."},
        "parameter": {"type": "string", "description": "Name of the query parameter."},
        "detail": TEXT,
    },
}
PROBLEM = record(
    type={"type": "string", "format": "uri-reference"},
    title=TEXT,
    status=WHOLE,
    detail=TEXT,
    instance={"type": "string", "format": "uri-reference"},
    code=choice(refusal.code for refusal in PROBLEMS),
)
PROBLEM["properties"]["errors"] = array(FAULT)
PROBLEM["properties"]["current"] = {"type": "object", "description": "The row as it is now, with the status 412."}

COMPONENTS: dict[str, Schema] = {"Problem": PROBLEM}
PROBLEM_WORDS = {
    400: "A body or parameter that cannot be accepted",
    401: "No valid token",
    403: "Seen, but not to be done by this person",
    404: "Not there, or not to be seen",
    406: "Not available in a form that was asked for",
    409: "Not possible in the present state",
    412: "Somebody has changed it since; the row as it is now is in `current`",
    413: "The body is too large",
    415: "Only JSON is read",
    428: "If-Match is missing",
}

LIMIT = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
    description="Rows on a page.",
)
CURSOR = OpenApiParameter("cursor", OpenApiTypes.STR, description="Out of `next` or `previous`; never made by hand.")
COUNT = OpenApiParameter(
    "count", {"type": "string", "enum": ["true", "false"]}, description="Whether to count all rows of the list."
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description='The ETag of the version that you saw, such as "3". Without it, or with *: 428.',
)
PAGE_PARAMETERS = [LIMIT, CURSOR, COUNT]


def documented(
    method: str,
    name: str,
    summary: str,
    answer: Schema | dict[tuple[int, str], Any],
    *,
    problems: Iterable[int],
    parameters: Iterable[OpenApiParameter] = (),
    request: Any = None,
    description: str = "",
    tag: str,
) -> Callable[[Any], Any]:
    """Describe one method of a view class. `answer`: the schema of its JSON, or responses by (status, type)."""
    responses = dict(answer) if all(isinstance(key, tuple) for key in answer) else {(200, JSON): answer}
    responses |= {
        (status, PROBLEM_JSON): OpenApiResponse(component("Problem"), PROBLEM_WORDS[status]) for status in problems
    }
    return extend_schema_view(
        **{
            method: extend_schema(
                operation_id=name,
                summary=summary,
                description=description,
                parameters=list(parameters),
                request=request,
                responses=responses,
                tags=[tag],
            )
        }
    )
