"""The hour at which a release is published: read from a day and a time of New York, and whether it may be one.

New York is headquarters' clock, by which years open and close. Once a year its clock skips an hour, and once it tells
one twice; neither names a moment, so neither is taken.
"""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from common.refusals import Invalid

LONGEST_WAIT = timedelta(days=366)


def hour_of(day: date, at: time) -> datetime:
    """The moment at which New York's clock shows `at` on `day`. Raises Invalid where there is none, or two."""
    clock = timezone.get_default_timezone()
    if not date.min < day < date.max:
        _refuse(_("This is no day on which a release could be published."))
    local = datetime.combine(day, at.replace(tzinfo=None), tzinfo=clock)
    if local.astimezone(UTC).astimezone(clock).replace(tzinfo=None) != local.replace(tzinfo=None):
        _refuse(_("New York’s clock is put forward that night and never shows this hour. Choose another."))
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        _refuse(_("New York’s clock is put back that night and shows this hour twice. Choose another."))
    return local.astimezone(UTC)


def checked_hour(at: datetime, now: datetime) -> datetime:
    """`at` in universal time. Raises Invalid unless it is to come, and not more than 366 days ahead."""
    if at <= now:
        _refuse(_("This hour is past. Choose one that is to come, or none to publish now."))
    if at > now + LONGEST_WAIT:
        _refuse(_("At most %(days)s days ahead.") % {"days": LONGEST_WAIT.days})
    return at.astimezone(UTC)


def _refuse(sentence: str) -> None:
    raise Invalid({"hour": [sentence]})
