"""Questionnaires, what respondents answer, and what is said about it."""

from surveys.models.questionnaires import Item, Question, Questionnaire, QuestionVersion, Section
from surveys.models.remarks import Comment, EvidenceFile, Reply
from surveys.models.rounds import AnswerMapping, Delegation, Mail, ReopeningRequest
from surveys.models.submissions import AcceptedAnswer, Answer, Extension, Submission

__all__ = [
    "AcceptedAnswer",
    "Answer",
    "AnswerMapping",
    "Comment",
    "Delegation",
    "EvidenceFile",
    "Extension",
    "Item",
    "Mail",
    "Question",
    "QuestionVersion",
    "Questionnaire",
    "ReopeningRequest",
    "Reply",
    "Section",
    "Submission",
]
