"""A submission from its respondent's side: its sections, everything in it, submitting it, and the list of a year."""

from typing import Any

import rules
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Membership, User
from accounts.roles import Role
from common.digits import read_digits
from common.private import SeeOther
from common.refusals import Invalid
from surveys.actions import submit_submission
from surveys.asked import Asked, asked_for
from surveys.choices import BY_OFFICE, CommentState
from surveys.completeness import completeness_of, sections_of, stored_completeness
from surveys.contacts import contacts_of
from surveys.deadlines import due_day, is_overdue
from surveys.delegation import current_delegations
from surveys.forms import RespondentFilter
from surveys.mapped_imports import kinds_entered_by
from surveys.models import Comment, Section, Submission
from surveys.permissions import opened_to, require
from surveys.shown import ShownSection, shown_sections
from surveys.views import submission_for
from surveys.words import respondent_names
from surveys.workflow import EDITABLE

ON_A_PAGE = 50
MOST_NAMED = 5


@login_required
@require_safe
@never_cache
def submission(request: HttpRequest, year: int, respondent: str) -> HttpResponse:
    """The task list of a submission; once it is handed in, everything that was answered."""
    found = submission_for(request.user, year, respondent)
    asked = asked_for(request.user, found)
    given = current_delegations([found]).get(found.pk, {})
    context = _context(request, found, asked) | {
        "sections": sections_of(found, _sections(found), asked, _open_comments(found), given),
        "colleagues": _colleagues(request, found),
        "last": _last_year(request, found),
        "shown": [] if found.state in EDITABLE else _shown(request, found, asked),
    }
    return render(request, "surveys/submission.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check(request: HttpRequest, year: int, respondent: str) -> HttpResponse:
    """All answers with what is missing; posting submits."""
    found = submission_for(request.user, year, respondent)
    refusal = None
    if request.method == "POST":
        require("surveys.submit_submission", request.user, found)
        assert isinstance(request.user, User)
        try:
            submit_submission(found, by=request.user, seen=read_digits(request.POST.get("version"), 9))
        except Invalid as error:
            refusal = error
        else:
            return SeeOther(reverse("surveys:done", args=(year, respondent)))
    asked = asked_for(request.user, found)
    context = _context(request, found, asked) | {
        "shown": _shown(request, found, asked, refusal.errors if refusal else None),
        "missing": [row for row in asked if row.is_missing],
        "refusal": refusal,
        "leaders": _leaders(found),
    }
    return render(request, "surveys/check.html", context, status=refusal.page_status if refusal else 200)


@login_required
@require_safe
@never_cache
def done(request: HttpRequest, year: int, respondent: str) -> HttpResponse:
    """What was handed in, under which reference, and what happens next."""
    found = submission_for(request.user, year, respondent)
    if found.state in EDITABLE:
        return redirect("surveys:submission", year=year, respondent=respondent)
    return render(request, "surveys/done.html", {"submission": found, "name": _name(found)})


@login_required
@require_safe
@never_cache
def printable(request: HttpRequest, year: int, respondent: str) -> HttpResponse:
    """The questionnaire on paper: to fill in while nothing is answered, and as it was answered afterwards."""
    found = submission_for(request.user, year, respondent)
    asked = asked_for(request.user, found)
    context = _context(request, found, asked) | {"shown": _shown(request, found, asked)}
    return render(request, "surveys/print.html", context)


@login_required
@require_safe
@never_cache
def respondents(request: HttpRequest, year: int) -> HttpResponse:
    """Everybody of whom this person may see the answers of a year: searched, filtered, in pages."""
    visible = Submission.objects.visible_to(request.user).filter(questionnaire__year=year)
    if not visible.exists():
        raise Http404
    filtering = RespondentFilter(request.GET)
    rows = _filtered(visible, filtering).with_respondents().order_by("questionnaire__respondent", "code")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    names, far = respondent_names(listed), stored_completeness(listed, open_to=opened_to(request.user, listed))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "year": year,
        "may_import": bool(kinds_entered_by(request.user, year)),
        "filter": filtering,
        "page": page,
        "query": query.urlencode(),
        "rows": [(row, names[row.pk], far[row.pk], due_day(row), is_overdue(row)) for row in listed],
    }
    return render(request, "surveys/respondents.html", context)


def _filtered(rows: Any, filtering: RespondentFilter) -> Any:
    """A filter with a fault hides nothing."""
    if not filtering.is_valid():
        return rows
    wanted = filtering.cleaned_data
    if words := wanted["q"].strip():
        rows = rows.named(words)
    if wanted["kind"]:
        rows = rows.filter(questionnaire__respondent=wanted["kind"])
    return rows.filter(state=wanted["state"]) if wanted["state"] else rows


def _context(request: HttpRequest, found: Submission, asked: list[Asked]) -> dict[str, Any]:
    """What every page of a submission shows."""
    extensions = list(found.extensions.select_related("by").order_by("-until")[:1]) if found.extended_to else []
    return {
        "submission": found,
        "name": _name(found),
        "completeness": completeness_of(asked),
        "due": due_day(found),
        "is_overdue": is_overdue(found),
        "extension": extensions[0] if extensions else None,
        "is_editable": found.state in EDITABLE and found.takes_answers,
        "may_answer": rules.has_perm("surveys.save_answer", request.user, found),
        "may_submit": rules.has_perm("surveys.submit_submission", request.user, found),
    }


def _colleagues(request: HttpRequest, found: Submission) -> list[User]:
    """To whom this person can give sections; nobody where there is nothing to give."""
    is_editable = found.state in EDITABLE and found.takes_answers
    if not is_editable or not rules.has_perm("surveys.delegate_section", request.user, found):
        return []
    return contacts_of([found.team_id or 0]).get(found.team_id or 0, [])


def _name(found: Submission) -> str:
    return respondent_names([found])[found.pk]


def _sections(found: Submission) -> list[Section]:
    return list(found.questionnaire.sections.order_by("position"))


def _shown(
    request: HttpRequest, found: Submission, asked: list[Asked], refused: dict[str, list[Any]] | None = None
) -> list[ShownSection]:
    reads_all = rules.has_perm("surveys.read_confidential_answers", request.user, found)
    return shown_sections(asked, reads_all=reads_all, refused=refused or {})


def _open_comments(found: Submission) -> dict[int, int]:
    rows = Comment.objects.filter(submission=found).exclude(state=CommentState.RESOLVED).order_by()
    return dict(rows.values_list("item__section").annotate(count=Count("pk")))


def _last_year(request: HttpRequest, found: Submission) -> Submission | None:
    rows = Submission.objects.visible_to(request.user).with_respondents()
    return rows.filter(
        questionnaire__year=found.questionnaire.year_id - 1,
        questionnaire__respondent=found.questionnaire.respondent,
        code=found.code,
    ).first()


def _leaders(found: Submission) -> list[User]:
    """Who can submit it today."""
    holding = Membership.objects.current().filter(role=Role.CUSTODIAN)
    if found.questionnaire.respondent in BY_OFFICE:
        holding = Membership.objects.current().filter(role=Role.TEAM_LEADER, team=found.team_id)
    people = User.objects.filter(pk__in=holding.values("user"), is_active=True).order_by("name", "email")
    return list(people[:MOST_NAMED]) if found.state in EDITABLE else []
