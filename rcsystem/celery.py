"""The Celery application: its workers are woken by the broker, and find their work in the database.

    celery -A rcsystem worker --pool=solo

`jobs.tasks` says what such a worker does.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rcsystem.settings")

app = Celery("rcsystem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["jobs"])
