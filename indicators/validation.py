"""What a value has to be before it is kept: rules 1 to 3 of docs/numbers.md, the same for every door."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.entered import MAX_TEXT, Faults, checked_links, checked_text
from common.numbers import NumberRefused, canonical, digits_after_point, quantize, read_canonical
from common.statuses import NEEDS_REASON, WITH_VALUE, Status
from indicators.choices import Method, Unit
from indicators.models import Indicator

MAX_SOURCE = 300  # characters


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody enters for an observation. `evidence` None leaves the links as they are."""

    status: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reason: str = ""
    source: str = ""
    note: str = ""
    evidence: list[str] | None = None


def value_of_parts(indicator: Indicator, numerator: Decimal, denominator: Decimal) -> Decimal:
    """The value that the parts give, at the indicator's own decimals: per cent, mean, or the count itself."""
    if indicator.unit == Unit.PERCENT:
        return quantize(Fraction(numerator) * 100 / Fraction(denominator), indicator.decimals)
    if indicator.method == Method.MEAN:
        return quantize(Fraction(numerator) / Fraction(denominator), indicator.decimals)
    return quantize(numerator, indicator.decimals)


def checked(entry: Entry, indicator: Indicator) -> dict[str, Any]:
    """The columns to be written for `entry`. Raises Invalid with every fault, by field."""
    faults = Faults()
    is_known = _check_status(entry, faults)
    if _check_digits(entry, faults) and is_known:
        _check_value(entry, indicator, faults)
        _check_parts(entry, indicator, faults)
    columns: dict[str, Any] = {
        "status": entry.status,
        "value": entry.value,
        "numerator": entry.numerator,
        "denominator": entry.denominator,
    }
    for name, most in (("reason", MAX_TEXT), ("source", MAX_SOURCE), ("note", MAX_TEXT)):
        columns[name] = checked_text(name, getattr(entry, name), faults, most=most)
    if entry.status in NEEDS_REASON and not columns["reason"] and "reason" not in faults.by_field:
        faults.add("reason", _("Say why: this status needs a reason."))
    if entry.evidence is not None:
        columns["evidence"] = checked_links("evidence", entry.evidence, faults)
    faults.refuse()
    return columns


def _check_status(entry: Entry, faults: Faults) -> bool:
    if entry.status in Status.values:
        return True
    faults.add("status", _("Choose one of: %(choices)s.") % {"choices": ", ".join(Status.values)})
    return False


def _check_digits(entry: Entry, faults: Faults) -> bool:
    """Whether every number can be kept as it is: the databases would round it, or refuse it without a word."""
    is_kept = True
    for name in ("value", "numerator", "denominator"):
        number: Decimal | None = getattr(entry, name)
        try:
            if number is not None:
                read_canonical(canonical(number) if number.is_finite() else str(number))
        except NumberRefused as error:
            faults.add(name, error.message)
            is_kept = False
    return is_kept


def _check_value(entry: Entry, indicator: Indicator, faults: Faults) -> None:
    if entry.status not in WITH_VALUE:
        if entry.value is not None:
            faults.add("value", _("This status says that there is no value. Clear the value, or change the status."))
        return
    if entry.value is None:
        faults.add("value", _("Enter the value, or choose a status that says why there is none."))
        return
    if digits_after_point(entry.value) > indicator.decimals:
        faults.add(
            "value",
            ngettext(
                "This indicator keeps %(decimals)s decimal; %(value)s has more.",
                "This indicator keeps %(decimals)s decimals; %(value)s has more.",
                indicator.decimals,
            )
            % {"decimals": indicator.decimals, "value": canonical(entry.value)},
        )
    if entry.value < 0 and indicator.unit != Unit.USD:
        faults.add("value", _("It cannot be less than 0."))
    if entry.value > 100 and indicator.unit == Unit.PERCENT and indicator.method == Method.SHARE:
        faults.add("value", _("A share cannot be more than 100 per cent."))


def _check_parts(entry: Entry, indicator: Indicator, faults: Faults) -> None:
    numerator, denominator = entry.numerator, entry.denominator
    if numerator is None and denominator is None:
        return
    if entry.status not in WITH_VALUE:
        faults.add("numerator", _("Without a value there are no parts."))
    elif numerator is None or denominator is None:
        missing = "numerator" if numerator is None else "denominator"
        faults.add(missing, _("Give both the numerator and the denominator, or neither."))
    elif numerator < 0:
        faults.add("numerator", _("It cannot be less than 0."))
    elif denominator <= 0:
        faults.add("denominator", _("A share of nothing is not available: the denominator must be more than 0."))
    elif indicator.method == Method.SHARE and numerator > denominator:
        faults.add("numerator", _("It cannot be more than the denominator."))
    elif entry.value is not None and entry.value != (given := value_of_parts(indicator, numerator, denominator)):
        faults.add(
            "value",
            _("%(numerator)s of %(denominator)s gives %(given)s, not %(value)s.")
            % {
                "numerator": canonical(numerator),
                "denominator": canonical(denominator),
                "given": canonical(given),
                "value": canonical(entry.value),
            },
        )
