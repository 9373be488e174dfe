"""What people type into a section, read; and the texts that its page shows, to be read again.

The texts become an `AnswerEntry`; whether that may be kept is for `surveys.validation`, as for every door.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.canonical import sha256
from common.days import read_day
from common.digits import read_digits
from common.numbers import NumberRefused, as_typed, read_number
from common.refusals import Invalid
from common.statuses import NEEDS_REASON, WITH_VALUE, Status
from surveys.asked import Asked
from surveys.choices import Respondent, State, Type
from surveys.models.submissions import AnswerContent
from surveys.validation import AnswerEntry

FIELDS = ("answer", "status", "reason", "explanation", "evidence", "unchanged")
LABELS = {
    "answer": gettext_lazy("Answer"),
    "status": gettext_lazy("No answer, because"),
    "reason": gettext_lazy("Reason"),
    "explanation": gettext_lazy("Explanation"),
    "evidence": gettext_lazy("Evidence"),
    "unchanged": gettext_lazy("Unchanged since last year"),
}
NONE_OF_THESE = "-"  # posted for "none of these", which is an answer; no code is a hyphen
WITHOUT_BLANK = (Type.NUMBER, Type.TEXT, Type.DATE)  # a browser sends these even when they are empty
_POSTED = re.compile(r"([0-9]{1,18})-version")


def texts_of(answer: AnswerContent, type: str) -> dict[str, str]:
    """An answer as texts, field by field, as the page shows it. Codes of choices have a space between."""
    return {
        "answer": _answer_text(answer, type),
        "status": "" if answer.status in WITH_VALUE or answer.status == Status.NOT_REPORTED else answer.status,
        "reason": answer.reason,
        "explanation": answer.explanation,
        "evidence": "\n".join(answer.evidence),
        "unchanged": "on" if answer.is_unchanged else "",
    }


def fingerprints(texts: Mapping[str, str]) -> str:
    """A few characters for each field, by which a post tells what was touched since the page was made."""
    return ".".join(sha256(texts[name].strip())[:8] for name in FIELDS)


def posted_answers(data: Mapping[str, str]) -> list[int]:
    """The ids of the answers that a post speaks about."""
    return [int(match[1]) for key in data if (match := _POSTED.fullmatch(key))]


@dataclass(slots=True)
class AnswerForm:
    """The controls of one question: their texts, the version and fingerprints that the page was made with, faults."""

    asked: Asked
    texts: dict[str, str]
    version: int | None
    seen: str
    errors: dict[str, list[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: Asked, typed: Mapping[str, str] | None = None) -> "AnswerForm":
        """The answer as it is stored, with `typed` in place of some of its texts."""
        present = texts_of(asked.answer, asked.wording.type)
        return cls(asked, present | dict(typed or {}), asked.answer.version, fingerprints(present))

    @classmethod
    def posted(cls, asked: Asked, data: QueryDict) -> "AnswerForm":
        """What came back. A text that did not come stays as it is; a choice that did not come is none."""
        key, present = asked.answer.pk, texts_of(asked.answer, asked.wording.type)
        texts = {name: _lines(data.get(f"{key}-{name}", text)) for name, text in present.items()}
        if asked.wording.type not in WITHOUT_BLANK:
            texts["answer"] = " ".join(sorted(code for code in data.getlist(f"{key}-answer") if code))
        texts["unchanged"] = "on" if data.get(f"{key}-unchanged") else ""
        version = read_digits(data.get(f"{key}-version"), 9)
        return cls(asked, texts, version, data.get(f"{key}-seen", fingerprints(present)))

    @property
    def touched(self) -> list[str]:
        """The fields whose text is not what the page showed."""
        now = fingerprints(self.texts).split(".")
        return [name for name, was, is_ in zip(FIELDS, self.seen.split("."), now, strict=False) if was != is_]

    @property
    def chosen(self) -> list[str]:
        """The codes that are ticked."""
        return self.texts["answer"].split()

    @property
    def faults(self) -> list[tuple[str, Any, Any]]:
        """(field, its label, sentence) of everything that was refused."""
        return [(name, LABELS.get(name, name), said) for name, rows in self.errors.items() for said in rows]

    def entry(self) -> AnswerEntry:
        """What was answered. Raises Invalid, by field, for what cannot be read."""
        entry = self._read()
        if not self.texts["unchanged"]:
            return entry
        if "unchanged" in self.touched:
            return self._confirmed(entry)
        if {"answer", "status"} & set(self.touched):
            return entry  # confirmed before, and changed now
        return replace(entry, is_unchanged=True)

    def _read(self) -> AnswerEntry:
        typed, stored = self.texts["answer"], self.asked.answer.status
        status = self.texts["status"]
        if not status:
            status = stored if stored in WITH_VALUE else Status.REPORTED
            status = status if typed.strip() else Status.NOT_REPORTED
        kind = self.asked.wording.type
        choices = self.chosen if kind not in WITHOUT_BLANK else []
        if NONE_OF_THESE in choices and len(choices) > 1:
            raise Invalid({"answer": [_("Choose either some of these or “none of these”.")]})
        return AnswerEntry(
            status=status,
            choices=[code for code in choices if code != NONE_OF_THESE],
            number=_number(typed) if kind == Type.NUMBER else None,
            text=typed if kind == Type.TEXT else "",
            day=_day(typed) if kind == Type.DATE else None,
            reason=self.texts["reason"] if status in NEEDS_REASON else "",
            explanation=self.texts["explanation"],
            evidence=self.texts["evidence"].splitlines(),
        )

    def _confirmed(self, entry: AnswerEntry) -> AnswerEntry:
        """Last year's answer, because somebody says that it is this year's too. Raises Invalid."""
        last = self.asked.last
        if last is None or not self.asked.can_be_confirmed:
            raise Invalid({"unchanged": [_("There is no answer of last year that could be confirmed.")]})
        same = texts_of(last, self.asked.wording.type)
        changed = [name for name in ("answer", "status") if name in self.touched and self.texts[name] != same[name]]
        if changed:
            raise Invalid({"unchanged": [_("You changed the answer, and say that it is unchanged. Do one of both.")]})
        return replace(
            entry,
            status=last.status,
            choices=last.choice.split(),
            number=last.number,
            text=last.text,
            day=last.day,
            reason=last.reason,
            is_unchanged=True,
        )


class RespondentFilter(forms.Form):
    """Which submissions of a year are listed."""

    q = forms.CharField(label=gettext_lazy("Name or code"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=gettext_lazy("Respondent"),
        required=False,
        choices=[("", gettext_lazy("all")), *Respondent.choices],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("all")), *State.choices]
    )


def _answer_text(answer: AnswerContent, type: str) -> str:
    match type:
        case Type.NUMBER:
            return "" if answer.number is None else as_typed(answer.number)
        case Type.TEXT:
            return answer.text
        case Type.DATE:
            return answer.day.isoformat() if answer.day else ""
        case Type.MULTIPLE if answer.status in WITH_VALUE and not answer.choice:
            return NONE_OF_THESE
    return answer.choice


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _number(typed: str) -> Decimal | None:
    if not typed.strip():
        return None
    try:
        return read_number(typed)
    except NumberRefused as error:
        raise Invalid({"answer": [error.message]}) from error


def _day(typed: str) -> date | None:
    day = read_day(typed.strip())
    if typed.strip() and day is None:
        raise Invalid({"answer": [_("Write the day as year-month-day, such as 2024-06-30.")]})
    return day
