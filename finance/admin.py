"""The trust fund in the administration: what stands around the items is changed here, everything else only read."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from common.administration import ActionAdmin, ReadingAdmin, in_languages, other_languages
from common.exchange import ExchangeMixin
from finance import imports
from finance.definitions import change_definition, create_definition, target_of
from finance.figures import name_of
from finance.figures import target_of as target_of_row
from finance.models import (
    Component,
    Contribution,
    ContributionFigure,
    Contributor,
    ControlTotal,
    Fact,
    Footnote,
    FundFigure,
    FundItem,
    GroupOf77Membership,
    Report,
)
from finance.reports import target_of as target_of_report


class StructureAdmin(ExchangeMixin, ActionAdmin):
    """Written by finance.definitions."""

    permission = "finance.change_structure"

    def create(self, values: Mapping[str, Any], by: Any) -> Any:
        return create_definition(self.model, values, by=by)

    def change(self, row: Any, values: Mapping[str, Any], by: Any, seen: int | None) -> Any:
        return change_definition(row, values, by=by, seen=seen)

    def may_change(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)

    def activity_target(self, row: Any) -> str:
        return target_of(row)


@admin.register(Component)
class ComponentAdmin(StructureAdmin):
    resource_classes = [imports.ComponentResource]
    list_display = ["code", "title", "parent", "position"]
    list_select_related = ["parent"]
    fieldsets = [(None, {"fields": ["code", "title_en", "parent", "position"]}), other_languages("title")]


@admin.register(Footnote)
class FootnoteAdmin(StructureAdmin):
    resource_classes = [imports.FootnoteResource]
    list_display = ["report", "table", "line", "mark", "text"]
    list_display_links = ["line"]
    list_filter = ["report", "table"]
    list_select_related = ["report"]
    fieldsets = [(None, {"fields": ["report", "table", "line", "mark", "text_en"]}), other_languages("text")]


@admin.register(Fact)
class FactAdmin(StructureAdmin):
    resource_classes = [imports.FactResource]
    list_display = ["report", "code", "title", "year", "value", "unit", "paragraph"]
    list_display_links = ["code"]
    list_filter = ["report", "year"]
    list_select_related = ["report"]
    search_fields = ["code", *in_languages("title")]
    fieldsets = [
        (None, {"fields": ["report", "code", "title_en", "year", "value", "unit", "is_about", "paragraph"]}),
        other_languages("title"),
    ]


@admin.register(ControlTotal)
class ControlTotalAdmin(StructureAdmin):
    permission = "finance.change_contributors"
    resource_classes = [imports.ControlTotalResource]
    list_display = ["report", "table", "line", "column", "value", "decimals"]
    list_display_links = ["line"]
    list_filter = ["report", "table"]
    list_select_related = ["report"]
    fields = ["report", "table", "line", "column", "value", "decimals"]


@admin.register(Contributor)
class ContributorAdmin(StructureAdmin):
    permission = "finance.change_contributors"
    resource_classes = [imports.ContributorResource]
    list_display = ["code", "name", "kind", "is_demonstration"]
    list_filter = ["kind", "is_demonstration"]
    search_fields = ["code", *in_languages("name")]
    fieldsets = [(None, {"fields": ["code", "name_en", "kind", "is_demonstration"]}), other_languages("name")]


@admin.register(GroupOf77Membership)
class GroupOf77MembershipAdmin(StructureAdmin):
    permission = "finance.change_contributors"
    resource_classes = [imports.GroupOf77Resource]
    list_display = ["contributor", "valid_from", "valid_to"]
    list_select_related = ["contributor"]
    search_fields = ["contributor__code", "contributor__name_en"]
    fields = ["contributor", "valid_from", "valid_to"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["contributor"] if obj else []


@admin.register(Report)
class ReportAdmin(ReadingAdmin):
    """Opened and closed at the trust fund's own page."""

    list_display = ["year", "document", "closed_at"]
    fields = ["year", "document", "closed_at"]

    def activity_target(self, row: Report) -> str:
        return target_of_report(row)


class RowAdmin(ReadingAdmin):
    """A working row, written at its own pages."""

    def activity_target(self, row: FundItem | Contribution) -> str:
        return target_of_row(row)


@admin.register(FundItem)
class FundItemAdmin(RowAdmin):
    list_display = ["code", "value", "status", "state", "version"]
    list_filter = ["report", "kind", "year", "fund", "state"]
    list_select_related = ["report"]
    search_fields = ["code"]


@admin.register(Contribution)
class ContributionAdmin(RowAdmin):
    list_display = ["reference", "contributor", "stream", "kind", "first_year", "amount", "currency", "state", "void"]
    list_filter = ["first_year", "stream", "kind", "state", "void"]
    list_select_related = ["contributor"]
    search_fields = ["reference", "contributor__code", "contributor__name_en"]


class AppendedAdmin(ReadingAdmin):
    """What validation appended, and nobody changes."""

    def activity_target(self, row: FundFigure | ContributionFigure) -> str:
        return name_of(row)


@admin.register(FundFigure)
class FundFigureAdmin(AppendedAdmin):
    list_display = ["item", "number", "value", "status", "validated_at", "validated_by"]
    list_filter = ["item__report", "item__kind", "item__year"]
    list_select_related = ["item", "validated_by"]
    search_fields = ["item__code"]


@admin.register(ContributionFigure)
class ContributionFigureAdmin(AppendedAdmin):
    list_display = ["contribution", "number", "contributor", "amount", "currency", "validated_at", "validated_by"]
    list_filter = ["first_year", "stream", "kind"]
    list_select_related = ["contribution", "contributor", "validated_by"]
    search_fields = ["contribution__reference", "contributor__code"]
