"""Releases in the administration, to be read: they are published at /publish/, and never changed."""

from typing import Any

from django.contrib import admin

from common.administration import ReadingAdmin
from publications.models import Release


@admin.register(Release)
class ReleaseAdmin(ReadingAdmin):
    list_display = ["number", "title", "published_at", "demonstration", "reason"]
    fields = ["number", "title", "reason", "published_at", "published_by", "due_year", "demonstration", "sha256"]

    def activity_target(self, row: Any) -> str:
        return f"release {row.number}"
