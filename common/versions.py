"""Writes that lose no edit: one conditional update, instead of checking first and saving later."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from common.refusals import Missing, VersionConflict, VersionNeeded, WrongState


class Versioned(models.Model):
    """A row that people edit: every change of it raises its version by one, through `write_version`."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Versioned)


def need_version(seen: int | None) -> int:
    """The version that a write names; a write without one is refused (428)."""
    if seen is None:
        raise VersionNeeded(_("Say which version you saw, so that nobody's change is lost."))
    return seen


def write_version(row: Row, changes: dict[str, Any], *, seen: int | None, states: Collection[str] | None = None) -> Row:
    """Change `row` where its version is still `seen` and its state one of `states`; return it as it then is.

    The version rises by one. Refused with nothing changed: VersionNeeded, VersionConflict (which carries the
    present row), WrongState, Missing.
    """
    seen = need_version(seen)
    # A plain queryset: columns by their own names, whatever a manager makes of them in the reader's language.
    rows: models.QuerySet[Row] = models.QuerySet(type(row)).filter(pk=row.pk)
    matching = rows.filter(version=seen)
    if states is not None:
        matching = matching.filter(state__in=states)
    changed = matching.update(version=F("version") + 1, **changes)
    present = rows.first()
    if present is None:
        raise Missing
    if not changed:
        if present.version != seen:
            raise VersionConflict(present)
        state = getattr(present, "get_state_display", str)()
        raise WrongState(_("This is %(state)s, and cannot be changed that way.") % {"state": state})
    return present
