"""The page on which an amendment is proposed: definitions with what stands now beside what shall stand.

Reads what people typed into the changes of `indicators.amendments`; `old` goes along hidden, as it was seen. What is
refused comes back beside what it is about, and what was typed stays.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.digits import read_digits
from common.forms import CONTROL, DayField, RefusingForm, YearField
from common.numbers import NumberRefused, as_typed, canonical, read_number
from common.rows import plain_field
from frameworks.models import Framework, Output
from indicators.amendable import fields_of, fields_of_new, list_of, made_by, name_of, plain_row, plain_value
from indicators.amended import MILESTONES
from indicators.change_words import field_words
from indicators.models import Milestone, Series
from surveys.models import Question

Change = dict[str, Any]
MOST_DIGITS = 9


class HeadForm(RefusingForm):
    """From which year, by which mandate of which day, and why."""

    first_year = YearField(
        label=_("First reporting year"), help_text=_("Values from this year on are by the new words.")
    )
    decided_on = DayField(label=_("Decided on"))
    mandate = forms.CharField(
        label=_("Mandate"),
        max_length=200,
        widget=forms.TextInput(CONTROL),
        help_text=_("Such as A/RES/79/226, para. 12."),
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 3, **CONTROL}))


@dataclass(slots=True)
class FieldRow:
    """A field of a definition: what it says, what was typed, and what is wrong with that. `choices`: (code, words)."""

    name: str
    html: str
    label: str
    old: str
    shown: str
    typed: str
    kind: str
    choices: list[tuple[str, Any]]
    faults: list[Any] = field(default_factory=list)

    @property
    def is_long(self) -> bool:
        return self.kind == "long"


@dataclass(slots=True)
class MilestoneRow:
    """A milestone that can be taken away."""

    html: str
    old: str
    year: int
    value: str
    is_going: bool


@dataclass(slots=True)
class Section:
    """A definition with its fields; `others` are texts in other languages. `adding` are the fields of a new series or
    milestone, by `adds`."""

    name: str
    title: str
    rows: list[FieldRow]
    others: list[FieldRow]
    milestones: list[MilestoneRow]
    adds: str | None
    adding: list[FieldRow]

    @property
    def every_row(self) -> Iterator[FieldRow]:
        yield from (*self.rows, *self.others, *self.adding)


def section_of(row: Any, place: int, framework: Framework, typed: Mapping[str, Any] | None) -> Section:
    """A definition on the page; `typed` is what was posted, None at first."""
    model = type(row)
    rows = [_row_of(row, name, f"{place}-{name}", framework, typed) for name in fields_of(model)]
    adds = list_of(model)
    adding = [_new_row(adds, name, f"{place}-add-{name}", framework, typed) for name in _addable(adds)] if adds else []
    return Section(
        name=name_of(row),
        title=title_of(row),
        rows=[each for each in rows if not _is_translation(each.name)],
        others=[each for each in rows if _is_translation(each.name)],
        milestones=[_milestone(each, place, typed) for each in _milestones(row)],
        adds=adds,
        adding=adding,
    )


def title_of(row: Any) -> str:
    """A definition as a list to choose from shows it: its code and title."""
    match row:
        case Milestone():
            return f"{row.series}: {row.year}"
        case Series():
            return f"{row}: {row.title or row.indicator.title}"
    return f"{row}: {row.title}" if hasattr(row, "title") else str(row)


def changes_of(sections: Iterable[Section]) -> list[Change]:
    """What was typed, as changes; what cannot be read stands among the faults of its row."""
    found: list[Change] = []
    for section in sections:
        for row in (*section.rows, *section.others):
            found += _change(section.name, row)
        for milestone in section.milestones:
            if milestone.is_going:
                found.append(_said(section.name, MILESTONES, _seen(milestone.old), None))
        given = {row.name: value for row in section.adding if (value := _value(row)) not in (None, "")}
        if section.adds and given:
            found.append(_said(section.name, section.adds, None, given))
    return found


def show_faults(sections: Iterable[Section], errors: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Put what was refused beside the fields that it is about; the rest is returned."""
    rest = dict(errors)
    for section in sections:
        for row in section.every_row:
            named = f"{section.adds}.{row.name}" if row in section.adding else row.name
            if named in errors:
                row.faults += errors[named]
                rest.pop(named, None)
    return rest


def _said(name: str, field_name: str, old: Any, new: Any) -> Change:
    return {"on": name, "field": field_name, "old": old, "new": new}


def _seen(text: str) -> Any:
    """What the page said there was; None for what no page of ours sends."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _change(name: str, row: FieldRow) -> Iterator[Change]:
    """The change that a row asks for; none where it says what stood there."""
    old, new = _seen(row.old), _value(row)
    if not row.faults and new != old and (new or old) not in (None, ""):
        yield _said(name, row.name, old, new)


def _value(row: FieldRow) -> Any:
    """What was typed, in canonical form; its fault where it cannot be read."""
    text = row.typed.strip()
    if row.kind == "list":
        return text.split()
    if not text:
        return None if row.kind != "text" and row.kind != "long" else _nothing(row)
    if row.kind == "number":
        try:
            return canonical(read_number(text))
        except NumberRefused as error:
            row.faults.append(error.message)
            return None
    if row.kind == "whole":
        number = read_digits(text, MOST_DIGITS)
        if number is None:
            row.faults.append(_("A whole number."))
        return number
    return row.typed if row.kind == "long" else text


def _nothing(row: FieldRow) -> str | None:
    """An empty text: null in a language, "" elsewhere, as the columns keep it."""
    return None if row.old in ("", "null") or _language(row.name) else ""


def _row_of(row: Any, name: str, html: str, framework: Framework, typed: Mapping[str, Any] | None) -> FieldRow:
    column, value = plain_field(type(row), name), plain_value(row, name)
    kind, choices = _kind(column), _choices(column, framework)
    old = json.dumps(value)
    shown = _as_typed(value, kind)
    if typed is None:
        return FieldRow(name, html, _label(type(row), name), old, _in_words(shown, choices), shown, kind, choices)
    said = str(typed.get(html, shown))
    seen = str(typed.get(f"{html}-old", old))
    return FieldRow(name, html, _label(type(row), name), seen, _in_words(shown, choices), said, kind, choices)


def _new_row(adds: str, name: str, html: str, framework: Framework, typed: Mapping[str, Any] | None) -> FieldRow:
    model = made_by(adds)
    column = plain_field(model, name)
    said = "" if typed is None else str(typed.get(html, ""))
    return FieldRow(name, html, _label(model, name), "", "", said, _kind(column), _choices(column, framework))


def _addable(adds: str) -> list[str]:
    """The fields of a new row that the page asks for; translations are added where they are edited."""
    return [name for name in fields_of_new(adds) if not _is_translation(name)]


def _milestones(row: Any) -> list[Milestone]:
    return list(row.milestones.order_by("year")) if isinstance(row, Series) else []


def _milestone(row: Milestone, place: int, typed: Mapping[str, Any] | None) -> MilestoneRow:
    html = f"{place}-remove-{row.year}"
    old = json.dumps(plain_row(row, MILESTONES))
    seen = old if typed is None else str(typed.get(f"{html}-old", old))
    return MilestoneRow(html, seen, row.year, as_typed(row.value), typed is not None and html in typed)


def _label(model: type[models.Model], name: str) -> str:
    return capfirst(field_words(model, name))


def _language(name: str) -> str:
    base, _underscore, language = name.rpartition("_")
    return language if base and language in settings.MODELTRANSLATION_LANGUAGES else ""


def _is_translation(name: str) -> bool:
    return _language(name) not in ("", "en")


def _kind(column: Any) -> str:
    """What a field is written in: choice, number, whole, list, long, or text."""
    if column.is_relation or getattr(column, "choices", None):
        return "choice"
    for kind, of in (("number", models.DecimalField), ("whole", models.IntegerField), ("list", models.JSONField)):
        if isinstance(column, of):
            return kind
    return "long" if isinstance(column, models.TextField) or (column.max_length or 0) > 100 else "text"


def _choices(column: Any, framework: Framework) -> list[tuple[str, Any]]:
    if column.is_relation and column.related_model is Question:
        return [(code, code) for code in Question.objects.order_by("code").values_list("code", flat=True)]
    if column.is_relation:
        rows = Output.objects.filter(outcome__goal__framework=framework).order_by("code")
        return [(row.code, f"{row.code} {row.title}") for row in rows]
    choices = [(str(code), words) for code, words in column.flatchoices] if column.choices else []
    return [("", "–"), *choices] if choices and (column.null or column.blank) else choices


def _as_typed(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "list":
        return " ".join(value)
    return value.replace("\r\n", "\n") if isinstance(value, str) else str(value)


def _in_words(shown: str, choices: list[tuple[str, Any]]) -> str:
    return str(dict(choices).get(shown, shown)) if shown else ""
