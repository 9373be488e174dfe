"""What the log says of jobs."""

from django.utils.translation import gettext_lazy as _

from activity.sentences import register

register(
    {
        "jobs.job.asked": _("asked for a job"),
        "jobs.job.cancelled": _("stopped a job"),
        "jobs.job.retried": _("had a job tried again"),
    }
)
