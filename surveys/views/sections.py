"""A section of a submission: its questions, saved by the page's form or, answer by answer, by its script."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.api import JSON
from common.private import SeeOther
from common.statuses import NEEDS_REASON
from records.facts import FACTS
from surveys.asked import Asked, asked_for
from surveys.choices import Type
from surveys.completeness import completeness_of
from surveys.deadlines import due_day, is_overdue
from surveys.delegation import current_delegations
from surveys.evidence import files_of
from surveys.forms import NONE_OF_THESE, AnswerForm, texts_of
from surveys.models import Comment, EvidenceFile, Section, Submission
from surveys.permissions import is_confidential, require
from surveys.remarks import comments_of, correspondents
from surveys.section import Command, Outcome, handle, worst_status
from surveys.views import submission_for
from surveys.words import NONE_OF_THESE_WORDS, choice_text, condition_words, respondent_names


@dataclass(frozen=True, slots=True)
class Choice:
    """A box or button that can be ticked."""

    code: str
    text: Any
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A question as the page shows it. Without a form it is only read."""

    asked: Asked
    form: AnswerForm | None
    outcome: Outcome
    condition: list[Any]
    comments: list[Comment]
    files: list[EvidenceFile]
    is_hidden: bool

    @property
    def id(self) -> int:
        return self.asked.answer.pk

    @property
    def kind(self) -> str:
        """Which control the answer has."""
        type = self.asked.wording.type
        if type in (Type.YES_NO, Type.SCALE, Type.SINGLE):
            return "one"
        return {Type.MULTIPLE: "several", Type.NUMBER: "number", Type.DATE: "date"}.get(Type(type), "text")

    @property
    def choices(self) -> list[Choice]:
        """What can be ticked; "none of these" too, where no choice says so itself."""
        wording, chosen = self.asked.wording, self.form.chosen if self.form else []
        rows = [Choice(code, choice_text(wording, code), code in chosen) for code in wording.choice_codes]
        if wording.type == Type.MULTIPLE and "none" not in wording.choice_codes:
            rows.append(Choice(NONE_OF_THESE, NONE_OF_THESE_WORDS, NONE_OF_THESE in chosen))
        return rows

    @property
    def records_kind(self) -> str:
        """The kind of records that the question rests on."""
        return FACTS[self.asked.wording.rests_on].kind if self.asked.wording.rests_on else ""

    @property
    def is_reworded(self) -> bool:
        """Whether last year's answer was given to other words."""
        return self.asked.last is not None and self.asked.last.item.wording_id != self.asked.answer.item.wording_id

    @property
    def needs_more(self) -> bool:
        """Whether what is folded away holds something, or has to."""
        texts, errors = (self.form.texts, self.form.errors) if self.form else ({}, {})
        return any(texts.get(name) or errors.get(name) for name in ("explanation", "evidence")) or bool(
            self.asked.warnings
        )

    @property
    def says_why_none(self) -> bool:
        texts, errors = (self.form.texts, self.form.errors) if self.form else ({}, {})
        return any(texts.get(name) or errors.get(name) for name in ("status", "reason"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def section(request: HttpRequest, year: int, respondent: str, section: str) -> HttpResponse:
    """The questions of one section. A script that accepts JSON posts only what was changed."""
    assert isinstance(request.user, User)
    found = submission_for(request.user, year, respondent)
    sections = list(found.questionnaire.sections.order_by("position"))
    here = next((row for row in sections if row.code == section), None)
    if here is None:
        raise Http404
    asked = asked_for(request.user, found)
    outcomes: dict[int, Outcome] = {}
    if request.method == "POST":
        require("surveys.save_answer", request.user, found)
        command = Command.read(request.POST.get("do", "save"))
        outcomes = handle(_within(asked, here), request.POST, command, by=request.user)
        before, asked = asked, asked_for(request.user, found)
        if request.get_preferred_type(["text/html", JSON]) == JSON:
            return _as_json(_within(asked, here), outcomes)
        if not any(outcome.is_open for outcome in outcomes.values()):
            return _go_on(request, found, sections, here, command, outcomes, before, asked)
    return _page(request, found, sections, here, asked, outcomes)


def _within(asked: list[Asked], section: Section) -> list[Asked]:
    return [row for row in asked if row.answer.item.section_id == section.pk]


def _page(
    request: HttpRequest,
    found: Submission,
    sections: list[Section],
    here: Section,
    asked: list[Asked],
    outcomes: Mapping[int, Outcome],
) -> HttpResponse:
    may_answer = rules.has_perm("surveys.save_answer", request.user, found)
    reads_all = rules.has_perm("surveys.read_confidential_answers", request.user, found)
    is_open = found.takes_answers
    items = [row.answer.item for row in asked]
    comments, files = comments_of(found), files_of(found)
    rows = []
    for row in _within(asked, here):
        item, outcome = row.answer.item, outcomes.get(row.answer.pk, Outcome())
        is_typed = may_answer and is_open and row.is_open and row.is_typed
        rows.append(
            Row(
                asked=row,
                form=(outcome.form or AnswerForm.of(row)) if is_typed else None,
                outcome=outcome,
                condition=condition_words(row.wording, items),
                comments=comments.get(item.pk, []),
                files=files.get(item.pk, []),
                is_hidden=not reads_all and is_confidential(item),
            )
        )
    context = {
        "submission": found,
        "name": respondent_names([found])[found.pk],
        "section": here,
        "sections": sections,
        "next": _after(sections, here),
        "given": current_delegations([found]).get(found.pk, {}).get(here.pk),
        "due": due_day(found, here),
        "is_overdue": is_overdue(found, here),
        "rows": rows,
        "completeness": completeness_of(_within(asked, here)),
        "may_answer": may_answer,
        "may_comment": rules.has_perm("surveys.comment_on_answer", request.user, found),
        "may_resolve_all": rules.has_perm("surveys.return_submission", request.user, found),
        "has_remarks": any(row.comments or row.files for row in rows),
        "correspondents": list(correspondents(found)),
        "back": request.path,
        "can_save": any(row.form for row in rows),
        "has_unsaved": any(outcome.is_open for outcome in outcomes.values()),
        "faults": [row for row in rows if row.outcome.refusal or (row.form and row.form.errors)],
    }
    return render(request, "surveys/section.html", context, status=worst_status(outcomes.values()))


def _go_on(
    request: HttpRequest,
    found: Submission,
    sections: list[Section],
    here: Section,
    command: Command,
    outcomes: Mapping[int, Outcome],
    before: list[Asked],
    asked: list[Asked],
) -> HttpResponse:
    """After everything was saved: on to the next section, unless an answer asks for more in this one."""
    saved = sum(outcome.saved is not None for outcome in outcomes.values())
    if saved:
        said = ngettext("%(count)s answer saved.", "%(count)s answers saved.", saved) % {"count": saved}
        messages.success(request, said)
    elif command.verb != "continue":
        messages.info(request, _("Nothing was changed."))
    did_apply = {row.answer.pk for row in before if row.applies}
    appeared = [row for row in _within(asked, here) if row.is_missing and row.answer.pk not in did_apply]
    kept = {pk for pk, outcome in outcomes.items() if outcome.saved}
    unexplained = [row for row in _within(asked, here) if row.needs_explanation and row.answer.pk in kept]
    if appeared:
        messages.warning(request, _("With what you answered, more questions of this section apply."))
    if unexplained:
        messages.warning(request, _("An answer is not what was expected. Explain it in a sentence."))
    parts = (found.questionnaire.year_id, found.code)
    more = [*appeared, *unexplained]
    if more or command.verb != "continue":
        place = f"#q{more[0].answer.pk}" if more else ""
        return SeeOther(reverse("surveys:section", args=(*parts, here.code)) + place)
    following = _after(sections, here)
    if following is None:
        return SeeOther(reverse("surveys:check", args=parts))
    return SeeOther(reverse("surveys:section", args=(*parts, following.code)))


def _after(sections: list[Section], here: Section) -> Section | None:
    place = sections.index(here) + 1
    return sections[place] if place < len(sections) else None


def _as_json(asked: list[Asked], outcomes: Mapping[int, Outcome]) -> JsonResponse:
    """A few words for each posted answer, and which of the section's questions apply now; well under a kilobyte."""
    present = {row.answer.pk: row for row in asked}
    conditional = {row.answer.pk: row.applies for row in asked if row.wording.applies_if}
    content = {
        "answers": {pk: _said(present[pk], outcome) for pk, outcome in outcomes.items()},
        "applies": conditional,
        "progress": completeness_of(asked).in_words,
    }
    return JsonResponse(content, status=worst_status(outcomes.values()), json_dumps_params={"ensure_ascii": False})


def _said(asked: Asked, outcome: Outcome) -> dict[str, Any]:
    if outcome.is_open:
        faults = outcome.form.faults if outcome.form else []
        said: dict[str, Any] = {"errors": {name: str(sentence) for name, _label, sentence in faults}}
        return said | ({"refusal": outcome.refusal, "conflict": outcome.is_conflict} if outcome.refusal else {})
    texts = texts_of(asked.answer, asked.wording.type)
    form = AnswerForm.of(asked)
    short = {name: texts[name] for name in ("answer", "status", "unchanged")}
    if asked.answer.is_unchanged and asked.answer.status in NEEDS_REASON:
        short["reason"] = texts["reason"]
    warnings = [str(warned.sentence) for warned in asked.warnings]
    return {"version": form.version, "seen": form.seen, "texts": short} | ({"warnings": warnings} if warnings else {})
