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
