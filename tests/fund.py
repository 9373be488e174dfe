"""The trust fund's steps that tests take: each through its action, by the person whose step it is."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from common.statuses import Status
from finance.actions import add_contribution, reopen_row, save_item, submit_row, validate_row
from finance.choices import ContributorKind, Given, Stream
from finance.definitions import create_definition
from finance.models import Contribution, Contributor, FundItem
from finance.reports import open_report
from finance.validation import Gift, ItemEntry

DAY = date(2024, 6, 30)


def item(code: str) -> FundItem:
    return FundItem.objects.select_related("component", "report").get(code=code)


def dollars(value: str | None, **said: Any) -> ItemEntry:
    """An entry in dollars (or posts); None is not available."""
    if value is None:
        return ItemEntry(Status.NOT_AVAILABLE, reason="Not given", **said)
    return ItemEntry(Status.REPORTED, Decimal(value), **said)


def report_2023(people: Any) -> None:
    """The next year's report, opened by the finance officer."""
    open_report(2023, "E/2023/99", by=people.finance_officer)


def validated_item(code: str, value: str, people: Any) -> FundItem:
    """An item entered, submitted and validated, reopened before where it has a figure already."""
    row = item(code)
    if row.state == "validated":
        row = reopen_row(row, "To be corrected", by=people.validator, seen=row.version)
    row = save_item(row, dollars(value), by=people.finance_officer, seen=row.version)
    row = submit_row(row, by=people.finance_officer, seen=row.version)
    validate_row(row, by=people.validator, seen=row.version)
    return item(code)


def contributor(code: str, kind: str = ContributorKind.MEMBER_STATE) -> Contributor:
    """An invented contributor of a demonstration, made where there is none yet."""
    found = Contributor.objects.filter(code=code).first()
    if found:
        return found
    values = {"code": code, "name_en": f"Demonstration {code}", "kind": kind, "is_demonstration": True}
    made = create_definition(Contributor, values, by=None)
    assert isinstance(made, Contributor)
    return made


def gift(code: str = "test-1", amount: str | None = "1000000", *, year: int = 2024, **said: Any) -> Gift:
    """A voluntary payment in dollars, unless `said` says otherwise; `contributor_kind` of a new contributor."""
    kind = said.pop("contributor_kind", ContributorKind.MEMBER_STATE)
    plain = {"stream": Stream.VOLUNTARY, "kind": Given.PAYMENT, "first_year": year, "dated": DAY}
    return Gift(
        contributor=contributor(code, kind), amount=None if amount is None else Decimal(amount), **{**plain, **said}
    )


def validated_contributions(gifts: Iterable[Gift], people: Any) -> list[Contribution]:
    """Each entered and submitted by the finance officer and validated by the validator."""
    return [validated_contribution(one, by=people.finance_officer, validator=people.validator) for one in gifts]


def validated_contribution(one: Gift, *, by: User, validator: User) -> Contribution:
    row = add_contribution(one, by=by)
    row = submit_row(row, by=by, seen=row.version)
    validate_row(row, by=validator, seen=row.version)
    return Contribution.objects.get(pk=row.pk)
