"""The working row of each year (observation), what validation appends (figure), and what is said of them."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.columns import decimal_column, language_column
from common.statuses import WITH_VALUE, WITHOUT_VALUE, Status
from common.versions import Versioned
from frameworks.models import ReportingYear
from indicators.choices import Origin, State
from indicators.models.definitions import Series
from indicators.querysets import FigureQuerySet, ObservationQuerySet


class Measurement(models.Model):
    """What an observation and a figure have in common: a value or why there is none, its parts, where it is from."""

    value = decimal_column(_("value"))
    numerator = decimal_column(_("numerator"), validators=[MinValueValidator(Decimal(0))])
    denominator = decimal_column(_("denominator"), validators=[MinValueValidator(Decimal(0))])
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.NOT_REPORTED)
    origin = models.CharField(_("origin"), max_length=24, choices=Origin.choices, default=Origin.ENTERED)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Why there is no value."))
    source = models.CharField(_("source"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    evidence = models.JSONField(_("evidence"), default=list, blank=True, help_text=_("Links, one a line."))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__isnull=False, status__in=WITH_VALUE)
                | models.Q(value=None, status__in=WITHOUT_VALUE),
                name="%(app_label)s_%(class)s_null_says_why",
                violation_error_message=_("A value is empty exactly when its status says why."),
            ),
            models.CheckConstraint(
                condition=models.Q(numerator=None, denominator=None)
                # Without the two isnull a missing part would make the condition null, which a check lets pass.
                | models.Q(
                    numerator__gte=0,
                    denominator__gt=0,
                    numerator__isnull=False,
                    denominator__isnull=False,
                    value__isnull=False,
                ),
                name="%(app_label)s_%(class)s_both_parts_or_none",
                violation_error_message=_("A value has both parts or none, and its denominator is not zero."),
            ),
        ]


class Observation(Versioned, Measurement):
    """The working row of a series in a reporting year. Every write names the version it saw."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="observations", verbose_name=_("series"))
    year = models.ForeignKey(
        ReportingYear, on_delete=models.PROTECT, related_name="observations", verbose_name=_("reporting year")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    comment = models.TextField(_("comment"), blank=True, help_text=_("Why it was returned or reopened."))
    changed_at = models.DateTimeField(_("changed"), null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("changed by"),
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("submitted by"),
    )

    objects = ObservationQuerySet.as_manager()

    class Meta(Measurement.Meta):
        abstract = False
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["year", "series"]
        constraints = [
            *Measurement.Meta.constraints,
            models.UniqueConstraint(fields=["series", "year"], name="indicators_one_observation_a_year"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="indicators_versions_start_at_1"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="indicators_known_state"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year_id}"

    @property
    def key(self) -> str:
        """Its name among all frameworks: `RCS-2022-2025/2.1.1-d/total/2024`."""
        return f"{self.series.key}/{self.year_id}"


class Figure(Measurement):
    """What validation appends and nobody changes: the value as it was, the rule, who validated it and when.

    The database refuses to change or delete its rows; `sha256` lets `verify_figures` find a change made without it.
    """

    observation = models.ForeignKey(
        Observation, on_delete=models.PROTECT, related_name="figures", verbose_name=_("observation")
    )
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("1 is the observation's first figure."))
    rule = models.JSONField(_("rule"), help_text=_("The roll-up rule of the indicator at that time."))
    # What was behind it, as indicators.behind says; empty where nothing is computed.
    counted = models.JSONField(_("what it counted"), default=list, blank=True)
    observation_version = models.PositiveIntegerField(_("version of the observation"))
    validated_at = models.DateTimeField(_("validated"))
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("validated by"),
        help_text=_("Empty: taken over from the source document itself."),
    )
    sha256 = models.CharField(max_length=64)

    objects = FigureQuerySet.as_manager()

    class Meta(Measurement.Meta):
        abstract = False
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["observation", "number"]
        constraints = [
            *Measurement.Meta.constraints,
            models.UniqueConstraint(fields=["observation", "number"], name="indicators_figures_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.observation} figure {self.number}"


class Explanation(models.Model):
    """Why a figure stands although what is behind it has changed since; it holds for exactly that change.

    `sha256` is the hash of what is behind the figure now. A further change needs a further explanation.
    """

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="explanations", verbose_name=_("figure"))
    sha256 = models.CharField(max_length=64)
    sentence = models.TextField(_("explanation"))
    at = models.DateTimeField(_("explained"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("explained by")
    )

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        ordering = ["figure", "at"]
        constraints = [models.UniqueConstraint(fields=["figure", "sha256"], name="indicators_explained_once")]

    def __str__(self) -> str:
        return f"{self.figure}: {self.sentence}"


class Slippage(Versioned):
    """Why a series is behind its course in a year, in a sentence of headquarters; it stands on its public page."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="slippages", verbose_name=_("series"))
    year = models.ForeignKey(
        ReportingYear, on_delete=models.PROTECT, related_name="slippages", verbose_name=_("reporting year")
    )
    sentence = models.TextField(_("explanation of slippage"))
    language = language_column(_("language"), help_text=_("That it is written in."))
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("explanation of slippage")
        verbose_name_plural = _("explanations of slippage")
        ordering = ["year", "series"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="indicators_slippage_once_a_year"),
            models.CheckConstraint(condition=~models.Q(sentence=""), name="indicators_slippage_is_a_sentence"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year_id}"
