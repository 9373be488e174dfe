"""The places of the signed-in pages that a person may go to."""

from collections.abc import Callable
from dataclasses import dataclass, replace
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
    """A link of the navigation; `current` where the reader is. `within`: the several places that it stands for.

    `seldom`: told with others under one word, because there are more places than fit into a row.
    """

    label: str | Promise
    url: str
    current: bool
    within: tuple["Place", ...] = ()
    seldom: bool = False


Entry = tuple[Any, str, Callable[[Any], bool]]  # what it is called, where it is, who may go there
_PLACES: tuple[Entry, ...] = (
    (_("Tasks"), "workplace:tasks", lambda user: True),
    (_("Entry"), "indicators:entry_newest", lambda user: holds(user, *ENTER, *READ_ALL)),
    (_("Records"), "records:teams", lambda user: holds(user, *READERS)),
    (_("Trust fund"), "finance:home", lambda user: user.has_perm("finance.read_finance")),
    (_("Rounds"), "surveys:rounds", lambda user: user.has_perm("surveys.read_rounds")),
    (_("Answers"), "surveys:review", lambda user: user.has_perm("surveys.read_review")),
    (_("Review"), "indicators:review", lambda user: holds(user, *READ_ALL)),
    (_("Amendments"), "indicators:amendments", lambda user: user.has_perm("indicators.read_amendments")),
    (_("Frameworks"), "indicators:frameworks", lambda user: user.has_perm("indicators.read_lineage")),
    (_("Publish"), "publications:publish", lambda user: user.has_perm("publications.preview_release")),
    (_("Jobs"), "jobs:jobs", lambda user: True),
    (_("Activity"), "activity:log", lambda user: user.has_perm("activity.read_activity")),
    (_("Administration"), "admin:index", lambda user: user.has_perm("accounts.open_administration")),
)
_SELDOM = {"indicators:amendments", "indicators:frameworks", "jobs:jobs", "activity:log", "admin:index"}
_FIT = 8  # places in a row on a small desk's screen, in the language with the longest words
_WITHIN: dict[str, tuple[Entry, ...]] = {
    "indicators:review": (
        (_("Observations"), "indicators:review", lambda user: holds(user, *READ_ALL)),
        (_("Trust fund"), "finance:review", lambda user: user.has_perm("finance.read_review")),
    ),
}


def places_for(request: HttpRequest) -> list[Place]:
    """Where the person who asks may go, in a fixed order; none for the anonymous. At most one query.

    Where there are many, those that are seldom gone to come last.
    """
    if not request.user.is_authenticated:
        return []
    entries = [entry for entry in _PLACES if entry[2](request.user)]
    often = [_with_parts(request, entry) for entry in entries if len(entries) <= _FIT or entry[1] not in _SELDOM]
    seldom = [_with_parts(request, entry) for entry in entries if len(entries) > _FIT and entry[1] in _SELDOM]
    return often + [replace(place, seldom=True) for place in seldom]


def _with_parts(request: HttpRequest, entry: Entry) -> Place:
    """A place with those that it stands for, where there are several."""
    place = _place(request, entry)
    parts = tuple(_place(request, part) for part in _WITHIN.get(entry[1], ()) if part[2](request.user))
    if len(parts) < 2:
        return place
    return replace(place, current=any(part.current for part in parts), within=parts)


def _place(request: HttpRequest, entry: Entry) -> Place:
    label, name, _may = entry
    address = reverse(name)
    return Place(label, address, request.path.startswith(address))


def role_names(user: Any) -> list[str]:
    """The words for the roles that `user` holds today, in the order of the way a number goes."""
    held = roles_of(user)
    return [str(role.label) for role in Role if role in held]
