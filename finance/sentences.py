"""What the log says of the trust fund's records."""

from django.utils.translation import gettext_lazy as _

from activity.sentences import register

register(
    {
        "finance.data.loaded": _("loaded the trust fund's tables"),
        "finance.report.opened": _("opened a report"),
        "finance.report.closed": _("closed a report"),
        "finance.report.reopened": _("opened a closed report again"),
        "finance.item.saved": _("saved an item"),
        "finance.item.submitted": _("submitted an item"),
        "finance.item.returned": _("returned an item"),
        "finance.item.validated": _("validated an item"),
        "finance.item.reopened": _("reopened an item"),
        "finance.contribution.added": _("added a contribution"),
        "finance.contribution.saved": _("saved a contribution"),
        "finance.contribution.submitted": _("submitted a contribution"),
        "finance.contribution.returned": _("returned a contribution"),
        "finance.contribution.validated": _("validated a contribution"),
        "finance.contribution.reopened": _("reopened a contribution"),
        "finance.contributions.invented": _("invented contributions for a demonstration"),
        "finance.contributor.created": _("added a contributor"),
        "finance.contributor.changed": _("changed a contributor"),
        "finance.group_of_77.created": _("added a membership of the Group of 77"),
        "finance.group_of_77.changed": _("changed a membership of the Group of 77"),
        "finance.control_total.created": _("added a control total"),
        "finance.control_total.changed": _("changed a control total"),
        "finance.component.created": _("added a component"),
        "finance.component.changed": _("changed a component"),
        "finance.footnote.created": _("added a footnote"),
        "finance.footnote.changed": _("changed a footnote"),
        "finance.fact.created": _("added a fact"),
        "finance.fact.changed": _("changed a fact"),
    }
)
