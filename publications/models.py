"""A release: a numbered, immutable, full copy of everything public, as documents and as flat rows."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.numbers import MAX_DECIMALS, MAX_DIGITS
from publications.querysets import DocumentQuerySet, ReleasedObservationQuerySet, ReleaseQuerySet


class Release(models.Model):
    """One publication. What it holds never changes; a correction is the next release, with its reason."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    title = models.CharField(_("title"), max_length=200)
    reason = models.TextField(_("reason"))
    published_at = models.DateTimeField(_("published"), help_text=_("Its hour: nobody outside sees it before."))
    sealed_at = models.DateTimeField(
        _("sealed"), null=True, help_text=_("When its content was copied, where that was before its hour.")
    )
    next_on = models.DateField(
        _("next release"), null=True, help_text=_("The day for which the next one was announced with it.")
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("published by"),
        help_text=_("Never shown in public: a release names roles, not persons."),
    )
    due_year = models.PositiveSmallIntegerField(_("last year due"), help_text=_("The latest year that was due."))
    demonstration = models.BooleanField(_("demonstration"), default=False)
    sha256 = models.CharField(max_length=64, help_text=_("The hash of its documents' hashes."))

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

    @property
    def has_own_title(self) -> bool:
        """Whether it was given a title; else it is called by its number."""
        return self.title != f"Release {self.number}"

    @property
    def copied_at(self) -> datetime:
        """The moment as of which it is a full copy of everything public."""
        return self.sealed_at or self.published_at

    @property
    def is_waiting(self) -> bool:
        """Whether it was sealed for an hour that has not come yet."""
        return self.sealed_at is not None and self.published_at > timezone.now()


class CalledOff(models.Model):
    """That a release was called off before its hour: nobody outside ever sees it, and its number is not used again."""

    release = models.OneToOneField(
        Release, on_delete=models.PROTECT, related_name="called_off", verbose_name=_("release")
    )
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("called off"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("called off by")
    )

    class Meta:
        verbose_name = _("release called off")
        verbose_name_plural = _("releases called off")
        ordering = ["release"]

    def __str__(self) -> str:
        return f"{self.release_id}"


class Kind(models.TextChoices):
    """What a document is about."""

    RELEASE = "release", _("release")
    FRAMEWORK = "framework", _("framework")
    INDICATOR = "indicator", _("indicator")
    COUNTRY = "country", _("country or territory")
    REGION = "region", _("region")
    TEAM = "team", _("country team")
    BEHIND = "behind", _("what is behind a figure")
    REPORTING = "reporting", _("who answered")
    FINANCE = "finance", _("trust fund")
    SURVEY = "survey", _("survey results")
    FACTS = "facts", _("facts of the report")


class Document(models.Model):
    """One canonical JSON document of a release; the API serves these very bytes."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=100)
    position = models.PositiveIntegerField(help_text=_("Its place among the release's documents of its kind."))
    text = models.TextField()
    sha256 = models.CharField(max_length=64)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["release", "kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "kind", "key"], name="publications_document_once"),
            models.UniqueConstraint(fields=["release", "kind", "position"], name="publications_document_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.kind} {self.key}"


class ReleasedObservation(models.Model):
    """A figure of a release as a flat row, for filtering; it says nothing that the documents do not."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="observations")
    position = models.PositiveIntegerField()
    framework = models.CharField(max_length=40)
    goal = models.CharField(max_length=20)
    indicator = models.CharField(max_length=20)
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=MAX_DECIMALS, null=True)
    numerator = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=MAX_DECIMALS, null=True)
    denominator = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=MAX_DECIMALS, null=True)
    status = models.CharField(max_length=16)
    origin = models.CharField(max_length=24)
    unit = models.CharField(max_length=10)
    source = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)

    objects = ReleasedObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("released observation")
        verbose_name_plural = _("released observations")
        ordering = ["release", "position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "position"], name="publications_row_in_order"),
            models.UniqueConstraint(
                fields=["release", "framework", "indicator", "series", "year"], name="publications_row_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.framework}/{self.indicator}/{self.series}/{self.year}"
