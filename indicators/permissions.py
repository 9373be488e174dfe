"""Who may enter, check and define: named predicates; `indicators.workflow` says when, `indicators.actions` what."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from accounts.permissions import is_administrator
from accounts.roles import Role, holds
from common.refusals import NotAllowed
from indicators.models import Amendment, Indicator, Observation, Series
from indicators.querysets import ENTER, READ_ALL


@rules.predicate
def is_custodian(user: Any, observation: Observation) -> bool:
    """Whether `user` enters the values of this observation's indicator today."""
    return Observation.objects.entered_by(user).filter(pk=observation.pk).exists()


@rules.predicate
def explains_series(user: Any, series: Series) -> bool:
    """The custodian knows why it slipped; those who check and publish can say it for headquarters as well."""
    if holds(user, Role.VALIDATOR, Role.PUBLISHER, Role.ADMINISTRATOR):
        return True
    return holds(user, *ENTER) and user.custodianships.current().filter(indicator=series.indicator_id).exists()


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


@rules.predicate
def reads_amendments(user: Any) -> bool:
    return holds(user, *ENTER, *READ_ALL)


@rules.predicate
def is_publisher(user: Any) -> bool:
    return holds(user, Role.PUBLISHER)


@rules.predicate
def has_not_proposed(user: Any, amendment: Amendment) -> bool:
    """Nobody confirms what they proposed."""
    return amendment.proposed_by_id != user.pk


rules.add_perm("indicators.save_observation", is_custodian)
rules.add_perm("indicators.submit_observation", is_custodian)
rules.add_perm("indicators.read_review", reads_all)
rules.add_perm("indicators.return_observation", is_validator)
rules.add_perm("indicators.reopen_observation", is_validator)
rules.add_perm("indicators.validate_observation", is_validator & has_not_submitted)
rules.add_perm("indicators.explain_difference", is_validator)
rules.add_perm("indicators.explain_slippage", explains_series)
rules.add_perm("indicators.change_indicator", is_administrator)
rules.add_perm("indicators.read_amendments", reads_amendments)
rules.add_perm("indicators.read_lineage", reads_amendments)
rules.add_perm("indicators.propose_amendment", is_administrator)
rules.add_perm("indicators.confirm_amendment", (is_publisher | is_administrator) & has_not_proposed)
rules.add_perm("indicators.withdraw_amendment", is_publisher | is_administrator)

_REASONS = {
    "indicators.save_observation": _("Only the custodian of this indicator enters its values."),
    "indicators.submit_observation": _("Only the custodian of this indicator submits its values."),
    "indicators.return_observation": _("Only a validator returns observations."),
    "indicators.reopen_observation": _("Only a validator reopens observations."),
    "indicators.validate_observation": _(
        "Only a validator validates observations, and nobody validates what they submitted."
    ),
    "indicators.explain_difference": _("Only a validator explains why a figure stands."),
    "indicators.explain_slippage": _(
        "Only the custodian of this indicator, a validator, a publisher or an administrator explains why it is behind."
    ),
    "indicators.propose_amendment": _("Only an administrator proposes amendments."),
    "indicators.confirm_amendment": _(
        "Only a publisher or an administrator confirms amendments, and nobody confirms what they proposed."
    ),
    "indicators.withdraw_amendment": _("Only a publisher or an administrator withdraws amendments."),
    "indicators.change_indicator": _("Only an administrator changes indicators and their series."),
}


def require(permission: str, user: Any, target: Observation | Indicator | Series | Amendment | None = None) -> None:
    """Raise NotAllowed, saying why, unless `user` has `permission` on `target`; None is the system itself."""
    if user is not None and not rules.has_perm(permission, user, target):
        raise NotAllowed(_REASONS[permission])
