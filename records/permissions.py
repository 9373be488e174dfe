"""Who may keep the records of a team: named predicates; `records.actions` says what is done."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from common.refusals import NotAllowed
from countries.models import CountryTeam
from records.models import Coordinator
from records.querysets import teams_kept_by


@rules.predicate
def keeps_records(user: Any, team: CountryTeam) -> bool:
    """Whether `user` is of this team's office today, or an administrator."""
    return teams_kept_by(user).filter(pk=team.pk).exists()


@rules.predicate
def keeps_some_records(user: Any) -> bool:
    """Whether `user` is of any office today, or an administrator."""
    return teams_kept_by(user).exists()


@rules.predicate
def keeps_coordinator(user: Any, coordinator: Coordinator) -> bool:
    """Whether the coordinator serves or served a team of this person's office."""
    return Coordinator.objects.kept_by(user).filter(pk=coordinator.pk).exists()


rules.add_perm("records.keep_records", keeps_records)
rules.add_perm("records.add_coordinator", keeps_some_records)
rules.add_perm("records.save_mapping", keeps_some_records)
rules.add_perm("records.change_coordinator", keeps_coordinator)

_REASONS = {
    "records.keep_records": _("Only the office of this team keeps its records."),
    "records.add_coordinator": _("Only offices of country teams add resident coordinators."),
    "records.save_mapping": _("Only those who keep records import them."),
    "records.change_coordinator": _("Only an office that the coordinator serves or served changes this."),
}


def require(permission: str, user: Any, target: CountryTeam | Coordinator | None = None) -> None:
    """Raise NotAllowed, saying why, unless `user` has `permission` on `target`; None is the system itself."""
    if user is not None and not rules.has_perm(permission, user, target):
        raise NotAllowed(_REASONS[permission])
