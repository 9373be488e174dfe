"""What makes a demonstration: an account for each role, and records and answers that nobody ever gave.

The random passwords stand in a file beside the database.
"""

import gc
import secrets
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.actions import create_user, declare_demonstration, grant_membership
from accounts.models import User
from accounts.roles import SCOPES, Role, Scope
from countries.models import CountryTeam
from indicators.actions import assign_indicators
from indicators.choices import Method
from indicators.models import Indicator
from workplace.invention.filling import fill_demonstration

TEAM = "KEN"  # the team (and its region) that the demonstration's office and regional accounts work for
SEED = 2024


@transaction.atomic
def create_demonstration(accounts_file: Path) -> list[tuple[str, str, Role]]:
    """Make this database a demonstration, and an account for each role: (e-mail, password, role) rows.

    The rows are written to `accounts_file` too, an `email password role` line each, readable by its owner alone.
    """
    declare_demonstration(by=None)
    team = CountryTeam.objects.select_related("region").get(code=TEAM)
    rows = []
    for role in Role:
        email, password = f"{role.value.replace('_', '.')}@demonstration.example", secrets.token_urlsafe(12)
        user = create_user(email, name=f"Demonstration {role.label}", password=password, by=None)
        grant_membership(
            user,
            role,
            by=None,
            region=team.region if SCOPES[role] is Scope.REGION else None,
            team=team if SCOPES[role] is Scope.TEAM else None,
        )
        _assign(user, role)
        rows.append((email, password, role))
    accounts_file.parent.mkdir(parents=True, exist_ok=True)
    accounts_file.touch(mode=0o600)
    accounts_file.write_text("".join(f"{email} {password} {role.value}\n" for email, password, role in rows))
    return rows


def invent_records_and_answers() -> dict[str, int]:
    """Fill a demonstration for its reporting years, always alike on the same day; how many rows, by model."""
    gc.disable()  # the rows live until they are written; looking through them all the time costs a quarter of it
    try:
        return fill_demonstration(seed=SEED, today=timezone.localdate(), home=TEAM, by=None)
    finally:
        gc.enable()


def _assign(user: User, role: Role) -> None:
    """The custodian enters every indicator, the finance officer those of the trust fund's records."""
    if role is Role.CUSTODIAN:
        assign_indicators(user, Indicator.objects.all(), by=None, first_day=timezone.localdate())
    if role is Role.FINANCE_OFFICER:
        finance = Indicator.objects.filter(method=Method.FINANCE)
        assign_indicators(user, finance, by=None, first_day=timezone.localdate())
