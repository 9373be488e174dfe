"""Writing the invention down: records first, one year's questionnaires after the other, then what was given."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import models, transaction
from django.utils import timezone, translation

from accounts.installation import is_demonstration
from accounts.models import User
from accounts.roles import Role
from activity.actions import lock_head, record
from common.refusals import WrongState
from countries.models import CountryTeam
from finance.choices import State
from finance.figures import name_of, new_figure
from finance.models import ContributionFigure
from records.kinds import KINDS
from records.models import Coordinator, RecordConfirmation, TeamRecord
from surveys.choices import CommentState, Respondent
from surveys.loading import prepare_questionnaire, read_questionnaires
from surveys.models import (
    AcceptedAnswer,
    Answer,
    Comment,
    Item,
    Questionnaire,
    Reply,
    Section,
    Submission,
)
from surveys.models.submissions import ANSWER_COLUMNS
from surveys.opening import close_questionnaire, open_questionnaire
from surveys.settling import facts_of
from workplace.invention.answers import Teller, begun
from workplace.invention.giving import contributions_of, contributors_of, memberships_of
from workplace.invention.lots import YEARS, Lots
from workplace.invention.office import coordinators_of, office_of
from workplace.invention.planning import frameworks_of
from workplace.invention.remarks import comments_on, extensions_of, issues_of
from workplace.invention.returns import HANDED_IN, Standing, Way, standing_of, standing_of_teams, way_of
from workplace.invention.teamwork import YEARLY, is_in_mission_setting, teamwork_of

BATCH = 1000
COPIES = (AcceptedAnswer, ContributionFigure)  # they repeat what other rows say
HOME_BEGUN = 1  # of the home team's draft, only the first section is answered
_ANSWER = (*ANSWER_COLUMNS, "version", "is_unlocked", "changed_at", "changed_by")
_SUBMISSION = (
    "state",
    "version",
    "changed_at",
    "submitted_at",
    "submitted_by",
    "endorsed_at",
    "endorsed_by",
    "accepted_at",
    "accepted_by",
    "extended_to",
)


class Filling:
    """One invention on its way into the database: what was drawn, who did it, and what has been written so far."""

    def __init__(self, lots: Lots, today: date, home: str) -> None:
        self.lots, self.today, self.home = lots, today, home
        self.teams = list(CountryTeam.objects.select_related("region").prefetch_related("countries").order_by("code"))
        self.standing = standing_of_teams(lots, self.teams, home)
        self.people = _people()
        self.region = next(team.region for team in self.teams if team.code == home)
        self.last: dict[tuple[str, str], dict[str, Answer]] = {}  # accepted of the year before, by respondent
        self.questionnaires = read_questionnaires()
        self.counts: Counter[str] = Counter()
        self.hash = sha256()

    def write(self, rows: Sequence[models.Model], **options: Any) -> None:
        """Write rows of one model, count them, and take them into the hash, where copies add nothing."""
        if not rows:
            return
        model = type(rows[0])
        model._base_manager.bulk_create(rows, batch_size=BATCH, **options)
        self.counts[model._meta.model_name or ""] += len(rows)
        if model not in COPIES:
            for row in rows:
                self.hash.update(_text(row).encode())

    # --- Records -----------------------------------------------------------------------------------

    def fill_records(self) -> None:
        """All standing records, and the confirmations of those who have confirmed them."""
        missions = {team.code for team in self.teams if is_in_mission_setting(self.lots, team.code)}
        persons, appointments = coordinators_of(self.lots, self.teams, missions)
        self.write(persons)
        self.write(appointments)
        planned = frameworks_of(self.lots, {team.code: team for team in self.teams})
        for about_frameworks in (planned.frameworks, planned.shared, planned.milestones, planned.signatories):
            self.write(about_frameworks)
        by_model: dict[type[TeamRecord], list[TeamRecord]] = {}
        for team in self.teams:
            countries = sorted(team.countries.all(), key=lambda country: country.iso3)
            for row in (
                *office_of(self.lots, team, countries),
                *teamwork_of(self.lots, team, countries, self._unfinished(team.code)),
            ):
                by_model.setdefault(type(row), []).append(row)
        for rows in by_model.values():
            self.write(rows)
        self.write([row for team in self.teams for row in self._confirmations(team)])

    def _unfinished(self, team: str) -> set[str]:
        """The questions whose records the team has yet to enter for the year that is due."""
        if team == self.home:
            return {"common-country-analysis"}
        return {*YEARLY, "business-operations-strategy"} if self.standing[team] is Standing.SILENT else set()

    def _confirmations(self, team: CountryTeam) -> Iterable[RecordConfirmation]:
        by = self.people[Role.OFFICE_EDITOR] if team.code == self.home else None
        for year in YEARS:
            at = _noon(date(year, 11, 8))
            for kind in KINDS:
                if self._is_confirmed(team.code, kind, year):
                    yield RecordConfirmation(team=team, kind=kind, year=year, confirmed_at=at, confirmed_by=by)

    def _is_confirmed(self, team: str, kind: str, year: int) -> bool:
        if team == self.home:
            return not (year == YEARS[-1] and kind == "country-analyses")
        most = {Standing.SILENT: 0, Standing.BEGUN: 50}
        chance = 98 if year != YEARS[-1] else most.get(self.standing[team], 98)
        return self.lots.percent(team, f"confirmed {kind} {year}") < chance

    # --- Answers -----------------------------------------------------------------------------------

    def fill_year(self, year: int) -> None:
        """Prepare and open a year's questionnaires, and give the answers; close those of years gone by."""
        for respondent, content in self.questionnaires.items():
            deadline = self._deadline(respondent) if year == YEARS[-1] else None
            prepared = prepare_questionnaire(content, year, by=None, deadline=deadline)
            opened = open_questionnaire(prepared, by=None, seen=prepared.version)
            if year != YEARS[-1]:
                opened = close_questionnaire(opened, by=None, seen=opened.version)
            self._date(opened)
            self._answer(opened)

    def _deadline(self, respondent: Respondent) -> date:
        """Over for offices, so that some are late; still to come for Governments."""
        return self.today + timedelta(days=20 if respondent == Respondent.GOVERNMENT else -10)

    def _date(self, questionnaire: Questionnaire) -> None:
        """The days on which it would have been opened and closed; what is due later is so by a month."""
        dates = {"opened_at": _noon(questionnaire.deadline - timedelta(days=60))}
        if questionnaire.closed_at:
            dates["closed_at"] = _noon(questionnaire.deadline + timedelta(days=120))
        else:
            later = Section.objects.filter(questionnaire=questionnaire, deadline__isnull=False)
            later.update(deadline=questionnaire.deadline + timedelta(days=31))
        Questionnaire.objects.filter(pk=questionnaire.pk).update(**dates)

    def _answer(self, questionnaire: Questionnaire) -> None:
        """Answers, states and remarks of all respondents, and the copies of those that were accepted."""
        items = list(
            Item.objects.filter(section__questionnaire=questionnaire)
            .select_related("wording", "question", "section__questionnaire")
            .order_by("section__position", "position")
        )
        submissions = list(questionnaire.submissions.select_related(
            "team__region", "country__team", "coordinator", "region", "questionnaire__year"
        ))  # fmt: skip
        facts = facts_of(questionnaire, submissions)
        answers: list[Answer] = []
        comments: list[Comment] = []
        for submission in submissions:
            standing = standing_of(self.lots, submission, self.standing, self.home)
            way = way_of(self.lots, submission, standing, self.today)
            last = self.last.pop((questionnaire.respondent, submission.code), {})
            teller = Teller(self.lots, submission, facts[submission.code], last)
            if way.begun is None:
                continue
            rows = teller.answers(items, way.begun, self._entered_by(submission))
            if standing is Standing.BEGUN:
                rows = begun(rows, self._sections(submission))
            self._move(submission, standing, way)
            issues = issues_of(self.lots, rows) if standing is Standing.RETURNED else []
            for row in issues:
                row.is_unlocked, row.version = True, row.version + 1
            comments += comments_on(self.lots, standing, way, issues or rows, self._checker(submission))
            answers += rows
            if standing is Standing.ACCEPTED:
                self.last[questionnaire.respondent, submission.code] = {row.item.question.code: row for row in rows}
        if questionnaire.year_id == YEARS[-1] and questionnaire.respondent == Respondent.TEAM:
            self._extend(submissions)
        self.write(submissions, update_conflicts=True, unique_fields=["id"], update_fields=_SUBMISSION)
        self.write(answers, update_conflicts=True, unique_fields=["submission", "item"], update_fields=_ANSWER)
        self.write([
            AcceptedAnswer(
                submission=row.submission, item=row.item, **{name: getattr(row, name) for name in ANSWER_COLUMNS}
            )
            for row in answers
            if row.submission.accepted_at
        ])  # fmt: skip
        self.write(comments)
        self.write([reply for comment in comments for reply in self._replies(comment)])

    def _sections(self, submission: Submission) -> int:
        """How many sections of a draft are answered."""
        at_home = submission.team is not None and submission.team.code == self.home
        return HOME_BEGUN if at_home else 1 + self.lots.percent(submission.code, "sections") // 20

    def _move(self, submission: Submission, standing: Standing, way: Way) -> None:
        """Bring a submission to where it stands, by who would have done it among the demonstration's people."""
        if standing not in HANDED_IN:
            return
        submission.state = standing.value
        submission.version = 1 + len([at for at in (way.submitted, way.checked, way.accepted) if at])
        submission.submitted_at, submission.submitted_by = way.submitted, self._submitted_by(submission)
        submission.changed_at = way.submitted
        if standing is Standing.RETURNED:
            submission.changed_at = way.checked
        elif standing in (Standing.ENDORSED, Standing.ACCEPTED) and way.checked:
            submission.endorsed_at, submission.endorsed_by = way.checked, self._checker(submission)
            submission.changed_at = way.checked
        if way.accepted:
            submission.accepted_at, submission.accepted_by = way.accepted, self.people[Role.VALIDATOR]
            submission.changed_at = way.accepted

    def _extend(self, submissions: Sequence[Submission]) -> None:
        """Three teams that have not handed in have until a later day, the home team among them."""
        rows = extensions_of(self.lots, submissions, self.home, self.today)
        for row in rows:
            row.submission.extended_to = row.until
            row.submission.version += 1
            row.by = self._checker(row.submission)
        self.write(rows)

    def _replies(self, comment: Comment) -> Iterable[Reply]:
        if comment.state != CommentState.OPEN:
            text = "Demonstration reply: this is corrected, and a link bears it out."
            yield Reply(comment=comment, text=text, at=comment.at + timedelta(days=1))

    # --- Giving ------------------------------------------------------------------------------------

    def fill_giving(self, *, by: User | None) -> None:
        """Contributors to the trust fund and what they gave; one entry tells of the figures as validating would."""
        contributors = contributors_of()
        self.write(contributors)
        self.write(memberships_of(self.lots, contributors))
        rows = contributions_of(self.lots, contributors, self.today, self.people)
        self.write(rows)
        figures = [
            new_figure(row, number=1, by=row.changed_by, at=row.changed_at)
            for row in rows
            if row.state == State.VALIDATED
        ]
        self.write(figures)
        told = [{"figure": name_of(row), "number": row.number, "sha256": row.sha256} for row in figures]
        record("finance.contributions.invented", "contributions", by=by, data={"figures": told})

    # --- People ------------------------------------------------------------------------------------

    def _entered_by(self, submission: Submission) -> User | None:
        if submission.team is None:
            return self.people[Role.CUSTODIAN]
        return self.people[Role.OFFICE_EDITOR] if submission.team.code == self.home else None

    def _submitted_by(self, submission: Submission) -> User | None:
        if submission.team is None:
            return self.people[Role.CUSTODIAN]
        return self.people[Role.TEAM_LEADER] if submission.team.code == self.home else None

    def _checker(self, submission: Submission) -> User | None:
        """Who endorses or returns it: a validator where no region does; of other regions nobody has an account."""
        if submission.team is None:
            return self.people[Role.VALIDATOR]
        return self.people[Role.REGIONAL_TEAM] if submission.region == self.region else None


@transaction.atomic
def fill_demonstration(*, seed: int, today: date, home: str, by: User | None) -> dict[str, int]:
    """Invent records and answers of all teams for YEARS; how many rows of each model.

    Raises WrongState in a database that is no demonstration, or in which there are questionnaires already.
    """
    lock_head()
    if not is_demonstration():
        raise WrongState("Only a demonstration is filled with what nobody ever answered.")
    if Questionnaire.objects.exists() or Coordinator.objects.exists():
        raise WrongState("There are records or questionnaires here already.")
    with translation.override("en"):  # stored once, for readers of every language
        filling = Filling(Lots(seed), today, home)
        filling.fill_records()
        for year in YEARS:
            filling.fill_year(year)
        filling.fill_giving(by=by)
    counts = dict(sorted(filling.counts.items()))
    data = {"seed": seed, "today": today, "counts": counts, "sha256": filling.hash.hexdigest()}
    record("workplace.demonstration.invented", "installation", by=by, data=data)
    return counts


def _people() -> dict[Role, User]:
    """The demonstration's account of each role."""
    users = User.objects.filter(memberships__isnull=False).prefetch_related("memberships").order_by("-pk")
    return {Role(row.role): user for user in users for row in user.memberships.all()}


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), timezone.get_default_timezone())


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(column.name for column in model._meta.concrete_fields if not column.primary_key)


def _text(row: models.Model) -> str:
    """The content of a row without the keys that a database gave it; what it points to by its own name."""
    values = (getattr(row, name) for name in _columns(type(row)))
    return repr((row._meta.label, *(_name(value) if isinstance(value, models.Model) else value for value in values)))


def _name(row: Any) -> str:
    """`KEN`, `2024/KEN`, `communications-strategy`: how a row is named in files and in the activity."""
    match row:
        case Submission():
            return row.key
        case Item():
            return row.question.code
        case User():
            return row.email
        case Comment():
            return f"{row.submission.key} {row.item.question.code}"
        case Questionnaire():
            return str(row)
    return str(row.code if hasattr(row, "code") else row.iso3)
