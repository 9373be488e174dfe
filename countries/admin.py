"""Regions, country teams, countries and groups in the administration."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.administration import ActionAdmin, ActionForm, ReadingAdmin, in_languages, other_languages
from countries.actions import change_place, create_place, move_team, target_of
from countries.models import Country, CountryTeam, GroupMembership, Region, RegionMembership


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


class TeamForm(ActionForm):
    """A team; another region is one from a day on."""

    day = forms.DateField(
        label=_("Moves on"),
        initial=timezone.localdate,
        widget=AdminDateWidget,
        help_text=_("The first day in another region, where you choose one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["day"]


@admin.register(CountryTeam)
class CountryTeamAdmin(PlaceAdmin):
    form = TeamForm
    list_display = ["code", "region"]
    list_filter = ["region"]
    list_select_related = ["region"]
    search_fields = ["code"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["code", "region", "day"] if obj and self.has_change_permission(request) else ["code", "region"]

    def change(self, row: CountryTeam, values: Mapping[str, Any], by: Any, seen: int | None) -> CountryTeam:
        saved = change_place(row, {"code": values["code"]}, by=by, seen=seen)
        if values["region"] == saved.region:
            return saved
        return move_team(saved, values["region"], values["day"], by=by, seen=saved.version)


@admin.register(RegionMembership)
class RegionMembershipAdmin(ReadingAdmin):
    """Which team stood in which region when; a team is moved on its own page."""

    list_display = ["team", "region", "valid_from", "valid_to"]
    list_filter = ["region"]
    list_select_related = ["team", "region"]
    search_fields = ["team__code"]
    fields = ["team", "region", "valid_from", "valid_to"]

    def activity_target(self, row: RegionMembership) -> str:
        return target_of(row.team)


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
