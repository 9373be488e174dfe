"""What a posted grid does, row by row: what was saved stays saved, and every other row keeps what was typed.

No HTTP here: `views.entry` parses the request, calls `handle`, and shows the outcomes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from accounts.models import User
from common.grids import Command, Difference, posted_rows
from common.refusals import Invalid, Missing, Refusal, VersionConflict
from indicators.actions import save_observation, submit_observation, use_computed
from indicators.choices import State
from indicators.forms import RowForm, texts_of
from indicators.models import Observation, Series

VERBS = ("mine", "theirs", "computed")  # of one row, besides saving and submitting it


@dataclass(slots=True)
class Outcome:
    """What became of one posted row. `form` is what to show in place of the row's own, with what was typed."""

    status: int = 200
    form: RowForm | None = None
    refusal: str = ""
    differences: list[Difference] = field(default_factory=list)
    saved: Observation | None = None
    computed: Observation | None = None
    submitted: bool = False
    is_conflict: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something that was typed is neither saved nor given up."""
        return self.form is not None


def series_name(series: Series) -> str:
    """`RCS 2.1.2-a, Human rights`: how labels and messages name a row."""
    return f"{series.indicator}, {series.title}" if series.title else str(series.indicator)


def handle(rows: Iterable[Observation], data: Mapping[str, str], command: Command, *, by: User) -> dict[int, Outcome]:
    """Do what was asked with each posted row; the outcome by the row's id.

    Raises Missing, with nothing done, when the post speaks about a row that is not among `rows`.
    """
    present = {row.pk: row for row in rows}
    asked = dict.fromkeys([*posted_rows(data), *([] if command.row is None else [command.row])])
    if not present.keys() >= asked.keys():
        raise Missing
    return {pk: _handle_row(present[pk], data, command, by) for pk in asked}


def _handle_row(row: Observation, data: Mapping[str, str], command: Command, by: User) -> Outcome:
    form = RowForm(row, series_name(row.series), posted=data)
    if not command.is_for(row.pk):
        return _left_as_typed(row, form, data)
    if command.verb == "theirs":
        return Outcome()
    if command.verb == "computed":
        return _use_computed(row, form, by)
    if _is_undecided(form, data) and command.verb != "mine":
        return _conflict(form, row, VersionConflict(row))
    outcome = Outcome()
    if form.touched:
        outcome = _save(row, form, by)
    if command.verb == "submit" and not outcome.is_open:
        _submit(row, form, outcome, by, only_ready=command.row is None)
    return outcome


def _left_as_typed(row: Observation, form: RowForm, data: Mapping[str, str]) -> Outcome:
    """A row that was not asked about: what was typed into it stays there."""
    if _is_undecided(form, data):
        return _conflict(form, row, VersionConflict(row))
    if not form.touched:
        return Outcome()
    kept = RowForm(row, series_name(row.series), typed=form.texts)
    for name in ("version", "seen"):
        kept.initial[name] = form.data[form.add_prefix(name)]
    return Outcome(form=kept)


def _is_undecided(form: RowForm, data: Mapping[str, str]) -> bool:
    """Both values were shown, and nobody chose yet: saving or submitting all rows does not choose."""
    return form.add_prefix("conflict") in data and form.is_valid() and bool(form.differing(form.observation))


def _save(row: Observation, form: RowForm, by: User) -> Outcome:
    if not form.is_valid():
        return _invalid(form)
    try:
        saved = save_observation(row, form.entry(), by=by, seen=form.seen_version)
    except Invalid as refusal:
        for name, sentences in refusal.errors.items():
            form.add_error(name, sentences)
        return _invalid(form)
    except VersionConflict as conflict:
        # Typed twice, or sent twice: where both say the same, nobody has to choose.
        return _conflict(form, conflict.current, conflict) if form.differing(conflict.current) else Outcome()
    except Refusal as refusal:
        return _refused(form, row, refusal)
    saved.series = row.series  # with its names, which are read already
    return Outcome(saved=saved)


def _use_computed(row: Observation, form: RowForm, by: User) -> Outcome:
    """Take the computed figure in the place of a typed value; a note or link typed beside it is kept, to be saved."""
    typed = {name: form.texts[name] for name in form.touched}
    name = series_name(row.series)
    try:
        taken = use_computed(row, by=by, seen=form.seen_version)
    except VersionConflict as conflict:
        return Outcome(conflict.page_status, RowForm(conflict.current, name, typed=typed), str(conflict.detail))
    except Refusal as refusal:
        return Outcome(refusal.page_status, RowForm(row, name, typed=typed), str(refusal.detail))
    taken.series = row.series  # with its names, which are read already
    kept = {field: text for field, text in typed.items() if field in ("note", "evidence")}
    return Outcome(computed=taken, form=RowForm(taken, name, typed=kept) if kept else None)


def _submit(row: Observation, form: RowForm, outcome: Outcome, by: User, *, only_ready: bool) -> None:
    """Submit the row as it was saved, or as it was seen; of all rows at once, only the drafts that have a value."""
    row = outcome.saved or row
    if only_ready and (row.state != State.DRAFT or row.value is None):
        return
    seen = outcome.saved.version if outcome.saved else form.seen_version
    try:
        submit_observation(row, by=by, seen=seen)
    except Refusal as refusal:
        outcome.status, outcome.refusal = refusal.page_status, str(refusal.detail)
        outcome.form = RowForm(row, series_name(row.series))
        return
    outcome.submitted = True


def _invalid(form: RowForm) -> Outcome:
    return Outcome(status=Invalid.status, form=form)


def _conflict(form: RowForm, current: Observation, conflict: VersionConflict) -> Outcome:
    """Both values side by side; the form then holds what was typed, over the row as it is now."""
    outcome = _refused(form, current, conflict)
    outcome.is_conflict = True
    typed = {difference.name: form.texts[difference.name] for difference in outcome.differences}
    outcome.form = RowForm(current, series_name(form.observation.series), typed=typed)
    return outcome


def _refused(form: RowForm, current: Observation, refusal: Refusal) -> Outcome:
    """What was typed, beside the row as it is, and why it was not kept."""
    theirs = texts_of(current)
    differences = [
        Difference(name, form.fields[name].label or name, _shown(name, theirs), _shown(name, form.texts))
        for name in form.differing(current)
    ]
    return Outcome(refusal.page_status, form, str(refusal.detail), differences)


def _shown(name: str, texts: Mapping[str, str]) -> str:
    """A field's text for reading: the word of a status, the others as they are."""
    if name == "status":
        return str(dict(Observation._meta.get_field("status").flatchoices).get(texts[name], texts[name]))
    return texts[name]
