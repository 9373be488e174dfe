"""People and their roles in the administration. Nobody is deleted: what they did stays theirs."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actions import change_user, create_user, end_membership, grant_membership
from accounts.models import Membership, User
from accounts.roles import Role
from common.administration import ActionAdmin, ActionForm
from common.refusals import Invalid


class PeopleAdmin(ActionAdmin):
    """Written by accounts.actions."""

    def may_change(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.change_people")


class UserForm(ActionForm):
    """Addresses are kept in lower case (accounts.actions)."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


@admin.register(User)
class UserAdmin(PeopleAdmin):
    """An account is opened by single sign-on, or by a password that its owner sets through "forgotten password"."""

    form = UserForm
    list_display = ["email", "name", "language", "is_active", "date_joined"]
    list_filter = ["is_active", "language"]
    search_fields = ["email", "name"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["email", "name", "language", "is_active", "date_joined"] if obj else ["email", "name", "language"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["email", "date_joined"] if obj else []

    def create(self, values: Mapping[str, Any], by: Any) -> User:
        return create_user(values["email"], name=values["name"], language=values["language"], by=by)

    def change(self, row: User, values: Mapping[str, Any], by: Any, seen: int | None) -> User:
        said = {name: values[name] for name in ("name", "is_active", "language")}
        return change_user(row, by=by, seen=seen, **said)

    def activity_target(self, row: User) -> str:
        return f"user {row.pk}"


@admin.register(Membership)
class MembershipAdmin(PeopleAdmin):
    """Who holds which role. A role is granted, and later ended; it never becomes another one."""

    list_display = ["user", "role", "region", "team", "deputy_for", "valid_from", "valid_to"]
    list_filter = ["role", "region"]
    list_select_related = ["user", "region", "team", "deputy_for"]
    search_fields = ["user__email", "user__name", "team__code"]
    fields = ["user", "role", "region", "team", "valid_from", "valid_to"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["user", "role", "region", "team", "valid_from"] if obj else []

    def create(self, values: Mapping[str, Any], by: Any) -> Membership:
        held_for = {name: values[name] for name in ("region", "team", "valid_from", "valid_to")}
        return grant_membership(values["user"], Role(values["role"]), by=by, **held_for)

    def change(self, row: Membership, values: Mapping[str, Any], by: Any, seen: int | None) -> Membership:
        if values["valid_to"] is None:
            raise Invalid({"valid_to": [_("Give the last day.")]})
        return end_membership(row, values["valid_to"], by=by, seen=seen)

    def activity_target(self, row: Membership) -> str:
        return f"user {row.user_id}"
