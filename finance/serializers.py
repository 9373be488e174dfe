"""The shape of items and contributions in the API: what is read, and what is answered. What a value or a contribution
has to be says `finance.validation`, for every door alike. All sums are in dollars, posts in posts."""

from typing import Any

from common.api_schema import DAY, MOMENT, NULLABLE_DECIMAL, TEXT, WHOLE, YEAR, choice, nullable, record
from common.serializers import (
    CanonicalDecimalField,
    DayField,
    StatusField,
    StrictBooleanField,
    StrictSerializer,
    StrictTextField,
    YearField,
    read_body,
)
from common.statuses import Status
from finance.choices import STREAMS, FactUnit, Fund, Given, Grade, Kind, ObjectOfExpenditure, State, Stream
from finance.models import Contribution, Contributor, FundItem
from finance.models.contributions import DOLLARS
from finance.validation import Gift, ItemEntry

# --- What is read --------------------------------------------------------------------------------------------------


class ItemEntrySerializer(StrictSerializer):
    """What a PUT says of an item. Absent texts are empty; without `rounded_to` the rounding stays as it is."""

    status = StatusField()
    value = CanonicalDecimalField(allow_null=True, default=None)
    rounded_to = CanonicalDecimalField(allow_null=True, default=None)
    reason = StrictTextField(allow_blank=True, trim_whitespace=False, default="")
    note = StrictTextField(allow_blank=True, trim_whitespace=False, default="")


class GiftSerializer(StrictSerializer):
    """What a POST or PUT says of a contribution. What is left out is empty, its currency dollars."""

    contributor = StrictTextField(trim_whitespace=False)
    stream = StrictTextField(trim_whitespace=False)
    kind = StrictTextField(trim_whitespace=False)
    first_year = YearField()
    last_year = YearField(allow_null=True, default=None)
    amount = CanonicalDecimalField(allow_null=True, default=None)
    currency = StrictTextField(trim_whitespace=False, default=DOLLARS)
    dated = DayField(allow_null=True, default=None)
    rate = CanonicalDecimalField(allow_null=True, default=None)
    rate_on = DayField(allow_null=True, default=None)
    levy_applied = StrictBooleanField(allow_null=True, default=None)
    void = StrictBooleanField(default=False)
    note = StrictTextField(allow_blank=True, trim_whitespace=False, default="")


class ReasonSerializer(StrictSerializer):
    """What a POST says that gives a row back, or opens it again."""

    comment = StrictTextField(trim_whitespace=False)


def read_item(data: Any) -> ItemEntry:
    """The entry that a body says. Raises the REST framework's ValidationError, by field."""
    return ItemEntry(**read_body(ItemEntrySerializer, data))


def read_gift(data: Any) -> Gift:
    """The contribution that a body says; a contributor that is not there is None. Raises the same."""
    said = read_body(GiftSerializer, data)
    contributor = Contributor.objects.filter(code=said.pop("contributor")).first()
    return Gift(contributor=contributor, **said)


def read_reason(data: Any) -> str:
    """The comment that a body says. Raises the same."""
    comment: str = read_body(ReasonSerializer, data)["comment"]
    return comment


# --- What is answered ----------------------------------------------------------------------------------------------


def shown(row: FundItem | Contribution) -> dict[str, Any]:
    """A working row as the API answers it. Persons are not named."""
    said = _item(row) if isinstance(row, FundItem) else _contribution(row)
    return said | {
        "state": row.state,
        "comment": row.comment,
        "version": row.version,
        "changed_at": row.changed_at,
        "figure": max((figure.number for figure in row.figures.all()), default=None),
    }


def _item(item: FundItem) -> dict[str, Any]:
    return {
        "code": item.code,
        "report": item.report_id,
        "year": item.year,
        "kind": item.kind,
        "fund": item.fund or None,
        "component": item.component.code if item.component else None,
        "object": item.object or None,
        "grade": item.grade or None,
        "stream": item.stream or None,
        "value": item.value,
        "unit": unit_of(item),
        "status": item.status,
        "reason": item.reason,
        "rounded_to": item.rounded_to,
        "note": item.note,
    }


def unit_of(item: FundItem) -> str:
    """What the value of an item counts: `posts` or `usd`."""
    return Kind.POSTS.value if item.kind == Kind.POSTS else FactUnit.USD.value


def _contribution(row: Contribution) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "contributor": row.contributor.code,
        "stream": row.stream,
        "kind": row.kind,
        "first_year": row.first_year,
        "last_year": row.last_year,
        "amount": row.amount,
        "currency": row.currency,
        "dated": row.dated,
        "rate": row.rate,
        "rate_on": row.rate_on,
        "dollars": row.dollars,
        "levy_applied": row.levy_applied,
        "void": row.void,
        "note": row.note,
    }


_OF_EVERY_ROW = {
    "state": choice(State.values),
    "comment": TEXT,
    "version": WHOLE,
    "changed_at": nullable(MOMENT),
    "figure": nullable(WHOLE) | {"description": "Number of the latest validated figure."},
}
COMPONENTS = {
    "FundItem": record(
        code=TEXT,
        report=YEAR | {"description": "Of which yearly report it is: what one report says of a line in a year."},
        year=YEAR,
        kind=choice(Kind.values),
        fund=nullable(choice(Fund.values)),
        component=nullable(TEXT),
        object=nullable(choice(ObjectOfExpenditure.values)),
        grade=nullable(choice(Grade.values)),
        stream=nullable(choice(Stream.values)),
        value=NULLABLE_DECIMAL | {"description": "In dollars, or in posts; null is missing, and never zero."},
        unit=choice([FactUnit.USD, Kind.POSTS]),
        status=choice(Status.values),
        reason=TEXT,
        rounded_to=NULLABLE_DECIMAL | {"description": "The unit of its last printed digit; null: exact, or no value."},
        note=TEXT,
        **_OF_EVERY_ROW,
    ),
    "Contribution": record(
        reference=TEXT,
        contributor=TEXT | {"description": "Its code; of a Member State, ISO 3166 alpha-3."},
        stream=choice(STREAMS),
        kind=choice(Given.values),
        first_year=YEAR,
        last_year=YEAR | {"description": "The same year, unless it is an agreement."},
        amount=NULLABLE_DECIMAL,
        currency=TEXT,
        dated=nullable(DAY),
        rate=NULLABLE_DECIMAL | {"description": "Units of the currency for one US dollar."},
        rate_on=nullable(DAY),
        dollars=NULLABLE_DECIMAL | {"description": "The amount in US dollars; null without a dated rate."},
        levy_applied={"type": ["boolean", "null"], "description": "Of the levy alone."},
        void={"type": "boolean", "description": "Entered by mistake: it counts nowhere."},
        note=TEXT,
        **_OF_EVERY_ROW,
    ),
}
