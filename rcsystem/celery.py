"""The Celery application: its workers are woken by the broker, and find their work in the database.

    celery -A rcsystem worker --pool=solo --without-gossip --without-mingle

`jobs.tasks` says what such a worker does. It needs nothing of its neighbours, and asking for them as it starts would
end it where RabbitMQ falls silent at that moment.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rcsystem.settings")

app = Celery("rcsystem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["jobs"])
