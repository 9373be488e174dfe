"""Requests to open accepted answers again: asked with a scope, a reason and a day, and decided by somebody else.

Until the replacement is accepted, the accepted answers count; after the day, what was opened locks itself
(`surveys.models.Submission.has_lapsed`). Refusals come in the order of `surveys.actions`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from common.entered import Faults, checked_sentence, checked_text
from common.refusals import Invalid, VersionConflict, WrongState
from common.versions import need_version, write_version
from surveys.actions import check_day, checked_issues, default_day, reopen_until
from surveys.choices import Decision, State
from surveys.models import Item, ReopeningRequest, Submission
from surveys.permissions import require


@transaction.atomic
def request_reopening(
    submission: Submission, issues: Mapping[str, str], reason: str, until: date | None, *, by: User, seen: int | None
) -> ReopeningRequest:
    """Ask that the answers to `issues` (what is the matter, by question code) be opened until a day. One at a time.

    Without a day, until `surveys.actions.default_day`. `seen` is the submission's version; asking does not change it.
    """
    lock_head()
    present = Submission.objects.with_respondents().get(pk=submission.pk)
    require("surveys.request_reopening", by, present)
    sentences, reason, day = _checked(present, issues, reason, until)
    if present.version != need_version(seen):
        raise VersionConflict(present)
    if not can_be_reopened(present):
        raise WrongState(
            _("Only accepted answers are opened again; what is being checked is returned by its checkers.")
        )
    if ReopeningRequest.objects.filter(submission=present, decision=Decision.ASKED).exists():
        raise WrongState(_("There is a request already, and it has not been decided yet."))
    _check_year(present)
    asked = ReopeningRequest.objects.create(
        submission=present, issues=sentences, reason=reason, until=day, at=timezone.now(), by=by
    )
    _record("asked", asked, by=by, data={"issues": sentences, "reason": reason, "until": day})
    return asked


@transaction.atomic
def grant_request(
    asked: ReopeningRequest, *, by: User, seen: int | None, until: date | None = None, remark: str = ""
) -> Submission:
    """Open the questions at issue, until the day that was asked for or another. Not by who asked for it."""
    present = _locked(asked)
    require("surveys.decide_reopening", by, present)
    submission, day = present.submission, until or present.until
    faults = Faults()
    remark = checked_text("remark", remark, faults)
    faults.refuse()
    check_day(submission, day)
    _decide(present, Decision.GRANTED, remark, by=by, seen=seen)
    said = {"reason": present.reason, "asked_by": present.by_id, **({"remark": remark} if remark else {})}
    return reopen_until(submission, present.issues, day, by=by, seen=submission.version, request=present.pk, **said)


@transaction.atomic
def refuse_request(asked: ReopeningRequest, remark: str, *, by: User, seen: int | None) -> ReopeningRequest:
    """Leave the answers as they were accepted, and say why."""
    present = _locked(asked)
    require("surveys.decide_reopening", by, present)
    remark = checked_sentence("remark", remark, missing=_("Say why it is refused."))
    refused = _decide(present, Decision.REFUSED, remark, by=by, seen=seen)
    _record("refused", refused, by=by, data={"remark": remark})
    return refused


@transaction.atomic
def withdraw_request(asked: ReopeningRequest, *, by: User, seen: int | None) -> ReopeningRequest:
    """Take a request back that nobody has decided; those who may ask may do so."""
    present = _locked(asked)
    require("surveys.request_reopening", by, present.submission)
    withdrawn = _decide(present, Decision.WITHDRAWN, "", by=by, seen=seen)
    _record("withdrawn", withdrawn, by=by, data={})
    return withdrawn


def can_be_reopened(submission: Submission) -> bool:
    """Whether its answers were accepted and are locked now."""
    return submission.state == State.ACCEPTED or submission.has_lapsed


def open_request(submission: Submission) -> ReopeningRequest | None:
    """The request that waits for a decision, with who asked."""
    return submission.reopening_requests.filter(decision=Decision.ASKED).select_related("by").first()


def _locked(asked: ReopeningRequest) -> ReopeningRequest:
    """The request with its submission as they are, which nobody else changes until the transaction ends."""
    lock_head()
    present = ReopeningRequest.objects.get(pk=asked.pk)
    present.submission = Submission.objects.with_respondents().get(pk=present.submission_id)
    return present


def _decide(
    present: ReopeningRequest, decision: Decision, remark: str, *, by: User, seen: int | None
) -> ReopeningRequest:
    changes = {"decision": decision, "remark": remark, "decided_at": timezone.now(), "decided_by": by}
    decided = write_version(present, changes, seen=seen)
    if present.decision != Decision.ASKED:
        raise WrongState(_("This request has been decided already."))
    decided.submission = present.submission
    return decided


def _checked(
    submission: Submission, issues: Mapping[str, str], reason: str, until: date | None
) -> tuple[dict[str, str], str, date]:
    errors: dict[str, list[Any]] = {}
    sentences: dict[str, str] = {}
    asked = Item.objects.filter(section__questionnaire=submission.questionnaire_id)
    try:
        sentences = checked_issues(issues, set(asked.values_list("question__code", flat=True)))
    except Invalid as error:
        errors |= error.errors
    try:
        reason = checked_sentence("reason", reason, missing=_("Say why it has to be opened again."))
    except Invalid as error:
        errors |= error.errors
    day = until or default_day(submission)
    try:
        check_day(submission, day)
    except Invalid as error:
        errors |= error.errors
    if errors:
        raise Invalid(errors)
    return sentences, reason, day


def _check_year(submission: Submission) -> None:
    if not submission.questionnaire.year.is_open:
        raise WrongState(_("The reporting year %(year)s is closed.") % {"year": submission.questionnaire.year_id})


def _record(verb: str, asked: ReopeningRequest, *, by: User, data: dict[str, Any]) -> None:
    said = {"version": asked.submission.version, "request": asked.pk, **data}
    record(f"surveys.reopening.{verb}", f"submission {asked.submission.key}", by=by, data=said)
