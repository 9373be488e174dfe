"""Frameworks, indicators, reporting years and custodians in the administration.

The levels of a framework are registered here, because the actions that write them look at figures.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from common.administration import ActionAdmin, ActionForm, ReadingAdmin, in_languages, other_languages
from common.exchange import ExchangeMixin
from common.refusals import Invalid
from frameworks.actions import close_reporting_year, reopen_reporting_year
from frameworks.models import Framework, Goal, Outcome, Output, ReportingYear
from indicators import imports
from indicators.actions import assign_indicators, open_reporting_year
from indicators.custodianships import end_custodianship
from indicators.definitions import NOUNS, change_definition, create_definition, fixed_fields, target_of
from indicators.models import (
    Custodianship,
    FinanceRule,
    Indicator,
    LookAlike,
    Milestone,
    ReportedFact,
    RollUpRule,
    Series,
)
from indicators.rule_admin import FinanceRuleAdmin, RollUpRuleAdmin


class DefinitionAdmin(ExchangeMixin, ActionAdmin):
    """Written by indicators.definitions: what figures fix is shown and cannot be typed over."""

    def create(self, values: Mapping[str, Any], by: Any) -> Any:
        return create_definition(self.model, values, by=by)

    def change(self, row: Any, values: Mapping[str, Any], by: Any, seen: int | None) -> Any:
        return change_definition(row, values, by=by, seen=seen)

    def may_change(self, request: HttpRequest) -> bool:
        noun = "framework" if self.model._meta.app_label == "frameworks" else "indicator"
        return request.user.has_perm(f"{self.model._meta.app_label}.change_{noun}")

    def activity_target(self, row: Any) -> str:
        return target_of(row)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        parent = NOUNS[type(obj)].parent
        return [*([parent] if parent else []), *fixed_fields(obj)]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = super().get_fieldsets(request, obj)
        if obj is None or not fixed_fields(obj):
            return sets
        (name, options), *others = sets
        why = _("Figures rest on this. What they were measured and rated by is amended, not edited.")
        address = f"{reverse('indicators:amendment_propose')}?{urlencode({'on': target_of(obj)})}"
        link = format_html('{} <a href="{}">{}</a>', why, address, _("Propose an amendment"))
        return [(name, {**options, "description": link}), *others]


@admin.register(Framework)
class FrameworkAdmin(DefinitionAdmin):
    resource_classes = [imports.FrameworkResource]
    list_display = ["code", "document", "title", "first_year", "last_year"]
    fieldsets = [
        (None, {"fields": ["code", "document", "mandate", "title_en", "note_en", "first_year", "last_year"]}),
        other_languages("title", "note"),
    ]


@admin.register(Goal)
class GoalAdmin(DefinitionAdmin):
    resource_classes = [imports.GoalResource]
    list_display = ["code", "title", "framework"]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    fieldsets = [
        (None, {"fields": ["framework", "code", "title_en", "position"]}),
        other_languages("title"),
    ]


@admin.register(Outcome)
class OutcomeAdmin(DefinitionAdmin):
    resource_classes = [imports.OutcomeResource]
    list_display = ["code", "title", "goal"]
    list_filter = ["goal__framework"]
    list_select_related = ["goal__framework"]
    fieldsets = [(None, {"fields": ["goal", "code", "title_en", "position"]}), other_languages("title")]


@admin.register(Output)
class OutputAdmin(DefinitionAdmin):
    resource_classes = [imports.OutputResource]
    list_display = ["code", "title", "outcome"]
    list_filter = ["outcome__goal__framework"]
    list_select_related = ["outcome__goal__framework"]
    fieldsets = [(None, {"fields": ["outcome", "code", "title_en", "position"]}), other_languages("title")]


@admin.register(Indicator)
class IndicatorAdmin(DefinitionAdmin):
    resource_classes = [imports.IndicatorResource]
    list_display = ["code", "title", "framework", "unit", "direction", "method"]
    list_filter = ["framework", "unit", "direction", "method"]
    list_select_related = ["framework"]
    search_fields = ["code", *in_languages("title")]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "framework",
                    "output",
                    "code",
                    "title_en",
                    "note_en",
                    "unit",
                    "decimals",
                    "direction",
                    "method",
                    "counted",
                    "applies_to_en",
                    "collected_from_en",
                    "position",
                ]
            },
        ),
        other_languages("title", "note", "applies_to", "collected_from"),
    ]


@admin.register(Series)
class SeriesAdmin(DefinitionAdmin):
    resource_classes = [imports.SeriesResource]
    list_display = ["indicator", "code", "title", "baseline_value", "baseline_year", "target_value", "target_year"]
    list_display_links = ["code"]
    list_filter = ["indicator__framework"]
    list_select_related = ["indicator__framework"]
    search_fields = ["indicator__code", "code", *in_languages("title")]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "indicator",
                    "code",
                    "title_en",
                    "baseline_value",
                    "baseline_year",
                    "baseline_note_en",
                    "target_value",
                    "target_year",
                    "target_note_en",
                    "position",
                ]
            },
        ),
        other_languages("title", "baseline_note", "target_note"),
    ]


@admin.register(Milestone)
class MilestoneAdmin(DefinitionAdmin):
    resource_classes = [imports.MilestoneResource]
    list_display = ["series", "year", "value"]
    list_filter = ["series__indicator__framework"]
    list_select_related = ["series__indicator__framework"]
    search_fields = ["series__indicator__code", "series__code"]
    fieldsets = [(None, {"fields": ["series", "year", "value", "note_en"]}), other_languages("note")]


@admin.register(ReportingYear)
class ReportingYearAdmin(ActionAdmin):
    """Adding a year opens it, with an observation for every series; the moment of its closing is set afterwards."""

    list_display = ["year", "opens_at", "closes_at"]
    ordering = ["-year"]

    def may_change(self, request: HttpRequest) -> bool:
        return request.user.has_perm("frameworks.change_reporting_year")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["year", "opens_at", "closes_at"] if obj else ["year", "opens_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["year", "opens_at"] if obj else []

    def create(self, values: Mapping[str, Any], by: Any) -> ReportingYear:
        return open_reporting_year(values["year"], by=by, opens_at=values["opens_at"])

    def change(self, row: ReportingYear, values: Mapping[str, Any], by: Any, seen: int | None) -> ReportingYear:
        if values["closes_at"] is None:
            return reopen_reporting_year(row, by=by, seen=seen)
        return close_reporting_year(row, by=by, seen=seen, at=values["closes_at"])

    def activity_target(self, row: ReportingYear) -> str:
        return f"reporting year {row.year}"


class CustodianshipForm(ActionForm):
    """Several indicators are assigned at once; each becomes a row that is ended by itself."""

    indicators: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        queryset=Indicator.objects.select_related("framework").order_by("framework", "position"),
        label=_("indicators"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 12}),
    )


@admin.register(Custodianship)
class CustodianshipAdmin(ActionAdmin):
    """Who enters which indicator."""

    form = CustodianshipForm
    list_display = ["user", "indicator", "valid_from", "valid_to"]
    list_filter = ["indicator__framework"]
    list_select_related = ["user", "indicator__framework"]
    search_fields = ["user__email", "indicator__code"]

    def may_change(self, request: HttpRequest) -> bool:
        return request.user.has_perm("indicators.change_indicator")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["user", "indicator" if obj else "indicators", "valid_from", "valid_to"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["user", "indicator", "valid_from"] if obj else []

    def create(self, values: Mapping[str, Any], by: Any) -> Custodianship:
        if not values["indicators"]:
            raise Invalid({"indicators": [_("Choose at least one.")]})
        rows = assign_indicators(
            values["user"],
            values["indicators"],
            by=by,
            first_day=values["valid_from"],
            last_day=values["valid_to"],
        )
        return rows[0]

    def change(self, row: Custodianship, values: Mapping[str, Any], by: Any, seen: int | None) -> Custodianship:
        return end_custodianship(row, values["valid_to"], by=by, seen=seen)

    def activity_target(self, row: Custodianship) -> str:
        return f"user {row.user_id}"


admin.site.register(RollUpRule, RollUpRuleAdmin)
admin.site.register(FinanceRule, FinanceRuleAdmin)


class OfReportAdmin(ReadingAdmin):
    """What a report gives besides its framework, to be read: it comes from a file, whose corrections are recorded."""

    def activity_target(self, row: Any) -> str:
        return f"facts of {row.document}"


@admin.register(ReportedFact)
class ReportedFactAdmin(OfReportAdmin):
    list_display = ["code", "title", "unit", "source", "document", "paragraph"]
    list_filter = ["document", "source", "unit"]
    list_select_related = ["source"]
    search_fields = ["code", *in_languages("title")]


@admin.register(LookAlike)
class LookAlikeAdmin(OfReportAdmin):
    list_display = ["code", "indicator", "title", "year", "value", "unit", "document", "paragraph"]
    list_select_related = ["indicator__framework"]
    search_fields = ["code", *in_languages("title")]
