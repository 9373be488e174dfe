"""How an indicator's figure comes about, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.translated import Text, reader_language, text_of
from public.words import COUNTED, DIRECTIONS, METHODS, UNIT_LABELS


@dataclass(frozen=True, slots=True)
class Method:
    """Method, what is counted, to whom it applies, where it is collected from, unit and direction, all in words."""

    method: str
    counted: str
    applies_to: Text
    collected_from: Text
    unit: str
    direction: str
    decimals: int


def method_of(indicator: dict[str, Any]) -> Method:
    """How the figure of a released `indicator` comes about; what it does not say reads as such."""
    roll_up = indicator["roll_up"]
    direction = indicator["direction"]
    return Method(
        method=str(METHODS[roll_up["method"]]),
        counted=str(COUNTED[roll_up["of"]]) if roll_up["of"] else _("not counted: reported as a whole"),
        applies_to=text_of(roll_up["applies_to"]) or Text(_("to all"), reader_language()),
        collected_from=text_of(indicator["collected_from"]),
        unit=str(UNIT_LABELS[indicator["unit"]]),
        direction=str(DIRECTIONS[direction]) if direction else _("not known"),
        decimals=indicator["decimals"],
    )
