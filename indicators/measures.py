"""Values of an indicator and shares of the way, as a page writes them: in tables with signs, in prose in words."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common.numbers import canonical, format_number, format_value, quantize
from common.translated import reader_language


@dataclass(frozen=True, slots=True)
class Measure:
    """The unit of an indicator and the decimals that it is shown and rated with."""

    unit: str
    decimals: int

    def rounded(self, value: Decimal) -> Decimal:
        """`value` as it is rated, without trailing zeros."""
        return Decimal(canonical(quantize(value, self.decimals)))

    def shown(self, value: Decimal) -> str:
        """81%, 5.6, $215 million."""
        return format_value(self.rounded(value), self.unit, reader_language())

    def prose(self, value: Decimal) -> str:
        """81 per cent, 5.6, $215 million."""
        if self.unit == "percent":
            return _("%(number)s per cent") % {"number": format_number(self.rounded(value), reader_language())}
        return self.shown(value)


def share_shown(share: str | None) -> str:
    """A share of the way, as a document writes it, in per cent: "-1.25" is −125%; "" where there is none."""
    if share is None:
        return ""
    return format_value(Decimal(share) * 100, "percent", reader_language(), 0).replace("-", "−")


def to_target(measure: Measure, value: Decimal | None, target: Decimal | None, year: int, direction: str | None) -> str:
    """How much, or how many, more it takes: "28 of 55: 27 more to reach the target for 2025."

    Compared as shown. "" where nothing can be said: no value, target or direction.
    """
    if value is None or target is None or direction is None:
        return ""
    more = measure.rounded(target) - measure.rounded(value)
    numbers = {"value": value, "target": target, "more": abs(more)}
    said = {name: measure.shown(number) for name, number in numbers.items()} | {"year": year}
    if (more if direction != "down" else -more) <= 0:
        return _("The target of %(target)s for %(year)s is reached.") % said
    if direction == "down":
        return _("%(value)s, and the target is %(target)s: %(more)s less reaches it for %(year)s.") % said
    return _("%(value)s of %(target)s: %(more)s more to reach the target for %(year)s.") % said
