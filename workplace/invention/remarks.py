"""What is said about invented answers: why some were returned, and why some respondents have more time."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from surveys.choices import CommentState, State
from surveys.models import Answer, Comment, Extension, Submission
from workplace.invention.lots import Lots
from workplace.invention.returns import Standing, Way

REMARKED = 12  # so many of a hundred submissions that were not returned bear a comment, too
EXTENDED = 3
ISSUES = (
    "Demonstration comment: please check this against the records, they say something else.",
    "Demonstration comment: this differs from last year. What has changed?",
    "Demonstration comment: please add a link that bears this out.",
)
WHY_LATER = "Demonstration reason: the office moved, and two posts stood vacant until last week."


def issues_of(lots: Lots, rows: Sequence[Answer]) -> list[Answer]:
    """The answers at issue of what was returned: one to three of those that the respondent gave itself."""
    own = [row for row in rows if not row.settled_by and row.item.wording.is_required]
    draw = lots.draw(rows[0].submission.code, "issues")
    return draw.sample(own, min(len(own), draw.randint(1, 3)))


def comments_on(lots: Lots, standing: Standing, way: Way, rows: Sequence[Answer], by: User | None) -> list[Comment]:
    """What was said: on all `rows` of what was returned, on one here and there of the rest."""
    if way.checked is None or standing is Standing.SUBMITTED:
        return []
    submission = rows[0].submission
    who = f"{submission.code} {submission.questionnaire.year_id}"
    if standing is Standing.RETURNED:
        # Most wait for an answer; some have one, and wait for whoever asked.
        answered = [lots.percent(who, f"answered {row.item.question.code}") < 25 for row in rows]
        states = [CommentState.ANSWERED if is_answered else CommentState.OPEN for is_answered in answered]
        remarked = list(rows)
    else:
        if lots.percent(who, "remarked") >= REMARKED:
            return []
        remarked, states = [lots.one_of(who, "remark", rows)], [CommentState.RESOLVED]
    return [
        Comment(
            submission=submission,
            item=row.item,
            text=lots.one_of(who, f"comment {row.item.question.code}", ISSUES),
            by=by,
            at=way.checked,
            state=state,
            version=1 if state is CommentState.OPEN else 2,
        )
        for row, state in zip(remarked, states, strict=True)
    ]


def extensions_of(lots: Lots, submissions: Sequence[Submission], home: str, today: date) -> list[Extension]:
    """Of teams that have not handed in: the home team, and the next two by lot."""
    drafts = [row for row in submissions if row.state == State.DRAFT]
    drafts.sort(key=lambda row: (row.code != home, lots.percent(row.code, "extended"), row.code))
    at = datetime.combine(today - timedelta(days=12), time(16), timezone.get_default_timezone())
    return [
        Extension(submission=row, until=today + timedelta(days=14 + 7 * place), reason=WHY_LATER, at=at)
        for place, row in enumerate(drafts[:EXTENDED])
    ]
