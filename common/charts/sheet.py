"""A picture that is placed by pixels alone and grows downwards: heading first, what is drawn, source last.

Whoever draws on it adds rows to layers by name; the order of the layers is that in which they were named.
"""

import math
from collections.abc import Mapping

from common.charts.labels import text_width, wrap
from common.charts.pieces import (
    HEADING_SIZE,
    INK,
    SOFT,
    SOURCE_SIZE,
    TEXT_SIZE,
    WHOLE,
    Spec,
    at_pixels,
    edged,
    layer_of,
    words_at,
)

LINE = 18.0  # the height of a line of words


class Sheet:
    """`width` pixels wide; `y` is how far it has come from its upper edge.

    `marks` names the layers of marks, each with its mark and the places that it reads (`px`, `py`, ...); `words` the
    layers of words, each with its colour, the side that it is aligned to, its size and whether it is bold.
    """

    def __init__(
        self,
        width: int,
        marks: Mapping[str, tuple[Spec, tuple[str, ...]]],
        words: Mapping[str, tuple[str, str, int, bool]],
    ) -> None:
        self.width, self.y = width, 2.0
        self._marks = marks
        own = {"heading": (INK, "left", HEADING_SIZE, True), "source": (SOFT, "left", SOURCE_SIZE, False)}
        self._words = {**own, **words}
        self._rows: dict[str, list[Spec]] = {name: [] for name in (*marks, *self._words)}

    def mark(self, layer: str, **row: float | str) -> None:
        """One mark more, at px, py and so on; what else is given stands in the data beside it."""
        self._rows[layer].append({name: round(at, 1) if isinstance(at, float) else at for name, at in row.items()})

    def write(self, layer: str, text: str, x: float, y: float) -> None:
        """Words whose middle line is at `y`."""
        self._rows[layer].append({"text": text, "px": round(x, 1), "py": round(y, 1)})

    def head(self, heading: str, unit: str) -> None:
        """The heading of a picture that leaves its page, and what its numbers are of."""
        for line in wrap(heading, HEADING_SIZE, self.width - 16) if heading else []:
            self.write("heading", line, 0, self.y + 12)
            self.y += 20
        self.y += 8 if heading else 0
        if unit:
            self.write("scale", unit, 0, self.y + LINE / 2)
            self.y += LINE + 6

    def foot(self, source: str) -> None:
        """Where the numbers of a picture that leaves its page are from."""
        for line in wrap(source, SOURCE_SIZE, self.width - 16) if source else []:
            self.write("source", line, 0, self.y + 8)
            self.y += 16

    def within(self, text: str, x: float) -> float:
        """`x` for words written from there, moved so that they end within the picture."""
        return max(0.0, min(x, self.width - text_width(text, TEXT_SIZE) - 2))

    def spec(self, description: str) -> Spec:
        """The specification of what was drawn: marks first, then words."""
        layers = [
            layer
            for name, (mark, places) in self._marks.items()
            for layer in layer_of(mark, self._rows[name], at_pixels(*places))
        ]
        for name, (colour, align, size, bold) in self._words.items():
            layers += edged(words_at(self._rows[name], align, colour, size, bold=bold))
        fixed = {"padding": 0, "autosize": "none", "description": description}
        return {**WHOLE, **fixed, "width": self.width, "height": math.ceil(self.y), "layer": layers}
