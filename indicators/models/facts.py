"""Figures of a report that are no indicator of its framework, and figures that resemble an indicator and are not it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.numbers import MAX_DECIMALS, MAX_DIGITS
from common.versions import Versioned
from indicators.choices import Unit
from indicators.models.definitions import Indicator


class FactSource(Versioned):
    """Who or what a report has a figure from; where its text names nobody, the source is our assignment."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("source of facts")
        verbose_name_plural = _("sources of facts")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.code


class ReportedFact(Versioned):
    """A figure that a report gives for one year or several: no indicator, never rated and never rolled up."""

    document = models.CharField(_("document"), max_length=40, help_text=_("Its UN symbol."))
    code = models.CharField(_("code"), max_length=60)
    title = models.CharField(_("title"), max_length=300)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices)
    source = models.ForeignKey(FactSource, on_delete=models.PROTECT, related_name="facts", verbose_name=_("source"))
    paragraph = models.CharField(_("paragraph"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("reported fact")
        verbose_name_plural = _("reported facts")
        ordering = ["document", "position"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="indicators_fact_code_once")]

    def __str__(self) -> str:
        return f"{self.document} {self.code}"


class FactValue(Versioned):
    """What a report gives of a fact for a year; a year that it does not give has no row."""

    fact = models.ForeignKey(ReportedFact, on_delete=models.PROTECT, related_name="values", verbose_name=_("fact"))
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=MAX_DIGITS, decimal_places=MAX_DECIMALS)
    as_at = models.CharField(_("as at"), max_length=7, blank=True, help_text=_("The month, such as 2022-04."))

    class Meta:
        verbose_name = _("value of a reported fact")
        verbose_name_plural = _("values of reported facts")
        ordering = ["fact", "year"]
        constraints = [
            models.UniqueConstraint(fields=["fact", "year"], name="indicators_fact_value_once_a_year"),
            models.CheckConstraint(
                condition=models.Q(as_at="") | models.Q(as_at__regex=r"^[0-9]{4}-(0[1-9]|1[0-2])$"),
                name="indicators_fact_value_as_at_a_month",
                violation_error_message=_("A month is written as 2022-04."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.year}"


class LookAlike(Versioned):
    """A figure of a report that resembles an indicator and measures something else: never shown as its value."""

    document = models.CharField(_("document"), max_length=40, help_text=_("Its UN symbol."))
    code = models.CharField(_("code"), max_length=60)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="look_alikes", verbose_name=_("indicator")
    )
    title = models.CharField(_("title"), max_length=300)
    difference = models.TextField(
        _("how it differs"), help_text=_("What it measures that the indicator does not, or the other way round.")
    )
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=MAX_DIGITS, decimal_places=MAX_DECIMALS)
    is_about = models.BooleanField(_("about"), default=False, help_text=_("The document says “about”."))
    paragraph = models.CharField(_("paragraph"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("look-alike")
        verbose_name_plural = _("look-alikes")
        ordering = ["document", "position"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="indicators_look_alike_code_once")]

    def __str__(self) -> str:
        return f"{self.document} {self.code}"
