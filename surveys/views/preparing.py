"""A questionnaire before it opens: its head, its sections, and which questions stand where in which words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import models
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.converters import is_code
from common.digits import read_digits
from common.forms import RefusingForm
from common.grids import Difference
from common.private import SeeOther
from common.refusals import Invalid, NotAllowed, Refusal, VersionConflict
from surveys.definitions import (
    add_item,
    change_item,
    change_questionnaire,
    change_section,
    create_section,
    move_item,
    newest_wording,
    remove_item,
    remove_section,
    reword_item,
)
from surveys.models import Item, Question, Questionnaire, Section
from surveys.permissions import require
from surveys.round_forms import HeadForm, PlaceForm, SectionForm, WordingForm, wording_texts
from surveys.rounds import standing
from surveys.translating import missing_by_section
from surveys.views import prepared_for, round_reader

MOST_DIGITS = 18


@dataclass
class Sent:
    """What became of a form that was sent: why it was refused, and both values where somebody else was first."""

    refusal: Refusal | None = None
    differences: list[Difference] = field(default_factory=list)
    done: bool = False

    @property
    def status(self) -> int:
        return self.refusal.page_status if self.refusal else 200

    def of_form(self, form: RefusingForm) -> int:
        """The status of a page with this form."""
        return self.status if self.refusal else 400 if form.errors else 200


# --- The questionnaire as a whole ----------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def questionnaire(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Its sections with their questions; buttons move questions, take them away, add them, and take newer words."""
    user = round_reader(request.user)
    found = prepared_for(user, year, kind)
    sent = Sent()
    if request.method == "POST":
        require("surveys.change_questionnaire", user)
        section = _section_of(found, request.POST.get("section", ""))
        sent = _attempt(lambda: _arrange(request, section, user))
        if sent.done:
            return SeeOther(f"{request.path}#section-{section.code}")
    context = _context(found, user) | {
        "sections": _sections(found),
        "unused": _unused(found) if found.opened_at is None else [],
        "typed": request.POST,
        "sent": sent,
    }
    return render(request, "surveys/round_questionnaire.html", context, status=sent.status)


def _arrange(request: HttpRequest, section: Section, user: User) -> None:
    """Do what the button says: `add`, or a verb with a question: `up:12`."""
    seen = read_digits(request.POST.get("version"), 9)
    verb, _colon, number = request.POST.get("do", "").partition(":")
    if verb == "add":
        code = request.POST.get("question", "").strip()
        question = Question.objects.filter(code=code).first() if is_code(code) else None
        if question is None:
            raise Invalid({"question": [_("There is no question “%(code)s”.") % {"code": code}]})
        last = section.items.aggregate(last=Max("position"))["last"] or 0
        add_item(section, question, last + 1, by=user)
        return
    items = list(section.items.select_related("question").order_by("position", "pk"))
    item = next((row for row in items if row.pk == read_digits(number, MOST_DIGITS)), None)
    if item is None:
        raise Http404
    place = items.index(item) + 1
    match verb:
        case "up":
            move_item(item, section, place - 1, by=user, seen=seen)
        case "down":
            move_item(item, section, place + 1, by=user, seen=seen)
        case "remove":
            remove_item(item, by=user, seen=seen)
        case "newest":
            change_item(item, {"wording": newest_wording(item.question)}, by=user, seen=seen)
        case _:
            raise Invalid({"do": [_("Choose one of the buttons of the page.")]})


def _section_of(found: Questionnaire, code: str) -> Section:
    row = found.sections.filter(code=code).first() if is_code(code) else None
    if row is None:
        raise Http404
    return row


def _sections(found: Questionnaire) -> list[tuple[Section, list[Item], int]]:
    """Each section with its questions, and how many of its texts lack a language."""
    items = Item.objects.filter(section__questionnaire=found).select_related("question", "wording")
    rows = items.annotate(newest=Max("question__versions__number")).order_by("position", "pk")
    by_section: dict[int, list[Item]] = {}
    for row in rows:
        by_section.setdefault(row.section_id, []).append(row)
    missing = missing_by_section(found)
    sections = found.sections.order_by("position")
    return [(section, by_section.get(section.pk, []), missing.get(section.pk, 0)) for section in sections]


def _unused(found: Questionnaire) -> list[Question]:
    """The questions that could be asked in it, and are not."""
    asked = Item.objects.filter(section__questionnaire=found).values("question")
    rows = Question.objects.filter(respondent=found.respondent, versions__isnull=False).exclude(pk__in=asked)
    return list(rows.distinct().order_by("code"))


# --- Forms of one row each -----------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def head(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Title, introduction, deadline, zone and disclosure."""
    user = round_reader(request.user)
    found = prepared_for(user, year, kind)
    form = HeadForm(_posted(request), initial=_initial(found, HeadForm))

    def save(seen: int | None) -> Any:
        return change_questionnaire(found, form.cleaned_data, by=user, seen=seen)

    sent, row = _save(request, user, form, save, found)
    if sent.done:
        return SeeOther(reverse("surveys:questionnaire", args=(year, kind)))
    context = _context(found, user) | {"form": form, "row": row, "sent": sent, "here": _("Title and deadline")}
    return render(request, "surveys/round_form.html", context, status=sent.of_form(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add_section(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Another section, at the end unless said otherwise."""
    user = round_reader(request.user)
    found = prepared_for(user, year, kind)
    require("surveys.change_questionnaire", user)
    last = found.sections.aggregate(last=Max("position"))["last"] or 0
    form = SectionForm(_posted(request), initial={"position": last + 1})

    def save(seen: int | None) -> Any:
        return create_section({**form.cleaned_data, "questionnaire": found}, by=user)

    sent, _row = _save(request, user, form, save, found)
    if sent.done:
        return SeeOther(reverse("surveys:questionnaire", args=(year, kind)))
    context = _context(found, user) | {"form": form, "row": None, "sent": sent, "here": _("Another section")}
    return render(request, "surveys/round_form.html", context, status=sent.of_form(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def section(request: HttpRequest, year: int, kind: str, section: str) -> HttpResponse:
    """A section's title, day and place; an empty one can be taken away."""
    user = round_reader(request.user)
    found = prepared_for(user, year, kind)
    present = _section_of(found, section)
    removes = request.POST.get("do") == "remove"
    posted = None if removes else _posted(request)
    form = SectionForm(posted, initial=_initial(present, SectionForm), is_opened=found.opened_at is not None)

    def save(seen: int | None) -> Any:
        if removes:
            return remove_section(present, by=user, seen=seen)
        return change_section(present, form.cleaned_data, by=user, seen=seen)

    sent, row = _save(request, user, None if removes else form, save, present)
    if sent.done:
        return SeeOther(reverse("surveys:questionnaire", args=(year, kind)))
    context = _context(found, user) | {
        "form": form,
        "row": row,
        "sent": sent,
        "here": row,
        "may_remove": found.opened_at is None and not present.items.exists(),
    }
    return render(request, "surveys/round_form.html", context, status=sent.of_form(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def question(request: HttpRequest, year: int, kind: str, question: str) -> HttpResponse:
    """A question of this questionnaire: its next words, and its place."""
    user = round_reader(request.user)
    found = prepared_for(user, year, kind)
    items = list(
        Item.objects.filter(section__questionnaire=found)
        .select_related("question", "wording__question", "section")
        .order_by("section__position", "position")
    )
    item = next((row for row in items if row.question.code == question), None)
    if item is None:
        raise Http404
    moves = request.POST.get("do") == "place"
    before = [row.question.code for row in items[: items.index(item)]]
    form = WordingForm(item.wording, before, None if moves else _posted(request))
    siblings = [row.pk for row in items if row.section_id == item.section_id]
    stands = {"section": item.section_id, "place": siblings.index(item.pk) + 1}
    place = PlaceForm(found, _posted(request) if moves else None, initial=stands, auto_id="place_%s")

    def save(seen: int | None) -> Any:
        if moves:
            return move_item(item, place.cleaned_data["section"], place.cleaned_data["place"], by=user, seen=seen)
        return reword_item(item, form.values(), by=user, seen=seen)

    sent, row = _save(request, user, place if moves else form, save, item if moves else item.wording)
    if sent.done:
        return SeeOther(f"{reverse('surveys:questionnaire', args=(year, kind))}#q-{question}")
    if form.is_bound and isinstance(sent.refusal, VersionConflict):
        sent.differences = _differences(form, wording_texts(row))
    context = _context(found, user) | {
        "form": form,
        "place": place,
        "item": item,
        "row": row if not moves else item.wording,
        "sent": sent,
        "section_version": row.version if moves else item.section.version,
        "newest": newest_wording(item.question).number,
    }
    return render(request, "surveys/round_question.html", context, status=sent.of_form(place if moves else form))


def _save(
    request: HttpRequest, user: User, form: RefusingForm | None, save: Callable[[int | None], Any], row: Any
) -> tuple[Sent, Any]:
    """Save a form that was sent; what became of it, and the row as it then is. Raises NotAllowed, Missing."""
    if request.method != "POST":
        return Sent(), row
    require("surveys.change_questionnaire", user)
    if form is not None and not form.is_valid():
        return Sent(), row
    sent = _attempt(lambda: save(read_digits(request.POST.get("version"), 9)))
    if sent.done:
        messages.success(request, _("Saved."))
    elif isinstance(sent.refusal, Invalid) and form is not None:
        form.refuse(sent.refusal.errors)
    elif isinstance(sent.refusal, VersionConflict):
        row = sent.refusal.current
        if form is not None:
            sent.differences = _differences(form, _initial(row, type(form)))
    return sent, row


def _attempt(act: Callable[[], Any]) -> Sent:
    """What became of it; what is not allowed, or not there, is not shown on the page."""
    try:
        act()
    except NotAllowed:
        raise
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return Sent(refusal)
    return Sent(done=True)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _initial(row: models.Model, form: type[RefusingForm]) -> dict[str, Any]:
    """The row's columns that the form has."""
    return {name: value for name in form.base_fields if (value := getattr(row, name, None)) is not None}


def _differences(form: RefusingForm, present: Mapping[str, Any]) -> list[Difference]:
    """Where what was typed says something else than the row as it is now."""
    rows = []
    for name, control in form.fields.items():
        mine, theirs = str(form.data.get(name, "")).strip(), _text(present.get(name))
        if name in form.data and mine.replace("\r\n", "\n") != _plain(present.get(name)):
            rows.append(Difference(name, str(capfirst(control.label or name)), theirs, mine))
    return rows


def _plain(value: Any) -> str:
    """A value as a browser sends it."""
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value).strip()


def _text(value: Any) -> str:
    return date_format(value, _("j F Y")) if hasattr(value, "isoformat") else _plain(value)


def _context(found: Questionnaire, user: User) -> dict[str, Any]:
    """What every page of a questionnaire in preparation shows."""
    return {
        "questionnaire": found,
        "stands": standing(found),
        "may_change": user.has_perm("surveys.change_questionnaire"),
        "is_fixed": found.opened_at is not None,
        "reads_preparation": True,
    }
