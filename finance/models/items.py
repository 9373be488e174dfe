"""Items: what a report says of a line for a year; and their figures, which validation appends."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.columns import decimal_column
from common.statuses import WITH_VALUE, WITHOUT_VALUE, Status
from finance.choices import FUNDING, RESOURCES, Fund, Grade, Kind, ObjectOfExpenditure, Stream
from finance.models.checked import Appended, Checked
from finance.models.structure import Component, Report
from finance.querysets import FundFigureQuerySet, FundItemQuerySet


class FundValue(models.Model):
    """A sum in dollars or a number of posts, or why there is none."""

    value = decimal_column(_("value"), help_text=_("In dollars; posts in posts."))
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.NOT_REPORTED)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Why there is no value."))
    rounded_to = decimal_column(
        _("rounded to"),
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text=_("The unit of its last printed digit, in dollars; empty: exact."),
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False, status__in=WITH_VALUE) | Q(value=None, status__in=WITHOUT_VALUE),
                name="%(app_label)s_%(class)s_null_says_why",
                violation_error_message=_("A value is empty exactly when its status says why."),
            ),
            models.CheckConstraint(
                condition=Q(rounded_to=None) | Q(rounded_to__gt=0), name="%(app_label)s_%(class)s_rounded_to_something"
            ),
        ]


class FundItem(Checked, FundValue):
    """The working row of a line in a year, as one report says it. `code` is its name everywhere:
    `2022.estimate.2023.all.B1`, `2022.posts.2023.B1.P-5`, `2022.received.2021.levy`."""

    code = models.CharField(_("code"), max_length=80, unique=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="items", verbose_name=_("report"))
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    fund = models.CharField(_("fund"), max_length=20, choices=Fund.choices, blank=True)
    component = models.ForeignKey(
        Component,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="items",
        verbose_name=_("component"),
    )
    object = models.CharField(
        _("object of expenditure"), max_length=10, choices=ObjectOfExpenditure.choices, blank=True
    )
    grade = models.CharField(_("grade"), max_length=6, choices=Grade.choices, blank=True)
    stream = models.CharField(_("stream"), max_length=15, choices=Stream.choices, blank=True)

    objects = FundItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["report", "pk"]
        constraints = [
            *Checked.Meta.constraints,
            *FundValue.Meta.constraints,
            models.CheckConstraint(
                condition=(
                    # Resources: of a fund, by component or by object; the whole of one fund by neither.
                    Q(kind__in=RESOURCES, fund__in=Fund.values, grade="", stream="")
                    & (
                        Q(component__isnull=False, object="")
                        | Q(component=None, object__in=ObjectOfExpenditure.values)
                        | (Q(component=None, object="") & ~Q(fund=Fund.ALL))
                    )
                )
                | Q(kind=Kind.POSTS, fund="", component__isnull=False, object="", grade__in=Grade.values, stream="")
                | Q(kind__in=FUNDING, fund="", component=None, object="", grade="", stream__in=Stream.values),
                name="finance_item_is_of_its_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.POSTS) | Q(value=None) | Q(value__gte=0), name="finance_no_negative_posts"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def line(self) -> str:
        """The code of its line: a component, an object of expenditure, a stream, or `total` for a whole fund."""
        return (self.component.code if self.component else "") or self.object or self.stream or "total"


class FundFigure(Appended, FundValue):
    """A validated item as it was; the latest is the current one."""

    item = models.ForeignKey(FundItem, on_delete=models.PROTECT, related_name="figures", verbose_name=_("item"))

    objects = FundFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure of an item")
        verbose_name_plural = _("figures of items")
        ordering = ["item", "number"]
        constraints = [
            *FundValue.Meta.constraints,
            models.UniqueConstraint(fields=["item", "number"], name="finance_figures_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.item} figure {self.number}"
