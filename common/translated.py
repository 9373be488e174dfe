"""Texts in the six UN languages: a row's columns, and the one that a reader gets, which says its language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

FALLBACK = "en"  # the language that every text has, and that values are entered in
# What stands between the items of a list, and between parts that have commas of their own.
_BETWEEN = {",": {"zh": "、", "ar": "، "}, ";": {"zh": "；", "ar": "؛ "}}


def texts_of(row: Any, field: str) -> dict[str, str]:
    """A translated field in the languages that it has: `{"en": ..., "zh": ...}`; empty where it has none."""
    pairs = {language: getattr(row, f"{field}_{language}") for language in settings.MODELTRANSLATION_LANGUAGES}
    return {language: text for language, text in pairs.items() if text}


def reader_language() -> str:
    """The language of the page that is being made."""
    return get_language() or FALLBACK


def separator(mark: str = ",") -> str:
    """What the reader's language writes between the items of a list; with ";" between parts that have commas."""
    return _BETWEEN[mark].get(reader_language(), f"{mark} ")


def listed(items: Iterable[str]) -> str:
    """Items of a list within a sentence."""
    return separator().join(items)


def spoken(language: str) -> str:
    """`language` where the interface speaks it, else English: never a page or a mail in two languages."""
    return language if language in dict(settings.LANGUAGES) else FALLBACK


class Text(str):
    """Words and the language they are in. In HTML, words in another language than the page's are marked so."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, words: str, language: str = FALLBACK) -> "Text":
        text = super().__new__(cls, words)
        text.language = language
        return text

    @property
    def plain(self) -> str:
        """The words alone, for titles and attributes, where no mark can stand."""
        return str(self)

    def __html__(self) -> SafeString:
        if not self or self.language == reader_language():
            return SafeString(escape(self.plain))
        return format_html('<span lang="{}">{}</span>', self.language, self.plain)


def text_of(translations: Mapping[str, str]) -> Text:
    """The text in the reader's language, else in English, else in whatever language there is; "" when in none."""
    for language in (reader_language(), FALLBACK, *translations):
        if translations.get(language):
            return Text(translations[language], language)
    return Text("", reader_language())
