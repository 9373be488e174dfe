"""Printed control totals of a report beside what the parts give: every computed place, and what is typed into it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.digits import read_digits
from common.grids import fingerprints, number_field, number_text, read_version, touched
from common.refusals import Invalid, Refusal, VersionConflict
from common.widgets import Hidden, Line
from finance.definitions import change_definition, create_definition
from finance.funding import GAP, MILLION
from finance.models import ControlTotal, Report
from finance.reading import FUNDING_TABLE, Said
from finance.reconciling import differences_of
from finance.tables import NUMBERS, POSTS, is_computed
from finance.words import Titles, column_title, line_title, shown, table_title

ENTERED = ("printed", "decimals")


@dataclass(frozen=True, slots=True)
class Place:
    """A computed cell of a table, and the control total that is printed there; None where none is kept yet."""

    table: str
    line: str
    column: str
    line_title: str
    column_title: str
    computed: str
    usual_decimals: int
    control: ControlTotal | None
    differs: bool

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.table}:{self.line}:{self.column}"

    @property
    def name(self) -> str:
        """How its table names it."""
        return str(_("%(line)s, %(column)s")) % {"line": self.line_title, "column": self.column_title}

    @property
    def label(self) -> str:
        """The same with its table: several tables have a line and a column of the same names."""
        if self.table == FUNDING_TABLE:
            return self.name
        return str(_("Table %(number)s, %(place)s")) % {"number": self.table, "place": self.name}

    @property
    def printed(self) -> str:
        """What is printed, as it is printed."""
        return "" if self.control is None else shown(self.control.value, self.control.decimals)


@dataclass(frozen=True, slots=True)
class Section:
    """The places of a table."""

    title: str
    places: list[Place]


def sections(said: Said, controls: Mapping[tuple[str, str, str], ControlTotal], titles: Titles) -> list[Section]:
    """Every place in which a report can print what is computed here, by table. `titles` are those of components."""
    differing = {(row.table, row.line, row.column) for row in differences_of(said)}
    found = []
    for number in NUMBERS:
        table, places = said.table(number), []
        for row in table.rows:
            for column in table.columns:
                if is_computed(row.line, column):
                    key = (str(number), row.line.code, column.key)
                    words = (line_title(row.line.code, titles), column_title(column))
                    decimals = 0 if number == POSTS else 1
                    computed = shown(row.cells[column.key], decimals)
                    places.append(Place(*key, *words, computed, decimals, controls.get(key), key in differing))
        found.append(Section(table_title(str(number), said.report), places))
    gaps = []
    for year in said.funding():
        key = (FUNDING_TABLE, str(year.year), GAP)
        computed = shown(None if year.gap is None else year.gap / MILLION)
        words = (str(year.year), str(_("Gap: the requirement less everything received")))
        gaps.append(Place(*key, *words, computed, 0, controls.get(key), key in differing))
    return [*found, Section(table_title(FUNDING_TABLE, said.report), gaps)]


class ControlForm(forms.Form):
    """What is printed in a place, and with how many decimals."""

    printed = number_field(_("printed"))
    decimals = forms.CharField(
        label=_("decimals"),
        required=False,
        widget=Line(attrs={"class": "form-control num", "inputmode": "numeric", "size": 2, "autocomplete": "off"}),
    )
    version = forms.CharField(required=False, widget=Hidden)
    seen = forms.CharField(required=False, widget=Hidden)

    def __init__(
        self, place: Place, posted: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None
    ) -> None:
        """`typed` are texts to show in place of what is kept."""
        self.place = place
        present = _texts_of(place, place.control)
        kept = {"version": str(place.control.version) if place.control else "", "seen": fingerprints(present, ENTERED)}
        data = None
        if posted is not None:
            prefixed = {f"{place.key}-{name}": text for name, text in {**present, **kept}.items()}
            data = {name: posted.get(name, text) for name, text in prefixed.items()}
        super().__init__(data, prefix=place.key, initial={**present, **(typed or {}), **kept})
        for name in ENTERED:
            self.fields[name].widget.attrs |= {"aria-label": f"{place.label}: {self.fields[name].label}"}

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, field by field."""
        return {name: str(self.data[self.add_prefix(name)]) for name in ENTERED}

    @property
    def is_touched(self) -> bool:
        return bool(touched(self.texts, ENTERED, str(self.data[self.add_prefix("seen")])))

    def clean_decimals(self) -> int:
        decimals = read_digits(self.cleaned_data["decimals"].strip(), 1)
        if decimals is None:
            raise forms.ValidationError(_("A whole number from 0 to 4."))
        return decimals

    def save(self, report: Report, by: User) -> None:
        """Keep it; call when valid. Raises a refusal."""
        values: dict[str, Any] = {"value": self.cleaned_data["printed"], "decimals": self.cleaned_data["decimals"]}
        if self.place.control is not None:
            seen = read_version(self.data[self.add_prefix("version")])
            change_definition(self.place.control, values, by=by, seen=seen)
        elif self.cleaned_data["printed"] is not None:
            place = {name: getattr(self.place, name) for name in ("table", "line", "column")}
            create_definition(ControlTotal, {"report": report, **place, **values}, by=by)


@dataclass(slots=True)
class Outcome:
    """What became of a posted place. `form` shows what was typed, `theirs` what is kept there by now."""

    status: int = 200
    form: ControlForm | None = None
    refusal: str = ""
    theirs: str = ""


def handle(report: Report, found: list[Section], data: Mapping[str, str], *, by: User) -> dict[str, Outcome]:
    """Save every place that was touched; the outcome by its key. What was saved stays saved."""
    outcomes = {}
    for place in _places(found):
        if f"{place.key}-version" in data:
            form = ControlForm(place, data)
            if form.is_touched:
                outcomes[place.key] = _save(report, form, by)
    return outcomes


def _save(report: Report, form: ControlForm, by: User) -> Outcome:
    if not form.is_valid():
        return Outcome(Invalid.status, form)
    try:
        form.save(report, by)
    except Invalid as refusal:
        for name, sentences in refusal.errors.items():
            form.add_error({"value": "printed", "decimals": "decimals"}.get(name), sentences)
        return Outcome(Invalid.status, form)
    except VersionConflict as conflict:
        now: ControlTotal = conflict.current
        theirs = _texts_of(form.place, now)
        if theirs == form.texts:
            return Outcome()
        kept = ControlForm(form.place, typed=form.texts)
        kept.initial.update({"version": now.version, "seen": fingerprints(theirs, ENTERED)})
        return Outcome(conflict.page_status, kept, str(conflict.detail), shown(now.value, now.decimals) or "–")
    except Refusal as refusal:
        return Outcome(refusal.page_status, form, str(refusal.detail))
    return Outcome()


def _places(found: list[Section]) -> Iterator[Place]:
    for section in found:
        yield from section.places


def _texts_of(place: Place, control: ControlTotal | None) -> dict[str, str]:
    value: Decimal | None = control.value if control else None
    return {
        "printed": number_text(value),
        "decimals": str(control.decimals if control else place.usual_decimals),
    }
