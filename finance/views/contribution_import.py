"""The page on which a file of contributions is previewed and confirmed: `/finance/contributions/import/`."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.private import SeeOther
from common.refusals import Invalid
from common.spreadsheets import SpreadsheetRefused
from common.uploads import UploadForm, carried, posted_file
from finance.contribution_imports import COLUMNS, FOR_READING, NEEDED, Imported, import_contributions
from finance.permissions import require
from finance.readers import reader


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Upload, preview, confirm. The file travels in the form, signed, and nothing is kept before it is confirmed."""
    user = reader(request)
    require("finance.save", user)
    if request.method != "POST":
        return _page(request, UploadForm())
    try:
        upload = posted_file(request)
        if upload.content is None:
            return _page(request, upload.form, status=400)
        imported = import_contributions(upload.content, by=user, confirmed=upload.confirmed)
    except SpreadsheetRefused as error:
        return _page(request, UploadForm(), faults=[str(error)], status=400)
    except Invalid as refusal:
        return _page(request, UploadForm(), faults=refusal.sentences, status=400)
    if imported.applied:
        said = ngettext("%(count)s contribution imported.", "%(count)s contributions imported.", imported.changes)
        messages.success(request, said % {"count": imported.changes})
        return SeeOther(f"{reverse('finance:contributions')}?state=draft")
    if upload.confirmed is not None:
        messages.error(request, _("Nothing was imported: what is stored has changed since the preview."))
    status = 409 if upload.confirmed is not None else 400 if imported.refused else 200
    return _page(request, UploadForm(), imported, upload.content, status=status)


def _page(
    request: HttpRequest,
    form: UploadForm,
    imported: Imported | None = None,
    content: bytes = b"",
    *,
    faults: Sequence[Any] = (),
    status: int = 200,
) -> HttpResponse:
    """`faults` are of the file as a whole, of which no row was read."""
    can_confirm = imported is not None and imported.changes and not imported.refused
    context = {
        "form": form,
        "faults": faults,
        "imported": imported,
        "carried": carried(content) if can_confirm else "",
        "columns": COLUMNS,
        "needed": NEEDED,
        "for_reading": FOR_READING,
    }
    return render(request, "finance/contributions_import.html", context, status=status)
