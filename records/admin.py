"""Resident coordinators in the administration. The records of teams are kept in pages of their own (`/records/`)."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.permissions import is_administrator
from common.administration import ActionAdmin
from records.actions import add_coordinator, change_coordinator, target_of
from records.models import Coordinator


@admin.register(Coordinator)
class CoordinatorAdmin(ActionAdmin):
    """Written by records.actions."""

    list_display = ["code", "name", "is_woman", "from_programme_country"]
    list_filter = ["is_woman", "from_programme_country"]
    search_fields = ["code", "name"]
    fields = ["code", "name", "is_woman", "from_programme_country"]

    def may_change(self, request: HttpRequest) -> bool:
        return is_administrator(request.user)

    def create(self, values: Mapping[str, Any], by: Any) -> Coordinator:
        return add_coordinator(values, by=by)

    def change(self, row: Coordinator, values: Mapping[str, Any], by: Any, seen: int | None) -> Coordinator:
        return change_coordinator(row, values, by=by, seen=seen)

    def activity_target(self, row: Coordinator) -> str:
        return target_of(row)
