"""The matrix of a round, `/rounds/<year>/<respondent>/`: who stands where, as a page and as files."""

from collections.abc import Callable
from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from common.digits import read_digits
from common.private import Download, SeeOther
from common.refusals import Invalid, NotAllowed, Refusal
from common.spreadsheets import XLSX_TYPE, write_csv, write_xlsx
from surveys.choices import BY_OFFICE
from surveys.extending import extend_deadlines
from surveys.matrix import SORTS, MatrixRow, chosen, counts_of, file_row, header, matrix_of
from surveys.models import Questionnaire, Submission
from surveys.round_forms import ExtensionForm, MatrixFilter
from surveys.rounds import standing
from surveys.views import questionnaire_for, round_reader

MOST_DIGITS = 18


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def matrix(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Every respondent that this person follows; posting gives the chosen ones a later day, all or none."""
    user = round_reader(request.user)
    found = _opened(user, year, kind)
    form = ExtensionForm(request.POST if request.method == "POST" else None, auto_id="extend_%s")
    refusal: Refusal | None = None
    if request.method == "POST":
        ticked = _ticked(request, user, found)
        try:
            count = _extend(form, ticked, user)
        except NotAllowed:
            raise
        except Invalid as refused:
            form.refuse(refused.errors)
            refusal = refused
        except Refusal as refused:
            refusal = refused
        else:
            said = ngettext("%(count)s deadline extended.", "%(count)s deadlines extended.", count)
            messages.success(request, said % {"count": count})
            return SeeOther(request.get_full_path())
    return _page(request, user, found, form, refusal)


@login_required
@require_safe
@never_cache
def matrix_xlsx(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The respondents that the filter leaves, as a workbook."""
    return _file(request, year, kind, "xlsx", XLSX_TYPE, write_xlsx)


@login_required
@require_safe
@never_cache
def matrix_csv(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The same as comma-separated values."""
    return _file(request, year, kind, "csv", CSV_TYPE, write_csv)


def _opened(user: User, year: int, kind: str) -> Questionnaire:
    """The questionnaire, which was opened: before, there is nobody who could stand anywhere. Raises Http404."""
    found = questionnaire_for(user, year, kind)
    if found.opened_at is None:
        raise Http404
    return found


def _ticked(request: HttpRequest, user: User, found: Questionnaire) -> list[tuple[Submission, int | None]]:
    """The chosen submissions with the versions that were seen. Raises Http404 for one that `user` does not follow."""
    wanted = {
        read_digits(pk, MOST_DIGITS): read_digits(version, 9)
        for pk, _colon, version in (text.partition(":") for text in request.POST.getlist("chosen"))
    }
    rows = Submission.objects.reviewed_by(user).filter(questionnaire=found).with_respondents()
    present = rows.in_bulk([pk for pk in wanted if pk is not None])
    if present.keys() != wanted.keys():
        raise Http404
    return [(row, wanted[pk]) for pk, row in sorted(present.items())]


def _extend(form: ExtensionForm, ticked: list[tuple[Submission, int | None]], user: User) -> int:
    """How many have more time now; everything that is wrong with the form is said at once. Raises Invalid."""
    if not form.is_valid():
        raise Invalid({})
    if not ticked:
        raise Invalid({"chosen": [_("Choose who has more time.")]})
    read = form.cleaned_data
    return len(extend_deadlines(ticked, read["until"], read["reason"], by=user))


def _page(
    request: HttpRequest, user: User, found: Questionnaire, form: ExtensionForm, refusal: Refusal | None
) -> HttpResponse:
    everybody = matrix_of(found, user=user)
    asked = _filter(request, everybody)
    is_valid = asked.is_valid()
    rows = chosen(everybody, asked.wanted()) if is_valid else []
    context = {
        "questionnaire": found,
        "stands": standing(found),
        "reads_preparation": user.has_perm("surveys.read_preparation"),
        "by_office": found.respondent in BY_OFFICE,
        "filter": asked,
        "rows": rows,
        "counts": counts_of(everybody),
        "sorts": _sorts(request, asked),
        "files": _address(request),
        "form": form,
        "refusal": refusal,
        "ticked": {read_digits(text.partition(":")[0], MOST_DIGITS) for text in request.POST.getlist("chosen")},
        "may_extend": any(
            row.may_be_extended and rules.has_perm("surveys.extend_deadline", user, row.submission) for row in rows
        ),
    }
    status = refusal.page_status if refusal else 200 if is_valid else 400
    return render(request, "surveys/round_matrix.html", context, status=status)


def _file(
    request: HttpRequest, year: int, kind: str, ending: str, content_type: str, write: Callable[..., bytes]
) -> HttpResponse:
    user = round_reader(request.user)
    everybody = matrix_of(_opened(user, year, kind), user=user)
    asked = _filter(request, everybody)
    if not asked.is_valid():
        raise Invalid({name: list(sentences) for name, sentences in asked.errors.items()})
    rows = chosen(everybody, asked.wanted())
    return Download(write(header(), map(file_row, rows)), content_type, f"round-{year}-{kind}.{ending}")


def _filter(request: HttpRequest, rows: list[MatrixRow]) -> MatrixFilter:
    regions = {row.region.code: row.region for row in rows if row.region}
    return MatrixFilter([regions[code] for code in sorted(regions)], request.GET)


def _address(request: HttpRequest, **changes: Any) -> str:
    """The query of this page with some of its parameters changed."""
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _sorts(request: HttpRequest, asked: MatrixFilter) -> dict[str, tuple[str, str]]:
    """By column: the address that sorts by it, and how it is sorted now in the words of `aria-sort`."""
    now = asked.cleaned_data.get("sort", "") if asked.is_valid() else ""
    words = {name: {name: "ascending", f"-{name}": "descending"}.get(now, "none") for name in SORTS}
    return {name: (_address(request, sort=f"-{name}" if now == name else name), words[name]) for name in SORTS}
