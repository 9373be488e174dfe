"""What a country team answered openly, by section, with the year before beside it, as its country's page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from common.digits import read_digits
from common.numbers import format_number
from common.statuses import WITH_VALUE
from common.translated import Text, reader_language, text_of
from public.shown import ShownRelease
from public.surveys.documents import survey
from public.texts import date_words
from public.words import STATUSES
from surveys.choices import Respondent, Type
from surveys.words import NONE_OF_THESE_WORDS

Content = dict[str, Any]
Words = Sequence[Text | str]

YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A question with what was answered to it in the year, and in the year before; None where it is not released."""

    code: str
    text: Text
    now: Words | None
    before: Words | None


@dataclass(frozen=True, slots=True)
class AnsweredSection:
    """A section of the questionnaire."""

    title: Text
    lines: Sequence[AnswerLine]


@dataclass(frozen=True, slots=True)
class TeamAnswers:
    """The published answers of a team. `years` are those that it answered for, the newest first."""

    year: int
    before: int | None
    years: Sequence[int]
    sections: Sequence[AnsweredSection]


def team_answers(release: ShownRelease, team: Content, asked: str | None) -> TeamAnswers | None:
    """The answers of a released team document for the year `asked`, or the newest; None where it holds none.

    Raises Http404 for what is no year, and for one that this team has no published answers of.
    """
    answers: Mapping[str, Mapping[str, Content]] = team.get("answers", {})
    years = sorted(map(int, answers), reverse=True)
    year = read_digits(asked, YEAR_DIGITS) if asked else (years[0] if years else None)
    if year not in years:
        if asked:
            raise Http404
        return None
    before = max((each for each in years if each < year), default=None)
    now = answers[str(year)]
    earlier = answers[str(before)] if before else {}
    asked_now = survey(release, Respondent.TEAM, year)
    asked_before = _questions(survey(release, Respondent.TEAM, before)) if before else {}
    sections = [
        AnsweredSection(
            text_of(section["title"]),
            [
                AnswerLine(
                    row["code"],
                    text_of(row["text"]),
                    answer_words(now.get(row["code"]), row),
                    answer_words(earlier.get(row["code"]), asked_before.get(row["code"])),
                )
                for row in section["questions"]
                if row["disclosure"] == "respondent"
            ],
        )
        for section in asked_now["sections"]
    ]
    return TeamAnswers(year, before, years, [section for section in sections if section.lines])


def answer_words(answer: Content | None, question: Content | None) -> Words | None:
    """What is answered, part by part, in the words of the question; None where this release does not say."""
    if answer is None or question is None:
        return None
    if answer["status"] not in WITH_VALUE:
        return [str(STATUSES[answer["status"]])]
    if question["type"] == Type.TEXT:
        return [_("answered in words, which are not released")]
    if "number" in answer:
        return [format_number(Decimal(answer["number"]), reader_language())]
    if "date" in answer:
        return [date_words(date.fromisoformat(answer["date"]))]
    words = {row["code"]: text_of(row["text"]) for row in question["choices"]}
    return [words.get(code, Text(code)) for code in answer["choices"]] or [str(NONE_OF_THESE_WORDS)]


def _questions(content: Content) -> dict[str, Content]:
    return {row["code"]: row for section in content["sections"] for row in section["questions"]}
