"""Jobs asked for, stopped, and tried again.

A job is a row of the transaction that asks for it: it is there exactly when that was kept. Rows are locked in the
order in which every action locks them, the end of the log before the job.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from common.refusals import WrongState
from jobs import waking
from jobs.files import Content, keep_file
from jobs.kinds import kind_of
from jobs.models import Job, Purpose, State
from jobs.permissions import require
from jobs.workflow import CANCEL, RETRY

MOST_UNFINISHED = 20  # of one person


@transaction.atomic
def ask_for_job(
    kind: str,
    arguments: Mapping[str, Any],
    *,
    by: User | None,
    unique: str | None = None,
    not_before: datetime | None = None,
    given: Content | None = None,
) -> Job:
    """Write down work for later, within the action that it belongs to; the job of the name `unique` that is there.

    `kind` is the code of a registered kind; `arguments` are ids and plain words; `given` is a file for it. The room
    that calls this has checked who may. Raises WrongState where somebody has too many waiting, Invalid for a file that
    is too large.
    """
    assert kind_of(kind) is not None, kind
    lock_head()  # before looking: two that ask for the same name would wait for each other
    if unique is not None and (present := Job.objects.filter(unique=unique).first()):
        return present
    if by is not None and Job.objects.unfinished().filter(asked_by=by).count() >= MOST_UNFINISHED:
        raise WrongState(_("%(number)s of your jobs are waiting already.") % {"number": MOST_UNFINISHED})
    job = Job.objects.create(
        key=secrets.token_hex(20),
        kind=kind,
        asked_by=by,
        arguments=dict(arguments),
        language=translation.get_language() or settings.LANGUAGE_CODE,
        unique=unique,
        not_before=not_before or timezone.now(),
    )
    said: dict[str, Any] = {"kind": kind, "arguments": dict(arguments)}
    if given is not None:
        kept = keep_file(job, Purpose.GIVEN, given)
        said["file"] = {"name": kept.name, "bytes": kept.size, "file_sha256": kept.sha256}
    record("jobs.job.asked", _target(job), by=by, data=said)
    transaction.on_commit(waking.wake)
    return job


@transaction.atomic
def cancel_job(job: Job, *, by: User | None) -> Job:
    """Stop a job: at once while it waits, at its next step while it runs; it can no longer be done afterwards.

    Raises NotAllowed, WrongState.
    """
    require("jobs.cancel_job", by, job)
    present = _locked(job)
    if present.state not in CANCEL.sources or present.cancel_asked:
        raise WrongState(_("This job has ended, or is being stopped already."))
    if present.state == State.QUEUED:
        present.state, present.finished_at = State.CANCELLED, timezone.now()
    else:
        present.cancel_asked = True
    present.save(update_fields=["state", "finished_at", "cancel_asked"])
    record("jobs.job.cancelled", _target(job), by=by, data={"kind": job.kind})
    return present


@transaction.atomic
def retry_job(job: Job, *, by: User | None) -> Job:
    """Have a job that failed, or was stopped, tried anew, as often as a new one. Raises NotAllowed, WrongState."""
    require("jobs.retry_job", by, job)
    present = _locked(job)
    if present.state not in RETRY.sources:
        raise WrongState(_("Only a job that failed or was stopped can be tried again."))
    changes = {
        "state": State.QUEUED,
        "attempts": 0,
        "cancel_asked": False,
        "not_before": timezone.now(),
        "finished_at": None,
        "step": "",
        "done": None,
        "total": None,
        "report": {},
        "error": "",
    }
    for name, value in changes.items():
        setattr(present, name, value)
    present.save(update_fields=list(changes))
    record("jobs.job.retried", _target(job), by=by, data={"kind": job.kind})
    transaction.on_commit(waking.wake)
    return present


def _locked(job: Job) -> Job:
    """The job as it is now, which nobody else changes until the transaction ends."""
    lock_head()
    return Job.objects.select_for_update().get(pk=job.pk)


def _target(job: Job) -> str:
    return f"job {job.key}"
