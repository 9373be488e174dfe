"""The shipped regions, teams, countries and groups, put into an empty database."""

import csv
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from activity.actions import record
from countries.models import Country, CountryTeam, Group, GroupMembership, Region, RegionMembership

DATA = Path(__file__).resolve().parent / "data"


def _in_languages(field: str, texts: dict[str, str]) -> dict[str, str]:
    return {f"{field}_{language}": texts[language] for language in settings.MODELTRANSLATION_LANGUAGES}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_countries() -> bool:
    """Load the shipped list; False, with nothing changed, where there are countries already."""
    if Country.objects.exists():
        return False
    notes: dict[str, Any] = yaml.safe_load((DATA / "notes.yaml").read_text(encoding="utf-8"))
    regions = {
        row["code"]: Region.objects.create(code=row["code"], **_in_languages("name", row["name"]))
        for row in yaml.safe_load((DATA / "regions.yaml").read_text(encoding="utf-8"))
    }
    rows = {row["iso3"]: row for row in _rows("countries.csv")}
    names = {row["iso3"]: row for row in _rows("country_names.csv")}
    teams = {
        code: CountryTeam.objects.create(code=code, region=regions[rows[code]["region"]])
        for code in sorted({row["team"] for row in rows.values()})
    }
    RegionMembership.objects.bulk_create(RegionMembership(team=team, region=team.region) for team in teams.values())
    countries = {
        iso3: Country.objects.create(
            iso3=iso3,
            iso2=row["iso2"],
            m49=row["m49"],
            team=teams[row["team"]],
            **_in_languages("name", names[iso3]),
            **(_in_languages("note", notes["notes"][iso3]) if iso3 in notes["notes"] else {}),
        )
        for iso3, row in sorted(rows.items())
    }
    memberships = [
        GroupMembership(country=countries[iso3], group=group)
        for iso3, row in rows.items()
        for group in Group.values
        if row[group.lower()] == "1"
    ] + [
        GroupMembership(country=countries[row["country"]], group=row["group"], valid_to=row["valid_to"])
        for row in notes["ended_memberships"]
    ]
    GroupMembership.objects.bulk_create(memberships)
    record(
        "countries.list.loaded",
        "countries",
        by=None,
        data={"regions": len(regions), "teams": len(teams), "countries": len(countries)},
    )
    return True
