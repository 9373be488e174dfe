"""Who may answer, check and ask: named predicates; `surveys.workflow` says when, `surveys.actions` what."""

from collections.abc import Collection
from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from accounts.permissions import is_administrator, is_auditor
from accounts.roles import HEADQUARTERS, Role, holds
from common.refusals import NotAllowed
from surveys.choices import BY_OFFICE, Disclosure, State
from surveys.models import Answer, Comment, Item, ReopeningRequest, Submission
from surveys.querysets import READ_MAILS, ROUND_READERS, regions_of, teams_of


def _is_by_office(submission: Submission) -> bool:
    return submission.questionnaire.respondent in BY_OFFICE


@rules.predicate
def answers(user: Any, submission: Submission) -> bool:
    """Whether `user` gives the answers of this submission today."""
    return Submission.objects.answered_by(user).filter(pk=submission.pk).exists()


@rules.predicate
def leads(user: Any, submission: Submission) -> bool:
    """Whether `user` hands this submission in: the office's team leader, or for headquarters' entries a custodian."""
    if not _is_by_office(submission):
        return holds(user, Role.CUSTODIAN)
    return bool(teams_of(user, Role.TEAM_LEADER).filter(team=submission.team_id).exists())


@rules.predicate
def is_of_its_region(user: Any, submission: Submission) -> bool:
    """Whether `user` belongs to the regional team that this submission goes through."""
    return _is_by_office(submission) and submission.region_id in _regions_today(user)


def _regions_today(user: Any) -> frozenset[int]:
    """The keys of the regions whose team `user` belongs to; read once for each loaded person, as roles are."""
    if not holds(user, Role.REGIONAL_TEAM):
        return frozenset()
    if not hasattr(user, "_regions_today"):
        user._regions_today = frozenset(regions_of(user).values_list("region", flat=True))
    return user._regions_today


@rules.predicate
def is_validator(user: Any) -> bool:
    return holds(user, Role.VALIDATOR)


@rules.predicate
def has_its_turn(user: Any, submission: Submission) -> bool:
    """Whether it lies with `user` to return it: the region until it has endorsed, headquarters from then on."""
    if _is_by_office(submission) and submission.state != State.ENDORSED:
        return is_of_its_region(user, submission)
    return is_validator(user)


@rules.predicate
def has_no_part_in_it(user: Any, submission: Submission) -> bool:
    """Nobody endorses or accepts their own work: an answer they gave, what they handed in or endorsed."""
    if user.pk in (submission.submitted_by_id, submission.endorsed_by_id):
        return False
    is_own_work = vars(submission).get("is_own_work")  # a queue asks for all its rows at once
    if is_own_work is not None:
        return not is_own_work
    return not Answer.objects.filter(submission=submission, changed_by=user).exists()


@rules.predicate
def reads_review(user: Any) -> bool:
    """Whether the queue of submissions is open to `user`: to regional teams theirs, to headquarters all."""
    return holds(user, Role.REGIONAL_TEAM, *HEADQUARTERS)


@rules.predicate
def reads_rounds(user: Any) -> bool:
    """Whether `user` follows who has answered: a regional team in its region, headquarters everywhere."""
    return holds(user, Role.REGIONAL_TEAM, *ROUND_READERS)


@rules.predicate
def reads_preparation(user: Any) -> bool:
    """Whether `user` sees questionnaires before they open, and what stands around them."""
    return holds(user, *ROUND_READERS)


@rules.predicate
def wrote_it(user: Any, comment: Comment) -> bool:
    return bool(user.pk is not None and user.pk == comment.by_id)


@rules.predicate
def checks_what_it_is_on(user: Any, comment: Comment) -> bool:
    """Whether `user` is of the side that checks the submission: its regional team, or a validator."""
    return is_validator(user) or is_of_its_region(user, comment.submission)


@rules.predicate
def did_not_ask(user: Any, request: ReopeningRequest) -> bool:
    return user.pk is not None and user.pk != request.by_id


@rules.predicate
def leads_office(user: Any, submission: Submission) -> bool:
    """Whether `user` leads the office that answers this submission."""
    return _is_by_office(submission) and leads.test(user, submission)


@rules.predicate
def reads_mails(user: Any) -> bool:
    """Whether the log of a round's mail is open to `user`: to a regional team what names its region alone."""
    return holds(user, Role.REGIONAL_TEAM, *READ_MAILS)


rules.add_perm("surveys.save_answer", answers)
rules.add_perm("surveys.submit_submission", leads)
rules.add_perm("surveys.return_submission", has_its_turn)
rules.add_perm("surveys.endorse_submission", is_of_its_region & has_no_part_in_it)
rules.add_perm("surveys.accept_submission", is_validator & has_no_part_in_it)
rules.add_perm("surveys.reopen_submission", is_validator)
rules.add_perm("surveys.request_reopening", answers | is_of_its_region | is_validator)
rules.add_perm("surveys.decide_reopening", is_validator & did_not_ask)
rules.add_perm("surveys.extend_deadline", is_of_its_region | is_validator | is_administrator)
rules.add_perm("surveys.comment_on_answer", answers | is_of_its_region | is_validator)
rules.add_perm("surveys.resolve_comment", wrote_it | checks_what_it_is_on)
rules.add_perm("surveys.read_review", reads_review)
rules.add_perm("surveys.read_rounds", reads_rounds)
rules.add_perm("surveys.read_preparation", reads_preparation)
rules.add_perm("surveys.read_confidential_answers", answers | is_auditor)
rules.add_perm("surveys.change_questionnaire", is_administrator)
rules.add_perm("surveys.delegate_section", leads_office)
rules.add_perm("surveys.read_mails", reads_mails)
rules.add_perm("surveys.send_mail", is_administrator)

_REASONS = {
    "surveys.save_answer": _("Only those who answer for this respondent change its answers."),
    "surveys.submit_submission": _("Only the team leader of this office submits its answers."),
    "surveys.return_submission": _("It is returned by the regional team, and once endorsed by a validator."),
    "surveys.endorse_submission": _(
        "Only the regional team endorses, and nobody endorses what they answered or submitted."
    ),
    "surveys.accept_submission": _(
        "Only a validator accepts, and nobody accepts what they answered, submitted or endorsed."
    ),
    "surveys.reopen_submission": _("Only a validator reopens what was accepted."),
    "surveys.request_reopening": _("Only those who answer or check this submission ask to open it again."),
    "surveys.decide_reopening": _("Only a validator decides, and nobody on their own request."),
    "surveys.extend_deadline": _("Only the regional team, a validator or an administrator extends a deadline."),
    "surveys.comment_on_answer": _("Only those who answer or check this submission comment on it."),
    "surveys.resolve_comment": _("A comment is resolved by who wrote it, or by the side that checks."),
    "surveys.read_confidential_answers": _("This answer is shown only to those who give it."),
    "surveys.change_questionnaire": _("Only an administrator changes questionnaires."),
    "surveys.delegate_section": _("Only the team leader of this office says who answers a section."),
    "surveys.send_mail": _("Only an administrator has mail sent again."),
}


def require(permission: str, user: Any, target: Submission | Comment | ReopeningRequest | None = None) -> None:
    """Raise NotAllowed, saying why, unless `user` has `permission` on `target`; None is the system itself."""
    if user is not None and not rules.has_perm(permission, user, target):
        raise NotAllowed(_REASONS[permission])


def require_kind(user: Any, respondent: str) -> None:
    """Raise NotAllowed unless `user` gives answers of respondents of this kind today; None is the system itself."""
    rows = Submission.objects.filter(questionnaire__respondent=respondent)
    if user is not None and not rows.answered_by(user).exists():
        raise NotAllowed(_REASONS["surveys.save_answer"])


def opened_to(user: Any, submissions: Collection[Submission]) -> set[int]:
    """The ids of those of these submissions whose confidential answers `user` may read; in one query."""
    ids = {row.pk for row in submissions}
    if is_auditor(user):
        return ids
    return set(Submission.objects.answered_by(user).filter(pk__in=ids).values_list("pk", flat=True))


def is_confidential(item: Item) -> bool:
    """Whether an answer is shown only to those who give it: what a Government or coordinator thinks, and the like."""
    return item.section.questionnaire.disclosure != Disclosure.RESPONDENT or item.wording.disclosure not in (
        "",
        Disclosure.RESPONDENT,
    )
