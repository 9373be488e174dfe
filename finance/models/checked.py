"""What items and contributions have in common: their state, and the figure that validation appends."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.versions import Versioned
from finance.choices import State


class Checked(Versioned):
    """A working row that one person submits and another validates. Every write names the version it saw."""

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    comment = models.TextField(_("comment"), blank=True, help_text=_("Why it was returned or reopened."))
    changed_at = models.DateTimeField(_("changed"), null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="%(app_label)s_%(class)s_known_state"
            ),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="%(app_label)s_%(class)s_from_version_1"),
        ]


class Appended(models.Model):
    """What validation appends and nobody changes; `sha256` lets `verify_figures` find a change made without it."""

    number = models.PositiveSmallIntegerField(_("number"), help_text=_("1 is the row's first figure."))
    row_version = models.PositiveIntegerField(_("version of the row"))
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

    class Meta:
        abstract = True
