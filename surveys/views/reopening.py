"""Asking that accepted answers be opened again, and deciding: `/tasks/<year>/<respondent>/reopening/`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.days import read_day
from common.digits import read_digits
from common.private import SeeOther
from common.refusals import Invalid, Refusal
from surveys.actions import default_day
from surveys.models import Answer, ReopeningRequest, Submission
from surveys.permissions import require
from surveys.reopening import (
    can_be_reopened,
    grant_request,
    open_request,
    refuse_request,
    request_reopening,
    withdraw_request,
)
from surveys.resting import resting_on
from surveys.views import submission_for
from surveys.words import respondent_names

DONE = {
    "ask": gettext_lazy(
        "Asked. A validator of headquarters decides; until then the accepted answers stay as they are."
    ),
    "grant": gettext_lazy("Granted. The accepted answers count until their replacement is accepted."),
    "refuse": gettext_lazy("Refused. The answers stay as they were accepted."),
    "withdraw": gettext_lazy("Withdrawn."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reopening(request: HttpRequest, year: int, respondent: str) -> HttpResponse:
    """The requests for a submission, the one that waits with what rests on it, and the form to ask."""
    assert isinstance(request.user, User)
    found = submission_for(request.user, year, respondent)
    refusal = None
    if request.method == "POST":
        try:
            _do(request.POST, found, request.user)
        except Refusal as error:
            refusal = error
            found = submission_for(request.user, year, respondent)
        else:
            messages.success(request, DONE[request.POST["do"]])
            return SeeOther(request.path)
    context = _context(found, request.user, request.POST if refusal else None, refusal)
    return render(request, "surveys/reopening.html", context, status=refusal.page_status if refusal else 200)


def _do(data: Any, submission: Submission, user: User) -> None:
    seen = read_digits(data.get("version"), 9)
    waiting = open_request(submission)
    match data.get("do"):
        case "ask":
            require("surveys.request_reopening", user, submission)  # before the day is read
            until = _day(data.get("until"))
            request_reopening(submission, _issues(data), data.get("reason", ""), until, by=user, seen=seen)
        case "grant" if waiting:
            require("surveys.decide_reopening", user, waiting)
            until = _day(data.get("until"))
            grant_request(waiting, by=user, seen=seen, until=until, remark=data.get("remark", ""))
        case "refuse" if waiting:
            refuse_request(waiting, data.get("remark", ""), by=user, seen=seen)
        case "withdraw" if waiting:
            withdraw_request(waiting, by=user, seen=seen)
        case "grant" | "refuse" | "withdraw":
            raise Invalid({"do": [_("This request has been decided already.")]})
        case _:
            raise Invalid({"do": [_("Choose one of the buttons of the page.")]})


def _day(text: str | None) -> date | None:
    """The day typed; None where the field was left empty. Raises Invalid."""
    if not (text or "").strip():
        return None
    day = read_day(text)
    if day is None:
        raise Invalid({"until": [_("This is not a day: write it as 2025-03-31.")]})
    return day


def _issues(data: Any) -> dict[str, str]:
    """What is the matter, by question: those that are chosen, and those of which something is said."""
    said = {
        key.removeprefix("sentence-"): text
        for key, text in data.items()
        if key.startswith("sentence-") and str(text).strip()
    }
    return said | {code: data.get(f"sentence-{code}", "") for code in data.getlist("issue")}


def _context(
    submission: Submission, user: User, typed: Mapping[str, Any] | None, refusal: Refusal | None
) -> dict[str, Any]:
    waiting = open_request(submission)
    errors = refusal.errors if isinstance(refusal, Invalid) else {}
    issues = _issues(typed) if typed is not None else {}
    may_ask = rules.has_perm("surveys.request_reopening", user, submission)
    is_open_year = submission.questionnaire.year.is_open
    rows = Answer.objects.filter(submission=submission).in_order()
    texts = {row.item.question.code: row.item.wording for row in rows}
    resting = resting_on(submission.questionnaire.year_id, waiting.issues) if waiting else {}
    return {
        "submission": submission,
        "name": respondent_names([submission])[submission.pk],
        "waiting": waiting,
        "at_issue": [
            (code, texts.get(code), sentence, resting.get(code, []))
            for code, sentence in (waiting.issues if waiting else {}).items()
        ],
        "may_decide": bool(waiting and rules.has_perm("surveys.decide_reopening", user, waiting)),
        "may_withdraw": bool(waiting and may_ask),
        "may_ask": may_ask and not waiting and is_open_year and can_be_reopened(submission),
        "questions": [(code, wording, issues.get(code), list(errors.get(code, []))) for code, wording in texts.items()],
        "past": _past(submission),
        "refusal": refusal,
        "faults": errors,
        "typed": typed or {},
        "day": (typed or {}).get("until") or (waiting.until if waiting else default_day(submission)).isoformat(),
    }


def _past(submission: Submission) -> list[ReopeningRequest]:
    rows = submission.reopening_requests.exclude(decided_at=None)
    return list(rows.select_related("by", "decided_by").order_by("-at", "-pk"))
