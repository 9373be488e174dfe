"""Rows of reference data, created and changed with their activity: the same few steps for every noun.

The actions of each app (`countries.actions`, `accounts.actions`, `indicators.definitions`) say who may and when; these
functions write. They lock the end of the log first, so that such edits, which are rare, wait for each other: what a
check has read is still true when the row is written.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils import translation

from activity.actions import lock_head, record
from common.refusals import Missing
from common.rows import checked, cleaned, columns_of
from common.versions import Versioned, write_version

Row = TypeVar("Row", bound=Versioned)
Target = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Written(Generic[Row]):
    """A row as it now is, and what the log keeps of the writing: {} where nothing changed."""

    row: Row
    said: dict[str, Any]


def create_row(row: Row, values: Mapping[str, Any], *, by: Any, verb: str, target: Target) -> Row:
    """Fill the unsaved `row` with `values`, keep it, and record it. Raises Invalid."""
    created = insert_row(row, values)
    record(verb, target(created.row), by=by, data=created.said)
    return created.row


def insert_row(row: Row, values: Mapping[str, Any]) -> Written[Row]:
    """`create_row` without its activity: for an action that writes several rows and records them as one."""
    lock_head()
    given = cleaned(type(row), values)
    for name, value in given.items():
        setattr(row, name, value)
    checked(row)
    with translation.override("en"):  # so that the unmarked columns take the English texts
        row.save(force_insert=True)
    return Written(row, {"version": row.version, "after": _plain(given)})


def change_row(
    row: Row,
    values: Mapping[str, Any],
    *,
    by: Any,
    verb: str,
    target: Target,
    seen: int | None,
    allow: Callable[[Row, Row, set[str]], None] = lambda before, after, names: None,
    data: Mapping[str, Any] | None = None,
) -> Row:
    """Write `values` over `row` where its version is still `seen`, and record what was and what is.

    What equals the row already changes nothing, not even its version. `allow(before, after, names)` may refuse once
    the version has been found right (WrongState comes last). `data` is recorded beside.
    Raises Missing, Invalid, VersionNeeded, VersionConflict.
    """
    written = write_row(row, values, seen=seen, allow=allow)
    if written.said:
        record(verb, target(written.row), by=by, data={**(data or {}), **written.said})
    return written.row


def write_row(
    row: Row,
    values: Mapping[str, Any],
    *,
    seen: int | None,
    allow: Callable[[Row, Row, set[str]], None] = lambda before, after, names: None,
) -> Written[Row]:
    """`change_row` without its activity: for an action that writes several rows and records them as one."""
    lock_head()
    before: Row | None = models.QuerySet(type(row)).filter(pk=row.pk).first()
    if before is None:
        raise Missing
    given = cleaned(type(row), values)
    names = {name for name, value in given.items() if getattr(before, name) != value}
    if not names and before.version == seen:
        return Written(before, {})
    after = copy.copy(before)
    for name in names:
        setattr(after, name, given[name])
    checked(after)
    changed = {name: given[name] for name in given if name in names}
    saved = write_version(before, columns_of(after, changed), seen=seen)
    allow(before, saved, names)
    said = {
        "version": saved.version,
        "before": _plain({name: getattr(before, name) for name in changed}),
        "after": _plain(changed),
    }
    return Written(saved, said)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the log keeps them: a row that is pointed to stands by its code, else by its key."""
    return {
        name: (getattr(value, "code", None) or value.pk) if isinstance(value, models.Model) else value
        for name, value in values.items()
    }
