"""Who has answered: every respondent of a round with state, completeness, deadline and focal points, for one page.

Rows are read at once, in a number of queries that does not grow with them, and narrowed and sorted here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from countries.models import Region
from surveys.choices import BY_OFFICE, State
from surveys.completeness import Completeness, stored_completeness
from surveys.contacts import contacts_of
from surveys.deadlines import due_day, is_overdue
from surveys.models import Answer, Questionnaire, Submission
from surveys.permissions import opened_to
from surveys.words import respondent_names
from surveys.workflow import EDITABLE

MISSING, OVERDUE = "missing", "overdue"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A respondent of a round. `age` is for how many days it has stood where it stands, `contacts` its focal points.

    `changed_at` is when an answer or the state was last changed; None where nobody has done anything yet.
    """

    submission: Submission
    name: str
    age: int
    completeness: Completeness
    due: date
    is_overdue: bool
    contacts: Sequence[User]
    changed_at: datetime | None

    @property
    def region(self) -> Region | None:
        return self.submission.region

    @property
    def may_be_extended(self) -> bool:
        return self.submission.state in EDITABLE and not self.submission.reopened_until

    @property
    def has_nobody(self) -> bool:
        """Whether an office should answer, and there is nobody in it."""
        return self.submission.questionnaire.respondent in BY_OFFICE and not self.contacts


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the matrix is narrowed to, and in which order; "" is everything."""

    region: str = ""
    state: str = ""
    is_overdue: bool = False
    has_nobody: bool = False
    sort: str = ""


SORTS: dict[str, Callable[[MatrixRow], Any]] = {
    "name": lambda row: row.name.casefold(),
    "region": lambda row: (row.region.code if row.region else "", row.name.casefold()),
    "state": lambda row: list(State).index(State(row.submission.state)),
    "age": lambda row: row.age,
    "answers": lambda row: _share(row.completeness),
    "due": lambda row: row.due,
    "changed": lambda row: row.changed_at.timestamp() if row.changed_at else 0,
}


def matrix_of(questionnaire: Questionnaire, *, user: User) -> list[MatrixRow]:
    """Every respondent of this round that `user` follows, by region and name."""
    visible = Submission.objects.reviewed_by(user).filter(questionnaire=questionnaire)
    submissions = list(visible.with_respondents().order_by("region__code", "code"))
    names = respondent_names(submissions)
    far = stored_completeness(submissions, open_to=opened_to(user, submissions))
    contacts = contacts_of({row.team_id for row in submissions if row.team_id is not None})
    answered = _last_changes(questionnaire)
    now = timezone.now()
    rows = [
        MatrixRow(
            submission=row,
            name=names[row.pk],
            age=(now - (row.changed_at or questionnaire.opened_at or now)).days,
            completeness=far[row.pk],
            due=due_day(row),
            is_overdue=is_overdue(row),
            contacts=contacts.get(row.team_id or 0, ()),
            changed_at=max(filter(None, (row.changed_at, answered.get(row.pk))), default=None),
        )
        for row in submissions
    ]
    return sorted(rows, key=SORTS["region"])


def chosen(rows: Iterable[MatrixRow], wanted: Wanted) -> list[MatrixRow]:
    """The rows that are wanted, in the order that is wanted."""
    found = [row for row in rows if _fits(row, wanted)]
    name = wanted.sort.removeprefix("-")
    if name in SORTS:
        found.sort(key=SORTS[name], reverse=wanted.sort.startswith("-"))
    return found


@dataclass(frozen=True, slots=True)
class Count:
    """How many respondents of a region, or of all (None), stand in each state, and how many are overdue."""

    region: Region | None
    by_state: Mapping[str, int]
    overdue: int
    with_nobody: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def states(self) -> list[tuple[State, int]]:
        """Each state, in the order of the way, with how many stand there."""
        return [(state, self.by_state.get(state, 0)) for state in State]


def counts_of(rows: Sequence[MatrixRow]) -> list[Count]:
    """By region, and of all at the end."""
    regions = {row.region.code: row.region for row in rows if row.region}
    return [
        *(_count([row for row in rows if row.region == region], region) for _code, region in sorted(regions.items())),
        _count(rows, None),
    ]


def header() -> list[str]:
    """The columns of the file, in the reader's language."""
    return [
        _("Code"),
        _("Respondent"),
        _("Region"),
        _("State"),
        _("Days in this state"),
        _("Answered or explained"),
        _("Expected"),
        _("Rest on the records"),
        _("Due"),
        _("Overdue"),
        _("Extended to"),
        _("Focal points"),
        _("Last change"),
    ]


def file_row(row: MatrixRow) -> list[Any]:
    """A row of the file."""
    submission = row.submission
    return [
        submission.code,
        row.name,
        row.region.name if row.region else "",
        submission.get_state_display(),
        row.age,
        row.completeness.answered,
        row.completeness.expected,
        row.completeness.from_records,
        row.due.isoformat(),
        _("overdue") if row.is_overdue else "",
        submission.extended_to.isoformat() if submission.extended_to else "",
        "; ".join(user.email for user in row.contacts),
        timezone.localtime(row.changed_at).strftime("%Y-%m-%d %H:%M") if row.changed_at else "",
    ]


def _fits(row: MatrixRow, wanted: Wanted) -> bool:
    state = row.submission.state
    return (
        (not wanted.region or (row.region is not None and row.region.code == wanted.region))
        and (not wanted.state or (row.submission.is_unanswered if wanted.state == MISSING else state == wanted.state))
        and (not wanted.is_overdue or row.is_overdue)
        and (not wanted.has_nobody or row.has_nobody)
    )


def _count(rows: Sequence[MatrixRow], region: Region | None) -> Count:
    return Count(
        region,
        Counter(row.submission.state for row in rows),
        overdue=sum(row.is_overdue for row in rows),
        with_nobody=sum(row.has_nobody for row in rows),
    )


def _last_changes(questionnaire: Questionnaire) -> dict[int, datetime]:
    """When an answer of each submission was last changed, by the submission's id."""
    rows = Answer.objects.filter(submission__questionnaire=questionnaire, changed_at__isnull=False).order_by()
    return dict(rows.values("submission").annotate(last=Max("changed_at")).values_list("submission", "last"))


def _share(completeness: Completeness) -> tuple[int, int]:
    """Whole per mille that is answered, then how much there is: enough to sort by."""
    return completeness.answered * 1000 // max(completeness.expected, 1), completeness.expected
