"""The log of a round's mail, `/rounds/<year>/mails/`: whom, when, on which occasion, and what became of it."""

from collections.abc import Iterator
from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.csv_rows import CONTENT_TYPE, csv_chunks
from common.digits import read_digits
from common.private import Download, SeeOther
from common.refusals import Invalid
from jobs.actions import ask_for_job
from surveys.choices import MailState
from surveys.filters import MailFilter
from surveys.mailing import send_again, sends_mail
from surveys.models import Mail, Questionnaire
from surveys.permissions import require
from surveys.tasks import REMINDERS

ON_A_PAGE = 50
CAN_BE_SENT_AGAIN = (MailState.FAILED, MailState.UNCERTAIN)
HEADER = (
    "respondent_kind",
    "name",
    "address",
    "language",
    "occasion",
    "due",
    "about",
    "state",
    "written",
    "sent",
    "attempts",
    "error",
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mails(request: HttpRequest, year: int) -> HttpResponse:
    """The mail of a year, the newest first. Posting has one sent again, or what is due by now written and sent."""
    assert isinstance(request.user, User)
    _check_reader(request.user, year)
    if request.method == "POST":
        return _handle(request, request.user, year)
    rows, filtering = _rows(request, year)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    of_year = Mail.objects.filter(questionnaire__year=year).visible_to(request.user)
    counts = {
        MailState(row["state"]): row["number"]
        for row in of_year.order_by("state").values("state").annotate(number=Count("pk"))
    }
    context = {
        "year": year,
        "filter": filtering,
        "page": page,
        "query": query.urlencode(),
        "counts": counts,
        "newest": of_year.aggregate(Max("written_at"))["written_at__max"],
        "may_send": rules.has_perm("surveys.send_mail", request.user),
        "can_be_sent_again": CAN_BE_SENT_AGAIN,
        "sends_mail": sends_mail(),
    }
    return render(request, "surveys/mails.html", context)


@login_required
@require_safe
@never_cache
def mails_csv(request: HttpRequest, year: int) -> HttpResponse:
    """The same rows as a file, without the texts."""
    assert isinstance(request.user, User)
    _check_reader(request.user, year)
    rows, _filtering = _rows(request, year)
    return Download(b"".join(csv_chunks(HEADER, _cells(rows))), CONTENT_TYPE, f"mails-{year}.csv")


def _check_reader(user: User, year: int) -> None:
    """Raise Http404 for who reads no such log, and for a year in which nothing was opened."""
    opened = Questionnaire.objects.filter(year=year, opened_at__isnull=False)
    if not rules.has_perm("surveys.read_mails", user) or not opened.exists():
        raise Http404


def _rows(request: HttpRequest, year: int) -> tuple[Any, MailFilter]:
    """What the person may see and asked for; a filter with a fault hides nothing."""
    visible = Mail.objects.filter(questionnaire__year=year).visible_to(request.user)
    filtering = MailFilter(request.GET, queryset=visible)
    rows = filtering.qs if filtering.is_valid() else visible
    return rows.select_related("questionnaire", "user").order_by("-written_at", "-pk"), filtering


def _handle(request: HttpRequest, user: User, year: int) -> HttpResponse:
    require("surveys.send_mail", user)
    match request.POST.get("do"):
        case "again":
            number = read_digits(request.POST.get("row"), 18)
            visible = Mail.objects.filter(questionnaire__year=year).visible_to(user)
            row = get_object_or_404(visible, pk=number)
            with transaction.atomic():  # with too many jobs waiting, nothing of it is kept
                send_again(row, by=user, seen=read_digits(request.POST.get("version"), 5))
                ask_for_job(REMINDERS, {}, by=user)
            messages.success(request, _("The mail to %(address)s is sent again.") % {"address": row.address})
        case "remind":
            ask_for_job(REMINDERS, {}, by=user)
            messages.success(request, _("What is due by now is being written and sent; nobody gets it twice."))
        case _other:
            raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
    return SeeOther(request.get_full_path())


def _cells(rows: Any) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=500):
        yield [
            row.questionnaire.respondent,
            row.user.name,
            row.address,
            row.language,
            row.occasion,
            row.due.isoformat(),
            " ".join(row.about),
            row.state,
            row.written_at.isoformat(),
            row.sent_at.isoformat() if row.sent_at else "",
            row.attempts,
            row.error,
        ]
