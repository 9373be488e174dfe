"""What every view of the API shares: how it reads a request, and how it answers one that it refuses.

A refused request is answered as a problem (RFC 9457, `application/problem+json`): `type`, `title`, `status`,
`detail`, `instance`, a stable `code`, and `errors`, each with a JSON pointer into the body or the name of a
parameter. Nothing that a client sends is answered with 5xx.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from common.numbers import canonical
from common.refusals import Invalid, Missing, NotAllowed, Refusal, VersionConflict, VersionNeeded, WrongState
from common.strict_json import JSONRefused, pointer_to, read_json

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"
MAX_BODY = 200_000  # bytes; the longest texts of an observation, and room to spare
NO_SUCH_VERSION = 0  # versions start at 1
_STRONG_ETAG = re.compile(r'"([1-9][0-9]{0,8})"')
Fault = dict[str, str]


# --- Refusals that only an API knows ------------------------------------------------------------------------


class Malformed(Refusal):
    """A body that is not read as JSON; `errors` say where, if that is known."""

    status, code, title = 400, "malformed", _("The body cannot be read")

    def __init__(self, detail: Any = "", errors: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.errors = list(errors)


class InvalidParameters(Invalid):
    """Query parameters that are unknown or break a rule; `errors` maps each to its sentences."""

    code, title = "invalid_parameters", _("Parameters not valid")

    def __init__(self, errors: Mapping[str, list[Any]]) -> None:
        super().__init__(errors, _("Some parameters cannot be accepted."))


class Unauthenticated(Refusal):
    """No token, or one that is not valid now."""

    status, code, title = 401, "unauthenticated", _("A valid token is needed")


class MethodRefused(Refusal):
    status, code, title = 405, "method_not_allowed", _("This address does not answer this method")


class NotAcceptable(Refusal):
    status, code, title = 406, "not_acceptable", _("Not available in a form that was asked for")


class TooLarge(Refusal):
    status, code, title = 413, "too_large", _("The body is too large")


class UnsupportedType(Refusal):
    status, code, title = 415, "unsupported_media_type", _("Only JSON is read")


PROBLEMS: tuple[type[Refusal], ...] = (
    Malformed,
    Invalid,
    InvalidParameters,
    Unauthenticated,
    NotAllowed,
    Missing,
    MethodRefused,
    NotAcceptable,
    WrongState,
    VersionConflict,
    TooLarge,
    UnsupportedType,
    VersionNeeded,
)
_BY_STATUS = {refusal.status: refusal for refusal in reversed(PROBLEMS)}  # 400 is Malformed


# --- Answers ----------------------------------------------------------------------------------------------------


def to_json(content: Any) -> str:
    """`content` as JSON in the order it has; decimals become canonical strings, dates and times ISO 8601."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return canonical(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(f"{type(value).__name__} has no JSON")


def problem_response(refusal: Refusal, request: Any, *, current: Any = None) -> HttpResponse:
    """The refusal as problem+json. `current`: the row as it is now, for a write that saw an older one."""
    content: dict[str, Any] = {
        "type": f"/api/v1/problems/#{refusal.code}",
        "title": str(refusal.title),
        "status": refusal.status,
        "detail": str(refusal.detail),
        "instance": escape_uri_path(request.path),
        "code": refusal.code,
    }
    if errors := _errors(refusal):
        content["errors"] = errors
    if current is not None:
        content["current"] = current
    # What was sent may stand in a sentence: half a surrogate pair in it must not break the answer.
    body = to_json(content).encode(errors="replace")
    return HttpResponse(body, status=refusal.status, content_type=PROBLEM_JSON)


def _errors(refusal: Refusal) -> list[Fault]:
    match refusal:
        case InvalidParameters():
            return [{"parameter": name, "detail": str(text)} for name, text in _sentences(refusal.errors)]
        case Invalid():
            return [{"pointer": pointer_to("", name), "detail": str(text)} for name, text in _sentences(refusal.errors)]
        case Malformed():
            return refusal.errors
    return []


def _sentences(errors: Mapping[str, Iterable[Any]]) -> Iterable[tuple[str, Any]]:
    return ((name, text) for name, texts in errors.items() for text in texts)


def problem_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Every refusal, ours or the REST framework's, as a problem; None for what is a fault of our own."""
    refusal = _refusal(error)
    if refusal is None:
        return None
    view = context["view"]
    current = view.represent(error.current) if isinstance(error, VersionConflict) else None
    response = problem_response(refusal, context["request"], current=current)
    if challenge := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = challenge
    response["Cache-Control"] = "no-store"
    return response


def _refusal(error: Exception) -> Refusal | None:
    match error:
        case Refusal():
            return error
        case Http404():
            return Missing()
        case PermissionDenied():
            return NotAllowed()
        case SuspiciousOperation():
            return Malformed(_("The request cannot be read."))
        case exceptions.ValidationError():
            return BodyRefused(error.detail)
        case exceptions.APIException():
            known = _BY_STATUS.get(error.status_code)
            return known(str(error.detail)) if known else None
    return None


class BodyRefused(Malformed):
    """A body whose fields are not of the form that they should be: what a serializer says, by pointer."""

    code, title = Invalid.code, Invalid.title

    def __init__(self, detail: Any) -> None:
        super().__init__(_("Some of what was sent cannot be accepted."), list(_faults_by_pointer(detail, "")))


def _faults_by_pointer(detail: Any, pointer: str) -> Iterable[Fault]:
    match detail:
        case dict():
            for name, inner in detail.items():
                whole = name == "non_field_errors"
                yield from _faults_by_pointer(inner, pointer if whole else pointer_to(pointer, name))
        case list() | tuple():
            for inner in detail:
                yield from _faults_by_pointer(inner, pointer)
        case _:
            yield {"pointer": pointer, "detail": str(detail)}


def private_response(content: Any, *, version: int | None = None) -> HttpResponse:
    """`content` as JSON for one person: kept by no cache. `version` of the row becomes its ETag."""
    response = HttpResponse(
        to_json(content), content_type=JSON, headers={"Cache-Control": "no-store", "Vary": "Authorization"}
    )
    if version is not None:
        response["ETag"] = f'"{version}"'
    return response


# --- Requests -----------------------------------------------------------------------------------------------


class StrictJSONParser(BaseParser):
    """Reads a body as `common.strict_json` does; at most MAX_BODY bytes."""

    media_type = JSON

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            raise TooLarge(_("At most %(bytes)s bytes.") % {"bytes": MAX_BODY})
        try:
            return read_json(body)
        except JSONRefused as error:
            at = [] if error.pointer is None else [{"pointer": error.pointer, "detail": error.message}]
            raise Malformed(error.message, at) from error


class Negotiation(DefaultContentNegotiation):
    """The address alone says what it answers with; Accept only says whether the client can read that."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> tuple[Any, str]:
        accepted = request.accepted_types if request.headers.get("Accept") else None
        media_types = request.parser_context["view"].media_types
        if accepted is not None and not any(_admits(wish, offer) for wish in accepted for offer in media_types):
            raise exceptions.NotAcceptable(_("Available as: %(types)s.") % {"types": ", ".join(media_types)})
        return renderers[0], JSON


def _admits(wish: Any, media_type: str) -> bool:
    main, _slash, sub = media_type.partition("/")
    return wish.main_type in ("*", main) and wish.sub_type in ("*", sub)


def check_parameters(request: Request, known: Collection[str] = ()) -> None:
    """Refuse query parameters that are not `known`, stand twice, are empty, or hold what no database keeps."""
    errors: dict[str, list[Any]] = {}
    for name, values in request.query_params.lists():
        if name not in known:
            known_here = ", ".join(sorted(known))
            errors[name] = [
                _("There is no such parameter here. Known: %(known)s.") % {"known": known_here}
                if known_here
                else _("There are no parameters here.")
            ]
        elif len(values) > 1:
            errors[name] = [_("It stands more than once.")]
        elif not values[0]:
            errors[name] = [_("It is empty. Leave it out, or give it a value.")]
        elif "\0" in values[0]:
            errors[name] = [_("It contains the character U+0000.")]
    if errors:
        raise InvalidParameters(errors)


def version_seen(request: Request) -> int | None:
    """The version that a write names in If-Match; None without one, and `*` counts as none.

    A weak, malformed or listed ETag names no version that a row ever has.
    """
    text = request.headers.get("If-Match", "").strip()
    if text in ("", "*"):
        return None
    strong = _STRONG_ETAG.fullmatch(text)
    return int(strong[1]) if strong else NO_SUCH_VERSION
