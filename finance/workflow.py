"""When an item or a contribution may be saved, and which verb moves it from which states to which."""

from common.workflow import Transition
from finance.choices import State

# Submitting locks; what was returned or reopened can be corrected.
EDITABLE = frozenset({State.DRAFT, State.RETURNED})

SUBMIT = Transition("submit", EDITABLE, State.SUBMITTED)
RETURN = Transition("return", frozenset({State.SUBMITTED}), State.RETURNED)
VALIDATE = Transition("validate", frozenset({State.SUBMITTED}), State.VALIDATED)
REOPEN = Transition("reopen", frozenset({State.VALIDATED}), State.RETURNED)
