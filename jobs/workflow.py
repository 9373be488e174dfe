"""What people may do with a job, by its state; what its worker does is in `jobs.claims`."""

from common.workflow import Transition
from jobs.models import State

# While it runs, it is asked to stop: its worker does so at its next step, and it can no longer be done.
CANCEL = Transition("cancel", frozenset({State.QUEUED, State.RUNNING}), State.CANCELLED)
RETRY = Transition("retry", frozenset({State.FAILED, State.CANCELLED}), State.QUEUED)
