"""What is done with people: each function checks who, changes the rows and records one activity, all or nothing."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from knox.models import AuthToken

from accounts.models import Installation, Membership, User
from accounts.roles import Role
from activity.actions import lock_head, record
from activity.changes import change_row
from common.names import NameRefused, clean_name
from common.refusals import Invalid, NotAllowed
from countries.models import CountryTeam, Region


def _check_administrator(by: User | None) -> None:
    """`by` None is the system itself, acting for whoever has its command line."""
    if by is not None and not by.has_perm("accounts.change_people"):
        raise NotAllowed


@transaction.atomic
def create_user(
    email: str, *, name: str = "", password: str | None = None, language: str = "en", by: User | None
) -> User:
    """Make an account; without a password it is opened by single sign-on or a reset. Raises Invalid."""
    _check_administrator(by)
    lock_head()  # so that nobody makes the same account between the check and the writing
    user = User(email=email.strip().lower(), name=_cleaned_name(name), language=language)
    user.set_password(password)
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        raise Invalid(error.message_dict) from error
    user.save()
    record("accounts.user.created", f"user {user.pk}", by=by)
    return user


@transaction.atomic
def change_user(
    user: User, *, name: str, is_active: bool, language: str | None = None, by: User | None, seen: int | None
) -> User:
    """Change a person's name, or let them in or out. Nobody is deleted: what they did stays theirs.

    `language` is that of the mail to them; None leaves it.
    Raises NotAllowed, Invalid, VersionNeeded, VersionConflict.
    """
    _check_administrator(by)
    values = {"name": name, "is_active": is_active, "language": language or user.language}
    changed = change_row(user, values, by=by, verb="accounts.user.changed", target=_user_target, seen=seen)
    if not changed.is_active:
        AuthToken.objects.filter(user=changed).delete()
    return changed


@transaction.atomic
def change_language(user: User, language: str, *, by: User | None, seen: int | None) -> User:
    """Choose the language of the mail to a person, one of the six: theirs to say, or an administrator's.

    Raises NotAllowed, Invalid, VersionNeeded, VersionConflict.
    """
    if by != user:
        _check_administrator(by)
    return change_row(
        user, {"language": language}, by=by, verb="accounts.language.changed", target=_user_target, seen=seen
    )


@transaction.atomic
def grant_membership(
    user: User,
    role: Role,
    *,
    by: User | None,
    region: Region | None = None,
    team: CountryTeam | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Give `user` a role for a team, a region or the whole system. Raises Invalid when they do not fit."""
    _check_administrator(by)
    lock_head()  # in the order of changes to the region or team that it points to
    membership = Membership(user=user, role=role, region=region, team=team, valid_to=valid_to)
    if valid_from is not None:
        membership.valid_from = valid_from
    try:
        membership.full_clean()
    except ValidationError as error:
        raise Invalid(error.message_dict) from error
    membership.save()
    record("accounts.membership.granted", f"user {user.pk}", by=by, data=_described(membership))
    return membership


@transaction.atomic
def end_membership(membership: Membership, last_day: date, *, by: User | None, seen: int | None) -> Membership:
    """Let a role end on `last_day`; the row stays, so that who held what when can always be told.

    Raises NotAllowed, Invalid, VersionNeeded, VersionConflict.
    """
    _check_administrator(by)
    return change_row(
        membership,
        {"valid_to": last_day},
        by=by,
        verb="accounts.membership.ended",
        target=lambda row: f"user {row.user_id}",
        seen=seen,
        data=_described(membership) | {"to": last_day},
    )


@transaction.atomic
def create_token(user: User, *, by: User | None) -> str:
    """Make an access token for the API and return it: it is kept only as a hash, and expires."""
    if by is not None and by != user:
        raise NotAllowed
    token_row, token = AuthToken.objects.create(user=user)
    record("accounts.token.created", f"user {user.pk}", by=by, data={"expires": token_row.expiry})
    return token


@transaction.atomic
def declare_production(*, by: None) -> None:
    """Say that this database is no demonstration, so that demonstration settings never start with it."""
    lock_head()
    _, is_new = Installation.objects.get_or_create(pk=1, defaults={"demonstration": False})
    if is_new:
        record("accounts.production.declared", "installation", by=by)


@transaction.atomic
def declare_demonstration(*, by: None) -> None:
    """Make this database a demonstration, for good. Raises Invalid when people or work are in it already."""
    if User.objects.exists():
        raise Invalid({"database": ["Only a database without people can become a demonstration."]})
    Installation.objects.update_or_create(pk=1, defaults={"demonstration": True})
    record("accounts.demonstration.declared", "installation", by=by)


def _cleaned_name(name: str) -> str:
    try:
        return clean_name(name)
    except NameRefused as error:
        raise Invalid({"name": [error.message]}) from error


def _user_target(user: User) -> str:
    return f"user {user.pk}"


def _described(membership: Membership) -> dict[str, Any]:
    return {
        "role": membership.role,
        "region": membership.region.code if membership.region else None,
        "team": membership.team.code if membership.team else None,
        "from": membership.valid_from,
        "to": membership.valid_to,
    }
