"""Who enters which indicator, `/custodianships/`, and handed over when staff rotate, `/custodianships/<person>/`."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Membership, User
from common.digits import read_digits
from common.forms import CONTROL, DayField, RefusingForm
from common.private import SeeOther
from common.refusals import Invalid, Refusal
from indicators.custodianships import hand_over_custodianships, held_by
from indicators.permissions import require
from indicators.querysets import ENTER

ID_DIGITS, VERSION_DIGITS = 18, 9


class HandOverForm(RefusingForm):
    """Who takes over, and from when on."""

    coming = forms.EmailField(
        label=gettext_lazy("To (e-mail address)"),
        widget=forms.EmailInput({**CONTROL, "list": "who-can-enter"}),
        help_text=gettext_lazy("A custodian or finance officer."),
    )
    first_day = DayField(
        label=gettext_lazy("First day of the new person"),
        help_text=gettext_lazy("All indicators above pass on at its beginning."),
    )


@login_required
@require_safe
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody who enters indicators, with how many."""
    _check_reader(request)
    open_ones = Q(custodianships__valid_to=None) | Q(custodianships__valid_to__gte=timezone.localdate())
    number = Count("custodianships", filter=open_ones)
    people = User.objects.annotate(number=number).filter(number__gt=0).order_by("name", "email")
    return render(request, "indicators/custodianships.html", {"people": people})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def hand_over(request: HttpRequest, person: int) -> HttpResponse:
    """What one person enters; a post hands it over."""
    user = _check_reader(request)
    leaving = User.objects.filter(pk=person).first() if person < 10**ID_DIGITS else None
    if leaving is None:
        raise Http404
    form, refused = HandOverForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST":
        require("indicators.change_indicator", user)
        try:
            if form.is_valid():
                messages.success(request, _handed_over(leaving, form.cleaned_data, request.POST, user))
                return SeeOther(reverse("indicators:custodianships"))
        except Invalid as refusal:
            form.refuse(refusal.errors)
        except Refusal as refusal:
            refused = refusal
    held = held_by(leaving)
    context = {
        "person": leaving,
        "held": held,
        "versions": " ".join(f"{row.pk}:{row.version}" for row in held),
        "can_enter": User.objects.filter(is_active=True, memberships__in=_entering()).exclude(pk=leaving.pk).distinct(),
        "form": form,
        "refused": refused,
        "may_change": user.has_perm("indicators.change_indicator"),
    }
    status = refused.page_status if refused else 400 if form.errors else 200
    return render(request, "indicators/custodianships_of.html", context, status=status)


def _handed_over(leaving: User, values: dict[str, Any], data: Any, user: User) -> str:
    """Do it; what is said of it. Raises a refusal."""
    coming = User.objects.filter(email=values["coming"].strip().lower(), is_active=True).first()
    if coming is None:
        raise Invalid({"coming": [_("There is no account with this address. An administrator makes accounts.")]})
    first_day = values["first_day"]
    assigned = hand_over_custodianships(leaving, coming, first_day, by=user, seen=_seen_of(data.get("versions", "")))
    said = {"person": coming, "other": leaving, "day": first_day, "number": len(assigned)}
    return (
        ngettext(
            "%(person)s takes over from %(other)s on %(day)s, and was assigned %(number)s indicator.",
            "%(person)s takes over from %(other)s on %(day)s, and was assigned %(number)s indicators.",
            len(assigned),
        )
        % said
    )


def _seen_of(text: str) -> dict[int, int]:
    """What a post says it saw: versions by id, written as `12:1 15:3`."""
    pairs = (pair.partition(":") for pair in text.split())
    seen = {read_digits(pk, ID_DIGITS): read_digits(version, VERSION_DIGITS) for pk, _colon, version in pairs}
    return {pk: version for pk, version in seen.items() if pk is not None and version is not None}


def _entering() -> Any:
    """The roles, held today, of whoever can enter values."""
    return Membership.objects.current().filter(role__in=ENTER)


def _check_reader(request: HttpRequest) -> User:
    """Whoever opens the administration. Raises Http404 for everybody else."""
    assert isinstance(request.user, User)
    if not request.user.has_perm("accounts.open_administration"):
        raise Http404
    return request.user
