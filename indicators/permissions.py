"""Who may enter, check and define: named predicates; `indicators.workflow` says when, `indicators.actions` what."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from accounts.permissions import is_administrator
from accounts.roles import Role, holds
from common.refusals import NotAllowed
from indicators.models import Indicator, Observation
from indicators.querysets import READ_ALL


@rules.predicate
def is_custodian(user: Any, observation: Observation) -> bool:
    """Whether `user` enters the values of this observation's indicator today."""
    return Observation.objects.entered_by(user).filter(pk=observation.pk).exists()


@rules.predicate
def is_validator(user: Any) -> bool:
    return holds(user, Role.VALIDATOR)


@rules.predicate
def reads_all(user: Any) -> bool:
    return holds(user, *READ_ALL)


@rules.predicate
def has_not_submitted(user: Any, observation: Observation) -> bool:
    """Nobody validates what they submitted."""
    return observation.submitted_by_id != user.pk


rules.add_perm("indicators.save_observation", is_custodian)
rules.add_perm("indicators.submit_observation", is_custodian)
rules.add_perm("indicators.read_review", reads_all)
rules.add_perm("indicators.return_observation", is_validator)
rules.add_perm("indicators.reopen_observation", is_validator)
rules.add_perm("indicators.validate_observation", is_validator & has_not_submitted)
rules.add_perm("indicators.explain_difference", is_validator)
rules.add_perm("indicators.change_indicator", is_administrator)

_REASONS = {
    "indicators.save_observation": _("Only the custodian of this indicator enters its values."),
    "indicators.submit_observation": _("Only the custodian of this indicator submits its values."),
    "indicators.return_observation": _("Only a validator returns observations."),
    "indicators.reopen_observation": _("Only a validator reopens observations."),
    "indicators.validate_observation": _(
        "Only a validator validates observations, and nobody validates what they submitted."
    ),
    "indicators.explain_difference": _("Only a validator explains why a figure stands."),
    "indicators.change_indicator": _("Only an administrator changes indicators and their series."),
}


def require(permission: str, user: Any, target: Observation | Indicator | None = None) -> None:
    """Raise NotAllowed, saying why, unless `user` has `permission` on `target`; None is the system itself."""
    if user is not None and not rules.has_perm(permission, user, target):
        raise NotAllowed(_REASONS[permission])
