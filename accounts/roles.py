"""The roles of the system, and what each is held for."""

from enum import Enum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may be; design words, in the order of the way a number goes."""

    OFFICE_EDITOR = "office_editor", _("office editor")
    TEAM_LEADER = "team_leader", _("team leader of a resident coordinator office")
    REGIONAL_TEAM = "regional_team", _("regional team")
    CUSTODIAN = "custodian", _("custodian")
    FINANCE_OFFICER = "finance_officer", _("finance officer")
    VALIDATOR = "validator", _("validator")
    PUBLISHER = "publisher", _("publisher")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


OFFICE = (Role.OFFICE_EDITOR, Role.TEAM_LEADER)  # of a resident coordinator office
HEADQUARTERS = (Role.CUSTODIAN, Role.VALIDATOR, Role.PUBLISHER, Role.ADMINISTRATOR, Role.AUDITOR)  # read all teams'


class Scope(Enum):
    """What a role is held for."""

    TEAM = "team"
    REGION = "region"
    SYSTEM = "system"


SCOPES: dict[Role, Scope] = dict.fromkeys(Role, Scope.SYSTEM) | {
    Role.OFFICE_EDITOR: Scope.TEAM,
    Role.TEAM_LEADER: Scope.TEAM,
    Role.REGIONAL_TEAM: Scope.REGION,
}


def roles_of(user: Any) -> frozenset[Role]:
    """The roles that `user` holds today; read once for each loaded person. Nobody and the inactive hold none."""
    if not getattr(user, "is_active", False):
        return frozenset()
    if not hasattr(user, "_roles_today"):
        user._roles_today = frozenset(Role(role) for role in user.memberships.current().values_list("role", flat=True))
    return user._roles_today


def holds(user: Any, *roles: Role) -> bool:
    """Whether `user` holds one of `roles` today."""
    return not roles_of(user).isdisjoint(roles)
