"""What the log says of indicators and observations."""

from django.utils.translation import gettext_lazy as _

from activity.sentences import register

register(
    {
        "indicators.indicator.created": _("added an indicator"),
        "indicators.indicator.changed": _("changed an indicator"),
        "indicators.series.created": _("added a series"),
        "indicators.series.changed": _("changed a series"),
        "indicators.milestone.created": _("added a milestone"),
        "indicators.milestone.changed": _("changed a milestone"),
        "indicators.amendment.proposed": _("proposed an amendment"),
        "indicators.amendment.confirmed": _("confirmed an amendment"),
        "indicators.amendment.withdrawn": _("withdrew an amendment"),
        "indicators.framework.copied": _("began a framework as a copy of another"),
        "indicators.framework.adopted": _("adopted a framework"),
        "indicators.series.removed": _("took a series out of a framework in preparation"),
        "indicators.lineage.created": _("said how a series goes on in the next framework"),
        "indicators.lineage.changed": _("changed how a series goes on in the next framework"),
        "indicators.lineage.removed": _("took back how a series goes on in the next framework"),
        "indicators.custodianship.assigned": _("assigned indicators"),
        "indicators.custodianship.ended": _("ended an assignment of indicators"),
        "indicators.custodianship.handed_over": _("handed over indicators from one custodian to another"),
        "indicators.observation.saved": _("saved an observation"),
        "indicators.observation.computed": _("took a computed figure"),
        "indicators.figure.explained": _("explained why a figure stands"),
        "indicators.slippage.explained": _("explained why a series is behind"),
        "indicators.rules.loaded": _("loaded roll-up rules"),
        "indicators.rule.created": _("named the question behind a series"),
        "indicators.rule.changed": _("changed a roll-up rule"),
        "indicators.facts.loaded": _("loaded the report's own facts"),
        "indicators.finance_rules.loaded": _("loaded ledger rules"),
        "indicators.finance_rule.created": _("named the measure of the ledger that a series is"),
        "indicators.finance_rule.changed": _("changed a ledger rule"),
        "indicators.observation.submitted": _("submitted an observation"),
        "indicators.observation.returned": _("returned an observation"),
        "indicators.observation.validated": _("validated an observation"),
        "indicators.observation.reopened": _("reopened an observation"),
    }
)
