"""What a round asks of people besides answers: sections given to somebody, mail to remind, requests to open again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.columns import language_column
from common.mappings import ColumnMapping
from common.translated import spoken
from common.versions import Versioned
from surveys.choices import Decision, MailState, Occasion, Respondent
from surveys.models.questionnaires import Questionnaire, Section
from surveys.models.submissions import Submission, person_field
from surveys.querysets import DelegationQuerySet, MailQuerySet


class Delegation(models.Model):
    """That a person of the office answers a section, from when it was given until it is ended or given to another.

    Both moments may lie ahead: who hands over to somebody from a day on keeps their sections until then.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("submission")
    )
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("section")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("person")
    )
    by = person_field(_("given by"))
    at = models.DateTimeField(_("given"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation of a section")
        verbose_name_plural = _("delegations of sections")
        ordering = ["submission", "section", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "section"],
                condition=models.Q(ended_at=None),
                name="surveys_one_person_answers_a_section",
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.section_id}: {self.user_id}"


class Mail(models.Model):
    """A mail of a round to one person on one occasion: written once, sent at most once, and kept as it was sent.

    `due` is the day that it reminds of: who has two days, of two teams, is reminded of each. `about` lists the codes
    of the submissions that it names. What was being sent when the process ended is `uncertain`, and not sent again.
    `attempts` rises with every claim to send it, and no claim writes under an older number.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="mails", verbose_name=_("questionnaire")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion.choices)
    due = models.DateField(_("due"))
    about = models.JSONField(_("submissions"), default=list)
    address = models.EmailField(_("e-mail address"))
    language = language_column(_("language"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.WAITING)
    written_at = models.DateTimeField(_("written"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    tried_at = models.DateTimeField(_("last tried"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail of a round")
        verbose_name_plural = _("mails of rounds")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "user", "occasion", "due"], name="surveys_one_mail_on_an_occasion"
            ),
            models.CheckConstraint(condition=models.Q(state__in=MailState.values), name="surveys_known_mail_state"),
            models.CheckConstraint(
                condition=models.Q(state=MailState.SENT, sent_at__isnull=False)
                | (~models.Q(state=MailState.SENT) & models.Q(sent_at=None)),
                name="surveys_sent_mail_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} {self.occasion}: {self.user_id}"

    @property
    def spoken(self) -> str:
        """The language that its text is in."""
        return spoken(self.language)


class ReopeningRequest(Versioned):
    """That accepted answers be opened again: which questions and why, until when, and what was decided on it.

    `issues` is {question code: what is the matter with its answer}, the scope.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="reopening_requests", verbose_name=_("submission")
    )
    issues = models.JSONField(_("questions at issue"))
    reason = models.TextField(_("reason"))
    until = models.DateField(_("until"), help_text=_("After this day it locks itself again."))
    at = models.DateTimeField(_("asked"))
    by = person_field(_("asked by"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, default=Decision.ASKED)
    remark = models.TextField(_("remark"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = person_field(_("decided by"))

    class Meta:
        verbose_name = _("request to reopen")
        verbose_name_plural = _("requests to reopen")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=models.Q(decision=Decision.ASKED),
                name="surveys_one_open_request",
            ),
            models.CheckConstraint(
                condition=models.Q(decision=Decision.ASKED, decided_at=None)
                | (
                    models.Q(decision__in=Decision.values, decided_at__isnull=False)
                    & ~models.Q(decision=Decision.ASKED)
                ),
                name="surveys_decided_requests_say_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.decision}"


class AnswerMapping(ColumnMapping):
    """How a file of answers of many respondents is read; our columns are `respondent` and question codes."""

    respondent = models.CharField(_("respondent"), max_length=12, choices=Respondent.choices)

    class Meta:
        verbose_name = _("mapping of columns to questions")
        verbose_name_plural = _("mappings of columns to questions")
        ordering = ["name"]
