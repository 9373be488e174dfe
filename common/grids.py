"""What grids of editable rows have in common: which rows a post speaks of, what was touched, what a button asks for.

A page sends with each row the version that it saw and a few characters for each field as it stood. So the answer tells
what was touched since, writes that alone, and finds out who else changed the row.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.canonical import sha256
from common.digits import read_digits
from common.numbers import NumberRefused, as_typed, read_number
from common.refusals import Invalid
from common.widgets import Line, Lines

_POSTED_ROW = re.compile(r"([0-9]{1,18})-version")
_VERB = re.compile(r"([a-z]+)(?::([0-9]{1,18}))?")


@dataclass(frozen=True, slots=True)
class Command:
    """What a button asks for: a verb, for one row (its id) or for all rows (None)."""

    verb: str
    row: int | None

    @classmethod
    def read(cls, text: str, verbs: Collection[str] = ("mine", "theirs")) -> "Command":
        """ "save", "submit", or one of save, submit and `verbs` with a row: "mine:12". Raises Invalid."""
        match = _VERB.fullmatch(text)
        of_all, of_one = ("save", "submit"), ("save", "submit", *verbs)
        if match is None or match[1] not in (of_one if match[2] else of_all):
            raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
        return cls(match[1], int(match[2]) if match[2] else None)

    def is_for(self, row: int) -> bool:
        return self.row is None or self.row == row


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which the row as it is now and what was typed do not agree."""

    name: str
    label: str | Promise
    theirs: str
    mine: str


def worst_status(statuses: Iterable[int]) -> int:
    """The status of the whole answer: a conflict before a refusal before an error."""
    present = set(statuses)
    return next((status for status in (409, 403, 400) if status in present), 200)


def number_text(value: Decimal | None) -> str:
    """A stored number as a grid shows it for editing; "" where there is none."""
    return "" if value is None else as_typed(value)


def fingerprints(texts: Mapping[str, str], names: Sequence[str]) -> str:
    """A few characters for each field, by which the answer tells what was touched since the page was made."""
    return ".".join(sha256(texts[name].strip())[:10] for name in names)


def touched(texts: Mapping[str, str], names: Sequence[str], seen: str) -> list[str]:
    """The fields whose text is not what the page showed, which `seen` tells by its fingerprints."""
    now = fingerprints(texts, names).split(".")
    return [name for name, before, after in zip(names, seen.split("."), now, strict=False) if before != after]


def posted_rows(data: Mapping[str, str]) -> list[int]:
    """The ids of the rows that a post speaks about."""
    return [int(match[1]) for key in data if (match := _POSTED_ROW.fullmatch(key))]


def read_version(text: str | None) -> int | None:
    """The version that a post says it saw; None where it says none that could be one."""
    return read_digits(text, 9)


class NumberField(forms.Field):
    """A number as people write it; empty is None."""

    widget = Line

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return read_number(value or "")
        except NumberRefused as error:
            if error.code == "blank":
                return None
            raise ValidationError(error.message, code=error.code) from error


def number_field(label: Any) -> NumberField:
    """A cell for a number."""
    attributes = {"inputmode": "decimal", "autocomplete": "off", "class": "form-control num", "size": 8}
    return NumberField(label=label, required=False, widget=Line(attrs=attributes))


def lines_field(label: Any) -> forms.CharField:
    """A cell for a text of several lines."""
    return forms.CharField(label=label, required=False, widget=Lines(attrs={"class": "form-control", "rows": 2}))
