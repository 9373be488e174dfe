"""What a posted section does, answer by answer: what was saved stays saved, the rest keeps what was typed.

No HTTP here: `views.sections` parses the request, calls `handle`, and shows the outcomes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.refusals import Invalid, Missing, Refusal, VersionConflict
from common.statuses import Status
from surveys.actions import save_answer
from surveys.asked import Asked
from surveys.choices import Type
from surveys.forms import LABELS, NONE_OF_THESE, AnswerForm, fingerprints, posted_answers, texts_of
from surveys.models import Answer, QuestionVersion
from surveys.words import NONE_OF_THESE_WORDS, choice_text

_VERB = re.compile(r"(save|continue|mine|theirs)(?::([0-9]{1,18}))?")


@dataclass(frozen=True, slots=True)
class Command:
    """What a button asks for: a verb, for the section, or for the answer that two people changed (its id)."""

    verb: str
    answer: int | None

    @classmethod
    def read(cls, text: str) -> "Command":
        """ "save", "continue", "mine:12" or "theirs:12". Raises Invalid."""
        match = _VERB.fullmatch(text)
        if match is None or (match[1] in ("mine", "theirs")) != (match[2] is not None):
            raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
        return cls(match[1], int(match[2]) if match[2] else None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which the answer as it is now and what was typed do not agree."""

    name: str
    label: Any
    theirs: list[Any]
    mine: list[Any]


@dataclass(slots=True)
class Outcome:
    """What became of one posted answer. `form` is what to show in place of the stored texts: what was typed."""

    status: int = 200
    form: AnswerForm | None = None
    refusal: str = ""
    differences: list[Difference] = field(default_factory=list)
    saved: Answer | None = None
    is_conflict: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something that was typed is neither saved nor given up."""
        return self.form is not None


def handle(asked: Iterable[Asked], data: QueryDict, command: Command, *, by: User) -> dict[int, Outcome]:
    """Save what was touched; the outcome of each answer that the post speaks about, by its id.

    Raises Missing, with nothing done, when that is not among `asked`.
    """
    present = {row.answer.pk: row for row in asked}
    posted = dict.fromkeys([*posted_answers(data), *([] if command.answer is None else [command.answer])])
    if not present.keys() >= posted.keys():
        raise Missing
    return {pk: _handle(present[pk], data, command, by) for pk in posted}


def worst_status(outcomes: Iterable[Outcome]) -> int:
    """The status of the whole page: a conflict before a refusal before an error."""
    present = {outcome.status for outcome in outcomes}
    return next((status for status in (409, 403, 400) if status in present), 200)


def _handle(asked: Asked, data: QueryDict, command: Command, by: User) -> Outcome:
    form = AnswerForm.posted(asked, data)
    is_chosen = command.answer == asked.answer.pk
    if command.verb == "theirs" and is_chosen:
        return Outcome()
    # Both answers were shown, and nobody chose yet: saving the section does not choose.
    is_undecided = f"{asked.answer.pk}-conflict" in data and not is_chosen
    if is_undecided and _differences(form, asked.answer):
        return _conflict(form, VersionConflict(asked.answer))
    return _save(asked, form, by) if form.touched else Outcome()


def _save(asked: Asked, form: AnswerForm, by: User) -> Outcome:
    try:
        return Outcome(saved=save_answer(asked.answer, form.entry(), by=by, seen=form.version))
    except Invalid as refusal:
        form.errors = refusal.errors
        return Outcome(status=refusal.status, form=form)
    except VersionConflict as conflict:
        conflict.current.item, conflict.current.submission = asked.answer.item, asked.answer.submission
        # Typed twice, or sent twice: where both say the same, nobody has to choose.
        return _conflict(form, conflict) if _differences(form, conflict.current) else Outcome(saved=conflict.current)
    except Refusal as refusal:
        return Outcome(
            status=refusal.page_status,
            form=form,
            refusal=str(refusal.detail),
            differences=_differences(form, asked.answer),
        )


def _conflict(form: AnswerForm, conflict: VersionConflict) -> Outcome:
    """Both answers side by side; the form then holds what was typed, over the answer as it is now."""
    current: Answer = conflict.current
    differences = _differences(form, current)
    present = texts_of(current, form.asked.wording.type)
    typed = {difference.name: form.texts[difference.name] for difference in differences}
    shown = AnswerForm.of(form.asked, present | typed)
    shown.version, shown.seen = current.version, fingerprints(present)
    return Outcome(conflict.page_status, shown, str(conflict.detail), differences, is_conflict=True)


def _differences(form: AnswerForm, current: Answer) -> list[Difference]:
    """The touched fields that say something else than `current` does."""
    present = texts_of(current, form.asked.wording.type)
    return [
        Difference(
            name, LABELS[name], *(shown_text(form.asked.wording, name, text[name]) for text in (present, form.texts))
        )
        for name in form.touched
        if form.texts[name].strip() != present[name].strip()
    ]


def shown_text(wording: QuestionVersion, name: str, text: str) -> list[Any]:
    """A field's text for reading, part by part."""
    if name == "answer" and wording.type not in (Type.NUMBER, Type.TEXT, Type.DATE):
        return [NONE_OF_THESE_WORDS if code == NONE_OF_THESE else choice_text(wording, code) for code in text.split()]
    if name == "status":
        return [Status(text).label] if text in Status.values else []
    if name == "unchanged":
        return [LABELS["unchanged"]] if text else []
    return [text] if text else []
