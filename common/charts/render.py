"""From a Vega-Lite specification to a picture. The same specification gives the same bytes on the same machine."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from django.utils.html import escape
from django.utils.safestring import SafeString

VEGA_LITE = "6.4"
FONTS = Path(__file__).resolve().parent.parent / "fonts"
# The marks of a group, and what a mark says that it would else have from its group.
_GROUP = re.compile(r'(<g class="mark-[^"]*")>([^<]*(?:<(?!/?g\b)[^<]*)*)(?=</g>)')
_MARK = re.compile(r"<\w[^>]*>")
_INHERITED = re.compile(r' (?:fill|stroke|stroke-(?:\w+)|font-(?:family|size|weight)|text-anchor)="[^"]*"')


def render_svg(spec: dict[str, Any], *, title: str, description: str) -> SafeString:
    """The chart as one `<svg>`, for a page and as a file: named and described for those who do not see it.

    It has no style attribute or element, script, or reference to anything outside, so that it passes the strictest
    content security policy. Texts in it are escaped.
    """
    drawn = vl_convert.vegalite_to_svg(json.dumps(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', drawn)
    if size is None:
        raise ValueError("the renderer gave a picture without a size")
    width, height = size.groups()
    # Two charts of one page must not share the ids that name and describe them.
    key = hashlib.sha256(f"{title}\0{drawn}".encode()).hexdigest()[:10]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" aria-labelledby="chart-{key}-title" aria-describedby="chart-{key}-desc">'
        f'<title id="chart-{key}-title">{escape(title)}</title>'
        f'<desc id="chart-{key}-desc">{escape(description)}</desc>'
    )
    return SafeString(head + _GROUP.sub(_said_once, _unnamed_groups(drawn[drawn.index(">") + 1 :])))


def _unnamed_groups(drawn: str) -> str:
    """Without the roles that the renderer gives to groups: the picture is one image, with one name."""
    return re.sub(r"<g [^>]*>", lambda tag: re.sub(r' (?:role|aria-\w+)="[^"]*"', "", tag[0]), drawn)


def _said_once(group: re.Match[str]) -> str:
    """What all marks of a group say alike, such as their typefaces, is said by the group: half of a large picture."""
    opening, content = group.groups()
    first, *others = _MARK.findall(content) or [""]
    shared = [said for said in _INHERITED.findall(first) if others and all(said in mark for mark in others)]

    def without(mark: re.Match[str]) -> str:
        text = mark[0]
        for said in shared:
            text = text.replace(said, "", 1)
        return text

    return f"{opening}{''.join(shared)}>{_MARK.sub(without, content)}"


def render_png(spec: dict[str, Any], scale: float = 2) -> bytes:
    """The chart as a PNG picture, `scale` pixels to each pixel of the specification."""
    _register_fonts()
    return vl_convert.vegalite_to_png(json.dumps(spec), vl_version=VEGA_LITE, scale=scale, allowed_base_urls=[])


@cache
def _register_fonts() -> None:
    """Makes Chinese and Arabic readable in pictures on machines without typefaces for them."""
    vl_convert.register_font_directory(str(FONTS))
