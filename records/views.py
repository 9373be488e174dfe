"""The pages on which offices keep their standing records: `/records/`."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.digits import read_digits
from common.grids import Difference
from common.private import SeeOther
from common.refusals import Invalid, Missing, NotAllowed, Refusal, VersionConflict
from countries.models import CountryTeam
from records.actions import (
    EARLIEST_YEAR,
    add_record,
    appoint_coordinator,
    change_coordinator,
    change_record,
    confirm_records,
    end_record,
    withdraw_record,
)
from records.boards import boards_of
from records.cells import cells, differences
from records.forms import PERSONAL, CoordinatorForm, DayForm, EndForm, RecordForm, WithdrawForm
from records.kinds import Kind, kind_named
from records.models import Coordinator, TeamRecord
from records.overview import confirmations_of, found_record, found_team, kinds_of, name_of, teams_of
from records.permissions import require
from records.querysets import teams_read_by

YEARS_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A record in a list: its cells in the order of the headings."""

    row: TeamRecord
    cells: list[str]


@login_required
@require_safe
@never_cache
def teams(request: HttpRequest) -> HttpResponse:
    """The teams whose records the person may read, and what is confirmed for a year."""
    this_year = timezone.localdate().year
    year = read_digits(request.GET.get("year", str(this_year)), 4)
    if year is None or not EARLIEST_YEAR <= year <= this_year:
        raise Missing
    rows = teams_of(request.user, year)
    if not rows:
        raise Missing
    may_import = request.user.has_perm("records.save_mapping")
    context = {"rows": rows, "year": year, "years": _years(), "may_import": may_import}
    return render(request, "records/teams.html", context)


@login_required
@require_safe
@never_cache
def statistics(request: HttpRequest) -> HttpResponse:
    """Coordinators, posts and frameworks of the teams that the person may read, on a day, with the lists behind."""
    if not teams_read_by(request.user).exists():
        raise Missing
    day_form = _day_form(request)
    day = day_form.day()
    context = {"boards": boards_of(request.user, day), "day": day, "day_form": day_form}
    return render(request, "records/statistics.html", context)


@login_required
@require_safe
@never_cache
def team(request: HttpRequest, team: str) -> HttpResponse:
    """The kinds of a team's records, with counts on a day and what is confirmed for its year."""
    found = found_team(request.user, team)
    day_form = _day_form(request)
    day = day_form.day()
    context = {
        **_of(request, found),
        "states": kinds_of(found, day),
        "day": day,
        "day_form": day_form,
    }
    return render(request, "records/team.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def kind(request: HttpRequest, team: str, kind: str) -> HttpResponse:
    """The records of a kind on a day, and a form for another one."""
    found, of_kind = found_team(request.user, team), kind_named(kind)
    if request.method != "POST":
        return _kind_page(request, found, of_kind, RecordForm(of_kind, found))
    require("records.keep_records", request.user, found)
    form = RecordForm(of_kind, found, posted=request.POST)
    if form.is_valid():
        try:
            row = _add(form, by=_person(request))
        except Invalid as refusal:
            form.refuse(refusal.errors)
        else:
            messages.success(request, _("Added: %(kind)s.") % {"kind": of_kind.one})
            return SeeOther(_address(found, of_kind, row.pk))
    return _kind_page(request, found, of_kind, form, status=400)


@login_required
@require_http_methods(["POST"])
@never_cache
def confirm(request: HttpRequest, team: str, kind: str) -> HttpResponse:
    """Records of a kind are complete for a year."""
    found, of_kind = found_team(request.user, team), kind_named(kind)
    require("records.keep_records", request.user, found)
    year = read_digits(request.POST.get("year"), 4) or 0
    confirm_records(found, of_kind, year, by=_person(request))
    said = _("Confirmed for %(year)s: %(kind)s.") % {"year": year, "kind": of_kind.label}
    messages.success(request, said)
    return SeeOther(reverse("records:team", kwargs={"team": found.code}))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def record(request: HttpRequest, team: str, kind: str, pk: int) -> HttpResponse:
    """One record: corrected, ended, or withdrawn as an error."""
    found, of_kind = found_team(request.user, team), kind_named(kind)
    row = found_record(request.user, found, of_kind, pk)
    page = RecordPage(request, found, of_kind, row)
    if request.method != "POST":
        return page.answer()
    require("records.keep_records", request.user, row.team)
    verbs = {"change": page.change, "end": page.end, "withdraw": page.withdraw}
    if (verb := request.POST.get("do")) not in verbs:
        raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
    try:
        done = verbs[str(verb)]()
    except (Missing, NotAllowed):
        raise
    except Invalid as refusal:
        page.refuse(refusal)
        return page.answer(status=400)
    except Refusal as refusal:
        page.conflict(refusal)
        return page.answer(status=refusal.page_status)
    if not done:
        return page.answer(status=400)
    messages.success(request, done)
    return SeeOther(_address(found, of_kind, pk))


class RecordPage:
    """The page of a record: its three forms, and what became of the one that was sent."""

    def __init__(self, request: HttpRequest, team: CountryTeam, kind: Kind, row: TeamRecord) -> None:
        self.request, self.team, self.kind, self.row = request, team, kind, row
        verb = request.POST.get("do")
        posted = {name: request.POST if verb == name else None for name in ("change", "end", "withdraw")}
        self.form = RecordForm(kind, row.team, row, posted["change"])
        self.end_form, self.withdraw_form = EndForm(posted["end"], auto_id="end_%s"), WithdrawForm(posted["withdraw"])
        self.seen = read_digits(request.POST.get("version"), 9)
        self.refusal: Refusal | None = None
        self.differences: list[Difference] = []

    def change(self) -> str:
        """What was done in words; "" where the form has faults. The other two alike."""
        if not self.form.is_valid():
            return ""
        change_record(self.row, self.form.values(), by=_person(self.request), seen=self.seen)
        return _("Saved.")

    def end(self) -> str:
        if not self.end_form.is_valid():
            return ""
        end_record(self.row, self.end_form.cleaned_data["valid_to"], by=_person(self.request), seen=self.seen)
        return _("Ended.")

    def withdraw(self) -> str:
        if not self.withdraw_form.is_valid():
            return ""
        withdraw_record(self.row, self.withdraw_form.cleaned_data["reason"], by=_person(self.request), seen=self.seen)
        return _("Withdrawn. It stays in the list of what was withdrawn.")

    def refuse(self, refusal: Invalid) -> None:
        """Show the sentences of the action beside the fields of the form that was sent."""
        sent = next(form for form in (self.form, self.end_form, self.withdraw_form) if form.is_bound)
        sent.refuse(refusal.errors)

    def conflict(self, refusal: Refusal) -> None:
        """Both values side by side. Sending again is a choice made after seeing them: it names the version shown."""
        self.refusal = refusal
        if isinstance(refusal, VersionConflict):
            self.row = found_record(self.request.user, self.team, self.kind, self.row.pk)
            if self.form.is_bound:
                self.differences = differences(self.kind.fields, self.row, self.form.values())

    def answer(self, status: int = 200) -> HttpResponse:
        """The page."""
        may_change = self.request.user.has_perm("records.keep_records", self.row.team) and not self.row.withdrawn
        context = {
            **_of(self.request, self.team),
            "kind": self.kind,
            "row": self.row,
            "facts": list(zip(self.kind.fields, cells(self.row, self.kind.fields), strict=True)),
            "may_change": may_change,
            "form": self.form,
            "end_form": self.end_form,
            "withdraw_form": self.withdraw_form,
            "refusal": self.refusal,
            "differences": self.differences,
        }
        return render(self.request, "records/record.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def coordinator(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of a coordinator whom the person's teams have, and a form to correct it."""
    row = Coordinator.objects.visible_to(request.user).filter(code=code).first()
    if row is None:
        raise Missing
    form, refusal = CoordinatorForm(row), None
    found: list[Difference] = []
    if request.method == "POST":
        require("records.change_coordinator", request.user, row)
        form = CoordinatorForm(row, request.POST)
        seen = read_digits(request.POST.get("version"), 9)
        try:
            if form.is_valid():
                change_coordinator(row, form.cleaned_data, by=_person(request), seen=seen)
                messages.success(request, _("Saved."))
                return SeeOther(request.path)
        except Invalid as error:
            form.refuse(error.errors)
        except VersionConflict as conflict:
            refusal, row = conflict, conflict.current
            found = differences(PERSONAL, row, form.cleaned_data)
    context = {
        "row": row,
        "form": form,
        "may_change": request.user.has_perm("records.change_coordinator", row),
        "refusal": refusal,
        "differences": found,
    }
    status = refusal.page_status if refusal else 400 if form.errors else 200
    return render(request, "records/coordinator.html", context, status=status)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _add(form: RecordForm, *, by: User) -> TeamRecord:
    if person := form.person():
        return appoint_coordinator(form.team, form.kind, person, form.values(), by=by)
    return add_record(form.kind, form.team, form.values(), by=by)


def _of(request: HttpRequest, found: CountryTeam) -> dict[str, Any]:
    """What all pages of a team show."""
    return {
        "team": found,
        "team_name": name_of(found),
        "may_keep": request.user.has_perm("records.keep_records", found),
        "years": _years(),
    }


def _years() -> list[int]:
    """The years that pages offer, the newest first."""
    this_year = timezone.localdate().year
    return [year for year in range(this_year, this_year - YEARS_OFFERED, -1) if year >= EARLIEST_YEAR]


def _address(found: CountryTeam, of_kind: Kind, pk: int) -> str:
    return reverse("records:record", kwargs={"team": found.code, "kind": of_kind.code, "pk": pk})


def _day_form(request: HttpRequest) -> DayForm:
    return DayForm({"date": request.GET.get("date", timezone.localdate().isoformat())})


def _kind_page(
    request: HttpRequest, found: CountryTeam, of_kind: Kind, form: RecordForm, status: int = 200
) -> HttpResponse:
    day_form = _day_form(request)
    day = day_form.day()
    fields = [field for field in of_kind.fields if field.name != "note"]
    rows = of_kind.model.objects.visible_to(request.user).of([found.pk]).select_related("team", *of_kind.pointed_to)
    lines = [Line(row, cells(row, fields)) for row in rows.order_by("-valid_from", "pk")]
    confirmed = confirmations_of(found, kind=of_kind.code)
    standing = [line for line in lines if not line.row.withdrawn]
    context = {
        **_of(request, found),
        "kind": of_kind,
        "fields": fields,
        "day": day,
        "day_form": day_form,
        "lines": [line for line in standing if line.row.holds_on(day)],
        "elsewhen": [line for line in standing if not line.row.holds_on(day)],
        "withdrawn": [line for line in lines if line.row.withdrawn],
        "confirmations": [(year, confirmed.get((of_kind.code, year))) for year in _years()],
        "form": form,
    }
    return render(request, "records/kind.html", context, status=status)
