"""What public templates need: addresses that stay within the release that the reader asked for."""

from typing import Any

from django import template
from django.template.context import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def address(context: Context, name: str, *parts: Any, **query: Any) -> str:
    """`{% address 'public:indicator' framework code rating='behind' %}`: see ShownRelease.address."""
    return context["release"].address(name, *parts, **query)
