"""What is said about answers: comments on a question, replies, and when a comment is resolved.

Refusals come in the order of `surveys.actions`. A comment changes no answer and unlocks nothing; returning does.
"""

from collections import defaultdict
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import OFFICE, Role
from activity.actions import lock_head, record
from common.entered import checked_sentence
from common.refusals import Invalid
from common.versions import write_version
from surveys.actions import said_of
from surveys.choices import BY_OFFICE
from surveys.models import Comment, Item, Reply, Submission
from surveys.permissions import require
from surveys.workflow import ASK_ON, REPLY, RESOLVE


@transaction.atomic
def add_comment(submission: Submission, question: str, text: str, *, to: User | None = None, by: User) -> Comment:
    """Say something about an answer, to one of `correspondents(submission)`, or to whoever it concerns."""
    require("surveys.comment_on_answer", by, submission)
    errors: dict[str, list[Any]] = {}
    cleaned = ""
    try:
        cleaned = checked_sentence("text", text)
    except Invalid as error:
        errors |= error.errors
    item = item_of(submission, question)
    if item is None:
        errors["question"] = [_("There is no question “%(code)s” in this questionnaire.") % {"code": question}]
    if to is not None and not correspondents(submission).filter(pk=to.pk).exists():
        errors["to"] = [_("Choose somebody who answers or checks this submission.")]
    if errors or item is None:
        raise Invalid(errors)
    lock_head()
    comment = Comment.objects.create(submission=submission, item=item, text=cleaned, by=by, to=to, at=timezone.now())
    _record("added", comment, by=by, said={"text": cleaned, "to": to.email if to else ""})
    return comment


@transaction.atomic
def reply_to_comment(comment: Comment, text: str, *, by: User, seen: int | None) -> Comment:
    """Answer a comment; a word more of who wrote it opens it again."""
    present = _locked(comment)
    require("surveys.comment_on_answer", by, present.submission)
    cleaned = checked_sentence("text", text)
    transition = ASK_ON if present.by_id == by.pk else REPLY
    write_version(present, {"state": transition.target}, seen=seen, states=transition.sources)
    Reply.objects.create(comment=present, text=cleaned, by=by, at=timezone.now())
    replied = _locked(present)
    _record("replied", replied, by=by, said={"text": cleaned})
    return replied


@transaction.atomic
def resolve_comment(comment: Comment, *, by: User, seen: int | None) -> Comment:
    """Say that a comment is dealt with: who wrote it, or the side that checks."""
    present = _locked(comment)
    require("surveys.resolve_comment", by, present)
    write_version(present, {"state": RESOLVE.target}, seen=seen, states=RESOLVE.sources)
    resolved = _locked(present)
    _record("resolved", resolved, by=by, said={})
    return resolved


def correspondents(submission: Submission) -> models.QuerySet[User]:
    """The people who answer or check this submission today, and so may be addressed."""
    validators = models.Q(role=Role.VALIDATOR)
    if submission.questionnaire.respondent in BY_OFFICE:
        office = models.Q(role__in=OFFICE, team=submission.team_id)
        theirs = office | models.Q(role=Role.REGIONAL_TEAM, region=submission.region_id)
    else:
        theirs = models.Q(role=Role.CUSTODIAN)
    held = Membership.objects.current().filter(validators | theirs)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("email")


def comments_of(submission: Submission) -> dict[int, list[Comment]]:
    """The comments on a submission with their replies, by the item that they are on, the oldest first; two queries."""
    replies = models.Prefetch("replies", Reply.objects.select_related("by").order_by("at", "pk"))
    rows = Comment.objects.filter(submission=submission).select_related("by", "to").prefetch_related(replies)
    found: dict[int, list[Comment]] = defaultdict(list)
    for row in rows.order_by("at", "pk"):
        row.submission = submission
        found[row.item_id].append(row)
    return found


def item_of(submission: Submission, question: str) -> Item | None:
    """The question of that code, in the wording that this submission was asked in."""
    items = Item.objects.filter(section__questionnaire=submission.questionnaire_id, question__code=question)
    found: Item | None = items.select_related("question", "wording", "section__questionnaire").first()
    return found


def _locked(comment: Comment) -> Comment:
    lock_head()
    everything = ("item__question", "item__wording", "item__section__questionnaire", "submission__questionnaire__year")
    return Comment.objects.select_related(*everything, "submission__team", "submission__region").get(pk=comment.pk)


def _record(verb: str, comment: Comment, *, by: User, said: dict[str, Any]) -> None:
    item = comment.item
    record(
        f"surveys.comment.{verb}",
        f"comment {comment.submission.key}/{item.question.code}/{comment.pk}",
        by=by,
        data={"version": comment.version, "state": comment.state, **(said_of(item, said) if said else {})},
    )
