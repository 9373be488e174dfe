"""What a Celery worker does: the one task wakes its own worker, a thread that finds jobs in the database.

A process works off one job at a time, beside the loop that listens to the broker, and whether or not there is one to
listen to; more jobs at once are more processes.
"""

from typing import Any

from celery import shared_task, signals

from accounts.installation import refuse_wrong_database
from jobs.hosting import Host
from jobs.waking import BELL, WAKE_TASK

SECONDS_TO_END = 30
_host = Host(expendable=True)


@shared_task(name=WAKE_TASK, ignore_result=True)
def wake_worker() -> None:
    """Have the worker of this process look for jobs now. Losing the message costs the seconds until it looks anyway."""
    BELL.set()


@signals.worker_init.connect
def start_working(**_said: Any) -> None:
    """Begin before the broker is looked for."""
    refuse_wrong_database()
    _host.start()


@signals.worker_shutdown.connect
def stop_working(**_said: Any) -> None:
    """Hand back what is under way at its next step."""
    _host.stop(SECONDS_TO_END)
