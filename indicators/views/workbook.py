"""All series and years as a file, and back: `/entry/workbook.xlsx`, `.csv` and `/entry/workbook/`."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from common.private import Download, SeeOther
from common.refusals import Invalid
from common.spreadsheets import XLSX_TYPE, SpreadsheetRefused
from common.uploads import UploadForm, carried, posted_file
from indicators.models import Observation
from indicators.permissions import require
from indicators.workbook import as_csv, as_xlsx
from indicators.workbook_imports import Imported, import_workbook, read_file


@login_required
@require_safe
@never_cache
def xlsx(request: HttpRequest) -> HttpResponse:
    """The workbook of every row that this person may see."""
    return Download(as_xlsx(*_rows(request)), XLSX_TYPE, "series.xlsx")


@login_required
@require_safe
@never_cache
def csv(request: HttpRequest) -> HttpResponse:
    """The same as comma-separated values."""
    return Download(as_csv(*_rows(request)), CSV_TYPE, "series.csv")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Upload, preview, confirm. The file travels in the form, signed, and nothing is kept before it is confirmed."""
    assert isinstance(request.user, User)
    user = request.user
    row = Observation.objects.visible_to(user).first()
    if row is None:
        raise Http404
    if not Observation.objects.entered_by(user).exists():
        require("indicators.save_observation", user, row)
    if request.method != "POST":
        return _page(request, UploadForm())
    try:
        upload = posted_file(request)
        if upload.content is None:
            return _page(request, upload.form, status=400)
        imported = import_workbook(read_file(upload.content), by=user, confirmed=upload.confirmed)
    except SpreadsheetRefused as error:
        return _page(request, UploadForm(), refused=[str(error)], status=400)
    except Invalid as refusal:
        return _page(request, UploadForm(), refused=refusal.sentences, status=400)
    if imported.applied:
        cells = imported.taking.cells
        said = ngettext("%(count)s cell taken over, as a draft.", "%(count)s cells taken over, as drafts.", cells)
        messages.success(request, said % {"count": cells})
        return SeeOther(reverse("indicators:entry_newest"))
    if upload.confirmed is None or not (imported.taking.changes or imported.is_refused):
        return _page(request, UploadForm(), imported, upload.content, status=imported.status)
    messages.error(request, _("Nothing was imported: what is stored has changed since the preview."))
    return _page(request, UploadForm(), imported, upload.content, status=409)


def _rows(request: HttpRequest) -> tuple[list[Observation], set[int]]:
    """What the person may see, and the ids of the rows that they enter. Raises Http404 for nothing."""
    rows = list(Observation.objects.visible_to(request.user).in_order())
    if not rows:
        raise Http404
    return rows, set(Observation.objects.entered_by(request.user).values_list("pk", flat=True))


def _page(
    request: HttpRequest,
    form: UploadForm,
    imported: Imported | None = None,
    content: bytes = b"",
    *,
    refused: Sequence[Any] = (),
    status: int = 200,
) -> HttpResponse:
    """`refused` are sentences on the file as a whole, of which no row was read."""
    can_confirm = imported is not None and imported.taking.changes and not imported.is_refused
    context = {
        "form": form,
        "refused": refused,
        "imported": imported,
        "carried": carried(content) if can_confirm else "",
    }
    return render(request, "indicators/workbook.html", context, status=status)
