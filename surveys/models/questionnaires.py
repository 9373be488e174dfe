"""A questionnaire, its sections, and the wordings of the questions in them."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.columns import decimal_column
from common.versions import Versioned
from frameworks.models import ReportingYear
from surveys.choices import NO, WITH_CHOICES, YES, Disclosure, Respondent, Type
from surveys.querysets import QuestionnaireQuerySet


class Question(models.Model):
    """What is asked year after year, whatever its wording: roll-up rules and last year's answers go by its code."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    respondent = models.CharField(_("respondent"), max_length=12, choices=Respondent.choices)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class QuestionVersion(Versioned):
    """One wording of a question. Once a questionnaire that asks it has been opened, it stands; a change is the next.

    `choices` is [{"code": "agree", "text": {"en": ..., "zh": ...}}, ...]. `applies_if` is null or
    {"question": code, "is": [choice codes]} or {"fact": fact code, "is": [...]}. `rests_on` names the fact of the
    standing records (`records.facts`) that the answer is copied from.
    """

    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="versions", verbose_name=_("question")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    type = models.CharField(_("type"), max_length=8, choices=Type.choices)
    text = models.TextField(_("text"))
    help = models.TextField(_("help"), blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    counts_as_yes = models.JSONField(_("choices that count as yes"), default=list, blank=True)
    applies_if = models.JSONField(_("applies if"), null=True, blank=True)
    rests_on = models.CharField(_("rests on the records"), max_length=60, blank=True)
    minimum = decimal_column(_("least expected"))
    maximum = decimal_column(_("most expected"))
    tolerance = decimal_column(_("tolerance"), help_text=_("Change against last year, in per cent, that needs a word."))
    is_required = models.BooleanField(_("has to be answered or explained"), default=True)
    disclosure = models.CharField(
        _("disclosure"),
        max_length=10,
        choices=Disclosure.choices,
        blank=True,
        help_text=_("Stricter than the questionnaire's; empty: the same."),
    )

    class Meta:
        verbose_name = _("wording of a question")
        verbose_name_plural = _("wordings of questions")
        ordering = ["question", "number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="surveys_wordings_are_numbered")]

    def __str__(self) -> str:
        return f"{self.question} {self.number}"

    @property
    def choice_codes(self) -> list[str]:
        """The codes that an answer may choose from, in their order; none where nothing is chosen."""
        if self.type == Type.YES_NO:
            return [YES, NO]
        return [choice["code"] for choice in self.choices] if self.type in WITH_CHOICES else []


class Questionnaire(Versioned):
    """What one kind of respondent is asked for one reporting year. `deadline` is a day in `zone`, to its end."""

    respondent = models.CharField(_("respondent"), max_length=12, choices=Respondent.choices)
    year = models.ForeignKey(
        ReportingYear, on_delete=models.PROTECT, related_name="questionnaires", verbose_name=_("reporting year")
    )
    title = models.CharField(_("title"), max_length=200)
    introduction = models.TextField(_("introduction"), blank=True)
    disclosure = models.CharField(_("disclosure"), max_length=10, choices=Disclosure.choices, default=Disclosure.NONE)
    deadline = models.DateField(_("deadline"))
    zone = models.CharField(_("time zone"), max_length=40, default="America/New_York")
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["-year", "respondent"]
        constraints = [
            models.UniqueConstraint(fields=["respondent", "year"], name="surveys_one_questionnaire_a_year"),
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | models.Q(opened_at__isnull=False),
                name="surveys_opened_before_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.respondent} {self.year_id}"

    @property
    def is_open(self) -> bool:
        """Whether its answers can be saved and submitted now, as far as the reporting year is open too."""
        return self.opened_at is not None and self.closed_at is None

    def today(self) -> date:
        """The day that it is in its time zone."""
        return timezone.now().astimezone(ZoneInfo(self.zone)).date()


class Section(Versioned):
    """A part of a questionnaire, with a deadline of its own where it has one."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="sections", verbose_name=_("questionnaire")
    )
    code = models.CharField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["questionnaire", "position"]
        constraints = [models.UniqueConstraint(fields=["questionnaire", "code"], name="surveys_section_code_once")]

    def __str__(self) -> str:
        return f"{self.questionnaire} {self.code}"


class Item(models.Model):
    """A question in a section, in the wording of that year."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="items", verbose_name=_("section"))
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="items", verbose_name=_("question"))
    wording = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="items", verbose_name=_("wording")
    )
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("question in a questionnaire")
        verbose_name_plural = _("questions in questionnaires")
        ordering = ["section", "position"]
        constraints = [models.UniqueConstraint(fields=["section", "question"], name="surveys_question_once")]

    def __str__(self) -> str:
        return f"{self.section} {self.question}"

    @property
    def version(self) -> int:
        """Its section's: a question that comes in, moves or is worded otherwise changes the section."""
        return self.section.version
