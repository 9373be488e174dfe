"""What is done with amendments: proposed, then confirmed by somebody else, or withdrawn. Nothing of it is edited.

Refusals come in the order of every action: NotAllowed, Invalid, VersionNeeded, WrongState; after a refusal nothing has
changed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from common.entered import MAX_TEXT, Faults, checked_sentence, checked_text
from common.refusals import Invalid, WrongState
from frameworks.models import Framework
from indicators.amending import Change, checked_changes, moved_since, write_changes
from indicators.choices import Decision
from indicators.models import Amendment, AmendmentDecision
from indicators.permissions import require

MAX_MANDATE = 200  # characters


@transaction.atomic
def propose_amendment(
    framework: Framework,
    changes: Sequence[Mapping[str, Any]],
    *,
    first_year: int,
    decided_on: date,
    mandate: str,
    reason: str,
    by: User,
) -> Amendment:
    """Propose that definitions of a framework change from the reporting year `first_year` on.

    `changes` are {"on", "field", "old", "new"} as `models.Amendment` keeps them; `old` is what the proposer saw. They
    are checked at once as if they were made. Raises NotAllowed, VersionNeeded, or Invalid by field.
    """
    require("indicators.propose_amendment", by)
    lock_head()  # from here on nobody else changes a definition, or takes the next number
    errors = dict(_faults_of_head(framework, changes, first_year, decided_on))
    kept: list[Change] = []
    try:
        kept = checked_changes(framework, changes)
        with transaction.atomic():  # made, to see whether it can be, and taken back
            write_changes(framework, kept, first_year)
            transaction.set_rollback(True)
    except Invalid as refusal:
        errors |= refusal.errors
    texts = _texts(mandate, reason, errors)
    if errors:
        raise Invalid(errors)
    last = Amendment.objects.filter(framework=framework).order_by("-number").values_list("number", flat=True).first()
    amendment = Amendment.objects.create(
        framework=framework,
        number=(last or 0) + 1,
        first_year=first_year,
        decided_on=decided_on,
        changes=kept,
        proposed_at=timezone.now(),
        proposed_by=by,
        **texts,
    )
    _record("proposed", amendment, by=by, data={"first_year": first_year, "decided_on": decided_on, "changes": kept})
    return amendment


@transaction.atomic
def confirm_amendment(amendment: Amendment, *, by: User, remark: str = "") -> AmendmentDecision:
    """Let an amendment hold from now on: its changes are written. Never by who proposed it.

    Raises NotAllowed, or WrongState where it is decided already or what it changes has changed since.
    """
    require("indicators.confirm_amendment", by, amendment)
    return put_in_force(amendment, by=by, remark=remark)


def put_in_force(amendment: Amendment, *, by: User, remark: str = "") -> AmendmentDecision:
    """What confirming does, for `confirm_amendment` and for what it would change (`indicators.what_if`): within a
    transaction, by whoever asks."""
    faults = Faults()
    remark = checked_text("remark", remark, faults)
    faults.refuse()
    lock_head()
    _check_undecided(amendment)
    framework = Framework.objects.get(pk=amendment.framework_id)
    try:
        moved = moved_since(framework, amendment.changes)
        if not moved:
            created = write_changes(framework, amendment.changes, amendment.first_year)
    except Invalid as refusal:  # made possible or impossible by what others did since it was proposed
        moved = [str(sentence) for sentence in refusal.sentences]
    if moved:
        said = _("It cannot be confirmed as it is: withdraw it, and propose anew.")
        raise WrongState(" ".join([*moved, said]))
    decision = _decide(amendment, Decision.CONFIRMED, remark, by)
    _record("confirmed", amendment, by=by, data={"changes": amendment.changes, "observations": created})
    return decision


@transaction.atomic
def withdraw_amendment(amendment: Amendment, remark: str, *, by: User) -> AmendmentDecision:
    """Take a proposal back, with the reason; another one can follow. Raises NotAllowed, Invalid, WrongState."""
    require("indicators.withdraw_amendment", by)
    remark = checked_sentence("remark", remark, missing=_("Say why it is withdrawn."))
    lock_head()
    _check_undecided(amendment)
    decision = _decide(amendment, Decision.WITHDRAWN, remark, by)
    _record("withdrawn", amendment, by=by, data={"remark": remark})
    return decision


def _check_undecided(amendment: Amendment) -> None:
    decision = AmendmentDecision.objects.filter(amendment=amendment).first()
    if decision is not None:
        said = {"state": decision.get_outcome_display()}
        raise WrongState(_("This amendment is %(state)s already.") % said)


def _decide(amendment: Amendment, outcome: Decision, remark: str, by: User) -> AmendmentDecision:
    return AmendmentDecision.objects.create(
        amendment=amendment, outcome=outcome, remark=remark, at=timezone.now(), by=by
    )


def _faults_of_head(
    framework: Framework, changes: Sequence[Mapping[str, Any]], first_year: int, decided_on: date
) -> dict[str, list[Any]]:
    errors: dict[str, list[Any]] = {}
    on = f"framework {framework.code}"
    lasts = [row.get("new") for row in changes if row.get("on") == on and row.get("field") == "last_year"]
    last = max([framework.last_year, *(year for year in lasts if isinstance(year, int))])
    if not framework.first_year <= first_year <= last:
        years = {"first": framework.first_year, "last": last}
        errors["first_year"] = [_("Choose a year of the framework, from %(first)s to %(last)s.") % years]
    if decided_on > timezone.localdate():
        errors["decided_on"] = [_("What is decided in the future cannot be proposed yet.")]
    return errors


def _texts(mandate: str, reason: str, errors: dict[str, list[Any]]) -> dict[str, str]:
    """Mandate and reason, cleaned; their faults go among `errors`."""
    found = {}
    for name, text, most in (("mandate", mandate, MAX_MANDATE), ("reason", reason, MAX_TEXT)):
        try:
            found[name] = checked_sentence(
                name, text, missing=_("Every amendment has its mandate and reason."), most=most
            )
        except Invalid as refusal:
            errors |= refusal.errors
    return found


def _record(verb: str, amendment: Amendment, *, by: User, data: dict[str, Any]) -> None:
    record(f"indicators.amendment.{verb}", f"amendment {amendment.key}", by=by, data=data)
