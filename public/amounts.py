"""A value of a released document with its year, as a page writes it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from indicators.measures import Measure
from public.words import STATUSES


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
