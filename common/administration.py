"""The administration: Django's own pages, in which every write is an action of ours.

Administrators change, auditors read, for everybody else there is no such page. Nothing is deleted. A form carries the
version of the row that it shows; when somebody else has changed the row since, it shows both values.
"""

from collections.abc import Mapping
from functools import update_wrapper
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from common.numbers import NumberRefused, as_typed, read_number
from common.refusals import Invalid, Refusal, VersionConflict, VersionNeeded, WrongState

VERSION = "seen"  # the form field that carries the version of the row that the reader saw


class Site(admin.AdminSite):
    """The administration's site. People come in by the site's own sign-in, with its limits and second factors."""

    site_header = _lazy("Administration")
    site_title = _lazy("Administration")
    index_title = _lazy("Reference data and people")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Tables of other people's packages are not for editing: they know nothing of actions."""
        if admin_class is not None and issubclass(admin_class, ReadingAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.open_administration")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return update_wrapper(answer, view)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")


class ReadingAdmin(admin.ModelAdmin):
    """Rows to be read, by whoever may open the administration."""

    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("accounts.open_administration")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What happened to a row stands in the activity log."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return redirect(f"{reverse('activity:log')}?{urlencode({'target': self.activity_target(row)})}")

    def activity_target(self, row: Any) -> str:
        """How the log names `row`."""
        return str(row)

    # Django's second log of its own says nothing that the activity log does not.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None


class NumberField(forms.Field):
    """A number as people write it in any of the six languages; empty is None."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        try:
            return read_number(value or "")
        except NumberRefused as error:
            if error.code == "blank":
                return None
            raise ValidationError(error.message, code=error.code) from error

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else as_typed(value)


class ActionForm(forms.ModelForm):
    """A form whose row is written by an action; `seen` is the version that the reader saw."""

    refusal: ClassVar[Refusal | None] = None

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields[VERSION]
            return
        self.initial[VERSION] = self.instance.version
        if isinstance(self.refusal, VersionConflict | VersionNeeded) and isinstance(self.data, QueryDict):
            # Saving again is a choice made after seeing both values, so it names the version that is shown now.
            typed = self.data.copy()
            typed[self.add_prefix(VERSION)] = str(self.instance.version)
            self.data = typed

    def values(self) -> dict[str, Any]:
        """What was entered, by field of the row."""
        return {name: value for name, value in self.cleaned_data.items() if name != VERSION}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.refusal is not None:
            self._show(self.refusal)
        return cleaned

    def _show(self, refusal: Refusal) -> None:
        self.add_error(None, str(refusal.detail))
        if isinstance(refusal, Invalid):
            for name, sentences in refusal.errors.items():
                self.add_error(name if name in self.fields else None, [str(sentence) for sentence in sentences])
        if isinstance(refusal, VersionConflict):
            for name, entered in self.values().items():
                present = getattr(refusal.current, name, entered)  # what is no column is only entered
                if present != entered:
                    shown = {"present": _shown(present), "entered": _shown(entered)}
                    self.add_error(name, _("It says now: %(present)s. You entered: %(entered)s.") % shown)


def _shown(value: Any) -> str:
    return "–" if value in (None, "") else str(value)


class ActionAdmin(ReadingAdmin):
    """Rows that administrators create and change, through `create` and `change` alone."""

    form = ActionForm
    save_on_top = False

    def create(self, values: Mapping[str, Any], by: Any) -> Any:
        """Do the action that makes a row of these values, and return it."""
        raise Http404

    def change(self, row: Any, values: Mapping[str, Any], by: Any, seen: int | None) -> Any:
        """Do the action that writes these values over `row`, and return it as it then is."""
        raise Http404

    def may_change(self, request: HttpRequest) -> bool:
        """Whether this person changes such rows."""
        return request.user.has_perm("countries.change_reference_data")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_change(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change(request)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.DecimalField):
            return NumberField(
                label=capfirst(db_field.verbose_name), help_text=db_field.help_text, required=not db_field.blank
            )
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        # Rows are made on their own pages, so that no pop-up closes over a refusal.
        if isinstance(db_field, models.ForeignKey) and field is not None:
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_delete_related = False
        return field

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"refusal": getattr(request, "refusal", None)})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = list(super().get_fieldsets(request, obj))
        if obj is None or not self.has_change_permission(request, obj):
            return sets
        return [*sets, (None, {"fields": [VERSION]})]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Django's, and when the action refuses, the same page again with what was entered and why not."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (Invalid, VersionNeeded, VersionConflict, WrongState) as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]  # read by get_form, within this request
            status = refusal.page_status
        response = super().changeform_view(request, object_id, form_url, extra_context)
        response.status_code = status
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            stored = self.model._base_manager.get(pk=obj.pk)
            saved = self.change(stored, form.values(), request.user, form.cleaned_data.get(VERSION))
        else:
            saved = self.create(form.values(), request.user)
        obj.__dict__.update(saved.__dict__)


def in_languages(*names: str) -> list[str]:
    """The columns of translated fields, in every language: `["title_en", "title_fr", ...]`."""
    return [f"{name}_{language}" for name in names for language in settings.MODELTRANSLATION_LANGUAGES]


def other_languages(*names: str) -> Any:
    """A fieldset, folded away, of translated fields in every language but English."""
    english = {f"{name}_en" for name in names}
    columns = [column for column in in_languages(*names) if column not in english]
    return (_lazy("Other languages"), {"fields": columns, "classes": ["collapse"]})
