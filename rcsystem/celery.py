"""Celery: the broker only wakes workers, what there is to do stands in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rcsystem.settings")
app = Celery("rcsystem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
