"""A respondent's submission, its answers, and the answers that were last accepted."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.columns import decimal_column
from common.statuses import WITH_VALUE, WITHOUT_VALUE, Status
from common.versions import Versioned
from countries.models import Country, CountryTeam, Region
from records.models import Coordinator
from surveys.choices import SettledBy, State
from surveys.models.questionnaires import Item, Questionnaire
from surveys.querysets import AnswerQuerySet, SubmissionQuerySet
from surveys.workflow import EDITABLE


def person_field(name: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=name
    )


class Submission(Versioned):
    """What one respondent answers to one questionnaire; there from the moment it opens, so that missing is a query.

    `code` names the respondent: KEN, GOV-KEN, RC-0001. `region` and `groups` (codes with a space between) are those
    of the day it opened, and figures by region and group go by them. `team` is whose office answers it.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("questionnaire")
    )
    code = models.CharField(_("respondent"), max_length=20)
    name = models.CharField(_("name"), max_length=200, blank=True, help_text=_("Of an entity or contributor."))
    team = models.ForeignKey(
        CountryTeam,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submissions",
        verbose_name=_("country team"),
    )
    country = models.ForeignKey(
        Country,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submissions",
        verbose_name=_("country or territory"),
    )
    coordinator = models.ForeignKey(
        Coordinator,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submissions",
        verbose_name=_("resident coordinator"),
    )
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("region")
    )
    groups = models.CharField(_("groups"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    comment = models.TextField(_("comment"), blank=True, help_text=_("Why it was returned or reopened."))
    changed_at = models.DateTimeField(_("changed"), null=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    submitted_by = person_field(_("submitted by"))
    endorsed_at = models.DateTimeField(_("endorsed"), null=True)
    endorsed_by = person_field(_("endorsed by"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    accepted_by = person_field(_("accepted by"))
    extended_to = models.DateField(_("extended to"), null=True, blank=True)
    unlocked_until = models.DateField(
        _("open for correction until"),
        null=True,
        blank=True,
        help_text=_("What was accepted and opened again locks itself after this day."),
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["questionnaire", "code"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="surveys_one_submission_each"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="surveys_versions_start_at_1"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="surveys_known_state"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def takes_answers(self) -> bool:
        """Whether answers can be saved and handed in now, as far as its state lets them.

        Closing a questionnaire ends what was never handed in; what was returned is corrected while the year is open.
        """
        is_open = self.questionnaire.is_open or self.state == State.RETURNED
        return bool(is_open and self.questionnaire.year.is_open and not self.has_lapsed)

    @property
    def is_unanswered(self) -> bool:
        """Whether it is missing (`SubmissionQuerySet.unanswered`): not handed in, and never accepted."""
        return self.state in EDITABLE and self.unlocked_until is None

    @property
    def reopened_until(self) -> date | None:
        """The day, which may be over, until which accepted answers were opened again; None where they are not."""
        return self.unlocked_until if self.state == State.RETURNED else None

    @property
    def has_lapsed(self) -> bool:
        """Whether it was accepted, opened again, and has locked itself: the time for the correction is over."""
        return self.reopened_until is not None and self.questionnaire.today() > self.reopened_until

    @property
    def key(self) -> str:
        """Its name in the activity: `2024/KEN`."""
        return f"{self.questionnaire.year_id}/{self.code}"


class AnswerContent(models.Model):
    """What is answered, or why nothing is. `choice` is the chosen codes in order, with a space between."""

    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.NOT_REPORTED)
    choice = models.CharField(_("choice"), max_length=400, blank=True)
    number = decimal_column(pgettext_lazy("answer", "number"))
    text = models.TextField(_("text"), blank=True)
    day = models.DateField(_("date"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Why there is no answer."))
    explanation = models.TextField(_("explanation"), blank=True, help_text=_("Of a change or an unexpected number."))
    is_unchanged = models.BooleanField(_("confirmed as unchanged"), default=False)
    settled_by = models.CharField(
        _("settled by"),
        max_length=10,
        choices=SettledBy.choices,
        blank=True,
        help_text=_("Empty: by those who answer."),
    )
    evidence = models.JSONField(_("evidence"), default=list, blank=True, help_text=_("Links, one a line."))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=WITH_VALUE)
                | models.Q(status__in=WITHOUT_VALUE, choice="", number=None, text="", day=None),
                name="%(app_label)s_%(class)s_nothing_answered_where_none",
                violation_error_message=_("There is an answer exactly when its status says so."),
            ),
        ]


CONTENT = ("status", "choice", "number", "text", "day")  # what was answered, beside what is said of it
ANSWER_COLUMNS = tuple(field.name for field in AnswerContent._meta.fields)


class Answer(Versioned, AnswerContent):
    """The working answer to a question, there from version 1 since the questionnaire opened."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="answers", verbose_name=_("submission")
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="answers", verbose_name=_("question"))
    is_unlocked = models.BooleanField(_("at issue"), default=False, help_text=_("Returned: to be looked at again."))
    changed_at = models.DateTimeField(_("changed"), null=True)
    changed_by = person_field(_("changed by"))

    objects = AnswerQuerySet.as_manager()

    class Meta(AnswerContent.Meta):
        abstract = False
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["submission", "item"]
        constraints = [
            *AnswerContent.Meta.constraints,
            models.UniqueConstraint(fields=["submission", "item"], name="surveys_one_answer_each"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.item.question}"


class AcceptedAnswer(AnswerContent):
    """What was last accepted: figures count it until its replacement is accepted. The activity keeps earlier ones."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="accepted_answers", verbose_name=_("submission")
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="accepted_answers", verbose_name=_("question")
    )

    objects = AnswerQuerySet.as_manager()

    class Meta(AnswerContent.Meta):
        abstract = False
        verbose_name = _("accepted answer")
        verbose_name_plural = _("accepted answers")
        ordering = ["submission", "item"]
        constraints = [
            *AnswerContent.Meta.constraints,
            models.UniqueConstraint(fields=["submission", "item"], name="surveys_one_accepted_answer_each"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.item.question}"


class Extension(models.Model):
    """A later deadline for one respondent: until when, why, and by whom."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="extensions", verbose_name=_("submission")
    )
    until = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("granted"))
    by = person_field(_("granted by"))

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["submission", "at"]

    def __str__(self) -> str:
        return f"{self.submission} {self.until}"
