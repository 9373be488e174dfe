"""What the log says of frameworks and reporting years."""

from django.utils.translation import gettext_lazy as _

from activity.sentences import register

register(
    {
        "frameworks.framework.loaded": _("loaded a framework from its file"),
        "frameworks.framework.translated": _("added translations to a framework from its file"),
        "frameworks.framework.created": _("added a framework"),
        "frameworks.framework.changed": _("changed a framework"),
        "frameworks.goal.created": _("added a goal"),
        "frameworks.goal.changed": _("changed a goal"),
        "frameworks.outcome.created": _("added an outcome"),
        "frameworks.outcome.changed": _("changed an outcome"),
        "frameworks.output.created": _("added an output"),
        "frameworks.output.changed": _("changed an output"),
        "frameworks.reporting_year.opened": _("opened a reporting year"),
        "frameworks.reporting_year.closed": _("closed a reporting year"),
        "frameworks.reporting_year.reopened": _("opened a closed reporting year again"),
    }
)
