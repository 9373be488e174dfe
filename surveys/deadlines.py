"""Until when something is due: a day, to its end in the questionnaire's time zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from surveys.models import Questionnaire, Section, Submission
from surveys.workflow import EDITABLE


def end_of(day: date, zone: str) -> datetime:
    """The moment at which `day` is over in `zone`."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))


def due_day(submission: Submission, section: Section | None = None) -> date:
    """The last day for a submission, or for a section that has a day of its own; an extension moves both."""
    day = section.deadline if section and section.deadline else submission.questionnaire.deadline
    return max(day, submission.extended_to) if submission.extended_to else day


def is_overdue(submission: Submission, now: datetime | None = None) -> bool:
    """Whether it has not been handed in although its day is over."""
    is_over = (now or timezone.now()) >= end_of(due_day(submission), submission.questionnaire.zone)
    return submission.state in EDITABLE and is_over


def today_in(questionnaire: Questionnaire, now: datetime | None = None) -> date:
    """The day that it is in the questionnaire's time zone."""
    return (now or timezone.now()).astimezone(ZoneInfo(questionnaire.zone)).date()
