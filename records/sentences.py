"""What the log says of standing records."""

from django.utils.translation import gettext_lazy as _

from activity.sentences import register

register(
    {
        "records.record.added": _("added a record"),
        "records.record.changed": _("changed a record"),
        "records.record.ended": _("ended a record"),
        "records.record.withdrawn": _("withdrew a record"),
        "records.kind.confirmed": _("confirmed that records are complete"),
        "records.mapping.created": _("saved how a file of records is read"),
        "records.mapping.changed": _("changed how a file of records is read"),
        "records.coordinator.created": _("added a resident coordinator"),
        "records.coordinator.changed": _("changed a resident coordinator"),
    }
)
