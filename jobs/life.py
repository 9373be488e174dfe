"""A sign of life for whoever watches over workers and the scheduler, which answer no requests."""

from pathlib import Path

from django.conf import settings


def show_life() -> None:
    """Touch the file that the settings name, if they name one; deploy/alive.py looks how old it is."""
    if settings.LIFE_FILE:
        Path(settings.LIFE_FILE).touch()
