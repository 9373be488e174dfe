"""Django's plain controls, written without a template each: a grid has hundreds, and they took most of its time."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Line(forms.TextInput):
    """A text of one line."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        given = {"type": self.input_type, "name": name, **self.attrs, **(attrs or {})}
        return format_html("<input{}>", flatatt(given | ({"value": value} if value else {})))


class Hidden(Line):
    """What the page sends back as it was."""

    input_type = "hidden"


class Lines(forms.Textarea):
    """A text of several lines."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        # Browsers leave out a line end that stands first; this one, and no line end of the text.
        return format_html(
            "<textarea{}>\n{}</textarea>", flatatt({"name": name, **self.attrs, **(attrs or {})}), value or ""
        )


class Choice(forms.Select):
    """One of several words."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        options = format_html_join(
            "",
            "<option{}>{}</option>",
            ((flatatt({"value": key, "selected": key == value}), word) for key, word in self.choices),
        )
        return format_html("<select{}>{}</select>", flatatt({"name": name, **self.attrs, **(attrs or {})}), options)
