"""The files of a release's tables: how large each is and its checksum, worked out once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from common.kept import pages
from public.data.formats import FORMS, contents_of, written
from public.data.source import Source
from public.data.tables import TABLES, table_named
from publications.models import Release

KEPT_FOR = 30 * 24 * 60 * 60  # seconds


@dataclass(frozen=True, slots=True)
class File:
    """One file: its size in bytes, and the SHA-256 of them."""

    form: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A table of a release: how many rows and columns it has, and its files by form."""

    rows: int
    columns: int
    files: Mapping[str, File]


def files_of(release: Release) -> dict[str, Listed]:
    """Every table by name. All files are written to measure them, which a build does once for a release."""
    key = f"data:{hashlib.sha256(f'{settings.BUILD}:{_named(release)}'.encode()).hexdigest()}"
    found: dict[str, Listed] | None = pages.get(key)
    if found is None:
        source = Source(release)
        found = {name: listed_of(name, source) for name in TABLES}
        pages.set(key, found, timeout=KEPT_FOR)
    return found


def listed_of(name: str, source: Source) -> Listed:
    """One table, its files written for it. Raises Http404 where there is no such table."""
    contents = contents_of(table_named(name), source)
    files = {form: File(form, len(body), hashlib.sha256(body).hexdigest()) for form, body in written(contents)}
    return Listed(len(contents.rows), len(contents.columns), files)


def file_of(release: Release, name: str, form: str) -> bytes:
    """One file, written anew: the same bytes as were measured. Raises Http404 where there is no such table."""
    write, _type = FORMS[form]
    return write(contents_of(table_named(name), Source(release)))


def _named(release: Release) -> str:
    """The release; its own hash is of its documents, and its hour stands in the files besides."""
    return f"{release.number}:{release.sha256}:{release.published_at.isoformat()}"
