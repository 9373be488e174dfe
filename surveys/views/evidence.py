"""Files with answers: added and withdrawn by those who answer, handed out as attachments to those who may see them."""

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.private import SeeOther
from common.refusals import Invalid
from surveys.evidence import add_evidence, content_of, withdraw_evidence
from surveys.models import EvidenceFile
from surveys.permissions import is_confidential
from surveys.views import submission_for
from surveys.views.remarks import way_back


@login_required
@require_http_methods(["POST"])
@never_cache
def evidence(request: HttpRequest, year: int, respondent: str) -> HttpResponse:
    """Add a file to an answer."""
    assert isinstance(request.user, User)
    submission = submission_for(request.user, year, respondent)
    uploaded, question = request.FILES.get("file"), request.POST.get("question", "")
    if uploaded is None:
        raise Invalid({"file": [_("Choose a file.")]}, _("Choose a file."))
    row = add_evidence(submission, question, uploaded, by=request.user)
    messages.success(request, _("%(name)s is added.") % {"name": row.name})
    return SeeOther(f"{way_back(submission, request)}#question-{question}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def evidence_file(request: HttpRequest, year: int, respondent: str, key: str) -> HttpResponse:
    """The file, to be kept and not to be shown by the browser; a post withdraws it."""
    assert isinstance(request.user, User)
    row = _file(request.user, year, respondent, key)
    if request.method == "POST":
        withdraw_evidence(row, by=request.user)
        messages.success(request, _("%(name)s is withdrawn.") % {"name": row.name})
        return SeeOther(f"{way_back(row.submission, request)}#question-{row.item.question.code}")
    response = HttpResponse(content_of(row), content_type=row.content_type)
    response["Content-Disposition"] = content_disposition_header(True, row.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _file(user: User, year: int, respondent: str, key: str) -> EvidenceFile:
    """The file of that name. Raises Http404 where there is none, it was withdrawn, or `user` may not see the answer."""
    submission = submission_for(user, year, respondent)
    rows = EvidenceFile.objects.select_related("item__wording", "item__question", "item__section__questionnaire")
    row = rows.filter(submission=submission, key=key, withdrawn_at=None).first()
    if row is None:
        raise Http404
    row.submission = submission
    if is_confidential(row.item) and not rules.has_perm("surveys.read_confidential_answers", user, submission):
        raise Http404
    return row
