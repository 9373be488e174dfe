"""The release that a reader asked for, and its documents: public pages and API read nothing else."""

import json
from typing import Any

from django.http import Http404, QueryDict

from common.digits import read_digits
from publications.models import Document, Release

MAX_RELEASE_DIGITS = 6


def read_release_number(parameters: QueryDict, name: str) -> int | None:
    """The number under `name`; None where there is nothing under it. Raises Http404 where it could be no release's."""
    text = parameters.get(name)
    number = read_digits(text, MAX_RELEASE_DIGITS)
    if text is not None and number is None:
        raise Http404
    return number


def requested_release(parameters: QueryDict) -> Any:
    """The release named by `?release=N`, else the newest; its `newest` is the newest's number. One query.

    Raises Http404 where there is no such release.
    """
    release = Release.objects.with_newest().numbered(read_release_number(parameters, "release"))
    if release is None:
        raise Http404
    return release


def document_text(release: Release, kind: str, key: str) -> str:
    """The canonical JSON text of one document, as it was published. Raises Http404 where the release has none."""
    if "\0" in key:  # readers write keys, and a database that keeps no NUL refuses even to look for one
        raise Http404
    text = Document.objects.filter(release=release, kind=kind, key=key).values_list("text", flat=True).first()
    if text is None:
        raise Http404
    return text


def document(release: Release, kind: str, key: str) -> dict[str, Any]:
    """The same, read."""
    return json.loads(document_text(release, kind, key))


def documents(release: Release, kind: str) -> list[dict[str, Any]]:
    """All documents of one kind, read, in their order."""
    return [json.loads(text) for text in Document.objects.of(release, kind).values_list("text", flat=True)]
