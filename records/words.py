"""What statistics of records are called, as whole phrases for translators."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FRAMEWORK_STATUSES: dict[str, Promise] = {
    "in_force": _("in force"),
    "signed": _("signed, not in force yet"),
    "in_design": _("in design"),
    "ended": _("ended"),
}
