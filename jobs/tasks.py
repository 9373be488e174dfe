"""What a Celery worker does: the one task wakes its own worker, a thread that finds jobs in the database.

A process works off one job at a time, beside the loop that listens to the broker, and whether or not there is one to
listen to; more jobs at once are more processes.
"""

from typing import Any

from celery import bootsteps, current_app, shared_task

from accounts.installation import refuse_wrong_database
from jobs.hosting import Host
from jobs.waking import BELL, WAKE_TASK

SECONDS_TO_END = 30


@shared_task(name=WAKE_TASK, ignore_result=True)
def wake_worker() -> None:
    """Have the worker of this process look for jobs now. Losing the message costs the seconds until it looks anyway."""
    BELL.set()


class Working(bootsteps.StartStopStep):
    """The part of a Celery worker that works: begun before the broker is looked for, and ended with the process."""

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self.host = Host(expendable=True)

    def start(self, worker: Any) -> None:
        refuse_wrong_database()
        self.host.start()

    def stop(self, worker: Any) -> None:
        """Hand back what is under way at its next step."""
        self.host.stop(SECONDS_TO_END)


current_app.steps["worker"].add(Working)
