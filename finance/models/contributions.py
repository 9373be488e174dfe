"""Contributors, and what they agreed, pledged and paid."""

from decimal import ROUND_HALF_UP, Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.columns import decimal_column
from common.dated import DatedQuerySet
from common.versions import Versioned
from finance.choices import STREAMS, ContributorKind, Given, Stream
from finance.models.checked import Appended, Checked
from finance.querysets import ContributionFigureQuerySet, ContributionQuerySet

DOLLARS = "USD"
CENT = Decimal("0.01")


class Contributor(Versioned):
    """Who gives money: a Member State under its UN name, an entity, or another."""

    code = models.CharField(
        _("code"), max_length=40, unique=True, help_text=_("Of a Member State: its ISO 3166 alpha-3.")
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=ContributorKind.choices)
    is_demonstration = models.BooleanField(
        _("invented for a demonstration"), default=False, help_text=_("Exists in demonstrations alone.")
    )

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ContributorKind.values), name="finance_contributor_of_known_kind"
            )
        ]

    def __str__(self) -> str:
        return self.name


class GroupOf77Membership(Versioned):
    """That a Member State is in the Group of 77, between two days; an empty first day is before our records."""

    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="group_of_77", verbose_name=_("contributor")
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership of the Group of 77")
        verbose_name_plural = _("memberships of the Group of 77")
        ordering = ["contributor", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["contributor", "valid_from"], name="finance_group_of_77_once"),
            # No two empty first days are the same to a database, so they have a rule of their own.
            models.UniqueConstraint(
                fields=["contributor"],
                condition=Q(valid_from=None),
                name="finance_group_of_77_once_from_the_start",
                violation_error_message=_("It is in the Group of 77 already, from before our records."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="finance_group_of_77_ends_after_it_begins",
                violation_error_message=_("It cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor_id} {self.valid_from}"


class GiftColumns(models.Model):
    """What a contribution says. `rate` is units of its currency for one US dollar on the day `rate_on`."""

    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("contributor")
    )
    stream = models.CharField(_("stream"), max_length=15, choices=[(stream.value, stream.label) for stream in STREAMS])
    kind = models.CharField(_("kind"), max_length=10, choices=Given.choices)
    first_year = models.PositiveSmallIntegerField(_("year"), help_text=_("Of an agreement: the first."))
    last_year = models.PositiveSmallIntegerField(_("last year"), help_text=_("The same, unless it is an agreement."))
    amount = decimal_column(_("amount"), validators=[MinValueValidator(CENT)])
    currency = models.CharField(_("currency"), max_length=3, default=DOLLARS, help_text=_("ISO 4217, such as CHF."))
    dated = models.DateField(_("day"), null=True, blank=True, help_text=_("Of the payment, pledge or signature."))
    rate = decimal_column(
        _("rate"),
        validators=[MinValueValidator(Decimal("0.0001"))],
        help_text=_("Units of the currency for one US dollar."),
    )
    rate_on = models.DateField(_("day of the rate"), null=True, blank=True)
    levy_applied = models.BooleanField(
        _("levy applied"), null=True, blank=True, help_text=_("Of the levy alone: whether the agreement applied it.")
    )
    void = models.BooleanField(_("void"), default=False, help_text=_("Entered by mistake: it counts nowhere."))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(stream__in=STREAMS, kind__in=Given.values), name="%(app_label)s_%(class)s_known_words"
            ),
            models.CheckConstraint(
                condition=Q(kind=Given.AGREEMENT, last_year__gt=F("first_year"))
                | (~Q(kind=Given.AGREEMENT) & Q(last_year=F("first_year"))),
                name="%(app_label)s_%(class)s_years_of_its_kind",
                violation_error_message=_("An agreement covers several years, a pledge or payment one."),
            ),
            models.CheckConstraint(
                condition=Q(rate=None, rate_on=None)
                | (Q(rate__gt=0, rate__isnull=False, rate_on__isnull=False) & ~Q(currency=DOLLARS)),
                name="%(app_label)s_%(class)s_dated_rate_or_none",
                violation_error_message=_("A rate has its day, and dollars have no rate."),
            ),
            models.CheckConstraint(
                condition=(Q(amount__gt=0, amount__isnull=False) & (Q(levy_applied=None) | Q(levy_applied=True)))
                | Q(amount=None, kind=Given.AGREEMENT)
                | Q(amount=None, levy_applied=False, levy_applied__isnull=False),
                name="%(app_label)s_%(class)s_amount_where_one_is_due",
                violation_error_message=_("Give an amount above 0; a levy that was not applied has none."),
            ),
            models.CheckConstraint(
                condition=Q(stream=Stream.LEVY, levy_applied__isnull=False)
                | (~Q(stream=Stream.LEVY) & Q(levy_applied=None)),
                name="%(app_label)s_%(class)s_levy_says_whether_applied",
                violation_error_message=_("Of the levy, say whether it was applied; of other streams, do not."),
            ),
            models.CheckConstraint(
                condition=Q(void=False) | ~Q(note=""),
                name="%(app_label)s_%(class)s_void_says_why",
                violation_error_message=_("Say in the note why it counts nowhere."),
            ),
        ]

    @property
    def dollars(self) -> Decimal | None:
        """The amount in US dollars, to the cent; None without an amount, or without a dated rate."""
        if self.amount is None or self.currency == DOLLARS:
            return self.amount
        return None if self.rate is None else (self.amount / self.rate).quantize(CENT, ROUND_HALF_UP)


class Contribution(Checked, GiftColumns):
    """The working row of an agreement, pledge or payment. `reference` is its name everywhere: `2024-0001`."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["reference"]
        constraints = [*Checked.Meta.constraints, *GiftColumns.Meta.constraints]

    def __str__(self) -> str:
        return self.reference


class ContributionFigure(Appended, GiftColumns):
    """A validated contribution as it was; the latest is the current one."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.PROTECT, related_name="figures", verbose_name=_("contribution")
    )

    objects = ContributionFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure of a contribution")
        verbose_name_plural = _("figures of contributions")
        ordering = ["contribution", "number"]
        constraints = [
            *GiftColumns.Meta.constraints,
            models.UniqueConstraint(fields=["contribution", "number"], name="finance_gifts_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} figure {self.number}"
