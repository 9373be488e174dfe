"""What every page needs: addresses in other languages, the current place of the navigation, and lists in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from common import translated

register = template.Library()

# Each language by its own name, for readers who do not read the page's present one.
OWN_NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ru": "Русский",
    "zh": "中文",
    "ar": "العربية",
}


@dataclass(frozen=True)
class LanguageAddress:
    """Where the present page is to be had in one language."""

    code: str
    name: str
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def language_addresses(context: Context) -> list[LanguageAddress]:
    """The present address in every language of the interface, query string kept; empty where there is but one."""
    request: Any = context.get("request")
    if request is None:
        return []
    here = request.get_full_path()
    present = get_language()
    addresses = [
        LanguageAddress(code, OWN_NAMES[code], here if code == present else translate_url(here, code), code == present)
        for code, _name in settings.LANGUAGES
    ]
    return addresses if len({address.url for address in addresses}) > 1 else []


@register.simple_tag(takes_context=True)
def current(context: Context, *names: str) -> SafeString | str:
    """The attribute that marks a navigation link as the present page, when the page's route has one of these names.

    The first is the link's own; the others, which may end in `*`, are pages that it stands for.
    """
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or not any(fnmatchcase(match.view_name, name) for name in names):
        return ""
    return format_html('aria-current="{}"', "page" if match.view_name == names[0] else "true")


@register.simple_tag
def between(loop: Mapping[str, Any] | None = None, mark: str = ",") -> str:
    """`{% between forloop %}` behind each item of a list: what the reader's language writes between two of them.

    `{% between forloop ";" %}` where items have commas of their own; `{% between %}` where there is no loop.
    """
    return "" if loop and loop["last"] else translated.separator(mark)


@register.filter
def listed(items: Iterable[Any]) -> str:
    """`{{ names|listed }}`: the items in words, joined as the reader's language joins them."""
    return translated.listed(map(str, items))
