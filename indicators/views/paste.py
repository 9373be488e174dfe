"""A rectangle pasted from a spreadsheet: `/entry/<year>/paste/`."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.private import SeeOther
from common.spreadsheets import SpreadsheetRefused
from frameworks.models import ReportingYear
from indicators.forms import ENTERED
from indicators.models import Observation
from indicators.pasting import FINDING, Pasted, Rectangle, paste, read_rectangle
from indicators.permissions import require


class PasteForm(forms.Form):
    """Cells as a spreadsheet puts them on the clipboard; how many are read is for common.pasted."""

    text = forms.CharField(
        label=gettext_lazy("Cells, as copied from the spreadsheet"),
        strip=False,
        widget=forms.Textarea(
            attrs={"class": "form-control pasted", "rows": 10, "spellcheck": "false", "autocomplete": "off"}
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, year: int) -> HttpResponse:
    """Paste, preview, confirm. What was pasted stays in its box until all of it is saved."""
    assert isinstance(request.user, User)
    user = request.user
    rows = Observation.objects.visible_to(user).filter(year=year)
    row = rows.first()
    if row is None:
        raise Http404
    if not Observation.objects.entered_by(user).filter(year=year).exists():
        require("indicators.save_observation", user, row)
    found = get_object_or_404(ReportingYear, year=year)
    if request.method != "POST":
        return _page(request, found, PasteForm())
    form = PasteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    try:
        rectangle = read_rectangle(form.cleaned_data["text"])
    except SpreadsheetRefused as error:
        return _page(request, found, form, refused=[str(error)], status=400)
    is_confirmed = request.POST.get("do") == "save"
    pasted = paste(rectangle, year, by=user, confirmed=request.POST.get("seen", "") if is_confirmed else None)
    if pasted.applied:
        return _saved(request, found, form, rectangle, pasted, user)
    if is_confirmed and pasted.taking.changes:
        messages.error(request, _("Nothing was saved: this is not what the preview showed. Look at it once more."))
        return _page(request, found, form, pasted, status=409)
    return _page(request, found, form, pasted, status=pasted.taking.status)


def _saved(
    request: HttpRequest, year: ReportingYear, form: PasteForm, rectangle: Rectangle, pasted: Pasted, user: User
) -> HttpResponse:
    """The grid; where something was refused, the box again with what is still to be mended."""
    count = len(pasted.taking.changes)
    messages.success(request, ngettext("%(count)s row saved.", "%(count)s rows saved.", count) % {"count": count})
    if not pasted.taking.faults:
        return SeeOther(reverse("indicators:entry", kwargs={"year": year.year}))
    rest = paste(rectangle, year.year, by=user)
    return _page(request, year, form, rest, status=rest.taking.status)


def _page(
    request: HttpRequest,
    year: ReportingYear,
    form: PasteForm,
    pasted: Pasted | None = None,
    *,
    refused: Sequence[Any] = (),
    status: int = 200,
) -> HttpResponse:
    """`refused` are sentences on what was pasted as a whole, of which no row was read."""
    context = {
        "year": year,
        "form": form,
        "pasted": pasted,
        "refused": refused,
        "columns": [*FINDING, *ENTERED],
    }
    return render(request, "indicators/paste.html", context, status=status)
