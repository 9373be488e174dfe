"""A worker inside a process: a thread that looks for jobs every few seconds, and at once when the bell rings.

The web server has one where there is no broker, so that one command runs everything; a Celery worker has one, which
the broker's messages ring the bell of. `manage.py work` runs the same loop without a thread.
"""

import os
import threading
import time
from collections.abc import Callable

import structlog
from django.db import close_old_connections, connection

from jobs.life import show_life
from jobs.schedules import tick
from jobs.waking import BELL
from jobs.working import work_off

logger = structlog.get_logger(__name__)

LOOK_EVERY = 2  # seconds
TICK_EVERY = 30
STUCK = 70  # the exit status of a worker's process that ended itself


class Host:
    """The loop of a worker. `expendable`: the process does nothing else, and may end itself when a job hangs."""

    def __init__(self, *, expendable: bool = False) -> None:
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._ticked: float | None = None
        self._when_stuck: Callable[[], None] | None = _end_the_process if expendable else None

    def start(self) -> None:
        """Run the loop in a thread, until `stop` or the end of the process."""
        assert self._thread is None, "it runs already"
        self._thread = threading.Thread(target=self.run, name="jobs-worker", daemon=True)
        self._thread.start()

    def stop(self, seconds: int = 5) -> None:
        """End the loop: a job hands itself back at its next step. Waits for that so long, and no longer."""
        self.end()
        if self._thread is not None:
            self._thread.join(seconds)

    def end(self) -> None:
        """Have the loop end, without waiting for it."""
        self._stopping.set()
        BELL.set()

    def run(self) -> None:
        """Look for jobs until the loop is ended. What goes wrong is logged, and it looks again."""
        while not self._stopping.is_set():
            BELL.clear()  # before looking, so that whoever rings meanwhile is heard afterwards
            try:
                self._look()
            except Exception:
                logger.exception("a worker could not look for jobs")
                connection.close()
            BELL.wait(LOOK_EVERY)
        connection.close()

    def _look(self) -> None:
        close_old_connections()
        show_life()
        if self._ticked is None or time.monotonic() - self._ticked >= TICK_EVERY:
            self._ticked = time.monotonic()
            tick()
        work_off(self._stopping, when_stuck=self._when_stuck)


def _end_the_process() -> None:
    """End at once, as the thread that hangs cannot be ended; whoever started the process starts another."""
    os._exit(STUCK)
