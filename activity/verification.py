"""The chain recomputed: does every entry still say what was hashed, in the order it was written?"""

import json
from collections.abc import Iterator
from typing import Any

from activity.models import Entry, Head
from common.canonical import sha256


def chain_faults() -> Iterator[str]:
    """A sentence for each entry that was changed, removed or put in; none when the log is whole."""
    previous, expected = "", 1
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=1000):
        if entry.sequence != expected:
            yield f"entries {expected} to {entry.sequence - 1} are missing"
        yield from _entry_faults(entry, previous)
        previous, expected = entry.hash, entry.sequence + 1
    head = Head.objects.filter(pk=1).first()
    if head is None:
        yield "the chain has no head"
    elif (head.sequence, head.hash) != (expected - 1, previous):
        yield f"the chain ends at entry {expected - 1}, its head says {head.sequence}"


def read_text(text: str) -> dict[str, Any] | None:
    """What an entry's text says; None where somebody has made it unreadable."""
    try:
        said = json.loads(text)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def recorded(verb: str) -> Iterator[dict[str, Any]]:
    """What the log says of one verb, oldest first. Entries that are not what was hashed are no evidence."""
    entries = Entry.objects.filter(verb=verb).order_by("sequence").values_list("text", "hash")
    for text, written in entries.iterator(chunk_size=1000):
        if sha256(text) == written and (said := read_text(text)):
            yield said


def _entry_faults(entry: Entry, previous: str) -> Iterator[str]:
    if sha256(entry.text) != entry.hash:
        yield f"entry {entry.sequence}: its text is not what was hashed"
    if entry.previous_hash != previous:
        yield f"entry {entry.sequence}: it does not follow the entry before it"
    said = read_text(entry.text)
    if said is None:
        yield f"entry {entry.sequence}: its text cannot be read"
        return
    columns = {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "actor": entry.actor_id,
        "verb": entry.verb,
        "target": entry.target,
        "previous": entry.previous_hash,
    }
    for name, value in columns.items():
        if said.get(name) != value:
            yield f"entry {entry.sequence}: its column {name} differs from its text"
