"""Jobs worked off: one after the other, each to one of its ends."""

import threading
from collections.abc import Callable
from typing import Any

import structlog
from django.utils import timezone, translation
from django.utils.translation import ngettext

from common.refusals import Invalid, Refusal
from jobs.claims import Cancelled, Claim, HandedBack, LeaseLost, OutOfTime, claim_next, held, release
from jobs.heart import Heart
from jobs.models import State
from jobs.recovery import recover_abandoned, too_long, wait_after_failure

logger = structlog.get_logger(__name__)


def work_off(stopping: threading.Event | None = None, *, when_stuck: Callable[[], None] | None = None) -> int:
    """Take up jobs until none waits, or `stopping` is set; how many were taken up."""
    number = 0
    while not (stopping and stopping.is_set()):
        recover_abandoned()
        claim = claim_next(stopping)
        if claim is None:
            break
        work_on(claim, when_stuck=when_stuck)
        number += 1
    return number


def work_on(claim: Claim, *, when_stuck: Callable[[], None] | None = None) -> None:
    """Run one attempt at a job, in its owner's language, and write how it ended unless the work itself did."""
    with translation.override(claim.job.language):
        try:
            with Heart(claim, when_stuck):
                claim.kind.run(claim)
        except LeaseLost:
            logger.warning("somebody else has this job by now", job=claim.job.key)
        except Cancelled:
            _let_go(claim, State.CANCELLED)
        except HandedBack:
            _let_go(claim, State.QUEUED, attempts=claim.job.attempts - 1)
        except OutOfTime:
            _let_go(claim, State.FAILED, error=too_long(claim.kind.time_limit))
        except Refusal as refusal:
            _let_go(claim, State.FAILED, error=_sentences(refusal), report=_report(refusal))
        except Exception:
            logger.exception("a job failed", job=claim.job.key, kind=claim.kind.code, attempt=claim.job.attempts)
            _fail(claim)
        else:
            if held(claim.job, claim.fence).exists():
                logger.error("a job ended without finishing", job=claim.job.key, kind=claim.kind.code)
                _fail(claim)


def _let_go(claim: Claim, state: State, **changes: Any) -> None:
    """Leave the job in `state`, where it says how far it came; nothing where it is done or taken away by now."""
    step, done, total = claim.progress
    release(claim.job, claim.fence, state, step=step, done=done, total=total, **changes)


def _fail(claim: Claim) -> None:
    """After an error of the program: once more a little later, until it was tried often enough."""
    attempts = claim.job.attempts
    if held(claim.job, claim.fence).filter(cancel_asked=True).exists():
        _let_go(claim, State.CANCELLED)
    elif attempts < claim.kind.attempts:
        _let_go(claim, State.QUEUED, not_before=timezone.now() + wait_after_failure(attempts))
    else:
        _let_go(claim, State.FAILED, error=_tried_often(attempts))


def _tried_often(attempts: int) -> str:
    return ngettext(
        "It was tried %(number)s time and failed by a fault of this site. Nothing of it was kept by that attempt.",
        "It was tried %(number)s times and failed each time by a fault of this site. Nothing of them was kept.",
        attempts,
    ) % {"number": attempts}


def _sentences(refusal: Refusal) -> str:
    return " ".join(str(sentence) for sentence in refusal.sentences)


def _report(refusal: Refusal) -> dict[str, Any]:
    """What was refused, by place, in words."""
    if not isinstance(refusal, Invalid):
        return {}
    return {"refused": {place: [str(sentence) for sentence in said] for place, said in refusal.errors.items()}}
