"""Regions, country teams and countries as a release copies them, under the names that the United Nations gives them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from common.translated import texts_of
from countries.models import Country, CountryTeam, Region

Content = dict[str, Any]


def all_countries() -> list[Country]:
    """Every country with its team, region and groups."""
    return list(Country.objects.select_related("team__region").prefetch_related("group_memberships").order_by("iso3"))


def region_contents() -> Iterator[Content]:
    """Each region with its teams."""
    for region in Region.objects.prefetch_related("teams").order_by("code"):
        teams = sorted(team.code for team in region.teams.all())
        yield {"code": region.code, "name": texts_of(region, "name"), "teams": teams}


def team_contents(countries: Iterable[Country], completeness: Mapping[str, list[Content]]) -> Iterator[Content]:
    """Each country team with the countries that it serves, and how far its questionnaires came."""
    names = {country.iso3: texts_of(country, "name") for country in countries}
    for team in CountryTeam.objects.select_related("region").prefetch_related("countries").order_by("code"):
        served = sorted(country.iso3 for country in team.countries.all())
        yield {
            "code": team.code,
            "name": names.get(team.code, {"en": team.code}),  # a team is there before its countries
            "region": team.region.code,
            "countries": served,
            "multi_country": len(served) > 1,
            "completeness": completeness.get(team.code, []),
        }


def country_content(country: Country) -> Content:
    """A country or territory with its team, region and groups."""
    return {
        "iso3": country.iso3,
        "iso2": country.iso2,
        "m49": country.m49 or None,
        "name": texts_of(country, "name"),
        "note": texts_of(country, "note"),
        "region": country.team.region.code,
        "team": country.team.code,
        "groups": [
            {"code": membership.group, "from": _day(membership.valid_from), "to": _day(membership.valid_to)}
            for membership in sorted(country.group_memberships.all(), key=lambda row: row.group)
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
