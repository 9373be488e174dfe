"""Comments on a question of a submission, and files that bear an answer out."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.versions import Versioned
from surveys.choices import CommentState
from surveys.models.questionnaires import Item
from surveys.models.submissions import Submission, person_field


class Comment(Versioned):
    """What somebody says about an answer, on the question itself, to a person or to whoever it concerns."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="comments", verbose_name=_("submission")
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="comments", verbose_name=_("question"))
    text = models.TextField(pgettext_lazy("remark", "comment"))
    by = person_field(_("by"))
    to = person_field(pgettext_lazy("recipient", "to"))
    at = models.DateTimeField(_("written"))
    state = models.CharField(_("state"), max_length=10, choices=CommentState.choices, default=CommentState.OPEN)

    class Meta:
        verbose_name = pgettext_lazy("remark", "comment")
        verbose_name_plural = _("comments")
        ordering = ["submission", "item", "at"]

    def __str__(self) -> str:
        return f"{self.submission} {self.item_id}: {self.state}"


class Reply(models.Model):
    """What somebody answers to a comment."""

    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, related_name="replies", verbose_name=pgettext_lazy("remark", "comment")
    )
    text = models.TextField(_("reply"))
    by = person_field(_("by"))
    at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["comment_id", "at"]  # not by the comment's own order, which names the year twice

    def __str__(self) -> str:
        return f"{self.comment_id} {self.at}"


class EvidenceFile(models.Model):
    """A file that bears an answer out: kept under a random name, of a type that its content shows."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="files", verbose_name=_("submission")
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="files", verbose_name=_("question"))
    key = models.CharField(_("random name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200, help_text=_("As it was called where it came from."))
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes."))
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(_("added"))
    by = person_field(_("added by"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("evidence file")
        verbose_name_plural = _("evidence files")
        ordering = ["submission", "item", "at"]

    def __str__(self) -> str:
        return self.name
