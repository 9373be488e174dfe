"""The chain recomputed: does every entry still say what was hashed, in the order it was written?"""

import json
from collections.abc import Iterator

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
    head = Head.objects.get(pk=1)
    if (head.sequence, head.hash) != (expected - 1, previous):
        yield f"the chain ends at entry {expected - 1}, its head says {head.sequence}"


def _entry_faults(entry: Entry, previous: str) -> Iterator[str]:
    if sha256(entry.text) != entry.hash:
        yield f"entry {entry.sequence}: its text is not what was hashed"
    if entry.previous_hash != previous:
        yield f"entry {entry.sequence}: it does not follow the entry before it"
    try:
        said = json.loads(entry.text)
    except ValueError:
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
