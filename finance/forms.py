"""What people type into the pages of the trust fund, read; and the texts that they show, to be read again.

The forms read texts into what actions take; whether that may be kept is for `finance.validation`, as for every door.
Numbers stand in the unit of the tables: thousands of dollars, millions for funding, whole posts.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.grids import fingerprints, lines_field, number_field, number_text, read_version, touched
from common.statuses import Status
from common.widgets import Choice, Hidden, Line
from finance.choices import FUNDING, RESOURCES, Fund
from finance.models import FundItem
from finance.tables import TOTAL
from finance.validation import ItemEntry, from_unit, in_unit, rounding_of

ENTERED = ("value", "status", "rounded_to", "reason", "note")
ROUNDING_WORDS: dict[str, Any] = {
    "1000000": _("whole millions"),
    "100000": _("hundreds of thousands"),
    "1000": _("whole thousands"),
    "100": _("hundreds"),
}


def chooses_rounding(item: FundItem) -> bool:
    """Whether sums of this kind are printed now in whole millions and now more exactly; the others always alike."""
    return item.kind in FUNDING or (item.kind in RESOURCES and item.line == TOTAL)


def texts_of(item: FundItem) -> dict[str, str]:
    """The item as texts, field by field, in the unit in which it is entered; `rounded_to` in dollars."""
    return {
        "value": number_text(in_unit(item.value, item.kind)),
        "status": item.status,
        "rounded_to": number_text(rounding_of(item)) if chooses_rounding(item) else "",
        "reason": item.reason,
        "note": item.note,
    }


def read_status(typed: str, *, has_value: bool, is_touched: bool) -> str:
    """A value beside an untouched "not reported" is reported: nobody has to say so twice.

    Every other status is the person's to change.
    """
    return Status.REPORTED if typed == Status.NOT_REPORTED and has_value and not is_touched else typed


class ItemForm(forms.Form):
    """One item of the grid. `touched` names the fields that were changed since the page was made.

    Unbound it shows the item; `posted` binds it to what came back, where a field that did not come stays as the item
    has it.
    """

    value = number_field(_("value"))
    # Not a choice field: which statuses there are is checked once, by finance.validation.
    status = forms.CharField(
        label=_("status"), required=False, widget=Choice(attrs={"class": "form-select"}, choices=Status.choices)
    )
    rounded_to = number_field(_("printed in"))
    reason = lines_field(_("reason"))
    note = lines_field(_("note"))
    version = forms.CharField(required=False, widget=Hidden)
    seen = forms.CharField(required=False, widget=Hidden)

    def __init__(
        self,
        item: FundItem,
        name: str,
        posted: Mapping[str, str] | None = None,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        """`name` is the item's name for labels; `typed` are texts to show in place of the item's own."""
        self.item, self.name = item, name
        present = texts_of(item)
        prefix = str(item.pk)
        data = None
        if posted is not None:
            given = present | {"version": "", "seen": fingerprints(present, ENTERED)}
            data = {
                f"{prefix}-{field}": posted.get(f"{prefix}-{field}", text).replace("\r\n", "\n")
                for field, text in given.items()
            }
        initial = {**present, **(typed or {}), "version": item.version, "seen": fingerprints(present, ENTERED)}
        super().__init__(data, prefix=prefix, initial=initial)
        if chooses_rounding(item):
            self.fields["rounded_to"].widget = _roundings(present["rounded_to"])
        else:
            del self.fields["rounded_to"]
        for field in ENTERED:
            if field in self.fields:
                label = f"{name}: {self.fields[field].label}"
                self.fields[field].widget.attrs |= {"aria-label": label, "data-cell": field}

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, field by field."""
        return {name: self.data[self.add_prefix(name)] for name in ENTERED}

    @property
    def touched(self) -> list[str]:
        """The fields whose text is not what the page showed; where the post does not say so, not what the item has."""
        found = touched(self.texts, ENTERED, str(self.data[self.add_prefix("seen")]))
        return [name for name in found if name in self.fields]

    @property
    def seen_version(self) -> int | None:
        return read_version(self.data[self.add_prefix("version")])

    def entry(self) -> ItemEntry:
        """What was entered; call when valid."""
        read = self.cleaned_data
        has_value, is_touched = read["value"] is not None, "status" in self.touched
        return ItemEntry(
            status=read_status(read["status"], has_value=has_value, is_touched=is_touched),
            value=from_unit(read["value"], self.item.kind),
            reason=read["reason"],
            note=read["note"],
            rounded_to=read.get("rounded_to"),
        )

    def differing(self, present: FundItem) -> list[str]:
        """The touched fields that say something else than the item `present` does; call when valid."""
        entry = self.entry()
        theirs = {name: getattr(present, name) for name in ENTERED} | {"rounded_to": rounding_of(present)}
        return [name for name in self.touched if getattr(entry, name) != theirs[name]]


def _roundings(present: str) -> Choice:
    """The units that a sum can be printed in; with the present one, where it came by another door."""
    words = ROUNDING_WORDS if present in ROUNDING_WORDS else {**ROUNDING_WORDS, present: present}
    return Choice(attrs={"class": "form-select"}, choices=[*words.items()])


class GridFilter(forms.Form):
    """Which part of a report is shown."""

    fund = forms.ChoiceField(label=_("Fund"), required=False, choices=Fund.choices)
    section = forms.ChoiceField(
        label=_("Section"),
        required=False,
        choices=[("", _("all")), ("resources", _("resources")), ("posts", _("posts")), ("funding", _("funding"))],
    )

    def chosen(self) -> tuple[str, str]:
        """Fund and section; a filter with a fault hides nothing."""
        read = self.cleaned_data if self.is_valid() else {}
        return read.get("fund") or Fund.ALL, read.get("section") or ""


class OpenForm(forms.Form):
    """A report to be opened."""

    year = forms.CharField(
        label=_("Year of the report"),
        max_length=4,
        widget=Line(attrs={"class": "form-control", "inputmode": "numeric"}),
    )
    document = forms.CharField(label=_("Document symbol"), max_length=100, widget=Line(attrs={"class": "form-control"}))
