"""A submission as a workbook, and back: `/tasks/<year>/<respondent>/workbook.xlsx` and `.../workbook/`."""

from dataclasses import dataclass, field
from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.digits import read_digits
from common.exchange import CarriedFile
from common.private import Download, SeeOther
from common.refusals import Invalid
from common.spreadsheets import XLSX_TYPE, SpreadsheetRefused
from common.uploads import UploadForm, carried
from surveys.asked import asked_for
from surveys.deadlines import due_day, is_overdue
from surveys.models import Submission
from surveys.permissions import require
from surveys.views import submission_for
from surveys.words import respondent_names
from surveys.workbook import write_workbook
from surveys.workbook_imports import Change, Compared, compare, put_into_draft


class WorkbookForm(UploadForm):
    """The workbook that was filled in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields["file"]
        file.label = gettext_lazy("The workbook (.xlsx)")
        file.widget.attrs["accept"] = ".xlsx"


@dataclass(slots=True)
class Uploaded:
    """What the page shows of a file. Once something was chosen, nothing of the rest is ticked beforehand."""

    content: bytes
    compared: Compared
    was_chosen: bool = False
    refused: dict[str, list[Any]] = field(default_factory=dict)  # why a chosen change was not kept, by question

    @property
    def rows(self) -> list[tuple[Change, bool, list[Any]]]:
        """Each change, whether it is ticked, and why it was refused a moment ago."""
        return [
            (change, change.is_offered and not self.was_chosen, self.refused.get(change.code, []))
            for change in self.compared.changes
        ]


@login_required
@require_safe
@never_cache
def xlsx(request: HttpRequest, year: int, respondent: str) -> HttpResponse:
    """The workbook, in the reader's language."""
    found = submission_for(request.user, year, respondent)
    return Download(_written(request, found), XLSX_TYPE, f"questionnaire-{year}-{found.code}.xlsx")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, year: int, respondent: str) -> HttpResponse:
    """Download, upload, see what differs, choose. The file travels in the form, signed; nothing is kept but answers."""
    found = submission_for(request.user, year, respondent)
    if request.method != "POST":
        return _page(request, found)
    require("surveys.save_answer", request.user, found)
    try:
        if "carried" in request.POST:
            return _confirmed(request, found, CarriedFile(name=request.POST["carried"]).read())
        form = WorkbookForm(request.POST, request.FILES)
        if not form.is_valid():
            return _page(request, found, form=form, status=400)
        content: bytes = form.cleaned_data["file"]
        compared = compare(content, found, asked_for(request.user, found))
    except (SpreadsheetRefused, Invalid) as error:
        sentences = error.sentences if isinstance(error, Invalid) else [str(error)]
        return _page(request, found, faults=sentences, status=400)
    return _page(request, found, uploaded=Uploaded(content, compared))


def _confirmed(request: HttpRequest, found: Submission, content: bytes) -> HttpResponse:
    """Put the ticked changes into the draft; what of the file is left then is shown again."""
    assert isinstance(request.user, User)
    chosen = _chosen(request.POST.getlist("take"))
    before = compare(content, found, asked_for(request.user, found))
    taken = put_into_draft(before.changes, chosen, by=request.user)
    if taken.saved:
        said = ngettext(
            "%(count)s answer was put into the draft. Nothing is submitted yet.",
            "%(count)s answers were put into the draft. Nothing is submitted yet.",
            taken.saved,
        )
        messages.success(request, said % {"count": taken.saved})
    else:
        messages.info(request, _("Nothing was changed."))
    compared = compare(content, found, asked_for(request.user, found))
    if not (compared.changes or compared.refused or compared.left_out):
        return SeeOther(reverse("surveys:workbook", args=(found.questionnaire.year_id, found.code)))
    uploaded = Uploaded(content, compared, was_chosen=True, refused=taken.refused)
    return _page(request, found, uploaded=uploaded, status=409 if taken.refused else 200)


def _chosen(ticked: list[str]) -> dict[str, int]:
    """Ticked boxes, `code:version`, as versions by question code; what is not of that form chooses nothing."""
    found = {}
    for text in ticked:
        code, _colon, digits = text.partition(":")
        version = read_digits(digits, 9)
        if version is not None:
            found[code] = version
    return found


def _written(request: HttpRequest, found: Submission) -> bytes:
    return write_workbook(
        found,
        asked_for(request.user, found),
        name=_name(found),
        address=request.build_absolute_uri(reverse("surveys:workbook", args=(found.questionnaire.year_id, found.code))),
        made=timezone.now(),
        is_open=rules.has_perm("surveys.save_answer", request.user, found) and found.takes_answers,
        reads_all=rules.has_perm("surveys.read_confidential_answers", request.user, found),
    )


def _name(found: Submission) -> str:
    return respondent_names([found])[found.pk]


def _page(
    request: HttpRequest,
    found: Submission,
    *,
    form: UploadForm | None = None,
    faults: list[Any] | None = None,
    uploaded: Uploaded | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "submission": found,
        "name": _name(found),
        "due": due_day(found),
        "is_overdue": is_overdue(found),
        "may_answer": rules.has_perm("surveys.save_answer", request.user, found),
        "is_open": found.takes_answers,
        "size": len(_written(request, found)),
        "form": form or WorkbookForm(),
        "faults": faults or [],
        "uploaded": uploaded,
        "carried": carried(uploaded.content) if uploaded and uploaded.compared.changes else "",
    }
    return render(request, "surveys/workbook.html", context, status=status)
