"""Telling workers that there is something to do, without ever waiting for it.

A job is a row, and workers look for rows by themselves every few seconds; this only makes them look at once. So a
broker that is down, silent or emptied delays by those seconds, and a page that asks for a job never waits for it: the
message is sent by a thread of its own, and what goes wrong there stands in the log.
"""

import threading

import structlog
from celery import current_app
from django.conf import settings

logger = structlog.get_logger(__name__)

WAKE_TASK = "jobs.wake"

BELL = threading.Event()  # the worker of this process, where there is one, waits at it
_asked = threading.Event()
_guard = threading.Lock()
_sender: threading.Thread | None = None


def wake() -> None:
    """Have a worker look. Many calls at once come to one message."""
    BELL.set()
    if settings.CELERY_BROKER_URL:
        _asked.set()
        _have_sender()


def _have_sender() -> None:
    """Start the thread with the first message: a process that was forked has none of its parent's threads."""
    global _sender
    with _guard:
        if _sender is None or not _sender.is_alive():
            _sender = threading.Thread(target=_send_when_asked, name="jobs-waking", daemon=True)
            _sender.start()


def _send_when_asked() -> None:
    while _asked.wait():
        _asked.clear()
        try:
            current_app.send_task(WAKE_TASK, ignore_result=True, retry=False, expires=60)
        except Exception as error:  # whatever the broker's client raises: the row is there, and a worker will look
            logger.warning("the broker was not reached; workers look by themselves", error=str(error))
