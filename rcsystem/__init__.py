"""The project: settings, addresses and entry points. It imports every app and is imported by none."""

from rcsystem.celery import app as celery_app

__all__ = ["celery_app"]
