"""Releases recomputed: does every document and flat row still say what was published?"""

import json
from collections.abc import Iterator
from decimal import Decimal

from activity.models import Entry
from common.canonical import sha256
from publications.documents import Draft, flat_rows
from publications.models import Document, Kind, Release, ReleasedObservation


def release_faults() -> Iterator[str]:
    """A sentence for each document, flat row or release that is not what was published."""
    for release in Release.objects.order_by("number"):
        documents = list(Document.objects.filter(release=release).order_by("kind", "position"))
        yield from _document_faults(release, documents)
        yield from _row_faults(release, documents)
        yield from _log_faults(release)


def _document_faults(release: Release, documents: list[Document]) -> Iterator[str]:
    for document in documents:
        if sha256(document.text) != document.sha256:
            yield f"release {release.number}: document {document.kind} {document.key} is not what was hashed"
    own = next((document for document in documents if document.kind == Kind.RELEASE), None)
    if own is None:
        yield f"release {release.number}: its own document is missing"
        return
    if own.sha256 != release.sha256:
        yield f"release {release.number}: its hash is not that of its own document"
    said = json.loads(own.text)
    for name in ("number", "title", "reason", "due_year", "demonstration"):
        if said[name] != getattr(release, name):
            yield f"release {release.number}: its {name} differs from its own document"
    if said["published_at"] != release.published_at.isoformat():
        yield f"release {release.number}: its moment differs from its own document"
    published = {(row["kind"], row["key"]): row["sha256"] for row in said["documents"]}
    present = {(row.kind, row.key): row.sha256 for row in documents if row.kind != Kind.RELEASE}
    for kind, key in sorted(published.keys() | present.keys()):
        if published.get((kind, key)) != present.get((kind, key)):
            yield f"release {release.number}: document {kind} {key} is not the one that was published"


def _row_faults(release: Release, documents: list[Document]) -> Iterator[str]:
    drafts = [
        Draft(document.kind, document.key, document.position, json.loads(document.text))
        for document in documents
        if document.kind == Kind.INDICATOR
    ]
    expected = list(flat_rows(drafts))
    rows = list(ReleasedObservation.objects.of(release))
    if len(rows) != len(expected):
        yield f"release {release.number}: {len(rows)} flat rows, its documents have {len(expected)}"
    for row, content in zip(rows, expected, strict=False):
        for name, value in content.items():
            present = getattr(row, name)
            same = present == (Decimal(value) if isinstance(present, Decimal) and value is not None else value)
            if not same:
                yield f"release {release.number}: flat row {row.position} differs from its document in {name}"


def _log_faults(release: Release) -> Iterator[str]:
    entries = Entry.objects.about(f"release {release.number}").filter(verb="publications.release.published")
    if not any(f'"sha256":"{release.sha256}"' in text for text in entries.values_list("text", flat=True)):
        yield f"release {release.number}: the activity log tells another hash, or none"
