"""What a release copies of the standing records: what is public of them, and never a person's name.

Notes are the offices' own and stay behind; so does whether a woman or a man holds a post, of which
`staffing_counts` gives totals.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from common.numbers import canonical
from countries.models import Country, CountryTeam, RegionMembership
from records.choices import HeldBy
from records.kinds import KINDS, Kind
from records.models import (
    Appointment,
    CodesField,
    CooperationFramework,
    FrameworkMilestone,
    FrameworkTeam,
    OfficePost,
    RecordConfirmation,
    Signatory,
    TeamRecord,
)

Part = dict[str, dict[str, list[dict[str, Any]]]]
Nested = dict[type[TeamRecord], dict[int, list[dict[str, Any]]]]  # what belongs to frameworks, by their ids
FILLED, VACANT = "filled", "vacant"
_RENAMED = {"valid_from": "from", "valid_to": "to"}
_UNSAID = frozenset({"note", "framework", "held_by", "coordinator"})
_WITH_ITS_FRAMEWORK = (FrameworkTeam, FrameworkMilestone, Signatory)


def public_part(team_codes: Iterable[str] | None = None) -> Part:
    """`{team: {kind: [record]}}`, from the first day to the last, in a fixed number of queries; default: all teams.

    Days are texts (2024-06-30), open ones null; decimals canonical texts; several codes a list. Kinds without a record
    are left out. A framework stands with each of its teams, and bears its other teams, milestones and signatories.
    """
    teams = CountryTeam.objects.order_by("code")
    if team_codes is not None:
        teams = teams.filter(code__in=list(team_codes))
    part: Part = {code: {} for code in teams.values_list("code", flat=True)}
    nested: Nested = {model: _by_framework(model) for model in _WITH_ITS_FRAMEWORK}
    serving = _appointments_by_coordinator()
    for kind in KINDS.values():
        if kind.model in _WITH_ITS_FRAMEWORK:
            continue
        for row in _standing(kind):
            said = _plain(row, kind)
            match row:
                case Appointment():
                    said |= _of_coordinator(row, serving)
                case OfficePost():
                    said["held"] = VACANT if row.held_by == HeldBy.VACANT else FILLED
                case CooperationFramework():
                    said |= _of_framework(row, nested)
            for team in dict.fromkeys([row.team.code, *(other["partner"] for other in said.get("shared_with", []))]):
                if team in part:
                    part[team].setdefault(kind.code, []).append(said)
    return part


def staffing_counts(day: date | None = None, team_codes: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Posts on `day` (default today) by region, category and who holds them: `{region, category, held_by, posts}`.

    Of all teams, or of those with these codes.
    """
    day = day or timezone.localdate()
    names = ("region", "category", "held_by")
    region = RegionMembership.objects.current(day).filter(team=OuterRef("team")).values("region__code")
    posts = OfficePost.objects.standing().current(day).annotate(region=Subquery(region))
    if team_codes is not None:
        posts = posts.filter(team__code__in=list(team_codes))
    rows = posts.order_by(*names).values_list(*names).annotate(posts=Count("pk"))
    return [
        {"region": region, "category": category, "held_by": held_by, "posts": posts}
        for region, category, held_by, posts in rows
    ]


def confirmed_years(team_codes: Iterable[str] | None = None) -> dict[str, dict[str, list[int]]]:
    """`{team: {kind: [years]}}` for which an office confirmed that its records are complete, in one query."""
    rows = RecordConfirmation.objects.filter(kind__in=KINDS).order_by("team__code", "kind", "year")
    if team_codes is not None:
        rows = rows.filter(team__code__in=list(team_codes))
    found: dict[str, dict[str, list[int]]] = {}
    for team, kind, year in rows.values_list("team__code", "kind", "year"):
        found.setdefault(team, {}).setdefault(kind, []).append(year)
    return found


def _standing(kind: Kind) -> models.QuerySet:
    """In an order that depends on nothing but the records."""
    rows = kind.model.objects.standing().select_related("team", *kind.pointed_to)
    return rows.order_by("team__code", "valid_from", "pk")


def _plain(row: TeamRecord, kind: Kind) -> dict[str, Any]:
    """The public fields of a record; `from` and `to` come first."""
    names = {field.name: field for field in kind.fields if field.name not in _UNSAID}
    first = [name for name in _RENAMED if name in names]
    return {
        _RENAMED.get(name, name): plain_value(names[name], getattr(row, name))
        for name in dict.fromkeys([*first, *names])
    }


def plain_value(field: models.Field, value: Any) -> Any:
    """A field's value as JSON has it: a row that is pointed to by its code, several codes as a list."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return canonical(value)
        case Country():
            return value.iso3
        case models.Model():
            return str(getattr(value, "code", value.pk))
    return value.split() if isinstance(field, CodesField) else value


def _by_framework(model: type[TeamRecord]) -> dict[int, list[dict[str, Any]]]:
    kind = next(kind for kind in KINDS.values() if kind.model is model)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _standing(kind):
        found[row.framework_id].append(_plain(row, kind))
    return found


def _of_framework(row: CooperationFramework, nested: Nested) -> dict[str, Any]:
    return {
        "reporting_team": row.team.code,
        "shared_with": nested[FrameworkTeam].get(row.pk, []),
        "milestones": nested[FrameworkMilestone].get(row.pk, []),
        "signatories": nested[Signatory].get(row.pk, []),
    }


def _appointments_by_coordinator() -> dict[int, list[Appointment]]:
    found: dict[int, list[Appointment]] = defaultdict(list)
    for row in Appointment.objects.standing().select_related("team"):
        found[row.coordinator_id].append(row)
    return found


def _of_coordinator(row: Appointment, serving: dict[int, list[Appointment]]) -> dict[str, Any]:
    """What is public of the person: not who it is, but which other teams the same one serves meanwhile."""
    others = {
        other.team.code
        for other in serving[row.coordinator_id]
        if other.team_id != row.team_id and _overlap(row, other)
    }
    return {
        "woman": row.coordinator.is_woman,
        "from_programme_country": row.coordinator.from_programme_country,
        "also_serves": sorted(others),
    }


def _overlap(one: TeamRecord, other: TeamRecord) -> bool:
    return (other.valid_to is None or one.valid_from <= other.valid_to) and (
        one.valid_to is None or other.valid_from <= one.valid_to
    )
