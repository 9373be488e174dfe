"""What catalogues and search engines read of a release's tables: schema.org in the pages, DCAT 3 as a file."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.api import to_json
from common.translated import reader_language
from public.data.columns import Columns, Table
from public.data.files import Listed
from public.data.formats import FORMS
from public.data.licence import licence
from public.data.package import created, description, title
from public.data.places import Places
from public.data.tables import TABLES

Content = dict[str, Any]
_IANA = "https://www.iana.org/assignments/media-types/"
# What a name means in the catalogue: https://www.w3.org/TR/vocab-dcat-3/
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def data_block(content: Content) -> SafeString:
    """Linked data within a page: a block that no browser runs, and that no text in it can end."""
    return SafeString(f'<script type="application/ld+json">{to_json(content).translate(ESCAPES)}</script>')


def media_type(form: str) -> str:
    """The media type of a form, without its character set."""
    return FORMS[form][1].partition(";")[0]


# --- schema.org ------------------------------------------------------------------------------------------------------


def release_dataset(places: Places) -> Content:
    """All tables together, as the page of all tables says it."""
    package = {
        "@type": "DataDownload",
        "contentUrl": places.of("data_package_zip"),
        "encodingFormat": "application/zip",
        "name": _("Data package with all tables as CSV"),
    }
    row = places.release.row
    return _dataset(places, title(row), description(row), places.of("data")) | {"distribution": [package]}


def table_dataset(table: Table, columns: Columns, listed: Listed, places: Places) -> Content:
    """One table with its files and the names of its columns."""
    return _dataset(places, str(table.title), str(table.description), places.page(table.name)) | {
        "isPartOf": {"@type": "Dataset", "name": title(places.release.row), "url": places.of("data")},
        "variableMeasured": [
            {"@type": "PropertyValue", "name": column.name, "description": str(column.description)}
            for column in columns
            if column.language in ("", reader_language())
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": places.file(table.name, form),
                "encodingFormat": media_type(form),
                "contentSize": f"{file.size} B",
                "sha256": file.sha256,
            }
            for form, file in listed.files.items()
        ],
    }


def _dataset(places: Places, name: str, words: str, url: str) -> Content:
    row = places.release.row
    said: Content = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": name,
        "description": words,
        "url": url,
        "identifier": url,
        "version": str(row.number),
        "datePublished": places.release.day.isoformat(),
        "isAccessibleForFree": True,
        "inLanguage": reader_language(),
        "publisher": {"@type": "Organization", "name": _("Resident coordinator system results")},
    }
    declared = licence()
    return said | ({"license": declared.address} if declared else {})


# --- DCAT ------------------------------------------------------------------------------------------------------------


def catalogue(listed: dict[str, Listed], places: Places) -> Content:
    """The catalogue of a release: a dataset for each table, a distribution for each of its files."""
    row = places.release.row
    return {
        "@context": _CONTEXT,
        "@id": places.of("data_catalogue"),
        "@type": "dcat:Catalog",
        "dct:title": _worded(title(row)),
        "dct:description": _worded(description(row)),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": _worded(_("Resident coordinator system results"))},
        "dct:issued": _moment(created(row)),
        "dcat:version": str(row.number),
        "foaf:homepage": {"@id": places.of("data")},
        "dcat:dataset": [_catalogued(TABLES[name], each, places) for name, each in listed.items()],
    }


def _catalogued(table: Table, listed: Listed, places: Places) -> Content:
    row, page = places.release.row, places.page(table.name)
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": f"{row.number}/{table.name}",
        "dct:title": _worded(str(table.title)),
        "dct:description": _worded(str(table.description)),
        "dct:issued": _moment(created(row)),
        "dcat:version": str(row.number),
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [
            {
                "@id": places.file(table.name, form),
                "@type": "dcat:Distribution",
                "dcat:accessURL": {"@id": page},
                "dcat:downloadURL": {"@id": places.file(table.name, form)},
                "dcat:mediaType": {"@id": _IANA + media_type(form)},
                "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file.size)},
                "spdx:checksum": {
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                    "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
                },
                **_terms(),
            }
            for form, file in listed.files.items()
        ],
        **_terms(),
    }


def _terms() -> Content:
    declared = licence()
    return {"dct:license": {"@id": declared.address}} if declared else {}


def _worded(words: str) -> Content:
    return {"@language": reader_language(), "@value": words}


def _moment(text: str) -> Content:
    return {"@type": "xsd:dateTime", "@value": text}
