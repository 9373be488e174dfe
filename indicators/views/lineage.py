"""Frameworks and how series go on in the next one: `/frameworks/` and `/frameworks/<code>/lineage/` with its rows."""

from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.digits import read_digits
from common.grids import read_version
from common.private import SeeOther
from common.refusals import Invalid, Refusal, VersionConflict
from frameworks.actions import check_may_change_frameworks
from frameworks.models import Framework
from indicators.lineage import (
    adopt_framework,
    change_lineage,
    copy_framework,
    create_lineage,
    observations_to_come,
    remove_lineage,
    remove_series,
    series_without_lineage,
)
from indicators.lineage_forms import FIELDS, CopyForm, LineageForm, own_series
from indicators.models import Lineage, Series

ID_DIGITS = 18
FIRST_LAST = F("before__indicator__position").asc(nulls_last=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def frameworks(request: HttpRequest) -> HttpResponse:
    """Every framework with its state; a post begins the next one as a copy."""
    user = _check_reader(request)
    form, refused = CopyForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST":
        check_may_change_frameworks(user)
        try:
            if form.is_valid():
                made = copy_framework(form.cleaned_data["source"], form.values(), by=user)
                messages.success(request, _("It is begun. Nobody reports on it until it is adopted."))
                return SeeOther(_address(made))
        except Invalid as refusal:
            form.refuse(refusal.errors)
        except Refusal as refusal:
            refused = refusal
    context = {
        "frameworks": Framework.objects.annotate(series=Count("indicators__series", distinct=True)).order_by(
            "-first_year", "code"
        ),
        "form": form,
        "may_change": _may_change(user),
        "refused": refused,
    }
    status = refused.page_status if refused else 400 if form.errors else 200
    return render(request, "indicators/frameworks.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def lineage(request: HttpRequest, framework: str) -> HttpResponse:
    """Every series of the framework before beside the one that it goes on in; what still lacks a word; adopting."""
    user, row = _check_reader(request), _framework(framework)
    refused: Refusal | None = None
    if request.method == "POST":
        check_may_change_frameworks(user)
        refused = _done(request, row, user)
        if refused is None:
            messages.success(request, _("It is done."))
            return SeeOther(request.path)
        row = _framework(framework)
    lacking = series_without_lineage(row) if row.in_preparation else []
    context = {
        "framework": row,
        "rows": _rows(row),
        "lacking": [(series, series.indicator.framework_id == row.pk) for series in lacking],
        "opens": observations_to_come(row) if row.in_preparation else {},
        "ends": Lineage.objects.filter(framework=row).exclude(before=None).values("before").distinct().count(),
        "may_change": row.in_preparation and _may_change(user),
        "refused": refused,
    }
    status = refused.page_status if refused else 200
    return render(request, "indicators/lineage.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add(request: HttpRequest, framework: str) -> HttpResponse:
    """Say of one more series (`?before=`, `?after=`) how it goes on, or where it comes from."""
    user, row = _check_reader(request), _framework(framework)
    check_may_change_frameworks(user)
    initial = {name: request.GET.get(name) for name in ("before", "after", "kind")}
    form, refused = LineageForm(row, request.POST if request.method == "POST" else None, initial), None
    if request.method == "POST":
        try:
            if form.is_valid():
                create_lineage(form.cleaned_data | {"framework": row}, by=user)
                messages.success(request, _("Saved."))
                return SeeOther(_address(row))
        except Invalid as refusal:
            form.refuse(refusal.errors)
        except Refusal as refusal:
            refused = refusal
    context = {"framework": row, "form": form, "refused": refused, "may_change": True}
    status = refused.page_status if refused else 400 if form.errors else 200
    return render(request, "indicators/lineage_row.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def one(request: HttpRequest, framework: str, row: int) -> HttpResponse:
    """What is said of one series: changed, or taken away."""
    user, of = _check_reader(request), _framework(framework)
    said = _rows(of).filter(pk=row).first() if row < 10**ID_DIGITS else None
    if said is None:
        raise Http404
    form = LineageForm(of, initial={name: getattr(said, name) for name in FIELDS})
    refused: Refusal | None = None
    differences: list[Any] = []
    if request.method == "POST":
        check_may_change_frameworks(user)
        is_going = request.POST.get("do") == "remove"
        form = form if is_going else LineageForm(of, request.POST)
        try:
            if is_going or form.is_valid():
                seen = read_version(request.POST.get("version"))
                _write(said, None if is_going else form.cleaned_data, user, seen)
                messages.success(request, _("Taken away.") if is_going else _("Saved."))
                return SeeOther(_address(of))
        except Invalid as refusal:
            form.refuse(refusal.errors)
        except Refusal as refusal:
            refused = refusal
            said = _rows(of).filter(pk=row).first() or said
            differences = form.differences(said) if isinstance(refused, VersionConflict) and form.is_bound else []
    context = {
        "framework": of,
        "row": said,
        "form": form,
        "refused": refused,
        "refusal": refused,
        "differences": differences,
        "may_change": of.in_preparation and _may_change(user),
    }
    status = refused.page_status if refused else 400 if form.errors else 200
    return render(request, "indicators/lineage_row.html", context, status=status)


def _write(row: Lineage, values: dict[str, Any] | None, user: User, seen: int | None) -> None:
    if values is None:
        remove_lineage(row, by=user, seen=seen)
    else:
        change_lineage(row, values, by=user, seen=seen)


def _done(request: HttpRequest, framework: Framework, user: User) -> Refusal | None:
    """Do what the button says; what was refused, or None. Raises NotAllowed."""
    seen = read_version(request.POST.get("version"))
    try:
        match request.POST.get("do", ""):
            case "adopt":
                adopt_framework(framework, by=user, seen=seen)
            case "remove":
                remove_series(_own(framework, request.POST.get("series")), by=user, seen=seen)
            case _:
                raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
    except Refusal as refusal:
        return refusal
    return None


def _check_reader(request: HttpRequest) -> User:
    """Whoever reads of frameworks: headquarters. Raises Http404 for everybody else."""
    assert isinstance(request.user, User)
    if not rules.has_perm("indicators.read_lineage", request.user):
        raise Http404
    return request.user


def _may_change(user: User) -> bool:
    return rules.has_perm("frameworks.change_framework", user)


def _framework(code: str) -> Framework:
    found = Framework.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _own(framework: Framework, text: str | None) -> Series:
    found = own_series(framework).filter(pk=read_digits(text, ID_DIGITS) or 0).first()
    if found is None:
        raise Http404
    return found


def _rows(framework: Framework) -> Any:
    """In the order of the framework before; what is new comes last."""
    ends = ("before__indicator__framework", "after__indicator__framework", "framework")
    places = ("before__position", "after__indicator__position", "after__position", "pk")
    return Lineage.objects.filter(framework=framework).select_related(*ends).order_by(FIRST_LAST, *places)


def _address(framework: Framework) -> str:
    return reverse("indicators:lineage", args=[framework.code])
