"""The pages and files of the data of a release."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from common.api import JSON as JSON_TYPE
from common.api import to_json
from public.answers import Published, released, rendered
from public.data import metadata
from public.data.files import file_of, files_of, listed_of
from public.data.formats import FORMS
from public.data.licence import licence
from public.data.package import descriptor, inside, zipped
from public.data.places import Places
from public.data.shown import dictionary, first_rows, pointed_to, rows_words, sections
from public.data.shown import files_of as files_shown
from public.data.source import Source
from public.data.tables import table_named
from public.shown import ShownRelease

JSONLD_TYPE, ZIP_TYPE, TEXT_TYPE = "application/ld+json", "application/zip", "text/plain; charset=utf-8"


@released
def data(request: HttpRequest, release: ShownRelease) -> Published:
    """Every table of the release with its files, and the package of all."""
    places = Places(request, release)
    return rendered(
        request,
        "public/data/data.html",
        release,
        sections=sections(files_of(release.row), release),
        licence=licence(),
        linked=metadata.data_block(metadata.release_dataset(places)),
    )


@released
def table(request: HttpRequest, release: ShownRelease, name: str) -> Published:
    """One table: its files with their checksums, its dictionary and its first rows."""
    found, source, places = table_named(name), Source(release.row), Places(request, release)
    listed, columns = listed_of(name, source), found.columns_in(source)
    head, rows = first_rows(found, source)
    return rendered(
        request,
        "public/data/table.html",
        release,
        table=found,
        files=files_shown(found, listed, release),
        count=rows_words(listed.rows),
        dictionary=dictionary(columns),
        points_to=list(pointed_to(found)),
        head=head,
        rows=rows,
        licence=licence(),
        permanent=places.page(name),
        linked=metadata.data_block(metadata.table_dataset(found, columns, listed, places)),
    )


@released
def file(request: HttpRequest, release: ShownRelease, name: str, form: str) -> Published:
    """One table as a file, the same in every language."""
    body = file_of(release.row, name, form)
    return Published(body, FORMS[form][1], "" if form == "json" else f"{name}.{form}")


@released
def package(request: HttpRequest, release: ShownRelease) -> Published:
    """The description of the data package, which points to the CSV files of this very release."""
    places = Places(request, release)
    said = descriptor(Source(release.row), files_of(release.row), places, lambda name: places.file(name, "csv"))
    return Published(to_json(said), JSON_TYPE)


@released
def package_zip(request: HttpRequest, release: ShownRelease) -> Published:
    """The data package with all of its CSV files."""
    source = Source(release.row)
    said = descriptor(source, files_of(release.row), Places(request, release), inside)
    return Published(zipped(source, said), ZIP_TYPE, f"rc-system-results-release-{release.number}.zip")


@released
def catalogue(request: HttpRequest, release: ShownRelease) -> Published:
    """All tables for data catalogues."""
    return Published(to_json(metadata.catalogue(files_of(release.row), Places(request, release))), JSONLD_TYPE)


@released
def checksums(request: HttpRequest, release: ShownRelease) -> Published:
    """A line for each file, as `sha256sum --check` reads them, under the names that the files have in their address."""
    lines = [
        f"{file.sha256}  {name}.{form}\n"
        for name, listed in files_of(release.row).items()
        for form, file in listed.files.items()
    ]
    return Published("".join(lines), TEXT_TYPE)


@released
def connect(request: HttpRequest, release: ShownRelease) -> Published:
    """How spreadsheets and programs read the tables, in lines to copy."""
    places = Places(request, release)
    addresses = {form: places.moving(f"data_table_{form}", "observations") for form in FORMS}
    return rendered(
        request,
        "public/data/connect.html",
        release,
        addresses=addresses,
        package=places.moving("data_package"),
        checksums=places.moving("data_checksums"),
        heading=_("How to connect"),
    )
