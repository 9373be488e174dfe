"""What is done with standing records: each function checks who, what and when, changes the rows and records it.

Every door (page, API, administration, command) calls these. Refusals come in one order: NotAllowed, Invalid,
VersionNeeded, VersionConflict, WrongState; after a refusal nothing has changed. Nothing is ever deleted.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from activity.changes import change_row, create_row
from common.entered import checked_sentence
from common.refusals import Invalid, WrongState
from countries.models import CountryTeam
from records.kinds import KIND_OF, Kind
from records.models import Coordinator, RecordConfirmation, TeamRecord
from records.models.standing import MAX_TEXT
from records.permissions import require

Row = TypeVar("Row", bound=TeamRecord)
EARLIEST_YEAR = 2019  # of the reform since which there are such offices


@transaction.atomic
def add_record(kind: Kind, team: CountryTeam, values: Mapping[str, Any], *, by: User | None) -> TeamRecord:
    """Add a record; `values` by field name, a row that is pointed to as a row, several codes as "one two"."""
    require("records.keep_records", by, team)
    lock_head()  # so that nobody adds another beside it between the check and the writing
    _check(kind, kind.model(team=team), values)
    return create_row(kind.model(team=team), values, by=by, verb="records.record.added", target=target_of)


@transaction.atomic
def change_record(row: Row, values: Mapping[str, Any], *, by: User | None, seen: int | None) -> Row:
    """Correct or complete a record. What equals it already changes nothing, not even its version."""
    return _change(row, values, by=by, seen=seen, verb="changed")


@transaction.atomic
def end_record(row: Row, day: date | None, *, by: User | None, seen: int | None) -> Row:
    """Let a record hold until `day`, and no longer. What happened on one day does not end."""
    require("records.keep_records", by, row.team)
    if day is None:
        raise Invalid({"valid_to": [_("Give the last day.")]})
    return _change(row, {"valid_to": day}, by=by, seen=seen, verb="ended")


@transaction.atomic
def withdraw_record(row: Row, reason: str, *, by: User | None, seen: int | None) -> Row:
    """Say that a record was an error, and why. It stays, and is counted no more."""
    require("records.keep_records", by, row.team)
    cleaned = checked_sentence("reason", reason, missing=_("Say why it was an error."), most=MAX_TEXT)
    return change_row(
        row,
        {"withdrawn": cleaned},
        by=by,
        verb="records.record.withdrawn",
        target=target_of,
        seen=seen,
        allow=_stands,
    )


@transaction.atomic
def confirm_records(team: CountryTeam, kind: Kind, year: int, *, by: User | None) -> RecordConfirmation:
    """Say that the team's records of a kind are complete for a year, so that nothing means "none" in it."""
    require("records.keep_records", by, team)
    now = timezone.now()
    if not EARLIEST_YEAR <= year <= timezone.localdate(now).year:
        most = timezone.localdate(now).year
        raise Invalid({"year": [_("A year from %(first)s to %(last)s.") % {"first": EARLIEST_YEAR, "last": most}]})
    lock_head()
    confirmation, is_new = RecordConfirmation.objects.get_or_create(
        team=team, kind=kind.code, year=year, defaults={"confirmed_at": now, "confirmed_by": by}
    )
    if not is_new:
        raise WrongState(_("This is confirmed for %(year)s already.") % {"year": year})
    record("records.kind.confirmed", f"records {team.code} {kind.code}", by=by, data={"year": year})
    return confirmation


@transaction.atomic
def add_coordinator(values: Mapping[str, Any], *, by: User | None) -> Coordinator:
    """Add a resident coordinator, under the next free code unless `values` has one."""
    require("records.add_coordinator", by)
    lock_head()
    given = {"code": _next_code(), **values}
    return create_row(Coordinator(), given, by=by, verb="records.coordinator.created", target=target_of)


@transaction.atomic
def change_coordinator(
    coordinator: Coordinator, values: Mapping[str, Any], *, by: User | None, seen: int | None
) -> Coordinator:
    """Correct what is known of a coordinator."""
    require("records.change_coordinator", by, coordinator)
    return change_row(coordinator, values, by=by, verb="records.coordinator.changed", target=target_of, seen=seen)


@transaction.atomic
def appoint_coordinator(
    team: CountryTeam, kind: Kind, person: Mapping[str, Any], values: Mapping[str, Any], *, by: User | None
) -> TeamRecord:
    """Add a coordinator and their appointment to `team`: both, or neither."""
    require("records.keep_records", by, team)
    coordinator = add_coordinator(person, by=by)
    return add_record(kind, team, {**values, "coordinator": coordinator}, by=by)


def target_of(row: Any) -> str:
    """How the log names a record: `record KEN posts 12`."""
    if isinstance(row, Coordinator):
        return f"coordinator {row.code}"
    return f"record {row.team.code} {KIND_OF[type(row)].code} {row.pk}"


def _change(row: Row, values: Mapping[str, Any], *, by: User | None, seen: int | None, verb: str) -> Row:
    require("records.keep_records", by, row.team)
    lock_head()
    present: Row | None = models.QuerySet(type(row)).filter(pk=row.pk).first()
    _check(KIND_OF[type(row)], present or row, values)
    return change_row(row, values, by=by, verb=f"records.record.{verb}", target=target_of, seen=seen, allow=_stands)


def _check(kind: Kind, present: TeamRecord, values: Mapping[str, Any]) -> None:
    """What only other rows can tell of `values` over `present`. Raises Invalid."""
    known = {field.name for field in kind.fields}
    errors: dict[str, list[Any]] = {name: [_("There is no such field.")] for name in values if name not in known}
    pointed_to = {
        name: values[name]
        for name in ("country", "framework")
        if values.get(name) and values[name].pk != getattr(present, f"{name}_id", None)
    }
    if "country" in pointed_to and pointed_to["country"].team_id != present.team_id:
        errors["country"] = [_("This team does not serve the country.")]
    framework = pointed_to.get("framework")
    if framework and (framework.team_id != present.team_id or framework.withdrawn):
        errors["framework"] = [_("Choose one of the frameworks for which this team reports.")]
    if errors:
        raise Invalid(errors)
    if kind.one_at_a_time and _overlaps(present, values):
        raise Invalid({"valid_from": [_("Another one of this team holds in these days. Enter its last day first.")]})


def _overlaps(present: TeamRecord, values: Mapping[str, Any]) -> bool:
    first = values.get("valid_from", present.valid_from)
    last = values.get("valid_to", present.valid_to)
    if not isinstance(first, date):  # the fields' own rules say what is wrong
        return False
    others = type(present).objects.standing().filter(team=present.team_id).exclude(pk=present.pk)
    begun = others.filter(valid_from__lte=last) if last else others
    return begun.filter(Q(valid_to=None) | Q(valid_to__gte=first)).exists()


def _stands(before: TeamRecord, after: TeamRecord, names: set[str]) -> None:
    """For change_row: what was withdrawn stays as it was."""
    if before.withdrawn:
        raise WrongState(_("This record was withdrawn. Add another one."))


def _next_code() -> str:
    """`RC-0017` after `RC-0016`."""
    codes = Coordinator.objects.filter(code__regex=r"^RC-[0-9]{4,9}$").values_list("code", flat=True)
    return f"RC-{max((int(code[3:]) for code in codes), default=0) + 1:04d}"
