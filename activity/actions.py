"""Writing the log. `record` is the last thing that an action does before its transaction ends."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from activity.models import Entry, Head
from common.canonical import sha256, to_text

CONFIDENTIAL = "confidential"


def confidential(said: Mapping[str, Any]) -> dict[str, Any]:
    """Data of an entry that only those who may read confidential entries see; the log hides it from everybody else.

    The salt keeps anybody from finding out a "yes" or a "no" by trying which of them gives the entry's hash.
    """
    return {CONFIDENTIAL: {**said, "salt": secrets.token_hex(16)}}


def lock_head() -> Head:
    """Lock the end of the chain until the transaction ends: nobody else's action can commit meanwhile."""
    assert transaction.get_connection().in_atomic_block, "an action is a transaction"
    return Head.objects.select_for_update().get(pk=1)


def record(verb: str, target: str, *, by: Any, data: dict[str, Any] | None = None) -> Entry:
    """Append who (`by`, or None for the system itself) did what (`verb`, dotted) on what (`target`), with its data.

    `data` is what is needed to tell what changed: {"before": {...}, "after": {...}} or the like, in the types
    that `common.canonical` knows. What not every reader of the log may see goes through `confidential`.
    """
    head = lock_head()
    at = timezone.now()
    sequence = head.sequence + 1
    text = to_text(
        {
            "sequence": sequence,
            "at": at,
            "actor": by.pk if by else None,
            "verb": verb,
            "target": target,
            "data": data or {},
            "previous": head.hash,
        }
    )
    entry = Entry.objects.create(
        sequence=sequence,
        at=at,
        actor=by,
        verb=verb,
        target=target,
        text=text,
        previous_hash=head.hash,
        hash=sha256(text),
    )
    head.sequence, head.hash = sequence, entry.hash
    head.save()
    return entry
