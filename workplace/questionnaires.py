"""The questionnaires that wait for a person: to be answered, entered or checked; each in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import pgettext

from accounts.models import User
from frameworks.models import ReportingYear
from surveys.choices import BY_OFFICE, Decision, Respondent, State
from surveys.completeness import Completeness, stored_completeness
from surveys.deadlines import due_day, is_overdue
from surveys.delegation import sections_given_to
from surveys.models import Questionnaire, ReopeningRequest, Section, Submission
from surveys.querysets import UNANSWERED
from surveys.words import respondent_names
from surveys.workflow import EDITABLE

# What waits for the person comes first, and what was returned before all.
_ORDER = (State.RETURNED, State.DRAFT, State.SUBMITTED, State.ENDORSED, State.ACCEPTED)
_MISSING = UNANSWERED & Q(questionnaire__closed_at=None)


@dataclass(frozen=True, slots=True)
class OfficeSubmission:
    """A submission of an open questionnaire, or opened again, as its office sees it among its tasks.

    `own_sections` are those that were given to the person.
    """

    submission: Submission
    name: str
    completeness: Completeness
    due: date
    is_overdue: bool
    own_sections: tuple[Section, ...] = ()

    @property
    def is_due(self) -> bool:
        """Whether it waits for its office."""
        return self.submission.state in EDITABLE and self.submission.takes_answers


@dataclass(frozen=True, slots=True)
class Entered:
    """An open questionnaire that headquarters enters, with how many of its submissions stand where."""

    year: int
    respondent: str
    draft: int
    returned: int
    submitted: int
    accepted: int

    @property
    def label(self) -> str:
        return str(Respondent(self.respondent).label)


@dataclass(frozen=True, slots=True)
class Checking:
    """Submissions to be checked by this person, those that others have to check, and those not handed in yet."""

    to_check: int = 0
    own: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Unopened:
    """An open reporting year in which these respondents are not asked yet, though they were in an earlier one."""

    year: int
    respondents: tuple[Respondent, ...]

    @property
    def labels(self) -> str:
        return pgettext("between names", ", ").join(str(kind.label) for kind in self.respondents)


def unopened() -> list[Unopened]:
    """The questionnaires that an administrator would open next, the newest year first; in two queries."""
    rows = Questionnaire.objects.filter(opened_at__isnull=False).values_list("respondent", "year")
    opened = {(Respondent(kind), year) for kind, year in rows}
    first = {kind: min(year for other, year in opened if other == kind) for kind, _year in opened}
    years = ReportingYear.objects.open().order_by("-year").values_list("year", flat=True)
    found = [
        Unopened(
            year, tuple(kind for kind in Respondent if first.get(kind, year) < year and (kind, year) not in opened)
        )
        for year in years
    ]
    return [row for row in found if row.respondents]


def office_submissions_of(user: User) -> dict[int, list[OfficeSubmission]]:
    """What the person's offices answer, by team: what was returned first, then the newest."""
    answered = Submission.objects.answered_by(user).open_or_returned().filter(questionnaire__respondent__in=BY_OFFICE)
    in_order = answered.with_respondents().order_by("-questionnaire__year", "questionnaire__respondent", "code")
    rows = [row for row in in_order if row.questionnaire.is_open or row.takes_answers]
    names, far = respondent_names(rows), stored_completeness(rows, open_to={row.pk for row in rows})
    own = sections_given_to(user, rows)
    found: dict[int, list[OfficeSubmission]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: _ORDER.index(State(row.state))):
        given = own.get(row.pk, ())
        shown = OfficeSubmission(row, names[row.pk], far[row.pk], due_day(row), is_overdue(row), given)
        found[row.team_id or 0].append(shown)
    return found


def entered_by(user: User) -> list[Entered]:
    """The questionnaires that the person enters for respondents who have no office here."""
    rows: Any = _in_open_years(Submission.objects.answered_by(user)).filter(questionnaire__closed_at=None)
    rows = rows.exclude(questionnaire__respondent__in=BY_OFFICE)
    counts = (
        rows.order_by("-questionnaire__year", "questionnaire__respondent")
        .values("questionnaire__year", "questionnaire__respondent")
        .annotate(**{state: Count("pk", filter=Q(state=state)) for state in _ORDER if state != State.ENDORSED})
    )
    return [Entered(row.pop("questionnaire__year"), row.pop("questionnaire__respondent"), **row) for row in counts]


def endorsing_of(user: User, regions: Collection[int]) -> dict[int, Checking]:
    """By region: what waits for its regional team."""
    rows: Any = _in_open_years(Submission.objects.visible_to(user)).filter(region__in=regions)
    rows = rows.filter(questionnaire__respondent__in=BY_OFFICE).order_by()
    counts = rows.values("region").annotate(
        to_check=Count("pk", filter=Q(state=State.SUBMITTED) & ~Q(submitted_by=user)),
        own=Count("pk", filter=Q(state=State.SUBMITTED, submitted_by=user)),
        missing=Count("pk", filter=_MISSING),
    )
    return {row.pop("region"): Checking(**row) for row in counts}


def accepting_of(user: User) -> Checking:
    """What waits to be accepted by a validator; nobody accepts what they submitted or endorsed."""
    by_office = Q(questionnaire__respondent__in=BY_OFFICE)
    waiting = (by_office & Q(state=State.ENDORSED)) | (~by_office & Q(state=State.SUBMITTED))
    own = waiting & (Q(submitted_by=user) | Q(endorsed_by=user))
    counts = _in_open_years(Submission.objects.visible_to(user)).aggregate(
        waiting=Count("pk", filter=waiting),
        own=Count("pk", filter=own),
        missing=Count("pk", filter=_MISSING),
    )
    return Checking(counts["waiting"] - counts["own"], counts["own"], counts["missing"])


def requests_for(user: User) -> list[ReopeningRequest]:
    """The requests to open accepted answers again that this validator decides; nobody decides on their own."""
    asked = ReopeningRequest.objects.filter(decision=Decision.ASKED).exclude(by=user)
    return list(asked.select_related("submission__questionnaire", "by").order_by("at", "pk"))


def _in_open_years(rows: Any) -> Any:
    return rows.filter(questionnaire__year__in=ReportingYear.objects.open())
