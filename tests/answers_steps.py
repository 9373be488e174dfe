"""How people take steps in the small world: by whom, upon what, having seen which version, and with which crashes."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from io import StringIO
from typing import Any, NamedTuple, TypeVar

from django.core.management import CommandError, call_command
from hypothesis import strategies as st

from accounts.models import User
from common.refusals import Refusal, WrongState
from indicators import actions as observing
from indicators.models import Figure, Observation
from indicators.rollup import RolledUp
from indicators.validation import Entry
from publications.actions import publish_release
from surveys.models import Submission
from tests.answers_world import OPINION, PERSONS, QUESTIONS, entries
from tests.plain_model import Key
from tests.plain_recount import Recount
from tests.work import explain_slipped, observation

GROUPS = ("LDC", "LLDC", "SIDS")
Action = Callable[..., Any]
Which = int | Key
CUSTODIANS, VALIDATORS = ["custodian", "all_in_one"], ["validator", "all_in_one"]


class How(NamedTuple):
    """By whom (None: by whom it usually is), having seen which version beside the present one, and whether the power
    fails: never (None), before the activity is written (False), or after (True)."""

    by: str | None
    seen: int
    cut: bool | None


cuts = st.sampled_from([None] * 18 + [False, True])
# Mostly as it should be: otherwise few sequences would ever reach a figure.
hows = st.builds(
    How,
    by=st.sampled_from([None] * 40 + list(PERSONS)),
    seen=st.sampled_from([0] * 20 + [-1, 1]),
    cut=cuts,
)
RIGHTLY = How(None, 0, None)
which = st.integers(0, 999)  # one of those to which it can be done now, and at times one to which it cannot
questions = st.sampled_from(QUESTIONS)
answered = st.one_of([st.tuples(which, st.just(question), entries(question)) for question in (*QUESTIONS, OPINION)])


def first(*cases: tuple[bool, type[Refusal]]) -> type[Refusal] | None:
    """The refusal of the first case that holds."""
    return next((refusal for holds, refusal in cases if holds), None)


Plain = TypeVar("Plain")


def chosen(which: Which, found: Mapping[Key, Plain], fits: Callable[[Plain], bool]) -> Key:
    """A key itself; by a number mostly one of those to which it can be done now, at times any."""
    if not isinstance(which, int):
        return which
    fitting = [key for key, plain in found.items() if fits(plain)] if which % 10 else []
    keys = fitting or list(found)
    return keys[which // 10 % len(keys)]


# --- What actions are called with ----------------------------------------------------------------------------------


def row_of(key: Key) -> Submission:
    return Submission.objects.with_respondents().get(questionnaire__year=key[0], code=key[1])


def cell_of(cell: Key) -> Observation:
    return observation(f"{cell[1]}/{cell[0]}")


def returning(action: Action, issues: dict[str, str], row: Submission, **by: Any) -> None:
    action(row, issues, **by)


def giving_back(action: Action, row: Observation, **by: Any) -> None:
    action(row, "Why?", **by)


def entering(said: Entry, row: Observation, **by: Any) -> None:
    observing.save_observation(row, said, **by)


def explaining(figure: Figure, by: User, seen: str) -> None:
    observing.explain_difference(figure, "So it is.", by=by, seen=seen)


def publishing(by: User) -> None:
    """Where nothing has changed since the last release, this is refused, which is tried elsewhere."""
    explain_slipped(by)
    try:
        publish_release("What was validated.", by=by)
    except WrongState as refusal:
        if "Nothing has changed" not in str(refusal.detail):
            raise


# --- What figures are compared by ----------------------------------------------------------------------------------


def counts(rolled: RolledUp) -> Recount:
    return Recount(*(getattr(rolled, name) for name in Recount._fields))


def listed_by_recompute() -> list[str]:
    """The figures that `recompute --check` lists; it fails exactly where it lists one."""
    told = StringIO()
    try:
        call_command("recompute", check=True, stdout=told)
        has_failed = False
    except CommandError:
        has_failed = True
    *listed, _how_many = told.getvalue().splitlines()
    assert has_failed == bool(listed)
    return [line.partition(":")[0] for line in listed]


def together(cells: Iterable[RolledUp | Recount]) -> list[Decimal]:
    """The sums of all parts and counts."""
    rows = list(cells)
    return [sum((Decimal(getattr(row, name) or 0) for row in rows), Decimal(0)) for name in Recount._fields[1:]]
