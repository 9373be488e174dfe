"""What was budgeted and what was spent, by component: table 4 as a chart, and its findings in sentences."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common.charts import BarChart, ComponentBars, Shown, budget_bars
from common.numbers import format_number, quantize
from common.translated import listed, reader_language, text_of
from finance.tables import TOTAL
from public.funding.tables import UNITS, Content, column_key, figure, parts_of, shown, written, year_of
from public.texts import sentences
from public.words import STATUSES

RESULTS = 4  # the table by component
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Quotient:
    """Expenditure over budget, worked: 206,670.0 / 281,826.4 = 73.3 per cent."""

    year: int
    expenditure: str
    budget: str
    percent: str


def quotient(content: Content) -> Quotient | None:
    """Expenditure over budget of a table of results; None where either is missing, or nothing was budgeted."""
    budget_key, expenditure_key = column_key(content, "budget"), column_key(content, "expenditure")
    budget, expenditure = figure(content, TOTAL, budget_key), figure(content, TOTAL, expenditure_key)
    if not budget or expenditure is None:
        return None
    percent = quantize(expenditure * HUNDRED / budget, 1)
    return Quotient(
        year_of(expenditure_key),
        written(expenditure, content["unit"]),
        written(budget, content["unit"]),
        format_number(percent, reader_language(), 1),
    )


def finding(content: Content) -> str:
    """How much of the budget was spent, and which components spent more than they were given."""
    found = quotient(content)
    if found is None:
        return _("The budget or the expenditure of this year is not known in all its parts.")
    first = _(
        "Of %(budget)s thousand dollars budgeted for %(year)s,"
        " %(expenditure)s thousand were spent: %(percent)s per cent."
    ) % {"budget": found.budget, "year": found.year, "expenditure": found.expenditure, "percent": found.percent}
    over = [_over(content, row) for row in parts_of(content) if (_variance(row) or 0) < 0]
    if not over:
        return sentences([first, _("No component spent more than its budget.")])
    return sentences([first, _("More than budgeted was spent on: %(components)s.") % {"components": listed(over)}])


def _variance(row: Content) -> Decimal | None:
    value = row["cells"]["variance"]
    return None if value is None else Decimal(value)


def _over(content: Content, row: Content) -> str:
    variance = _variance(row) or Decimal(0)
    return _("%(component)s (%(sum)s more)") % {
        "component": text_of(row["title"]).plain,
        "sum": written(-variance, content["unit"]),
    }


def chart_of(content: Content) -> BarChart:
    """Budget and expenditure of every component that has figures of its own."""
    budget, expenditure = column_key(content, "budget"), column_key(content, "expenditure")
    rows = [
        ComponentBars(
            f"{row['code']}. {text_of(row['title']).plain}",
            _shown(content, row, budget),
            _shown(content, row, expenditure),
        )
        for row in parts_of(content)
    ]
    words = {"year": year_of(expenditure)}
    return budget_bars(
        rows,
        label=_("Budget and expenditure by component, %(year)s") % words,
        unit=str(UNITS[content["unit"]]),
        budget=_("Budget, %(year)s") % words,
        expenditure=_("Expenditure, %(year)s") % words,
    )


def _shown(content: Content, row: Content, key: str) -> Shown:
    value = row["cells"][key]
    if value is None:
        return Shown(None, str(STATUSES[row["status"].get(key, "not_available")]))
    return Shown(Decimal(value), shown(Decimal(value), content["unit"]))
