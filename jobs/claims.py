"""A worker's hold on a job: a lease that has to be renewed, and a fence that keeps out whoever lost it.

A claim raises the fence of its row. Everything that is written of the job afterwards names that fence, so a worker
that was thought dead, and comes back, changes nothing: `finish` is such a write inside the transaction of the effect,
which then fails as a whole. Nothing here rests on clocks but how soon a lost job is taken up again.
"""

import threading
import time
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common.refusals import Invalid
from jobs.files import EXPIRED, Content, keep_file
from jobs.kinds import Kind, kind_of, known_kinds
from jobs.models import Job, JobFile, Purpose, State

LEASE = timedelta(seconds=15)
TRIED_AT_ONCE = 5  # jobs that a worker tries for before it looks again: others may have been quicker


class Interrupted(Exception):
    """The work on a job has to end here; whoever runs it lets this pass."""


class LeaseLost(Interrupted):
    """Somebody else may be working on it by now: nothing more may be written."""


class Cancelled(Interrupted):
    """Somebody asked it to stop."""


class OutOfTime(Interrupted):
    """It took longer than its kind may."""


class HandedBack(Interrupted):
    """This worker is being stopped; another one will begin it anew."""


class Claim:
    """One attempt at a job by the one worker that may write of it."""

    def __init__(self, job: Job, kind: Kind, stopping: threading.Event | None = None) -> None:
        self.job = job
        self.kind = kind
        self.fence = job.fence
        self.began = time.monotonic()
        # Said by the heart (jobs.heart), read by `step`.
        self.lost = threading.Event()
        self.cancel_asked = threading.Event()
        self.moved = threading.Event()  # there is a step to be written
        self.progress: tuple[str, int | None, int | None] = ("", None, None)
        self._stopping = stopping or threading.Event()

    @property
    def by(self) -> User | None:
        """Who asked for it, and in whose name its actions are called; None: the system itself."""
        return self.job.asked_by

    @property
    def arguments(self) -> dict[str, Any]:
        return self.job.arguments

    @property
    def checkpoint(self) -> dict[str, Any]:
        """What the last attempt kept with `keep`; empty at first."""
        return self.job.checkpoint

    @property
    def out_of_time(self) -> bool:
        return time.monotonic() - self.began > self.kind.time_limit

    def given(self) -> bytes:
        """The bytes of the file that the job was given. Raises Invalid once they are no longer kept."""
        row = JobFile.objects.kept(timezone.now()).filter(job=self.job, purpose=Purpose.GIVEN).first()
        if row is None:
            raise Invalid({"file": [EXPIRED]}, EXPIRED)
        return bytes(row.content)

    def step(self, code: str, done: int | None = None, total: int | None = None) -> None:
        """Say where the work is: a step of its kind, and how many of how many.

        Call it often; it writes nothing itself, within a transaction or outside of one: the heart does, beside it.
        Raises Cancelled, LeaseLost, OutOfTime or HandedBack when the work is to end here.
        """
        self.progress = (code, done, total)
        self.moved.set()
        if self.lost.is_set():
            raise LeaseLost
        if self.cancel_asked.is_set():
            raise Cancelled
        if self.out_of_time:
            raise OutOfTime
        if self._stopping.is_set():
            raise HandedBack

    def keep(self, checkpoint: dict[str, Any]) -> None:
        """Remember how far the work came, with what was done so far: for work in several transactions.

        Call it last within each of them. Raises LeaseLost or Cancelled, and then nothing of the transaction stays.
        """
        self._write(checkpoint=checkpoint, lease_until=timezone.now() + LEASE)
        self.job.checkpoint = checkpoint

    def finish(self, *, report: dict[str, Any] | None = None, file: Content | None = None) -> None:
        """Say that it is done, last within the transaction of its effect, so that both are kept or neither.

        `report` says in words what became of it, `file` is its result. Raises LeaseLost or Cancelled.
        """
        step, done, total = self.progress
        self._write(
            state=State.DONE,
            lease_until=None,
            finished_at=timezone.now(),
            report=report or {},
            step=step,
            done=done,
            total=total,
        )
        if file is not None:
            keep_file(self.job, Purpose.RESULT, file)

    def _write(self, **changes: Any) -> None:
        assert transaction.get_connection().in_atomic_block, "it is written with the effect, in one transaction"
        if held(self.job, self.fence).filter(cancel_asked=False).update(**changes):
            return
        raise Cancelled if held(self.job, self.fence).exists() else LeaseLost


def held(job: Job, fence: int) -> Any:
    """The row of `job` while the claim of that number holds it; none once it does not."""
    return Job.objects.filter(pk=job.pk, fence=fence, state=State.RUNNING)


def release(job: Job, fence: int, state: State, **changes: Any) -> bool:
    """Let go of a job, leaving it in `state`; whether the claim still held it."""
    now = timezone.now()
    finished = None if state == State.QUEUED else now
    return bool(held(job, fence).update(state=state, lease_until=None, finished_at=finished, **changes))


def claim_next(stopping: threading.Event | None = None) -> Claim | None:
    """Take up the job that has waited longest; None where none of the kinds known here waits."""
    while True:
        now = timezone.now()
        waiting = list(Job.objects.waiting(now).filter(kind__in=known_kinds())[:TRIED_AT_ONCE])
        if not waiting:
            return None
        for job in waiting:
            if claim := _claim(job, stopping):
                return claim


def _claim(job: Job, stopping: threading.Event | None) -> Claim | None:
    now = timezone.now()
    claimed = Job.objects.filter(pk=job.pk, fence=job.fence, state=State.QUEUED).update(
        state=State.RUNNING,
        fence=job.fence + 1,
        attempts=job.attempts + 1,
        lease_until=now + LEASE,
        started_at=now,
        step="",
        done=None,
        total=None,
    )
    if not claimed:
        return None
    present = Job.objects.select_related("asked_by").get(pk=job.pk)
    kind = kind_of(job.kind)
    assert kind is not None, "only known kinds are looked for"
    present.fence = job.fence + 1
    return Claim(present, kind, stopping)
