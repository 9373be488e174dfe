"""Comments on the questions of a submission: posted from whichever page shows them, which is where the answer leads."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.digits import read_digits
from common.private import SeeOther
from common.refusals import Invalid, Refusal
from surveys import remarks
from surveys.models import Comment, Submission
from surveys.views import submission_for
from surveys.views.review import MOST_DIGITS, version_of


@login_required
@require_http_methods(["POST"])
@never_cache
def comments(request: HttpRequest, year: int, respondent: str) -> HttpResponse:
    """Add a comment on a question."""
    assert isinstance(request.user, User)
    submission = submission_for(request.user, year, respondent)
    question, text = request.POST.get("question", ""), request.POST.get("text", "")
    try:
        to = _person(request.POST.get("to", ""), submission)
        remarks.add_comment(submission, question, text, to=to, by=request.user)
    except Refusal as refusal:
        return _refused(request, submission, refusal, text)
    messages.success(request, _("Your comment is added."))
    return SeeOther(f"{way_back(submission, request)}#question-{question}")


@login_required
@require_http_methods(["POST"])
@never_cache
def comment(request: HttpRequest, year: int, respondent: str, number: int) -> HttpResponse:
    """Reply to a comment, or resolve it."""
    assert isinstance(request.user, User)
    submission = submission_for(request.user, year, respondent)
    row = Comment.objects.select_related("item__question").filter(submission=submission, pk=number).first()
    if row is None:
        raise Http404
    verb, text, seen = request.POST.get("do", ""), request.POST.get("text", ""), version_of(request.POST.get("version"))
    try:
        if verb == "reply":
            remarks.reply_to_comment(row, text, by=request.user, seen=seen)
        elif verb == "resolve":
            remarks.resolve_comment(row, by=request.user, seen=seen)
        else:
            raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
    except Refusal as refusal:
        return _refused(request, submission, refusal, text, row)
    messages.success(request, _("Your reply is added.") if verb == "reply" else _("The comment is resolved."))
    return SeeOther(f"{way_back(submission, request)}#question-{row.item.question.code}")


def way_back(submission: Submission, request: HttpRequest) -> str:
    """Where the post came from, as far as that is a page of ours; else the submission's own."""
    asked = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/"):
        return asked
    parts = {"year": submission.questionnaire.year_id, "respondent": submission.code}
    reviews = Submission.objects.reviewed_by(request.user).filter(pk=submission.pk).exists()
    return reverse("surveys:reviewed" if reviews else "surveys:submission", kwargs=parts)


def _person(pk: str, submission: Submission) -> User | None:
    """Who is addressed; None for whoever it concerns. Raises Invalid for somebody who cannot be."""
    if not pk:
        return None
    number = read_digits(pk, MOST_DIGITS)
    person: User | None = remarks.correspondents(submission).filter(pk=number or 0).first()
    if person is None:
        raise Invalid({"to": [_("Choose somebody who answers or checks this submission.")]})
    return person


def _refused(
    request: HttpRequest, submission: Submission, refusal: Refusal, text: str, on: Comment | None = None
) -> HttpResponse:
    """What was refused, with the words that were typed, so that they are not lost."""
    context = {
        "refusal": refusal,
        "text": text,
        "on": Comment.objects.select_related("item__question").get(pk=on.pk) if on else None,
        "question": request.POST.get("question", ""),
        "back": way_back(submission, request),
        "submission": submission,
    }
    return render(request, "surveys/refused.html", context, status=refusal.page_status)
