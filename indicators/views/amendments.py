"""Amendments: `/amendments/`, `/amendments/propose/` and `/amendments/<framework>/<number>/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.private import SeeOther
from common.refusals import Invalid, Refusal
from frameworks.models import Framework
from indicators.amendable import definition_named, definitions_of, name_of
from indicators.amended import content_of
from indicators.amendment_forms import HeadForm, Section, changes_of, section_of, show_faults, title_of
from indicators.amendments import confirm_amendment, propose_amendment, withdraw_amendment
from indicators.change_words import ChangeShown, changes_in_words
from indicators.choices import Decision
from indicators.consequences import shown
from indicators.models import Amendment
from indicators.permissions import require
from indicators.what_if import if_confirmed
from surveys.resting import Moved

PAGE = 50
MOST_AT_ONCE = 20  # definitions on one page


@dataclass(frozen=True, slots=True)
class Shown:
    """An amendment with its changes in words."""

    row: Amendment
    changes: list[ChangeShown]

    @property
    def state(self) -> str:
        return self.row.state

    @property
    def state_words(self) -> Any:
        return Decision(self.row.state).label


@login_required
@require_safe
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """Every amendment with its state, the newest first."""
    _check_reader(request)
    page = Paginator(_amendments().order_by("-proposed_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "shown": [_in_words(row) for row in page],
        "may_propose": rules.has_perm("indicators.propose_amendment", request.user),
    }
    return render(request, "indicators/amendments.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def propose(request: HttpRequest) -> HttpResponse:
    """Choose definitions (`?on=`, several), then type what shall stand beside what stands."""
    user = _check_reader(request)
    require("indicators.propose_amendment", user)
    is_posted = request.method == "POST"
    data = request.POST if is_posted else request.GET
    names = list(dict.fromkeys(data.getlist("on")))[:MOST_AT_ONCE]
    framework = _framework(names)
    if not names:
        return render(request, "indicators/amendment_choose.html", {"frameworks": _to_choose_from()})
    try:
        rows = [definition_named(name, framework) for name in names]
    except Invalid as refusal:
        raise Http404 from refusal
    sections = [
        section_of(row, place, framework, request.POST if is_posted else None) for place, row in enumerate(rows)
    ]
    head, status = HeadForm(request.POST if is_posted else None), 200
    rest: Mapping[str, list[Any]] = {}
    if is_posted:
        outcome = _proposed(framework, sections, head, user)
        if isinstance(outcome, Amendment):
            messages.success(request, _("The amendment is proposed. Somebody else confirms it."))
            return SeeOther(_address(outcome))
        rest, status = outcome
    context = {"framework": framework, "sections": sections, "head": head, "rest": rest}
    return render(request, "indicators/amendment_propose.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def one(request: HttpRequest, framework: str, number: int) -> HttpResponse:
    """An amendment: old and new side by side, what it would change, and the decision on it."""
    user = _check_reader(request)
    amendment = _amendments().filter(framework__code=framework, number=number).first()
    if amendment is None:
        raise Http404
    refused: Refusal | None = None
    remark = request.POST.get("remark", "")
    if request.method == "POST":
        refused = _decided(amendment, request.POST.get("do", ""), remark, user)
        if refused is None:
            messages.success(request, _("It is decided."))
            return SeeOther(request.path)
        amendment = _amendments().get(pk=amendment.pk)
    is_open = amendment.state == Decision.PROPOSED
    # Figures that are not released yet are for those who read all of them; custodians see their own indicators' alone.
    may_weigh = is_open and rules.has_perm("indicators.read_review", user)
    moved, impossible = _moved(amendment, user) if may_weigh else (None, None)
    context = {
        "amendment": amendment,
        "shown": _in_words(amendment),
        "moved": moved,
        "impossible": impossible,
        "may_confirm": is_open and rules.has_perm("indicators.confirm_amendment", user, amendment),
        "may_withdraw": is_open and rules.has_perm("indicators.withdraw_amendment", user),
        "is_own": is_open and amendment.proposed_by_id == user.pk,
        "refused": refused,
        "remark": remark,
    }
    status = refused.page_status if refused else 200
    return render(request, "indicators/amendment.html", context, status=status)


def _check_reader(request: HttpRequest) -> User:
    """Whoever reads amendments: headquarters. Raises Http404 for everybody else."""
    assert isinstance(request.user, User)
    if not rules.has_perm("indicators.read_amendments", request.user):
        raise Http404
    return request.user


def _amendments() -> Any:
    return Amendment.objects.select_related("framework", "decision__by", "proposed_by")


def _in_words(amendment: Amendment) -> Shown:
    return Shown(amendment, changes_in_words(content_of(amendment)))


def _address(amendment: Amendment) -> str:
    return reverse("indicators:amendment", args=[amendment.framework.code, amendment.number])


def _framework(names: list[str]) -> Framework:
    """The framework that the first of the names is of; any where none is chosen yet. Raises Http404."""
    if not names:
        return Framework()
    code = names[0].rpartition(" ")[2].partition("/")[0]
    found = Framework.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _to_choose_from() -> list[tuple[Framework, list[tuple[str, list[tuple[str, str]]]]]]:
    """Every definition as (name, title), by its kind, by framework."""
    found = []
    for framework in Framework.objects.order_by("-first_year", "code"):
        kinds: dict[str, list[tuple[str, str]]] = {}
        for row in definitions_of(framework):
            kinds.setdefault(capfirst(row._meta.verbose_name_plural), []).append((name_of(row), title_of(row)))
        found.append((framework, list(kinds.items())))
    return found


def _proposed(
    framework: Framework, sections: list[Section], head: HeadForm, user: User
) -> Amendment | tuple[Mapping[str, list[Any]], int]:
    """The amendment; or what could not be put beside a field, and the status of the page."""
    is_complete, changes = head.is_valid(), changes_of(sections)
    if not is_complete or any(row.faults for section in sections for row in section.every_row):
        return {}, 400
    try:
        return propose_amendment(framework, changes, by=user, **head.cleaned_data)
    except Invalid as refusal:
        rest = show_faults(sections, refusal.errors)
        of_head = {name: sentences for name, sentences in rest.items() if name in head.fields}
        head.refuse(of_head)
        return {name: sentences for name, sentences in rest.items() if name not in of_head}, refusal.page_status


def _decided(amendment: Amendment, verb: str, remark: str, user: User) -> Refusal | None:
    """Do what the button says; what was refused, or None. Raises NotAllowed."""
    require("indicators.withdraw_amendment", user)
    try:
        match verb:
            case "confirm":
                confirm_amendment(amendment, by=user, remark=remark)
            case "withdraw":
                withdraw_amendment(amendment, remark, by=user)
            case _:
                raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
    except Refusal as refusal:
        return refusal
    return None


def _moved(amendment: Amendment, user: User) -> tuple[list[Moved] | None, Refusal | None]:
    """What confirming it would change; or why it cannot be confirmed as it is."""
    try:
        return shown(if_confirmed(amendment, by=user)), None
    except Refusal as refusal:
        return None, refusal
