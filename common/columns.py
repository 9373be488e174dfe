"""Columns that every room keeps alike."""

from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db import models

from common.numbers import MAX_DECIMALS, MAX_DIGITS


def decimal_column(name: Any, **options: Any) -> models.DecimalField:
    """A number as every table keeps it: at most 15 digits, because SQLite keeps no more; empty is missing, not zero."""
    return models.DecimalField(
        name, max_digits=MAX_DIGITS, decimal_places=MAX_DECIMALS, null=True, blank=True, **options
    )


def language_column(name: Any, **options: Any) -> models.CharField:
    """One of the six UN languages, by its code; English where neither the column nor anybody says otherwise."""
    languages = {code: LANG_INFO["zh-hans" if code == "zh" else code] for code in settings.MODELTRANSLATION_LANGUAGES}
    choices = [(code, language["name_local"]) for code, language in languages.items()]
    return models.CharField(name, max_length=7, choices=choices, **{"default": "en", **options})
