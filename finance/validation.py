"""What an item or a contribution has to be before it is kept, the same for every door."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import is_currency
from django.utils.translation import gettext as _

from common.entered import Faults, checked_text
from common.numbers import NumberRefused, canonical, digits_after_point, quantize, read_canonical
from common.statuses import NEEDS_REASON, WITH_VALUE, Status
from finance.choices import FUNDING, RESOURCES, STREAMS, Given, Kind, Stream
from finance.models import Contributor, FundItem
from finance.models.contributions import DOLLARS

EARLIEST_YEAR, LAST_YEAR = 2015, 2100
THOUSANDS, MILLIONS = Decimal(1_000), Decimal(1_000_000)
ROUNDED_TO = (
    {Kind.POSTS: Decimal(1)} | dict.fromkeys(RESOURCES, Decimal(100)) | dict.fromkeys(FUNDING, Decimal(100_000))
)
ROUNDINGS = (Decimal(1_000_000), Decimal(100_000), Decimal(1_000), Decimal(100), Decimal(1), Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """What somebody enters for an item: dollars, or posts. `rounded_to` None: as items of its kind are printed."""

    status: str
    value: Decimal | None = None
    reason: str = ""
    note: str = ""
    rounded_to: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Gift:
    """What somebody enters for a contribution. `last_year` None: the same year."""

    contributor: Contributor | None
    stream: str
    kind: str
    first_year: int | None
    last_year: int | None = None
    amount: Decimal | None = None
    currency: str = DOLLARS
    dated: date | None = None
    rate: Decimal | None = None
    rate_on: date | None = None
    levy_applied: bool | None = None
    void: bool = False
    note: str = ""


def unit_of(kind: str) -> Decimal:
    """How many dollars, or posts, the unit is in which items of `kind` are entered and shown."""
    if kind == Kind.POSTS:
        return Decimal(1)
    return MILLIONS if kind in FUNDING else THOUSANDS


def in_unit(value: Decimal | None, kind: str) -> Decimal | None:
    """Dollars or posts in the unit in which items of `kind` are entered and shown."""
    return None if value is None else value / unit_of(kind)


def from_unit(value: Decimal | None, kind: str) -> Decimal | None:
    """What is entered in the unit of its kind, as items keep it: in dollars, or in posts."""
    return None if value is None else value * unit_of(kind)


def rounding_of(item: FundItem) -> Decimal:
    """The unit of the last digit with which an item is kept, in dollars or posts: its own, or that of its kind."""
    return item.rounded_to or ROUNDED_TO[Kind(item.kind)]


def checked_item(entry: ItemEntry, item: FundItem) -> dict[str, Any]:
    """The columns to be written for `entry`. Raises Invalid with every fault, by field."""
    faults = Faults()
    columns: dict[str, Any] = {"status": entry.status, "value": entry.value}
    rounded = entry.rounded_to or rounding_of(item)
    columns["rounded_to"] = None if entry.value is None else rounded
    if entry.status not in Status.values:
        faults.add("status", _("Choose one of: %(choices)s.") % {"choices": ", ".join(Status.values)})
    elif _is_kept("value", entry.value, faults) and _is_kept("rounded_to", entry.rounded_to, faults):
        _check_value(entry, item, rounded, faults)
    for name in ("reason", "note"):
        columns[name] = checked_text(name, getattr(entry, name), faults)
    if entry.status in NEEDS_REASON and not columns["reason"] and "reason" not in faults.by_field:
        faults.add("reason", _("Say why: this status needs a reason."))
    faults.refuse()
    return columns


def checked_gift(gift: Gift, *, demonstration: bool) -> dict[str, Any]:
    """The columns to be written for `gift`. Raises Invalid with every fault, by field."""
    faults = Faults()
    _check_contributor(gift, faults, demonstration=demonstration)
    _check_words(gift, faults)
    _check_years(gift, faults)
    _check_amount(gift, faults)
    _check_currency(gift, faults)
    columns = {name: getattr(gift, name) for name in _PLAIN}
    columns["last_year"] = gift.last_year or gift.first_year
    columns["note"] = checked_text("note", gift.note, faults)
    if gift.void and not columns["note"] and "note" not in faults.by_field:
        faults.add("note", _("Say in the note why it counts nowhere."))
    faults.refuse()
    return columns


_PLAIN = (
    *("contributor", "stream", "kind", "first_year", "amount", "currency", "dated", "rate", "rate_on"),
    *("levy_applied", "void"),
)


def _is_kept(name: str, number: Decimal | None, faults: Faults) -> bool:
    """Whether the databases keep the number as it is: they would round it, or refuse it without a word."""
    try:
        if number is not None:
            read_canonical(canonical(number) if number.is_finite() else str(number))
    except NumberRefused as error:
        faults.add(name, error.message)
        return False
    return True


def _check_value(entry: ItemEntry, item: FundItem, rounded: Decimal, faults: Faults) -> None:
    value = entry.value
    if entry.status not in WITH_VALUE:
        if value is not None:
            faults.add("value", _("This status says that there is no value. Clear the value, or change the status."))
        return
    if value is None:
        faults.add("value", _("Enter the value, or choose a status that says why there is none."))
        return
    roundings = (ROUNDED_TO[Kind.POSTS],) if item.kind == Kind.POSTS else ROUNDINGS
    if entry.rounded_to is not None and entry.rounded_to not in roundings:
        faults.add("rounded_to", _("Choose one of: %(choices)s.") % {"choices": ", ".join(map(str, roundings))})
    elif item.kind == Kind.POSTS:
        if value < 0 or value != value.to_integral_value():
            faults.add("value", _("Posts are whole numbers, 0 or more."))
    elif value % rounded:
        unit = unit_of(item.kind)
        shown = {"value": canonical(value / unit), "decimals": digits_after_point(rounded / unit)}
        faults.add("value", _("It is kept with %(decimals)s decimals; %(value)s has more.") % shown)
    elif value < 0 and item.kind in FUNDING:
        faults.add("value", _("It cannot be less than 0."))


def _check_contributor(gift: Gift, faults: Faults, *, demonstration: bool) -> None:
    if gift.contributor is None:
        faults.add("contributor", _("Choose a contributor of the list."))
    elif gift.contributor.is_demonstration != demonstration:
        faults.add(
            "contributor",
            _("In a demonstration, contributions stand under invented contributors alone.")
            if demonstration
            else _("An invented contributor gives nothing here."),
        )


def _check_words(gift: Gift, faults: Faults) -> None:
    for name, values in (("stream", [stream.value for stream in STREAMS]), ("kind", Given.values)):
        if getattr(gift, name) not in values:
            faults.add(name, _("Choose one of: %(choices)s.") % {"choices": ", ".join(values)})
    if (gift.stream == Stream.LEVY) != (gift.levy_applied is not None):
        faults.add("levy_applied", _("Of the levy, say whether it was applied; of other streams, do not."))


def _check_years(gift: Gift, faults: Faults) -> None:
    first, last = gift.first_year, gift.last_year or gift.first_year
    said = _("A year from %(first)s to %(last)s.") % {"first": EARLIEST_YEAR, "last": LAST_YEAR}
    for name, day in (("dated", gift.dated), ("rate_on", gift.rate_on)):
        if day is not None and not EARLIEST_YEAR <= day.year <= LAST_YEAR:
            faults.add(name, said)
    for name, year in (("first_year", first), ("last_year", last)):
        if year is None or not EARLIEST_YEAR <= year <= LAST_YEAR:
            faults.add(name, said)
            return
    assert first is not None
    assert last is not None
    if gift.kind == Given.AGREEMENT and last <= first:
        faults.add("last_year", _("An agreement covers several years: give its last one."))
    elif gift.kind != Given.AGREEMENT and last != first:
        faults.add("last_year", _("A pledge or a payment belongs to one year; several years make an agreement."))


def _check_amount(gift: Gift, faults: Faults) -> None:
    _check_positive("amount", gift.amount, faults)
    if gift.amount is None and gift.kind != Given.AGREEMENT and gift.levy_applied is not False:
        faults.add("amount", _("Give the amount."))
    if gift.amount is not None and gift.levy_applied is False:
        faults.add("amount", _("A levy that was not applied has no amount."))
    if gift.amount is not None and digits_after_point(gift.amount) > 2:
        faults.add("amount", _("At most two decimals."))
    if gift.kind == Given.PAYMENT and gift.dated is None and gift.amount is not None:
        faults.add("dated", _("Give the day of the payment."))


def _check_currency(gift: Gift, faults: Faults) -> None:
    """After the amount: what it is in dollars has to be a number that is kept, too."""
    _check_positive("rate", gift.rate, faults)
    if gift.amount and gift.rate and not {"amount", "rate"} & faults.by_field.keys():
        _is_kept("rate", quantize(gift.amount / gift.rate, 2), faults)
    if len(gift.currency) != 3 or not gift.currency.isascii() or not is_currency(gift.currency):
        faults.add("currency", _("A currency by its three letters (ISO 4217), such as USD or CHF."))
    elif gift.currency == DOLLARS and gift.rate is not None:
        faults.add("rate", _("Dollars have no rate."))
    if (gift.rate is None) != (gift.rate_on is None):
        missing = "rate" if gift.rate is None else "rate_on"
        faults.add(missing, _("A rate and its day belong together: give both, or neither."))


def _check_positive(name: str, number: Decimal | None, faults: Faults) -> None:
    if _is_kept(name, number, faults) and number is not None and number <= 0:
        faults.add(name, _("It has to be more than 0."))
