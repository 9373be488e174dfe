"""Which mail of a round is due on a day: arithmetic with days alone.

Only the latest occasion that has come counts. So whoever is two days late, or was away for a week, sends one mail and
not four, and who joins an office in the middle of a round is told what holds then.
"""

from datetime import date, timedelta

from surveys.choices import Occasion

_DAYS_BEFORE = {Occasion.FOURTEEN: 14, Occasion.SEVEN: 7, Occasion.TWO: 2}
_ORDER = list(Occasion)
_DAY = timedelta(days=1)


def occasions(opened: date, due: date) -> list[tuple[date, Occasion]]:
    """The occasions of a round that opens and is due on these days, each with its day, in order.

    What would fall on the day of opening or before is left to the invitation; half-way is rounded down to a day. What
    is due before it opens is overdue on the day after opening.
    """
    days = {Occasion.HALF_WAY: opened + (due - opened) // _DAY // 2 * _DAY}
    days |= {occasion: due - before * _DAY for occasion, before in _DAYS_BEFORE.items()}
    days = {occasion: day for occasion, day in days.items() if day > opened}
    days |= {Occasion.INVITATION: opened, Occasion.OVERDUE: max(due, opened) + _DAY}
    return sorted(((day, occasion) for occasion, day in days.items()), key=lambda pair: (pair[0], rank(pair[1])))


def latest_occasion(opened: date, due: date, today: date, *, since: date | None = None) -> Occasion | None:
    """The occasion whose mail everybody should have by `today`; None where none has come.

    `since` is the day from which `due` holds, where that was put off: nobody is reminded of what came before.
    """
    come = [occasion for day, occasion in occasions(opened, due) if day <= today and (since is None or day >= since)]
    return come[-1] if come else None


def rank(occasion: str) -> int:
    """The place of an occasion in the order of a round; of two on one day the later counts."""
    return _ORDER.index(Occasion(occasion))
