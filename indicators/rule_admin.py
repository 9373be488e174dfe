"""The rules by which series are computed, in the administration; `indicators.admin` registers them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from common.administration import ActionAdmin, ActionForm
from indicators.amendable import name_of
from indicators.finance_rules import change_finance_rule, create_finance_rule, finance_rule_target
from indicators.models import FinanceRule, RollUpRule
from indicators.rules import change_rule, create_rule, is_computed_by, rule_target


class CodesField(forms.CharField):
    """Codes with a space between."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, list) else str(super().to_python(value)).split()


class RuleAdmin(ActionAdmin):
    """A rule of a series: once figures were computed by it, it is amended, and this page points there."""

    def may_change(self, request: HttpRequest) -> bool:
        return request.user.has_perm("indicators.change_indicator")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        return [str(name) for name in self.get_fields(request, obj)] if is_computed_by(obj) else ["series"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = super().get_fieldsets(request, obj)
        if obj is None or not is_computed_by(obj):
            return sets
        (name, options), *others = sets
        address = f"{reverse('indicators:amendment_propose')}?{urlencode({'on': name_of(obj)})}"
        why = _("Figures were computed by this rule, so it is amended, not edited.")
        link = format_html('{} <a href="{}">{}</a>', why, address, _("Propose an amendment"))
        return [(name, {**options, "description": link}), *others]


class RollUpRuleForm(ActionForm):
    """The choices that count are written as their codes."""

    counts = CodesField(
        label=_("choices that count"),
        required=False,
        help_text=_("Codes with a space between. Empty: those that the question counts as yes."),
    )


class RollUpRuleAdmin(RuleAdmin):
    """Which question each series is computed from. Figures keep the rule that they were made by."""

    form = RollUpRuleForm
    list_display = ["series", "question", "counts", "no_response", "not_applicable"]
    list_display_links = ["series"]
    list_filter = ["series__indicator__framework", "question__respondent", "no_response", "not_applicable"]
    list_select_related = ["series__indicator__framework", "question"]
    search_fields = ["series__indicator__code", "question__code"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["series", "question", "counts", "no_response", "not_applicable"]

    def create(self, values: Mapping[str, Any], by: Any) -> RollUpRule:
        return create_rule(values, by=by)

    def change(self, row: RollUpRule, values: Mapping[str, Any], by: Any, seen: int | None) -> RollUpRule:
        return change_rule(row, values, by=by, seen=seen)

    def activity_target(self, row: RollUpRule) -> str:
        return rule_target(row)


class FinanceRuleAdmin(RuleAdmin):
    """Which measure of the trust fund's ledger each series is. Figures keep the one that they were made by."""

    list_display = ["series", "measure"]
    list_filter = ["series__indicator__framework", "measure"]
    list_select_related = ["series__indicator__framework"]
    search_fields = ["series__indicator__code"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["series", "measure"]

    def create(self, values: Mapping[str, Any], by: Any) -> FinanceRule:
        return create_finance_rule(values, by=by)

    def change(self, row: FinanceRule, values: Mapping[str, Any], by: Any, seen: int | None) -> FinanceRule:
        return change_finance_rule(row, values, by=by, seen=seen)

    def activity_target(self, row: FinanceRule) -> str:
        return finance_rule_target(row)
