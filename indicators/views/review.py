"""The review of submitted observations: `/review/observations/`, a reporting year at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Membership, User
from accounts.roles import Role
from activity.models import Entry
from activity.reading import Shown, read_entries
from common.digits import read_digits
from common.grids import read_version
from common.private import SeeOther
from common.refusals import Invalid, Refusal, VersionConflict
from frameworks.models import ReportingYear
from indicators import actions
from indicators.changed import Unexplained, changed_rows, explain_figure
from indicators.choices import State
from indicators.comparison import Compared, compare, with_everything
from indicators.grid import series_name
from indicators.measures import Measure
from indicators.models import Figure, Observation
from indicators.permissions import require
from indicators.querysets import ENTER
from indicators.working import Working, explain

REVIEWED = (State.SUBMITTED, State.VALIDATED)
MOST_EVENTS = 20
VERBS = ("validate", "return", "reopen")
_DONE = {
    "validate": gettext_lazy("%(row)s is validated."),
    "return": gettext_lazy("%(row)s is returned to its custodian."),
    "reopen": gettext_lazy("%(row)s is open for correction. Its figure stands until the next one is validated."),
}


@dataclass(slots=True)
class Refused:
    """What a post could not do with a row: the sentence, the comment that was typed, and what happened meanwhile."""

    observation: Observation
    refusal: Refusal
    comment: str = ""
    events: list[Shown] = field(default_factory=list)

    @property
    def name(self) -> str:
        return series_name(self.observation.series)


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """An observation as the reviewer sees it."""

    compared: Compared
    submitter_roles: list[str]
    may_validate: bool
    may_return: bool
    may_reopen: bool
    refused: Refused | None

    @property
    def observation(self) -> Observation:
        return self.compared.observation

    @property
    def name(self) -> str:
        return series_name(self.observation.series)

    @property
    def working(self) -> Working:
        """The rating that would follow, step by step."""
        indicator = self.observation.series.indicator
        return explain(self.compared.rating, Measure(indicator.unit, indicator.decimals))

    @property
    def may_validate_with_others(self) -> bool:
        return self.may_validate and not self.compared.warnings


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def observations(request: HttpRequest) -> HttpResponse:
    """The queue of one reporting year, and what was validated in it."""
    assert isinstance(request.user, User)
    user = request.user
    if not rules.has_perm("indicators.read_review", user):
        raise Http404
    year = _requested_year(request.GET.get("year"))
    refused: list[Refused] = []
    unexplained: Unexplained | None = None
    if request.method == "POST":
        require("indicators.return_observation", user)
        if request.POST.get("do") == "explain":
            unexplained = explain_figure(request.POST, user)
            if not unexplained:
                messages.success(request, _("The difference is explained, and the figure stands."))
        else:
            refused = _handle(request, user)
        if not refused and not unexplained:
            return SeeOther(f"{request.path}?year={year.year}")
    return _page(request, user, year, refused, unexplained)


def _requested_year(asked: str | None) -> Any:
    """The year asked for; else the newest in which something waits, is open, or is at all. Raises Http404."""
    years = {row.year: row for row in _years()}
    if asked is not None:
        year = years.get(read_digits(asked, 4))
        if year is None:
            raise Http404
        return year
    if not years:
        raise Http404
    return max(years.values(), key=lambda row: (row.waiting > 0, row.is_open, row.year))


def _years() -> list[Any]:
    """All reporting years; `waiting` is how many submitted observations each has."""
    waiting = Count("observations", filter=Q(observations__state=State.SUBMITTED))
    return list(ReportingYear.objects.annotate(waiting=waiting).order_by("year"))


# --- What a post does ------------------------------------------------------------------------------------------


def _handle(request: HttpRequest, user: User) -> list[Refused]:
    """Do what the button says; what was refused. Raises Http404 for a row that this person may not see."""
    verb = request.POST.get("do", "")
    if verb == "validate_many":
        return _validate_many(request, user)
    if verb not in VERBS:
        raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
    observation = _row(request.POST.get("row", ""), user)
    comment = request.POST.get("comment", "")
    seen = read_version(request.POST.get("version"))
    refusal = _try(verb, observation, comment, user, seen)
    if refusal:
        return [_refused(observation, refusal, seen, comment)]
    messages.success(request, _DONE[verb] % {"row": series_name(observation.series)})
    return []


def _validate_many(request: HttpRequest, user: User) -> list[Refused]:
    """Validate the chosen rows, each by itself; never one with a warning, which has to be looked at alone."""
    chosen = [text.partition(":") for text in request.POST.getlist("chosen")]
    versions = {_row(pk, user): read_version(version) for pk, _colon, version in chosen}
    refused = []
    for row in _compared_by_year(versions, user):
        observation, seen = row.observation, versions[row.observation]
        if row.warnings:
            refusal: Refusal | None = Invalid({"row": [_("This row has a warning: validate it by itself.")]})
        else:
            refusal = _try("validate", observation, "", user, seen)
        if refusal:
            refused.append(_refused(observation, refusal, seen))
    done = len(versions) - len(refused)
    if done:
        said = ngettext("%(count)s observation validated.", "%(count)s observations validated.", done)
        messages.success(request, said % {"count": done})
    elif not versions:
        messages.info(request, _("No row was chosen."))
    return refused


def _compared_by_year(rows: Iterable[Observation], user: User) -> list[Compared]:
    by_year: dict[int, list[Observation]] = {}
    for row in rows:
        by_year.setdefault(row.year_id, []).append(row)
    return [compared for year, same_year in by_year.items() for compared in compare(same_year, year, user)]


def _try(verb: str, observation: Observation, comment: str, user: User, seen: int | None) -> Refusal | None:
    try:
        match verb:
            case "validate":
                actions.validate_observation(observation, by=user, seen=seen)
            case "return":
                actions.return_observation(observation, comment, by=user, seen=seen)
            case "reopen":
                actions.reopen_observation(observation, comment, by=user, seen=seen)
    except Refusal as refusal:
        return refusal
    return None


def _row(pk: str, user: User) -> Observation:
    """The row of that id. Raises Http404 where there is none, or none that `user` may see."""
    number = read_digits(pk, 18)
    if number is None:
        raise Http404
    row: Observation | None = with_everything(Observation.objects.visible_to(user).filter(pk=number)).first()
    if row is None:
        raise Http404
    return row


def _refused(observation: Observation, refusal: Refusal, seen: int | None, comment: str = "") -> Refused:
    if isinstance(refusal, VersionConflict):
        return Refused(observation, refusal, comment, _since(observation, seen or 0))
    return Refused(observation, refusal, comment)


def _since(observation: Observation, seen: int) -> list[Shown]:
    """What happened to the row after the version that was seen, the oldest first, as the log tells it."""
    entries = Entry.objects.about(f"observation {observation.key}").select_related("actor")[:MOST_EVENTS]
    return [event for event in reversed(read_entries(entries)) if int(dict(event.facts).get("version", 0)) > seen]


# --- What the page shows ---------------------------------------------------------------------------------------


def _page(
    request: HttpRequest, user: User, year: ReportingYear, refused: list[Refused], unexplained: Unexplained | None
) -> HttpResponse:
    rows = list(
        with_everything(Observation.objects.visible_to(user).filter(year=year, state__in=REVIEWED)).prefetch_related(
            Prefetch("figures", Figure.objects.select_related("validated_by").order_by("-number"))
        )
    )
    roles = _roles_of_submitters(rows)
    by_row = {one.observation.pk: one for one in refused}
    shown = [_review_row(compared, user, roles, by_row) for compared in compare(rows, year.year, user)]
    submitted = [row for row in shown if row.observation.state == State.SUBMITTED]
    present = {row.observation.pk for row in shown}
    context = {
        "year": year,
        "years": _years(),
        "submitted": submitted,
        "validated": [row for row in shown if row.observation.state == State.VALIDATED],
        "changed": changed_rows(year.year, unexplained),
        "without_warnings": sum(row.may_validate_with_others for row in submitted),
        "refused": refused,
        # Rows that have left the page meanwhile: what happened to them stands above the lists alone.
        "gone": [one for one in refused if one.observation.pk not in present],
        "may_review": rules.has_perm("indicators.return_observation", user),
    }
    return render(request, "indicators/review.html", context, status=_status([*refused, unexplained]))


def _review_row(compared: Compared, user: User, roles: dict[int, list[str]], refused: dict[int, Refused]) -> ReviewRow:
    observation = compared.observation
    return ReviewRow(
        compared=compared,
        submitter_roles=roles.get(observation.submitted_by_id or 0, []),
        may_validate=rules.has_perm("indicators.validate_observation", user, observation),
        may_return=rules.has_perm("indicators.return_observation", user, observation),
        may_reopen=rules.has_perm("indicators.reopen_observation", user, observation) and observation.year.is_open,
        refused=refused.get(observation.pk),
    )


def _roles_of_submitters(rows: list[Observation]) -> dict[int, list[str]]:
    """The roles, in words, in which each person who submitted one of `rows` enters values."""
    people = {row.submitted_by_id for row in rows}
    held = Membership.objects.current().filter(user__in=people, role__in=ENTER).distinct()
    roles: dict[int, list[str]] = {}
    for user_id, role in held.order_by("user", "role").values_list("user", "role"):
        roles.setdefault(user_id, []).append(str(Role(role).label))
    return roles


def _status(refused: Iterable[Refused | Unexplained | None]) -> int:
    """The status of the whole answer: a conflict before everything else that was refused."""
    return max((one.refusal.page_status for one in refused if one), default=200)
