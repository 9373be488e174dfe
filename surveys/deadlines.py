"""Until when something is due: a day, to its end in the questionnaire's time zone."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from surveys.models import Questionnaire, Section, Submission
from surveys.workflow import EDITABLE


def due_day(submission: Submission, section: Section | None = None) -> date:
    """The last day for a submission, or for a section that has a day of its own; an extension moves both."""
    day = section.deadline if section and section.deadline else submission.questionnaire.deadline
    return max(day, submission.extended_to) if submission.extended_to else day


def is_overdue(submission: Submission, section: Section | None = None) -> bool:
    """Whether it has not been handed in although its day, or that of the section, is over."""
    return submission.state in EDITABLE and today_in(submission.questionnaire) > due_day(submission, section)


def today_in(questionnaire: Questionnaire) -> date:
    """The day that it is in the questionnaire's time zone."""
    return timezone.now().astimezone(ZoneInfo(questionnaire.zone)).date()
