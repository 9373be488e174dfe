"""The places of the signed-in pages that a person may go to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, holds, roles_of
from indicators.querysets import ENTER, READ_ALL
from records.querysets import READERS


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the navigation; `current` where the reader is."""

    label: str | Promise
    url: str
    current: bool


_PLACES: tuple[tuple[Any, str, Callable[[Any], bool]], ...] = (
    (_("Tasks"), "workplace:tasks", lambda user: True),
    (_("Entry"), "indicators:entry_newest", lambda user: holds(user, *ENTER, *READ_ALL)),
    (_("Records"), "records:teams", lambda user: holds(user, *READERS)),
    (_("Answers"), "surveys:review", lambda user: user.has_perm("surveys.read_review")),
    (_("Review"), "indicators:review", lambda user: holds(user, *READ_ALL)),
    (_("Publish"), "publications:publish", lambda user: user.has_perm("publications.preview_release")),
    (_("Activity"), "activity:log", lambda user: user.has_perm("activity.read_activity")),
    (_("Administration"), "admin:index", lambda user: user.has_perm("accounts.open_administration")),
)


def places_for(request: HttpRequest) -> list[Place]:
    """Where the person who asks may go, in a fixed order; none for the anonymous. At most one query."""
    if not request.user.is_authenticated:
        return []
    here = request.path
    addresses = [(label, reverse(name)) for label, name, may in _PLACES if may(request.user)]
    return [Place(label, address, here.startswith(address)) for label, address in addresses]


def role_names(user: Any) -> list[str]:
    """The words for the roles that `user` holds today, in the order of the way a number goes."""
    held = roles_of(user)
    return [str(role.label) for role in Role if role in held]
