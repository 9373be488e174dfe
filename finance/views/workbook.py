"""A report's items as a file, and back: `/finance/entry/<report>.xlsx`, `.csv` and `.../import/`."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
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
from finance.item_imports import Imported, import_items, read_file
from finance.models import Report
from finance.permissions import require
from finance.readers import found_report, items_of
from finance.words import component_titles, item_title
from finance.workbook import CHANGEABLE, as_csv, as_xlsx


@login_required
@require_safe
@never_cache
def xlsx(request: HttpRequest, report: int) -> HttpResponse:
    """The items as a workbook."""
    found = found_report(request, report)
    return Download(as_xlsx(items_of(request, found), component_titles()), XLSX_TYPE, f"finance-{found.year}.xlsx")


@login_required
@require_safe
@never_cache
def csv(request: HttpRequest, report: int) -> HttpResponse:
    """The items as comma-separated values."""
    found = found_report(request, report)
    return Download(as_csv(items_of(request, found), component_titles()), CSV_TYPE, f"finance-{found.year}.csv")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, report: int) -> HttpResponse:
    """Upload, preview, confirm. The file travels in the form, signed, and nothing is kept before it is confirmed."""
    found = found_report(request, report)
    assert isinstance(request.user, User)
    require("finance.save", request.user)
    if request.method != "POST":
        return _page(request, found, UploadForm())
    try:
        upload = posted_file(request)
        if upload.content is None:
            return _page(request, found, upload.form, status=400)
        imported = import_items(found, read_file(upload.content), by=request.user, confirmed=upload.confirmed)
    except (SpreadsheetRefused, Invalid) as error:
        sentences = error.sentences if isinstance(error, Invalid) else [str(error)]
        return _page(request, found, UploadForm(), refused=[str(sentence) for sentence in sentences], status=400)
    if imported.applied:
        changed = len(imported.changes)
        said = ngettext("%(count)s item changed.", "%(count)s items changed.", changed) % {"count": changed}
        messages.success(request, said)
        return SeeOther(reverse("finance:entry", kwargs={"report": found.year}))
    if upload.confirmed is None:
        return _page(request, found, UploadForm(), imported, upload.content, status=imported.status)
    if not (imported.changes or imported.faults):
        return _page(request, found, UploadForm(), imported)
    messages.error(request, _("Nothing was imported: what is stored has changed since the preview."))
    return _page(request, found, UploadForm(), imported, upload.content, status=409)


def _page(
    request: HttpRequest,
    report: Report,
    form: UploadForm,
    imported: Imported | None = None,
    content: bytes = b"",
    refused: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    can_confirm = imported is not None and imported.changes and not imported.faults
    titles = component_titles() if imported else {}
    changes = imported.changes if imported else []
    context = {
        "report": report,
        "form": form,
        "refused": refused or [],
        "imported": imported,
        "changes": [(change, item_title(change.item, titles)) for change in changes],
        "carried": carried(content) if can_confirm else "",
        "columns": CHANGEABLE,
    }
    return render(request, "finance/import.html", context, status=status)
