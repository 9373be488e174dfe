"""A section given to somebody of the office, or taken back: posted from the task list of the submission."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.digits import read_digits
from common.private import SeeOther
from common.refusals import Refusal
from surveys.delegation import delegate_section, end_delegation
from surveys.views import submission_for

MOST_DIGITS = 18


@login_required
@require_http_methods(["POST"])
@never_cache
def delegation(request: HttpRequest, year: int, respondent: str, section: str) -> HttpResponse:
    """Give the section to the chosen person; with nobody chosen, take it back."""
    assert isinstance(request.user, User)
    submission = submission_for(request.user, year, respondent)
    found = submission.questionnaire.sections.filter(code=section).first()
    if found is None:
        raise Http404
    back = f"{reverse('surveys:submission', args=(year, respondent))}#section-{section}"
    person, seen = request.POST.get("person", ""), read_digits(request.POST.get("seen"), MOST_DIGITS)
    try:
        if person:
            to = User.objects.filter(pk=read_digits(person, MOST_DIGITS) or 0).first()
            given = delegate_section(submission, found, to, by=request.user, seen=seen)
            messages.success(request, _("%(person)s answers this section now.") % {"person": given.user})
        else:
            end_delegation(submission, found, by=request.user, seen=seen)
            messages.success(request, _("The section is taken back."))
    except Refusal as refusal:
        context = {"refusal": refusal, "back": back, "submission": submission}
        return render(request, "surveys/refused.html", context, status=refusal.page_status)
    return SeeOther(back)
