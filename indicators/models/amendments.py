"""How a framework changes once figures rest on it: by amendment, or by the next framework, series by series."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.versions import Versioned
from frameworks.models import Framework
from indicators.choices import Decision, Descent
from indicators.models.definitions import Series


class Amendment(models.Model):
    """What shall change in a framework's definitions, from which reporting year, by which mandate and why.

    A proposal is never edited: it is withdrawn, and proposed anew. `changes` is a list, in order, of
    {"on": "series RCS-2022-2025/2.1.1-d/total", "field": "target_value", "old": "90", "new": "85"}: what is changed as
    the log names it (`indicators.definitions.target_of`), the column, and both values in canonical form.
    """

    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="amendments", verbose_name=_("framework")
    )
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("1 is the framework's first amendment."))
    first_year = models.PositiveSmallIntegerField(
        _("first reporting year"), help_text=_("The first year whose values are by the new words; charts break before.")
    )
    decided_on = models.DateField(_("decided on"), help_text=_("The day of the mandate."))
    mandate = models.CharField(_("mandate"), max_length=200)
    reason = models.TextField(_("reason"))
    changes = models.JSONField(_("changes"))
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["framework", "number"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="indicators_amendments_are_numbered"),
            models.CheckConstraint(
                condition=~models.Q(mandate="") & ~models.Q(reason=""), name="indicators_amendment_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.number}"

    @property
    def key(self) -> str:
        """Its name among all frameworks: `RCS-2022-2025/1`."""
        return f"{self.framework.code}/{self.number}"

    @property
    def state(self) -> str:
        """The decision on it, or `proposed` while there is none."""
        decision = getattr(self, "decision", None)
        return decision.outcome if decision else Decision.PROPOSED


class AmendmentDecision(models.Model):
    """That somebody else confirmed an amendment, from which moment it holds, or that it was withdrawn."""

    amendment = models.OneToOneField(
        Amendment, on_delete=models.PROTECT, related_name="decision", verbose_name=_("amendment")
    )
    outcome = models.CharField(
        _("decision"),
        max_length=10,
        choices=[(outcome.value, outcome.label) for outcome in (Decision.CONFIRMED, Decision.WITHDRAWN)],
    )
    remark = models.TextField(_("remark"), blank=True)
    at = models.DateTimeField(_("decided"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("decision on an amendment")
        verbose_name_plural = _("decisions on amendments")
        ordering = ["amendment"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=[Decision.CONFIRMED, Decision.WITHDRAWN]),
                name="indicators_known_decision",
            )
        ]

    def __str__(self) -> str:
        return f"{self.amendment}: {self.outcome}"


class Lineage(Versioned):
    """How a series of one framework goes on in the next: from `before` to `after`; without one, dropped or new."""

    framework = models.ForeignKey(
        Framework,
        on_delete=models.PROTECT,
        related_name="lineage",
        verbose_name=_("framework"),
        help_text=_("The later one."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Descent.choices)
    before = models.ForeignKey(
        Series,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="descendants",
        verbose_name=_("series before"),
    )
    after = models.ForeignKey(
        Series,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ancestors",
        verbose_name=_("series after"),
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("lineage of a series")
        verbose_name_plural = _("lineage of series")
        ordering = ["framework", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="indicators_lineage_once"),
            models.CheckConstraint(
                condition=models.Q(kind=Descent.NEW, before=None, after__isnull=False)
                | models.Q(kind=Descent.DROPPED, before__isnull=False, after=None)
                | (
                    models.Q(before__isnull=False, after__isnull=False, kind__in=Descent.values)
                    & ~models.Q(kind__in=[Descent.NEW, Descent.DROPPED])
                ),
                name="indicators_lineage_has_its_ends",
                violation_error_message=_("What is new has no series before, what is dropped none after."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} > {self.after_id}: {self.kind}"
