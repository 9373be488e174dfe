"""What publishing would change, and publishing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.installation import is_demonstration
from accounts.models import User
from common.refusals import Invalid, Missing, VersionConflict, VersionNeeded, WrongState
from publications.actions import Preview, check_may_publish, preview_release, publish_release
from publications.finance import notices_of
from publications.forms import PublishForm
from publications.models import Kind
from publications.reading import read_preview


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def publish(request: HttpRequest) -> HttpResponse:
    """Show what publishing now would change; POST publishes exactly what was seen."""
    assert isinstance(request.user, User)
    if not request.user.has_perm("publications.preview_release"):
        raise Missing
    if request.method == "POST":
        return _publish(request, request.user)
    preview = preview_release(by=request.user)
    return _page(request, preview, PublishForm(initial={"seen": preview.fingerprint}))


def _publish(request: HttpRequest, user: User) -> HttpResponse:
    check_may_publish(user)
    form = PublishForm(request.POST)
    if not form.is_valid():
        status = 409 if "seen" in form.errors else 400
        return _again(request, user, form, status, str(VersionNeeded().detail) if status == 409 else "")
    given = form.cleaned_data
    try:
        release = publish_release(given["reason"], title=given["title"], seen=given["seen"], by=user)
    except Invalid as refusal:
        for name, sentences in refusal.errors.items():
            form.add_error(name if name in form.fields else None, sentences)
        return _again(request, user, form, refusal.status)
    except (VersionConflict, WrongState) as refusal:
        return _again(request, user, form, refusal.page_status, str(refusal.detail))
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


def _page(
    request: HttpRequest, preview: Preview, form: PublishForm, status: int = 200, refused: str = ""
) -> HttpResponse:
    context = {
        "preview": preview,
        "reading": read_preview(preview),
        "notices": notices_of((row.key, row.content) for row in preview.documents if row.kind == Kind.FINANCE),
        "form": form,
        "refused": refused,
        "may_publish": request.user.has_perm("publications.publish_release"),
        "marked_as_demonstration": is_demonstration(),
    }
    return render(request, "publications/publish.html", context, status=status)
