"""The review of the trust fund's submitted records: `/review/finance/`, a report at a time, or the ledger."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from activity.models import Entry
from activity.reading import Shown, read_entries
from common.converters import is_code
from common.digits import read_digits
from common.private import SeeOther
from common.refusals import Invalid, Missing, Refusal, VersionConflict
from finance.actions import reopen_row, return_row, validate_row
from finance.choices import State
from finance.figures import target_of
from finance.models import Contribution, FundItem, Report
from finance.permissions import require
from finance.review_rows import (
    Refused,
    Row,
    contribution_rows,
    item_groups,
    key_of,
    name_of,
    validated_contribution,
    validated_groups,
    warnings_by_key,
)
from finance.words import Titles, component_titles

CONTRIBUTIONS = "contributions"
MOST_EVENTS = 20
_DONE = {
    "validate": gettext_lazy("%(row)s is validated."),
    "return": gettext_lazy("%(row)s is returned to the finance officer."),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the queue: a report, or the ledger; `waiting` is how many of its rows are submitted."""

    key: str
    label: str
    waiting: int
    report: Report | None = None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """The queue of one report or of the ledger, and what was validated there."""
    if not request.user.has_perm("finance.read_review"):
        raise Missing
    assert isinstance(request.user, User)
    user, titles = request.user, component_titles()
    section = _asked_for(request.GET.get("of"))
    refused: list[Refused] = []
    if request.method == "POST":
        require("finance.return", user)
        refused = _Post(request, user, titles).handle()
        if not refused:
            return SeeOther(f"{request.path}?of={section.key}")
        section = _asked_for(section.key)  # what was done has changed its number
    return _page(request, user, section, titles, refused)


def _asked_for(key: str | None) -> Section:
    """The section asked for; else the first in which something waits, or the newest report. Raises Missing."""
    sections = _sections()
    if key is None:
        return next((section for section in sections if section.waiting), sections[0])
    found = next((section for section in sections if section.key == key), None)
    if found is None:
        raise Missing
    return found


def _sections() -> list[Section]:
    """The reports, the newest first, and the ledger; two queries."""
    waiting = Count("items", filter=Q(items__state=State.SUBMITTED))
    reports = [
        Section(str(report.year), report.document, report.waiting, report)
        for report in Report.objects.annotate(waiting=waiting).order_by("-year")
    ]
    gifts = Contribution.objects.filter(state=State.SUBMITTED).count()
    return [*reports, Section(CONTRIBUTIONS, _("Contributions"), gifts)]


# --- What a post does ----------------------------------------------------------------------------------------------


class _Post:
    """What one post does, and what it could not do."""

    def __init__(self, request: HttpRequest, user: User, titles: Titles) -> None:
        self.request, self.user, self.titles = request, user, titles
        self.posted: QueryDict = request.POST

    def handle(self) -> list[Refused]:
        """Do what the button says; what was refused. Raises Missing for a row that this person may not see."""
        verb, _colon, key = self.posted.get("do", "").partition(":")
        if verb == "validate_many" and not key:
            return self._validate_many()
        if verb == "reopen" and not key:
            return self._reopen()
        if verb not in _DONE:
            raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
        row, comment = self._row(key), self.posted.get(f"comment-{key}", "")
        refusal = self._try(row, validate_row) if verb == "validate" else self._try(row, return_row, comment)
        if refusal:
            return [self._refused(row, refusal, comment)]
        messages.success(self.request, _DONE[verb] % {"row": name_of(row, self.titles)})
        return []

    def _validate_many(self) -> list[Refused]:
        """Validate the chosen rows, each by itself; never one with a warning, which has to be looked at alone."""
        rows = [self._row(key) for key in self.posted.getlist("chosen")]
        warnings = warnings_by_key(rows, self.titles)
        refused = []
        for row in rows:
            if warnings[key_of(row)]:
                refusal: Refusal | None = Invalid({"row": [_("This row has a warning: validate it by itself.")]})
            else:
                refusal = self._try(row, validate_row)
            if refusal:
                refused.append(self._refused(row, refusal))
        done = len(rows) - len(refused)
        self._say(len(rows), ngettext("%(count)s row validated.", "%(count)s rows validated.", done), done)
        return refused

    def _reopen(self) -> list[Refused]:
        """Reopen the chosen rows, each by itself, with one reason for all."""
        rows, reason = [self._row(key) for key in self.posted.getlist("reopened")], self.posted.get("reason", "")
        refused = []
        for row in rows:
            refusal = self._try(row, reopen_row, reason)
            if refusal:
                refused.append(self._refused(row, refusal, reason))
        done = len(rows) - len(refused)
        said = ngettext("%(count)s row is open for correction.", "%(count)s rows are open for correction.", done)
        self._say(len(rows), said, done)
        return refused

    def _say(self, chosen: int, said: str, done: int) -> None:
        if done:
            messages.success(self.request, said % {"count": done})
        elif not chosen:
            messages.info(self.request, _("No row was chosen."))

    def _try(self, row: Row, act: Callable[..., object], *said: str) -> Refusal | None:
        """Do an action with the row, over the version that was seen; what it refused."""
        try:
            act(row, *said, by=self.user, seen=self._seen(row))
        except Refusal as refusal:
            return refusal
        return None

    def _seen(self, row: Row) -> int | None:
        return read_digits(self.posted.get(f"version-{key_of(row)}"), 9)

    def _row(self, key: str) -> Row:
        """The row of that code or reference. Raises Missing where there is none, or none that the person may see."""
        if not is_code(key):
            raise Missing
        items = FundItem.objects.visible_to(self.user).in_order().filter(code=key)
        gifts = Contribution.objects.visible_to(self.user).in_order().filter(reference=key)
        row: Row | None = items.first() or gifts.first()
        if row is None:
            raise Missing
        return row

    def _refused(self, row: Row, refusal: Refusal, comment: str = "") -> Refused:
        is_conflict = isinstance(refusal, VersionConflict)
        events = _since(row, self._seen(row) or 0) if is_conflict else []
        return Refused(key_of(row), name_of(row, self.titles), refusal, comment, events)


def _since(row: Row, seen: int) -> list[Shown]:
    """What happened to the row after the version that was seen, the oldest first, as the log tells it."""
    entries = Entry.objects.about(target_of(row)).select_related("actor")[:MOST_EVENTS]
    return [event for event in reversed(read_entries(entries)) if int(dict(event.facts).get("version", 0)) > seen]


# --- What the page shows -------------------------------------------------------------------------------------------


def _page(request: HttpRequest, user: User, section: Section, titles: Titles, refused: list[Refused]) -> HttpResponse:
    by_key = {one.key: one for one in refused}
    context = {
        "section": section,
        "sections": _sections(),
        "refused": refused,
        "reason": request.POST.get("reason", "") if refused else "",
        "may_review": user.has_perm("finance.return"),
    }
    if section.report is None:
        asked = request.GET.get("row") or next(iter(request.POST.getlist("reopened")), "")
        gifts = Contribution.objects.visible_to(user).in_order().select_related("contributor", "submitted_by")
        waiting = contribution_rows(list(gifts.filter(state=State.SUBMITTED)), titles, user, by_key)
        found = gifts.filter(reference=asked, state=State.VALIDATED).first() if is_code(asked) else None
        context |= {
            "contributions": waiting,
            "asked": asked,
            "found": validated_contribution(found, titles) if found else None,
            "without_warnings": sum(row.may_validate_with_others for row in waiting),
            "shown": {row.key for row in waiting} | ({found.reference} if found else set()),
        }
    else:
        items = (
            FundItem.objects.visible_to(user)
            .filter(report=section.report)
            .in_order()
            .select_related("report", "component", "submitted_by")
        )
        rows = list(items.filter(state__in=(State.SUBMITTED, State.VALIDATED)))
        groups = item_groups([row for row in rows if row.state == State.SUBMITTED], titles, user, by_key)
        context |= {
            "groups": groups,
            "validated": validated_groups([row for row in rows if row.state == State.VALIDATED], titles),
            "without_warnings": sum(row.may_validate_with_others for group in groups for row in group.rows),
            "shown": {row.code for row in rows},
        }
    status = max((one.refusal.page_status for one in refused), default=200)
    return render(request, "finance/review.html", context, status=status)
