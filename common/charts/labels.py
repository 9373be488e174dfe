"""Room for words in a chart: round ticks, the width of a text, and places for labels."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

GAP = 9.0  # between a mark and its label, in pixels


def nice_ticks(low: Decimal, high: Decimal, about: int = 4) -> list[Decimal]:
    """Evenly spaced round numbers, from at or below `low` to at or above `high`, about `about` steps.

    Where both are the same, a span around them. Never below zero when `low` is not.
    """
    if low > high:
        raise ValueError(f"{low} is above {high}")
    if low == high:
        around = abs(low) / 5 or Decimal(1)
        low, high = max(low - around, Decimal(0)) if low >= 0 else low - around, high + around
    rough = (high - low) / about
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * multiple for multiple in (1, 2, 5, 10) if power * multiple >= rough)
    first = (low / step).to_integral_value(rounding="ROUND_FLOOR")
    last = (high / step).to_integral_value(rounding="ROUND_CEILING")
    return [step * (first + count) for count in range(int(last - first) + 1)]


def text_width(text: str, size: float) -> float:
    """About how many pixels a text takes, the same on every machine because no typeface is asked."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return size * (wide + 0.58 * (len(text) - wide))


def wrap(text: str, size: float, width: float) -> list[str]:
    """`text` in lines of at most `width` pixels, broken at spaces and between Chinese characters."""
    lines, line, word = [], "", ""
    for character in f"{text} ":
        word += character
        wide = unicodedata.east_asian_width(character) in "WF"
        if character != " " and not wide:
            continue
        if line and text_width(f"{line}{word}".rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line, word = line + word, ""
    return [*lines, line.rstrip()]


@dataclass(frozen=True)
class Box:
    """A rectangle of the picture, in pixels from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True)
class Label:
    """Words for a mark at x, y; `needed` ones are drawn even where they cover something."""

    text: str
    x: float
    y: float
    kind: str
    needed: bool = True


@dataclass(frozen=True)
class PlacedLabel:
    """A label with the place found for it: the middle of its line, and the side from which it is written."""

    label: Label
    align: str
    x: float
    y: float
    box: Box


def place_labels(
    labels: Iterable[Label], marks: Sequence[Box], lines: Sequence[Box], bounds: Box, size: float
) -> list[PlacedLabel]:
    """A place for each label, the most important first: off labels and marks, and off lines where possible."""
    placed: list[PlacedLabel] = []
    for label in labels:
        inside = [place for place in _places(label, size) if bounds.holds(place.box)]
        taken = [other.box for other in placed]
        for obstacles in ([*taken, *marks, *lines], [*taken, *marks]):
            free = [place for place in inside if not any(place.box.meets(box) for box in obstacles)]
            if free:
                placed.append(free[0])
                break
        else:
            if label.needed:
                placed.append(inside[0] if inside else _places(label, size)[0])
    return placed


def _places(label: Label, size: float) -> list[PlacedLabel]:
    """Where a label may stand, the best first: above, below, beside, then to one side and farther off."""
    width, high = text_width(label.text, size), size * 0.6
    candidates = [
        ("center", label.x, label.y - GAP - high),
        ("center", label.x, label.y + GAP + high),
        ("left", label.x + GAP, label.y),
        ("right", label.x - GAP, label.y),
    ]
    for away in (GAP + high, 2 * GAP + high, 3 * GAP + high):
        for y in (label.y - away, label.y + away):
            candidates += [("left", label.x - GAP, y), ("right", label.x + GAP, y), ("center", label.x, y)]
    starts = {"center": width / 2, "left": 0.0, "right": width}
    return [
        PlacedLabel(label, align, x, y, Box(x - starts[align], y - high, x - starts[align] + width, y + high))
        for align, x, y in candidates
    ]
