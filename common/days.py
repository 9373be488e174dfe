"""Days in addresses, bodies and posts: in the one form in which the API writes them too, 2024-06-30."""

from datetime import date


def read_day(text: str | None) -> date | None:
    """The day that `text` writes; None where it is anything else, or nothing."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.isoformat() == text else None  # 20240630 and 2024-W26-7 would be read, too
