"""Long work as people follow it: their own jobs, one with its progress, its result."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.digits import read_digits
from common.private import SeeOther
from common.refusals import Missing
from jobs.actions import cancel_job, retry_job
from jobs.files import result_for
from jobs.models import Job, State
from jobs.shown import shown_progress

PAGE = 50


@login_required
@require_safe
@never_cache
def jobs(request: HttpRequest) -> HttpResponse:
    """The jobs that the person sees, the newest first; `?before=` a job's number is the older ones."""
    rows = Job.objects.visible_to(request.user).select_related("asked_by").order_by("-pk")
    text = request.GET.get("before")
    if text is not None:
        before = read_digits(text, 18)
        if before is None:
            raise Missing
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return render(request, "jobs/jobs.html", {"jobs": found[:PAGE], "older": older, "newest": text is None})


@login_required
@require_safe
@never_cache
def job(request: HttpRequest, key: str) -> HttpResponse:
    """One job; asked by its own progress bar, only that bar. `?shown=` says what it shows already."""
    assert isinstance(request.user, User)
    row = get_object_or_404(Job.objects.visible_to(request.user).select_related("asked_by"), key=key)
    shown = shown_progress(row, request.user)
    if request.headers.get("HX-Request") != "true":
        return render(request, "jobs/job.html", shown)
    is_news = request.GET.get("shown") != shown["now"]
    return render(request, "jobs/bar.html", {**shown, "is_news": is_news})


@login_required
@require_safe
@never_cache
def result(request: HttpRequest, key: str) -> HttpResponse:
    """What a job made, to be kept and not to be shown by the browser: for its owner alone."""
    row = result_for(request.user, key)
    response = HttpResponse(bytes(row.content), content_type=row.content_type)
    response["Content-Disposition"] = content_disposition_header(True, row.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_required
@require_http_methods(["POST"])
@never_cache
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    """Stop a job."""
    assert isinstance(request.user, User)
    row = get_object_or_404(Job.objects.visible_to(request.user), key=key)
    stopped = cancel_job(row, by=request.user)
    at_once = stopped.state == State.CANCELLED
    messages.success(request, _("The job is stopped.") if at_once else _("The job stops at its next step."))
    return SeeOther(reverse("jobs:job", args=[row.key]))


@login_required
@require_http_methods(["POST"])
@never_cache
def retry(request: HttpRequest, key: str) -> HttpResponse:
    """Have a job tried again."""
    assert isinstance(request.user, User)
    row = get_object_or_404(Job.objects.visible_to(request.user), key=key)
    retry_job(row, by=request.user)
    messages.success(request, _("The job is tried again."))
    return SeeOther(reverse("jobs:job", args=[row.key]))
