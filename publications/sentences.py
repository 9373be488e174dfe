"""What the log says of releases."""

from django.utils.translation import gettext_lazy as _

from activity.sentences import register

register({"publications.release.published": _("published a release")})
