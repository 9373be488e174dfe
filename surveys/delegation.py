"""Sections given to people of the office: who answers what, which limits nobody else of the office."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import OFFICE
from activity.actions import lock_head, record
from common.refusals import Invalid, Missing, VersionConflict, WrongState
from countries.models import CountryTeam
from surveys.models import Delegation, Section, Submission
from surveys.permissions import require
from surveys.workflow import EDITABLE


@transaction.atomic
def delegate_section(
    submission: Submission, section: Section, to: User | None, *, by: User | None, seen: int | None
) -> Delegation:
    """Give a section to somebody who holds a role of this office today. `seen` is the delegation that it replaces.

    `to` is None for an account that does not exist, which is refused like one of another office, so that trying tells
    nobody which accounts there are. To whom it is given already, it stays given. Raises NotAllowed, Invalid,
    VersionConflict, WrongState.
    """
    require("surveys.delegate_section", by, submission)
    now = timezone.now()
    present, state = _locked(submission, section, now)
    if to is None or not _is_of_office(to, submission):
        raise Invalid({"person": [_("A section is given to somebody who holds a role of this office today.")]})
    _check_seen(present, seen)
    if present is not None and present.user_id == to.pk:
        return present
    _check_open(state)
    _end(Delegation.objects.filter(submission=submission, section=section), now)
    given = Delegation.objects.create(submission=submission, section=section, user=to, by=by, at=now)
    _record("delegated", given, by=by, before=present)
    return given


@transaction.atomic
def end_delegation(submission: Submission, section: Section, *, by: User | None, seen: int | None) -> Delegation:
    """Take a section back: nobody in particular answers it then. Raises NotAllowed, VersionConflict, WrongState."""
    require("surveys.delegate_section", by, submission)
    now = timezone.now()
    present, _state = _locked(submission, section, now)
    _check_seen(present, seen)
    if present is None:
        raise WrongState(_("This section is given to nobody."))
    _end(Delegation.objects.filter(submission=submission, section=section), now)
    _record("taken_back", present, by=by, before=present)
    return present


def current_delegations(submissions: Collection[Submission]) -> dict[int, dict[int, Delegation]]:
    """Who answers which section now: by submission id and section id, in one query."""
    found: dict[int, dict[int, Delegation]] = {}
    rows = Delegation.objects.current().filter(submission__in=[row.pk for row in submissions])
    for row in rows.select_related("user", "section"):
        found.setdefault(row.submission_id, {})[row.section_id] = row
    return found


def sections_given_to(user: User, submissions: Collection[Submission]) -> dict[int, tuple[Section, ...]]:
    """The sections that `user` answers now, in their order, by submission id; of what can be answered; in one query."""
    found: dict[int, tuple[Section, ...]] = {}
    open_ones = [row.pk for row in submissions if row.state in EDITABLE and row.takes_answers]
    rows = Delegation.objects.current().filter(user=user, submission__in=open_ones)
    for row in rows.select_related("section").order_by("section__position"):
        found[row.submission_id] = (*found.get(row.submission_id, ()), row.section)
    return found


def move_delegations(team: CountryTeam, leaving: User, coming: User, from_moment: datetime, *, by: User | None) -> int:
    """Let what `leaving` was given of this office's sections be of `coming` from a moment on; how many sections.

    For an action that checks who may and records (`surveys.handing_over`).
    """
    rows = Delegation.objects.filter(submission__team=team, user=leaving, ended_at=None)
    open_ones = list(rows.filter(submission__state__in=EDITABLE))
    Delegation.objects.filter(pk__in=[row.pk for row in open_ones]).update(ended_at=from_moment)
    Delegation.objects.bulk_create(
        Delegation(submission_id=row.submission_id, section_id=row.section_id, user=coming, by=by, at=from_moment)
        for row in open_ones
    )
    return len(open_ones)


def _is_of_office(user: User, submission: Submission) -> bool:
    held = Membership.objects.current().filter(user=user, user__is_active=True)
    return held.filter(team=submission.team_id, role__in=OFFICE).exists()


def _locked(submission: Submission, section: Section, now: datetime) -> tuple[Delegation | None, Submission]:
    """The delegation and the submission as they are, which nobody else changes until the transaction ends."""
    lock_head()
    state = Submission.objects.select_related("questionnaire__year").get(pk=submission.pk)
    if section.questionnaire_id != state.questionnaire_id:
        raise Missing
    rows = Delegation.objects.current(now).filter(submission=submission, section=section)
    return rows.select_related("user").first(), state


def _check_seen(present: Delegation | None, seen: int | None) -> None:
    if (present.pk if present else None) == seen:
        return
    said = (
        _("Somebody has just given this section to %(person)s.") if present else _("Somebody has just taken it back.")
    )
    raise VersionConflict(present, said % {"person": present.user} if present else said)


def _check_open(submission: Submission) -> None:
    if submission.state not in EDITABLE or not submission.takes_answers:
        raise WrongState(_("These answers are locked: there is nothing to give to anybody."))


def _end(rows: Any, now: datetime) -> None:
    """End what holds, and what was to begin later."""
    rows.unended(now).update(ended_at=now)


def _record(verb: str, delegation: Delegation, *, by: User | None, before: Delegation | None) -> None:
    data = {"section": delegation.section.code, "before": f"user {before.user_id}" if before else None}
    if verb == "delegated":
        data["after"] = f"user {delegation.user_id}"
    record(f"surveys.section.{verb}", f"submission {delegation.submission.key}", by=by, data=data)
