"""Who is to be reminded of what: people of offices with something left, from their submissions and the day.

For respondents without an office here nobody is: headquarters enters what arrives from them, and the list of its tasks
counts what is missing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils import timezone

from accounts.models import Membership, User
from accounts.roles import OFFICE, Role
from surveys.choices import BY_OFFICE, MailState, Occasion
from surveys.deadlines import due_day
from surveys.models import Delegation, Extension, Mail, Questionnaire, Submission
from surveys.remaining import SectionLeft, left_of
from surveys.reminders import latest_occasion, rank
from surveys.workflow import EDITABLE

Key = tuple[Questionnaire, User, date]  # what there is one mail for on each occasion


@dataclass(frozen=True, slots=True)
class Part:
    """A submission in a mail: what is left of it, and which of its sections were given to this person."""

    submission: Submission
    left: tuple[SectionLeft, ...]
    own_sections: frozenset[int]
    may_submit: bool


@dataclass(frozen=True, slots=True)
class WantedMail:
    """A mail that a person should have: why, of which day, and about which submissions."""

    questionnaire: Questionnaire
    user: User
    occasion: Occasion
    due: date
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Coming:
    """A submission that is not handed in, with the occasion that has come for it."""

    submission: Submission
    occasion: Occasion
    due: date


def wanted_mails(now: datetime, *, mail: Mail | None = None) -> list[WantedMail]:
    """The mails that are not written yet; with `mail` that one as it would be now, if it still would be.

    Nobody is invited twice, whatever becomes of the day; an invitation that was not needed in the end invited nobody.
    """
    found = _by_person(_coming(now, mail), _holders(now, mail))
    if mail is None:
        there = _written({asked for asked, _user, _due in found})
        found = {key: rows for key, rows in found.items() if _name(key, _occasion(rows)) not in there}
    else:
        found = {key: rows for key, rows in found.items() if key[2] == mail.due and _occasion(rows) == mail.occasion}
    return list(_with_what_is_left(found, now))


def _coming(now: datetime, mail: Mail | None) -> list[_Coming]:
    """All submissions of which somebody is reminded now."""
    open_ones = (
        Submission.objects.open_or_returned()
        .with_respondents()
        .filter(questionnaire__respondent__in=BY_OFFICE, state__in=EDITABLE, team__isnull=False)
    )
    if mail is not None:
        open_ones = open_ones.filter(questionnaire=mail.questionnaire)
    rows = list(open_ones.order_by("questionnaire", "code"))
    extended = Extension.objects.filter(submission__in=[row.pk for row in rows if row.extended_to]).order_by()
    put_off = dict(extended.values_list("submission").annotate(Max("at")))
    coming = (_of(row, now, put_off.get(row.pk)) for row in rows)
    return [row for row in coming if row]


def _of(submission: Submission, now: datetime, put_off: datetime | None) -> _Coming | None:
    zone = ZoneInfo(submission.questionnaire.zone)
    due, today, since = due_day(submission), now.astimezone(zone).date(), put_off
    if submission.reopened_until:
        if today > due:  # it has locked itself: nobody can hand it in, and what was accepted stands
            return None
        since = submission.changed_at
    opened = submission.questionnaire.opened_at
    assert opened is not None, "only opened questionnaires are looked at"
    occasion = latest_occasion(
        opened.astimezone(zone).date(),
        due,
        today,
        since=since.astimezone(zone).date() if since else None,
    )
    return _Coming(submission, occasion, due) if occasion else None


def _holders(now: datetime, mail: Mail | None) -> dict[int, dict[User, bool]]:
    """By team the people of its office, deputies too; whether each may submit."""
    rows = Membership.objects.current(timezone.localdate(now)).filter(role__in=OFFICE, user__is_active=True)
    if mail is not None:
        rows = rows.filter(user=mail.user_id)
    found: dict[int, dict[User, bool]] = defaultdict(dict)
    for row in rows.select_related("user").order_by("user"):
        assert row.team_id is not None, "held by the database"
        people = found[row.team_id]
        people[row.user] = people.get(row.user, False) or row.role == Role.TEAM_LEADER
    return found


def _by_person(
    coming: Iterable[_Coming], holders: dict[int, dict[User, bool]]
) -> dict[Key, list[tuple[_Coming, bool]]]:
    found: dict[Key, list[tuple[_Coming, bool]]] = defaultdict(list)
    for row in coming:
        for user, may_submit in holders.get(row.submission.team_id or 0, {}).items():
            found[row.submission.questionnaire, user, row.due].append((row, may_submit))
    return found


def _occasion(rows: list[tuple[_Coming, bool]]) -> Occasion:
    return max((row.occasion for row, _may_submit in rows), key=rank)


def _name(key: Key, occasion: Occasion) -> tuple[int, int, str, date | None]:
    """What is written once."""
    questionnaire, user, due = key
    return questionnaire.pk, user.pk, str(occasion), None if occasion == Occasion.INVITATION else due


def _written(questionnaires: Collection[Questionnaire]) -> set[tuple[int, int, str, date | None]]:
    rows = Mail.objects.filter(questionnaire__in=questionnaires).select_related("questionnaire", "user")
    rows = rows.exclude(occasion=Occasion.INVITATION, state=MailState.NOT_NEEDED)
    return {_name((row.questionnaire, row.user, row.due), Occasion(row.occasion)) for row in rows.defer("text")}


def _with_what_is_left(found: dict[Key, list[tuple[_Coming, bool]]], now: datetime) -> Iterable[WantedMail]:
    """The mails of who has something left: answers to give, or, where all are given, the handing in."""
    submissions = {one.submission.pk: one.submission for rows in found.values() for one, _may_submit in rows}
    left = left_of(list(submissions.values()))
    given: dict[tuple[int, int], set[int]] = defaultdict(set)
    delegations = Delegation.objects.current(now).filter(submission__in=submissions)
    for row in delegations:
        given[row.submission_id, row.user_id].add(row.section_id)
    for key, rows in found.items():
        questionnaire, user, due = key
        parts = tuple(
            Part(
                submission=coming.submission,
                left=tuple(left[coming.submission.pk]),
                own_sections=frozenset(given[coming.submission.pk, user.pk]),
                may_submit=may_submit,
            )
            for coming, may_submit in rows
            if left[coming.submission.pk] or may_submit
        )
        if parts:
            yield WantedMail(questionnaire, user, _occasion(rows), due, parts)
