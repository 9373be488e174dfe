"""The printed control totals of a report: `/finance/entry/<report>/controls/`."""

from dataclasses import dataclass

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.grids import worst_status
from common.private import SeeOther
from common.refusals import Missing
from finance import reading
from finance.controls import ControlForm, Outcome, Place, Section, handle, sections
from finance.models import ControlTotal, Report
from finance.permissions import require
from finance.readers import found_report, reader
from finance.words import component_titles


@dataclass(frozen=True, slots=True)
class ControlRow:
    """A place as the page shows it; without a form it is only read."""

    place: Place
    form: ControlForm | None
    outcome: Outcome


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, report: int) -> HttpResponse:
    """Every computed place of the tables with what is printed there; each saved as it is typed."""
    found = found_report(request, report)
    user = reader(request)
    outcomes: dict[str, Outcome] = {}
    if request.method == "POST":
        require("finance.change_contributors", user)
        outcomes = handle(found, _sections(found), request.POST, by=user)
        saved = sum(outcome.form is None for outcome in outcomes.values())
        if saved:
            said = ngettext("%(count)s control total saved.", "%(count)s control totals saved.", saved)
            messages.success(request, said % {"count": saved})
        if not any(outcome.form for outcome in outcomes.values()):
            if not saved:
                messages.info(request, _("Nothing was changed."))
            return SeeOther(request.get_full_path())
    may_change = rules.has_perm("finance.change_contributors", user)

    def row(place: Place) -> ControlRow:
        outcome = outcomes.get(place.key) or Outcome()
        return ControlRow(place, (outcome.form or ControlForm(place)) if may_change else None, outcome)

    shown = [(section.title, [row(place) for place in section.places]) for section in _sections(found)]
    context = {
        "report": found,
        "sections": shown,
        "may_change": may_change,
        "may_enter": rules.has_perm("finance.save", user),
        "has_faults": any(outcome.form for outcome in outcomes.values()),
    }
    status = worst_status(outcome.status for outcome in outcomes.values())
    return render(request, "finance/controls.html", context, status=status)


def _sections(report: Report) -> list[Section]:
    """The places of a report as its items and control totals are now. Raises Missing for a report without items."""
    said = reading.entered([report.year]).get(report.year)
    if said is None:
        raise Missing
    controls = {(row.table, row.line, row.column): row for row in ControlTotal.objects.filter(report=report)}
    return sections(said, controls, component_titles())
