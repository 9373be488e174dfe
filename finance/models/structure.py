"""What stands around the items: the reports that print them, their lines, footnotes, control totals and facts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.columns import decimal_column
from common.versions import Versioned
from finance.choices import FactUnit


class Report(Versioned):
    """A yearly report whose annex I holds the five tables: of the year before, its own year and the year after."""

    year = models.PositiveSmallIntegerField(_("report"), primary_key=True)
    document = models.CharField(_("document"), max_length=40, unique=True, help_text=_("Its UN symbol."))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, help_text=_("Empty while items are entered."))

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.document

    @property
    def is_open(self) -> bool:
        """Whether its items can be entered."""
        return self.closed_at is None


class Component(Versioned):
    """A component of the programme budget; those without parts hold the figures, the others are sums of them."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    title = models.CharField(_("title"), max_length=200)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts", verbose_name=_("part of")
    )
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["position"], name="finance_component_position_once"),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("pk")), name="finance_no_part_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Footnote(Versioned):
    """A lettered note to a line of a table of a report."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="footnotes", verbose_name=_("report"))
    table = models.PositiveSmallIntegerField(_("table"))
    line = models.CharField(_("line"), max_length=20)
    mark = models.CharField(_("letter"), max_length=2)
    text = models.CharField(_("text"), max_length=400)

    class Meta:
        verbose_name = _("footnote")
        verbose_name_plural = _("footnotes")
        ordering = ["report", "table", "mark", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "table", "line", "mark"], name="finance_footnote_once"),
            models.CheckConstraint(condition=models.Q(table__range=(1, 5)), name="finance_footnote_to_a_table"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.table} {self.line} {self.mark}"


class ControlTotal(Versioned):
    """A printed figure that is computed here too: a subtotal, total, change, percentage, variance or gap.

    `table` is "1" to "5" or "funding"; `line` and `column` are its codes there, in the table's own unit.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="control_totals", verbose_name=_("report")
    )
    table = models.CharField(_("table"), max_length=10)
    line = models.CharField(_("line"), max_length=20)
    column = models.CharField(_("column"), max_length=40)
    value = decimal_column(_("printed"))
    decimals = models.PositiveSmallIntegerField(
        _("decimals"), help_text=_("How many decimals it is printed with, which bounds its rounding.")
    )

    class Meta:
        verbose_name = _("control total")
        verbose_name_plural = _("control totals")
        ordering = ["report", "table", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "table", "line", "column"], name="finance_control_total_once"),
            models.CheckConstraint(condition=models.Q(decimals__lte=4), name="finance_control_total_decimals"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.table} {self.line} {self.column}"


class Fact(Versioned):
    """Another dated figure of a report, with its paragraph: no part of any sum."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="facts", verbose_name=_("report"))
    code = models.CharField(_("code"), max_length=60)
    title = models.CharField(_("title"), max_length=300)
    year = models.PositiveSmallIntegerField(_("year"))
    value = decimal_column(_("value"))
    unit = models.CharField(_("unit"), max_length=10, choices=FactUnit.choices)
    is_about = models.BooleanField(_("about"), default=False, help_text=_("The document says “about”."))
    paragraph = models.CharField(_("paragraph"), max_length=60)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["report", "code", "year"]
        constraints = [models.UniqueConstraint(fields=["report", "code", "year"], name="finance_fact_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.code} {self.year}"
