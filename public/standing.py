"""Released standing records in words: each kind as a table of what its records say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.numbers import format_number
from common.translated import listed, reader_language
from public.texts import date_words
from records.choices import Step
from records.kinds import KINDS
from records.statistics import holds_on

Record = Mapping[str, Any]
# What a release says of a record beside the columns that offices fill in.
_OWN_WORDS: dict[str, Promise] = {
    "woman": gettext_lazy("Woman"),
    "from_programme_country": gettext_lazy("From a programme country"),
    "also_serves": gettext_lazy("Also serves"),
    "held": gettext_lazy("Held"),
    "reporting_team": gettext_lazy("Reports for it"),
    "shared_with": gettext_lazy("Shared with"),
    "milestones": gettext_lazy("Milestones"),
    "signatories": gettext_lazy("Signatories"),
}
_HELD: dict[str, Promise] = {"filled": gettext_lazy("filled"), "vacant": gettext_lazy("vacant")}


MOST_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class KindTable:
    """The records of one kind that hold on a day, as a table; a column that no record fills is left out."""

    code: str
    label: str
    columns: list[str]
    rows: list[list[str]]

    @property
    def is_wide(self) -> bool:
        """Whether a record says so much that it stands as a list of its own."""
        return len(self.columns) > MOST_COLUMNS

    @property
    def as_lists(self) -> list[list[tuple[str, str]]]:
        """Each record as (column, words), without what it leaves open."""
        return [[pair for pair in zip(self.columns, row, strict=True) if pair[1]] for row in self.rows]


def tables_on(records: Mapping[str, list[Record]], day: date, names: Mapping[str, str]) -> list[KindTable]:
    """A table for each kind with records on `day`, in the order of the kinds; `names` are those of countries."""
    tables = []
    for code in KINDS:
        rows = [row for row in records.get(code, []) if holds_on(row, day)]
        if rows:
            tables.append(_table(code, rows, names))
    return tables


def in_words(code: str, name: str, value: Any) -> str:
    """One column of a record of the kind `code`, as a page writes it; "" for nothing."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "held":
        return str(_HELD[value])
    if name == "shared_with":
        return listed(row["partner"] for row in value)
    if name == "signatories":
        return listed(row["entity_code"] for row in value)
    if name == "milestones":
        return listed(str(Step(row["step"]).label) for row in value if row["done"])
    return _plain(code, name, value)


def _table(code: str, rows: list[Record], names: Mapping[str, str]) -> KindTable:
    """The columns in the order in which offices fill them in, then what a release adds."""
    said = dict.fromkeys(name for row in rows for name in row)
    in_order = [name for name in dict.fromkeys([*map(_released, _fields(code)), *said]) if name in said]
    shown = [name for name in in_order if any(in_words(code, name, row.get(name)) for row in rows)]
    return KindTable(
        code,
        str(KINDS[code].label),
        [_label(code, name) for name in shown],
        [[_cell(code, name, row.get(name), names) for name in shown] for row in rows],
    )


def _cell(code: str, name: str, value: Any, names: Mapping[str, str]) -> str:
    if name == "country":
        return names.get(value, value)
    if name in {"also_serves", "reporting_team"}:
        return listed(names.get(each, each) for each in ([value] if isinstance(value, str) else value))
    return in_words(code, name, value)


def _released(name: str) -> str:
    return {"valid_from": "from", "valid_to": "to"}.get(name, name)


def _label(code: str, name: str) -> str:
    if name in _OWN_WORDS:
        return str(_OWN_WORDS[name])
    field = next((field for own, field in _fields(code).items() if _released(own) == name), None)
    words = str(field.verbose_name) if field else name
    return words[:1].upper() + words[1:]


def _fields(code: str) -> dict[str, Any]:
    return {field.name: field for field in KINDS[code].fields}


def _plain(code: str, name: str, value: Any) -> str:
    field = _fields(code).get(name)
    choices = dict(getattr(field, "flatchoices", ())) or _codes(field)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return listed(str(choices.get(each, each)) for each in value)
    if value in choices:
        return str(choices[value])
    if name in {"from", "to"} or name.endswith("_on"):
        return date_words(date.fromisoformat(value))
    if name == "score":
        return format_number(Decimal(value), reader_language())
    return str(value)


def _codes(field: Any) -> dict[str, Any]:
    """The words for the codes of a column that keeps several."""
    return dict(field.codes.choices) if getattr(field, "codes", None) else {}
