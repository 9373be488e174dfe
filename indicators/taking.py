"""Cells out of a workbook, or pasted, saved over observations: what each changes, or by which rule it is refused.

Each row goes through the form that reads the grid and the action that every door calls. Whoever uses this does it in
a transaction, and undoes it where it was a preview: so a preview is what will be done, and not a guess at it.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head
from common.canonical import sha256, to_text
from common.grids import number_text, worst_status
from common.numbers import NumberRefused, canonical, read_number
from common.refusals import Invalid, Refusal, VersionConflict
from indicators.actions import save_observation
from indicators.forms import ENTERED, NUMBERS, RowForm, texts_of
from indicators.grid import series_name
from indicators.models import Observation
from indicators.permissions import require
from indicators.querysets import ObservationQuerySet


@dataclass(frozen=True, slots=True)
class TakenCell:
    """A cell that says something else than the observation does; `place` is its address: "G12"."""

    place: str
    column: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Follows:
    """What changes with the cells of a row although nobody typed it: the status of a first value, the origin."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What the cells of a row change: `observation` as it was, and the version that it then has."""

    row: int
    observation: Observation
    version: int
    cells: list[TakenCell]
    follows: list[Follows]

    @property
    def name(self) -> str:
        return series_name(self.observation.series)


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is refused of a cell, and the rule; `name` is that of its series, "" where it has none."""

    row: int
    place: str
    column: str
    sentence: Any
    name: str = ""
    year: int | None = None
    text: str = ""


Places = Callable[[str], str]  # the address of a column's cell in the row


@dataclass(slots=True)
class Taking:
    """One pass over the rows of a file or a paste."""

    by: User
    changes: list[Taken] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)

    @property
    def cells(self) -> int:
        return sum(len(change.cells) for change in self.changes)

    @property
    def status(self) -> int:
        """The status of the page that shows it."""
        return worst_status(self.statuses)

    @property
    def fingerprint(self) -> str:
        """The hash of what is to be done, over which versions."""
        said = [
            [change.observation.key, str(change.version), *(f"{cell.column}: {cell.mine}" for cell in change.cells)]
            for change in self.changes
        ]
        return sha256(to_text(said))

    def take(self, number: int, row: Observation, typed: Mapping[str, str], seen: int | None, places: Places) -> None:
        """Save what is typed in row `number`, by column, where the observation says something else.

        A column that is not named stays as it is.
        """
        theirs = texts_of(row)
        differing = {name: text for name, text in typed.items() if said(name, text) != said(name, theirs[name])}
        if not differing:
            return
        try:
            saved = _save(row, differing, by=self.by, seen=seen)
        except Refusal as refusal:
            self.statuses.add(refusal.page_status)
            for name, sentence in _faults_of(refusal, differing):
                self.refuse(number, places(name), name, sentence, row, typed.get(name, ""))
            return
        if saved.version != row.version:
            self.changes.append(_taken(number, row, saved, differing, places))

    def refuse(
        self, number: int, place: str, column: str, sentence: Any, row: Observation | None = None, text: str = ""
    ) -> None:
        """Note a fault of a cell. Status 400, unless a row was refused with another."""
        self.statuses.add(Invalid.status)
        name, year = (series_name(row.series), row.year_id) if row else ("", None)
        self.faults.append(CellFault(number, place, column, sentence, name, year, text))


def locked(rows: ObservationQuerySet) -> ObservationQuerySet:
    """The rows as they are now, and as they stay until this transaction ends.

    The rows before the end of the log, as whoever saves one takes them: in turn, two would wait for each other.
    """
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    lock_head()
    return rows.in_order()


def said(name: str, text: str) -> str:
    """What a cell says, however it is written: "52.0" and "52", line ends, white space, "Not reported"."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").strip())
    if name in NUMBERS:
        try:
            return number_text(read_number(text))
        except NumberRefused:
            return text
    if name == "status":
        return "_".join(text.lower().split())
    if name == "evidence":
        return "\n".join(link for line in text.splitlines() if (link := line.strip()))
    return text


def _save(row: Observation, typed: Mapping[str, str], *, by: User, seen: int | None) -> Observation:
    """Save what a row says, read as the grid reads it. Raises what the action does; Invalid for what is no number."""
    require("indicators.save_observation", by, row)
    posted = {f"{row.pk}-{name}": said(name, text) if name == "status" else text for name, text in typed.items()}
    form = RowForm(row, series_name(row.series), posted=posted)
    if not form.is_valid():
        raise Invalid({name: [*map(str, sentences)] for name, sentences in form.errors.items()})
    return save_observation(row, form.entry(), by=by, seen=seen)


def _faults_of(refusal: Refusal, typed: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Column and sentence: what is wrong with a field stands at its cell, what is wrong with the row at each."""
    if isinstance(refusal, Invalid):
        return [(name, sentence) for name, sentences in refusal.errors.items() for sentence in sentences]
    sentence = refusal.detail
    if isinstance(refusal, VersionConflict):
        now = refusal.current.value
        sentence = _(
            "It has been changed since the file was made: it is version %(version)s now, its value %(now)s."
        ) % {"version": refusal.current.version, "now": "–" if now is None else canonical(now)}
    return [(name, sentence) for name in typed]


def _taken(number: int, row: Observation, saved: Observation, typed: Mapping[str, str], places: Places) -> Taken:
    before, after = texts_of(row), texts_of(saved)
    changed = [name for name in ENTERED if name in typed and before[name] != after[name]]
    cells = [TakenCell(places(name), name, before[name], after[name]) for name in changed]
    follows = [
        Follows(name, getattr(row, f"get_{name}_display")(), getattr(saved, f"get_{name}_display")())
        for name in ("status", "origin")
        if name not in typed and getattr(row, name) != getattr(saved, name)
    ]
    return Taken(number, row, saved.version, cells, follows)
