"""What people type into the grid, read; and the texts that the grid shows, to be read again.

The form reads texts into an `Entry`; whether that may be kept is for `indicators.validation`, as for every door.
"""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from common.grids import fingerprints, lines_field, number_field, number_text, read_version, touched
from common.statuses import Status
from common.widgets import Choice, Hidden, Line
from frameworks.models import Goal
from indicators.choices import State
from indicators.models import Observation
from indicators.validation import Entry

NUMBERS = ("value", "numerator", "denominator")
ENTERED = (*NUMBERS, "status", "source", "reason", "note", "evidence")


def texts_of(observation: Observation) -> dict[str, str]:
    """The row as texts, field by field, as the grid shows it."""
    return {
        **{name: number_text(getattr(observation, name)) for name in NUMBERS},
        **{name: getattr(observation, name) for name in ("status", "source", "reason", "note")},
        "evidence": "\n".join(observation.evidence),
    }


class RowForm(forms.Form):
    """One row of the grid. `touched` names the fields that were changed since the page was made.

    Unbound it shows the observation; `posted` binds it to what came back, where a field that did not come
    stays as the row has it.
    """

    value = number_field(_("value"))
    numerator = number_field(_("numerator"))
    denominator = number_field(_("denominator"))
    # Not a choice field: which statuses there are is checked once, by indicators.validation.
    status = forms.CharField(
        label=_("status"),
        required=False,
        widget=Choice(attrs={"class": "form-select"}, choices=Status.choices),
    )
    source = forms.CharField(
        label=_("source"),
        required=False,
        widget=Line(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    reason = lines_field(_("reason"))
    note = lines_field(_("note"))
    evidence = lines_field(_("evidence"))
    version = forms.CharField(required=False, widget=Hidden)
    seen = forms.CharField(required=False, widget=Hidden)

    def __init__(
        self,
        observation: Observation,
        name: str,
        posted: Mapping[str, str] | None = None,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        """`name` is the row's name for labels; `typed` are texts to show in place of the row's own."""
        self.observation = observation
        present = texts_of(observation)
        prefix = str(observation.pk)
        data = None
        if posted is not None:
            given = present | {"version": "", "seen": fingerprints(present, ENTERED)}
            data = {
                f"{prefix}-{field}": posted.get(f"{prefix}-{field}", text).replace("\r\n", "\n")
                for field, text in given.items()
            }
        initial = {**present, **(typed or {}), "version": observation.version, "seen": fingerprints(present, ENTERED)}
        super().__init__(data, prefix=prefix, initial=initial)
        for field in ENTERED:
            self.fields[field].widget.attrs |= {"aria-label": f"{name}: {self.fields[field].label}", "data-cell": field}

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, field by field."""
        return {name: self.data[self.add_prefix(name)] for name in ENTERED}

    @property
    def touched(self) -> list[str]:
        """The fields whose text is not what the page showed; where the post does not say so, not what the row has."""
        return touched(self.texts, ENTERED, str(self.data[self.add_prefix("seen")]))

    @property
    def seen_version(self) -> int | None:
        return read_version(self.data[self.add_prefix("version")])

    def entry(self) -> Entry:
        """What was entered; call when valid.

        A value typed into a row that said "not reported" is reported: nobody has to say so twice. Every other
        status is the person's to change.
        """
        read = self.cleaned_data
        status = read["status"]
        if status == Status.NOT_REPORTED and read["value"] is not None and "status" not in self.touched:
            status = Status.REPORTED
        return Entry(
            status=status,
            value=read["value"],
            numerator=read["numerator"],
            denominator=read["denominator"],
            reason=read["reason"],
            source=read["source"],
            note=read["note"],
            evidence=read["evidence"].splitlines(),
        )

    def differing(self, present: Observation) -> list[str]:
        """The touched fields that say something else than the row `present` does; call when valid."""
        entry = self.entry()
        return [name for name in self.touched if getattr(entry, name) != getattr(present, name)]


class GridFilter(forms.Form):
    """Which rows of the grid are shown."""

    goal = forms.ChoiceField(label=_("Goal"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *State.choices])
    mine = forms.BooleanField(label=_("Only those I enter"), required=False)
    problems = forms.BooleanField(label=_("Only returned or with warnings"), required=False)

    def __init__(self, goals: list[Goal], data: Mapping[str, str]) -> None:
        super().__init__(data, auto_id="filter_%s")
        goal = self.fields["goal"]
        assert isinstance(goal, forms.ChoiceField)
        goal.choices = [("", _("all")), *((str(goal.pk), f"{goal.code} {goal.title}") for goal in goals)]
