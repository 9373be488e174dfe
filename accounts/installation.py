"""A demonstration is a property of the database, and settings and database must agree on it."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from accounts.models import Installation, User


def is_demonstration() -> bool:
    """Whether this database holds a demonstration."""
    return Installation.objects.filter(pk=1, demonstration=True).exists()


def refuse_wrong_database() -> None:
    """Raise ImproperlyConfigured when production settings meet a demonstration database, or the other way round.

    A database that cannot be read yet (not migrated, not up) is left to the health check.
    """
    try:
        installation = Installation.objects.filter(pk=1).first()
        demonstration = installation.demonstration if installation else False
        untouched = installation is None and not User.objects.exists()
    except DatabaseError:
        return
    if untouched or demonstration == settings.DEMONSTRATION:
        return
    if demonstration:
        raise ImproperlyConfigured("Production settings refuse to start: this database is a demonstration.")
    raise ImproperlyConfigured("Demonstration settings refuse to start: this database is not a demonstration.")
