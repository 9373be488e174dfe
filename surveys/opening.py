"""Opening a questionnaire: every respondent gets a submission, and every question in it an answer at version 1."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection, transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from common.refusals import WrongState
from common.versions import write_version
from countries.models import Country, CountryTeam, GroupMembership, Region, RegionMembership
from records.models import Appointment
from surveys.choices import PREFIXES, Respondent
from surveys.models import Answer, Item, Questionnaire, Submission
from surveys.permissions import require
from surveys.settling import facts_day

BATCH = 500
_OF_ONE_ANSWER = {"id", "submission", "item"}
_CREATE_ANSWERS = """
    INSERT INTO surveys_answer (submission_id, item_id, {columns})
    SELECT submission.id, item.id, {values}
    FROM surveys_submission AS submission
    JOIN surveys_section AS section ON section.questionnaire_id = submission.questionnaire_id
    JOIN surveys_item AS item ON item.section_id = section.id
    WHERE submission.questionnaire_id = %s
    ORDER BY submission.id, item.id
"""


@transaction.atomic
def open_questionnaire(
    questionnaire: Questionnaire,
    *,
    by: User | None,
    seen: int | None,
    named: Iterable[tuple[str, str]] = (),
) -> Questionnaire:
    """Open it for answers. `named` are the (code, name) of entities or contributors, which no other table lists."""
    require("surveys.change_questionnaire", by)
    lock_head()
    present = Questionnaire.objects.select_related("year").get(pk=questionnaire.pk)
    opened = write_version(present, {"opened_at": timezone.now()}, seen=seen)
    if present.opened_at is not None:
        raise WrongState(_("This questionnaire is open already, or was."))
    if not present.year.is_open:
        raise WrongState(_("The reporting year %(year)s is closed.") % {"year": present.year_id})
    opened.year = present.year
    expected = Submission.objects.bulk_create(expected_respondents(opened, named), batch_size=BATCH)
    _create_answers(opened)
    data = {"submissions": len(expected), "questions": Item.objects.filter(section__questionnaire=opened).count()}
    record("surveys.questionnaire.opened", f"questionnaire {opened}", by=by, data=data)
    return opened


@transaction.atomic
def close_questionnaire(questionnaire: Questionnaire, *, by: User | None, seen: int | None) -> Questionnaire:
    """Close it: what was not handed in stays missing, and what was can still be checked."""
    require("surveys.change_questionnaire", by)
    lock_head()
    present = Questionnaire.objects.get(pk=questionnaire.pk)
    closed = write_version(present, {"closed_at": timezone.now()}, seen=seen)
    if not present.is_open:
        raise WrongState(_("This questionnaire is not open."))
    record("surveys.questionnaire.closed", f"questionnaire {closed}", by=by, data={"version": closed.version})
    return closed


def expected_respondents(questionnaire: Questionnaire, named: Iterable[tuple[str, str]] = ()) -> list[Submission]:
    """The submissions that opening it now would make, unsaved."""
    day = facts_day(questionnaire)
    match questionnaire.respondent:
        case Respondent.TEAM:
            return _of_teams(questionnaire, day)
        case Respondent.GOVERNMENT:
            return _of_governments(questionnaire, day)
        case Respondent.COORDINATOR:
            return _of_coordinators(questionnaire, day)
    prefix = PREFIXES[Respondent(questionnaire.respondent)]
    return [Submission(questionnaire=questionnaire, code=f"{prefix}{code}", name=name) for code, name in named]


def _of_teams(questionnaire: Questionnaire, day: date) -> list[Submission]:
    groups, regions = _groups_of_teams(day), _regions_of_teams(day)
    return [
        Submission(
            questionnaire=questionnaire,
            code=team.code,
            team=team,
            region=regions[team.code],
            groups=groups.get(team.code, ""),
        )
        for team in CountryTeam.objects.order_by("code")
    ]


def _of_governments(questionnaire: Questionnaire, day: date) -> list[Submission]:
    regions = _regions_of_teams(day)
    return [
        Submission(
            questionnaire=questionnaire,
            code=f"{PREFIXES[Respondent.GOVERNMENT]}{country.iso3}",
            country=country,
            region=regions[country.team.code],
            groups=_in_order(row.group for row in country.group_memberships.all()),
        )
        for country in _countries(day)
    ]


def _of_coordinators(questionnaire: Questionnaire, day: date) -> list[Submission]:
    """Each coordinator once, with the team served longest: who serves two teams gives one return."""
    groups, regions = _groups_of_teams(day), _regions_of_teams(day)
    appointments = Appointment.objects.standing().current(day).select_related("coordinator", "team")
    first: dict[str, Appointment] = {}
    for row in appointments.order_by("coordinator__code", "valid_from", "pk"):
        first.setdefault(row.coordinator.code, row)
    return [
        Submission(
            questionnaire=questionnaire,
            code=code,
            coordinator=row.coordinator,
            team=row.team,
            region=regions[row.team.code],
            groups=groups.get(row.team.code, ""),
        )
        for code, row in first.items()
    ]


def _create_answers(questionnaire: Questionnaire) -> None:
    """An empty answer of each submission to each question: thousands of equal rows, so the database makes them."""
    empty, alike = Answer(), [field for field in Answer._meta.concrete_fields if field.name not in _OF_ONE_ANSWER]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in alike)
    values = [field.get_db_prep_save(getattr(empty, field.attname), connection) for field in alike]
    with connection.cursor() as cursor:
        cursor.execute(
            _CREATE_ANSWERS.format(columns=columns, values=", ".join(["%s"] * len(values))), [*values, questionnaire.pk]
        )


def _countries(day: date) -> Iterable[Country]:
    memberships = Prefetch("group_memberships", GroupMembership.objects.current(day))
    return Country.objects.select_related("team").prefetch_related(memberships).order_by("iso3")


def _regions_of_teams(day: date) -> Mapping[str, Region]:
    """The region in which each team stands on `day`, by the team's code."""
    return {row.team.code: row.region for row in RegionMembership.objects.current(day).select_related("team", "region")}


def _groups_of_teams(day: date) -> Mapping[str, str]:
    """The groups of each team: those to which at least one of its countries belongs."""
    groups: dict[str, set[str]] = {}
    for country in _countries(day):
        groups.setdefault(country.team.code, set()).update(row.group for row in country.group_memberships.all())
    return {team: _in_order(codes) for team, codes in groups.items()}


def _in_order(codes: Iterable[str]) -> str:
    return " ".join(sorted(codes))
