"""Answers that everybody may read: the same bytes for all, with an ETag, compressed the same way every time.

They hold no session, token or nonce, and depend on the address and the release alone, so proxies may keep them.
"""

import gzip
import hashlib
from collections.abc import Iterable

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.text import compress_sequence

from common.kept import BoundedMemory, kept

# Kept by anyone, used only after asking whether it is still the newest: a release is seen the moment it is out.
CACHE_CONTROL = "public, max-age=0, must-revalidate"
SMALLEST_TO_COMPRESS = 500
# In each process: a body is compressed again by every process, and by none twice.
_compressed_bodies = BoundedMemory("compressed", {"OPTIONS": {"MAX_ENTRIES": 2_000, "MAX_BYTES": 32 * 1024 * 1024}})


def published_response(
    request: HttpRequest, body: bytes | str, content_type: str = "text/html; charset=utf-8", *, filename: str = ""
) -> HttpResponse:
    """`body` as a public answer: 200 with an ETag, or 304 when the reader has it already.

    The ETag is of the build, the content and its encoding. `filename` makes it a download.
    """
    content = body.encode() if isinstance(body, str) else body
    encoding = _encoding(request) if len(content) >= SMALLEST_TO_COMPRESS and _compresses(content_type) else ""
    etag = _etag(content, content_type, encoding)
    response = HttpResponse(_compressed(content, encoding), content_type=content_type)
    _set_headers(response, etag, encoding, filename)
    return get_conditional_response(request, etag=etag, response=response) or response


def published_stream(
    request: HttpRequest, chunks: Iterable[bytes], identity: str, content_type: str, *, filename: str = ""
) -> HttpResponseBase:
    """As `published_response`, for what is too long to be held at once. `identity` stands for its content.

    The hash of a release and the filters name what is in it, so a reader who has it costs no query for its rows.
    """
    encoding = _encoding(request, ("gzip",))
    etag = _etag(identity.encode(), content_type, encoding)
    unchanged = get_conditional_response(request, etag=etag)
    asked = chunks if request.method == "GET" else ()  # the head alone needs no rows
    body = compress_sequence(asked) if encoding else asked
    response = unchanged or StreamingHttpResponse(body, content_type=content_type)
    _set_headers(response, etag, encoding, filename)
    return response


def _set_headers(response: HttpResponseBase, etag: str, encoding: str, filename: str) -> None:
    if encoding:
        response["Content-Encoding"] = encoding
    if filename:
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ["Accept-Encoding"])


def _compresses(content_type: str) -> bool:
    return not content_type.startswith("image/png")


def _encoding(request: HttpRequest, offered: tuple[str, ...] = ("br", "gzip")) -> str:
    """The best encoding that the reader accepts; one refused with q=0 is not accepted."""
    accepted = {}
    for part in request.headers.get("Accept-Encoding", "").split(","):
        name, _, parameters = part.strip().lower().partition(";")
        accepted[name] = parameters.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in offered if accepted.get(name)), "")


def _etag(content: bytes, content_type: str, encoding: str) -> str:
    digest = hashlib.sha256(f"{settings.BUILD}\n{content_type}\n".encode() + content).hexdigest()[:32]
    return f'"{digest}-{encoding}"' if encoding else f'"{digest}"'


def _compressed(content: bytes, encoding: str) -> bytes:
    if not encoding:
        return content
    compress = _by_brotli if encoding == "br" else _by_gzip
    named = (encoding, hashlib.sha256(content).hexdigest())
    return kept(named, lambda: compress(content), within=_compressed_bodies)


def _by_brotli(content: bytes) -> bytes:
    return brotli.compress(content, quality=6)


def _by_gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=6, mtime=0)
