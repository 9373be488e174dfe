"""What an answer has to be before it is kept, the same for every door; and what to look at twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.entered import Faults, checked_links, checked_text
from common.numbers import NumberRefused, canonical, read_canonical
from common.statuses import NEEDS_REASON, WITH_VALUE, Status
from surveys.choices import Type
from surveys.models import QuestionVersion
from surveys.models.submissions import AnswerContent

NONE = "none"  # the choice that stands alone


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """What somebody answers. `choices` are codes. `evidence` None leaves the links as they are."""

    status: str
    choices: Sequence[str] = ()
    number: Decimal | None = None
    text: str = ""
    day: date | None = None
    reason: str = ""
    explanation: str = ""
    is_unchanged: bool = False
    evidence: list[str] | None = None


class Warned(Enum):
    """What a checker looks at twice. Each asks for a sentence of explanation before it is submitted."""

    LESS_THAN_EXPECTED = "less_than_expected"
    MORE_THAN_EXPECTED = "more_than_expected"
    LARGE_CHANGE = "large_change"

    @property
    def sentence(self) -> Promise:
        return _WARNINGS[self]


_WARNINGS = {
    Warned.LESS_THAN_EXPECTED: gettext_lazy("The number is lower than expected."),
    Warned.MORE_THAN_EXPECTED: gettext_lazy("The number is higher than expected."),
    Warned.LARGE_CHANGE: gettext_lazy("The change since last year is larger than expected."),
}


def checked(entry: AnswerEntry, wording: QuestionVersion) -> dict[str, Any]:
    """The columns to be written for `entry`. Raises Invalid with every fault, by field."""
    faults = Faults()
    columns: dict[str, Any] = {
        "status": entry.status,
        "choice": _checked_choices(entry, wording, faults),
        "number": _checked_number(entry, wording, faults),
        "day": entry.day if wording.type == Type.DATE else None,
        "is_unchanged": entry.is_unchanged,
    }
    for name, place in (("text", "answer"), ("reason", "reason"), ("explanation", "explanation")):
        columns[name] = checked_text(place, getattr(entry, name), faults)
    if entry.evidence is not None:
        columns["evidence"] = checked_links("evidence", entry.evidence, faults)
    _check_fits(entry, wording, columns, faults)
    faults.refuse()
    return columns


def warnings_of(answer: AnswerContent, wording: QuestionVersion, last: AnswerContent | None) -> list[Warned]:
    """What is unexpected in an answer, beside the one accepted for the year before (None: there is none)."""
    number = answer.number
    if number is None:
        return []
    found = []
    if wording.minimum is not None and number < wording.minimum:
        found.append(Warned.LESS_THAN_EXPECTED)
    if wording.maximum is not None and number > wording.maximum:
        found.append(Warned.MORE_THAN_EXPECTED)
    if wording.tolerance is not None and last is not None and last.number is not None:
        allowed = abs(Fraction(last.number)) * Fraction(wording.tolerance) / 100
        if abs(Fraction(number) - Fraction(last.number)) > allowed:
            found.append(Warned.LARGE_CHANGE)
    return found


def is_answered(answer: AnswerContent) -> bool:
    """Whether it is answered or explained; a blank is neither."""
    return answer.status in WITH_VALUE or (answer.status in NEEDS_REASON and bool(answer.reason))


def _check_fits(entry: AnswerEntry, wording: QuestionVersion, columns: dict[str, Any], faults: Faults) -> None:
    if entry.status not in Status.values:
        faults.add("status", _("Choose one of: %(choices)s.") % {"choices": ", ".join(Status.values)})
        return
    # A text of several choices may be empty: "none of these" is an answer.
    given = bool(columns["choice"]) or columns["number"] is not None or bool(columns["text"]) or bool(columns["day"])
    if entry.status in WITH_VALUE and not given and wording.type != Type.MULTIPLE and not faults.by_field:
        faults.add("answer", _("Answer the question, or say why there is no answer."))
    if entry.status not in WITH_VALUE and given:
        faults.add("answer", _("The status says that there is no answer. Clear the answer, or change the status."))
    if entry.status in NEEDS_REASON and not columns["reason"] and "reason" not in faults.by_field:
        faults.add("reason", _("Say why: this status needs a reason."))
    if entry.text and wording.type != Type.TEXT:
        faults.add("answer", _("This question is not answered with a text."))
    if entry.day is not None and wording.type != Type.DATE:
        faults.add("answer", _("This question is not answered with a date."))


def _checked_choices(entry: AnswerEntry, wording: QuestionVersion, faults: Faults) -> str:
    known = wording.choice_codes
    chosen = [code for code in known if code in entry.choices]
    unknown = sorted(set(entry.choices) - set(known))
    if unknown:
        faults.add(
            "answer",
            _("“%(choice)s” is not among the choices: %(choices)s.")
            % {"choice": unknown[0], "choices": ", ".join(known) or "—"},
        )
    if len(chosen) > 1 and wording.type != Type.MULTIPLE:
        faults.add("answer", _("Choose one."))
    elif len(chosen) > 1 and NONE in chosen:
        faults.add("answer", _("Choose either some of these or “none of these”."))
    return " ".join(sorted(chosen))


def _checked_number(entry: AnswerEntry, wording: QuestionVersion, faults: Faults) -> Decimal | None:
    if entry.number is None:
        return None
    if wording.type != Type.NUMBER:
        faults.add("answer", _("This question is not answered with a number."))
        return None
    if entry.number < 0:
        faults.add("answer", _("It cannot be less than 0."))
        return None
    try:
        # The databases would round what has too many digits, or refuse it without a word.
        return read_canonical(canonical(entry.number) if entry.number.is_finite() else str(entry.number))
    except NumberRefused as error:
        faults.add("answer", error.message)
        return None
