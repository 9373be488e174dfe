"""What happened to a submission, as the activity tells it: who moved it, when, and what they said."""

from dataclasses import dataclass
from datetime import date, datetime

from activity.models import Entry
from activity.sentences import sentence
from activity.verification import read_text
from surveys.models import Submission

MOST_EVENTS = 50


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done with a submission.

    `issues` are sentences by question code; `reason` and `until` are an extension's. What was answered is not in it.
    """

    at: datetime
    who: str
    sentence: str
    version: int
    issues: dict[str, str]
    reason: str
    until: date | None


def history_of(submission: Submission, *, after: int = 0) -> list[Event]:
    """What was done with a submission since its version `after`, the newest first; in one query."""
    entries = Entry.objects.about(f"submission {submission.key}").select_related("actor").order_by("-sequence")
    events = [_event(entry) for entry in entries[:MOST_EVENTS]]
    return [event for event in events if event.version > after]


def _event(entry: Entry) -> Event:
    data = (read_text(entry.text) or {}).get("data", {})
    until = data.get("until")
    return Event(
        at=entry.at,
        who=str(entry.actor) if entry.actor else "system",
        sentence=sentence(entry.verb),
        version=int(data.get("version", 0)),
        issues=data.get("issues", {}),
        reason=data.get("reason", ""),
        until=date.fromisoformat(until) if until else None,
    )
