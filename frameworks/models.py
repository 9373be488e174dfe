"""A results framework and its levels above the indicators, and the years that are reported on."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.columns import language_column
from common.versions import Versioned
from frameworks.querysets import FrameworkQuerySet, ReportingYearQuerySet


class Framework(Versioned):
    """A multi-year results framework; several can stand side by side."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    document = models.CharField(_("document"), max_length=40, help_text=_("Its UN symbol, such as E/2022/54."))
    document_language = language_column(
        _("language of the document"),
        default="",
        blank=True,
        help_text=_("In which its wording was taken over; the others are unofficial. Empty: all are official."),
    )
    mandate = models.CharField(_("mandate"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=400)
    note = models.TextField(_("note"), blank=True)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    in_preparation = models.BooleanField(
        _("in preparation"), default=False, help_text=_("Nobody reports on it and nothing of it is released yet.")
    )

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        ordering = ["-first_year", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_year__gte=models.F("first_year")), name="frameworks_years_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Goal(Versioned):
    """The first level of a framework."""

    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="goals", verbose_name=_("framework")
    )
    code = models.CharField(_("code"), max_length=20)
    title = models.TextField(_("title"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["framework", "position"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="frameworks_goal_code_once")]

    def __str__(self) -> str:
        return self.code


class Outcome(Versioned):
    """The second level: what changes."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="outcomes", verbose_name=_("goal"))
    code = models.CharField(_("code"), max_length=20)
    title = models.TextField(_("title"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["goal", "position"]
        constraints = [models.UniqueConstraint(fields=["goal", "code"], name="frameworks_outcome_code_once")]

    def __str__(self) -> str:
        return self.code


class Output(Versioned):
    """The third level: what is delivered, and measured by indicators."""

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="outputs", verbose_name=_("outcome"))
    code = models.CharField(_("code"), max_length=20)
    title = models.TextField(_("title"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("output")
        verbose_name_plural = _("outputs")
        ordering = ["outcome", "position"]
        constraints = [models.UniqueConstraint(fields=["outcome", "code"], name="frameworks_output_code_once")]

    def __str__(self) -> str:
        return self.code


class ReportingYear(Versioned):
    """The year that values are about. It is open for entry between two moments, by the server's clock."""

    year = models.PositiveSmallIntegerField(_("reporting year"), primary_key=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True, help_text=_("Empty until it is closed."))

    objects = ReportingYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting year")
        verbose_name_plural = _("reporting years")
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at=None) | models.Q(closes_at__gte=models.F("opens_at")),
                name="frameworks_year_closes_after_it_opens",
                violation_error_message=_("A reporting year cannot close before it opens."),
            )
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def is_open(self) -> bool:
        """Whether values can be entered now."""
        now = timezone.now()
        return self.opens_at <= now and (self.closes_at is None or now < self.closes_at)
