"""The first page of whoever signs in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from workplace.tasks import tasks_of


@login_required
@require_safe
@never_cache
def tasks(request: HttpRequest) -> HttpResponse:
    """Which roles this person holds, and what there is to do in each."""
    assert isinstance(request.user, User)
    return render(request, "workplace/tasks.html", {"tasks": tasks_of(request.user)})
