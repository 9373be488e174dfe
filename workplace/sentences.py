"""What the log says of what spans several rooms."""

from django.utils.translation import gettext_lazy as _

from activity.sentences import register

register({"workplace.demonstration.invented": _("invented records and answers for the demonstration")})
