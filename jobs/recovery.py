"""Jobs whose worker has died or hangs, found by their leases, and taken up again or given up.

Any worker and the scheduler do it; each change names the fence that it saw, so that several at once do it once.
"""

from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.translation import ngettext

from jobs.claims import release
from jobs.kinds import kind_of
from jobs.models import Job, State

MOST_ATTEMPTS = 3  # of a kind that this program does not know
SOON, LONGEST = timedelta(seconds=5), timedelta(minutes=5)


def recover_abandoned(now: datetime | None = None) -> int:
    """Put back the jobs whose lease has ended, or give them up after their last attempt; how many there were."""
    now = now or timezone.now()
    return sum(_recover(job, now) for job in Job.objects.abandoned(now))


def wait_after_loss(attempts: int) -> timedelta:
    """How long a job waits after its worker was lost: 2, 4, 8 seconds. What it did wrong is not known, if anything."""
    return min(timedelta(seconds=2**attempts), LONGEST)


def wait_after_failure(attempts: int) -> timedelta:
    """How long a job waits after an error of the program: 5, 20, 80 seconds."""
    return min(SOON * 4 ** (attempts - 1), LONGEST)


def too_long(limit: int) -> str:
    """That it took longer than `limit` seconds, in the language that is active."""
    minutes = max(1, round(limit / 60))
    return ngettext(
        "It took longer than %(number)s minute, and was stopped.",
        "It took longer than %(number)s minutes, and was stopped.",
        minutes,
    ) % {"number": minutes}


def _recover(job: Job, now: datetime) -> bool:
    kind = kind_of(job.kind)
    assert job.started_at is not None, "what runs was started"
    with translation.override(job.language):
        if job.cancel_asked:
            return release(job, job.fence, State.CANCELLED)
        if kind is not None and now - job.started_at > timedelta(seconds=kind.time_limit):
            return release(job, job.fence, State.FAILED, error=too_long(kind.time_limit))
        if job.attempts < (kind.attempts if kind else MOST_ATTEMPTS):
            return release(job, job.fence, State.QUEUED, not_before=now + wait_after_loss(job.attempts))
        return release(job, job.fence, State.FAILED, error=_lost_each_time(job.attempts))


def _lost_each_time(attempts: int) -> str:
    return ngettext(
        "It was begun %(number)s time, and whoever worked on it was lost.",
        "It was begun %(number)s times, and whoever worked on it was lost each time.",
        attempts,
    ) % {"number": attempts}
