"""Releases and the documents that they are made of, as tables."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from public.data import shared_columns as shared
from public.data.columns import Row, Table, day, string, whole, yes_no
from public.data.source import Source
from public.exports import release_rows
from public.history import all_releases
from publications.models import Kind


def _releases(source: Source) -> Iterator[Row]:
    """Up to the release itself: what came after it was not there yet."""
    return release_rows(row for row in all_releases() if row.number <= source.release.number)


def _documents(source: Source) -> Iterator[Row]:
    for own in source.documents(Kind.RELEASE):
        yield from (row | source.stamp for row in own["documents"])


RELEASES = Table(
    "releases",
    _("Releases"),
    _("A row for each release up to this one, the newest first."),
    _releases,
    (
        whole("number", _("Number of the release.")),
        string("title", _("Title of the release.")),
        day("date", _("Day on which it was published.")),
        string("reason", _("Why it was published.")),
        yes_no("demonstration", _("Whether it was made to try this system out, and is no official publication.")),
        string("sha256", _("SHA-256 hash of the release's own document.")),
    ),
    key=("number",),
)
DOCUMENTS = Table(
    "documents",
    _("Documents of the release"),
    _("A row for each document that the release is made of, with its hash. The tables are made of these documents."),
    _documents,
    (
        string("kind", _("What the document is about.")),
        string("key", _("Its name among those of its kind.")),
        string("sha256", _("SHA-256 hash of the document, as the public API serves it.")),
        shared.RELEASE,
    ),
    key=("kind", "key"),
)
RELEASE_TABLES = (RELEASES, DOCUMENTS)
