"""What the log says of releases."""

from django.utils.translation import gettext_lazy as _

from activity.sentences import register

register(
    {
        "publications.release.published": _("published a release"),
        "publications.release.sealed": _("sealed a release until its hour"),
        "publications.release.called_off": _("called off a release before its hour"),
    }
)
