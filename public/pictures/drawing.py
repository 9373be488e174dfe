"""Pictures drawn, once for each release, language and form, and then kept: a release never changes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.api import JSON as JSON_TYPE
from common.charts import NARROW, WIDE, Spec, render_png, render_svg, specification
from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from common.kept import kept
from common.translated import reader_language
from public.answers import Published
from public.exports import csv_file, json_file
from public.pictures.picture import Picture
from public.shown import ShownRelease

# What a picture is to be had as, and what each is called.
FORMS = {
    "svg": "SVG",
    "png": "PNG",
    "vl.json": "Vega-Lite",
    "csv": "CSV",
    "json": "JSON",
}


@dataclass(frozen=True)
class Figure:
    """A picture as a page shows it: drawn for wide and for narrow screens, its table, and where it is to be had.

    `wide` is None where it stands among others of its kind, and both are where there is nothing to draw.
    """

    picture: Picture
    wide: SafeString | None
    narrow: SafeString | None
    query: str

    @property
    def files(self) -> list[tuple[str, str]]:
        """(form in words, address) of every file."""
        drawn = self.picture.chart is not None
        return [(label, self.address(form)) for form, label in FORMS.items() if drawn or form in ("csv", "json")]

    @property
    def embed(self) -> str:
        """The address of the page to embed."""
        return reverse("public:picture", args=[self.picture.subject, self.picture.key]) + self.query

    def address(self, form: str) -> str:
        named = f"{self.picture.key}.{form}"
        return reverse("public:picture_file", args=[self.picture.subject, named]) + self.query


def figure(
    release: ShownRelease, picture: Picture, *, small: bool = False, query: Mapping[str, str] | None = None
) -> Figure:
    """The picture for a page; `small`: one of several beside each other. `query` is what its address asks besides."""
    asked = linked(release, picture, query)
    if picture.chart is None:
        return asked
    wide = None if small else inline(release, picture, WIDE)
    return replace(asked, wide=wide, narrow=inline(release, picture, NARROW))


def linked(release: ShownRelease, picture: Picture, query: Mapping[str, str] | None = None) -> Figure:
    """The picture for a page that shows the same in another way: not drawn, but its table and where it is to be had."""
    given = {name: value for name, value in (query or {}).items() if value}
    if release.asked:
        given["release"] = str(release.number)
    return Figure(picture, None, None, f"?{urlencode(given)}" if given else "")


def inline(release: ShownRelease, picture: Picture, width: int) -> SafeString:
    """The drawing within a page: no heading and no source, which the page has."""
    return kept(
        _named(release, picture, "inline", width),
        lambda: render_svg(_spec(picture, width), title=picture.title, description=picture.finding),
    )


def as_file(release: ShownRelease, picture: Picture, form: str) -> Published:
    """The picture in one of `FORMS`. Raises Http404 for another, and where there is nothing to draw."""
    name = f"{picture.subject}-{picture.key.replace('/', '-')}-release-{release.number}"
    match form:
        case "csv":
            body = csv_file([column.name for column in picture.columns], picture.records)
            return Published(body, CSV_TYPE, f"{name}.csv")
        case "json":
            return Published(json_file([column.name for column in picture.columns], picture.records), JSON_TYPE)
    if form not in FORMS or picture.chart is None:
        raise Http404
    spec = _spec(picture, WIDE, heading=picture.title, source=source_line(release, picture.document))
    match form:
        case "svg":
            drawn = kept(_named(release, picture, form), lambda: _svg(picture, spec))
            return Published(drawn, "image/svg+xml")
        case "png":
            return Published(kept(_named(release, picture, form), lambda: render_png(spec)), "image/png")
    return Published(json.dumps(spec, ensure_ascii=False, indent=1), JSON_TYPE, f"{name}.vl.json")


def source_line(release: ShownRelease, document: str) -> str:
    """Where the numbers of a picture that stands alone are from; it says itself that a demonstration is one."""
    said = _("Source: %(document)s, as published in release %(number)s of %(date)s") % {
        "document": document,
        "number": release.number,
        "date": release.published_on,
    }
    return f"{said} ({_('Demonstration')})" if release.demonstration else said


def _svg(picture: Picture, spec: Spec) -> SafeString:
    return render_svg(spec, title=picture.title, description=picture.finding)


def _spec(picture: Picture, width: int, *, heading: str = "", source: str = "") -> Spec:
    if picture.chart is None:
        raise ValueError(f"there is nothing to draw of {picture.subject} {picture.key}")
    return specification(picture.chart, width=width, heading=heading, source=source, language=reader_language())


def _named(release: ShownRelease, picture: Picture, *form: object) -> tuple[object, ...]:
    """What is drawn, not where it was asked for: the same chart of the same release is drawn once."""
    drawn = (picture.subject, picture.key, picture.title, picture.finding, picture.chart)
    return ("chart", release.sha256, reader_language(), *drawn, *form)
