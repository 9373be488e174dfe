"""Long work as people follow it: their own jobs, one with its progress, its result."""

from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HTMX_STOP_POLLING

from accounts.models import User
from common.digits import read_digits
from common.private import SeeOther
from common.refusals import Missing
from jobs.actions import cancel_job, retry_job
from jobs.files import result_for
from jobs.models import Job, Purpose, State
from jobs.workflow import CANCEL, RETRY

PAGE = 50


@login_required
@require_safe
@never_cache
def jobs(request: HttpRequest) -> HttpResponse:
    """The jobs that the person sees, the newest first; `?before=` a job's number is the older ones."""
    rows = Job.objects.visible_to(request.user).select_related("owner").order_by("-pk")
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
    """One job; asked by its own progress bar, only that bar, which stops asking once the job has ended."""
    assert isinstance(request.user, User)
    row = get_object_or_404(Job.objects.visible_to(request.user).select_related("owner"), key=key)
    shown = shown_progress(row, request.user)
    if request.headers.get("HX-Request") == "true":
        status = HTMX_STOP_POLLING if row.is_finished else 200
        return render(request, "jobs/bar.html", shown, status=status)
    return render(request, "jobs/job.html", {**shown, "refused": _refused(row)})


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
@require_POST
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
@require_POST
@never_cache
def retry(request: HttpRequest, key: str) -> HttpResponse:
    """Have a job tried again."""
    assert isinstance(request.user, User)
    row = get_object_or_404(Job.objects.visible_to(request.user), key=key)
    retry_job(row, by=request.user)
    messages.success(request, _("The job is tried again."))
    return SeeOther(reverse("jobs:job", args=[row.key]))


def shown_progress(row: Job, user: User) -> dict[str, Any]:
    """What `jobs/progress.html` shows of a job: for the page of the room that asked for it, too."""
    file = row.files.kept(timezone.now()).filter(purpose=Purpose.RESULT).defer("content").first()
    owns = row.owner_id == user.pk
    return {
        "job": row,
        "file": file if row.state == State.DONE else None,
        "owns": owns,
        "may_cancel": row.state in CANCEL.sources
        and not row.cancel_asked
        and rules.has_perm("jobs.cancel_job", user, row),
        "may_retry": row.state in RETRY.sources and rules.has_perm("jobs.retry_job", user, row),
    }


def _refused(row: Job) -> list[tuple[str, list[str]]]:
    """What a job refused, by place."""
    refused = row.report.get("refused", {})
    return [(place, list(said)) for place, said in refused.items()]
