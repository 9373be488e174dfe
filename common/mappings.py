"""Which column of somebody's file is which column of ours, kept so that next year's file is read the same way."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.versions import Versioned


class ColumnMapping(Versioned):
    """`columns` is {heading of the file: our column}; `words` {our column: {word of the file: our code}}.

    What is not named in `columns` is not read.
    """

    name = models.CharField(_("name"), max_length=100, unique=True)
    columns = models.JSONField(_("columns"), default=dict)
    words = models.JSONField(_("words"), default=dict, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
