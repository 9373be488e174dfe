"""What a person finds of teams and their records: names, counts on a day, and what is confirmed for a year."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Value

from common.refusals import Missing
from countries.models import Country, CountryTeam
from records.kinds import KINDS, Kind
from records.models import RecordConfirmation, TeamRecord
from records.querysets import teams_read_by


@dataclass(frozen=True, slots=True)
class TeamState:
    """A team, and how many of the kinds of its records are confirmed for a year."""

    team: CountryTeam
    name: str
    confirmed: int
    kinds: int = len(KINDS)


@dataclass(frozen=True, slots=True)
class KindState:
    """How many records of a kind a team has on a day, and their confirmation for the year of that day."""

    kind: Kind
    count: int
    confirmation: RecordConfirmation | None


def found_team(user: Any, code: str) -> CountryTeam:
    """The team, among those whose records `user` may read. Raises Missing."""
    team = teams_read_by(user).select_related("region").filter(code=code).first()
    if team is None:
        raise Missing
    return team


def found_record(user: Any, team: CountryTeam, kind: Kind, pk: int) -> TeamRecord:
    """The record of this team (its own, or shared with it), if `user` may see it. Raises Missing."""
    rows = kind.model.objects.visible_to(user).of([team.pk]).select_related("team", *kind.pointed_to)
    row: TeamRecord | None = rows.filter(pk=pk).first()
    if row is None:
        raise Missing
    return row


def name_of(team: CountryTeam) -> str:
    """The name of the country that hosts the team's office, in the reader's language."""
    host = Country.objects.filter(iso3=team.code).first()
    return host.name if host else team.code


def teams_of(user: Any, year: int) -> list[TeamState]:
    """Every team whose records `user` may read, in the order of their codes; in three queries."""
    names = {country.iso3: country.name for country in Country.objects.all()}
    teams = teams_read_by(user)
    confirmed = dict(
        RecordConfirmation.objects.filter(year=year, kind__in=KINDS, team__in=teams)
        .order_by()
        .values_list("team")
        .annotate(count=Count("pk"))
    )
    return [
        TeamState(team, names.get(team.code, team.code), confirmed.get(team.pk, 0))
        for team in teams.select_related("region").order_by("code")
    ]


def kinds_of(team: CountryTeam, day: date) -> list[KindState]:
    """Every kind, with what the team has of it on `day`; in two queries."""
    counts = dict(_counts(team, day))
    confirmed = confirmations_of(team, year=day.year)
    return [KindState(kind, counts.get(kind.code, 0), confirmed.get((kind.code, day.year))) for kind in KINDS.values()]


def confirmations_of(team: CountryTeam, **conditions: Any) -> dict[tuple[str, int], RecordConfirmation]:
    """What is confirmed of a team's records, by kind and year, with who confirmed it."""
    rows = RecordConfirmation.objects.filter(team=team, **conditions).select_related("confirmed_by")
    return {(row.kind, row.year): row for row in rows}


def _counts(team: CountryTeam, day: date) -> Any:
    """(kind, count) pairs, in one query over all tables."""
    first, *others = (
        kind.model.objects.order_by()
        .standing()
        .current(day)
        .of([team.pk])
        .annotate(kind_code=Value(kind.code))
        .values("kind_code")
        .annotate(count=Count("pk"))
        .values_list("kind_code", "count")
        for kind in KINDS.values()
    )
    return first.union(*others, all=True)
