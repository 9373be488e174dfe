"""The words of the questionnaire's workbook: what stands in its cells, and how those words are read back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from common.entered import MAX_TEXT
from common.names import folded
from common.numbers import format_number
from common.statuses import NEEDS_REASON, Status
from common.translated import reader_language
from surveys.asked import Asked
from surveys.choices import NO, YES, Type
from surveys.deadlines import due_day
from surveys.forms import LABELS, NONE_OF_THESE
from surveys.models import Item, QuestionVersion, Submission
from surveys.words import (
    NONE_OF_THESE_WORDS,
    YES_NO,
    answer_parts,
    choice_text,
    condition_words,
    help_text,
    question_text,
    title_of,
    why_none,
)

HEADINGS = {
    "question": gettext_lazy("Question"),
    "help": gettext_lazy("Help"),
    "how": gettext_lazy("How to answer"),
    "last": gettext_lazy("Last year’s answer, as accepted"),
    **LABELS,
}
_HOW = {
    Type.YES_NO: gettext_lazy("Choose from the list: yes or no."),
    Type.SINGLE: gettext_lazy("Choose one from the list."),
    Type.SCALE: gettext_lazy("Choose one from the list."),
    Type.MULTIPLE: gettext_lazy("Choose “Yes” beside each that holds, in the rows below."),
    Type.NUMBER: gettext_lazy("A number, in digits alone."),
    Type.DATE: gettext_lazy("A day, such as 2024-06-30."),
}
# As people write them, whatever the language of the workbook. Spanish "no" is English "no".
_YES_NO_WORDS = {
    YES: ("yes", "oui", "sí", "si", "да", "是", "نعم", "true", "y", "x", "✓", "✔"),
    NO: ("no", "non", "нет", "否", "لا", "false", "n"),
}


def yes_word() -> str:
    return str(YES_NO[YES])


def mark_words() -> str:
    """What stands in the answer's cell of a question with a row for each choice."""
    return _("in the rows below")


def choice_words(wording: QuestionVersion) -> dict[str, str]:
    """The choices of a wording by code, each in words that no other has: as the drop-down list shows them."""
    words = {code: str(choice_text(wording, code)) for code in wording.choice_codes}
    said = list(words.values())
    return {code: f"{text} ({code})" if said.count(text) > 1 else text for code, text in words.items()}


def mark_choices(wording: QuestionVersion) -> dict[str, str]:
    """What can be marked in a question with several answers; "none of these" too, where no choice says so itself."""
    words = choice_words(wording)
    return words if "none" in words else words | {NONE_OF_THESE: str(NONE_OF_THESE_WORDS)}


def status_words() -> dict[str, str]:
    """Why there may be no answer, by code."""
    return {str(status.value): str(status.label) for status in NEEDS_REASON}


def help_words(wording: QuestionVersion) -> str:
    return str(help_text(wording))


def how_words(row: Asked, items: Iterable[Item], *, is_locked: bool) -> str:
    """What an answer has to be, when the question is asked, and why nothing can be filled in."""
    wording = row.wording
    said = [str(_HOW.get(Type(wording.type), "")) or _("A text of at most %(most)s characters.") % {"most": MAX_TEXT}]
    said += [_expected(wording), "" if wording.is_required else _("It may be left empty.")]
    if condition := condition_words(wording, items):
        asked, *answers = (str(part) for part in condition)
        said.append(
            _("Asked only where: “%(question)s” – %(answers)s.") % {"question": asked, "answers": _listed(answers)}
        )
        said.append("" if row.applies else _("By the answers of today, it does not apply."))
    said += [str(warned.sentence) + " " + _("Explain it in a sentence.") for warned in row.warnings]
    if row.is_from_records:
        said.append(_("Locked: this answer comes from the records. Correct it there."))
    elif is_locked:
        said.append(_("Locked: this answer cannot be changed now."))
    elif wording.rests_on:
        said.append(_("The answer rests on the records, which do not say. Bring them up to date, or answer here."))
    return "\n".join(part for part in said if part)


def _expected(wording: QuestionVersion) -> str:
    least, most = (
        None if limit is None else format_number(limit, reader_language())
        for limit in (wording.minimum, wording.maximum)
    )
    match least, most:
        case None, None:
            return ""
        case None, _most:
            return _("Expected: at most %(most)s.") % {"most": most}
        case _least, None:
            return _("Expected: at least %(least)s.") % {"least": least}
    return _("Expected: %(least)s to %(most)s.") % {"least": least, "most": most}


def last_words(row: Asked) -> str:
    """Last year's answer, and the question as it was then where it has other words now."""
    last = row.last
    if last is None:
        return ""
    wording = last.item.wording
    said = _listed(answer_parts(last, wording)) or why_none(last) or "–"
    if wording.pk != row.wording.pk:
        said += "\n" + _("The question was: %(question)s") % {"question": question_text(wording)}
    return said


def given_words(row: Asked, *, is_hidden: bool) -> str:
    """The answer of a locked cell; a confidential one shows only that it is given."""
    if is_hidden:
        return _("answered; shown only to those who give the answer") if row.is_answered else _("not answered")
    return _listed(answer_parts(row.stands, row.wording))


def _listed(parts: Iterable[object]) -> str:
    return pgettext("between names", ", ").join(str(part) for part in parts)


def due_words(day: date, zone: str) -> str:
    """`due by the end of 30 November 2024 (America/New_York)`."""
    said = _("due by the end of %(day)s") % {"day": formats.date_format(day, _("j F Y"))}
    return f"{said} ({zone})"


def instructions(submission: Submission, *, name: str, address: str, made: datetime) -> list[list[str]]:
    """The rows of the first sheet; the first one's first cell is its title."""
    zone = submission.questionnaire.zone
    when = formats.date_format(made.astimezone(ZoneInfo(zone)), _("j F Y, H:i"))
    asked = {"what": title_of(submission.questionnaire), "year": submission.questionnaire.year_id}
    facts = [
        [_("Questionnaire"), _("%(what)s, %(year)s") % asked],
        [_("Respondent"), f"{name} ({submission.key})"],
        [_("State"), str(submission.get_state_display())],
        [_("Deadline"), due_words(due_day(submission), zone)],
        [_("Downloaded"), f"{when} ({zone})"],
        [_("Upload at"), address],
    ]
    rules = [
        _("Uploading submits nothing. You see every difference, choose what goes into the draft, and submit there."),
        _("White cells are for you. Grey ones are locked: questions, last year’s answers, what the records say."),
        _("There is a sheet for each section, and a row for each question. Where a cell has a list, choose from it."),
        _("Where a question has several answers, each has a row below it: choose “Yes” beside each that holds."),
        _("Where there is no answer, leave its cell empty, choose why beside it, and give the reason in a sentence."),
        _("Where last year’s answer still holds, choose “Yes” under “Unchanged since last year”, and type no answer."),
        _("Answer a question with a condition only where it applies: “How to answer” says when it is asked."),
        _("An empty cell is never read as 0 or as no."),
        _("A cell that you empty would take a stored answer away: this is shown, and done only where you tick it."),
        _("Do not add, move or rename rows, columns or sheets. What you write elsewhere is left out, and named."),
        _("Files and links of evidence cannot come with the workbook: add them on the pages of the sections."),
        _("What others changed since you downloaded it is shown beside yours, and changed only where you tick it."),
        _("After uploading, download the workbook anew before you go on."),
    ]
    numbered = [[_("%(number)s.") % {"number": number}, rule] for number, rule in enumerate(rules, 1)]
    return [[_("Instructions"), ""], *facts, ["", ""], *numbered]


# --- Read back -----------------------------------------------------------------------------------------------------


def read_word(text: str, words: Mapping[str, str], others: Mapping[str, Iterable[str]]) -> str | None:
    """The code that a cell's text names: the code itself, its words in the list, or its words elsewhere; else None.

    Neither capitals nor the space around it count.
    """
    wanted = folded(text)
    for codes in (
        {folded(code): code for code in words},
        {folded(said): code for code, said in words.items()},
    ):
        if wanted in codes:
            return codes[wanted]
    found = {code for code, said in others.items() if code in words and wanted in {folded(word) for word in said}}
    return found.pop() if len(found) == 1 else None


def words_of_choices(wording: QuestionVersion) -> dict[str, tuple[str, ...]]:
    """The choices of a wording by code, in every language that they have."""
    if wording.type == Type.YES_NO:
        return words_of_yes_no()
    return {choice["code"]: tuple(choice["text"].values()) for choice in wording.choices}


def words_of_yes_no() -> dict[str, tuple[str, ...]]:
    """Yes and no in every language."""
    return dict(_YES_NO_WORDS)


def words_of_statuses() -> dict[str, tuple[str, ...]]:
    """Why there may be no answer, by code, in every language of the interface."""
    found: dict[str, list[str]] = {status.value: [] for status in NEEDS_REASON}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, said in found.items():
                said.append(str(Status(code).label))
    return {code: tuple(said) for code, said in found.items()}
