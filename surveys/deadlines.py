"""Until when something is due: a day, to its end in the questionnaire's time zone."""

from datetime import date

from surveys.models import Section, Submission
from surveys.workflow import EDITABLE


def due_day(submission: Submission, section: Section | None = None) -> date:
    """The last day for a submission, or for a section that has a day of its own; an extension moves both.

    What was accepted and opened again is due on the day after which it locks itself.
    """
    if submission.reopened_until:
        return submission.reopened_until
    day = section.deadline if section and section.deadline else submission.questionnaire.deadline
    return max(day, submission.extended_to) if submission.extended_to else day


def is_overdue(submission: Submission, section: Section | None = None) -> bool:
    """Whether it has not been handed in although its day, or that of the section, is over.

    What was opened again and has locked itself is not: what was accepted stands.
    """
    if submission.has_lapsed:
        return False
    return submission.state in EDITABLE and submission.questionnaire.today() > due_day(submission, section)
