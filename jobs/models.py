"""Jobs, and the files that they are given and give back."""

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.kinds import Kind, kind_of
from jobs.querysets import JobFileQuerySet, JobQuerySet


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Purpose(models.TextChoices):
    """What a file is to its job."""

    GIVEN = "given", _("given to it")
    RESULT = "result", _("its result")


FINISHED = frozenset({State.DONE, State.FAILED, State.CANCELLED})


class Job(models.Model):
    """Work longer than a request.

    Whoever works on it holds a lease that ends by itself, and a fence, the number of its claim: what is written under
    an older number than the row's changes nothing.
    """

    key = models.CharField(_("key"), max_length=40, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who asked"), null=True, on_delete=models.PROTECT, related_name="jobs"
    )
    arguments = models.JSONField(_("arguments"), default=dict)
    language = models.CharField(_("language"), max_length=8)
    unique = models.CharField(_("the only one of this name"), max_length=120, null=True, unique=True)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    step = models.CharField(_("step"), max_length=40, blank=True, default="")
    done = models.PositiveIntegerField(_("done"), null=True)
    total = models.PositiveIntegerField(_("of"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    lease_until = models.DateTimeField(_("leased until"), null=True)
    fence = models.PositiveIntegerField(_("claims"), default=0)
    cancel_asked = models.BooleanField(_("asked to stop"), default=False)
    checkpoint = models.JSONField(_("where to go on"), default=dict)

    created_at = models.DateTimeField(_("asked for"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    report = models.JSONField(_("report"), default=dict)
    error = models.TextField(_("why it failed"), blank=True, default="")

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="jobs_known_state"),
            # Just one of the two: somebody works on it until a moment, or nobody does.
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True)),
                name="jobs_leased_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINISHED, finished_at__isnull=False)
                | (~Q(state__in=FINISHED) & Q(finished_at__isnull=True)),
                name="jobs_finished_at_its_end",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(error="") | ~Q(state="failed") & Q(error=""),
                name="jobs_failure_says_why",
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(done__isnull=False, done__lte=models.F("total")),
                name="jobs_done_within_total",
            ),
            models.CheckConstraint(condition=~Q(unique=""), name="jobs_name_is_null_or_something"),
        ]
        indexes = [
            models.Index(fields=["state", "not_before"], name="jobs_by_state"),
            models.Index(fields=["asked_by", "-id"], name="jobs_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def kind_known(self) -> Kind | None:
        """What the program knows of its kind."""
        return kind_of(self.kind)

    @property
    def title(self) -> Any:
        """What it does, in the reader's language."""
        return self.kind_known.title if self.kind_known else self.kind

    @property
    def step_label(self) -> Any:
        """The word for where it is; "" before its first step."""
        return self.kind_known.steps.get(self.step, self.step) if self.kind_known else self.step

    @property
    def page(self) -> str | None:
        """The address of what it is about."""
        return self.kind_known.page(self) if self.kind_known else None

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED


class JobFile(models.Model):
    """A file of a job. Its bytes stand in the database: workers on other machines share that and no disk.

    So a result is there exactly when the job is done, and nothing is left behind by what was rolled back.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="files")
    purpose = models.CharField(_("purpose"), max_length=6, choices=Purpose)
    name = models.CharField(_("name"), max_length=160)
    content_type = models.CharField(_("type"), max_length=120)
    size = models.PositiveIntegerField(_("bytes"), validators=[MinValueValidator(1)])
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    expires_at = models.DateTimeField(_("kept until"))

    objects = JobFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a job")
        verbose_name_plural = _("files of jobs")
        constraints = [
            models.UniqueConstraint(fields=["job", "purpose"], name="jobs_one_file_for_each_purpose"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="jobs_known_purpose"),
            models.CheckConstraint(condition=Q(size__gt=0), name="jobs_file_is_not_empty"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="jobs_files_by_end")]

    def __str__(self) -> str:
        return f"{self.job} {self.name}"
