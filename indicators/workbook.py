"""Every series and year as rows of one workbook: what can be entered is open, all else is locked.

A long sheet, one row for a series in a year, because a value never comes alone: its parts, its status, its source and
its note stand beside it, which a column for each year has no room for; filter arrows give one year, or one series.

Hidden columns say which observation a row is, which version the file saw, and a few characters for each cell as it
went out. So the way back (indicators.workbook_imports) tells what somebody wrote from what has changed here meanwhile.
"""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from common.fillable import FillableSheet, Kind, Open, Place, write_fillable
from common.grids import fingerprints
from common.spreadsheets import MAX_CELL, write_csv
from common.statuses import NEEDS_REASON, Status
from indicators.choices import State, Unit
from indicators.forms import ENTERED, NUMBERS, texts_of
from indicators.models import Observation
from indicators.taking import said
from indicators.workflow import EDITABLE

KEY, VERSION, SEEN = "key", "version", "seen"
READ = ("code", "series", "title", "unit", "decimals", "year", "state")
_WIDTHS = {  # the columns in their order, as wide as so many characters
    **{"code": 12, "series": 12, "title": 48, "unit": 10, "decimals": 9, "year": 7},
    **{"value": 12, "numerator": 12, "denominator": 12, "status": 15},
    **{"reason": 24, "source": 24, "note": 32, "evidence": 32, "state": 20},
    **{KEY: 30, VERSION: 8, SEEN: 20},
}
COLUMNS = tuple(_WIDTHS)
# The cells of which the row keeps how they went out; the key among them, so that no row speaks for another.
KEPT = (*READ, *ENTERED, KEY, VERSION)


def as_xlsx(observations: Iterable[Observation], mine: Collection[int]) -> bytes:
    """The workbook of these observations, those whose ids are in `mine` open where their state and year allow it.

    The first sheet is the one that is read, whatever it is called.
    """
    header = [Place(name, is_strong=True) for name in COLUMNS]
    values = FillableSheet(
        name="Values",
        rows=[header, *(_places(row, mine) for row in observations)],
        widths=tuple(_WIDTHS.values()),
        frozen=(1, 3),
        hidden_columns=[COLUMNS.index(name) for name in (KEY, VERSION, SEEN)],
        has_filter=True,
    )
    told = [[Place(text, is_strong=not number) for text in row] for number, row in enumerate(_instructions())]
    instructions = FillableSheet("Instructions", told, (24, 96))
    return write_fillable([values, instructions], created=timezone.now(), right_to_left=get_language_bidi())


def as_csv(observations: Iterable[Observation], mine: Collection[int]) -> bytes:
    """The same rows as comma-separated values."""
    return write_csv(COLUMNS, (list(_cells(row, mine).values()) for row in observations))


def is_enterable(row: Observation, mine: Collection[int]) -> bool:
    """Whether the person whose rows are `mine` may write into it now."""
    return row.pk in mine and row.state in EDITABLE and row.year.is_open


def _places(row: Observation, mine: Collection[int]) -> list[Place]:
    cells = _cells(row, mine)
    return [
        Place(value or None if isinstance(value, str) else value, _open(row, name, mine))
        for name, value in cells.items()
    ]


def _open(row: Observation, name: str, mine: Collection[int]) -> Open | None:
    """What may be typed into a cell; nothing where it holds no more than the beginning of a text."""
    if name not in ENTERED or not is_enterable(row, mine) or len(texts_of(row)[name]) > MAX_CELL:
        return None
    if name == "status":
        return Open(Kind.CHOICE, tuple(Status.values))
    if name in NUMBERS:
        return Open(Kind.NUMBER, may_be_negative=name == "value" and row.series.indicator.unit == Unit.USD)
    return Open()


def _cells(row: Observation, mine: Collection[int]) -> dict[str, Any]:
    """The cells by column, numbers as numbers."""
    indicator, texts = row.series.indicator, texts_of(row)
    cells: dict[str, Any] = {
        "code": str(indicator),
        "series": row.series.code,
        "title": f"{indicator.title}: {row.series.title}" if row.series.title else indicator.title,
        "unit": str(Unit(indicator.unit).label),
        "decimals": Decimal(indicator.decimals),
        "year": Decimal(row.year_id),
        "state": _state(row, mine),
        KEY: row.key,
        VERSION: Decimal(row.version),
        **{name: getattr(row, name) if name in NUMBERS else texts[name][:MAX_CELL] for name in ENTERED},
    }
    went_out = {name: str(value) for name, value in cells.items() if name not in NUMBERS}
    went_out |= {name: texts[name] for name in NUMBERS}
    cells[SEEN] = fingerprints({name: said(name, text) for name, text in went_out.items()}, KEPT)
    return {name: cells[name] for name in COLUMNS}


def _state(row: Observation, mine: Collection[int]) -> str:
    """The state in words, and why the row is locked where the state does not say it."""
    words = [str(State(row.state).label)]
    if not row.year.is_open:
        words.append(_("year closed"))
    if row.pk not in mine:
        words.append(_("not yours to enter"))
    return ", ".join(words)


def _instructions() -> Iterator[list[str]]:
    yield ["", _("How to fill in the sheet “Values”")]
    yield [
        _("Cells"),
        _(
            "White cells are yours to fill in. Grey cells are locked: what is submitted or validated, closed years, and"
            " indicators that somebody else enters. A file with a changed grey cell is refused."
        ),
    ]
    yield [
        _("Rows"),
        _("Leave the headings and the hidden columns as they are. Add no rows; rows that you delete stay as they are."),
    ]
    yield [
        _("Sending it"),
        _(
            "Upload the file on the page from which you have it. You see every difference before anything is changed;"
            " then all of them are taken over, or none. Nothing is submitted by that: values become drafts."
        ),
    ]
    yield ["value", _("The number alone, without a sign for per cent or a currency.")]
    yield ["numerator, denominator", _("The parts that give the value: both, or neither.")]
    yield ["reason", _("Why there is no value.")]
    yield ["source, note", _("Where the value is from, and what readers need to know about it.")]
    yield ["evidence", _("Links, one a line.")]
    for status in Status:
        needs = _("The column reason says why.") if status in NEEDS_REASON else ""
        yield [f"status: {status.value}", " ".join(filter(None, [f"{status.label}.", needs]))]
