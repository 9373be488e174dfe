"""One submission as its checkers see it: `/review/answers/<year>/<respondent>/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.days import read_day
from common.numbers import format_change
from common.private import SeeOther
from common.refusals import Invalid, Refusal
from common.translated import reader_language
from surveys.checking import DONE, VERBS, Refused, Wish, carry_out, may
from surveys.comparison import Compared, compare, summary_of
from surveys.completeness import stored_completeness
from surveys.deadlines import due_day, is_overdue
from surveys.evidence import files_of
from surveys.history import history_of
from surveys.models import Comment, EvidenceFile, Section, Submission
from surveys.permissions import is_confidential
from surveys.remarks import comments_of, correspondents
from surveys.reopening import open_request
from surveys.resting import Moved, Resting, moved_by_accepting, resting_on
from surveys.views.review import version_of
from surveys.words import respondent_names


@dataclass(frozen=True, slots=True)
class Line:
    """A question on the page, with what was typed about it in a post that was refused."""

    compared: Compared
    comments: list[Comment]
    files: list[EvidenceFile]
    resting: list[Resting]
    typed: str | None
    faults: list[Any]

    @property
    def change(self) -> str:
        """The difference of two numbers with its sign; "" where there is none."""
        change = self.compared.change
        if not change:
            return ""
        return format_change(change, "number", reader_language())

    @property
    def is_confidential(self) -> bool:
        return is_confidential(self.compared.answer.item)


@dataclass(slots=True)
class Part:
    """A section with its questions."""

    section: Section
    lines: list[Line] = field(default_factory=list)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reviewed(request: HttpRequest, year: int, respondent: str) -> HttpResponse:
    """Every answer beside last year's, with what its checkers may do."""
    assert isinstance(request.user, User)
    user = request.user
    if not rules.has_perm("surveys.read_review", user):
        raise Http404
    refused = None
    submission = _submission(user, year, respondent)
    name = respondent_names([submission])[submission.pk]
    if request.method == "POST":
        wish = _wish(request.POST)
        refused = carry_out(wish, submission, name, user)
        if not refused:
            messages.success(request, DONE[wish.verb] % {"name": name})
            return SeeOther(request.path)
        submission = _submission(user, year, respondent)
    context = _context(submission, name, user, refused)
    return render(request, "surveys/reviewed.html", context, status=refused.refusal.page_status if refused else 200)


def _submission(user: User, year: int, respondent: str) -> Submission:
    """The submission as it is. Raises Http404 where there is none, or none that `user` reviews."""
    rows = Submission.objects.reviewed_by(user).with_respondents()
    found: Submission | None = rows.filter(questionnaire__year=year, code=respondent).first()
    if found is None:
        raise Http404
    return found


def _wish(data: Any) -> Wish:
    """What the form asks for. Questions are at issue when they are chosen, or when something is said of them.

    Raises Invalid for a button that the page does not have.
    """
    verb = data.get("do", "")
    if verb not in VERBS:
        raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
    said = {
        key.removeprefix("sentence-"): text
        for key, text in data.items()
        if key.startswith("sentence-") and str(text).strip()
    }
    chosen = {code: data.get(f"sentence-{code}", "") for code in data.getlist("issue")}
    seen, until = version_of(data.get("version")), read_day(data.get("until"))
    return Wish(verb, seen, issues=said | chosen, until=until, reason=data.get("reason", ""))


def _context(submission: Submission, name: str, user: User, refused: Refused | None) -> dict[str, Any]:
    opened = {submission.pk} if rules.has_perm("surveys.read_confidential_answers", user, submission) else set()
    compared = compare([submission], open_to=opened)[submission.pk]
    allowed = may(user, submission)
    may_comment = rules.has_perm("surveys.comment_on_answer", user, submission)
    return {
        "submission": submission,
        "name": name,
        "parts": _parts(submission, compared, allowed.verbs, refused),
        "summary": summary_of(compared),
        "completeness": stored_completeness([submission], open_to=opened)[submission.pk],
        "last_year": submission.questionnaire.year_id - 1,
        "may": allowed,
        "may_unlock": bool(allowed.verbs & {"return", "reopen"}),
        "waiting": open_request(submission),
        "moved": _moved(submission, user) if "accept" in allowed.verbs else None,
        "refused": refused,
        "typed": refused.wish if refused else None,
        "history": history_of(submission),
        "extensions": submission.extensions.select_related("by").order_by("-at"),
        "due": due_day(submission),
        "is_overdue": is_overdue(submission),
        "may_comment": may_comment,
        "may_resolve_all": rules.has_perm("surveys.return_submission", user, submission),
        "correspondents": correspondents(submission) if may_comment else [],
    }


def _moved(submission: Submission, user: User) -> list[Moved] | None:
    """What accepting it would change; None where it cannot be accepted as it is."""
    try:
        return moved_by_accepting(submission, by=user)
    except Refusal:
        return None


def _parts(
    submission: Submission, compared: list[Compared], verbs: frozenset[str], refused: Refused | None
) -> list[Part]:
    """The questions by section, in the questionnaire's order."""
    comments, files = comments_of(submission), files_of(submission)
    codes = [row.code for row in compared]
    resting = resting_on(submission.questionnaire.year_id, codes) if "reopen" in verbs else {}
    typed: Mapping[str, str] = refused.wish.issues if refused else {}
    errors = refused.refusal.errors if refused and isinstance(refused.refusal, Invalid) else {}
    parts: dict[int, Part] = {}
    for row in compared:
        item = row.answer.item
        part = parts.setdefault(item.section_id, Part(item.section))
        part.lines.append(
            Line(
                compared=row,
                comments=comments.get(item.pk, []),
                files=[] if row.is_hidden else files.get(item.pk, []),
                resting=resting.get(row.code, []),
                typed=typed.get(row.code),
                faults=list(errors.get(row.code, [])),
            )
        )
    return list(parts.values())
