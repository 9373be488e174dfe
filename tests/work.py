"""What people do, for tests: each line goes through the action that every door calls."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.actions import create_user, grant_membership
from accounts.models import User
from accounts.roles import Role
from indicators.actions import assign_indicators, save_observation, submit_observation, validate_observation
from indicators.models import Figure, Indicator, Observation
from indicators.validation import Entry
from publications.actions import publish_release
from publications.models import Release
from tests.live import Account


class People:
    """The demonstration's people by role, read anew each time, so that a test sees what they hold now."""

    def __init__(self, accounts: Mapping[str, Account]) -> None:
        self._accounts = accounts

    def __getattr__(self, role: str) -> User:
        try:
            return User.objects.get(email=self._accounts[role].email)
        except KeyError:
            raise AttributeError(role) from None


def another(role: Role, email: str, **scope: Any) -> User:
    """One more person who holds `role`."""
    user = create_user(email, name=email.partition("@")[0].title(), by=None)
    grant_membership(user, role, by=None, **scope)
    return user


def custodian_of(indicator: str, email: str) -> User:
    """One more custodian, of one indicator."""
    user = another(Role.CUSTODIAN, email)
    assign_indicators(user, Indicator.objects.filter(code=indicator), by=None, first_day=timezone.localdate())
    return user


def observation(key: str) -> Observation:
    """The observation with this key below the framework, such as "2.1.1-d/total/2024", as it is now."""
    indicator, series, year = key.split("/")
    return Observation.objects.select_related("series__indicator__framework", "year").get(
        series__indicator__framework__code="RCS-2022-2025",
        series__indicator__code=indicator,
        series__code=series,
        year=int(year),
    )


def entry(
    value: str | None = None,
    status: str = "reported",
    numerator: str | None = None,
    denominator: str | None = None,
    **columns: Any,
) -> Entry:
    """What somebody enters; numbers as texts."""
    return Entry(
        status=status,
        value=None if value is None else Decimal(value),
        numerator=None if numerator is None else Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        **columns,
    )


def save(key: str, entered: Entry, *, by: User) -> Observation:
    row = observation(key)
    return save_observation(row, entered, by=by, seen=row.version)


def submit(key: str, *, by: User) -> Observation:
    row = observation(key)
    return submit_observation(row, by=by, seen=row.version)


def validate(key: str, *, by: User) -> Figure:
    row = observation(key)
    return validate_observation(row, by=by, seen=row.version)


def bring_to_figure(key: str, entered: Entry, people: People) -> Figure:
    """Entered and submitted by the custodian, validated by the validator."""
    save(key, entered, by=people.custodian)
    submit(key, by=people.custodian)
    return validate(key, by=people.validator)


def publish(people: People, reason: str = "What was validated since the last release.", **wishes: Any) -> Release:
    return publish_release(reason, by=people.publisher, **wishes)
