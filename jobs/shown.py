"""A job as pages show it: its own page, and the page of the room that asked for it."""

from typing import Any

import rules
from django.utils import timezone

from accounts.models import User
from jobs.models import Job, Purpose, State
from jobs.workflow import CANCEL, RETRY


def shown_progress(row: Job, user: User) -> dict[str, Any]:
    """What `jobs/progress.html` shows `user`: where the job is, what became of it, and what may be done about it.

    `now` names what the sentence on its state says, so that it is said again only when it changes.
    """
    owns = row.asked_by_id == user.pk
    file = row.files.kept(timezone.now()).filter(purpose=Purpose.RESULT).defer("content").first()
    may_cancel = row.state in CANCEL.sources and not row.cancel_asked
    return {
        "job": row,
        "now": f"{row.state}-{row.step}-{int(row.cancel_asked)}",
        "file": file if owns and row.state == State.DONE else None,
        "refused": [(place, list(said)) for place, said in row.report.get("refused", {}).items()],
        "said": [str(sentence) for sentence in row.report.get("said", [])],
        "may_cancel": may_cancel and rules.has_perm("jobs.cancel_job", user, row),
        "may_retry": row.state in RETRY.sources and rules.has_perm("jobs.retry_job", user, row),
    }
