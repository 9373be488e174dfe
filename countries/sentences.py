"""What the log says of countries."""

from django.utils.translation import gettext_lazy as _

from activity.sentences import register

register(
    {
        "countries.list.loaded": _("loaded the shipped countries"),
        "countries.region.created": _("added a region"),
        "countries.region.changed": _("changed a region"),
        "countries.team.created": _("added a country team"),
        "countries.team.changed": _("changed a country team"),
        "countries.team.moved": _("moved a country team to another region"),
        "countries.country.created": _("added a country or territory"),
        "countries.country.changed": _("changed a country or territory"),
        "countries.group_membership.created": _("put a country into a group"),
        "countries.group_membership.changed": _("changed a country's membership of a group"),
    }
)
