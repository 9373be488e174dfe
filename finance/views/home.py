"""The trust fund's reports: how far they are, what does not add up, and what is to be done with them: `/finance/`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.digits import read_digits
from common.private import SeeOther
from common.refusals import Invalid, Missing, NotAllowed, Refusal
from finance import reading
from finance.choices import State
from finance.forms import OpenForm
from finance.models import FundItem, Report
from finance.permissions import require
from finance.readers import reader
from finance.reconciling import differences_of
from finance.reports import close_report, open_report, reopen_report
from finance.words import DifferenceInWords, component_titles, difference_in_words


@dataclass(frozen=True, slots=True)
class ReportState:
    """A report with its items by state, and what does not add up in what is entered and in what is validated."""

    report: Report
    counts: Sequence[tuple[Any, int]]
    printed: int  # how many control totals are kept
    entered: Sequence[DifferenceInWords]
    validated: Sequence[DifferenceInWords]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """All reports; by post one is opened, closed, or opened again."""
    user = reader(request)
    form = OpenForm(auto_id="open_%s")
    if request.method != "POST":
        return _page(request, form)
    match request.POST.get("do"):
        case "open":
            require("finance.open_report", user)
            form = OpenForm(request.POST, auto_id="open_%s")
            return _open(request, form)
        case "close" | "reopen" as verb:
            return _close(request, verb)
    raise Invalid({"do": [_("Choose one of the buttons of the page.")]})


def _open(request: HttpRequest, form: OpenForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form, status=400)
    year = read_digits(form.cleaned_data["year"], 4) or 0
    try:
        report = open_report(year, form.cleaned_data["document"], by=reader(request))
    except Invalid as refusal:
        for name, sentences in refusal.errors.items():
            form.add_error(name, sentences)
        return _page(request, form, status=refusal.status)
    except NotAllowed:
        raise
    except Refusal as refusal:
        form.add_error(None, str(refusal.detail))
        return _page(request, form, status=refusal.page_status)
    said = _("The report of %(year)s is open: its items can be entered.") % {"year": report.year}
    messages.success(request, said)
    return SeeOther(request.get_full_path())


def _close(request: HttpRequest, verb: str) -> HttpResponse:
    report = Report.objects.filter(pk=read_digits(request.POST.get("report"), 4) or 0).first()
    if report is None:
        raise Missing
    seen = read_digits(request.POST.get("version"), 9)
    if verb == "close":
        close_report(report, by=reader(request), seen=seen)
        said = _("The report of %(year)s is closed: its items are locked.")
    else:
        reopen_report(report, by=reader(request), seen=seen)
        said = _("The report of %(year)s is open again.")
    messages.success(request, said % {"year": report.year})
    return SeeOther(request.get_full_path())


def _page(request: HttpRequest, form: OpenForm, status: int = 200) -> HttpResponse:
    user = reader(request)
    context = {
        "reports": _reports(request),
        "form": form,
        "may_open": rules.has_perm("finance.open_report", user),
        "may_close": rules.has_perm("finance.close_report", user),
        "may_enter": rules.has_perm("finance.save", user),
    }
    return render(request, "finance/home.html", context, status=status)


def _reports(request: HttpRequest) -> list[ReportState]:
    """Every report, the latest first; as many queries however many there are."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    items = FundItem.objects.visible_to(request.user).order_by()
    for report, state, count in items.values_list("report", "state").annotate(Count("pk")):
        counts[report][state] = count
    entered, validated, titles = reading.entered(), reading.validated(), component_titles()

    def differing(said: reading.Said | None) -> list[DifferenceInWords]:
        return [] if said is None else [difference_in_words(row, titles) for row in differences_of(said)]

    return [
        ReportState(
            report=report,
            counts=[(state, counts[report.year].get(state, 0)) for state in State],
            printed=report.printed,
            entered=differing(entered.get(report.year)),
            validated=differing(validated.get(report.year)),
        )
        for report in Report.objects.annotate(printed=Count("control_totals")).order_by("-year")
    ]
