"""The grid on which a report's items are entered: `/finance/entry/<report>/`."""

from dataclasses import dataclass

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.grids import Command, worst_status
from common.private import SeeOther
from common.refusals import Missing
from finance import reading
from finance.choices import Fund, State
from finance.forms import GridFilter, ItemForm
from finance.grid import Outcome, handle
from finance.layout import Block, Cell, blocks
from finance.models import FundItem, Report
from finance.permissions import require
from finance.readers import found_report, items_of
from finance.words import Titles, component_titles, item_title, value_of
from finance.workflow import EDITABLE

MOST_ECHOED = 5
FOLDED = ("status", "rounded_to", "reason", "note")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as the page shows it. An item without a form is locked."""

    cell: Cell
    name: str = ""
    form: ItemForm | None = None
    outcome: Outcome | None = None

    @property
    def item(self) -> FundItem | None:
        return self.cell.item

    @property
    def value(self) -> str:
        """The item's value as tables print it; "" where it has none."""
        assert self.item is not None
        return value_of(self.item)

    @property
    def has_fault(self) -> bool:
        return bool((self.outcome and self.outcome.refusal) or (self.form and self.form.errors))

    @property
    def is_unfolded(self) -> bool:
        """Whether what is folded away has to be seen: a fault in it, or why the item was returned."""
        has_fault = self.form is not None and any(name in self.form.errors for name in FOLDED)
        return has_fault or bool(self.item and self.item.state == State.RETURNED)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A line of a block."""

    title: str
    level: int | None
    cells: list[GridCell]


@dataclass(frozen=True, slots=True)
class GridBlock:
    """A section of the grid with its lines as the page shows them."""

    block: Block
    rows: list[GridRow]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, report: int) -> HttpResponse:
    """A report's items as its tables lay them out; saved and submitted item by item."""
    found = found_report(request, report)
    assert isinstance(request.user, User)
    items, titles = items_of(request, found), component_titles()
    outcomes: dict[int, Outcome] = {}
    if request.method == "POST":
        require("finance.save", request.user)
        command = Command.read(request.POST.get("do", "save"))
        outcomes = handle(items, request.POST, command, titles, by=request.user)
        _say(request, outcomes, titles)
        if not any(outcome.is_open for outcome in outcomes.values()):
            return SeeOther(request.get_full_path())
        items = items_of(request, found)  # as they are now
    return _page(request, found, items, titles, outcomes)


def _page(
    request: HttpRequest, report: Report, items: list[FundItem], titles: Titles, outcomes: dict[int, Outcome]
) -> HttpResponse:
    said = reading.entered([report.year]).get(report.year)
    if said is None:
        raise Missing  # a report without items: none was ever opened so
    grid_filter = GridFilter(request.GET, auto_id="filter_%s")
    fund, section = grid_filter.chosen()
    may_enter = rules.has_perm("finance.save", request.user)
    maker = _Cells(titles, outcomes, is_open=may_enter and report.is_open)
    grid = [maker.block(block) for block in blocks(said, items, titles, fund, section)]
    cells = [cell for block in grid for row in block.rows for cell in row.cells]
    context = {
        "report": report,
        "blocks": grid,
        "counts": [(state, sum(item.state == state for item in items)) for state in State],
        "filter": grid_filter,
        "fund": Fund(fund).label,
        "may_enter": may_enter,
        "can_save": any(cell.form for cell in cells),
        "has_unsaved": any(outcome.is_open for outcome in outcomes.values()),
        "faults": [cell for cell in cells if cell.has_fault],
    }
    status = worst_status(outcome.status for outcome in outcomes.values())
    return render(request, "finance/entry.html", context, status=status)


@dataclass(frozen=True, slots=True)
class _Cells:
    """Makes cells of the page out of those of the layout."""

    titles: Titles
    outcomes: dict[int, Outcome]
    is_open: bool

    def block(self, block: Block) -> GridBlock:
        rows = [GridRow(row.title, row.level, [self._cell(cell) for cell in row.cells]) for row in block.rows]
        return GridBlock(block, rows)

    def _cell(self, cell: Cell) -> GridCell:
        if cell.item is None:
            return GridCell(cell)
        name = item_title(cell.item, self.titles)
        outcome = self.outcomes.get(cell.item.pk) or Outcome()
        form = None
        if self.is_open and cell.item.state in EDITABLE:
            form = outcome.form or ItemForm(cell.item, name)
        return GridCell(cell, name, form, outcome)


def _say(request: HttpRequest, outcomes: dict[int, Outcome], titles: Titles) -> None:
    saved = [outcome.saved for outcome in outcomes.values() if outcome.saved]
    submitted = sum(outcome.submitted for outcome in outcomes.values())
    if saved:
        said = ngettext("%(count)s item saved.", "%(count)s items saved.", len(saved)) % {"count": len(saved)}
        echoes = [_echo(item, titles) for item in saved[:MOST_ECHOED]]
        messages.success(request, " ".join([said, *filter(None, echoes)]))
    if submitted:
        said = ngettext("%(count)s item submitted.", "%(count)s items submitted.", submitted)
        messages.success(request, said % {"count": submitted})
    if not saved and not submitted and not any(outcome.is_open for outcome in outcomes.values()):
        messages.info(request, _("Nothing was changed."))


def _echo(item: FundItem, titles: Titles) -> str:
    """What was read, as it is shown."""
    if item.value is None:
        return ""
    said = {"item": item_title(item, titles), "value": value_of(item)}
    return _("%(item)s: read as %(value)s.") % said
