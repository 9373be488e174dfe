"""The words of statuses, origins and units on public pages, as whole phrases for translators."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.statuses import Status
from indicators.choices import Counted, Direction, Method, Origin
from surveys.choices import State

# A reporting year that was due and has no value, by the status that says why.
NOTHING_FOR_A_YEAR: dict[str, Promise] = {
    "not_reported": _("No value for %(year)s has been published."),
    "not_available": _("No value for %(year)s: not available."),
    "not_applicable": _("No value for %(year)s: not applicable."),
    "withheld": _("No value for %(year)s: withheld."),
}
VALIDATED_BY: dict[str, Promise] = {
    "source document": _("taken over from the source document"),
    "validator": _("checked by a validator, who did not enter it"),
}
PUBLISHED_BY: dict[str, Promise] = {
    "publisher": _("a publisher"),
    "system": _("the installation itself, from the source document"),
}
DISCLOSURES: dict[str, Promise] = {
    "respondent": _("Who answered what is public here: respondents are named on each side of the figure."),
    "groups": _(
        "Nobody is named here: these answers are shown in groups of at least five that do not all answer alike."
    ),
    "none": _("Nobody is named here, and no part is shown by itself: of these answers only the whole is shown."),
}
UNIT_LABELS: dict[str, Promise] = {
    "percent": _("Per cent"),
    "number": pgettext_lazy("unit", "Number"),
    "usd": _("United States dollars"),
}
# Where a team's answers to a questionnaire stand, the furthest first.
STATES: dict[str, Promise] = {
    State.ACCEPTED: _("Accepted"),
    State.ENDORSED: _("Endorsed by the region, being checked at headquarters"),
    State.SUBMITTED: _("Submitted, being checked by the region"),
    State.RETURNED: _("Returned for correction"),
    State.DRAFT: _("Not handed in"),
}
STATUSES = {str(status.value): status.label for status in Status}
ORIGINS = {str(origin.value): origin.label for origin in Origin}
METHODS = {str(method.value): method.label for method in Method}
DIRECTIONS = {str(direction.value): direction.label for direction in Direction}
COUNTED = {str(counted.value): counted.label for counted in Counted}
STATISTICS: dict[str, Promise] = {
    "coordinators": _("Resident coordinators"),
    "offices": _("Resident coordinator offices"),
    "frameworks": _("Cooperation Frameworks and UNDAFs"),
}
