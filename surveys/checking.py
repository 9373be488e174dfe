"""What a person may do with a submission now, and doing it: the same for the queue and for a submission's own page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import rules
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.refusals import Invalid, Refusal, VersionConflict
from surveys import actions
from surveys.choices import BY_OFFICE, CommentState, State
from surveys.history import Event, history_of
from surveys.models import Comment, Submission
from surveys.permissions import has_no_part_in_it
from surveys.workflow import EDITABLE, ENDORSE, REOPEN, RETURN, accept_of

VERBS = ("endorse", "accept", "return", "reopen", "extend")
DONE = {
    "endorse": gettext_lazy("%(name)s: endorsed."),
    "accept": gettext_lazy("%(name)s: accepted. Figures count these answers from now on."),
    "return": gettext_lazy("%(name)s: returned with the questions at issue; all others stay locked."),
    "reopen": gettext_lazy("%(name)s: reopened. The accepted answers count until their replacement is accepted."),
    "extend": gettext_lazy("%(name)s: the deadline is extended."),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: the verb, the version seen, sentences by question code, a day and a reason."""

    verb: str
    seen: int | None
    issues: Mapping[str, str] = field(default_factory=dict)
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class May:
    """The verbs that are open to a person now. `is_own`: another has to, because nobody checks their own work."""

    verbs: frozenset[str]
    is_own: bool


@dataclass(slots=True)
class Refused:
    """What could not be done with a submission, what was asked, and what happened to it meanwhile."""

    submission: Submission
    name: str
    wish: Wish
    refusal: Refusal
    events: list[Event] = field(default_factory=list)


def may(user: User, submission: Submission) -> May:
    """What `user` may do with it as it stands. No query for each row, once the user's roles and regions are read."""
    state, year_is_open = submission.state, submission.questionnaire.year.is_open
    respondent = submission.questionnaire.respondent
    possible = {
        "endorse": respondent in BY_OFFICE and state in ENDORSE.sources and year_is_open,
        "accept": state in accept_of(respondent).sources and year_is_open,
        "return": state in RETURN.sources and year_is_open,
        "reopen": state in REOPEN.sources and (state != State.RETURNED or submission.has_lapsed) and year_is_open,
        "extend": state in EDITABLE and not submission.reopened_until,
    }
    names = {"extend": "surveys.extend_deadline"}
    allowed = frozenset(
        verb
        for verb, is_possible in possible.items()
        if is_possible and rules.has_perm(names.get(verb, f"surveys.{verb}_submission"), user, submission)
    )
    has_part = not has_no_part_in_it(user, submission)
    waits = possible["endorse"] or possible["accept"]
    return May(allowed, is_own=has_part and waits and not allowed & {"endorse", "accept"})


def carry_out(wish: Wish, submission: Submission, name: str, user: User) -> Refused | None:
    """Do what was asked; what was refused, or None."""
    try:
        _do(wish, submission, user)
    except Refusal as refusal:
        events = history_of(submission, after=wish.seen or 0) if isinstance(refusal, VersionConflict) else []
        return Refused(submission, name, wish, refusal, events)
    return None


def open_comments(submissions: Iterable[Submission]) -> dict[int, int]:
    """How many comments wait for a reply, by the submission's id; none where there is none. One query."""
    rows = Comment.objects.filter(submission__in=[row.pk for row in submissions], state=CommentState.OPEN)
    return dict(rows.order_by().values("submission").annotate(n=Count("pk")).values_list("submission", "n"))


def _do(wish: Wish, submission: Submission, user: User) -> None:
    match wish.verb:
        case "endorse":
            actions.endorse_submission(submission, by=user, seen=wish.seen)
        case "accept":
            actions.accept_submission(submission, by=user, seen=wish.seen)
        case "return":
            actions.return_submission(submission, wish.issues, by=user, seen=wish.seen)
        case "reopen":
            actions.reopen_submission(submission, wish.issues, by=user, seen=wish.seen, until=wish.until)
        case "extend" if wish.until is not None:
            actions.extend_deadline(submission, wish.until, wish.reason, by=user, seen=wish.seen)
        case "extend":
            raise Invalid({"until": [_("Choose the day until which it is extended.")]})
        case _:
            raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
