"""Sets of questionnaires, submissions and answers; `visible_to(user)` starts every view."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils import timezone

from accounts.roles import HEADQUARTERS, OFFICE, Role, holds
from countries.models import Country
from frameworks.models import ReportingYear
from surveys.choices import BY_OFFICE, Disclosure, MailState, State
from surveys.workflow import EDITABLE

# Who follows a year's questionnaires everywhere; custodians have the series that they enter.
ROUND_READERS = (Role.VALIDATOR, Role.PUBLISHER, Role.ADMINISTRATOR, Role.AUDITOR)

# What nobody has handed in. Accepted answers that were opened again stand until their replacement is accepted, also
# where they have locked themselves: nothing of them is missing.
UNANSWERED = models.Q(state__in=EDITABLE, unlocked_until=None)


def teams_of(user: Any, *roles: Role) -> models.QuerySet:
    """The keys of the teams for which `user` holds one of `roles` today."""
    return user.memberships.current().filter(role__in=roles).values("team")


def regions_of(user: Any) -> models.QuerySet:
    """The keys of the regions whose regional team `user` belongs to today."""
    return user.memberships.current().filter(role=Role.REGIONAL_TEAM).values("region")


class QuestionnaireQuerySet(models.QuerySet):
    """What is asked: headquarters sees it from its first word, a regional team once the offices are asked."""

    def visible_to(self, user: Any) -> Self:
        """The questionnaires whose rounds `user` follows."""
        if holds(user, *ROUND_READERS):
            return self.all()
        if not holds(user, Role.REGIONAL_TEAM):
            return self.none()
        return self.filter(opened_at__isnull=False, respondent__in=BY_OFFICE)


class SubmissionQuerySet(models.QuerySet):
    """What respondents hand in: an office sees its own, a regional team its region's, headquarters all."""

    def visible_to(self, user: Any) -> Self:
        """What `user` may see; the rest answers as if it did not exist."""
        opened = self.filter(questionnaire__opened_at__isnull=False)
        if holds(user, *HEADQUARTERS):
            return opened
        if not getattr(user, "is_active", False):
            return self.none()
        by_office = opened.filter(questionnaire__respondent__in=BY_OFFICE)
        return by_office.filter(
            models.Q(team__in=teams_of(user, *OFFICE)) | models.Q(region__in=regions_of(user), team__isnull=False)
        )

    def reviewed_by(self, user: Any) -> Self:
        """What `user` finds in the queue of answers: a regional team its region's, headquarters all.

        Each says whether the user gave one of its answers (`is_own_work`).
        """
        own_work = models.Q(pk__in=models.QuerySet(self.model).filter(answers__changed_by=user).values("pk"))
        visible = self.visible_to(user).annotate(
            is_own_work=models.ExpressionWrapper(own_work, output_field=models.BooleanField())
        )
        if holds(user, *HEADQUARTERS):
            return visible
        return visible.filter(questionnaire__respondent__in=BY_OFFICE, region__in=regions_of(user))

    def answered_by(self, user: Any) -> Self:
        """Those whose answers `user` gives today: an office its own, a custodian those that headquarters enters."""
        if not getattr(user, "is_active", False):
            return self.none()
        own = models.Q(questionnaire__respondent__in=BY_OFFICE, team__in=teams_of(user, *OFFICE))
        entered = ~models.Q(questionnaire__respondent__in=BY_OFFICE)
        opened = self.filter(questionnaire__opened_at__isnull=False)
        return opened.filter(own | entered) if holds(user, Role.CUSTODIAN) else opened.filter(own)

    def named(self, text: str) -> Self:
        """Those in whose name, in the reader's language, or code `text` stands; of a team also its countries'."""
        countries = Country.objects.filter(models.Q(name__icontains=text) | models.Q(iso3__iexact=text))
        own = models.Q(code__icontains=text) | models.Q(name__icontains=text)
        return self.filter(
            own
            | models.Q(coordinator__name__icontains=text)
            | models.Q(country__in=countries)
            | models.Q(team__in=countries.values("team"))
        )

    def unanswered(self) -> Self:
        """Those that are missing: nobody has handed them in, or they were returned before they were ever accepted."""
        return self.filter(UNANSWERED)

    def open_or_returned(self) -> Self:
        """Those of open questionnaires, and of closed ones what was returned or opened again, in years that are open.

        They take answers as far as their state lets them (`Submission.takes_answers`), unless they have locked
        themselves: that goes by the day in the questionnaire's zone, which rows know (`Submission.has_lapsed`).
        """
        rows = self.filter(questionnaire__opened_at__isnull=False, questionnaire__year__in=ReportingYear.objects.open())
        return rows.filter(models.Q(questionnaire__closed_at=None) | models.Q(state=State.RETURNED))

    def with_respondents(self) -> Self:
        """With everything that names them, in one query."""
        return self.select_related("questionnaire__year", "team", "country__team", "coordinator", "region")


class AnswerQuerySet(models.QuerySet):
    """Answers, working or accepted."""

    def in_order(self) -> Self:
        """With their questions, in the questionnaire's order, in one query."""
        return self.select_related("item__wording", "item__question", "item__section__questionnaire").order_by(
            "item__section__position", "item__position"
        )

    def disclosed(self) -> Self:
        """Those that may be shown by respondent: neither the questionnaire nor the question is stricter."""
        return self.filter(
            item__section__questionnaire__disclosure=Disclosure.RESPONDENT,
            item__wording__disclosure__in=("", Disclosure.RESPONDENT),
        )

    def to_questions(self, codes: Collection[str]) -> Self:
        return self.filter(item__question__code__in=codes)


class DelegationQuerySet(models.QuerySet):
    """Sections that somebody of the office answers."""

    def current(self, now: datetime | None = None) -> Self:
        """Those that hold at a moment, which is this one where none is said."""
        now = now or timezone.now()
        return self.filter(at__lte=now).filter(models.Q(ended_at=None) | models.Q(ended_at__gt=now))

    def unended(self, now: datetime) -> Self:
        """Those that hold or are still to begin."""
        return self.filter(models.Q(ended_at=None) | models.Q(ended_at__gt=now))


READ_MAILS = (Role.ADMINISTRATOR, Role.VALIDATOR, Role.AUDITOR)


class MailQuerySet(models.QuerySet):
    """Mail of rounds; `visible_to(user)` starts every view."""

    def visible_to(self, user: Any) -> Self:
        """What `user` may see: a regional team the mails that name submissions of its region alone."""
        if holds(user, *READ_MAILS):
            return self.all()
        if not holds(user, Role.REGIONAL_TEAM):
            return self.none()
        questionnaires: Any = self.model._meta.get_field("questionnaire").related_model
        regional = questionnaires.objects.filter(submissions__region__in=regions_of(user))
        own = set(regional.values_list("pk", "submissions__code"))
        rows = self.values_list("pk", "questionnaire", "about")
        return self.filter(pk__in=[pk for pk, asked, about in rows if all((asked, code) in own for code in about)])

    def waiting(self) -> Self:
        return self.filter(state=MailState.WAITING)
