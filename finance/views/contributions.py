"""The pages on which the ledger of contributions is read and kept: `/finance/contributions/`."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.installation import is_demonstration
from accounts.models import User
from common.converters import is_code
from common.csv_rows import CONTENT_TYPE as CSV_TYPE
from common.digits import read_digits
from common.grids import Difference
from common.private import Download, SeeOther
from common.refusals import Invalid, Missing, NotAllowed, Refusal, VersionConflict
from common.spreadsheets import XLSX_TYPE, write_csv, write_xlsx
from finance.actions import add_contribution, gift_of, save_contribution, submit_row
from finance.choices import STREAMS
from finance.contribution_forms import ContributionFilter, ContributionForm, ContributorForm, VoidForm
from finance.contribution_imports import HEADER, file_row
from finance.contribution_list import SORTS, chosen, measures_of, sums_of
from finance.contribution_words import differences, facts
from finance.contributors import Contributors, label_of
from finance.definitions import create_definition
from finance.figures import target_of
from finance.models import Contribution, Contributor
from finance.permissions import require
from finance.readers import reader
from finance.validation import Gift
from finance.workflow import EDITABLE

ON_A_PAGE = 50


# --- The list ------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def contributions(request: HttpRequest) -> HttpResponse:
    """The ledger, filtered and sorted, with its sums and the measures of a year; and many submitted at once."""
    user = reader(request)
    refused: list[tuple[str, Refusal]] = []
    if request.method == "POST":
        require("finance.submit", user)
        refused = _submit_chosen(request, user)
        if not refused:
            return SeeOther(request.get_full_path())
    contributors = Contributors()
    asked = ContributionFilter(contributors, request.GET)
    is_valid = asked.is_valid()
    rows = chosen(Contribution.objects.visible_to(user), asked.cleaned_data) if is_valid else []
    year = (is_valid and asked.cleaned_data["year"]) or max((row.first_year for row in rows), default=None)
    context = {
        "filter": asked,
        "offered": contributors.offered(demonstration=is_demonstration()),
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "count": len(rows),
        "without": _address(request, page=None),
        "sorts": _sorts(request, asked),
        "streams": [stream.label for stream in STREAMS],
        "sums": sums_of(rows),
        "year": year,
        "measures": measures_of(year) if year else [],
        "files": _files(request),
        "refused": refused,
        "may_save": user.has_perm("finance.save"),
        "may_add_contributor": user.has_perm("finance.change_contributors"),
        "editable": EDITABLE,
    }
    status = max((refusal.page_status for _name, refusal in refused), default=200 if is_valid else 400)
    return render(request, "finance/contributions.html", context, status=status)


def _submit_chosen(request: HttpRequest, user: User) -> list[tuple[str, Refusal]]:
    """Submit each of the chosen rows by itself; what was refused, by reference."""
    versions = dict(text.partition(":")[::2] for text in request.POST.getlist("chosen"))
    named = Contribution.objects.visible_to(user).filter(reference__in=filter(is_code, versions))
    rows = {row.reference: row for row in named}
    if unknown := versions.keys() - rows.keys():
        raise Invalid({"chosen": [_("There is no contribution %(reference)s.") % {"reference": min(unknown)}]})
    refused = []
    for reference, row in rows.items():
        try:
            submit_row(row, by=user, seen=read_digits(versions[reference], 9))
        except Refusal as refusal:
            refused.append((reference, refusal))
    if done := len(rows) - len(refused):
        said = ngettext("%(count)s contribution submitted.", "%(count)s contributions submitted.", done)
        messages.success(request, said % {"count": done})
    elif not rows:
        messages.info(request, _("No row was chosen."))
    return refused


def _address(request: HttpRequest, **changes: Any) -> str:
    """The query of this list with some of its parameters changed, or left out where None."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


def _files(request: HttpRequest) -> list[tuple[str, str]]:
    """The files of the same rows: label and address."""
    query = _address(request, page=None)
    names = (("XLSX", "finance:contributions_xlsx"), ("CSV", "finance:contributions_csv"))
    return [(label, f"{reverse(name)}{query}") for label, name in names]


def _sorts(request: HttpRequest, asked: ContributionFilter) -> dict[str, tuple[str, str]]:
    """By column: the address that sorts by it, and how it is sorted now in the words of `aria-sort`."""
    now = asked.cleaned_data.get("sort", "") if asked.is_valid() else ""
    words = {name: {name: "ascending", f"-{name}": "descending"}.get(now, "none") for name in SORTS}
    return {
        name: (_address(request, page=None, sort=f"-{name}" if now == name else name), words[name]) for name in SORTS
    }


@login_required
@require_safe
@never_cache
def as_xlsx(request: HttpRequest) -> HttpResponse:
    """The rows that the filter leaves, as a workbook; uploaded unchanged, it changes nothing."""
    return _file(request, "xlsx", XLSX_TYPE, write_xlsx)


@login_required
@require_safe
@never_cache
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same as comma-separated values."""
    return _file(request, "csv", CSV_TYPE, write_csv)


def _file(request: HttpRequest, ending: str, content_type: str, write: Any) -> HttpResponse:
    user = reader(request)
    asked = ContributionFilter(Contributors(), request.GET)
    if not asked.is_valid():
        raise Invalid({name: list(sentences) for name, sentences in asked.errors.items()})
    rows = chosen(Contribution.objects.visible_to(user), asked.cleaned_data)
    return Download(write(HEADER, map(file_row, rows)), content_type, f"contributions.{ending}")


# --- One contribution ----------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """A form for another contribution; `?contributor=` fills in whose."""
    user = reader(request)
    require("finance.save", user)
    contributors = Contributors()
    form = ContributionForm(
        contributors,
        posted=request.POST if request.method == "POST" else None,
        initial={"contributor": request.GET.get("contributor", "")},
    )
    if form.is_valid():
        try:
            row = add_contribution(form.gift(), by=user)
        except Invalid as refusal:
            form.refuse(refusal.errors)
        else:
            messages.success(request, _("Added: contribution %(reference)s.") % {"reference": row.reference})
            return SeeOther(reverse("finance:contribution", args=[row.reference]))
    context = {"form": form, "offered": contributors.offered(demonstration=is_demonstration())}
    return render(request, "finance/contributions_add.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def contribution(request: HttpRequest, reference: str) -> HttpResponse:
    """One contribution: what it says, what was validated of it, and what the finance officer does with it."""
    user = reader(request)
    page = ContributionPage(request, user, _found(user, reference))
    if request.method != "POST":
        return page.answer()
    require("finance.save", user)
    if (verb := request.POST.get("do", "")) not in page.verbs:
        raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
    try:
        done = page.verbs[verb]()
    except (Missing, NotAllowed):
        raise
    except Invalid as refusal:
        page.refuse(refusal)
        return page.answer(status=400)
    except Refusal as refusal:
        page.conflict(refusal)
        return page.answer(status=refusal.page_status)
    if not done:
        return page.answer(status=400)
    messages.success(request, done)
    return SeeOther(request.path)


def _found(user: User, reference: str) -> Contribution:
    row = (
        Contribution.objects.visible_to(user)
        .filter(reference=reference)
        .select_related("contributor", "changed_by", "submitted_by")
        .first()
    )
    if row is None:
        raise Missing
    return row


class ContributionPage:
    """The page of a contribution: its forms, and what became of the one that was sent."""

    def __init__(self, request: HttpRequest, user: User, row: Contribution) -> None:
        self.request, self.user, self.row = request, user, row
        self.verbs = {"change": self.change, "void": self.void, "restore": self.restore, "submit": self.submit}
        verb = request.POST.get("do")
        self.contributors = Contributors()
        self.form = ContributionForm(self.contributors, row, request.POST if verb == "change" else None)
        self.void_form = VoidForm(request.POST if verb == "void" else None, auto_id="void_%s")
        self.seen = read_digits(request.POST.get("version"), 9)
        self.refusal: Refusal | None = None
        self.differences: list[Difference] = []

    def change(self) -> str:
        """What was done in words; "" where the form has faults. The other three alike."""
        return self._save(self.form.gift(), _("Saved.")) if self.form.is_valid() else ""

    def void(self) -> str:
        if not self.void_form.is_valid():
            return ""
        return self._save(self.void_form.gift(self.row), _("Void: it counts nowhere once this is validated."))

    def restore(self) -> str:
        return self._save(replace(gift_of(self.row), void=False), _("It counts again once this is validated."))

    def submit(self) -> str:
        submit_row(self.row, by=self.user, seen=self.seen)
        return _("Submitted: a validator checks it now.")

    def _save(self, gift: Gift, done: str) -> str:
        save_contribution(self.row, gift, by=self.user, seen=self.seen)
        return done

    def refuse(self, refusal: Invalid) -> None:
        """Show the sentences of the action beside the fields of the form that was sent."""
        if self.form.is_bound or self.void_form.is_bound:
            (self.form if self.form.is_bound else self.void_form).refuse(refusal.errors)
        else:
            self.refusal = refusal

    def conflict(self, refusal: Refusal) -> None:
        """Both values side by side. Sending again is a choice made after seeing them: it names the version shown."""
        self.refusal = refusal
        if isinstance(refusal, VersionConflict):
            self.row = _found(self.user, self.row.reference)
        if gift := self._typed():
            said = {name: getattr(gift, name) for name in Gift.__slots__}
            self.differences = differences(self.row, said | {"last_year": gift.last_year or gift.first_year})

    def _typed(self) -> Gift | None:
        """What the form that was sent makes of the contribution as it is now; None where none was sent."""
        if self.form.is_bound:
            return replace(self.form.gift(), void=self.row.void)
        return self.void_form.gift(self.row) if self.void_form.is_bound else None

    def answer(self, status: int = 200) -> HttpResponse:
        """The page."""
        figures = self.row.figures.select_related("contributor", "validated_by").order_by("-number")
        context = {
            "row": self.row,
            "facts": facts(self.row),
            "figures": [(figure, facts(figure)) for figure in figures],
            "target": target_of(self.row),
            "may_change": self.user.has_perm("finance.save") and self.row.state in EDITABLE,
            "form": self.form,
            "void_form": self.void_form,
            "offered": self.contributors.offered(demonstration=is_demonstration()),
            "refusal": self.refusal,
            "differences": self.differences,
        }
        return render(self.request, "finance/contribution.html", context, status=status)


# --- Contributors --------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add_contributor(request: HttpRequest) -> HttpResponse:
    """A form for a contributor that is not in the list: an entity, or another. Member States are shipped."""
    user = reader(request)
    require("finance.change_contributors", user)
    form = ContributorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            values = {**form.cleaned_data, "is_demonstration": is_demonstration()}
            made = create_definition(Contributor, values, by=user)
        except Invalid as refusal:
            form.refuse(refusal.errors)
        else:
            assert isinstance(made, Contributor)
            messages.success(request, _("Added: %(name)s.") % {"name": label_of(made)})
            next_page = "finance:add_contribution" if user.has_perm("finance.save") else "finance:contributions"
            return SeeOther(f"{reverse(next_page)}?contributor={made.code}")
    return render(request, "finance/contributions_contributor.html", {"form": form}, status=400 if form.errors else 200)
