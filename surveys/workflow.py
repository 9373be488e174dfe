"""When an answer may be saved, and which verb moves a submission from which states to which."""

from common.workflow import Transition
from surveys.choices import BY_OFFICE, CommentState, Respondent, State

# Submitting locks; of what was returned or reopened, the questions at issue can be corrected, the rest stays locked.
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
# Whose working answers a preliminary figure counts; of all others it counts what was last accepted.
ARRIVED = frozenset({State.SUBMITTED, State.ENDORSED})

SUBMIT = Transition("submit", EDITABLE, State.SUBMITTED)
ENDORSE = Transition("endorse", frozenset({State.SUBMITTED}), State.ENDORSED)
RETURN = Transition("return", frozenset({State.SUBMITTED, State.ENDORSED}), State.RETURNED)
# What was opened again and has locked itself can be opened once more; it is still returned.
REOPEN = Transition("reopen", frozenset({State.ACCEPTED, State.RETURNED}), State.RETURNED)
_ACCEPT_ENDORSED = Transition("accept", frozenset({State.ENDORSED}), State.ACCEPTED)
_ACCEPT_SUBMITTED = Transition("accept", frozenset({State.SUBMITTED}), State.ACCEPTED)

# A comment: the reply of somebody else answers it, a word more of who wrote it opens it again.
UNRESOLVED = frozenset({CommentState.OPEN, CommentState.ANSWERED})
REPLY = Transition("reply", UNRESOLVED, CommentState.ANSWERED)
ASK_ON = Transition("reply", UNRESOLVED, CommentState.OPEN)
RESOLVE = Transition("resolve", UNRESOLVED, CommentState.RESOLVED)


def accept_of(respondent: str) -> Transition:
    """Headquarters accepts what a region endorsed; where no region stands between, what was submitted."""
    return _ACCEPT_ENDORSED if Respondent(respondent) in BY_OFFICE else _ACCEPT_SUBMITTED
