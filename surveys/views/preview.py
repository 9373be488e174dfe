"""A questionnaire tried out as one team would see it, before it opens; nothing that is typed here is kept."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_bidi
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.templatetags.site import OWN_NAMES
from common.translated import reader_language
from surveys.completeness import completeness_of
from surveys.forms import AnswerForm
from surveys.models import Section, Submission
from surveys.previewing import Tried, respondents_of, try_out, typed_elsewhere
from surveys.rounds import standing
from surveys.section import Outcome
from surveys.translating import LANGUAGES
from surveys.views import prepared_for, round_reader
from surveys.views.sections import Row
from surveys.words import condition_words, names_in_order


@dataclass(frozen=True, slots=True)
class Chosen:
    """As whom, in which language, and which section; `section` None where there is none."""

    respondent: Submission
    language: str
    section: Section | None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def preview(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """A section with a respondent's records and last year's answers; a post tries answers.

    `?respondent=&language=&section=` choose; without them it is the first of all, in the reader's language.
    """
    user = round_reader(request.user)
    found = prepared_for(user, year, kind)
    sections = list(found.sections.order_by("position"))
    respondents = respondents_of(found)
    chosen = _chosen(request, sections, respondents)
    typed = request.POST if request.method == "POST" else QueryDict()
    with translation.override(chosen.language):
        tried = try_out(chosen.respondent, typed, user=user)
        rows = _rows(tried, chosen.section) if chosen.section else []
        questions = [_question(row, tried) for row in rows]
        direction = "rtl" if get_language_bidi() else "ltr"
    context: dict[str, Any] = {
        "questionnaire": found,
        "stands": standing(found),
        "reads_preparation": True,
        "chosen": chosen,
        "respondents": _by_name(respondents),
        "languages": [(language, OWN_NAMES[language]) for language in LANGUAGES],
        "direction": direction,
        "sections": sections,
        "completeness": completeness_of(tried.asked),
        "of_section": completeness_of(row.asked for row in rows),
        "refused": len(tried.refused),
        "questions": questions,
        "elsewhere": typed_elsewhere(tried, chosen.section.pk, typed) if chosen.section else [],
    }
    return render(request, "surveys/round_preview.html", context)


def _by_name(respondents: list[Submission]) -> list[tuple[str, str]]:
    """Codes and names, by name."""
    pairs = zip((row.code for row in respondents), names_in_order(respondents), strict=True)
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def _chosen(request: HttpRequest, sections: list[Section], respondents: list[Submission]) -> Chosen:
    """What the address, or the button of the form, asks for. Raises Http404 for what there is not."""
    asked = request.POST if request.method == "POST" else request.GET
    code = asked.get("respondent", respondents[0].code)
    language = asked.get("language", reader_language())
    wanted = asked.get("go") or asked.get("section") or (sections[0].code if sections else "")
    respondent = next((row for row in respondents if row.code == code), None)
    section = next((row for row in sections if row.code == wanted), None)
    if respondent is None or language not in LANGUAGES or (section is None and sections):
        raise Http404
    return Chosen(respondent, language, section)


def _rows(tried: Tried, section: Section) -> list[Row]:
    items = [row.answer.item for row in tried.asked]
    rows = []
    for asked in tried.asked:
        if asked.answer.item.section_id != section.pk:
            continue
        refused = tried.refused.get(asked.answer.pk)
        form = (refused or AnswerForm.of(asked)) if asked.is_typed else None
        rows.append(
            Row(
                asked=asked,
                form=form,
                outcome=Outcome(status=400, form=form) if refused else Outcome(),
                condition=condition_words(asked.wording, items),
                comments=[],
                files=[],
                is_hidden=False,
            )
        )
    return rows


def _question(row: Row, tried: Tried) -> str:
    """A question as the office's page has it; without links, which would lead out of the language."""
    submission = {"state": tried.submission.state, "team": None}
    return render_to_string("surveys/question.html", {"row": row, "submission": submission, "may_answer": True})
