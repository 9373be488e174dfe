"""Questions and answers as the working pages show them, in the reader's language."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from surveys import words
from surveys.models import Questionnaire, QuestionVersion, Section, Submission

register = template.Library()


@register.filter
def question_text(wording: QuestionVersion) -> Any:
    return words.question_text(wording)


@register.filter
def help_text(wording: QuestionVersion) -> Any:
    return words.help_text(wording)


@register.filter
def title_of(row: Questionnaire | Section) -> Any:
    return words.title_of(row)


@register.filter
def choice_text(wording: QuestionVersion, code: str) -> Any:
    return words.choice_text(wording, code)


@register.filter
def answer_to(said: words.Said | None, wording: QuestionVersion) -> SafeString:
    """What is answered, its parts with commas between; else why nothing is; else a dash."""
    if said is None:
        return SafeString("–")
    if parts := words.answer_parts(said, wording):
        return format_html_join(", ", "{}", ((part,) for part in parts))
    return format_html("{}", words.why_none(said) or "–")


@register.filter
def next_step(submission: Submission) -> Any:
    """Who does what next."""
    return words.next_step(submission)


@register.filter
def parts(values: list[Any]) -> SafeString:
    """Words that may be in several languages, with commas between; a dash where there are none."""
    return format_html_join(", ", "{}", ((value,) for value in values)) or SafeString("–")
