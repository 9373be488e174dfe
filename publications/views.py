"""What publishing would change, publishing now or at an hour, calling off, and why series are behind."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.installation import is_demonstration
from accounts.models import User
from common.grids import worst_status
from common.private import SeeOther
from common.refusals import Invalid, Missing, VersionConflict, VersionNeeded, WrongState
from indicators.models import Slippage
from publications.actions import Preview, call_off_release, check_may_publish, preview_release, publish_release
from publications.explaining import Refused, rows_for, save_explanations
from publications.finance import notices_of
from publications.forms import CallOffForm, PublishForm
from publications.models import CalledOff, Kind, Release
from publications.reading import read_preview


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def publish(request: HttpRequest) -> HttpResponse:
    """Show what publishing now would change; POST publishes exactly what was seen."""
    user = _reader(request)
    if request.method == "POST":
        return _publish(request, user)
    preview = preview_release(by=user)
    return _page(request, preview, PublishForm(initial={"seen": preview.fingerprint}))


@login_required
@require_http_methods(["POST"])
@never_cache
def call_off(request: HttpRequest) -> HttpResponse:
    """Call off the release that waits for its hour."""
    user = _reader(request)
    check_may_publish(user)
    form = CallOffForm(request.POST)
    if not form.is_valid():
        return _not_called_off(request, user, form, 400)
    release = Release.objects.filter(number=form.cleaned_data["release"]).first()
    if release is None:
        raise Missing
    try:
        call_off_release(release, form.cleaned_data["why"], by=user)
    except Invalid as refusal:
        form.add_error("why", refusal.sentences)
        return _not_called_off(request, user, form, refusal.status)
    except WrongState as refusal:
        return _not_called_off(request, user, form, refusal.page_status, str(refusal.detail))
    messages.success(request, _("Release %(number)s is called off.") % {"number": release.number})
    return redirect("publications:publish")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def slippage(request: HttpRequest) -> HttpResponse:
    """Why series are behind: asked for before publishing, in one form; POST keeps each sentence that was written."""
    assert isinstance(request.user, User)
    if not request.user.has_perm("publications.read_slippage"):
        raise Missing
    refused: dict[int, Refused] = {}
    if request.method == "POST":
        kept, refused = save_explanations(request.POST, request.user)
        if kept:
            words = ngettext("%(count)s explanation is saved.", "%(count)s explanations are saved.", kept)
            messages.success(request, words % {"count": kept})
        if not refused:
            return SeeOther(reverse("publications:slippage"))
    rows = rows_for(request.user, refused)
    context = {
        "rows": rows,
        "required": sum(row.asked.is_required for row in rows),
        "refused": len(refused),
        "languages": Slippage._meta.get_field("language").choices,
        "may_write": request.user.has_perm("publications.explain_slippage"),
        "may_preview": request.user.has_perm("publications.preview_release"),
    }
    status = worst_status(row.refusal.page_status for row in refused.values())
    return render(request, "publications/slippage.html", context, status=status)


def _reader(request: HttpRequest) -> User:
    """The person who asks. Raises Missing where there is no such page for them."""
    assert isinstance(request.user, User)
    if not request.user.has_perm("publications.preview_release"):
        raise Missing
    return request.user


def _publish(request: HttpRequest, user: User) -> HttpResponse:
    check_may_publish(user)
    form = PublishForm(request.POST)
    if not form.is_valid():
        status = 409 if "seen" in form.errors else 400
        return _again(request, user, form, status, str(VersionNeeded().detail) if status == 409 else "")
    given = form.cleaned_data
    try:
        about = {name: given[name] for name in ("title", "seen", "at", "next_on")}
        release = publish_release(given["reason"], by=user, **about)
    except Invalid as refusal:
        for name, sentences in refusal.errors.items():
            form.add_error(name if name in form.fields else None, sentences)
        return _again(request, user, form, refusal.status)
    except (VersionConflict, WrongState) as refusal:
        return _again(request, user, form, refusal.page_status, str(refusal.detail))
    if release.is_waiting:
        said = _("Release %(number)s is sealed and waits for its hour. Nobody outside sees it before.")
        messages.success(request, said % {"number": release.number})
        return redirect("publications:publish")
    messages.success(request, _("Release %(number)s is published.") % {"number": release.number})
    return redirect("public:release", release.number)


def _again(request: HttpRequest, user: User, form: PublishForm, status: int, refused: str = "") -> HttpResponse:
    """The page as it stands now, with what was typed kept and bound to the content that it shows."""
    preview = preview_release(by=user)
    typed = request.POST.copy()
    typed["seen"] = preview.fingerprint
    form.data = typed
    form.errors.pop("seen", None)
    return _page(request, preview, form, status, refused)


def _not_called_off(
    request: HttpRequest, user: User, form: CallOffForm, status: int, refused: str = ""
) -> HttpResponse:
    """The page as it stands now, with the reason that was typed kept."""
    preview = preview_release(by=user)
    empty = PublishForm(initial={"seen": preview.fingerprint})
    return _page(request, preview, empty, status, not_called_off=refused, calling_off=form)


def _page(
    request: HttpRequest,
    preview: Preview,
    form: PublishForm,
    status: int = 200,
    refused: str = "",
    not_called_off: str = "",
    calling_off: CallOffForm | None = None,
) -> HttpResponse:
    context = {
        "preview": preview,
        "reading": read_preview(preview),
        "notices": notices_of((row.key, row.content) for row in preview.documents if row.kind == Kind.FINANCE),
        "form": form,
        "refused": refused,
        "not_called_off": not_called_off,
        "calling_off": calling_off or _form_to_call_off(preview.waiting),
        "called_off": CalledOff.objects.select_related("release").order_by("-release"),
        "may_publish": request.user.has_perm("publications.publish_release"),
        "marked_as_demonstration": is_demonstration(),
    }
    return render(request, "publications/publish.html", context, status=status)


def _form_to_call_off(waiting: Release | None) -> CallOffForm | None:
    return CallOffForm(initial={"release": waiting.number}) if waiting else None
