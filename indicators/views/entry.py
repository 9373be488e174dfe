"""The entry grid of a reporting year: `/entry/<year>/`."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.grids import Command, worst_status
from common.numbers import format_number
from common.private import SeeOther
from common.translated import reader_language
from frameworks.models import ReportingYear
from indicators.choices import State
from indicators.comparison import Compared, compare, with_everything
from indicators.forms import NUMBERS, GridFilter, RowForm
from indicators.grid import VERBS, Outcome, handle, series_name
from indicators.models import Observation
from indicators.permissions import require
from indicators.workflow import EDITABLE

MOST_ECHOED = 5
FOLDED = ("reason", "note", "evidence")


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row as the page shows it. Without a form it is locked."""

    compared: Compared
    name: str
    form: RowForm | None
    outcome: Outcome

    @property
    def observation(self) -> Observation:
        return self.compared.observation

    @property
    def has_more(self) -> bool:
        """Whether the fields that are folded away hold something, typed or kept, or an error, or lack a note."""
        if self.form is not None and self.compared.computed and self.compared.computed.lacks_note:
            return True
        return self.form is not None and any(self.form[name].value() or self.form[name].errors for name in FOLDED)


@login_required
@require_safe
@never_cache
def newest(request: HttpRequest) -> HttpResponse:
    """The grid of the newest open year that this person may see."""
    years = Observation.objects.visible_to(request.user).order_by("-year").values_list("year", flat=True)
    year = years.filter(year__in=ReportingYear.objects.open()).first() or years.first()
    if year is None:
        raise Http404
    return redirect("indicators:entry", year=year)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def entry(request: HttpRequest, year: int) -> HttpResponse:
    """One row a series, with the years before; saved and submitted row by row."""
    assert isinstance(request.user, User)
    user = request.user
    rows = _rows(user, year)
    outcomes: dict[int, Outcome] = {}
    if request.method == "POST":
        if not Observation.objects.entered_by(user).filter(year=year).exists():
            require("indicators.save_observation", user, rows[0])
        outcomes = handle(rows, request.POST, Command.read(request.POST.get("do", "save"), VERBS), by=user)
        _say(request, outcomes)
        if not any(outcome.is_open for outcome in outcomes.values()):
            return SeeOther(request.get_full_path())
        rows = _rows(user, year)  # as they are now
    return _page(request, user, year, rows, outcomes)


def _rows(user: User, year: int) -> list[Observation]:
    """What `user` may see of the year. Raises Http404 for nothing, as for a year that does not exist."""
    rows = list(with_everything(Observation.objects.visible_to(user).filter(year=year)))
    if not rows:
        raise Http404
    return rows


def _page(
    request: HttpRequest, user: User, year: int, rows: list[Observation], outcomes: dict[int, Outcome]
) -> HttpResponse:
    mine = set(Observation.objects.entered_by(user).filter(year=year).values_list("pk", flat=True))
    goals = list({row.series.indicator.output.outcome.goal: None for row in rows})
    grid_filter = GridFilter(goals, request.GET)
    shown = [
        _grid_row(compared, outcomes.get(compared.observation.pk), is_mine=compared.observation.pk in mine)
        for compared in compare(rows, year, user)
        if compared.observation.pk in outcomes or _passes(compared, grid_filter, mine)
    ]
    years = list(ReportingYear.objects.order_by("year"))
    context = {
        "year": next(row for row in years if row.year == year),
        "years": years,
        "past_years": [past.year for past in shown[0].compared.past] if shown else [],
        "rows": shown,
        "counts": [(state, sum(row.state == state for row in rows)) for state in State],
        "filter": grid_filter,
        "may_enter": bool(mine),
        "has_computed": any(row.form and row.compared.computed for row in shown),
        "can_save": any(row.form for row in shown),
        "has_unsaved": any(outcome.is_open for outcome in outcomes.values()),
        "faults": [row for row in shown if row.outcome.refusal or (row.form and row.form.errors)],
    }
    status = worst_status(outcome.status for outcome in outcomes.values())
    return render(request, "indicators/entry.html", context, status=status)


def _grid_row(compared: Compared, outcome: Outcome | None, *, is_mine: bool) -> GridRow:
    observation, outcome = compared.observation, outcome or Outcome()
    name = series_name(observation.series)
    form = None
    if is_mine and observation.state in EDITABLE and observation.year.is_open:
        form = outcome.form or RowForm(observation, name)
    return GridRow(compared, name, form, outcome)


def _passes(compared: Compared, grid_filter: GridFilter, mine: set[int]) -> bool:
    """Whether the filter shows the row; a filter with a fault hides nothing."""
    if not grid_filter.is_valid():
        return True
    wanted, observation = grid_filter.cleaned_data, compared.observation
    goal = observation.series.indicator.output.outcome.goal
    return (
        wanted["goal"] in ("", str(goal.pk))
        and wanted["state"] in ("", observation.state)
        and not (wanted["mine"] and observation.pk not in mine)
        and not (wanted["problems"] and observation.state != State.RETURNED and not compared.warnings)
    )


def _say(request: HttpRequest, outcomes: dict[int, Outcome]) -> None:
    saved = [outcome.saved for outcome in outcomes.values() if outcome.saved]
    submitted = sum(outcome.submitted for outcome in outcomes.values())
    if saved:
        said = ngettext("%(count)s row saved.", "%(count)s rows saved.", len(saved)) % {"count": len(saved)}
        messages.success(request, " ".join([said, *map(_echo, saved[:MOST_ECHOED])]))
    if submitted:
        said = ngettext("%(count)s row submitted.", "%(count)s rows submitted.", submitted)
        messages.success(request, said % {"count": submitted})
    for outcome in outcomes.values():
        if outcome.computed:
            said = _("%(row)s: the computed figure is taken. Submit it when it is complete.")
            messages.success(request, said % {"row": series_name(outcome.computed.series)})
            return
    if not saved and not submitted and not any(outcome.is_open for outcome in outcomes.values()):
        messages.info(request, _("Nothing was changed."))


def _echo(saved: Observation) -> str:
    """What was read, as it is shown."""
    language = reader_language()
    numbers = [format_number(number, language) for name in NUMBERS if (number := getattr(saved, name)) is not None]
    if not numbers:
        return ""
    return _("%(row)s: read as %(numbers)s.") % {"row": series_name(saved.series), "numbers": "; ".join(numbers)}
