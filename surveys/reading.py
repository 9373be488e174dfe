"""A submission's answers, beside those of the year before."""

from surveys.models import AcceptedAnswer, Answer, Submission


def answers_of(submission: Submission) -> list[Answer]:
    """Its working answers with their questions, in the questionnaire's order, in one query."""
    rows = list(Answer.objects.filter(submission=submission).in_order())
    for row in rows:
        row.submission = submission
    return rows


def last_year_of(submission: Submission) -> dict[str, AcceptedAnswer]:
    """What the same respondent had accepted for the year before, by question code, in that year's wording."""
    rows = AcceptedAnswer.objects.filter(
        submission__code=submission.code,
        submission__questionnaire__respondent=submission.questionnaire.respondent,
        submission__questionnaire__year=submission.questionnaire.year_id - 1,
    )
    return {row.item.question.code: row for row in rows.in_order()}
