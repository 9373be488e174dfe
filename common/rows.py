"""What people enter for a row of reference data, made into columns: texts cleaned, rules of the model applied.

A translated text is named by language (`title_en`, `title_fr`, ...); its unmarked column always repeats the English,
because the constraints of the database read that one.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from common.names import NameRefused, clean_name, clean_text
from common.refusals import Invalid

Row = TypeVar("Row", bound=models.Model)


def plain_field(model: type[models.Model], name: str) -> Any:
    """A column's field by name. Raises FieldDoesNotExist, for relations from other models too."""
    field = model._meta.get_field(name)
    if not field.concrete:
        raise FieldDoesNotExist(name)
    return field


def translated_names(model: type[models.Model]) -> list[str]:
    """The names of the fields that `model` keeps in every language: `["title", "note"]`."""
    names = {field.name for field in model._meta.concrete_fields}
    return [field.name for field in model._meta.concrete_fields if f"{field.name}_en" in names]


def cleaned(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` by field name with every text cleaned; an empty translation is null. Raises Invalid, by field."""
    languages = {
        f"{name}_{language}" for name in translated_names(model) for language in settings.MODELTRANSLATION_LANGUAGES
    }
    result: dict[str, Any] = {}
    errors: dict[str, list[Any]] = {}
    for name, value in values.items():
        field = plain_field(model, name)
        try:
            result[name] = _cleaned_text(field, value) if isinstance(value, str) else value
        except NameRefused as error:
            errors[name] = [error.message]
            continue
        if name in languages:
            result[name] = result[name] or None
    if errors:
        raise Invalid(errors)
    return result


def checked(row: Row) -> Row:
    """`row` itself, when its fields and constraints allow it. Raises Invalid with every fault, by field."""
    translated = translated_names(type(row))
    errors: dict[str, list[Any]] = {}
    for name in translated:
        others = (getattr(row, f"{name}_{language}") for language in settings.MODELTRANSLATION_LANGUAGES)
        if any(others) and not getattr(row, f"{name}_en"):
            errors[f"{name}_en"] = [_("Give the English text first; the other languages translate it.")]
    try:
        row.full_clean()
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            errors.setdefault(f"{name}_en" if name in translated else name, list(sentences))
    if errors:
        raise Invalid(errors)
    return row


def columns_of(row: models.Model, names: Mapping[str, Any]) -> dict[str, Any]:
    """The columns to be written for the changed fields `names`, each translated text with its unmarked column."""
    columns = {name: getattr(row, name) for name in names}
    for name in translated_names(type(row)):
        if f"{name}_en" in names:
            columns[name] = getattr(row, f"{name}_en") or ""
    return columns


def _cleaned_text(field: Any, value: str) -> str:
    return clean_text(value) if isinstance(field, models.TextField) else clean_name(value)
