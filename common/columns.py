"""Columns that every room keeps alike."""

from typing import Any

from django.db import models

from common.numbers import MAX_DECIMALS, MAX_DIGITS


def decimal_column(name: Any, **options: Any) -> models.DecimalField:
    """A number as every table keeps it: at most 15 digits, because SQLite keeps no more; empty is missing, not zero."""
    return models.DecimalField(
        name, max_digits=MAX_DIGITS, decimal_places=MAX_DECIMALS, null=True, blank=True, **options
    )
