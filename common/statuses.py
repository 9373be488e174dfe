"""What a value is, or why there is none: the same closed list for observations, figures and answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """What a value is, or why there is none."""

    REPORTED = "reported", _("reported")
    ESTIMATED = "estimated", _("estimated")
    PROVISIONAL = "provisional", _("provisional")
    NOT_REPORTED = "not_reported", _("not reported")
    NOT_AVAILABLE = "not_available", _("not available")
    NOT_APPLICABLE = "not_applicable", _("not applicable")
    WITHHELD = "withheld", _("withheld")


WITH_VALUE = (Status.REPORTED, Status.ESTIMATED, Status.PROVISIONAL)
WITHOUT_VALUE = tuple(status for status in Status if status not in WITH_VALUE)
NEEDS_REASON = (Status.NOT_AVAILABLE, Status.NOT_APPLICABLE, Status.WITHHELD)
