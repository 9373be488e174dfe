"""Texts that have a column for each of the six UN languages."""

from typing import Any

from django.conf import settings


def texts_of(row: Any, field: str) -> dict[str, str]:
    """A translated field in the languages that it has: `{"en": ..., "zh": ...}`; empty where it has none."""
    pairs = {language: getattr(row, f"{field}_{language}") for language in settings.MODELTRANSLATION_LANGUAGES}
    return {language: text for language, text in pairs.items() if text}
