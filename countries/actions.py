"""What is done with regions, teams, countries and their groups: an administrator keeps the list."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from activity.changes import change_row, create_row
from common.refusals import NotAllowed
from common.versions import Versioned
from countries.models import Country, CountryTeam, GroupMembership, Region

Row = TypeVar("Row", bound=Versioned)
WORDS: dict[type[Versioned], str] = {
    Region: "region",
    CountryTeam: "team",
    Country: "country",
    GroupMembership: "group_membership",
}


@transaction.atomic
def create_place(model: type[Row], values: Mapping[str, Any], *, by: Any) -> Row:
    """Add a row of one of WORDS. Raises NotAllowed, Invalid."""
    _check_administrator(by)
    return create_row(model(), values, by=by, verb=f"countries.{WORDS[model]}.created", target=target_of)


@transaction.atomic
def change_place(row: Row, values: Mapping[str, Any], *, by: Any, seen: int | None) -> Row:
    """Change a row of one of WORDS. Raises NotAllowed, Invalid, VersionNeeded, VersionConflict."""
    _check_administrator(by)
    verb = f"countries.{WORDS[type(row)]}.changed"
    return change_row(row, values, by=by, verb=verb, target=target_of, seen=seen)


def target_of(row: Any) -> str:
    """How the log names a place: `country KEN`."""
    match row:
        case Country():
            return f"country {row.iso3}"
        case GroupMembership():
            return f"country {row.country.iso3} in {row.group}"
    return f"{WORDS[type(row)]} {row.code}"


def _check_administrator(by: Any) -> None:
    """`by` None is the system itself."""
    if by is not None and not by.has_perm("countries.change_reference_data"):
        raise NotAllowed(_("Only an administrator changes countries, teams and regions."))
