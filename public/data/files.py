"""The files of a release's tables: how large each is and its checksum, worked out once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from common.kept import kept
from public.data.formats import FORMS, contents_of, written
from public.data.source import Source
from public.data.tables import TABLES, table_named
from publications.models import Release


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
    # The release's own hash is of its documents, and its hour stands in the files besides.
    named = ("data", release.number, release.sha256, release.published_at.isoformat())
    return kept(named, lambda: _measured(Source(release)))


def _measured(source: Source) -> dict[str, Listed]:
    return {name: listed_of(name, source) for name in TABLES}


def listed_of(name: str, source: Source) -> Listed:
    """One table, its files written for it. Raises Http404 where there is no such table."""
    contents = contents_of(table_named(name), source)
    files = {form: File(form, len(body), hashlib.sha256(body).hexdigest()) for form, body in written(contents)}
    return Listed(len(contents.rows), len(contents.columns), files)


def file_of(release: Release, name: str, form: str) -> bytes:
    """One file, written anew: the same bytes as were measured. Raises Http404 where there is no such table."""
    write, _type = FORMS[form]
    return write(contents_of(table_named(name), Source(release)))
