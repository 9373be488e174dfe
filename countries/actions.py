"""What is done with regions, teams, countries and their groups: an administrator keeps the list."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.actions import lock_head, record
from activity.changes import change_row, create_row
from common.refusals import Invalid, NotAllowed
from common.versions import Versioned, write_version
from countries.models import Country, CountryTeam, GroupMembership, Region, RegionMembership

Row = TypeVar("Row", bound=Versioned)
WORDS: dict[type[Versioned], str] = {
    Region: "region",
    CountryTeam: "team",
    Country: "country",
    GroupMembership: "group_membership",
}


@transaction.atomic
def create_place(model: type[Row], values: Mapping[str, Any], *, by: Any) -> Row:
    """Add a row of one of WORDS; a team stands in its region from the start. Raises NotAllowed, Invalid."""
    _check_administrator(by)
    row = create_row(model(), values, by=by, verb=f"countries.{WORDS[model]}.created", target=target_of)
    if isinstance(row, CountryTeam):
        RegionMembership.objects.create(team=row, region=row.region)
    return row


@transaction.atomic
def change_place(row: Row, values: Mapping[str, Any], *, by: Any, seen: int | None) -> Row:
    """Change a row of one of WORDS. Raises NotAllowed, Invalid, VersionNeeded, VersionConflict."""
    _check_administrator(by)
    if isinstance(row, CountryTeam) and "region" in values:
        raise Invalid({"region": [_("A team moves to another region from a day on.")]})
    verb = f"countries.{WORDS[type(row)]}.changed"
    return change_row(row, values, by=by, verb=verb, target=target_of, seen=seen)


@transaction.atomic
def move_team(team: CountryTeam, region: Region, day: date, *, by: Any, seen: int | None) -> CountryTeam:
    """Put a team into another region from `day` on, which is today or past; until then it stays in the present one.

    Raises NotAllowed, Invalid, VersionNeeded, VersionConflict.
    """
    _check_administrator(by)
    lock_head()
    if day > timezone.localdate():
        raise Invalid({"day": [_("A team cannot be moved on a day that is still to come.")]})
    moved = write_version(team, {"region": region}, seen=seen)
    present = RegionMembership.objects.select_related("region").get(team=moved, valid_to=None)
    if present.region == region:
        raise Invalid({"region": [_("The team is in this region already.")]})
    if present.valid_from and day <= present.valid_from:
        since = {"day": present.valid_from.isoformat()}
        raise Invalid({"day": [_("The team is in its present region since %(day)s; give a later day.") % since]})
    write_version(present, {"valid_to": day - timedelta(days=1)}, seen=present.version)
    RegionMembership.objects.create(team=moved, region=region, valid_from=day)
    regions = {"before": {"region": present.region.code}, "after": {"region": region.code}}
    data = {"version": moved.version, "first_day": day, **regions}
    record("countries.team.moved", target_of(moved), by=by, data=data)
    return moved


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
