"""A release as a Frictionless Data Package, version 2: what its CSV files hold, and how they hang together.

https://datapackage.org/standard/data-package/
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _

from common.api import to_json
from public.data.columns import Column, Columns, Table
from public.data.files import Listed
from public.data.formats import as_csv, contents_of
from public.data.licence import licence
from public.data.places import Places
from public.data.source import Source
from public.data.tables import TABLES
from public.texts import sentences
from publications.models import Release

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
NAME = "resident-coordinator-system-results"

Content = dict[str, Any]


def descriptor(source: Source, listed: dict[str, Listed], places: Places, path: Callable[[str], str]) -> Content:
    """The package in the reader's language; `path` says where the CSV file of a table is."""
    release = source.release
    said: Content = {
        "$schema": PROFILE,
        "name": NAME,
        "id": places.of("data_package"),
        "title": title(release),
        "description": description(release),
        "homepage": places.of("data"),
        "version": str(release.number),
        "created": created(release),
        "keywords": ["United Nations", "resident coordinator system", "results framework"],
    }
    if declared := licence():
        said["licenses"] = [{"name": declared.name, "path": declared.address}]
    resources = [_resource(TABLES[name], source, listed[name], path(name)) for name in TABLES]
    return said | {"resources": resources}


def title(release: Release) -> str:
    return _("Resident coordinator system results, release %(number)s") % {"number": release.number}


def description(release: Release) -> str:
    """What it is; of a demonstration, that it is one."""
    words = _("Everything that release %(number)s holds, as tables: a full copy that nobody changes afterwards.")
    warning = _("This is a demonstration release, not an official publication.") if release.demonstration else ""
    return sentences([words % {"number": release.number}, warning])


def created(release: Release) -> str:
    """The hour of the release, in Coordinated Universal Time."""
    return release.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _resource(table: Table, source: Source, listed: Listed, path: str) -> Content:
    file = listed.files["csv"]
    return {
        "name": table.name,
        "type": "table",
        "path": path,
        "title": str(table.title),
        "description": str(table.description),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "schema": _schema(table, table.columns_in(source)),
    }


def _schema(table: Table, columns: Columns) -> Content:
    said: Content = {
        "$schema": TABLE_PROFILE,
        "fields": [_field(column) for column in columns],
        "missingValues": [""],
    }
    if table.key:
        said["primaryKey"] = list(table.key)
    if table.refers:
        said["foreignKeys"] = [
            {
                "fields": list(each.columns),
                "reference": {"resource": each.table, "fields": list(each.key)},
            }
            for each in table.refers
        ]
    return said


def _field(column: Column) -> Content:
    unit = {"unit": str(column.unit)} if column.unit else {}
    codes = [{"value": code, "label": str(label)} for code, label in column.codes.items()]
    said = {"name": column.name, "type": column.type, "description": str(column.description)}
    return said | unit | ({"categories": codes} if codes else {})


def zipped(source: Source, package: Content) -> bytes:
    """The package with all of its CSV files, dated as the release is: the same bytes for the same release."""
    buffer = io.BytesIO()
    moment = source.release.published_at.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in _members(source, package):
            member = zipfile.ZipInfo(name, (max(moment[0], 1980), *moment[1:]))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, body)
    return buffer.getvalue()


def _members(source: Source, package: Content) -> Iterator[tuple[str, bytes]]:
    yield "datapackage.json", to_json(package).encode()
    for name, table in TABLES.items():
        yield inside(name), as_csv(contents_of(table, source))


def inside(name: str) -> str:
    """Where the CSV file of a table is within the zipped package."""
    return f"{name}.csv"
