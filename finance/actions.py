"""What is done with items and contributions: each function checks who and when, changes the rows, records one activity.

Refusals come in one order: NotAllowed, Invalid, VersionNeeded, VersionConflict, WrongState; after a refusal nothing
has changed.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.installation import is_demonstration
from accounts.models import User
from activity.actions import lock_head, record
from common.entered import checked_sentence
from common.refusals import Invalid, VersionConflict, WrongState
from common.statuses import NEEDS_REASON, Status
from common.versions import need_version, write_version
from common.workflow import Transition
from finance.figures import RowFigure, append_figure, target_of
from finance.models import Contribution, FundItem, Report
from finance.permissions import require
from finance.validation import Gift, ItemEntry, checked_gift, checked_item
from finance.workflow import EDITABLE, REOPEN, RETURN, SUBMIT, VALIDATE

Row = TypeVar("Row", FundItem, Contribution)


@transaction.atomic
def save_item(item: FundItem, entry: ItemEntry, *, by: User, seen: int | None) -> FundItem:
    """Keep what was entered as a draft. What equals the row already changes nothing, not even its version."""
    require("finance.save", by, item)
    return _save(item, checked_item(entry, item), by=by, seen=seen)


@transaction.atomic
def save_contribution(contribution: Contribution, gift: Gift, *, by: User, seen: int | None) -> Contribution:
    """Keep what was entered as a draft, as `save_item` does."""
    require("finance.save", by, contribution)
    return _save(contribution, checked_gift(gift, demonstration=is_demonstration()), by=by, seen=seen)


@transaction.atomic
def add_contribution(gift: Gift, *, by: User) -> Contribution:
    """Enter a new contribution as a draft, under the next reference of its year."""
    require("finance.save", by)
    columns = checked_gift(gift, demonstration=is_demonstration())
    lock_head()  # nobody else takes the reference between reading and writing
    contribution = Contribution(
        reference=next_reference(columns["first_year"]), changed_at=timezone.now(), changed_by=by, **columns
    )
    contribution.save(force_insert=True)
    _record("added", contribution, by=by, data={"after": _plain(columns)})
    return contribution


@transaction.atomic
def submit_row(row: Row, *, by: User, seen: int | None) -> Row:
    """Hand an item or a contribution in for checking; it is locked from then on."""
    require("finance.submit", by, row)
    submitted = _move(row, SUBMIT, seen=seen, submitted_by=by, changed_at=timezone.now(), changed_by=by)
    _record("submitted", submitted, by=by)
    _check_complete(submitted)
    _check_open(submitted)
    return submitted


@transaction.atomic
def return_row(row: Row, comment: str, *, by: User, seen: int | None) -> Row:
    """Give a submitted row back to the finance officer, with a comment that says what is at issue."""
    require("finance.return", by, row)
    return _move_with_comment(row, RETURN, "returned", comment, by=by, seen=seen)


@transaction.atomic
def validate_row(row: Row, *, by: User, seen: int | None) -> RowFigure:
    """Accept a submitted row: a figure is appended that nobody changes. Not by who submitted it."""
    require("finance.validate", by, row)
    validated = _move(row, VALIDATE, seen=seen, comment="", changed_at=timezone.now(), changed_by=by)
    require("finance.validate", by, validated)  # submitted by `by` since it was read
    lock_head()
    figure = append_figure(validated, by=by)
    _record("validated", validated, by=by, data={"figure": figure.number, "sha256": figure.sha256})
    return figure


@transaction.atomic
def reopen_row(row: Row, comment: str, *, by: User, seen: int | None) -> Row:
    """Open a validated row for correction, with a reason; its figure stands until the next one."""
    require("finance.reopen", by, row)
    return _move_with_comment(row, REOPEN, "reopened", comment, by=by, seen=seen)


def next_reference(year: int) -> str:
    """The reference that the next contribution of `year` gets: `2024-0001`. Call it with the end of the log locked."""
    numbers = (
        int(reference.rpartition("-")[2])
        for reference in Contribution.objects.filter(reference__startswith=f"{year}-").values_list(
            "reference", flat=True
        )
    )
    return f"{year}-{max(numbers, default=0) + 1:04}"


def _save(row: Row, columns: dict[str, Any], *, by: User, seen: int | None) -> Row:
    # Read here, not taken from `row`: a form may have written into that, and `before` is what was seen.
    present = type(row).objects.get(pk=row.pk)
    if present.version != need_version(seen):
        raise VersionConflict(present)
    if all(getattr(present, name) == value for name, value in columns.items()) and present.state in EDITABLE:
        return present
    changed = {name for name, value in columns.items() if getattr(present, name) != value}
    before = {name: getattr(present, name) for name in changed}
    columns |= {"changed_at": timezone.now(), "changed_by": by}
    saved = write_version(present, columns, seen=seen, states=EDITABLE)
    after = {name: getattr(saved, name) for name in changed}
    _record("saved", saved, by=by, data={"before": _plain(before), "after": _plain(after)})
    _check_open(saved)
    return saved


def _move(row: Row, transition: Transition, *, seen: int | None, **changes: Any) -> Row:
    changes["state"] = transition.target
    return write_version(row, changes, seen=seen, states=transition.sources)


def _move_with_comment(row: Row, transition: Transition, verb: str, comment: str, *, by: User, seen: int | None) -> Row:
    comment = checked_sentence("comment", comment, missing=_("Say what is at issue."))
    moved = _move(row, transition, seen=seen, comment=comment, changed_at=timezone.now(), changed_by=by)
    _record(verb, moved, by=by, data={"comment": comment})
    _check_open(moved)  # in a closed report nobody could correct it
    return moved


def _check_complete(row: FundItem | Contribution) -> None:
    """What was saved keeps today's rules, and says something. Raises WrongState."""
    try:
        if isinstance(row, FundItem):
            checked_item(ItemEntry(row.status, row.value, row.reason, row.note, row.rounded_to), row)
        else:
            checked_gift(gift_of(row), demonstration=is_demonstration())
    except Invalid as error:
        raise WrongState(" ".join(map(str, error.sentences))) from error
    if isinstance(row, FundItem) and row.status in (*NEEDS_REASON, Status.NOT_REPORTED) and not row.reason:
        raise WrongState(_("Nothing to submit yet: enter a value, or say why there is none."))


def gift_of(row: Contribution) -> Gift:
    """What a contribution says, as it could be entered again."""
    return Gift(**{name: getattr(row, name) for name in Gift.__slots__})


def _check_open(row: FundItem | Contribution) -> None:
    """Entry is locked in a closed report; checked last, so that its refusal comes last and undoes what was done."""
    if isinstance(row, FundItem) and not Report.objects.get(pk=row.report_id).is_open:
        raise WrongState(_("The report of %(year)s is closed.") % {"year": row.report_id})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the log keeps them: a contributor stands by its code."""
    return {name: getattr(value, "code", value) for name, value in values.items()}


def _record(verb: str, row: FundItem | Contribution, *, by: User, data: dict[str, Any] | None = None) -> None:
    noun = "item" if isinstance(row, FundItem) else "contribution"
    record(f"finance.{noun}.{verb}", target_of(row), by=by, data={"version": row.version, **(data or {})})
