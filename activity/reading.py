"""Entries of the log as people read them: who, what, on what, and what was before and after."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from activity.actions import CONFIDENTIAL
from activity.models import Entry
from activity.sentences import sentence
from activity.verification import read_text
from common.canonical import to_text

LONGEST_REMARK = 300  # characters; longer ones are folded away
_TECHNICAL = {"version", "sha256", "content", CONFIDENTIAL, "salt"}
HEADER = ("number", "at", "who", "verb", "sentence", "target", "data", "previous_hash", "hash")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of what was changed; "" is nothing there."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry as a reader sees it; `remarks` stand open, such as a comment, `facts` are folded away."""

    number: int
    at: datetime
    who: str
    sentence: str
    target: str
    changes: list[Change]
    remarks: list[tuple[str, str]]
    facts: list[tuple[str, str]]
    hash: str


def read_entries(entries: Iterable[Entry], *, with_confidential: bool = False) -> list[Shown]:
    """The entries, which come with their actors, in words. One query more, for the people they are about."""
    entries = list(entries)
    people = _people_of(entries)
    return [_shown(entry, people, with_confidential) for entry in entries]


def rows(entries: Iterable[Entry], *, with_confidential: bool = False) -> Iterator[tuple[Any, ...]]:
    """The entries as rows under HEADER."""
    for entry in entries:
        said = read_text(entry.text) or {}
        yield (
            entry.sequence,
            entry.at.isoformat(),
            who(entry),
            entry.verb,
            sentence(entry.verb),
            entry.target,
            _plain(_readable(said.get("data", {}), with_confidential)),
            entry.previous_hash,
            entry.hash,
        )


def lines(entries: Iterable[Entry], *, with_confidential: bool = False) -> Iterator[str]:
    """The entries as JSON, one a line: the very text that was hashed, and its hash.

    Where something confidential was left out of the text, the line says so: it is not what was hashed.
    """
    for entry in entries:
        text, mark = entry.text, ""
        said = None if with_confidential else read_text(entry.text)
        if said and CONFIDENTIAL in (data := said.get("data", {})):
            text, mark = to_text(said | {"data": data | {CONFIDENTIAL: None}}), '"withheld":["confidential"],'
        yield f'{{"entry":{text},{mark}"hash":"{entry.hash}"}}\n'


def who(entry: Entry) -> str:
    """The e-mail address of whoever did it, or `system`."""
    return entry.actor.email if entry.actor else "system"


def _people_of(entries: list[Entry]) -> dict[str, str]:
    """E-mail addresses by target, for entries on people, which name them by number."""
    targets = {entry.target for entry in entries if entry.target.startswith("user ")}
    numbers = [int(number) for target in targets if (number := target.removeprefix("user ")).isdecimal()]
    return {f"user {user.pk}": user.email for user in get_user_model().objects.filter(pk__in=numbers)}


def _readable(data: dict[str, Any], with_confidential: bool) -> dict[str, Any]:
    """The data of an entry as this reader may see it: what is confidential beside the rest, or a word in its place."""
    if CONFIDENTIAL not in data:
        return data
    rest = {name: value for name, value in data.items() if name != CONFIDENTIAL}
    return rest | (data[CONFIDENTIAL] or {}) if with_confidential else rest | {CONFIDENTIAL: _("not shown")}


def _shown(entry: Entry, people: dict[str, str], with_confidential: bool) -> Shown:
    said = read_text(entry.text)
    data: dict[str, Any] = (
        _readable(said.get("data", {}), with_confidential) if said else {"text": _("It cannot be read.")}
    )
    before, after = data.get("before") or {}, data.get("after") or {}
    names = [*before, *(name for name in after if name not in before)]
    facts = [(name, _plain(value)) for name, value in data.items() if name not in {"before", "after"}]
    remarks = [(name, text) for name, text in facts if name not in _TECHNICAL and 0 < len(text) <= LONGEST_REMARK]
    return Shown(
        number=entry.sequence,
        at=entry.at,
        who=who(entry),
        sentence=sentence(entry.verb),
        target=people.get(entry.target, entry.target),
        changes=[Change(name, _plain(before.get(name)), _plain(after.get(name))) for name in names],
        remarks=remarks,
        facts=[fact for fact in facts if fact not in remarks],
        hash=entry.hash,
    )


def _plain(value: Any) -> str:
    """A value of the log in a line of text."""
    match value:
        case None | "" | []:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case list():
            return ", ".join(_plain(item) for item in value)
        case dict():
            return "; ".join(f"{name}: {_plain(item)}" for name, item in value.items())
    return str(value)
