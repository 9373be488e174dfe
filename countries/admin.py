"""Regions, country teams, countries and groups in the administration."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from common.administration import ActionAdmin, in_languages, other_languages
from countries.actions import change_place, create_place, target_of
from countries.models import Country, CountryTeam, GroupMembership, Region


class PlaceAdmin(ActionAdmin):
    """Written by countries.actions."""

    def create(self, values: Mapping[str, Any], by: Any) -> Any:
        return create_place(self.model, values, by=by)

    def change(self, row: Any, values: Mapping[str, Any], by: Any, seen: int | None) -> Any:
        return change_place(row, values, by=by, seen=seen)

    def may_change(self, request: HttpRequest) -> bool:
        return request.user.has_perm("countries.change_reference_data")

    def activity_target(self, row: Any) -> str:
        return target_of(row)


@admin.register(Region)
class RegionAdmin(PlaceAdmin):
    list_display = ["code", "name"]
    fieldsets = [(None, {"fields": ["code", "name_en"]}), other_languages("name")]


@admin.register(CountryTeam)
class CountryTeamAdmin(PlaceAdmin):
    list_display = ["code", "region"]
    list_filter = ["region"]
    list_select_related = ["region"]
    search_fields = ["code"]
    fields = ["code", "region"]


@admin.register(Country)
class CountryAdmin(PlaceAdmin):
    list_display = ["iso3", "name", "team", "note"]
    list_filter = ["team__region"]
    list_select_related = ["team"]
    search_fields = ["iso3", *in_languages("name")]
    fieldsets = [
        (None, {"fields": ["iso3", "iso2", "m49", "team", "name_en", "note_en"]}),
        other_languages("name", "note"),
    ]


@admin.register(GroupMembership)
class GroupMembershipAdmin(PlaceAdmin):
    list_display = ["country", "group", "valid_from", "valid_to"]
    list_filter = ["group"]
    list_select_related = ["country"]
    search_fields = ["country__iso3", "country__name_en"]
    fields = ["country", "group", "valid_from", "valid_to"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["country", "group"] if obj else []
