"""Entries of the log, and the one row that heads its chain."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.querysets import EntryQuerySet


class Entry(models.Model):
    """One thing that somebody did. `text` is exactly what was hashed; the other columns repeat it for filtering."""

    sequence = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("when"))
    # The person may leave, the entry stays: the id stands in the hashed text too.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    verb = models.CharField(_("what"), max_length=60)
    target = models.CharField(_("on what"), max_length=200)
    text = models.TextField(_("text"))
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-sequence"]
        verbose_name = _("activity")
        verbose_name_plural = _("activity")
        indexes = [
            models.Index(fields=["verb", "-sequence"], name="activity_by_verb"),
            models.Index(fields=["target", "-sequence"], name="activity_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.target}"


class Head(models.Model):
    """The end of the chain: one row, locked last in each action, so that entries never fork."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="activity_one_head")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"
