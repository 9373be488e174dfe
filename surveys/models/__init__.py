"""Questionnaires, what respondents answer, and what is said about it."""

from surveys.models.questionnaires import Item, Question, Questionnaire, QuestionVersion, Section
from surveys.models.remarks import Comment, EvidenceFile, Reply
from surveys.models.submissions import AcceptedAnswer, Answer, Extension, Submission

__all__ = [
    "AcceptedAnswer",
    "Answer",
    "Comment",
    "EvidenceFile",
    "Extension",
    "Item",
    "Question",
    "QuestionVersion",
    "Questionnaire",
    "Reply",
    "Section",
    "Submission",
]
