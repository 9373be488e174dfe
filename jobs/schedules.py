"""What is to be done at certain times: each room says which jobs should exist by now, and the missing ones are written.

A job of a schedule has a name of its own, such as `reminders/2026-11-23`, and exists once. So the scheduler run three
times at once, or two days late, writes each job once; how far back it is worth being late is the schedule's to say.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from django.utils import timezone

from jobs.actions import ask_for_job
from jobs.files import delete_expired
from jobs.models import Job
from jobs.recovery import recover_abandoned

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """A job that should exist: `unique` is its name, `not_before` when it may begin (None: at once)."""

    kind: str
    unique: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """`due(now)` yields the jobs that should exist by now."""

    code: str
    due: Callable[[datetime], Iterable[Due]]


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one look at the clock did."""

    asked: int
    recovered: int
    expired: int


_SCHEDULES: dict[str, Schedule] = {}


def register(schedule: Schedule) -> Schedule:
    """Make a schedule known under its code; told again, the later one counts."""
    _SCHEDULES[schedule.code] = schedule
    return schedule


def tick(now: datetime | None = None) -> Ticked:
    """Write the jobs that are due, put back those that were abandoned, and delete the files whose days are over."""
    now = now or timezone.now()
    return Ticked(
        asked=sum(_ask_due(schedule, now) for schedule in _SCHEDULES.values()),
        recovered=recover_abandoned(now),
        expired=delete_expired(now),
    )


def _ask_due(schedule: Schedule, now: datetime) -> int:
    """Ask for what is missing of one schedule; one that fails does not keep the others from theirs."""
    try:
        due = list(schedule.due(now))
        there = set(Job.objects.filter(unique__in=[job.unique for job in due]).values_list("unique", flat=True))
        missing = [job for job in due if job.unique not in there]
        for job in missing:
            ask_for_job(job.kind, job.arguments, by=None, unique=job.unique, not_before=job.not_before)
    except Exception:
        logger.exception("a schedule failed", schedule=schedule.code)
        return 0
    return len(missing)
