"""Printed figures of a report that are not the computed ones, as sentences for its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.numbers import digits_after_point, format_annex, from_canonical
from common.translated import reader_language, text_of
from finance.choices import Kind
from finance.reconciling import FUNDS_TABLE
from public.funding.tables import MISSING

Content = dict[str, Any]

# Columns of the printed figures that stand in no table.
_OF_FUNDING: dict[str, Promise] = {
    "requirement_total": gettext_lazy("requirement in all"),
    "pledged_total": gettext_lazy("pledged in all"),
    "received_total": gettext_lazy("received in all"),
    "gap": gettext_lazy("gap"),
}


@dataclass(frozen=True, slots=True)
class ReconciliationView:
    """How many printed figures of all reports were compared, and which of this one differ, in sentences."""

    compared: int
    unexplained: Sequence[str]
    by_rounding: Sequence[str]


def reconciliation_view(content: Content | None, tables: Mapping[int, Content]) -> ReconciliationView | None:
    """What the release's reconciliation says of the report of these tables; None where the release has none."""
    if content is None:
        return None
    reports = {table["report"] for table in tables.values()}
    rows = [row for row in content["differences"] if row["report"] in reports]
    return ReconciliationView(
        content["compared"],
        [_sentence(row, tables) for row in rows if not row["by_rounding"]],
        [_sentence(row, tables) for row in rows if row["by_rounding"]],
    )


def _sentence(row: Content, tables: Mapping[int, Content]) -> str:
    words = {"printed": _written(row["printed"]), "computed": _written(row["computed"])}
    table = tables.get(int(row["table"])) if row["table"].isdigit() else None
    if row["table"] == FUNDS_TABLE:
        kind, _underscore, year = row["column"].rpartition("_")
        what = {"kind": Kind(kind).label, "year": year}
        place = _("Both funds together, %(kind)s %(year)s, thousands of dollars") % what
    elif table is None:
        column = str(_OF_FUNDING.get(row["column"], row["column"]))
        place = _("%(line)s, %(column)s, millions of dollars") % {"line": row["line"], "column": column}
    else:
        titles = {line["code"]: line["title"] for line in table["rows"]}
        line = text_of(titles[row["line"]]).plain if row["line"] in titles else row["line"]
        column = next((_head(each) for each in table["columns"] if each["key"] == row["column"]), row["column"])
        place = _("Table %(number)s, %(line)s, %(column)s") % {"number": row["table"], "line": line, "column": column}
    return _("%(place)s: %(printed)s is printed, %(computed)s is computed.") % {"place": place, **words}


def _head(column: Content) -> str:
    return text_of(column["title"]).plain


def _written(text: str | None) -> str:
    value = from_canonical(text)
    return MISSING if value is None else format_annex(value, reader_language(), max(1, digits_after_point(value)))
