"""How files of records are read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.mappings import ColumnMapping


class RecordMapping(ColumnMapping):
    """How a file of one kind of records (`records.kinds`), of many teams, is read; our columns are the kind's."""

    kind = models.CharField(_("kind"), max_length=40)

    class Meta:
        verbose_name = _("mapping of columns to records")
        verbose_name_plural = _("mappings of columns to records")
        ordering = ["name"]
