"""Regions, country teams and countries as a release copies them, under the names that the United Nations gives them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Prefetch

from common.translated import texts_of
from countries.models import Country, CountryTeam, GroupMembership, Region, RegionMembership
from indicators.disclosure import FEWEST
from records.choices import HeldBy
from records.published import confirmed_years, public_part, staffing_counts

Content = dict[str, Any]


def all_countries() -> list[Country]:
    """Every country with its team, region and groups."""
    return list(Country.objects.select_related("team__region").prefetch_related("group_memberships").order_by("iso3"))


def region_contents() -> Iterator[Content]:
    """Each region with its teams, and how many posts of their offices are held by whom on the day of the release.

    A category with fewer than FEWEST filled posts in a region, or held by women or by men alone, is left out: which
    posts are filled stands with each team, and who holds one must not be told by a count.
    """
    posts: dict[str, list[Content]] = defaultdict(list)
    by_category = itemgetter("region", "category")
    counts = sorted(staffing_counts(), key=itemgetter("region", "category", "held_by"))
    for (region, _category), rows in groupby(counts, by_category):
        said = [{name: value for name, value in row.items() if name != "region"} for row in rows]
        held = [row["posts"] for row in said if row["held_by"] != HeldBy.VACANT]
        if len(held) > 1 and sum(held) >= FEWEST:
            posts[region] += said
    for region in Region.objects.prefetch_related("teams").order_by("code"):
        yield {
            "code": region.code,
            "name": texts_of(region, "name"),
            "teams": sorted(team.code for team in region.teams.all()),
            "staffing": posts[region.code],
        }


def team_contents(
    countries: Iterable[Country], completeness: Mapping[str, list[Content]], answers: Mapping[str, Content]
) -> Iterator[Content]:
    """Each country team: the countries that it serves, the public part of its records, how far and what it answered."""
    names = {country.iso3: texts_of(country, "name") for country in countries}
    records, confirmed = public_part(), confirmed_years()
    regions = Prefetch("region_memberships", RegionMembership.objects.select_related("region"))
    for team in CountryTeam.objects.select_related("region").prefetch_related("countries", regions).order_by("code"):
        served = sorted(country.iso3 for country in team.countries.all())
        yield {
            "code": team.code,
            "name": names.get(team.code, {"en": team.code}),  # a team is there before its countries
            "region": team.region.code,
            "regions": [_between(row.region.code, row) for row in team.region_memberships.all()],
            "countries": served,
            "multi_country": len(served) > 1,
            "records": records.get(team.code, {}),
            "confirmed": confirmed.get(team.code, {}),
            "completeness": completeness.get(team.code, []),
            "answers": answers.get(team.code, {}),
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
            _between(membership.group, membership)
            for membership in sorted(country.group_memberships.all(), key=lambda row: row.group)
        ],
    }


def _between(code: str, row: GroupMembership | RegionMembership) -> Content:
    return {"code": code, "from": _day(row.valid_from), "to": _day(row.valid_to)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
