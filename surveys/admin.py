"""Questions and questionnaires in the administration. Answers are given and checked on pages of their own."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.administration import ActionAdmin, ActionForm, in_languages, other_languages
from surveys.choices import Respondent
from surveys.definitions import (
    add_item,
    change_item,
    change_questionnaire,
    change_section,
    change_wording,
    create_question,
    create_questionnaire,
    create_section,
    newest_wording,
    target_of,
)
from surveys.models import Item, Questionnaire, QuestionVersion, Section

SAID = [
    "type",
    "text_en",
    "help_en",
    "choices",
    "counts_as_yes",
    "applies_if",
    "rests_on",
    "minimum",
    "maximum",
    "tolerance",
    "is_required",
    "disclosure",
]


class DefinedAdmin(ActionAdmin):
    """Written by surveys.definitions."""

    def may_change(self, request: HttpRequest) -> bool:
        return request.user.has_perm("surveys.change_questionnaire")

    def activity_target(self, row: Any) -> str:
        return target_of(row)


class WordingForm(ActionForm):
    """A first wording says which question it is of."""

    code = forms.SlugField(label=_("code"), max_length=60, required=False)
    respondent = forms.ChoiceField(label=_("respondent"), choices=Respondent.choices, required=False)


@admin.register(QuestionVersion)
class WordingAdmin(DefinedAdmin):
    """Adding makes a question with its first wording; changing what was asked already makes the next wording."""

    form = WordingForm
    list_display = ["question", "number", "type", "text", "rests_on", "disclosure"]
    list_display_links = ["question", "number"]
    list_filter = ["question__respondent", "type"]
    list_select_related = ["question"]
    search_fields = ["question__code", *in_languages("text")]

    fieldsets = [(None, {"fields": ["question", "number", *SAID]}), other_languages("text", "help")]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": ["code", "respondent", *SAID]}), other_languages("text", "help")]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["question", "number"] if obj else []

    def create(self, values: Mapping[str, Any], by: Any) -> QuestionVersion:
        rest = {name: value for name, value in values.items() if name not in ("code", "respondent")}
        return create_question(values["code"], values["respondent"], rest, by=by)

    def change(self, row: QuestionVersion, values: Mapping[str, Any], by: Any, seen: int | None) -> QuestionVersion:
        said = {name: value for name, value in values.items() if name not in ("code", "respondent")}
        return change_wording(row, said, by=by, seen=seen)


@admin.register(Questionnaire)
class QuestionnaireAdmin(DefinedAdmin):
    """What one kind of respondent is asked for a year. It is opened by a command."""

    list_display = ["respondent", "year", "title", "disclosure", "deadline", "opened_at", "closed_at"]
    list_filter = ["respondent"]
    list_select_related = ["year"]
    fieldsets = [
        (None, {"fields": ["respondent", "year", "title_en", "introduction_en", "disclosure", "deadline", "zone"]}),
        other_languages("title", "introduction"),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["respondent", "year"] if obj else []

    def create(self, values: Mapping[str, Any], by: Any) -> Questionnaire:
        return create_questionnaire(values, by=by)

    def change(self, row: Questionnaire, values: Mapping[str, Any], by: Any, seen: int | None) -> Questionnaire:
        return change_questionnaire(row, values, by=by, seen=seen)


@admin.register(Section)
class SectionAdmin(DefinedAdmin):
    """The parts of questionnaires; once opened, only their titles and deadlines change."""

    list_display = ["questionnaire", "code", "title", "deadline", "position"]
    list_display_links = ["code"]
    list_filter = ["questionnaire__respondent", "questionnaire__year"]
    list_select_related = ["questionnaire"]
    fieldsets = [
        (None, {"fields": ["questionnaire", "code", "title_en", "deadline", "position"]}),
        other_languages("title"),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        return ["questionnaire", "code", "position"] if obj.questionnaire.opened_at else ["questionnaire"]

    def create(self, values: Mapping[str, Any], by: Any) -> Section:
        return create_section(values, by=by)

    def change(self, row: Section, values: Mapping[str, Any], by: Any, seen: int | None) -> Section:
        return change_section(row, values, by=by, seen=seen)


class ItemForm(ActionForm):
    """A question that is there already can be moved, or asked in its newest wording."""

    in_newest_wording = forms.BooleanField(label=_("in the newest wording"), required=False)


@admin.register(Item)
class ItemAdmin(DefinedAdmin):
    """Which question stands where, in which wording, until the questionnaire is opened."""

    form = ItemForm
    list_display = ["section", "position", "question", "wording"]
    list_display_links = ["question"]
    list_filter = ["section__questionnaire__respondent", "section__questionnaire__year"]
    list_select_related = ["section__questionnaire", "question", "wording__question"]
    search_fields = ["question__code"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (
            ["section", "question", "wording", "in_newest_wording", "position"]
            if obj
            else ["section", "question", "position"]
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["section", "question", "wording"] if obj else []

    def create(self, values: Mapping[str, Any], by: Any) -> Item:
        return add_item(values["section"], values["question"], values["position"], by=by)

    def change(self, row: Item, values: Mapping[str, Any], by: Any, seen: int | None) -> Item:
        wanted = {"position": values["position"]}
        if values["in_newest_wording"]:
            wanted["wording"] = newest_wording(row.question)
        return change_item(row, wanted, by=by, seen=seen)
