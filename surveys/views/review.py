"""The queue of submissions, `/review/answers/`: a reporting year at a time, for regional teams and headquarters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import HEADQUARTERS, Role, holds
from common.digits import read_digits
from common.private import SeeOther
from common.refusals import Invalid
from surveys.checking import DONE, VERBS, May, Refused, Wish, carry_out, may, open_comments
from surveys.choices import BY_OFFICE, State
from surveys.comparison import Compared, Summary, compare, summary_of
from surveys.completeness import Completeness, stored_completeness
from surveys.deadlines import due_day, is_overdue
from surveys.filters import QueueFilter, overdue
from surveys.models import Questionnaire, Submission
from surveys.querysets import UNANSWERED
from surveys.words import respondent_names
from surveys.workflow import EDITABLE

PAGE = 25
MOST_DIGITS = 18
_ORDER = [State.SUBMITTED, State.ENDORSED, State.RETURNED, State.DRAFT, State.ACCEPTED]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A submission as the list shows it. `age` is in days since it was handed in; None where it was not."""

    submission: Submission
    name: str
    may: May
    completeness: Completeness
    summary: Summary
    comments: int
    refused: Refused | None

    @property
    def age(self) -> int | None:
        handed_in = self.submission.submitted_at
        if self.submission.state in EDITABLE or handed_in is None:
            return None
        return int((timezone.now() - handed_in).days)

    @property
    def due(self) -> Any:
        return due_day(self.submission)

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self.submission)

    @property
    def may_be_accepted_with_others(self) -> bool:
        return "accept" in self.may.verbs and not self.summary.warned and not self.comments


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """The submissions of one reporting year that this person checks or reads, those that wait for them first."""
    assert isinstance(request.user, User)
    user = request.user
    if not rules.has_perm("surveys.read_review", user):
        raise Http404
    refused: list[Refused] = []
    if request.method == "POST":
        refused = _handle(request, user)
        if not refused:
            return SeeOther(request.get_full_path())
    return _page(request, user, refused)


def version_of(text: str | None) -> int | None:
    """The version that a post says it saw; None where it says none that could be one."""
    return read_digits(text, 9)


# --- What a post does ------------------------------------------------------------------------------------------


def _handle(request: HttpRequest, user: User) -> list[Refused]:
    """Do what the button says; what was refused. Raises Http404 for a row that this person may not see."""
    verb = request.POST.get("do", "")
    if verb == "accept_many":
        return _accept_many(request, user)
    if verb not in VERBS:
        raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
    question, sentence = request.POST.get("question", "").strip(), request.POST.get("sentence", "")
    wish = Wish(
        verb,
        version_of(request.POST.get("version")),
        issues={question: sentence} if question or sentence.strip() else {},
    )
    submission = _rows(user, [request.POST.get("row", "")])[0]
    name = respondent_names([submission])[submission.pk]
    refused = carry_out(wish, submission, name, user)
    if refused:
        return [refused]
    messages.success(request, DONE[verb] % {"name": name})
    return []


def _accept_many(request: HttpRequest, user: User) -> list[Refused]:
    """Accept the chosen ones, each by itself; never one with a warning or an open comment, which is looked at alone."""
    chosen = [text.partition(":") for text in request.POST.getlist("chosen")]
    rows = _rows(user, [pk for pk, _colon, _version in chosen])
    versions = {row.pk: version_of(version) for row, (_pk, _colon, version) in zip(rows, chosen, strict=True)}
    names, compared, comments = respondent_names(rows), compare(rows), open_comments(rows)
    refused = []
    for row in rows:
        wish = Wish("accept", versions[row.pk])
        # What has changed since is a conflict, whatever else there is to say of it as it is now.
        is_as_seen = wish.seen == row.version
        fault = _why_alone(summary_of(compared[row.pk]), comments.get(row.pk, 0)) if is_as_seen else None
        one = Refused(row, names[row.pk], wish, fault) if fault else carry_out(wish, row, names[row.pk], user)
        if one:
            refused.append(one)
    done = len(rows) - len(refused)
    if done:
        said = ngettext("%(count)s submission accepted.", "%(count)s submissions accepted.", done)
        messages.success(request, said % {"count": done})
    elif not rows:
        messages.info(request, _("No row was chosen."))
    return refused


def _why_alone(summary: Summary, comments: int) -> Invalid | None:
    if summary.warned:
        return Invalid({"row": [_("It has a warning: look at it and accept it by itself.")]})
    return Invalid({"row": [_("It has an open comment: look at it and accept it by itself.")]}) if comments else None


def _rows(user: User, ids: Iterable[str]) -> list[Submission]:
    """The submissions of these ids, in their order. Raises Http404 where one is not there, or not to be seen."""
    numbers = [read_digits(text, MOST_DIGITS) for text in ids]
    found = Submission.objects.reviewed_by(user).with_respondents().in_bulk([pk for pk in numbers if pk is not None])
    if any(number not in found for number in numbers):
        raise Http404
    return [found[number] for number in numbers if number is not None]


# --- What the page shows ---------------------------------------------------------------------------------------


def _page(request: HttpRequest, user: User, refused: list[Refused]) -> HttpResponse:
    reviewed = Submission.objects.reviewed_by(user)
    years = list(reviewed.order_by("-questionnaire__year").values_list("questionnaire__year", flat=True).distinct())
    year = _requested_year(request.GET.get("year"), years)
    of_year = reviewed.filter(questionnaire__year=year)
    questionnaires = list(Questionnaire.objects.filter(year=year, opened_at__isnull=False).select_related("year"))
    chosen = _filter(request.GET, of_year, questionnaires, user)
    if not chosen.is_valid():
        return render(request, "surveys/review.html", {"filter": chosen, "years": years, "year": year}, status=400)
    page = Paginator(_in_order(chosen.qs, user).with_respondents(), PAGE).get_page(request.GET.get("page"))
    by_row = {one.submission.pk: one for one in refused}
    compared = compare(list(page))
    rows = _queue_rows(list(page), compared, user, by_row)
    present = {row.submission.pk for row in rows}
    parameters = request.GET.copy()
    parameters.pop("page", None)
    context = {
        "year": year,
        "years": years,
        "filter": chosen,
        "counts": _counts(request.GET, of_year, questionnaires, user),
        "page": page,
        "rows": rows,
        "questions": _questions(rows, compared),
        "together": sum(row.may_be_accepted_with_others for row in rows),
        "refused": refused,
        "gone": [one for one in refused if one.submission.pk not in present],
        "address_of_page": parameters.urlencode(),
    }
    return render(request, "surveys/review.html", context, status=_status(refused))


def _requested_year(asked: str | None, years: list[int]) -> int | None:
    """The year asked for, else the newest; None where there is none at all. Raises Http404."""
    if asked is None:
        return years[0] if years else None
    year = read_digits(asked, 4)
    if year not in years:
        raise Http404
    return year


def _filter(
    data: Mapping[str, str], submissions: QuerySet[Submission], questionnaires: list[Questionnaire], user: User
) -> QueueFilter:
    chosen = QueueFilter(data, queryset=submissions, questionnaires=questionnaires)
    if not holds(user, *HEADQUARTERS):  # a regional team has its region
        del chosen.filters["region"]
    return chosen


def _counts(
    data: Any, submissions: QuerySet[Submission], questionnaires: list[Questionnaire], user: User
) -> dict[str, int]:
    """How many there are in each state, whatever state is chosen; in one query."""
    others = data.copy()
    others.pop("state", None)
    everything = _filter(others, submissions, questionnaires, user).qs.order_by()
    handed_in = {
        state: Count("pk", filter=Q(state=state)) for state in (State.SUBMITTED, State.ENDORSED, State.ACCEPTED)
    }
    counts: dict[str, int] = everything.aggregate(
        **handed_in,
        missing=Count("pk", filter=UNANSWERED),
        returned=Count("pk", filter=Q(state=State.RETURNED)),
        overdue=Count("pk", filter=overdue(questionnaires)),
    )
    return counts


def _in_order(submissions: Any, user: User) -> Any:
    """Those that wait for this person first; then by state, the oldest first."""
    by_office = Q(questionnaire__respondent__in=BY_OFFICE)
    waits = Q(pk__in=())
    if holds(user, Role.REGIONAL_TEAM):
        waits |= by_office & Q(state=State.SUBMITTED)
    if holds(user, Role.VALIDATOR):
        waits |= Q(state=State.ENDORSED) | (~by_office & Q(state=State.SUBMITTED))
    states = Case(*(When(state=state, then=place) for place, state in enumerate(_ORDER)))
    return submissions.order_by(Case(When(waits, then=0), default=1), states, "submitted_at", "code", "pk")


def _queue_rows(
    submissions: list[Submission], compared: Mapping[int, list[Compared]], user: User, refused: Mapping[int, Refused]
) -> list[QueueRow]:
    names, comments = respondent_names(submissions), open_comments(submissions)
    completeness = stored_completeness(submissions)
    return [
        QueueRow(
            submission=row,
            name=names[row.pk],
            may=may(user, row),
            completeness=completeness[row.pk],
            summary=summary_of(compared[row.pk]),
            comments=comments.get(row.pk, 0),
            refused=refused.get(row.pk),
        )
        for row in submissions
    ]


def _questions(rows: list[QueueRow], compared: Mapping[int, list[Compared]]) -> dict[str, list[Compared]]:
    """The questions of each questionnaire on the page, to choose from when something is returned."""
    found: dict[str, list[Compared]] = {}
    for row in rows:
        found.setdefault(row.submission.questionnaire.respondent, compared[row.submission.pk])
    return found


def _status(refused: list[Refused]) -> int:
    """The status of the whole answer: a conflict before everything else that was refused."""
    return max((one.refusal.page_status for one in refused), default=200)
