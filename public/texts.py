"""Texts of released documents in the reader's language; what falls back to another language says which."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from common.numbers import format_number

FALLBACK = "en"  # the language that every text has, and that values are entered in
_FULL_STOPS_HOLD_THEIR_SPACE = {"zh"}
_BETWEEN_ITEMS = {"zh": "、", "ar": "، "}
# The United Nations writes English dates the British way: 22 April 2022.
_DATE_LOCALES = {"en": "en_GB"}


def reader_language() -> str:
    """The language of the page that is being made."""
    return get_language() or FALLBACK


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


def date_words(day: date) -> str:
    """A day in words: 22 April 2022, 2022年4月22日."""
    language = reader_language()
    return format_date(day, "long", locale=_DATE_LOCALES.get(language, language))


def sentences(parts: Iterable[str]) -> str:
    """Whole sentences one after the other, with a space between them where the language has one."""
    space = "" if reader_language() in _FULL_STOPS_HOLD_THEIR_SPACE else " "
    return space.join(part for part in parts if part)


def listed(items: Iterable[str]) -> str:
    """Items of a list within a sentence."""
    return _BETWEEN_ITEMS.get(reader_language(), ", ").join(items)


def count_words(number: int) -> str:
    """A count as the reader's language writes it: 1,234."""
    return format_number(Decimal(number), reader_language())
