"""Releases recomputed: does every document and flat row still say what was published?"""

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from activity.verification import recorded
from common.canonical import sha256
from publications.actions import CALLED_OFF, PUBLISHED, SEALED
from publications.documents import Draft, flat_rows
from publications.models import CalledOff, Document, Kind, Release, ReleasedObservation

# What a release's row repeats of its own document.
REPEATED = ("number", "title", "reason", "due_year", "demonstration")
MOMENTS = ("published_at", "sealed_at", "next_on")


def release_faults() -> Iterator[str]:
    """A sentence for each document, flat row or release that is not what was published, is gone, or was put in."""
    published = {said["target"]: said for verb in (PUBLISHED, SEALED) for said in recorded(verb)}
    yield from _called_off_faults()
    for release in Release.objects.order_by("number"):
        yield from _log_faults(release, published.pop(f"release {release.number}", None))
        documents = list(Document.objects.filter(release=release).order_by("kind", "position"))
        faults = list(_document_faults(release, documents))
        yield from faults
        # Rows are compared with their documents once those are known to be the published ones.
        yield from [] if faults else _row_faults(release, documents)
    for target in sorted(published):
        yield f"{target}: it is missing"


def _log_faults(release: Release, said: dict[str, Any] | None) -> Iterator[str]:
    if said is None:
        yield f"release {release.number}: the activity log does not know it"
        return
    if said["data"]["sha256"] != release.sha256:
        yield f"release {release.number}: the activity log tells another hash"
    if said["actor"] != release.published_by_id:
        yield f"release {release.number}: the activity log tells another publisher"


def _called_off_faults() -> Iterator[str]:
    """A row put in would hide a release from everybody; one taken out would bring back what was called off."""
    called_off = {said["target"]: said for said in recorded(CALLED_OFF)}
    for row in CalledOff.objects.select_related("release").order_by("release"):
        name = f"release {row.release_id}"
        said = called_off.pop(name, None)
        if said is None:
            yield f"{name}: the activity log does not know that it was called off"
            continue
        present = {"reason": row.reason, "sha256": row.release.sha256, "at": row.at.isoformat()}
        if (said["data"], said["actor"]) != (present, row.by_id):
            yield f"{name}: the activity log tells otherwise when, why or by whom it was called off"
    for target in sorted(called_off):
        yield f"{target}: it was called off, and the row that says so is missing"


def _document_faults(release: Release, documents: list[Document]) -> Iterator[str]:
    for document in documents:
        if sha256(document.text) != document.sha256:
            yield f"release {release.number}: document {document.kind} {document.key} is not what was hashed"
    own = (Kind.RELEASE.value, str(release.number))
    own_text = next((document.text for document in documents if (document.kind, document.key) == own), "")
    if sha256(own_text) != release.sha256:
        yield f"release {release.number}: its hash is not that of its own document, or it has none"
        return
    said = json.loads(own_text)
    for name in REPEATED:
        if said[name] != getattr(release, name):
            yield f"release {release.number}: its {name} differs from its own document"
    for name in MOMENTS:
        moment = getattr(release, name)
        if said.get(name) != (moment and moment.isoformat()):
            yield f"release {release.number}: its {name} differs from its own document"
    published = dict(_published(said["documents"])) | {own: (1, release.sha256)}
    present = {(row.kind, row.key): (row.position, row.sha256) for row in documents}
    for kind, key in sorted(published.keys() | present.keys()):
        if published.get((kind, key)) != present.get((kind, key)):
            yield f"release {release.number}: document {kind} {key} is not the one that was published, or not there"


def _published(manifest: list[dict[str, str]]) -> Iterator[tuple[tuple[str, str], tuple[int, str]]]:
    """Kind and key of each document, with its place among its kind and its hash."""
    places: Counter[str] = Counter()
    for row in manifest:
        places[row["kind"]] += 1
        yield (row["kind"], row["key"]), (places[row["kind"]], row["sha256"])


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
    for place, (row, content) in enumerate(zip(rows, expected, strict=False), 1):
        for name, value in (content | {"position": place}).items():
            present = getattr(row, name)
            same = present == (Decimal(value) if isinstance(present, Decimal) and value is not None else value)
            if not same:
                yield f"release {release.number}: flat row {row.position} differs from its document in {name}"
