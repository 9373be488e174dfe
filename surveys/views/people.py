"""The people of an office, `/tasks/people/<team>/`: who holds which role, deputies, and handing over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.offices import end_deputy, name_deputy, require_office
from common.digits import read_digits
from common.private import SeeOther
from common.refusals import Invalid, NotAllowed, Refusal
from countries.models import CountryTeam
from records.overview import name_of
from records.querysets import teams_read_by
from surveys.handing_over import hand_over_office
from surveys.people import DeputyForm, EndForm, HandOverForm, Office, office_of, seen_of


@dataclass(slots=True)
class Page:
    """The forms of the page, and what was refused of a post."""

    deputy: DeputyForm
    hand_over: HandOverForm
    ending: int | None = None  # the deputy whose form was posted
    end: EndForm | None = None
    refusal: Refusal | None = None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def people(request: HttpRequest, team: str) -> HttpResponse:
    """Who is of this office; posting names a deputy, lets one end, or hands over."""
    assert isinstance(request.user, User)
    found: CountryTeam | None = teams_read_by(request.user).select_related("region").filter(code=team).first()
    if found is None:
        raise Http404
    office = office_of(found)
    page = Page(DeputyForm(office=office, prefix="deputy"), HandOverForm(office=office, prefix="hand"))
    if request.method == "POST":
        require_office(request.user, found)
        try:
            said = _handle(request.POST, office, page, request.user)
        except NotAllowed:
            raise
        except Refusal as refusal:
            page.refusal = refusal
            office = office_of(found)
        else:
            messages.success(request, said)
            return SeeOther(request.path)
    context = {
        "team": found,
        "name": name_of(found),
        "office": office,
        "page": page,
        "may_change": request.user.has_perm("accounts.change_office", found),
    }
    return render(request, "surveys/people.html", context, status=page.refusal.page_status if page.refusal else 200)


def _handle(data: Mapping[str, str], office: Office, page: Page, user: User) -> str:
    """Do what the button says; what is said of it. Raises a refusal, which stands in the form it belongs to."""
    match data.get("do"):
        case "deputy":
            page.deputy = DeputyForm(data, office=office, prefix="deputy")
            return _shown(page.deputy, lambda values: _name_deputy(values, user))
        case "hand_over":
            page.hand_over = HandOverForm(data, office=office, prefix="hand")
            return _shown(page.hand_over, lambda values: _hand_over(values, data, office, user))
        case "end":
            row = next((row for row in office.held if row.pk == read_digits(data.get("row"), 18)), None)
            if row is None:
                raise Http404
            page.ending, page.end = row.pk, EndForm(data, prefix=f"end-{row.pk}")
            seen = read_digits(data.get("version"), 9)
            return _shown(
                page.end,
                lambda values: (
                    _("%(person)s stands in until %(day)s.")
                    % {"person": row.user, "day": end_deputy(row, values["last_day"], by=user, seen=seen).valid_to}
                ),
            )
    raise Invalid({"do": [_("Choose one of the buttons of the page.")]})


def _shown(form: Any, act: Any) -> str:
    """What `act` says of the form's values. What is refused is shown in the form, and raised."""
    if not form.is_valid():
        raise Invalid({name: list(sentences) for name, sentences in form.errors.items()})
    try:
        return str(act(form.cleaned_data))
    except Invalid as refusal:
        form.refuse(refusal.errors)
        raise


def _name_deputy(values: Mapping[str, Any], user: User) -> str:
    named = name_deputy(
        values["held"], values["email"], first_day=values["first_day"], last_day=values["last_day"], by=user
    )
    said = {"person": named.user, "other": named.deputy_for, "first": named.valid_from, "last": named.valid_to}
    return _("%(person)s stands in for %(other)s from %(first)s to %(last)s.") % said


def _hand_over(values: Mapping[str, Any], data: Mapping[str, str], office: Office, user: User) -> str:
    coming = User.objects.filter(email=values["coming"].strip().lower(), is_active=True).first()
    if coming is None:
        raise Invalid({"coming": [_("There is no account with this address. An administrator makes accounts.")]})
    leaving, first_day = values["leaving"], values["first_day"]
    seen = seen_of(data.get("versions", ""), office.held, leaving)
    hand_over_office(office.team, leaving, coming, first_day, by=user, seen=seen)
    said = {"person": coming, "other": leaving, "day": first_day}
    return _("%(person)s takes over from %(other)s on %(day)s.") % said
