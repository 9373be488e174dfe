"""What a posted grid does, item by item: what was saved stays saved, and every other item keeps what was typed.

No HTTP here: `views.entry` parses the request, calls `handle`, and shows the outcomes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from accounts.models import User
from common.grids import Command, Difference, posted_rows
from common.refusals import Invalid, Missing, Refusal, VersionConflict
from common.statuses import Status
from finance.actions import save_item, submit_row
from finance.choices import State
from finance.forms import ROUNDING_WORDS, ItemForm, texts_of
from finance.models import FundItem
from finance.words import Titles, item_title


@dataclass(slots=True)
class Outcome:
    """What became of one posted item. `form` is what to show in place of the item's own, with what was typed."""

    status: int = 200
    form: ItemForm | None = None
    refusal: str = ""
    differences: list[Difference] = field(default_factory=list)
    saved: FundItem | None = None
    submitted: bool = False
    is_conflict: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something that was typed is neither saved nor given up."""
        return self.form is not None


def handle(
    items: Iterable[FundItem], data: Mapping[str, str], command: Command, titles: Titles, *, by: User
) -> dict[int, Outcome]:
    """Do what was asked with each posted item; the outcome by the item's id. `titles` name components.

    Raises Missing, with nothing done, when the post speaks about an item that is not among `items`.
    """
    present = {item.pk: item for item in items}
    asked = dict.fromkeys([*posted_rows(data), *([] if command.row is None else [command.row])])
    if not present.keys() >= asked.keys():
        raise Missing
    return {
        pk: _handle(ItemForm(present[pk], item_title(present[pk], titles), posted=data), data, command, by)
        for pk in asked
    }


def _handle(form: ItemForm, data: Mapping[str, str], command: Command, by: User) -> Outcome:
    if not command.is_for(form.item.pk):
        return _left_as_typed(form, data)
    if command.verb == "theirs":
        return Outcome()
    if _is_undecided(form, data) and command.verb != "mine":
        return _conflict(form, VersionConflict(form.item))
    outcome = _save(form, by) if form.touched else Outcome()
    if command.verb == "submit" and not outcome.is_open:
        _submit(form, outcome, by, only_ready=command.row is None)
    return outcome


def _left_as_typed(form: ItemForm, data: Mapping[str, str]) -> Outcome:
    """An item that was not asked about: what was typed into it stays there."""
    if _is_undecided(form, data):
        return _conflict(form, VersionConflict(form.item))
    if not form.touched:
        return Outcome()
    kept = ItemForm(form.item, form.name, typed=form.texts)
    for name in ("version", "seen"):
        kept.initial[name] = form.data[form.add_prefix(name)]
    return Outcome(form=kept)


def _is_undecided(form: ItemForm, data: Mapping[str, str]) -> bool:
    """Both values were shown, and nobody chose yet: saving or submitting all items does not choose."""
    return form.add_prefix("conflict") in data and form.is_valid() and bool(form.differing(form.item))


def _save(form: ItemForm, by: User) -> Outcome:
    if not form.is_valid():
        return Outcome(Invalid.status, form)
    try:
        saved = save_item(form.item, form.entry(), by=by, seen=form.seen_version)
    except Invalid as refusal:
        for name, sentences in refusal.errors.items():
            form.add_error(name if name in form.fields else None, sentences)
        return Outcome(Invalid.status, form)
    except VersionConflict as conflict:
        conflict.current.component = form.item.component  # with its code, which is read already
        # Typed twice, or sent twice: where both say the same, nobody has to choose.
        return _conflict(form, conflict) if form.differing(conflict.current) else Outcome()
    except Refusal as refusal:
        return _refused(form, form.item, refusal)
    saved.component = form.item.component
    return Outcome(saved=saved)


def _submit(form: ItemForm, outcome: Outcome, by: User, *, only_ready: bool) -> None:
    """Submit the item as it was saved, or as it was seen; of all at once, only the drafts that have a value."""
    item = outcome.saved or form.item
    if only_ready and (item.state != State.DRAFT or item.value is None):
        return
    seen = outcome.saved.version if outcome.saved else form.seen_version
    try:
        submit_row(item, by=by, seen=seen)
    except Refusal as refusal:
        outcome.status, outcome.refusal = refusal.page_status, str(refusal.detail)
        outcome.form = ItemForm(item, form.name)
        return
    outcome.submitted = True


def _conflict(form: ItemForm, conflict: VersionConflict) -> Outcome:
    """Both values side by side; the form then holds what was typed, over the item as it is now."""
    outcome = _refused(form, conflict.current, conflict)
    outcome.is_conflict = True
    typed = {difference.name: form.texts[difference.name] for difference in outcome.differences}
    outcome.form = ItemForm(conflict.current, form.name, typed=typed)
    return outcome


def _refused(form: ItemForm, current: FundItem, refusal: Refusal) -> Outcome:
    """What was typed, beside the item as it is, and why it was not kept."""
    theirs = texts_of(current)
    differences = [
        Difference(name, form.fields[name].label or name, _shown(name, theirs), _shown(name, form.texts))
        for name in form.differing(current)
    ]
    return Outcome(refusal.page_status, form, str(refusal.detail), differences)


def _shown(name: str, texts: Mapping[str, str]) -> str:
    """A field's text for reading: the words of a status or a rounding, the others as they are."""
    words = {"status": dict(Status.choices), "rounded_to": ROUNDING_WORDS}.get(name, {})
    return str(words.get(texts[name], texts[name]))
