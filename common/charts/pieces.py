"""What every picture is made of: one typeface, one set of colours, layers of marks, and words at their pixels.

Text in a picture is placed by us and never formatted by the renderer, so that nothing is written twice and sizes do
not depend on typefaces.
"""

from typing import Any

Spec = dict[str, Any]

FONT = 'system-ui, "Noto Sans", Arial, sans-serif, "RCS Noto Sans SC", "RCS Noto Sans Arabic"'
TEXT_SIZE = 13
HEADING_SIZE, SOURCE_SIZE = 14, 11

# Light colours; static/css/site.css gives each its dark one.
PAPER, INK, SOFT, GRID = "#ffffff", "#17212b", "#4b5864", "#dde2e7"
VALUE, GAP, PACE = "#1c6299", "#8fb4d2", "#a85511"

RIGHT_TO_LEFT = frozenset({"ar"})

WHOLE: Spec = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "background": PAPER,
    "config": {"font": FONT, "view": {"stroke": None}, "aria": False},
}


def layer_of(mark: Spec, rows: list[Spec], encoding: Spec) -> list[Spec]:
    """A layer, or none when it has no rows."""
    return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}] if rows else []


def at_pixels(*names: str) -> Spec:
    """The encoding of marks that are placed by pixels of the picture: x is read from px, x2 from px2, and so on."""
    first = {name: {"field": f"p{name}", "type": "quantitative", "scale": None, "axis": None} for name in names}
    return {name: {"field": f"p{name}"} if name.endswith("2") else place for name, place in first.items()}


def words_at(rows: list[Spec], align: str, colour: str, size: int = TEXT_SIZE, *, bold: bool = False) -> list[Spec]:
    """Words at pixels of the picture: rows of text, px and py."""
    mark = {"type": "text", "align": align, "baseline": "middle", "fontSize": size, "color": colour}
    weight = {"fontWeight": "bold" if bold else "normal"}
    return layer_of({**mark, **weight}, rows, {**at_pixels("x", "y"), "text": {"field": "text", "type": "nominal"}})


def edged(layers: list[Spec]) -> list[Spec]:
    """Each layer of words, before it itself as an edge in the ground's colour: it stays readable across a line."""
    edge = {"color": PAPER, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
    return [drawn for layer in layers for drawn in ({**layer, "mark": {**layer["mark"], **edge}}, layer)]


def edge_of(width: float, language: str) -> tuple[float, str]:
    """Where a line of words begins in a picture of this width, and to which side it is aligned."""
    return (width, "right") if language in RIGHT_TO_LEFT else (0, "left")


def mirrored(spec: Spec) -> Spec:
    """A picture that is placed by pixels alone, from the right to the left: what began left begins right.

    Only for pictures in which left and right mean nothing but where reading begins; time runs from left to right
    in every language.
    """
    return spec | {"layer": [_mirrored_layer(layer, spec["width"]) for layer in spec["layer"]]}


_OTHER_SIDE = {"left": "right", "right": "left"}


def _mirrored_layer(layer: Spec, width: float) -> Spec:
    rows = [row | {name: width - row[name] for name in ("px", "px2") if name in row} for row in layer["data"]["values"]]
    mark = layer["mark"]
    if "align" in mark:
        mark = mark | {"align": _OTHER_SIDE.get(mark["align"], mark["align"])}
    return layer | {"data": {"values": rows}, "mark": mark}
