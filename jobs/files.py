"""Files of jobs: given to them, or made by them for their owner; each is deleted when its days are over."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.refusals import Invalid, Missing
from jobs.models import Job, JobFile, Purpose

KEPT = timedelta(days=7)
MOST_BYTES = 64 * 1024 * 1024
EXPIRED = gettext_lazy("The file is no longer kept. Begin again with the file.")


@dataclass(frozen=True, slots=True)
class Content:
    """A file before it is kept."""

    name: str
    content_type: str
    content: bytes


def keep_file(job: Job, purpose: Purpose, file: Content, *, now: datetime | None = None) -> JobFile:
    """Keep a file with its job for KEPT, in the transaction of the caller. Raises Invalid where it is too large."""
    if len(file.content) > MOST_BYTES:
        raise Invalid({"file": [_("At most %(number)s MB.") % {"number": MOST_BYTES // 1024**2}]})
    return JobFile.objects.create(
        job=job,
        purpose=purpose,
        name=file.name,
        content_type=file.content_type,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        content=file.content,
        expires_at=(now or timezone.now()) + KEPT,
    )


def result_for(user: Any, key: str) -> JobFile:
    """The result of the job `key`, for its owner alone. Raises Missing for everybody else, and once it expired."""
    rows = JobFile.objects.kept(timezone.now()).filter(purpose=Purpose.RESULT, job__key=key, job__state="done")
    row = rows.filter(job__asked_by=user.pk).first()
    if row is None or not user.is_active:
        raise Missing
    return row


def delete_expired(now: datetime) -> int:
    """Delete the files whose days are over; how many there were. The jobs stay."""
    return JobFile.objects.expired(now).delete()[0]
