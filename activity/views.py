"""The log, for those who may read it."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from activity.filters import EntryFilter
from activity.models import Entry
from activity.reading import HEADER, lines, read_entries, rows
from common.csv_rows import csv_chunks
from common.digits import read_digits
from common.refusals import Missing
from common.translated import reader_language

PAGE = 50
CHUNK = 500
MOST_DIGITS = 18
_EXPORT_LABELS = (("csv", "CSV"), ("jsonl", "JSON lines"))


@login_required
@require_safe
@never_cache
def log(request: HttpRequest) -> HttpResponseBase:
    """Who did what, the newest first; `?format=csv` or `jsonl` is all that the filters leave."""
    if not request.user.has_perm("activity.read_activity"):
        raise Missing
    entries = Entry.objects.visible_to(request.user).select_related("actor").order_by("-sequence")
    chosen = EntryFilter(request.GET, queryset=entries)
    if not chosen.is_valid():
        return render(request, "activity/log.html", {"filter": chosen, "entries": []}, status=400)
    form = request.GET.get("format", "html")
    if form in _EXPORTS:
        return _export(form, chosen.qs, _reads_confidential(request))
    if form != "html":
        raise Missing
    return render(request, "activity/log.html", {"filter": chosen, **_page(request, chosen.qs)})


def _page(request: HttpRequest, entries: QuerySet[Entry]) -> dict[str, Any]:
    """A page found by key, so that the last costs what the first does; and the addresses around it."""
    before, after = _number(request, "before"), _number(request, "after")
    if before is not None:
        entries = entries.filter(sequence__lt=before)
    if after is not None:
        entries = entries.filter(sequence__gt=after).order_by("sequence")
    found = list(entries[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if after is not None:
        found.reverse()
    has_older, has_newer = (True, more) if after is not None else (more, before is not None)
    return {
        "entries": read_entries(found, with_confidential=_reads_confidential(request)),
        "older": _address(request, before=found[-1].sequence) if found and has_older else "",
        "newer": _address(request, after=found[0].sequence) if found and has_newer else "",
        "exports": [(label, _address(request, format=name)) for name, label in _EXPORT_LABELS],
    }


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name)
    number = read_digits(text, MOST_DIGITS)
    if text is not None and number is None:
        raise Missing
    return number


def _address(request: HttpRequest, **places: Any) -> str:
    parameters = request.GET.copy()
    for name in ("before", "after", "format"):
        parameters.pop(name, None)
    for name, value in places.items():
        parameters[name] = str(value)
    return f"?{parameters.urlencode()}"


def _reads_confidential(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("activity.read_confidential"))


def _csv(entries: QuerySet[Entry], with_confidential: bool) -> Iterator[bytes]:
    return csv_chunks(HEADER, rows(entries.iterator(chunk_size=CHUNK), with_confidential=with_confidential))


def _json_lines(entries: QuerySet[Entry], with_confidential: bool) -> Iterator[bytes]:
    found = lines(entries.iterator(chunk_size=CHUNK), with_confidential=with_confidential)
    return (line.encode() for line in found)


_EXPORTS = {"csv": (_csv, "text/csv; charset=utf-8"), "jsonl": (_json_lines, "application/jsonl; charset=utf-8")}


def _export(form: str, entries: QuerySet[Entry], with_confidential: bool) -> StreamingHttpResponse:
    make, content_type = _EXPORTS[form]
    pieces = _in_language(reader_language(), make(entries.order_by("sequence"), with_confidential))
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="activity.{form}"'
    return response


def _in_language(language: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces are made after the view has returned, when the request's language may be gone."""
    with translation.override(language):
        yield from pieces
