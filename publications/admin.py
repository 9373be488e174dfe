"""Releases in the administration, to be read: they are published at /publish/, and never changed."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.administration import ReadingAdmin
from publications.models import Release


@admin.register(Release)
class ReleaseAdmin(ReadingAdmin):
    list_display = ["number", "title", "published_at", "stands", "demonstration", "reason"]
    list_select_related = ["called_off"]
    fields = [
        *("number", "title", "reason", "published_at", "sealed_at", "next_on", "stands", "published_by", "due_year"),
        *("demonstration", "sha256"),
    ]

    @admin.display(description=_("State"))
    def stands(self, row: Release) -> str:
        """Whether it is published, waits for its hour, or was called off and why."""
        if called_off := getattr(row, "called_off", None):
            return str(_("called off: %(reason)s") % {"reason": called_off.reason})
        return str(_("waits for its hour") if row.is_waiting else _("published"))

    def activity_target(self, row: Any) -> str:
        return f"release {row.number}"
