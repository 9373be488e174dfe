"""Numbers of a released series as a page writes them: in tables with signs, in prose in words."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.numbers import canonical, format_number, format_value, quantize
from common.translated import reader_language
from public.words import STATUSES


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


@dataclass(frozen=True, slots=True)
class Amount:
    """A value and its year."""

    value: Decimal
    year: int
    measure: Measure
    status: str = "reported"

    @property
    def rounded(self) -> Decimal:
        """The value as it is rated, shown and drawn."""
        return self.measure.rounded(self.value)

    @property
    def shown(self) -> str:
        return self.measure.shown(self.value)

    @property
    def prose(self) -> str:
        """As in a sentence; a value that is not firm says so."""
        words = self.measure.prose(self.value)
        match self.status:
            case "provisional":
                return _("%(value)s (provisional)") % {"value": words}
            case "estimated":
                return _("%(value)s (estimated)") % {"value": words}
        return words

    @property
    def status_word(self) -> str:
        return str(STATUSES[self.status])

    @property
    def firm(self) -> bool:
        return self.status == "reported"


def amount_of(row: dict[str, Any] | None, measure: Measure) -> Amount | None:
    """The amount of a document's `{value, year, ...}`; None where there is no value."""
    if row is None or row["value"] is None:
        return None
    return Amount(Decimal(row["value"]), row["year"], measure, row.get("status", "reported"))


def share_shown(share: str | None) -> str:
    """A share of the way, as a document writes it, in per cent: "-1.25" is −125%; "" where there is none."""
    if share is None:
        return ""
    return format_value(Decimal(share) * 100, "percent", reader_language(), 0).replace("-", "−")
