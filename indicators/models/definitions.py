"""Indicators and their series, by which rule a series is computed, and who enters its values."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.columns import decimal_column
from common.dated import DatedQuerySet
from common.numbers import MAX_DECIMALS, MAX_DIGITS
from common.versions import Versioned
from frameworks.models import Framework, Output
from indicators.choices import LEDGER_MEASURES, Counted, Direction, Method, Unanswered, Unit
from indicators.progress import Course
from surveys.models import Question


class Indicator(Versioned):
    """What a framework measures an output by."""

    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("framework")
    )
    output = models.ForeignKey(Output, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("output"))
    code = models.CharField(_("code"), max_length=20, help_text=_("Such as 2.1.1-d; the letter is ours."))
    title = models.TextField(_("title"))
    note = models.TextField(_("note"), blank=True, help_text=_("Shown wherever the indicator is shown."))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices)
    decimals = models.PositiveSmallIntegerField(
        _("decimals"), help_text=_("How many decimals its values are shown and rated with.")
    )
    direction = models.CharField(
        _("direction"),
        max_length=5,
        choices=Direction.choices,
        null=True,
        blank=True,
        help_text=_("Empty: unknown."),
    )
    method = models.CharField(_("method"), max_length=10, choices=Method.choices)
    counted = models.CharField(_("what is counted"), max_length=20, choices=Counted.choices, blank=True)
    applies_to = models.CharField(_("applies to"), max_length=200, blank=True, help_text=_("Empty: to all."))
    collected_from = models.CharField(_("collected from"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="indicators_indicator_code_once"),
            models.CheckConstraint(
                condition=models.Q(decimals__lte=MAX_DECIMALS), name="indicators_decimals_that_are_kept"
            ),
        ]

    def __str__(self) -> str:
        return f"RCS {self.code}"

    @property
    def key(self) -> str:
        """Its name among all frameworks: `RCS-2022-2025/2.1.1-d`."""
        return f"{self.framework.code}/{self.code}"


class Series(Versioned):
    """One measured line of an indicator, with its own baseline, milestones and target."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="series", verbose_name=_("indicator")
    )
    code = models.CharField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=300, blank=True)
    baseline_value = decimal_column(_("baseline"))
    baseline_year = models.PositiveSmallIntegerField(_("baseline year"), null=True, blank=True)
    baseline_note = models.CharField(_("note on the baseline"), max_length=400, blank=True)
    target_value = decimal_column(_("target"))
    target_year = models.PositiveSmallIntegerField(_("target year"))
    target_note = models.CharField(_("note on the target"), max_length=400, blank=True)
    first_year = models.PositiveSmallIntegerField(
        _("first reporting year"),
        null=True,
        blank=True,
        help_text=_("The first year that it is measured for; empty: from the first reporting year that there is."),
    )
    last_year = models.PositiveSmallIntegerField(
        _("last reporting year"),
        null=True,
        blank=True,
        help_text=_("The last year that it is measured for; empty while it is. An amendment ends a series."),
    )
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["indicator", "position"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "code"], name="indicators_series_code_once"),
            models.CheckConstraint(
                condition=models.Q(baseline_value__isnull=False, baseline_year__isnull=False)
                | (models.Q(baseline_value=None, baseline_year=None) & ~models.Q(baseline_note="")),
                name="indicators_baseline_or_why_not",
                violation_error_message=_("A baseline has a value and a year; without them, a note says why."),
            ),
            models.CheckConstraint(
                condition=models.Q(target_value__isnull=False) | ~models.Q(target_note=""),
                name="indicators_target_or_why_not",
                violation_error_message=_("Without a target, a note says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.code}"

    @property
    def key(self) -> str:
        """Its name among all frameworks: `RCS-2022-2025/2.1.1-d/total`."""
        return f"{self.indicator.key}/{self.code}"

    def course(self) -> Course:
        """Where it starts, where it should be by when, as `indicators.progress` reads it."""
        return Course(
            baseline=self.baseline_value,
            baseline_year=self.baseline_year,
            target=self.target_value,
            target_year=self.target_year,
            direction=self.indicator.direction,
            milestones=tuple((milestone.year, milestone.value) for milestone in self.milestones.all()),
            decimals=self.indicator.decimals,
        )


class Milestone(Versioned):
    """Where a series should be in a year before its target year."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="milestones", verbose_name=_("series"))
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=MAX_DIGITS, decimal_places=MAX_DECIMALS)
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["series", "year"]
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="indicators_milestone_once_a_year")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class RollUpRule(Versioned):
    """Which question a series is computed from, and what its answers do. Method, unit and whom it counts: indicator.

    Naming the question behind a declared method is no amendment; each figure keeps the rule that it was made by.
    """

    series = models.OneToOneField(
        Series, on_delete=models.PROTECT, related_name="roll_up_rule", verbose_name=_("series")
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="roll_up_rules", verbose_name=_("question")
    )
    counts = models.JSONField(
        _("choices that count"), default=list, blank=True, help_text=_("Empty: those that the question counts as yes.")
    )
    no_response = models.CharField(
        _("no response"), max_length=12, choices=Unanswered.choices, default=Unanswered.LEAVE_OUT
    )
    not_applicable = models.CharField(
        _("not applicable"), max_length=12, choices=Unanswered.choices, default=Unanswered.LEAVE_OUT
    )

    class Meta:
        verbose_name = _("roll-up rule")
        verbose_name_plural = _("roll-up rules")
        ordering = ["series"]

    def __str__(self) -> str:
        return f"{self.series} < {self.question}"


class FinanceRule(Versioned):
    """Which measure of the trust fund's ledger a series is. Each figure keeps the measure that it was made by."""

    series = models.OneToOneField(
        Series, on_delete=models.PROTECT, related_name="finance_rule", verbose_name=_("series")
    )
    measure = models.CharField(
        _("measure of the ledger"),
        max_length=40,
        choices=[(measure.value, measure.label) for measure in LEDGER_MEASURES],
    )

    class Meta:
        verbose_name = _("ledger rule")
        verbose_name_plural = _("ledger rules")
        ordering = ["series"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(measure__in=LEDGER_MEASURES), name="indicators_known_measure_of_the_ledger"
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} < {self.measure}"


class Custodianship(Versioned):
    """That a person enters the values of an indicator, between two days."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="custodianships",
        verbose_name=_("person"),
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="custodianships", verbose_name=_("indicator")
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("custodianship")
        verbose_name_plural = _("custodianships")
        ordering = ["user", "indicator", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["user", "indicator", "valid_from"], name="indicators_custodian_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="indicators_custodianship_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.indicator}"
