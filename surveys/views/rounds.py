"""The rounds, `/rounds/`: the questionnaires of each reporting year, copied, opened and closed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.digits import read_digits
from common.private import SeeOther
from common.refusals import Invalid, NotAllowed, Refusal
from frameworks.models import ReportingYear
from surveys.choices import NAMED_AT_OPENING
from surveys.copying import copy_questionnaire
from surveys.matrix import matrix_of
from surveys.models import Questionnaire
from surveys.opening import close_questionnaire, open_questionnaire
from surveys.permissions import require
from surveys.round_forms import NamedForm
from surveys.rounds import before_opening, named_before, rounds_of, standing, years_of
from surveys.views import prepared_for, questionnaire_for, round_reader
from surveys.words import title_of


@login_required
@require_safe
@never_cache
def rounds(request: HttpRequest) -> HttpResponse:
    """The reporting years with what is asked in each."""
    user = round_reader(request.user)
    years = [(year, [(row, standing(row)) for row in rows]) for year, rows in years_of(user)]
    context = {"years": years, "may_open_years": user.has_perm("surveys.change_questionnaire")}
    return render(request, "surveys/rounds.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def one_round(request: HttpRequest, year: int) -> HttpResponse:
    """The questionnaires of a year; posting copies one of an earlier year."""
    user = round_reader(request.user)
    here = rounds_of(year, user=user)
    reporting_year = ReportingYear.objects.filter(year=year).first()
    if not here or reporting_year is None:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        require("surveys.change_questionnaire", user)
        try:
            made = _copy(request, year, user)
        except Refusal as refused:
            refusal = refused
        else:
            said = _("Copied: the questionnaire of %(year)s can be changed until it is opened.") % {"year": year}
            messages.success(request, said)
            return SeeOther(reverse("surveys:questionnaire", args=(year, made.respondent)))
    context = {
        "year": reporting_year,
        "rounds": here,
        "refusal": refusal,
        "has_mails": user.has_perm("surveys.read_mails") and any(row.stands in ("open", "closed") for row in here),
        "may_change": user.has_perm("surveys.change_questionnaire"),
        "reads_preparation": user.has_perm("surveys.read_preparation"),
    }
    return render(request, "surveys/round.html", context, status=refusal.page_status if refusal else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def opening(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """What opening would do, and what is still lacking; posting opens."""
    user = round_reader(request.user)
    found = prepared_for(user, year, kind)
    is_named = found.respondent in NAMED_AT_OPENING and found.opened_at is None
    form = _named_form(request, found) if is_named else None
    refusal = None
    if request.method == "POST":
        require("surveys.change_questionnaire", user)
        if form is None or form.is_valid():
            named = form.cleaned_data["named"] if form else ()
            seen = read_digits(request.POST.get("version"), 9)
            try:
                open_questionnaire(found, by=user, seen=seen, named=named)
            except NotAllowed:
                raise
            except Refusal as refused:
                refusal = refused
            else:
                messages.success(request, _("Opened: %(title)s.") % {"title": title_of(found)})
                return SeeOther(reverse("surveys:matrix", args=(year, kind)))
            found = prepared_for(user, year, kind)
    context = _of_one(found, user) | {
        "before": before_opening(found) if found.opened_at is None else None,
        "form": form,
        "refusal": refusal,
    }
    status = refusal.page_status if refusal else 400 if form is not None and form.errors else 200
    return render(request, "surveys/round_open.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def closing(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """What was not handed in, and stays missing once it is closed; posting closes."""
    user = round_reader(request.user)
    found = prepared_for(user, year, kind)
    refusal = None
    if request.method == "POST":
        require("surveys.change_questionnaire", user)
        try:
            close_questionnaire(found, by=user, seen=read_digits(request.POST.get("version"), 9))
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("Closed: what was not handed in stays missing."))
            return SeeOther(reverse("surveys:round", args=(year,)))
        found = prepared_for(user, year, kind)
    rows = matrix_of(found, user=user) if found.opened_at else []
    context = _of_one(found, user) | {
        "missing": [row for row in rows if row.submission.is_unanswered],
        "handed_in": sum(not row.submission.is_unanswered for row in rows),
        "refusal": refusal,
    }
    return render(request, "surveys/round_close.html", context, status=refusal.page_status if refusal else 200)


def _copy(request: HttpRequest, year: int, user: User) -> Questionnaire:
    """Copy what the button names: `team:2023`. Raises Invalid, and Http404 for a questionnaire that is not there."""
    kind, _colon, source = request.POST.get("copy", "").partition(":")
    number = read_digits(source, 4)
    if number is None:
        raise Invalid({"copy": [_("Choose one of the buttons of the page.")]})
    return copy_questionnaire(questionnaire_for(user, number, kind), year, by=user)


def _named_form(request: HttpRequest, found: Questionnaire) -> NamedForm:
    lines = "\n".join(f"{code}: {name}" for code, name in named_before(found))
    return NamedForm(request.POST if request.method == "POST" else None, initial={"named": lines})


def _of_one(found: Questionnaire, user: User) -> dict[str, Any]:
    """What the pages of one questionnaire show."""
    return {
        "questionnaire": found,
        "stands": standing(found),
        "may_change": user.has_perm("surveys.change_questionnaire"),
        "reads_preparation": user.has_perm("surveys.read_preparation"),
    }
