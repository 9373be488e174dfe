"""Reference data out of and into spreadsheets (django-import-export): a preview, then all rows or none.

Each row is written by the same action as a form; a row that is refused names its column and the rule. A row that is
there already names the version that it saw, in the column `version`, which every export has.
"""

import base64
from collections.abc import Sequence
from copy import deepcopy
from decimal import Decimal
from typing import Any, ClassVar

import tablib
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.encoding import force_str
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import Format
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.tmp_storages import BaseStorage

from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from common.numbers import NumberRefused, as_typed, canonical, read_number
from common.refusals import Invalid, Missing, Refusal
from common.spreadsheets import MAX_BYTES, SpreadsheetRefused, read_csv, read_xlsx, write_csv, write_xlsx

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CARRIED_FOR = 60 * 60  # seconds between preview and confirmation


class _Bounded(Format):
    """A file format read and written by common.spreadsheets."""

    title = extension = content_type = ""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return self.title

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return self.content_type

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def read(self, content: bytes) -> list[list[Any]]:
        raise Missing

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """The rows under their header; rows with nothing in them are left out."""
        rows = [row for row in self.read(in_stream) if any(cell is not None for cell in row)]
        if not rows:
            raise SpreadsheetRefused(_("There is nothing in it."))
        header = [str(cell or "").strip() for cell in rows[0]]
        if len(set(header)) != len(header):
            raise SpreadsheetRefused(_("Two of its columns have the same name."))
        if any(len(row) > len(header) for row in rows):
            raise SpreadsheetRefused(_("A row has more cells than the header."))
        width = len(header)
        return tablib.Dataset(*[[*row, *[None] * (width - len(row))] for row in rows[1:]], headers=header)


class CSV(_Bounded):
    title, extension, content_type = "csv", "csv", CSV_TYPE

    def read(self, content: bytes) -> list[list[Any]]:
        return read_csv(content)

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return write_csv(dataset.headers, dataset)


class XLSX(_Bounded):
    title, extension, content_type = "xlsx", "xlsx", XLSX_TYPE

    def read(self, content: bytes) -> list[list[Any]]:
        return read_xlsx(content)

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return write_xlsx(dataset.headers, dataset)


class CarriedFile(BaseStorage):
    """The uploaded file between preview and confirmation: signed, in the form itself.

    So it is found whichever of several servers answers, and nothing is left lying about.
    """

    def save(self, data: bytes) -> None:
        self.name = signing.dumps(base64.b85encode(data).decode(), salt="import", compress=True)

    def read(self) -> bytes:
        try:
            return base64.b85decode(signing.loads(self.name, salt="import", max_age=CARRIED_FOR))
        except signing.BadSignature as error:
            raise Invalid({"import_file": [_("Upload the file once more.")]}) from error

    def remove(self) -> None:
        return None


class BoundedImportForm(ImportForm):
    def clean_import_file(self) -> Any:
        uploaded = self.cleaned_data["import_file"]
        if uploaded.size > MAX_BYTES:
            raise ValidationError(_("The file is too large: at most %(size)s kB.") % {"size": MAX_BYTES // 1024})
        return uploaded


class CarryingConfirmForm(ConfirmImportForm):
    import_file_name = forms.CharField(widget=forms.HiddenInput, max_length=2 * MAX_BYTES)

    def clean_import_file_name(self) -> str:
        return str(self.cleaned_data["import_file_name"])


class NumberWidget(widgets.Widget):
    """A decimal: typed as people write numbers, or a sheet's own number."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return read_number(force_str(value if isinstance(value, str) else _plainly(value)))
        except NumberRefused as error:
            if error.code == "blank":
                return None
            raise ValueError(error.message) from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class WholeNumberWidget(NumberWidget):
    """A year, a position or the like."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        number = super().clean(value, row, **kwargs)
        if number is None:
            return None
        if number != int(number):
            raise ValueError(_("Write a whole number."))
        return int(number)


class TextWidget(widgets.CharWidget):
    """Text as it stands; numbers of a sheet without a trailing point nought."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return _plainly(value).strip()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class OptionalTextWidget(TextWidget):
    """Text whose absence is null."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return super().clean(value, row, **kwargs) or None


def _plainly(value: Any) -> str:
    """A cell as somebody would type it."""
    if value is None:
        return ""
    return as_typed(value) if isinstance(value, Decimal) else str(value)


class PlainDiff(resources.Diff):
    """What a row would change, for pages whose policy allows no inline style."""

    def as_html(self) -> list[SafeString]:
        pairs = zip(("" if self.new else value for value in self.left), self.right, strict=True)
        return [
            format_html("{}", _cell(right))
            if _cell(left) == _cell(right)
            else format_html("<del>{}</del> <ins>{}</ins>", _cell(left), _cell(right))
            for left, right in pairs
        ]


def _cell(value: Any) -> str:
    if isinstance(value, Decimal):
        return canonical(value)
    return "" if value is None else force_str(value)


class ActionResource(resources.ModelResource):
    """Rows written by actions: subclasses say how a row is created and changed.

    `columns` in the order of the sheet, to which `version` is added; `keys` are those by which a row is found, with the
    lookup of each; those of `may_be_empty` find a row also by their emptiness.
    """

    columns: ClassVar[list[fields.Field]] = []
    keys: ClassVar[dict[str, str]] = {}
    may_be_empty: ClassVar[tuple[str, ...]] = ()

    class Meta:
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = False  # the action does, with the same rules as every door
        use_transactions = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = {field.column_name: deepcopy(field) for field in [*self.columns, whole_number_field("version")]}

    def get_import_id_fields(self) -> list[str]:
        return list(self.keys)

    def create(self, values: dict[str, Any], by: Any) -> Any:
        raise Missing

    def change(self, row: Any, values: dict[str, Any], by: Any, seen: int | None) -> Any:
        raise Missing

    def read_key(self, column: str, row: dict[str, Any]) -> Any:
        """What a row of the sheet says in a column of `keys`, as the lookup takes it. Raises ValueError."""
        return self.fields[column].widget.clean(row.get(column), row)

    def find(self, row: dict[str, Any]) -> Any:
        """The stored row that a row of the sheet is about, or None for a new one."""
        places = {}
        for column, lookup in self.keys.items():
            try:
                places[lookup] = self.read_key(column, row)
            except ValueError as error:
                raise ValidationError({column: str(error)}) from error
            if places[lookup] in (None, "") and column not in self.may_be_empty:
                raise ValidationError({column: _("It cannot be empty: it says which row this is.")})
        return self._meta.model._base_manager.filter(**places).first()

    @classmethod
    def get_diff_class(cls) -> type[PlainDiff]:
        return PlainDiff

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """A column that is not known is an error, not lost without a word."""
        known = {field.column_name for field in self.fields.values()}
        if unknown := [name for name in dataset.headers or [] if name not in known]:
            raise ValidationError(_("There is no column “%(name)s”.") % {"name": unknown[0]})

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> Any:
        return self.find(row)

    def save_instance(self, instance: Any, is_create: bool, row: dict[str, Any], **kwargs: Any) -> None:
        values = {
            field.attribute: getattr(instance, field.attribute)
            for field in self.get_import_fields()
            if field.column_name in row and not field.readonly and field.attribute != "version"
        }
        by = kwargs.get("user")
        try:
            if is_create:
                saved = self.create(values, by)
            else:
                seen = instance.version if row.get("version") not in (None, "") else None
                saved = self.change(self.find(row), values, by, seen)
        except Refusal as refusal:
            raise _as_validation_error(refusal) from refusal
        instance.__dict__.update(saved.__dict__)


def _as_validation_error(refusal: Refusal) -> ValidationError:
    if isinstance(refusal, Invalid):
        return ValidationError({name: [str(sentence) for sentence in said] for name, said in refusal.errors.items()})
    return ValidationError(str(refusal.detail))


def text_field(name: str, *, optional: bool = False) -> fields.Field:
    """A column of text, of the same name as its field; `optional`: its absence is null."""
    widget = OptionalTextWidget() if optional else TextWidget()
    return fields.Field(attribute=name, column_name=name, widget=widget)


def translated_fields(name: str) -> list[fields.Field]:
    """A column of text for each language that a translated field is kept in."""
    return [text_field(f"{name}_{language}", optional=True) for language in settings.MODELTRANSLATION_LANGUAGES]


def number_field(name: str) -> fields.Field:
    """A column of decimals, as people write them."""
    return fields.Field(attribute=name, column_name=name, widget=NumberWidget())


def whole_number_field(name: str) -> fields.Field:
    """A column of whole numbers: years, positions, versions."""
    return fields.Field(attribute=name, column_name=name, widget=WholeNumberWidget())


class ExchangeMixin(ImportExportMixin):
    """Import and export of an ActionAdmin's rows: CSV and XLSX alone."""

    import_form_class = BoundedImportForm
    confirm_form_class = CarryingConfirmForm
    export_form_class = ExportForm  # every column: the form to choose some rests on inline scripts and styles
    tmp_storage_class = CarriedFile
    skip_admin_log = True
    formats: Sequence[type[Format]] = (CSV, XLSX)

    def get_import_formats(self) -> list[type[Format]]:
        return list(self.formats)

    def get_export_formats(self) -> list[type[Format]]:
        return list(self.formats)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> bytes:
        """Values in their own types, so that numbers stay numbers."""
        kwargs.pop("encoding", None)
        data = self.get_data_for_export(request, queryset, force_native_type=True, **kwargs)
        return bytes(file_format.export_data(data))

    def add_data_read_fail_error_to_form(self, form: Any, error: Exception) -> None:
        if not isinstance(error, SpreadsheetRefused | Invalid):
            raise error
        form.add_error("import_file", str(error))

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """The list with a message; or, when the rows no longer fit what is stored, the errors: nothing was written."""
        if not (result.has_errors() or result.has_validation_errors()):
            return super().process_result(result, request)
        messages.error(request, _("Nothing was imported: what is stored has changed since the preview."))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import"),
            "result": result,
            "form": self.create_import_form(_without_data(request)),
            "opts": self.model._meta,
            "fields_list": [],
            "import_error_display": self.import_error_display,
        }
        return TemplateResponse(request, [self.import_template_name], context, status=409)


def _without_data(request: HttpRequest) -> HttpRequest:
    fresh = HttpRequest()
    fresh.user = request.user
    return fresh
