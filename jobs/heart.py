"""The heart of a claim: a thread that renews its lease and writes how far it is, beside whatever the work does.

It has a connection of its own, so that progress is seen while the work's one transaction is still open, and so that
this transaction locks the job's row last, in `Claim.finish`. On SQLite it waits while the work writes; nobody else can
take the job away meanwhile either.
"""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import structlog
from django.db import DatabaseError, connection
from django.utils import timezone

from jobs.claims import LEASE, Claim, held
from jobs.life import show_life
from jobs.models import Job

logger = structlog.get_logger(__name__)

BEAT = LEASE.total_seconds() / 3
AT_MOST_EVERY = 1  # seconds between two writes, however quickly the steps follow


class Heart:
    """Beats while its block lasts; stops beating when the work takes longer than its kind may.

    `when_stuck` is called where the work does not end then, a lease later: by a process that has nothing else to do,
    and can be replaced.
    """

    def __init__(self, claim: Claim, when_stuck: Callable[[], None] | None = None) -> None:
        self._claim = claim
        self._when_stuck = when_stuck
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"jobs-heart-{claim.job.key[:8]}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._claim.moved.set()
        self._thread.join()

    def _run(self) -> None:
        last = time.monotonic()
        try:
            while not self._ended.wait(AT_MOST_EVERY):
                self._claim.moved.wait(max(0, last + BEAT - time.monotonic()))
                if self._ended.is_set():
                    return
                if self._claim.out_of_time:
                    return self._watch_over_the_stuck()
                self._claim.moved.clear()
                last = time.monotonic()
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        """Renew the lease; learn whether it is lost, and whether the work is to stop."""
        claim = self._claim
        step, done, total = claim.progress
        try:
            said = Job.objects.filter(pk=claim.job.pk).values_list("cancel_asked", flat=True).get()
            if said:
                claim.cancel_asked.set()
            renewed = held(claim.job, claim.fence).update(
                lease_until=timezone.now() + LEASE, step=step, done=done, total=total
            )
        except DatabaseError as error:  # the next beat may reach it; else the lease ends, and that is what it is for
            logger.warning("a lease was not renewed", job=claim.job.key, error=str(error))
            connection.close()
            return
        show_life()
        if not renewed:
            claim.lost.set()

    def _watch_over_the_stuck(self) -> None:
        if not self._ended.wait(LEASE.total_seconds()) and self._when_stuck is not None:
            logger.error("a job did not end in time", job=self._claim.job.key, kind=self._claim.kind.code)
            self._when_stuck()
